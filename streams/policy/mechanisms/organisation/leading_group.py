"""领导小组 (ZZ-01): the leading group and its office are there to receive what is grave.

A register: judged over the district as it stands.
"""

from __future__ import annotations

from typing import Final

from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.ledger import Entries
from streams.policy.rulebook import rule
from streams.policy.standing_duties import agencies_of, conclude_of_register

ZZ_01: Final = rule("ZZ-01")

_BODIES: Final = ("LEADING_GROUP", "LEADING_GROUP_OFFICE")


def judge(case: Case, entries: Entries) -> None:
    """Enter whether the leading group and its office are registered and active.

    It is the district government that sets them up; where there is none, nobody is asked.
    """
    own, today = agencies_of(case), shanghai_day(case.now)
    government = next((a.id for a in own if a.kind == "DISTRICT_GOV"), None)
    if government is None:
        return
    there = {a.kind for a in own if a.is_active(today)}
    missing = tuple(kind for kind in _BODIES if kind not in there)
    conclude_of_register(
        entries,
        ZZ_01,
        "VIOLATION" if missing else "COMPLIANT",
        agency=government,
        subject=case.district,
        zh=f"区行政执法协调衔接工作领导小组缺少：{'、'.join(missing)}"
        if missing
        else "区行政执法协调衔接工作领导小组及其办公室已登记",
        en=f"not registered: {', '.join(missing)}"
        if missing
        else "the leading group and its office are registered",
        code="NO_LEADING_GROUP" if missing else None,
        missing=missing,
    )
