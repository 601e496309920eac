"""What differs between two rule packs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from streams.policy.pack import Confirmation, Params, Reading, RulePack
from streams.policy.rulebook import RULES

Part = Literal["param", "reading", "enforced_from", "confirmation", "effective_from", "district"]


@dataclass(frozen=True, slots=True)
class PackChange:
    """One difference: what was so in the first pack and is otherwise in the second."""

    part: Part
    name: str
    before: str
    after: str

    @property
    def can_judge_otherwise(self) -> bool:
        """Whether it can change a conclusion; wording and confirmations cannot."""
        return self.part in {"param", "enforced_from"}


def changes(before: RulePack, after: RulePack) -> tuple[PackChange, ...]:
    """Return what differs, parameters first."""
    return tuple(_changes(before, after))


def _changes(before: RulePack, after: RulePack) -> Iterator[PackChange]:
    params = (before.params.by_name, after.params.by_name)
    for name in sorted(params[0].keys() | params[1].keys()):
        one, other = (p.value if (p := found.get(name)) else None for found in params)
        if one != other:
            yield PackChange("param", name, _said(one), _said(other))
    for name in sorted(before.readings.keys() | after.readings.keys()):
        read = (before.readings.get(name), after.readings.get(name))
        old, new = (in_words(r) if r else "" for r in read)
        if old != new:
            yield PackChange("reading", name, old, new)
    for name in sorted(before.enforced_from.keys() | after.enforced_from.keys()):
        old, new = (_said(p.enforced_from.get(name)) for p in (before, after))
        if old != new:
            yield PackChange("enforced_from", name, old, new)
    yield from _confirmations(before, after)
    if before.district != after.district:
        yield PackChange("district", "district", before.district, after.district)
    if before.effective_from != after.effective_from:
        days = (begins(before), begins(after))
        yield PackChange("effective_from", "effective_from", *days)


def in_words(reading: Reading) -> str:
    """Return a reading in Chinese and, where it is worded so, in English."""
    return " · ".join(filter(None, (reading.zh, reading.en)))


def _confirmations(before: RulePack, after: RulePack) -> Iterator[PackChange]:
    olds: dict[str, Any] = {**before.params.by_name, **before.readings}
    news: dict[str, Any] = {**after.params.by_name, **after.readings}
    for name in sorted(olds.keys() & news.keys()):
        old, new = olds[name].confirmation, news[name].confirmation
        if old != new:
            yield PackChange("confirmation", name, confirmation(old), confirmation(new))


def confirmation(said: Confirmation) -> str:
    """Return who confirmed, by what, when; or that it is proposed."""
    if not said.is_given:
        return "拟定 proposed"
    return f"{said.confirmed_by} {said.doc_no} {said.date}"


def rules_of(part: Part, name: str) -> list[str]:
    """Return the rules that name an entry of a pack: by a clock, as a parameter or a reading."""
    match part:
        case "param":
            asking = {r.id: {*r.params, *(c.param for c in r.clocks)} for r in RULES.values()}
            return [id_ for id_, names in asking.items() if name in names]
        case "reading":
            return [r.id for r in RULES.values() if name in r.readings]
        case "enforced_from":
            return [name]
        case _:
            return []


def begins(pack: RulePack) -> str:
    """Return the day from which a pack is in force, empty where it always is."""
    return "" if pack.effective_from == date.min else str(pack.effective_from)


def _said(value: object) -> str:
    return "" if value is None else str(value)


def with_change(pack: RulePack, change: PackChange, other: RulePack) -> RulePack:
    """Return a pack with one parameter or first day taken from another pack."""
    match change.part:
        case "param":
            params = dict(pack.params.by_name)
            if change.name in other.params.by_name:
                params[change.name] = other.params.by_name[change.name]
            return replace(pack, params=Params(MappingProxyType(params)))
        case "enforced_from":
            enforced = {k: v for k, v in pack.enforced_from.items() if k != change.name}
            if change.name in other.enforced_from:
                enforced[change.name] = other.enforced_from[change.name]
            return replace(pack, enforced_from=MappingProxyType(enforced))
        case _:
            return pack
