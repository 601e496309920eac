"""Family licensing: licences granted, refused, changed and ended, and the supervision of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Self

from pydantic import Field, model_validator

from schemas.envelope import Event
from schemas.example_parts import BY_DEPARTMENT, COMPANY
from schemas.fields import (
    AgencyId,
    CodeOf,
    Day,
    DocNo,
    ItemCode,
    Name,
    Text,
    Word,
    refuse_backward,
)
from schemas.records import DocRef, PartyBlock

TOPIC: Final = "facts.licensing"

_LICENCE: Final[Mapping[str, Any]] = {
    **BY_DEPARTMENT,
    "classification": "PUBLIC",
    "license_category": "普通",
    "license_cert_name": "林木采伐许可证",
    "license_no": "郯林采字〔2026〕第0118号",
    "party": COMPANY,
    "related_item_codes": ("SIM-E-071",),
}
"""What the examples of this family have in common: a felling licence of the department."""


class _Licence(Event):
    """What a licence decision and a later change have in common."""

    CATEGORIES: ClassVar[frozenset[str]] = frozenset({"G2"})
    PRIVACY: ClassVar[str] = "PUBLIC"

    decision_doc_name: Name = Field(
        title="许可决定书名称", description="Title of the decision (双公示 XK_XKWS)"
    )
    decision_doc_no: DocNo = Field(
        title="许可决定书文号", description="Number of the decision (双公示 XK_WSH)"
    )
    license_category: Annotated[str, CodeOf("license_category")] = Field(
        title="许可类别", description="Category of the licence (双公示 XK_XKLB)"
    )
    license_cert_name: Name | None = Field(
        default=None, title="许可证书名称", description="Name of the certificate (双公示 XK_XKZS)"
    )
    license_no: DocNo | None = Field(
        default=None,
        title="许可编号",
        description="Number of the certificate (双公示 XK_XKBH); a publication may name it",
    )
    license_content: Text = Field(title="许可内容", description="What is permitted (双公示 XK_NR)")
    decision_date: Day = Field(
        title="许可决定日期",
        description="Day of the decision; the day on which the fact is formed",
    )
    valid_from: Day = Field(title="有效期自", description="First day of validity")
    valid_to: Day = Field(title="有效期至", description="Last day; 2099-12-31 is long term")
    authority_id: AgencyId = Field(title="许可机关", description="Licensing authority")
    status: Annotated[str, CodeOf("license_status")] = Field(
        title="状态", description="Status after the decision (双公示 XK_ZT)"
    )
    party: PartyBlock = Field(title="行政相对人", description="The licensee")
    related_item_codes: tuple[ItemCode, ...] = Field(
        title="相关处罚事项",
        description="Penalty items the licence bears on; where none is transferred to a township "
        "the licence need not be shared (GX-11)",
    )
    located_township_ids: tuple[AgencyId, ...] = Field(
        title="所在乡镇",
        description="Townships in which the licensee is located; they receive the licence (GX-03)",
    )

    @model_validator(mode="after")
    def _validity_runs_forward(self) -> Self:
        refuse_backward(self.valid_from, self.valid_to, ("valid_from", "valid_to"))
        return self


class LicenseDecided(_Licence):
    """行政许可决定 (二(二)5: 与下放乡镇处罚事项有关的行政许可事项)."""

    TYPE: ClassVar[str] = "license.decided"
    ZH: ClassVar[str] = "行政许可决定"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **_LICENCE,
        "subject": "郯林采字〔2026〕第0118号",
        "decision_doc_name": "准予行政许可决定书",
        "decision_doc_no": "郯自然资许准〔2026〕第118号",
        "license_content": "采伐杨树 120 株，蓄积 36 立方米，地点马头镇某村林地",
        "valid_from": "2026-11-23",
        "valid_to": "2027-02-28",
        "status": "VALID",
    }


class LicenseChanged(_Licence):
    """行政许可变更: changed, renewed, suspended, revoked, withdrawn, cancelled or expired."""

    TYPE: ClassVar[str] = "license.changed"
    ZH: ClassVar[str] = "行政许可变更"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **_LICENCE,
        "subject": "郯林采字〔2026〕第0118号",
        "decision_doc_name": "准予变更行政许可决定书",
        "decision_doc_no": "郯自然资许变〔2026〕第9号",
        "license_content": "采伐期限延至 2027 年 3 月 31 日，其余内容不变",
        "valid_from": "2026-11-23",
        "valid_to": "2027-03-31",
        "status": "RENEWED",
    }


class SupervisionInfoShared(Event):
    """监督管理信息 (二(二)5): findings of a department that bear on a township's item.

    The clause names the information and its receivers only; the fields are this project's.
    """

    TYPE: ClassVar[str] = "supervision.info_shared"
    ZH: ClassVar[str] = "监督管理信息共享"
    CATEGORIES: ClassVar[frozenset[str]] = frozenset({"G2"})
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **BY_DEPARTMENT,
        "subject": "JG-2026-0045",
        "title": "林木采伐伐后核查情况",
        "kind": "许可后监管",
        "content": "经现场核查，采伐地点、数量与许可证一致，尚未按期补种，已书面提醒。",
        "license_no": "郯林采字〔2026〕第0118号",
        "party": COMPANY,
        "related_item_codes": ("SIM-E-071",),
        "formed_at_basis": "监管情况核定",
    }

    title: Name = Field(title="标题", description="Title of the information")
    kind: Word | None = Field(
        default=None,
        title="监管信息种类",
        description="Such as follow-up of a licence 许可后监管, special campaign, monitoring",
    )
    content: Text | None = Field(
        default=None, title="内容", description="What was found, where no document says it"
    )
    doc: DocRef | None = Field(default=None, title="文书", description="The document, if any")
    license_no: DocNo | None = Field(
        default=None, title="许可编号", description="Licence it concerns, if one"
    )
    party: PartyBlock | None = Field(
        default=None, title="监管对象", description="Party it concerns, if one"
    )
    related_item_codes: tuple[ItemCode, ...] = Field(
        min_length=1,
        title="相关处罚事项",
        description="Penalty items of townships it bears on (与下放乡镇处罚事项有关)",
    )
    located_township_ids: tuple[AgencyId, ...] = Field(
        min_length=1,
        title="所在乡镇",
        description="Townships it concerns; they receive it (GX-03)",
    )


EVENTS: Final = (LicenseDecided, LicenseChanged, SupervisionInfoShared)
"""Every event of the family, in the order of the catalogue."""
