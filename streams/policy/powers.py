"""执法权限: whose an item is in a township on a day, by the lists in force (二(一)).

The bare answer that acts are judged by; `authority` adds why, and what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final

from streams.policy.records import record
from streams.policy.registry import TRANSFERRED, Registry
from streams.policy.registry.items import Listing

EMPOWERED: Final = "EMPOWERED"
ENTRUSTED: Final = "ENTRUSTED"
COOPERATE: Final = "COOPERATE"
RETAINED: Final = "RETAINED"


class Listed(StrEnum):
    """How an item stands in the lists for a township on a day; the order of the checks (§6.1)."""

    UNKNOWN = "UNKNOWN"
    """未列入: no version of any list names it."""
    NOT_IN_FORCE = "NOT_IN_FORCE"
    """不在有效期: a list names it, for other days."""
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    """不在下放范围: it was transferred to other townships, and stays with the department here."""
    IN_FORCE = "IN_FORCE"
    """在清单内: it is in force here, in the mode that the list says."""


@record
class Power:
    """Whose an item is in a township on a day.

    `township` is None where the act names none; then `holders` are all who hold the item.
    `department` is the one it came from, or whose it is; `transfers_on` the day on which it will
    be the township's. `listing` is the entry that says so: for an item that is not in force, the
    next one to come, else the last.
    """

    item_code: str
    township: str | None
    on: date
    listed: Listed
    mode: str | None = None
    listing: Listing | None = None
    department: str | None = None
    holders: tuple[str, ...] = ()
    transfers_on: date | None = None

    @property
    def is_transferred(self) -> bool:
        """Whether the township holds it: empowered, or entrusted with it."""
        return self.mode in TRANSFERRED

    @property
    def decides(self) -> str | None:
        """决定机关: in whose name."""
        return self.township if self.mode == EMPOWERED else self.department

    @property
    def implements(self) -> str | None:
        """实施机关: who carries it out."""
        return self.township if self.is_transferred else self.department

    @property
    def answers(self) -> str | None:
        """责任机关: who is liable."""
        return self.decides

    @property
    def coerces(self) -> str | None:
        """Who may apply coercion: it cannot be entrusted (行政强制法 第17条)."""
        return self.decides

    @property
    def inspects(self) -> tuple[str, ...]:
        """Who may inspect: who implements, and the department in charge (QD-11)."""
        both = (self.implements, self.department)
        return tuple(dict.fromkeys(agency for agency in both if agency))


def power_over(registry: Registry, item_code: str, township: str | None, on: date) -> Power:
    """Return whose an item is in a township on a day (Asia/Shanghai).

    Args:
        registry: the lists.
        item_code: the item.
        township: by credit code; None where it is not known.
        on: the day of the act.
    """
    listings = registry.items.by_code.get(item_code, ())
    if not listings:
        return Power(item_code, township, on, Listed.UNKNOWN)
    current = [entry for entry in listings if entry.in_force(on)]
    transferred = [entry for entry in current if entry.is_transferred]
    here = [e for e in transferred if township is None or e.is_held_by(township)]
    chosen = _newest(here) or _newest(transferred) or _newest(current)
    standing = chosen or _nearest(listings, on)
    holders = {holder for entry in transferred for holder in entry.item.township_scope}
    return Power(
        item_code,
        township,
        on,
        _listed(chosen, here, transferred),
        mode=chosen.item.mode if chosen and (here or not transferred) else None,
        listing=standing,
        department=standing.department,
        holders=tuple(sorted(holders)),
        transfers_on=None if here else _next_transfer(listings, township, on),
    )


def is_unsaid(power: Power, registry: Registry) -> bool:
    """Whether nothing says of a township's item whose it is, for its list is not loaded yet.

    A list that has the item, for other townships, for later or as a department's, does say it.
    """
    unlisted = power.listed in {Listed.UNKNOWN, Listed.NOT_IN_FORCE} and not power.transfers_on
    return unlisted and not registry.list_is_loaded(power.township or "", power.on)


def _listed(chosen: Listing | None, here: list[Listing], transferred: list[Listing]) -> Listed:
    if chosen is None:
        return Listed.NOT_IN_FORCE
    return Listed.OUT_OF_SCOPE if transferred and not here else Listed.IN_FORCE


def _newest(entries: list[Listing]) -> Listing | None:
    if len(entries) == 1:
        return entries[0]
    return max(entries, key=lambda e: (e.starts, e.published.order), default=None)


def _nearest(listings: Iterable[Listing], on: date) -> Listing:
    """Return the next entry to come into force, or the last that was, in a fixed order."""
    known = sorted(listings, key=lambda e: (e.starts, e.published.order))
    return next((e for e in known if e.starts > on), known[-1])


def _next_transfer(listings: Iterable[Listing], township: str | None, on: date) -> date | None:
    coming = (
        e.starts
        for e in listings
        if on < e.starts <= e.ends and e.is_transferred
        if township is None or e.is_held_by(township)
    )
    return min(coming, default=None)
