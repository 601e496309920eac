"""移送制度与线索台账: the channel of every pair, patrols, and clues by village and item.

YS-01, YS-03 and YS-04, judged over an agency: one verdict each, with the count and the list of
what is missing, never one a cell (§12).
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from schemas.events.cases import ClueRegistered, ClueSweepCompleted, PatrolRecorded
from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.ledger import Entries
from streams.policy.registry import REGIONS, TRANSFERRED, Side
from streams.policy.rulebook import rule
from streams.policy.standing_duties import conclude_of_register
from streams.policy.verdicts import Statistic

YS_01: Final = rule("YS-01")
YS_03: Final = rule("YS-03")
YS_04: Final = rule("YS-04")

_VILLAGE_DIGITS: Final = 12
_SHOWN: Final = 20
"""How many of the missing are named; the count is always given."""


def judge(case: Case, entries: Entries) -> None:
    """Enter what an agency's registers lack."""
    agency = case.registry.agencies.get(case.key)
    if agency is None or agency.side is None or not agency.is_active(shanghai_day(case.now)):
        return
    _channel(case, agency.side, entries)
    if agency.side is Side.TOWNSHIP:
        _patrols(case, entries)
        _clues(case, agency.region_code, entries)


def _channel(case: Case, side: Side, entries: Entries) -> None:
    """YS-01: a pair has a channel when both sides have a liaison, and each side owes it.

    Silent until the district has registered its first liaison.
    """
    if not case.registry.contacts.liaisons:
        return
    today = shanghai_day(case.now)
    other = Side.DEPARTMENT if side is Side.TOWNSHIP else Side.TOWNSHIP
    opposite = [
        agency
        for agency in case.registry.on_side(other)
        if case.registry.agencies[agency].is_active(today)
    ]
    contacts = case.registry.contacts
    lacking = not contacts.has_liaison(case.key, today)
    missing = [a for a in opposite if lacking or not contacts.has_liaison(a, today)]
    name = case.registry.name(case.key)
    conclude_of_register(
        entries,
        YS_01,
        "VIOLATION" if missing else "COMPLIANT",
        agency=case.key,
        subject=case.key,
        zh=f"{name} {'没有' if lacking else '有'}在任联络员，与 {len(missing)} 个机关无移送通道",
        en=f"{len(missing)} pairs without a channel",
        code="PAIR_WITHOUT_CHANNEL" if missing else None,
        count=len(missing),
        missing=tuple(missing[:_SHOWN]),
    )


def _patrols(case: Case, entries: Entries) -> None:
    for name, model in (("patrols", PatrolRecorded), ("clues", ClueRegistered)):
        years = Counter(shanghai_day(fact.event.occurred_at).year for fact, _ in case.all(model))
        for year, count in sorted(years.items()):
            keys = (("agency", case.key), ("year", year))
            entries.say(Statistic(YS_03, name, count, keys))


def _clues(case: Case, region_code: str, entries: Entries) -> None:
    """YS-04: a cell of the ledger exists for every village and held item.

    Until the district has loaded its villages, those count that the ledger itself names.
    """
    today = shanghai_day(case.now)
    covered = {(clue.village_code, clue.item_code) for _, clue in case.all(ClueRegistered)}
    for _, sweep in case.all(ClueSweepCompleted):
        covered |= {(sweep.village_code, item) for item in sweep.item_codes}
    codes = case.registry.tables.codes(REGIONS, today) or {village for village, _ in covered}
    villages = [c for c in codes if len(c) == _VILLAGE_DIGITS and c.startswith(region_code)]
    held = sorted(
        code
        for code in case.registry.items.by_code
        if any(
            item.mode in TRANSFERRED and case.key in item.township_scope
            for item in case.registry.entries(code, today)
        )
    )
    if not villages or not held:
        return
    missing = [
        f"{village}/{item}"
        for village in sorted(villages)
        for item in held
        if (village, item) not in covered
    ]
    conclude_of_register(
        entries,
        YS_04,
        "VIOLATION" if missing else "COMPLIANT",
        agency=case.key,
        subject=case.key,
        zh=f"线索台账应有 {len(villages) * len(held)} 格（村×事项），缺 {len(missing)} 格",
        en=f"{len(missing)} of {len(villages) * len(held)} cells (village by item) are missing",
        code="CLUE_LEDGER_GAP" if missing else None,
        count=len(missing),
        missing=tuple(missing[:_SHOWN]),
    )
