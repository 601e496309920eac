"""事后公示: decisions are disclosed on both channels in time, with five elements (GS-01, GS-02).

Penalties and licences in seven working days, coercion in twenty (reading R-19). Publication before
and during an act is shown, not judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from schemas.events.cases import DisclosurePublished
from schemas.events.licensing import LicenseDecided
from schemas.events.penalty_decisions import CoercionApplied, PenaltyDecided
from schemas.instants import shanghai_day, start_of_day
from streams.policy.case import Case, at_act
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.rulebook import rule
from streams.policy.rules import Clock

GS_01: Final = rule("GS-01")
GS_02: Final = rule("GS-02")

CHANNELS: Final = ("PROVINCIAL_PLATFORM", "DISTRICT_PORTAL")
ELEMENTS: Final = ("authority", "filing_basis", "procedure", "result", "remedy")
"""In the order of the clause."""

_AFTER: Final = frozenset({None, "POST"})


@dataclass(frozen=True, slots=True)
class _Decision:
    """A decision that is disclosed: when it was made, by which clock, and what it goes by."""

    fact: Fact
    made_on: date
    clock: Clock
    case_id: str | None = None
    license_no: str | None = None
    doc_no: str | None = None

    def is_named_by(self, disclosure: DisclosurePublished) -> bool:
        """Whether a disclosure is of this decision."""
        if disclosure.license_no is not None:
            return disclosure.license_no == self.license_no
        if disclosure.decision_doc_no is not None:
            return disclosure.decision_doc_no == self.doc_no
        return self.case_id is not None and disclosure.case_id == self.case_id


def judge(case: Case, entries: Entries) -> None:
    """Enter the duty to disclose each decision, and what its disclosures lack."""
    for decision in _decisions(case):
        _disclose(case, decision, entries)
    for fact, disclosure in case.all(DisclosurePublished):
        if disclosure.phase not in _AFTER:
            continue
        missing = tuple(e for e in ELEMENTS if e not in disclosure.elements)
        entries.conclude(
            GS_02,
            fact,
            "elements",
            "VIOLATION" if missing else "COMPLIANT",
            agency=disclosure.agency_judged,
            zh=f"公示缺少要素：{'、'.join(missing)}" if missing else "公示五项要素齐全",
            en=f"elements missing: {', '.join(missing)}" if missing else "all five elements",
            code="ELEMENT_MISSING" if missing else None,
            missing=missing,
        )


def _disclosures(case: Case) -> list[tuple[Fact, DisclosurePublished]]:
    """Return what was disclosed, the earliest published first."""
    return sorted(case.all(DisclosurePublished), key=lambda d: (d[1].published_at, d[0].order))


def _decisions(case: Case) -> Iterator[_Decision]:
    penalised = {penalty.case_id for _, penalty in case.all(PenaltyDecided)}
    for fact, penalty in case.all(PenaltyDecided):
        if not penalty.disclosure_exempt:
            made = penalty.decision_date
            doc_no = penalty.decision_doc_no
            yield _Decision(fact, made, GS_01.clock(), penalty.case_id, None, doc_no)
    for fact, licence in case.all(LicenseDecided):
        number, doc_no = licence.license_no, licence.decision_doc_no
        yield _Decision(fact, licence.decision_date, GS_01.clock(), None, number, doc_no)
    for fact, coercion in case.all(CoercionApplied):
        made = coercion.decision_date or shanghai_day(coercion.start_at)
        own_case = None if coercion.case_id in penalised else coercion.case_id
        clock = GS_01.clock("coercion")
        yield _Decision(fact, made, clock, own_case, None, coercion.decision_doc_no)


def _disclose(case: Case, decision: _Decision, entries: Entries) -> None:
    fact = decision.fact
    debtor = fact.event.agency_judged
    first: dict[str, tuple[datetime, Fact]] = {}
    for found, disclosure in case.once(_disclosures):
        ours = disclosure.phase in _AFTER and decision.is_named_by(disclosure)
        if ours and case.registry.acts_for(disclosure.agency_judged, debtor):
            first.setdefault(disclosure.channel, (disclosure.published_at, found))
    start = start_of_day(decision.made_on)
    due = case.due(decision.clock, start)
    missing = tuple(channel for channel in CHANNELS if channel not in first)
    complete = None if missing else max((first[c] for c in CHANNELS), key=lambda f: f[0])
    entries.owe(
        GS_01,
        fact,
        due,
        debtor=debtor,
        start=start,
        discharge=at_act(complete[1], complete[0]) if complete else None,
        clock=decision.clock,
    )
    if not missing or not entries.is_past(due):
        return
    entries.conclude(
        GS_02,
        fact,
        "channels",
        "VIOLATION",
        agency=debtor,
        zh=f"期限届满仍未在以下渠道公示：{'、'.join(missing)}",
        en=f"not disclosed by the due time on: {', '.join(missing)}",
        code="CHANNEL_MISSING",
        missing=missing,
    )
