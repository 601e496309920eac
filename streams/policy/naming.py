"""所指: whether two events of one matter can be about one thing (§3.5)."""

from __future__ import annotations

from operator import attrgetter
from typing import Final

from schemas.envelope import Event

_names: Final = attrgetter("violation_id", "case_id", "referral_id", "dispute_id")
"""The identifiers that say which violation, case, referral or dispute of a matter is meant."""


def names_another(event: Event, kind: str, value: str | None) -> bool:
    """Whether an event names another value of an identifier than the one in question."""
    named = getattr(event, kind)
    return named is not None and value is not None and named != value


def concerns(one: Event, other: Event) -> bool:
    """Whether two events of a matter are about one thing: they share a name, or none differs."""
    differs = False
    for mine, its in zip(_names(one), _names(other), strict=True):
        if mine is None or its is None:
            continue
        if mine == its:
            return True
        differs = True
    return not differs
