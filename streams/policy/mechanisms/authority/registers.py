"""What an agency's registers hold (QD-01) and what it does a year (QD-04, QD-07, QD-11).

One conclusion an agency, never one a cell (§12).
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Final

from schemas.events.supervision import GuidanceGiven, SupervisionRecorded
from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.ledger import Entries
from streams.policy.mechanisms.authority.acts import Act, acts
from streams.policy.mechanisms.authority.wording import list_zh
from streams.policy.registry import Side
from streams.policy.rulebook import rule
from streams.policy.rules import Rule, Severity
from streams.policy.verdicts import Statistic, Verdict

_LISTING: Final = frozenset({"TOWNSHIP_GOV", "SUBDISTRICT_OFFICE", "DISTRICT_DEPT"})

QD_01, QD_04, QD_07, QD_11 = (rule(f"QD-{n}") for n in ("01", "04", "07", "11"))


def judge_list(case: Case, entries: Entries) -> None:
    """Say of an agency whose own list is not loaded that its acts cannot be judged (QD-01)."""
    agency = case.registry.agencies.get(case.key)
    today = shanghai_day(case.now)
    if agency is None or agency.kind not in _LISTING or not agency.is_active(today):
        return
    if case.registry.list_is_loaded(case.key, today):
        return
    entries.verdicts.append(
        Verdict(
            QD_01,
            "list loaded",
            case.key,
            "UNDETERMINABLE",
            case.key,
            (),
            f"{agency.name}的{list_zh(case.registry, case.key)}未加载，其执法是否在清单内无法判断",
            f"the list of {agency.name} is not loaded, so its acts cannot be judged",
            code="LIST_NOT_LOADED",
            severity=Severity.WARN,
        )
    )


def judge_exercise(case: Case, entries: Entries) -> None:
    """Count what a township did on each item that it holds, a year (QD-04).

    What it never acts on counts 0; acts on what it does not hold are judged elsewhere.
    """
    if case.registry.side(case.key) is not Side.TOWNSHIP:
        return
    done = Counter((act.power.item_code, act.on.year) for act in acts(case) if _is_held(act))
    today = shanghai_day(case.now)
    for code in sorted(_held(case, today)):
        done.setdefault((code, today.year), 0)
    for (code, year), count in sorted(done.items()):
        keys = (("agency", case.key), ("item_code", code), ("year", year))
        entries.say(Statistic(QD_04, "acts_on_item", count, keys))


def count_support(case: Case, entries: Entries) -> None:
    """Count a year, for each township, how often it was guided and supervised (QD-07, QD-11)."""
    done: Counter[tuple[Rule, str, str, int]] = Counter()
    for _, guided in case.all(GuidanceGiven):
        year = shanghai_day(guided.at or guided.occurred_at).year
        done[QD_11, "guidance_given", guided.to_agency_id, year] += 1
    for _, recorded in case.all(SupervisionRecorded):
        year = shanghai_day(recorded.occurred_at).year
        done[QD_07, "supervision_recorded", recorded.entrusted_agency_id, year] += 1
    for (counted, name, township, year), count in sorted(done.items(), key=lambda d: d[0][1:]):
        keys = (("agency", case.key), ("township", township), ("year", year))
        entries.say(Statistic(counted, name, count, keys))


def _is_held(act: Act) -> bool:
    return act.side is Side.TOWNSHIP and act.power.is_transferred


def _held(case: Case, on: date) -> set[str]:
    return {
        code for code in case.registry.items.by_code if case.key in case.registry.holders(code, on)
    }
