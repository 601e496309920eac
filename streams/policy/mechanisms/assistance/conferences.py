"""联动会商: who attends on a major clue (XT-06), and how many were held (XT-05, XT-07)."""

from __future__ import annotations

from collections import Counter
from typing import Final

from schemas.events.assistance.joint import JointConferenceHeld, JointEnforcementHeld
from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.rulebook import rule
from streams.policy.verdicts import Statistic

XT_05: Final = rule("XT-05")
XT_06: Final = rule("XT-06")
XT_07: Final = rule("XT-07")

_ROLES: Final = frozenset({"LEADER_IN_CHARGE", "SECTION_HEAD"})


def judge_attendance(case: Case, entries: Entries) -> None:
    """Enter whether the leader and the section head of every side attended on a major clue."""
    for fact, held in case.all(JointConferenceHeld):
        if held.kind == "MAJOR_CLUE":
            _judge_attendance(case, fact, held, entries)


def _judge_attendance(case: Case, fact: Fact, held: JointConferenceHeld, entries: Entries) -> None:
    sides = {p.agency_id for p in held.participants}
    if case.registry.side(held.agency_judged) is not None:
        sides.add(held.agency_judged)
    roles = {
        side: {p.role for p in held.participants if p.agency_id == side} for side in sorted(sides)
    }
    missing = tuple(side for side, present in roles.items() if not present >= _ROLES)
    entries.conclude(
        XT_06,
        fact,
        "attendance",
        "VIOLATION" if missing else "COMPLIANT",
        agency=held.agency_judged,
        zh=f"重大案件线索会商：{case.registry.names(missing)} 缺分管领导或责任科室负责人"
        if missing
        else "重大案件线索会商：各方分管领导和责任科室负责人均参加",
        en="a conference on a major clue: leader in charge or section head absent on some side"
        if missing
        else "a conference on a major clue: leader in charge and section head of every side came",
        code="CONFERENCE_ATTENDANCE_INVALID" if missing else None,
        missing_sides=missing,
    )


def count(case: Case, entries: Entries) -> None:
    """Say how many conferences and joint actions a district held in each year, and who took part.

    A conference is on record when it has its minutes and its decisions.
    """
    held: Counter[tuple[int, str]] = Counter()
    recorded: Counter[tuple[int, str]] = Counter()
    enforced: Counter[tuple[int, str]] = Counter()
    for fact, conference in case.all(JointConferenceHeld):
        year = shanghai_day(fact.event.occurred_at).year
        agencies = ("", *dict.fromkeys(p.agency_id for p in conference.participants))
        held.update((year, agency) for agency in agencies)
        if conference.minutes_doc is not None and conference.decisions:
            recorded.update((year, agency) for agency in agencies)
    for fact, action in case.all(JointEnforcementHeld):
        year = shanghai_day(fact.event.occurred_at).year
        enforced.update((year, agency) for agency in ("", *dict.fromkeys(action.agencies)))
    for governing, name, counted in (
        (XT_05, "conferences", held),
        (XT_05, "conferences_recorded", recorded),
        (XT_07, "joint_enforcements", enforced),
    ):
        for (year, agency), number in sorted(counted.items()):
            keys = (("year", str(year)), *((("agency", agency),) if agency else ()))
            entries.say(Statistic(governing, name, number, keys))
