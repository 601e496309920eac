"""巡查与线索: patrols, and the clue ledger by village and item (二(二)2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from schemas.envelope import Event
from schemas.fields import BusinessId, CodeOf, Instant, ItemCode, VillageCode, Word


class PatrolRecorded(Event):
    """执法巡查 (二(二)2, YS-03): a patrol took place; when and where stand in the envelope."""

    TYPE: ClassVar[str] = "patrol.recorded"
    ZH: ClassVar[str] = "执法巡查"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "XC-2026-0824",
        "occurred_at": "2026-08-24T08:10:00+08:00",
        "recorded_at": "2026-08-24T11:40:00+08:00",
        "region_code": "371322101297",
    }


class ClueRegistered(Event):
    """违法线索登记 (二(二)2, YS-04): one line of a village's clue ledger."""

    TYPE: ClassVar[str] = "clue.registered"
    ZH: ClassVar[str] = "违法线索登记"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "XS-2026-0147",
        "clue_id": "XS-2026-0147",
        "occurred_at": "2026-08-24T08:25:00+08:00",
        "recorded_at": "2026-08-24T08:30:00+08:00",
        "region_code": "371322101297",
        "village_code": "371322101297",
        "reporter_role": "网格员",
        "found_at": "2026-08-24T08:25:00+08:00",
        "status": "待核查",
    }

    clue_id: BusinessId = Field(title="线索编号", description="Clue")
    village_code: VillageCode = Field(
        title="村（社区）代码", description="Village or residents' committee, 12 digits"
    )
    item_code: ItemCode = Field(title="事项编码", description="Item that the clue points to")
    reporter_role: Annotated[str, CodeOf("reporter_role")] = Field(
        title="报告人身份", description="In what role the reporter found it (YS-04)"
    )
    found_at: Instant = Field(title="发现时间", description="When the clue was found")
    major: bool = Field(default=False, title="重大线索", description="Whether it is a major clue")
    status: Word | None = Field(
        default=None, title="办理状态", description="What has become of the clue so far"
    )


class ClueSweepCompleted(Event):
    """线索摸排完成 (二(二)2, YS-04): a village was searched for the items named, clues or none."""

    TYPE: ClassVar[str] = "clue.sweep_completed"
    ZH: ClassVar[str] = "线索摸排完成"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "MP-2026-371322101297-08",
        "occurred_at": "2026-08-24T11:30:00+08:00",
        "recorded_at": "2026-08-24T11:45:00+08:00",
        "region_code": "371322101297",
        "village_code": "371322101297",
        "item_codes": ("SIM-E-061", "SIM-E-062"),
    }

    village_code: VillageCode = Field(
        title="村（社区）代码", description="Village or residents' committee, 12 digits"
    )
    item_codes: tuple[ItemCode, ...] = Field(
        min_length=1, title="摸排事项", description="Items for which the village was searched"
    )
