"""义务: one duty of one debtor under one rule, and where it stands at an instant."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final
from uuid import UUID, uuid5

from schemas.instants import start_of_day
from streams.policy.clocks import Due
from streams.policy.records import record
from streams.policy.rules import Rule, Threshold

ROOT: Final = UUID("6f1c2f4e-6d0f-5c0b-9b0a-5a7a1d7e0c11")
"""Namespace of every derived id."""

_IDS_HELD: Final = 32_768
"""Ids that are remembered: a matter under way is judged, and names its duties, again and again."""

_LONGEST_HELD: Final = 200
"""Characters: a name made of a whole conclusion does not come again."""

MILLISECOND: Final = timedelta(milliseconds=1)


def derived_id(*parts: object) -> UUID:
    """Return the id derived from the parts: the same on every replay."""
    name = "\x1f".join(map(str, parts))
    return _derived(name) if len(name) <= _LONGEST_HELD else uuid5(ROOT, name)


@lru_cache(_IDS_HELD)
def _derived(name: str) -> UUID:
    return uuid5(ROOT, name)


@lru_cache(_IDS_HELD, typed=True)
def derived_name(*parts: object) -> str:
    """Return the id derived from a few short parts, as text."""
    return str(derived_id(*parts))


class Status(StrEnum):
    """状态 of an obligation (§5.2)."""

    OPEN = "open"
    PAUSED = "paused"
    SATISFIED = "satisfied"
    SATISFIED_LATE = "satisfied_late"
    OVERDUE = "overdue"
    WAIVED = "waived"
    REASSIGNED = "reassigned"


@record
class Cause:
    """An event that changed where a duty stands, and the instant from which it counts.

    `published_at` is the hub receipt, where the event says itself from when it counts.
    """

    event_id: UUID
    event_type: str
    at: datetime
    published_at: datetime | None = None

    @property
    def known_at(self) -> datetime:
        """The instant from which the hub knew of it."""
        return max(self.at, self.published_at or self.at)


@record
class Discharge:
    """履行: when and by which event. `published_at` is the hub receipt, if the end is earlier.

    `by_day`: the end is known to the day only, and `at` is its last instant.
    """

    at: datetime
    event_id: UUID
    published_at: datetime
    by_day: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """暂停: a stretch that is not counted; `resumed_at` is None while it lasts.

    `resumed_by` is the event that ended it.
    """

    event_id: UUID
    paused_at: datetime
    resumed_at: datetime | None
    resumed_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """延长: a valid extension, when the hub received it, and the due time before and after it."""

    event_id: UUID
    received_at: datetime
    due_before: datetime
    due_after: datetime


@record
class Obligation:
    """One duty opened by one trigger. `due` is None while the clock is paused.

    `threshold` and `param` say where this clock's number comes from; `clock` names it where one
    rule has several. `soon_at` is when it is or was due soon, whatever has become of it since;
    `published_at` is when the hub learned of the end. All instants are UTC.
    """

    rule: Rule
    debtor: str
    creditor: str | None
    subject: str
    trigger_event_id: UUID
    trigger_type: str
    clock_start: datetime
    start_basis: str
    due: Due | None
    status: Status
    verdict: str
    threshold: Threshold
    param: str | None = None
    clock: str | None = None
    satisfied_at: datetime | None = None
    satisfied_by: UUID | None = None
    late_by_ms: int | None = None
    category_rule: str | None = None
    precision: str = "INSTANT"
    flags: tuple[str, ...] = ()
    due_soon_since: datetime | None = None
    soon_at: datetime | None = None
    published_at: datetime | None = None
    paused_since: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    waived_by: Cause | None = None
    reassigned_by: Cause | None = None
    reassigned_to: str | None = None
    contested_by: Cause | None = None
    reviewed_by: Cause | None = None
    details: tuple[tuple[str, Any], ...] = ()
    """Named details of the rule, such as the source and the day that a manifest counts."""
    first_due: Due | None = None
    """The due time as it was when the duty opened, where a pause or an extension moved it."""
    _name: str | None = field(default=None, init=False, compare=False, repr=False)

    @property
    def id(self) -> UUID:
        """Made of rule, debtor, clock and trigger, never of the matter: a merge moves nothing."""
        return derived_id(*self._made_of)

    @property
    def name(self) -> str:
        """Its id as text, written once: what it is published under."""
        if self._name is None:
            object.__setattr__(self, "_name", derived_name(*self._made_of))
        return self._name or ""

    @property
    def _made_of(self) -> tuple[str | UUID, ...]:
        clock = (self.clock,) if self.clock else ()
        return ("obligation", self.rule.id, self.debtor, *clock, self.trigger_event_id)

    @property
    def changes_at(self) -> datetime | None:
        """The first instant at which time alone changes it, or None."""
        if self.status is not Status.OPEN or self.due is None:
            return None
        if "PROVISIONAL_PAST_DUE" in self.flags:
            return None
        if self.due_soon_since is None and self.soon_at is not None:
            return self.soon_at
        return self.due.at + MILLISECOND

    @property
    def told_anew_at(self) -> datetime | None:
        """The first instant at which time alone changes what is published of it, or None.

        That it is due soon is published where its rule warns.
        """
        at = self.changes_at
        if at is None or self.due is None or at != self.soon_at or self.rule.warns:
            return at
        return self.due.at + MILLISECOND

    def flagged(self, *flags: str) -> Obligation:
        """Return it with more flags, each once."""
        new = tuple(flag for flag in flags if flag not in self.flags)
        return replace(self, flags=(*self.flags, *new)) if new else self


@record
class Standing:
    """Where an obligation stands at an instant."""

    status: Status
    verdict: str
    satisfied_at: datetime | None = None
    satisfied_by: UUID | None = None
    late_by_ms: int | None = None
    flags: tuple[str, ...] = ()
    waived_by: Cause | None = None
    published_at: datetime | None = None


_PAUSED: Final = Standing(Status.PAUSED, "PENDING")
_OPEN: Final = Standing(Status.OPEN, "PENDING")
_UNCERTAIN: Final = Standing(Status.OPEN, "PENDING", flags=("PROVISIONAL_PAST_DUE",))
_OVERDUE: Final = Standing(Status.OVERDUE, "OVERDUE")


def standing(
    due: Due | None, discharge: Discharge | None, now: datetime, waiver: Cause | None = None
) -> Standing:
    """Return where a duty stands. In time is end ≤ due; overdue is now > due without discharge.

    A waiver ends what is still open at its instant; an overdue reached before it stays. One that
    the hub learned of past the due time is flagged like a discharge told late (§3.1). A duty
    without a due time is paused. A provisional due time is never called overdue.
    """
    if waiver is not None and _still_open(due, discharge, waiver.at):
        told_late = is_past(due, waiver.known_at)
        flags = ("LATE_PUBLICATION",) if told_late else ()
        return Standing(Status.WAIVED, "NOT_APPLICABLE", flags=flags, waived_by=waiver)
    if due is None:
        return _PAUSED
    if discharge is not None:
        return _discharged(due, discharge)
    if now <= due.at:
        return _OPEN
    if due.provisional:
        return _UNCERTAIN
    return _OVERDUE


def _still_open(due: Due | None, discharge: Discharge | None, at: datetime) -> bool:
    return not (discharge is not None and discharge.at <= at) and not is_past(due, at)


def is_past(due: Due | None, at: datetime) -> bool:
    """Whether an instant lies after a due time that is certain."""
    return due is not None and not due.provisional and at > due.at


def _discharged(due: Due, discharge: Discharge) -> Standing:
    in_time = discharge.at <= due.at
    late_publication = in_time and discharge.published_at > due.at
    return Standing(
        Status.SATISFIED if in_time else Status.SATISFIED_LATE,
        "ON_TIME" if in_time else "LATE",
        discharge.at,
        discharge.event_id,
        max(0, (discharge.at - due.at) // MILLISECOND),
        ("LATE_PUBLICATION",) if late_publication else (),
        published_at=discharge.published_at,
    )


def warning_instant(due: Due, warn_at: datetime | None) -> datetime:
    """Return when a duty is due soon: at `warn_at` if given, else 00:00 of the due day (§5.2)."""
    return warn_at if warn_at is not None else start_of_day(due.day)


def reassigned(duty: Obligation, to: str, cause: Cause) -> tuple[Obligation, Obligation]:
    """Return the duty as it ends for its debtor, and as it goes on for another agency."""
    gone = replace(
        duty,
        status=Status.REASSIGNED,
        verdict="NOT_APPLICABLE",
        satisfied_at=None,
        satisfied_by=None,
        late_by_ms=None,
        reassigned_by=cause,
        reassigned_to=to,
    )
    return gone, replace(duty, debtor=to, reassigned_by=cause)
