"""案件移送: a violation that belongs to someone else is handed over, and the answer given."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.cases import CaseFiled, ViolationDiscovered, ViolationOnsiteNotified
from schemas.events.referrals import (
    ReferralAcceptanceReplied,
    ReferralHistoricConsulted,
    ReferralOralMade,
    ReferralSent,
    ReferralWithdrawn,
)
from streams.policy.mechanism import Check, Precondition, check
from streams.policy.mechanisms.transfer import (
    answering,
    historic,
    holding,
    jurisdiction,
    onsite,
    preconditions,
    referring,
    registers,
)
from streams.policy.rules import ScopeKind

_MATTER: Final = ScopeKind.MATTER

CHECKS: Final[tuple[Check, ...]] = (
    check(_MATTER, referring.judge, ViolationDiscovered, rules=("YS-05", "YS-06")),
    check(_MATTER, jurisdiction.judge_declarations, ViolationDiscovered, rules=("YS-05",)),
    check(_MATTER, jurisdiction.judge_direction, ReferralSent, rules=("YS-05",)),
    check(_MATTER, answering.judge_answers, ReferralSent, rules=("YS-16",)),
    check(_MATTER, answering.judge_oral_transfers, ReferralOralMade, rules=("YS-14",)),
    check(
        _MATTER,
        onsite.judge,
        ViolationDiscovered,
        ViolationOnsiteNotified,
        rules=("YS-07", "YS-08", "YS-09", "YS-10"),
    ),
    check(
        _MATTER,
        historic.judge,
        ViolationDiscovered,
        CaseFiled,
        ReferralSent,
        ReferralHistoricConsulted,
        rules=("YS-17", "YS-18", "YS-19"),
    ),
    check(_MATTER, holding.judge, ViolationDiscovered, rules=("MB-01",)),
    check(ScopeKind.AGENCY, registers.judge, rules=("YS-01", "YS-03", "YS-04")),
)

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition](
    {
        ReferralSent: preconditions.referral,
        ReferralOralMade: preconditions.oral,
        ReferralAcceptanceReplied: preconditions.reply,
        ReferralWithdrawn: preconditions.withdrawal,
    }
)
