"""What the hub asks before it takes an agreement or an application for coordination.

ZY-01 (no unilateral end before the period), ZY-02 (minutes), ZY-03 (consulted first, right body).
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from schemas.events.disputes import (
    DisputeConsultationConcluded,
    DisputeCoordinationApplied,
    DisputeRaised,
)
from schemas.events.referrals import ReferralHistoricConsulted
from schemas.instants import shown
from schemas.problems import Problem
from streams.policy.clocks import working_days
from streams.policy.facts import Fact
from streams.policy.mechanism import Arrival, missing
from streams.policy.naming import names_another
from streams.policy.resolutions import is_historic

_BODIES: Final = MappingProxyType({True: "LEADING_GROUP", False: "LEADING_GROUP_OFFICE"})
"""Where an application goes: of a historic matter to the leading group, else to its office."""


def consultation(event: DisputeConsultationConcluded, arrival: Arrival) -> Iterator[Problem]:
    """An agreement has minutes or another document; one side alone ends what failed, and late."""
    if event.agreed and event.minutes_doc is None:
        yield missing(
            "ZY-02",
            "minutes_doc",
            "协商一致应制作会议纪要或者其他文件",
            "an agreement needs minutes or another document",
        )
    if event.unilateral and event.agreed:
        yield Problem(
            "ZY-01",
            "unilateral",
            "true",
            "一方不能单独认定协商一致",
            "one side alone cannot conclude an agreement",
            "由双方共同确认后发布",
            "conclude it together",
        )
    elif event.unilateral:
        yield from _too_early(event, arrival)


def _too_early(event: DisputeConsultationConcluded, arrival: Arrival) -> Iterator[Problem]:
    concluded = event.concluded_at or arrival.shared_at
    raised = (
        fact.event.raised_at or fact.shared_at
        for fact in arrival.held()
        if isinstance(fact.event, DisputeRaised) and fact.event.dispute_id == event.dispute_id
    )
    start = next(raised, concluded)
    days = arrival.pack.params.number("dispute_consult_wd")
    due = working_days(start, days, arrival.registry.calendar)
    if concluded <= due.at:
        yield Problem(
            "ZY-01",
            "unilateral",
            "true",
            f"协商期限（{shown(due.at)}）届满前，一方不能单独认定协商不成",
            f"one side alone cannot end the consultation before its period ends ({shown(due.at)})",
            "双方共同确认，或期限届满后再发布",
            "conclude it together, or after the period",
        )


def application(event: DisputeCoordinationApplied, arrival: Arrival) -> Iterator[Problem]:
    """An application follows a failed consultation, and goes to the body that the clause names."""
    held = arrival.held()
    historic = is_historic(event, arrival.registry, held)
    if arrival.registry.kind(event.to_agency_id) != _BODIES[historic]:
        yield Problem(
            "ZY-03",
            "to_agency_id",
            event.to_agency_id,
            "历史遗留问题应报领导小组" if historic else "协调申请应向领导小组办公室提出",
            "historic matters go to the leading group"
            if historic
            else "an application goes to the leading group's office",
            "改填领导小组" if historic else "改填领导小组办公室",
            "address it to that body",
        )
    if not _has_failed(event, held, historic=historic):
        yield Problem(
            "ZY-03",
            "consultation_event_id",
            "",
            "未见协商不成的记录，应先协商",
            "no failed consultation is held; consult first",
            "先发布协商不成的 dispute.consultation_concluded",
            "publish the failed dispute.consultation_concluded first",
        )


def _has_failed(
    applied: DisputeCoordinationApplied, held: tuple[Fact, ...], *, historic: bool
) -> bool:
    """Whether the last consultation on the dispute failed, or that on the historic case did."""
    last: dict[str | None, DisputeConsultationConcluded] = {}
    for fact in held:
        match fact.event:
            case DisputeConsultationConcluded() as concluded if not names_another(
                applied, "dispute_id", concluded.dispute_id
            ):
                last[concluded.dispute_id] = concluded
            case ReferralHistoricConsulted(outcome="FAILED") as consulted if (
                historic and not names_another(applied, "case_id", consulted.case_id)
            ):
                return True
            case _:
                pass
    return any(not concluded.agreed for concluded in last.values())
