"""信息共享: a fact is shared on the day it is formed, or on the day declared in time."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.sharing import ExtensionDeclared
from streams.policy.mechanism import Check, Precondition, check
from streams.policy.mechanisms.sharing import preconditions, same_day
from streams.policy.rules import ScopeKind

CHECKS: Final[tuple[Check, ...]] = (
    check(ScopeKind.SUBJECT, same_day.judge, rules=("GX-11", "GX-12")),
)

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition](
    {ExtensionDeclared: preconditions.extension}
)
