"""监督渠道 (TS-01): every township and department publishes where to complain.

A register: judged over an agency as it stands, one verdict.
"""

from __future__ import annotations

from typing import Final

from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.ledger import Entries
from streams.policy.rulebook import rule
from streams.policy.standing_duties import conclude_of_register

TS_01: Final = rule("TS-01")


def judge(case: Case, entries: Entries) -> None:
    """Enter whether an agency that takes part has published a telephone or another channel."""
    agency = case.registry.agencies.get(case.key)
    if agency is None or agency.side is None or not agency.is_active(shanghai_day(case.now)):
        return
    count = len(case.registry.contacts.channels.get(agency.id, ()))
    conclude_of_register(
        entries,
        TS_01,
        "COMPLIANT" if count else "VIOLATION",
        agency=agency.id,
        subject=agency.id,
        zh=f"{agency.name} 已公布监督渠道 {count} 个" if count else f"{agency.name} 未公布监督渠道",
        en=f"{agency.id} has published {count} channels for complaints",
        code=None if count else "NO_PUBLIC_CHANNEL",
        count=count,
        missing=() if count else ("channel",),
    )
