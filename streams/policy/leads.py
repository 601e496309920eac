"""责任追究线索: late or overdue duties that somebody may have to answer for (ZJ-02, ZJ-06).

A lead is a record for a digest by agency, rule and month: never a finding, never an alert. None
is made of what the hub's outage caused, of imports, of what was waived or is provisional.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from streams.policy.obligations import Obligation, Status
from streams.policy.rulebook import RULES
from streams.policy.verdicts import Lead

_EXCUSED: Final = frozenset({"HUB_OUTAGE", "BACKFILL"})
_LATE: Final = (Status.SATISFIED_LATE, Status.OVERDUE)


def leads(duties: Iterable[Obligation]) -> Iterator[Lead]:
    """Yield the leads that follow from the duties of a ledger."""
    yield from (_lead(duty) for duty in duties if _is_lead(duty))


def _is_lead(duty: Obligation) -> bool:
    return (
        duty.status in _LATE
        and duty.rule.lead is not None
        and not (duty.due is not None and duty.due.provisional)
        and not _EXCUSED.intersection(duty.flags)
    )


def _lead(duty: Obligation) -> Lead:
    rule = RULES[duty.rule.lead or ""]
    since = duty.due.at if duty.due else duty.clock_start
    code = next(iter(duty.rule.codes), None)
    return Lead(rule, duty.debtor, rule.accountable_roles, duty.rule.id, code, since, duty)
