"""What the hub asks before it lets a verdict be reviewed (V-81)."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.events.supervision import VerdictReviewed
from schemas.problems import Problem
from streams.policy.mechanism import Arrival


def review(event: VerdictReviewed, arrival: Arrival) -> Iterator[Problem]:
    """Only the justice bureau reviews a verdict."""
    if arrival.registry.kind(event.agency_id) != "JUSTICE_BUREAU":
        yield Problem(
            "V-81",
            "agency_id",
            event.agency_id,
            "判定复核只能由司法局发布",
            "only the justice bureau reviews a verdict",
            "由司法局发布；有异议的机关发布 verdict.contested",
            "have the justice bureau publish it; whoever disagrees publishes verdict.contested",
        )
