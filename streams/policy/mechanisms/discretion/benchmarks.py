"""裁量基准: fines inside the tier, benchmarks of one's own or of the district (CL-02 to CL-05)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from schemas.events.authority import ItemListPublished
from schemas.events.law_changes import StandardPublished
from schemas.events.penalty_decisions import PenaltyDecided
from schemas.instants import shanghai_day, start_of_day
from schemas.records import Tier
from streams.policy.case import Case
from streams.policy.day_duties import earliest, ended_by
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.registry import Side
from streams.policy.rulebook import rule

CL_02: Final = rule("CL-02")
CL_03: Final = rule("CL-03")
CL_04: Final = rule("CL-04")
CL_05: Final = rule("CL-05")

_DISCRETION: Final = "DISCRETION"


def judge_penalties(case: Case, entries: Entries) -> None:
    """Say of each fine whether it lies in its tier, and whose benchmark was applied."""
    for fact, penalty in case.all(PenaltyDecided):
        if penalty.discretion_benchmark_id is None:
            continue
        standard = case.registry.standards.in_force(
            penalty.discretion_benchmark_id, penalty.decision_date
        )
        _in_range(fact, penalty, standard, entries)
        if standard is not None:
            _permitted(case, fact, penalty, standard, entries)


def _in_range(
    fact: Fact, penalty: PenaltyDecided, standard: StandardPublished | None, entries: Entries
) -> None:
    fine = penalty.fine_amount_yuan
    if fine is None:
        return
    tiers = standard.tiers if standard else ()
    tier = next((t for t in tiers if t.tier == penalty.discretion_tier), None)
    code, verdict, zh, en = _placed(penalty, fine, tier)
    entries.conclude(
        CL_02,
        fact,
        "range",
        verdict,
        agency=penalty.agency_judged,
        zh=zh,
        en=en,
        code=code,
        tier=penalty.discretion_tier,
    )


def _placed(
    penalty: PenaltyDecided, fine: Decimal, tier: Tier | None
) -> tuple[str | None, str, str, str]:
    """Return code, verdict and explanation of a fine against its tier, both edges included."""
    if tier is None:
        return (
            "BENCHMARK_UNKNOWN",
            "UNDETERMINABLE",
            "裁量基准或阶次未登记",
            "no such tier is known",
        )
    edges = f"[{tier.min_yuan}, {tier.max_yuan}]"
    if tier.min_yuan <= fine <= tier.max_yuan:
        return None, "COMPLIANT", f"罚款 {fine} 元在阶次 {edges} 内", f"{fine} lies in {edges}"
    zh, en = f"罚款 {fine} 元不在阶次 {edges} 内", f"{fine} yuan lies outside {edges}"
    if penalty.deviation_reason:
        return "DEVIATION_DECLARED", "COMPLIANT", f"{zh}，已说明理由", f"{en}, with a reason"
    return "OUT_OF_DISCRETION_RANGE", "VIOLATION", zh, en


def _permitted(
    case: Case,
    fact: Fact,
    penalty: PenaltyDecided,
    standard: StandardPublished,
    entries: Entries,
) -> None:
    """A township applies its own benchmark or one of the district, not a peer's (CL-05)."""
    registry, agency, owner = case.registry, penalty.agency_judged, standard.owner_agency_id
    if registry.side(agency) is not Side.TOWNSHIP:
        return
    peer = registry.side(owner) is Side.TOWNSHIP or standard.owner_level == "TOWNSHIP"
    wrong = peer and not registry.acts_for(agency, owner)
    entries.conclude(
        CL_05,
        fact,
        "owner",
        "VIOLATION" if wrong else "COMPLIANT",
        agency=agency,
        zh=f"适用了 {registry.name(owner)} 的裁量基准"
        + ("，乡镇不得适用其他乡镇的基准" if wrong else ""),
        en=f"applied the benchmark of {owner}" + (", a peer township" if wrong else ""),
        code="BENCHMARK_OF_PEER_TOWNSHIP" if wrong else None,
        owner=owner,
    )


def judge_publication(case: Case, entries: Entries) -> None:
    """Enter the duty to publish a benchmark (CL-03)."""
    standards = case.all(StandardPublished)
    for fact, standard in standards:
        if standard.kind != _DISCRETION:
            continue
        public = earliest(
            (later.occurred_at, at)
            for at, later in standards
            if later.published_url
            and later.standard_id == standard.standard_id
            and later.effective_from >= standard.effective_from
        )
        start = start_of_day(standard.effective_from)
        entries.owe(
            CL_03,
            fact,
            case.due(CL_03.clock(), start),
            debtor=standard.owner_agency_id,
            start=start,
            discharge=ended_by(public),
        )


def judge_lists(case: Case, entries: Entries) -> None:
    """Say of each township whether it has a benchmark for the items that law gives it (CL-04)."""
    for day in case.registry.standards.begin_on():
        entries.wake(start_of_day(day))
    for fact, listed in case.all(ItemListPublished):
        lacking: dict[str, list[str]] = {}
        asked: dict[str, int] = {}
        for item in listed.items:
            if not item.statutory_township:
                continue
            on = max(item.effective_from, listed.effective_from, shanghai_day(case.now))
            found = case.registry.standards.of_item(item.item_code, _DISCRETION, on)
            for township in item.township_scope:
                asked[township] = asked.get(township, 0) + 1
                if not any(_serves(case, standard, township) for standard in found):
                    lacking.setdefault(township, []).append(item.item_code)
        for township in sorted(asked):
            missing = tuple(lacking.get(township, ()))
            entries.conclude(
                CL_04,
                fact,
                "benchmark",
                "VIOLATION" if missing else "COMPLIANT",
                agency=township,
                zh=f"{len(missing)} 个法定乡镇事项没有可适用的裁量基准"
                if missing
                else "法定乡镇事项均有可适用的裁量基准",
                en=f"{len(missing)} statutory township items without a benchmark",
                code="NO_TOWNSHIP_BENCHMARK" if missing else None,
                items=missing,
            )


def _serves(case: Case, standard: StandardPublished, township: str) -> bool:
    owner = standard.owner_agency_id
    return owner == township or case.registry.side(owner) is not Side.TOWNSHIP
