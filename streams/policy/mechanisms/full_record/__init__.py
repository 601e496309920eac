"""全过程记录: every phase leaves a record, and the record is archived."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.cases import CaseClosed
from streams.policy.mechanism import Check, Precondition, check
from streams.policy.mechanisms.full_record import closing
from streams.policy.rules import ScopeKind

CHECKS: Final[tuple[Check, ...]] = (
    check(ScopeKind.MATTER, closing.judge, CaseClosed, rules=("JL-01", "JL-02")),
)

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition]({})
