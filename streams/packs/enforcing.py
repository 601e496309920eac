"""试行: a pack by which only some rules are judged, for districts and demonstrations that begin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from streams.policy.pack import RulePack
from streams.policy.rulebook import RULES


def enforcing(pack: RulePack, rule_ids: Iterable[str]) -> RulePack:
    """Return the pack with no other rules in force than the named ones.

    Raises:
        KeyError: a name is no rule's.
    """
    wanted = {RULES[rule_id].id for rule_id in rule_ids}
    never = {rule_id: date.max for rule_id in RULES if rule_id not in wanted}
    return replace(pack, enforced_from=MappingProxyType({**pack.enforced_from, **never}))
