"""The power items of the simulated district, and who is competent for each.

114 items that townships hold (EMPOWERED 赋权下放, ENTRUSTED 委托下放), and those that stayed with
the departments (COOPERATE 配合, RETAINED 未下放). Deterministic and the same for every seed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache

from producers.simulator.district import Agency, district, rows

URGENT_DOMAINS = frozenset({"WORK_SAFETY", "FOOD_DRUG", "ENVIRONMENT"})
"""Domains in which a violation of another's is handed over at once (二(二)2)."""

DELEGATED_FROM = date(2024, 1, 1)
"""First day of the delegations of entrusted items."""

_SERIES = {"EMPOWERED": "E", "ENTRUSTED": "W", "COOPERATE": "K", "RETAINED": "R"}
_EMPOWERED_FROM = date(2021, 3, 1)
_NATURAL_RESOURCES_FROM = date(2021, 9, 1)
_SCOPES = {
    "towns": "马 重 李 杨 港 高 庙 红 胜 花 泉 归",
    "core": "街 马 李",
    "river": "街 马 重 李 港 高 胜 花 归",
    "hills": "马 李 高 庙 泉",
    "none": "",
}


@dataclass(frozen=True, slots=True)
class Item:
    """事项: a penalty item with its mode, where it applies, and what it rests on."""

    code: str
    name: str
    mode: str
    domain: str
    owner: Agency
    scope: tuple[Agency, ...]
    law: str
    article: str
    fine_min: int
    fine_max: int
    """Edges of the fine, in yuan."""

    @property
    def transferred(self) -> bool:
        """Whether townships hold it."""
        return self.mode in {"EMPOWERED", "ENTRUSTED"}

    @property
    def urgent(self) -> bool:
        """Whether a violation of it that is another's must be handed over at once."""
        return self.domain in URGENT_DOMAINS

    @property
    def effective_from(self) -> date:
        """First day in force."""
        if self.mode == "ENTRUSTED":
            return DELEGATED_FROM
        if self.domain == "NATURAL_RESOURCES":
            return _NATURAL_RESOURCES_FROM
        return _EMPOWERED_FROM

    def competent_in(self, township: Agency) -> Agency:
        """Return who acts on the item there: the township that holds it, else the owner."""
        return township if self.transferred and township in self.scope else self.owner


@cache
def items() -> tuple[Item, ...]:
    """Return all items, transferred ones first."""
    serial: Counter[str] = Counter()
    found = []
    for row in rows("items.csv"):
        series = _SERIES[row["mode"]]
        serial[series] += 1
        found.append(
            Item(
                code=f"SIM-{series}-{serial[series]:03}",
                name=row["name"],
                mode=row["mode"],
                domain=row["domain"],
                owner=district().department(row["owner"]),
                scope=_scope(row["scope"]),
                law=row["law"],
                article=row["article"],
                fine_min=int(row["fine_min"]),
                fine_max=int(row["fine_max"]),
            )
        )
    return tuple(found)


@cache
def transferred() -> tuple[Item, ...]:
    """Return the items that townships hold."""
    return tuple(item for item in items() if item.transferred)


@cache
def kept() -> tuple[Item, ...]:
    """Return the items that stayed with the departments."""
    return tuple(item for item in items() if not item.transferred)


@cache
def held_by(township: Agency) -> tuple[Item, ...]:
    """Return the items that a township holds."""
    return tuple(item for item in transferred() if township in item.scope)


@cache
def of_department(department: Agency) -> tuple[Item, ...]:
    """Return the items a department is in charge of, transferred or not."""
    return tuple(item for item in items() if item.owner == department)


@cache
def delegations() -> dict[tuple[Agency, Agency], str]:
    """Return the ids of the delegations, by department and township."""
    pairs = dict.fromkeys(
        (item.owner, township)
        for item in transferred()
        if item.mode == "ENTRUSTED"
        for township in item.scope
    )
    return {
        (department, township): f"WT-{DELEGATED_FROM.year}-{number:03}"
        for number, (department, township) in enumerate(pairs, start=1)
    }


def entrusted(department: Agency, township: Agency) -> tuple[Item, ...]:
    """Return the items that a department entrusted to a township."""
    return tuple(
        item for item in held_by(township) if item.mode == "ENTRUSTED" and item.owner == department
    )


def _scope(name: str) -> tuple[Agency, ...]:
    townships = district().townships
    if name == "all":
        return townships
    wanted = {f"郯{short}综执" for short in _SCOPES[name].split()}
    return tuple(t for t in townships if t.abbreviation in wanted)
