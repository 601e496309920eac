"""The ledger: what is owed, by whom, until when, and what was concluded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from schemas.envelope import Event
from streams.policy.clocks import Due
from streams.policy.facts import Fact
from streams.policy.rules import Rule, Severity, Threshold

ROOT: Final = UUID("6f1c2f4e-6d0f-5c0b-9b0a-5a7a1d7e0c11")
"""Namespace of every derived id."""

_MILLISECOND = timedelta(milliseconds=1)


def derived_id(*parts: object) -> UUID:
    """Return the id derived from the parts: the same on every replay."""
    return uuid5(ROOT, "\x1f".join(str(part) for part in parts))


class Status(StrEnum):
    """状态 of an obligation."""

    OPEN = "open"
    SATISFIED = "satisfied"
    SATISFIED_LATE = "satisfied_late"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Discharge:
    """履行: when and by which event. `published_at` is the hub receipt, if the end is earlier."""

    at: datetime
    event_id: UUID
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Obligation:
    """义务: one duty of one debtor under one rule, opened by one trigger."""

    rule: Rule
    debtor: str
    creditor: str | None
    subject: str
    trigger_event_id: UUID
    trigger_type: str
    clock_start: datetime
    due: Due
    status: Status
    verdict: str
    satisfied_at: datetime | None = None
    satisfied_by: UUID | None = None
    late_by_ms: int | None = None
    category_rule: str | None = None
    precision: str = "INSTANT"
    flags: tuple[str, ...] = ()

    @property
    def id(self) -> UUID:
        """Made of rule, debtor and trigger, never of the matter: joining matters moves nothing."""
        return derived_id("obligation", self.rule.id, self.debtor, self.trigger_event_id)

    @property
    def changes_at(self) -> datetime | None:
        """The first instant at which time alone changes it, or None."""
        open_for_good = self.status is not Status.OPEN or self.due.provisional
        return None if open_for_good else self.due.at + _MILLISECOND


@dataclass(frozen=True, slots=True)
class Verdict:
    """判定: one conclusion. `question` keeps apart what one rule asks of one event."""

    rule: Rule
    question: str
    agency: str
    verdict: str
    subject: str
    events: tuple[UUID, ...]
    zh: str
    en: str
    code: str | None = None
    severity: Severity = Severity.INFO
    threshold: Threshold = Threshold.CLAUSE
    param: str | None = None
    creditor: str | None = None
    obligation_id: UUID | None = None
    provisional: bool = False
    flags: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> UUID:
        """Names the question, not the answer: a changed answer supersedes the earlier one."""
        return derived_id("verdict", self.rule.id, self.question, self.agency, self.events[0])


@dataclass(frozen=True, slots=True)
class Route:
    """送达: one fact for its receivers: agencies by code, the justice bureau last."""

    fact: Fact
    rule: Rule
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything concluded over one scope at one instant."""

    obligations: tuple[Obligation, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    routes: tuple[Route, ...] = ()

    @property
    def next_due(self) -> datetime | None:
        """The first instant at which time alone changes the ledger, or None."""
        return min((at for o in self.obligations if (at := o.changes_at)), default=None)


@dataclass(slots=True)
class Entries:
    """A ledger under construction."""

    obligations: list[Obligation] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)

    def close(self) -> Ledger:
        """Return the finished ledger."""
        return Ledger(tuple(self.obligations), tuple(self.verdicts))


def joined(ledgers: Iterable[Ledger]) -> Ledger:
    """Return one ledger with the entries of all."""
    parts = list(ledgers)
    return Ledger(
        tuple(o for part in parts for o in part.obligations),
        tuple(v for part in parts for v in part.verdicts),
        tuple(r for part in parts for r in part.routes),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an obligation stands at an instant."""

    status: Status
    verdict: str
    satisfied_at: datetime | None = None
    satisfied_by: UUID | None = None
    late_by_ms: int | None = None
    flags: tuple[str, ...] = ()


def standing(due: Due, discharge: Discharge | None, now: datetime) -> Standing:
    """Return where a duty stands. In time is end ≤ due; overdue is now > due without discharge.

    A provisional due time is never called overdue.
    """
    if discharge is not None:
        in_time = discharge.at <= due.at
        late_publication = in_time and discharge.published_at > due.at
        return Standing(
            Status.SATISFIED if in_time else Status.SATISFIED_LATE,
            "ON_TIME" if in_time else "LATE",
            discharge.at,
            discharge.event_id,
            max(0, (discharge.at - due.at) // _MILLISECOND),
            ("LATE_PUBLICATION",) if late_publication else (),
        )
    if now <= due.at:
        return Standing(Status.OPEN, "PENDING")
    if due.provisional:
        return Standing(Status.OPEN, "PENDING", flags=("PROVISIONAL_PAST_DUE",))
    return Standing(Status.OVERDUE, "OVERDUE")


def obligation(
    rule: Rule,
    trigger: Event,
    due: Due,
    now: Standing,
    *,
    debtor: str,
    creditor: str | None,
    clock_start: datetime,
    flags: tuple[str, ...] = (),
) -> Obligation:
    """Return the duty that a trigger opened, as it stands now; more is added by `replace`."""
    return Obligation(
        rule=rule,
        debtor=debtor,
        creditor=creditor,
        subject=trigger.subject,
        trigger_event_id=trigger.event_id,
        trigger_type=trigger.TYPE,
        clock_start=clock_start,
        due=due,
        status=now.status,
        verdict=now.verdict,
        satisfied_at=now.satisfied_at,
        satisfied_by=now.satisfied_by,
        late_by_ms=now.late_by_ms,
        flags=(*now.flags, *flags),
    )
