"""A case before the judge: a scope's facts, the registry, the pack and the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from streams.policy.facts import Fact
from streams.policy.pack import RulePack
from streams.policy.registry import Registry


@dataclass(frozen=True, slots=True)
class Case:
    """What a mechanism judges. `facts` stand in arrival order; `now` is the hub's time, UTC."""

    facts: tuple[Fact, ...]
    registry: Registry
    pack: RulePack
    now: datetime
