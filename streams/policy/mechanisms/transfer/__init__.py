"""案件移送: a violation that belongs to someone else is handed over, and the answer given."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.cases import ViolationDiscovered
from schemas.events.referrals import ReferralAcceptanceReplied, ReferralSent
from streams.policy.mechanism import Check, Precondition, check
from streams.policy.mechanisms.transfer import preconditions, referring
from streams.policy.rules import ScopeKind

CHECKS: Final[tuple[Check, ...]] = (
    check(
        ScopeKind.MATTER,
        referring.judge,
        ViolationDiscovered,
        ReferralSent,
        rules=("YS-05", "YS-06", "YS-16"),
    ),
)

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition](
    {ReferralSent: preconditions.referral, ReferralAcceptanceReplied: preconditions.reply}
)
