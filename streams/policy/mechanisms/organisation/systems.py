"""五项工作制度 (MB-02): first inquiry, transfer, joint action, disputes, sharing.

A property of the rule pack, not of events: told where a pack is shown, never judged over a scope.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from streams.policy.pack import RulePack
from streams.policy.rulebook import RULES
from streams.policy.rules import Mechanism, Rule

SYSTEMS: Final = (
    Mechanism.FIRST_INQUIRY,
    Mechanism.TRANSFER,
    Mechanism.ASSISTANCE,
    Mechanism.DISPUTE,
    Mechanism.SHARING,
)
"""In the order of the clause."""


def systems_without_rule(pack: RulePack, on: date) -> tuple[Mechanism, ...]:
    """Return the work systems of which a pack enforces no rule on a day."""
    active = {rule.mechanism for rule in RULES.values() if _is_active(rule, pack, on)}
    return tuple(system for system in SYSTEMS if system not in active)


def _is_active(rule: Rule, pack: RulePack, on: date) -> bool:
    enforced = pack.enforced_from.get(rule.id, date.min) <= on
    return rule.reference_only is None and enforced
