"""Support for townships: difficulties, guidance, supervision of what is entrusted (三(三))."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from schemas.envelope import Event
from schemas.fields import AgencyId, BusinessId, CodeOf, Instant, ItemCode, Text, Word


class DifficultyRaised(Event):
    """实际困难和问题 (三(三)): a township asks a department for help with its work."""

    TYPE: ClassVar[str] = "difficulty.raised"
    ZH: ClassVar[str] = "困难提出"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "KN-2026-0005",
        "difficulty_id": "KN-2026-0005",
        "text": "农药检测设备不足，请求协助开展抽样检测",
        "raised_at": "2026-11-23T09:00:00+08:00",
    }

    difficulty_id: BusinessId = Field(title="困难编号", description="Difficulty")
    to_agency_id: AgencyId = Field(title="被请求机关", description="Department that is asked")
    text: Text | None = Field(default=None, title="内容", description="What the difficulty is")
    raised_at: Instant | None = Field(
        default=None,
        title="提出时间",
        description="When it was raised; starts the answer's clock (BZ-01), else the act's time",
    )


class DifficultyAnswered(Event):
    """困难答复 (三(三)): the department's answer to a difficulty."""

    TYPE: ClassVar[str] = "difficulty.answered"
    ZH: ClassVar[str] = "困难答复"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "agency_id": "11371322017015006G",
        "source": "urn:xzzf:371322:11371322017015006G:oa",
        "region_code": "371322",
        "subject": "KN-2026-0005",
        "difficulty_id": "KN-2026-0005",
    }

    difficulty_id: BusinessId = Field(title="困难编号", description="Difficulty that is answered")


class SupportReported(Event):
    """执法保障 (三(三)): how one of the five support matters stands."""

    TYPE: ClassVar[str] = "support.reported"
    ZH: ClassVar[str] = "执法保障情况"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "agency_id": "113713220170390083",
        "source": "urn:xzzf:371322:113713220170390083:oa",
        "region_code": "371322",
        "subject": "BZ-2026-11",
        "matter": "队伍建设",
        "status": "已落实 2 名执法人员编制",
    }

    matter: Annotated[str, CodeOf("support.matter")] | None = Field(
        default=None, title="保障事项", description="Which of the five matters (BZ-03)"
    )
    status: Word | None = Field(default=None, title="落实情况", description="How it stands")


class GuidanceGiven(Event):
    """业务指导 (二(一), 二(二)1): a department guides a township's enforcement."""

    TYPE: ClassVar[str] = "guidance.given"
    ZH: ClassVar[str] = "业务指导"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "agency_id": "11371322017015006G",
        "source": "urn:xzzf:371322:11371322017015006G:oa",
        "region_code": "371322",
        "subject": "AJ-2026-0012",
        "to_agency_id": "11371322017002002N",
        "case_id": "AJ-2026-0012",
        "at": "2026-11-23T09:00:00+08:00",
    }

    to_agency_id: AgencyId = Field(title="被指导机关", description="Township that was guided")
    case_id: BusinessId | None = Field(
        default=None, title="案件编号", description="Case it was about, if any"
    )
    at: Instant | None = Field(default=None, title="指导时间", description="When it was given")


class SupervisionRecorded(Event):
    """委托执法监督 (二(一)): the entrusting department supervises the entrusted township."""

    TYPE: ClassVar[str] = "supervision.recorded"
    ZH: ClassVar[str] = "委托执法监督记录"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "agency_id": "11371322017015006G",
        "source": "urn:xzzf:371322:11371322017015006G:oa",
        "region_code": "371322",
        "subject": "JD-2026-0003",
        "finding": "案卷齐全，未发现超越委托权限的行为",
    }

    entrusted_agency_id: AgencyId = Field(
        title="受委托机关", description="Township that acts in the department's name"
    )
    item_code: ItemCode = Field(title="事项编码", description="Entrusted item")
    finding: Text | None = Field(default=None, title="监督意见", description="What was found")
