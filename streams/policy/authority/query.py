"""权限查询: who may act on an item in a township on a day, in whose name, who answers, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from schemas.events.authority import DelegationSigned
from streams.policy.authority.gaps import Gap, gaps
from streams.policy.authority.reasons import Reason, reasons
from streams.policy.powers import EMPOWERED, ENTRUSTED, Power, power_over
from streams.policy.registry import Registry


@dataclass(frozen=True, slots=True)
class Authority:
    """The answer. All agencies are credit codes; None where no list says so.

    `delegation` is the entrustment in force, with its terms; `exclusive_since` the day from which
    the department may no longer penalise or coerce; `coercion` who may coerce.
    """

    power: Power
    delegation: DelegationSigned | None
    exclusive_since: date | None
    reasons: tuple[Reason, ...]
    missing: tuple[Gap, ...]

    @property
    def mode(self) -> str | None:
        """How the item stands here: empowered, entrusted, for cooperation, retained."""
        return self.power.mode

    @property
    def decision_authority(self) -> str | None:
        """决定机关: in whose name is decided."""
        return self.power.decides

    @property
    def implementing(self) -> str | None:
        """实施机关: who carries it out."""
        return self.power.implements

    @property
    def responsible(self) -> str | None:
        """责任机关: who is liable."""
        return self.power.answers

    @property
    def coercion(self) -> str | None:
        """Who may apply coercion related to the item."""
        return self.power.coerces

    @property
    def township_may_coerce(self) -> bool:
        """Whether the township itself may coerce: only on an item that it is empowered with."""
        return self.power.mode == EMPOWERED

    @property
    def inspecting(self) -> tuple[str, ...]:
        """Who may inspect."""
        return self.power.inspects


def who_may_act(registry: Registry, item: str, township: str, on: date) -> Authority:
    """Return who may act on an item in a township on a day.

    Args:
        registry: agencies, lists, entrustments, posts and standards as they are known.
        item: item code.
        township: credit code of a township or sub-district office.
        on: the day, Asia/Shanghai.
    """
    power = power_over(registry, item, township, on)
    delegation = None
    if power.mode == ENTRUSTED and power.department is not None:
        delegation = registry.items.entrustment(item, power.department, township, on)
    since = registry.items.held_since(item, township, on) if power.is_transferred else None
    return Authority(
        power,
        delegation,
        since,
        tuple(reasons(registry, power, since, delegation)),
        tuple(gaps(registry, power, delegation)),
    )
