"""What is injected: everything a hub must find, each with the key under which it is found.

Whatever is not listed here is lawful and on time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from producers.simulator.referrals_amiss import (
    late_immediate,
    late_referral,
    misdirected,
    out_of_order,
    overdue_referral,
    refused,
)
from producers.simulator.scene import Draft, Scene
from producers.simulator.sharing_amiss import backdated, corrected, extended, late, missing

SHARES: Final = {
    "late": 0.03,
    "extended": 0.01,
    "missing": 0.004,
    "backdated": 0.008,
    "duplicate": 0.01,
    "corrected": 0.008,
    "out_of_order": 0.006,
    "misdirected": 0.006,
    "refused": 0.006,
    "late_referral": 0.005,
    "overdue_referral": 0.004,
    "late_immediate": 0.004,
    "unreadable": 0.008,
}
"""Kind → its share of the events."""

_EVERY_KIND_FROM: Final = 300
"""From this many events on, every kind occurs at least once."""


def counts(events: int) -> dict[str, int]:
    """Return how often each kind is injected among so many events."""
    least = int(events >= _EVERY_KIND_FROM)
    return {kind: max(least, round(share * events)) for kind, share in SHARES.items()}


def inject(scene: Scene, kind: str, count: int) -> frozenset[str]:
    """Play `count` times what goes amiss in one way, and return the keys: event ids as text."""
    found_by: list[str] = []
    for variant in range(count):
        begun = len(scene.drafts)
        key = _KINDS[kind](scene, variant)
        found_by.append(str(key.event_id))
        for draft in scene.drafts[begun:]:
            draft.tampered = True
    return frozenset(found_by)


def repeated(scene: Scene, count: int) -> list[tuple[Draft, datetime]]:
    """Return which of the untouched events are sent once more, and when."""
    first, last = scene.hours.at((8, 0)), scene.hours.at((17, 30))
    candidates = [d for d in scene.drafts if not d.tampered and first < d.shared_at < last]
    chosen = scene.rng.sample(candidates, min(count, len(candidates)))
    return [(draft, scene.hours.later(draft.shared_at, 1, 120)) for draft in chosen]


_KINDS: Final[dict[str, Callable[[Scene, int], Draft]]] = {
    "late": late,
    "extended": extended,
    "missing": missing,
    "backdated": backdated,
    "corrected": corrected,
    "out_of_order": out_of_order,
    "misdirected": misdirected,
    "refused": refused,
    "late_referral": late_referral,
    "overdue_referral": overdue_referral,
    "late_immediate": late_immediate,
}
