"""罚款金额: a fine far above those of its item may mix up 元 and 万元 (CL-02; V-32).

Ten thousand times the median of the item's other fines is what a usual fine becomes when its 万元
are taken for 元. That is a question about the figure, not a finding against anybody.
"""

from __future__ import annotations

from decimal import Decimal
from statistics import median
from typing import Final

from schemas.events.penalty_decisions import PenaltyDecided
from streams.policy.case import Case
from streams.policy.facts import Fact
from streams.policy.keys.item import year_of
from streams.policy.ledger import Entries
from streams.policy.rulebook import rule
from streams.policy.rules import Severity

CL_02: Final = rule("CL-02")

_YUAN_IN_TEN_THOUSAND: Final = 10_000


def judge_fines(case: Case, entries: Entries) -> None:
    """Name the fines of the scope's year that are 10,000 times the median of the others.

    The others are the item's fines of that year and of the year before.
    """
    fined = [(f, e, fine) for f, e in case.all(PenaltyDecided) if (fine := e.fine_amount_yuan)]
    least, year = min(fine for _, _, fine in fined), year_of(case.key)
    for fact, penalty, fine in fined:
        if fine < least * _YUAN_IN_TEN_THOUSAND or penalty.decision_date.year != year:
            continue
        others = [other for one, _, other in fined if one is not fact]
        usual = median(others)
        if fine >= usual * _YUAN_IN_TEN_THOUSAND:
            _suspect(case, fact, penalty, fine, usual, len(others), entries)


def _suspect(
    case: Case,
    fact: Fact,
    penalty: PenaltyDecided,
    fine: Decimal,
    usual: Decimal,
    count: int,
    entries: Entries,
) -> None:
    limit, meant = usual * _YUAN_IN_TEN_THOUSAND, f"{fine / _YUAN_IN_TEN_THOUSAND:.2f}"
    entries.conclude(
        CL_02,
        fact,
        "unit",
        "UNDETERMINABLE",
        agency=penalty.agency_judged,
        zh=f"{case.registry.name(penalty.agency_judged)} 罚款 {fine} 元，达到事项 "
        f"{penalty.item_code} 其他 {count} 笔罚款中位数 {usual} 元的一万倍（{limit} 元），"
        f"可能把元和万元弄混；若本意是 {meant} 元，请发布更正",
        en=f"a fine of {fine} yuan reaches 10,000 times the median of the {count} other fines of "
        f"item {penalty.item_code}, {usual} yuan (10,000 times is {limit}): perhaps 元 and 万元 "
        f"were mixed up; if {meant} yuan is meant, publish a correction",
        code="FINE_UNIT_SUSPECT",
        severity=Severity.WARN,
        item_code=penalty.item_code,
        median_yuan=usual,
        count=count,
    )
