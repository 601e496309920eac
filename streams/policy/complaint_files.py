"""投诉: which receipts and later events are one complaint, within one matter.

Receipts of one order number (`dedupe_key`) and complaints that a person linked are one complaint
(§3.5). A complaint about enforcers is never one with a complaint about a regulated party: other
rules bind it (§6.14).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from schemas.envelope import Event
from schemas.events.complaints import (
    ComplaintAccepted,
    ComplaintClosed,
    ComplaintLinked,
    ComplaintReceived,
    ComplaintRegistered,
    ComplaintVerified,
)
from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.facts import Fact

E = TypeVar("E", bound=Event)

_NamesItem = ComplaintReceived | ComplaintRegistered | ComplaintAccepted | ComplaintVerified

_ON_ENFORCERS: Final = frozenset({"SUBSTANTIATED", "NOT_SUBSTANTIATED"})


@dataclass(frozen=True, slots=True)
class ComplaintFile:
    """投诉案卷: the ids of one complaint and its receipts, the earliest received first."""

    ids: tuple[str, ...]
    on_enforcers: bool
    receipts: tuple[tuple[Fact, ComplaintReceived], ...]

    def all(self, case: Case, model: type[E]) -> Sequence[tuple[Fact, E]]:
        """Return the complaint's facts of one type, in arrival order.

        What is in its matter and names no complaint is this one's, too (§3.5).
        """
        return case.naming(model, "complaint_id", None, *self.ids)

    def by(self, case: Case, model: type[E], agency: str) -> list[tuple[Fact, E]]:
        """Return the complaint's facts of one type that an agency or its successor published."""
        acts_for = case.registry.acts_for
        return [(f, e) for f, e in self.all(case, model) if acts_for(e.agency_judged, agency)]

    @property
    def is_anonymous(self) -> bool:
        """Whether there is nobody to answer: no receipt of it names a complainant."""
        return bool(self.receipts) and all(e.anonymous for _, e in self.receipts)

    def item_code(self, case: Case) -> str | None:
        """Return the item that it is about: what the first step to name one says (§6.2)."""
        said: tuple[tuple[Fact, _NamesItem], ...] = (
            *self.receipts,
            *case.naming(ComplaintRegistered, "complaint_id", *self.ids),
            *case.naming(ComplaintAccepted, "complaint_id", *self.ids),
            *case.naming(ComplaintVerified, "complaint_id", *self.ids),
        )
        return next((event.item_code for _, event in said if event.item_code), None)

    def competent(self, case: Case) -> frozenset[str]:
        """Return whom the item list names: the township of the place where it holds the item.

        Else the department that owns the item. The place is where it happened, else the township
        that received it; where it is unknown, every holder. Where the item is unknown, nobody.
        """
        code, registry = self.item_code(case), case.registry
        if code is None or not self.receipts:
            return frozenset()
        said = (e.occurred_region_code for _, e in self.receipts)
        received = (e.region_code for _, e in self.receipts)
        places = (registry.township_of(place) for place in (*said, *received) if place)
        township = next(filter(None, places), None)
        return registry.competent(code, township, shanghai_day(self.receipts[0][1].received_at))


def complaint_files(case: Case) -> tuple[ComplaintFile, ...]:
    """Return the complaints of a matter, by their first id."""
    return case.once(_complaint_files)


def _complaint_files(case: Case) -> tuple[ComplaintFile, ...]:
    ids = dict.fromkeys(str(f.event.complaint_id) for f in case.bearing("complaint_id"))
    telling = case.among(ComplaintReceived, ComplaintVerified, ComplaintClosed)
    enforcers = {event.complaint_id for _, event in telling if _on_enforcers(event)}
    groups = {(cid in enforcers, cid): {cid} for cid in ids}
    for same in _said_to_be_one(case):
        for kind in (False, True):
            of_kind = [cid for cid in same if (cid in enforcers) is kind]
            joined = {m for cid in of_kind for m in groups.get((kind, cid), {cid})}
            groups.update({(kind, cid): joined for cid in joined})
    files = {(kind, tuple(sorted(group))) for (kind, _), group in groups.items()}
    return tuple(ComplaintFile(ids, kind, _receipts(case, ids)) for kind, ids in sorted(files))


def _said_to_be_one(case: Case) -> Iterator[Iterable[str]]:
    """Yield the ids of complaints that a person linked, or that bear one order number."""
    by_order_number: dict[str, list[str]] = {}
    for _, said in case.among(ComplaintLinked, ComplaintReceived):
        if isinstance(said, ComplaintLinked):
            yield said.complaint_ids
        elif said.dedupe_key is not None:
            by_order_number.setdefault(said.dedupe_key, []).append(said.complaint_id)
    yield from by_order_number.values()


def _on_enforcers(event: ComplaintReceived | ComplaintVerified | ComplaintClosed) -> bool:
    if isinstance(event, ComplaintReceived):
        return event.about != "VIOLATION"
    return event.result in _ON_ENFORCERS


def _receipts(case: Case, ids: tuple[str, ...]) -> tuple[tuple[Fact, ComplaintReceived], ...]:
    found = case.naming(ComplaintReceived, "complaint_id", *ids)
    return tuple(sorted(found, key=lambda r: (r[1].received_at, r[0].order)))
