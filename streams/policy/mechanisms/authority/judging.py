"""Judges acts by whose the power is: townships and departments, each by its own table (§6.1)."""

from __future__ import annotations

from streams.policy.case import Case
from streams.policy.ledger import Entries
from streams.policy.mechanisms.authority.acts import acts
from streams.policy.mechanisms.authority.departments import judge_department
from streams.policy.mechanisms.authority.townships import judge_township
from streams.policy.registry import Side


def judge(case: Case, entries: Entries) -> None:
    """Enter what follows from every act of a matter."""
    for act in acts(case):
        if act.side is Side.TOWNSHIP:
            judge_township(case, act, entries)
        else:
            judge_department(case, act, entries)
