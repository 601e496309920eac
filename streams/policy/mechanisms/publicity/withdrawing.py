"""公示更新: what was disclosed is withdrawn when the decision no longer stands (GS-03).

行政处罚法 2021 第48条: within three days of the change, in working days (第85条).
"""

from __future__ import annotations

from typing import Final

from schemas.events.cases import DisclosureWithdrawn
from schemas.events.penalty_decisions import PenaltyChanged
from schemas.instants import start_of_day
from streams.policy.case import Case
from streams.policy.day_duties import earliest, ended_by
from streams.policy.ledger import Entries
from streams.policy.rulebook import rule

GS_03: Final = rule("GS-03")


def judge(case: Case, entries: Entries) -> None:
    """Enter the duty to withdraw; a withdrawal without a reason discharges nothing."""
    for fact, changed in case.all(PenaltyChanged):
        debtor = changed.agency_judged
        withdrawn = earliest(
            (event.withdrawn_at, at)
            for at, event in case.all(DisclosureWithdrawn)
            if event.reason
            and event.case_id == changed.case_id
            and case.registry.acts_for(event.agency_judged, debtor)
        )
        start = start_of_day(changed.changed_date)
        entries.owe(
            GS_03,
            fact,
            case.due(GS_03.clock(), start),
            debtor=debtor,
            start=start,
            discharge=ended_by(withdrawn),
        )
