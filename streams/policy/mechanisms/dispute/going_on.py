"""不得停止执法: whoever handles first goes on while the dispute lasts (ZY-05)."""

from __future__ import annotations

from typing import Final

from schemas.events.cases import CaseFiled
from schemas.events.disputes import DisputeRaised
from streams.policy.case import Case
from streams.policy.ledger import Entries
from streams.policy.mechanisms.dispute.consulting import is_in_scope
from streams.policy.naming import concerns
from streams.policy.resolutions import resolutions
from streams.policy.rulebook import rule
from streams.policy.stopping import Watched, judge_stops

ZY_05: Final = rule("ZY-05")
STOPPED: Final = "ENFORCEMENT_STOPPED_IN_DISPUTE"


def judge(case: Case, entries: Entries) -> None:
    """Say where the first handler stopped between the dispute and its resolution."""
    for fact, raised in case.all(DisputeRaised):
        handler = raised.first_handler_id or _filer(case, raised)
        if not is_in_scope(raised, case.registry):
            entries.outside(ZY_05, handler or raised.agency_judged, fact)
        elif handler is not None:
            settled = (r.at for r in resolutions(case) if r.event.dispute_id == raised.dispute_id)
            until = next(settled, None)
            judge_stops(case, Watched(ZY_05, STOPPED, handler, fact, until), entries)


def _filer(case: Case, raised: DisputeRaised) -> str | None:
    """Return the party that filed the case first, where the dispute names no first handler."""
    filed = (
        (filing.filed_at, fact.order, filing.agency_judged)
        for fact, filing in case.all(CaseFiled)
        if filing.agency_judged in raised.parties and concerns(raised, filing)
    )
    first = min(filed, default=None)
    return first[2] if first else None
