"""匿名投诉: nobody can be told, so a duty towards the complainant does not arise."""

from __future__ import annotations

from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.rules import Rule, Threshold


def nobody_to_tell(rule: Rule, trigger: Fact, agency: str, entries: Entries) -> None:
    """Conclude that a rule does not apply because the complaint is anonymous (SW-03, 08, 13)."""
    entries.conclude(
        rule,
        trigger,
        "complainant",
        "NOT_APPLICABLE",
        agency=agency,
        zh="不适用：匿名投诉举报，无法答复或告知",
        en="the complaint is anonymous: there is nobody to tell",
        code="ANONYMOUS",
        threshold=Threshold.CLAUSE,
    )
