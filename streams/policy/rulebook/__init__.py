"""规则库: every rule of the policy, judged or for reference, by its id. Data only."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from streams.policy.rulebook import (
    accountability,
    assessment,
    assistance,
    authority,
    complaints,
    criminal_referral,
    discretion,
    dispute,
    double_random,
    first_inquiry,
    full_record,
    legal_review,
    list_publication,
    organisation,
    publicity,
    responsibility,
    sharing,
    training,
    transfer,
)
from streams.policy.rules import Rule

_MODULES: Final = (
    authority,
    first_inquiry,
    transfer,
    assistance,
    dispute,
    sharing,
    list_publication,
    responsibility,
    publicity,
    full_record,
    legal_review,
    discretion,
    double_random,
    complaints,
    accountability,
    criminal_referral,
    training,
    assessment,
    organisation,
)

RULES: Final[MappingProxyType[str, Rule]] = MappingProxyType(
    {rule.id: rule for module in _MODULES for rule in module.RULES}
)
"""Every rule by id, in the order of the policy's mechanisms."""


def rule(rule_id: str) -> Rule:
    """Return a rule.

    Raises:
        KeyError: the policy has no such rule.
    """
    return RULES[rule_id]
