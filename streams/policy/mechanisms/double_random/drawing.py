"""抽查: draws can be repeated, only drawn targets are inspected, and not too often (SJ-01, SJ-02).

Judged over a plan or a draw: the inspections that name it come from many matters.
"""

from __future__ import annotations

from typing import Final

from schemas.events.inspection_records import (
    InspectionDrawn,
    InspectionPlanPublished,
    InspectionRecorded,
)
from streams.policy.case import Case
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.rulebook import rule

SJ_01: Final = rule("SJ-01")
SJ_02: Final = rule("SJ-02")


def judge_draws(case: Case, entries: Entries) -> None:
    """Say of each draw whether it can be repeated, and of each inspection whether it was drawn."""
    targets: set[str] = set()
    for fact, drawn in case.all(InspectionDrawn):
        targets |= set(drawn.targets)
        wanted = {"seed": drawn.seed, "algorithm": drawn.algorithm, "pool_hash": drawn.pool_hash}
        missing = tuple(name for name, value in wanted.items() if not value)
        entries.conclude(
            SJ_01,
            fact,
            "reproducible",
            "VIOLATION" if missing else "COMPLIANT",
            agency=drawn.agency_judged,
            zh=f"抽取不可复现，缺少 {'、'.join(missing)}" if missing else "抽取可复现",
            en=f"the draw cannot be repeated without {', '.join(missing)}"
            if missing
            else "the draw can be repeated",
            code="DRAW_NOT_REPRODUCIBLE" if missing else None,
            missing=missing,
        )
    for fact, inspection in case.all(InspectionRecorded):
        _drawn(fact, inspection, targets, entries)


def _drawn(fact: Fact, inspection: InspectionRecorded, targets: set[str], entries: Entries) -> None:
    party = inspection.party
    named = {party.party_name, party.party_uscc, party.party_id_token} & targets
    entries.conclude(
        SJ_01,
        fact,
        "target",
        "COMPLIANT" if named else "VIOLATION",
        agency=inspection.agency_judged,
        zh="检查对象在抽取名单中" if named else "检查对象不在抽取名单中",
        en="the party was drawn" if named else "the party was not drawn",
        code=None if named else "TARGET_NOT_DRAWN",
        party=party.party_name,
    )


def judge_frequency(case: Case, entries: Entries) -> None:
    """Say of each party whether it was inspected at random more often than its plan allows."""
    _, plan = case.all(InspectionPlanPublished)[-1]
    limit = plan.max_frequency
    inspected: dict[str, list[tuple[Fact, InspectionRecorded]]] = {}
    for fact, inspection in sorted(
        case.all(InspectionRecorded), key=lambda i: (i[1].inspected_at, i[0].order)
    ):
        if inspection.is_random:
            inspected.setdefault(inspection.party.party_name, []).append((fact, inspection))
    for party, found in inspected.items():
        count = len(found)
        exceeded = count > limit
        fact, last = found[limit] if exceeded else found[-1]
        entries.conclude(
            SJ_02,
            fact,
            "frequency",
            "VIOLATION" if exceeded else "COMPLIANT",
            agency=last.agency_judged,
            zh=f"{party} 在本计划内被随机检查 {count} 次，上限 {limit} 次",
            en=f"{party} was inspected at random {count} times; the plan allows {limit}",
            code="FREQUENCY_CAP_EXCEEDED" if exceeded else None,
            also=tuple(f.id for f, _ in found if f.id != fact.id),
            party=party,
            count=count,
        )
