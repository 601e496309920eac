"""One package a mechanism of the policy; each names its checks. Pure functions, no I/O."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from streams.policy.mechanism import Check, Precondition
from streams.policy.mechanisms import (
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

_MECHANISMS: Final = (
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

CHECKS: Final[tuple[Check, ...]] = tuple(c for module in _MECHANISMS for c in module.CHECKS)
"""Every check of every mechanism, in the order of the policy."""

PRECONDITIONS: Final = MappingProxyType[type[Event], tuple[Precondition, ...]](
    {
        event: tuple(
            module.PRECONDITIONS[event] for module in _MECHANISMS if event in module.PRECONDITIONS
        )
        for event in dict.fromkeys(e for module in _MECHANISMS for e in module.PRECONDITIONS)
    }
)
"""By event type, what the hub asks before it carries out a transaction."""
