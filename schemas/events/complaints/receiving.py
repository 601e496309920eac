"""Receiving a complaint: who took it first, who was told, which complaints are one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from schemas.envelope import Event, refuse_placeholder
from schemas.example_parts import BY_DEPARTMENT, TOWNSHIP
from schemas.fields import (
    AgencyId,
    BusinessId,
    CodeOf,
    Instant,
    ItemCode,
    Name,
    PersonId,
    RegionCode,
    Word,
)
from schemas.markers import Privacy
from schemas.privacy import IdentityToken

_MATTER = {"subject": "TS-2026-0126", "complaint_id": "TS-2026-0126", "inspection_no": None}

ComplainantToken = Annotated[IdentityToken, Privacy("PROTECTED")]
"""投诉举报人令牌: never the number itself (V-07)."""

Respondent = Annotated[PersonId, Privacy("PERSONAL")]
"""被投诉对象. Certificate numbers look like mobile numbers, so only citizen numbers are refused."""


class ComplaintReceived(Event):
    """接到投诉举报 (二(二)1, 二(四)7): the earliest receipt makes the first responsible agency."""

    TYPE: ClassVar[str] = "complaint.received"
    ZH: ClassVar[str] = "接到投诉举报"
    EXAMPLE: ClassVar[Mapping[str, Any]] = _MATTER | {
        "received_at": "2026-11-23T09:00:00+08:00",
        "channel": "12345 热线",
        "about": "VIOLATION",
        "respondent": "郯城县某某农资店",
        "anonymous": False,
        "has_written_material": False,
        "township_matter": False,
        "complainant_token": "aa5000633808d22636ce102cc514ff793a2fe3f1acf25491fcd1d7d7c1cdd0dc"
        ":002X",
        "occurred_region_code": "371322101",
        "dedupe_key": "LY-12345-202611230418",
    }

    complaint_id: BusinessId = Field(title="投诉编号", description="Complaint")
    received_at: Instant = Field(
        title="接到时间", description="When it was received; the smallest of one key is the first"
    )
    channel: Word | None = Field(
        default=None,
        title="接收渠道",
        description="How it came in: hotline, letter, visit, network",
    )
    item_code: ItemCode | None = Field(
        default=None,
        title="事项编码",
        description="Item concerned; may be told later, until then SW-01 is open",
    )
    about: Annotated[str, CodeOf("complaint.about")] = Field(
        title="投诉举报对象",
        description="A regulated party, misconduct of an officer, or inaction",
    )
    respondent: Respondent | None = Field(
        default=None,
        title="被投诉举报人",
        description="Party by name, officer by certificate number, agency by credit code",
    )
    anonymous: bool = Field(
        default=False,
        title="匿名",
        description="Nobody to answer: duties towards the complainant do not arise",
    )
    has_written_material: bool = Field(
        default=False,
        title="有书面材料",
        description="Written material came with it and is to be handed over (SW-10)",
    )
    township_matter: bool = Field(
        default=False,
        title="应由乡镇处理",
        description="A department's own classification: the township is competent (SW-07)",
    )
    complainant_token: ComplainantToken | None = Field(
        default=None,
        title="投诉举报人令牌",
        description="hmac-sha256 token and last four characters; with the handling agency only",
    )
    occurred_region_code: RegionCode | None = Field(
        default=None,
        title="发生地区划",
        description="Division in which it happened, 6, 9 or 12 digits",
    )
    dedupe_key: BusinessId | None = Field(
        default=None,
        title="去重标识",
        description="What receipts of one complaint share, such as the 12345 order number",
    )


class ComplaintRegistered(Event):
    """登记台账 (二(二)1, 二(四)7): the complaint stands in the ledger (SW-07, TS-03)."""

    TYPE: ClassVar[str] = "complaint.registered"
    ZH: ClassVar[str] = "投诉举报登记"
    EXAMPLE: ClassVar[Mapping[str, Any]] = _MATTER | {
        "ledger_no": "马投登〔2026〕126号",
        "registered_at": "2026-11-23T09:00:00+08:00",
    }

    complaint_id: BusinessId = Field(title="投诉编号", description="Complaint")
    ledger_no: BusinessId = Field(title="台账编号", description="Number in the ledger")
    registered_at: Instant | None = Field(
        default=None, title="登记时间", description="When it was registered"
    )
    item_code: ItemCode | None = Field(
        default=None, title="事项编码", description="Item concerned, once it is known (SW-01)"
    )


class ComplaintAccepted(Event):
    """受理投诉举报 (二(二)1, 二(四)7): promptly (SW-02, TS-02); shared on the same day."""

    TYPE: ClassVar[str] = "complaint.accepted"
    ZH: ClassVar[str] = "投诉举报受理"
    CATEGORIES: ClassVar[frozenset[str]] = frozenset({"G7"})
    EXAMPLE: ClassVar[Mapping[str, Any]] = _MATTER | {
        "formed_at": "2026-11-23T09:00:00+08:00",
        "formed_at_basis": "登记时间",
        "accepted_at": "2026-11-23T09:00:00+08:00",
        "accepted_by": "马头镇综合执法办公室",
    }

    complaint_id: BusinessId = Field(title="投诉编号", description="Complaint")
    accepted_at: Instant = Field(
        title="受理时间", description="When it was accepted; ends SW-02 and TS-02"
    )
    accepted_by: PersonId | None = Field(
        default=None, title="受理人", description="Person or post that accepted it"
    )
    item_code: ItemCode | None = Field(
        default=None, title="事项编码", description="Item concerned, once it is known (SW-01)"
    )


class ComplaintRedirected(Event):
    """告知向乡镇投诉 (二(二)1): complainant and township are told on one day (SW-08, SW-09)."""

    TYPE: ClassVar[str] = "complaint.redirected"
    ZH: ClassVar[str] = "告知投诉举报去向"
    EXAMPLE: ClassVar[Mapping[str, Any]] = (
        BY_DEPARTMENT
        | _MATTER
        | {
            "informed_complainant_at": "2026-11-23T09:00:00+08:00",
            "informed_township_at": "2026-11-23T09:15:00+08:00",
            "target_township_id": TOWNSHIP,
        }
    )

    complaint_id: BusinessId = Field(title="投诉编号", description="Complaint")
    informed_complainant_at: Instant | None = Field(
        default=None,
        title="告知投诉举报人时间",
        description="When the complainant was told to turn to the township (SW-08)",
    )
    informed_township_at: Instant | None = Field(
        default=None,
        title="告知乡镇时间",
        description="When the township was told (SW-09); opens its SW-02",
    )
    target_township_id: AgencyId | None = Field(
        default=None, title="有管辖权的乡镇", description="Township that is competent"
    )


class ComplaintMaterialHandedOver(Event):
    """移交书面材料 (二(二)1): what the complainant gave in writing goes to the township (SW-10)."""

    TYPE: ClassVar[str] = "complaint.material_handed_over"
    ZH: ClassVar[str] = "移交投诉举报材料"
    EXAMPLE: ClassVar[Mapping[str, Any]] = (
        BY_DEPARTMENT | _MATTER | {"material_list": ("举报信一份", "现场照片三张")}
    )

    complaint_id: BusinessId = Field(title="投诉编号", description="Complaint")
    material_list: tuple[Annotated[Name, Privacy("PROTECTED")], ...] = Field(
        default=(),
        title="材料清单",
        description="Titles of the original material; with the handling agency only",
    )


class ComplaintLinked(Event):
    """关联投诉举报: a person finds that several complaints are one matter."""

    TYPE: ClassVar[str] = "complaint.linked"
    ZH: ClassVar[str] = "关联投诉举报"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "TS-2026-0126",
        "inspection_no": None,
        "complaint_ids": ("TS-2026-0126", "TS-2026-0131"),
        "recorded_by": "马头镇综合执法办公室",
    }

    complaint_ids: tuple[BusinessId, ...] = Field(
        min_length=1,
        title="关联的投诉编号",
        description="Complaints that are one matter, with all events that name any of them",
    )

    def references(self) -> tuple[tuple[str, str], ...]:
        """Return (kind, value) of every identifier, each linked complaint included."""
        linked = (("complaint_id", complaint_id) for complaint_id in self.complaint_ids)
        return tuple(dict.fromkeys((*super().references(), *linked)))

    @model_validator(mode="after")
    def _links_name_something(self) -> Self:
        for complaint_id in self.complaint_ids:
            refuse_placeholder("complaint_ids", complaint_id)
        return self
