"""移送: what belongs to somebody else is handed over in three working days, or at once.

YS-05 and YS-06, judged over a matter. Clocks end at hub receipt, or at the paper time that the
receiver states; an oral transfer ends them too.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from schemas.events.cases import ViolationDiscovered, ViolationDismissed
from schemas.instants import shanghai_day, start_of_day
from streams.policy.case import Case
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.obligations import Cause
from streams.policy.papers import handed_over
from streams.policy.registry import Registry
from streams.policy.rulebook import rule
from streams.policy.rules import Severity, Threshold

YS_05: Final = rule("YS-05")
YS_06: Final = rule("YS-06")

_URGENT_DOMAINS: Final = frozenset({"WORK_SAFETY", "FOOD_DRUG", "ENVIRONMENT"})


def judge(case: Case, entries: Entries) -> None:
    """Enter the duties to refer what was discovered and belongs to another."""
    for fact, violation in case.all(ViolationDiscovered):
        if violation.jurisdiction == "OTHER" and violation.competent_agency_id is not None:
            _refer(case, fact, violation, violation.competent_agency_id, entries)


def _refer(
    case: Case, fact: Fact, violation: ViolationDiscovered, creditor: str, entries: Entries
) -> None:
    debtor = violation.agency_judged
    if not case.registry.is_pair(debtor, creditor):
        for rule_ in (YS_05, YS_06) if violation.urgency_grounds else (YS_05,):
            entries.outside(rule_, debtor, fact)
        return
    sent = handed_over(case, violation)
    early = ("DISCHARGED_BEFORE_TRIGGER",) if sent and sent[0].order < fact.order else ()
    discharge = sent[1] if sent else None
    waiver = dismissal(case, violation)
    start = violation.discovered_at
    by_day = "discovered_at" in violation.date_only
    entries.owe(
        YS_05,
        fact,
        case.due(YS_05.clock(), start),
        debtor=debtor,
        creditor=creditor,
        start=start,
        discharge=discharge,
        waiver=waiver,
        flags=early,
        precision="DAY" if by_day else "INSTANT",
    )
    if violation.urgency_grounds and (by_day or (discharge is not None and discharge.by_day)):
        _urgency(
            entries,
            fact,
            "UNDETERMINABLE",
            "TIME_OF_DAY_MISSING",
            "发现或收到的时间只有日期，无法按小时计时",
            "discovery or receipt is known to the day only, so hours cannot be counted",
        )
    elif violation.urgency_grounds:
        entries.owe(
            YS_06,
            fact,
            case.due(YS_06.clock(), start),
            debtor=debtor,
            creditor=creditor,
            start=start,
            discharge=discharge,
            waiver=waiver,
            flags=early,
            warn_at=case.soon_after(start),
        )
    elif _domain(case.registry, violation) in _URGENT_DOMAINS:
        _urgency(
            entries,
            fact,
            "COMPLIANT",
            "URGENCY_UNDER_DECLARED",
            "事项属于安全生产、食品药品或环保领域而未填写紧急情形；本条以“重大”为前提，仅作提示",
            "the item's domain is named by the clause, which asks for a major violation: "
            "a hint only",
        )


def dismissal(case: Case, violation: ViolationDiscovered) -> Cause | None:
    """Return the first dismissal of a violation by its discoverer, and from when it counts.

    One that claims to have been decided before the discovery counts from its receipt: nothing was
    open then that it could have ended (§3.7).
    """
    found = [
        Cause(fact.id, fact.event.TYPE, _decided(fact, dismissed, violation), fact.shared_at)
        for fact, dismissed in case.all(ViolationDismissed)
        if dismissed.violation_id in {None, violation.violation_id}
        and case.registry.acts_for(dismissed.agency_judged, violation.agency_judged)
    ]
    return min(found, key=lambda cause: cause.at, default=None)


def _decided(fact: Fact, dismissed: ViolationDismissed, violation: ViolationDiscovered) -> datetime:
    discovered, decided = violation.discovered_at, dismissed.decided_at
    if "discovered_at" in violation.date_only:
        discovered = start_of_day(shanghai_day(discovered))
    return decided if decided is not None and decided >= discovered else fact.shared_at


def _domain(registry: Registry, violation: ViolationDiscovered) -> str | None:
    if violation.item_code is None:
        return None
    entries = registry.entries(violation.item_code, shanghai_day(violation.discovered_at))
    return entries[0].domain if entries else None


def _urgency(entries: Entries, fact: Fact, verdict: str, code: str, zh: str, en: str) -> None:
    entries.conclude(
        YS_06,
        fact,
        "urgency",
        verdict,
        agency=fact.event.agency_judged,
        zh=zh,
        en=en,
        code=code,
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        param="immediate_hours",
    )
