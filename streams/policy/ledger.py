"""The ledger: what is owed, by whom, until when, and what was concluded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from streams.policy.clocks import Due
from streams.policy.facts import Fact
from streams.policy.obligations import (
    MILLISECOND,
    Cause,
    Discharge,
    Obligation,
    Status,
    standing,
    warning_instant,
)
from streams.policy.rules import Clock, Rule, Severity, Threshold
from streams.policy.verdicts import Detail, Route, Statement, Verdict


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything concluded over one scope at one instant.

    `wakes_at` are instants at which time alone may change a verdict.
    """

    obligations: tuple[Obligation, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    routes: tuple[Route, ...] = ()
    statements: tuple[Statement, ...] = ()
    wakes_at: tuple[datetime, ...] = ()

    @property
    def next_due(self) -> datetime | None:
        """The first instant at which time alone changes what is published of it, or None."""
        changes = (at for o in self.obligations if (at := o.told_anew_at))
        return min((*changes, *self.wakes_at), default=None)


def joined(ledgers: Iterable[Ledger]) -> Ledger:
    """Return one ledger with the entries of all."""
    parts = list(ledgers)
    return Ledger(
        tuple(o for part in parts for o in part.obligations),
        tuple(v for part in parts for v in part.verdicts),
        tuple(r for part in parts for r in part.routes),
        tuple(s for part in parts for s in part.statements),
        tuple(w for part in parts for w in part.wakes_at),
    )


_EXTENDED: Final = {"ON_TIME": "EXTENDED_ON_TIME", "LATE": "EXTENDED_LATE"}


class Opening(NamedTuple):
    """What opens a duty where no fact does: the calendar, or a day that is to be counted."""

    id: UUID
    type: str
    subject: str
    flags: tuple[str, ...] = ()


@dataclass(slots=True)
class Entries:
    """A ledger under construction, as things stand at `now` (UTC)."""

    now: datetime
    obligations: list[Obligation] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    wakes_at: set[datetime] = field(default_factory=set)

    def owe(
        self,
        rule: Rule,
        trigger: Fact | Opening,
        due: Due | None,
        *,
        debtor: str,
        start: datetime,
        creditor: str | None = None,
        discharge: Discharge | None = None,
        waiver: Cause | None = None,
        clock: Clock | None = None,
        basis: str = "",
        flags: tuple[str, ...] = (),
        warn_at: datetime | None = None,
        **more: Any,
    ) -> Obligation:
        """Enter a duty as it stands now, and return it.

        Args:
            rule: under which it is owed.
            trigger: the fact that opened it, or what did; its id is part of the duty's id.
            due: the last instant in time, or None while the clock is paused.
            debtor: who owes, by credit code.
            start: where the clock starts.
            creditor: to whom it is owed.
            basis: the field that the start was read from; the clock's own by default.
            discharge: what ended it, if anything did.
            waiver: what ended it without discharge, if anything did.
            clock: which clock of the rule; its first where none is given.
            flags: flags beside those that follow from how it stands.
            warn_at: when it is due soon; 00:00 of the due day by default.
            more: any other field of `Obligation`.
        """
        clock = clock or (rule.clocks[0] if rule.clocks else None)
        stands = standing(due, discharge, self.now, waiver)
        verdict, soon_at = stands.verdict, None
        if due is not None:
            soon_at = warning_instant(due, warn_at)
        is_soon = stands.status is Status.OPEN and not stands.flags
        if discharge is not None and discharge.by_day:
            more["precision"] = "DAY"
        if more.get("extensions"):
            verdict = _EXTENDED.get(verdict, verdict)
        duty = (
            Obligation(  # by place, in the order of the fields: by name costs three times as much
                rule,
                debtor,
                creditor,
                trigger.subject,
                trigger.id,
                trigger.type,
                start,
                basis or (clock.start if clock else ""),
                due,
                stands.status,
                verdict,
                more.pop("threshold", clock.threshold if clock else rule.threshold),
                more.pop("param", clock.param if clock else None),
                clock.name if clock else None,
                stands.satisfied_at,
                stands.satisfied_by,
                stands.late_by_ms,
                flags=(*stands.flags, *trigger.flags, *flags),
                due_soon_since=soon_at if is_soon and soon_at and self.now >= soon_at else None,
                waived_by=stands.waived_by,
                soon_at=soon_at,
                published_at=stands.published_at,
                **more,
            )
        )
        self.obligations.append(duty)
        return duty

    def conclude(
        self,
        rule: Rule,
        trigger: Fact,
        question: str,
        verdict: str,
        *,
        agency: str | None,
        zh: str,
        en: str,
        code: str | None = None,
        severity: Severity | None = None,
        threshold: Threshold | None = None,
        param: str | None = None,
        creditor: str | None = None,
        duty: Obligation | None = None,
        provisional: bool = False,
        also: tuple[UUID, ...] = (),
        reckoned: Due | None = None,
        about: str = "",
        **details: Detail,
    ) -> Verdict:
        """Enter a conclusion about a fact, and return it.

        Args:
            rule: by which it is concluded.
            trigger: the fact that it is about.
            question: what is asked; one answer a rule, question, agency and fact.
            verdict: COMPLIANT, VIOLATION, NOT_APPLICABLE or UNDETERMINABLE.
            agency: whom it is about, by credit code; None for several.
            zh: the explanation in Chinese.
            en: the explanation in English.
            code: the finding; None when compliant.
            severity: INFO unless it is a violation, then the rule's own.
            threshold: where the number comes from; the rule's own by default.
            param: the local parameter, if any.
            creditor: the other side, if there is one.
            duty: the duty behind it, if there is one: its flags count here too.
            provisional: whether it rests on an unpublished calendar.
            also: further events it rests on.
            reckoned: the due time whose arithmetic the explanation begins with, if any.
            about: what keeps it apart from another answer about the same fact, if anything must.
            details: named details of the rule, given in the order they are shown.
        """
        found = Verdict(  # by place, as above
            rule,
            question,
            agency,
            verdict,
            trigger.subject,
            (trigger.id, *also),
            zh,
            en,
            code,
            severity or (rule.severity if verdict == "VIOLATION" else Severity.INFO),
            threshold or rule.threshold,
            param,
            creditor,
            duty,
            provisional or bool(duty and duty.due and duty.due.provisional),
            duty.flags if duty else trigger.flags,
            tuple(details.items()),
            about,
            reckoned,
        )
        self.verdicts.append(found)
        return found

    def say(self, statement: Statement) -> None:
        """Enter a statement."""
        self.statements.append(statement)

    def outside(self, rule: Rule, agency: str, fact: Fact, creditor: str | None = None) -> None:
        """Enter that a clause binds a township and a department, and not these two (§3.6)."""
        self.conclude(
            rule,
            fact,
            "scope",
            "NOT_APPLICABLE",
            agency=agency,
            zh="不适用：双方不是一个乡镇和一个部门，本条不计时，照常送达",
            en="the clause binds a township and a department; the event is routed all the same",
            code="OUTSIDE_CLAUSE_SCOPE",
            creditor=creditor,
        )

    def is_past(self, due: Due) -> bool:
        """Whether a due time is past for certain; the scope is looked at again when it may be."""
        return self.has_come(due.at + MILLISECOND) and not due.provisional

    def has_come(self, at: datetime) -> bool:
        """Whether an instant has come; if not, the scope is looked at again when it has."""
        self.wake(at)
        return at <= self.now

    def wake(self, at: datetime) -> None:
        """Have the scope judged again at an instant that lies ahead."""
        if at > self.now:
            self.wakes_at.add(at)
