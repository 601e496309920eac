"""What a registry is made of: the kinds, in the order in which they are published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from producers.registry.columns import Column, columns_of
from schemas.envelope import Event
from schemas.events.agencies import (
    AgencyChanged,
    AgencyChannelPublished,
    AgencyLiaisonFiled,
    AgencyLiaisonRegistered,
    AgencyRegistered,
    AgencyReviewBodyRegistered,
    CalendarPublished,
    ClosureDeclared,
    CodeTablePublished,
    OfficerCredentialChanged,
    OfficerRegistered,
    PostAssigned,
)
from schemas.events.authority import DelegationSigned, ItemListPublished

OWNER: Final = "agency_id"
"""Column that names the agency whose fact it is, where the bureau speaks for others."""

OWNER_COLUMN: Final = Column(name=OWNER, zh="所属机关", base=str, required=True, form="uscc")


@dataclass(frozen=True, slots=True)
class Part:
    """A list inside a row that a workbook holds on a sheet of its own, one line an entry."""

    field: str
    zh: str
    refer: tuple[str, ...]
    """Columns of the row that each line repeats, to say where it belongs."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of reference data: a sheet, a YAML list, an event type."""

    name: str
    zh: str
    model: type[Event]
    key: tuple[str, ...]
    """Fields that tell one from another; the newest event of a key counts."""
    subject: str
    """Pattern of the event's subject, over the fields and `owner`."""
    owner: str | None = None
    """Field that holds the agency whose fact it is; None: the bureau's own."""
    each: str | None = None
    """Field in which a row may name several, one event for each."""
    part: Part | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields of the event beyond the envelope: what is compared."""
        return tuple(name for name in self.model.model_fields if name not in Event.model_fields)

    @property
    def columns(self) -> tuple[Column, ...]:
        """What a row may hold."""
        own = columns_of(self.model, self.fields)
        return (OWNER_COLUMN, *own) if self.owner == OWNER else own

    def owner_of(self, event: Event) -> str:
        """Return whose fact it is, empty where it is the bureau's own."""
        return event.agency_judged if self.owner else ""

    def key_of(self, owner: str, values: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the business key: the kind, the owner, and the fields that identify."""
        return (self.name, owner, *(str(values[name] or "") for name in self.key))


KINDS: Final = (
    Kind(
        "agencies",
        "机关",
        AgencyRegistered,
        ("registered_agency_id",),
        "DJ-{registered_agency_id}",
    ),
    Kind(
        "agency_changes",
        "机关变更",
        AgencyChanged,
        ("changed_agency_id",),
        "BG-{changed_agency_id}",
    ),
    Kind(
        "code_tables",
        "代码表",
        CodeTablePublished,
        ("list_name", "version"),
        "{list_name}/{version}",
        part=Part("codes", "代码", ("list_name", "version")),
    ),
    Kind("calendars", "工作日历", CalendarPublished, ("year",), "RL-{year}"),
    Kind("closures", "停止办公", ClosureDeclared, ("closure_from",), "TZBG-{closure_from}"),
    Kind(
        "item_lists",
        "事项清单",
        ItemListPublished,
        ("list_id", "version"),
        "{list_id}",
        owner=OWNER,
        part=Part("items", "事项", ("list_id", "version")),
    ),
    Kind(
        "delegations",
        "委托书",
        DelegationSigned,
        ("delegation_id",),
        "{delegation_id}",
        owner="principal_id",
    ),
    Kind("officers", "执法人员", OfficerRegistered, ("officer_cert_no",), "{officer_cert_no}"),
    Kind(
        "credentials",
        "执法证状态",
        OfficerCredentialChanged,
        ("officer_cert_no", "status_from"),
        "{officer_cert_no}",
    ),
    Kind(
        "posts",
        "岗位",
        PostAssigned,
        ("item_code", "post_id", "officer_cert_no", "valid_from"),
        "{post_id}",
        owner=OWNER,
        each="item_code",
    ),
    Kind(
        "liaisons",
        "执法联络人",
        AgencyLiaisonRegistered,
        ("person_name", "valid_from"),
        "LLR-{owner}",
        owner=OWNER,
    ),
    Kind(
        "liaison_filings",
        "联络人备案",
        AgencyLiaisonFiled,
        ("filing_no", "filed_at"),
        "LLRBA-{owner}",
        owner=OWNER,
    ),
    Kind(
        "review_bodies",
        "法制审核机构",
        AgencyReviewBodyRegistered,
        (),
        "FZSH-{owner}",
        owner=OWNER,
        part=Part("reviewers", "法制审核人员", (OWNER,)),
    ),
    Kind(
        "channels",
        "监督渠道",
        AgencyChannelPublished,
        ("kind",),
        "JDQD-{owner}",
        owner=OWNER,
    ),
)
"""The bureau and the other agencies first, then what they may do, then who does it."""

BY_TYPE: Final[Mapping[str, Kind]] = {kind.model.TYPE: kind for kind in KINDS}
"""Event type → kind."""


def kind_named(name: str) -> Kind | None:
    """Return the kind of a sheet or YAML list, by its English or Chinese name."""
    plain = name.strip().casefold()
    return next((kind for kind in KINDS if plain in {kind.name, kind.zh}), None)


def part_named(name: str) -> tuple[Kind, Part] | None:
    """Return the kind and part that a sheet holds, by the part's English or Chinese name."""
    plain = name.strip().casefold()
    for kind in KINDS:
        if kind.part and plain in {kind.part.field, kind.part.zh}:
            return kind, kind.part
    return None
