"""Referrals that go wrong, or look as if they did.

Each function plays one occurrence and returns the draft whose event id is the key.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from producers.simulator.hours import working_day_after
from producers.simulator.items import held_by, kept
from producers.simulator.matters import (
    answer,
    found,
    inspected,
    inspecting_departments,
    others_matter,
    with_referral,
    with_violation,
)
from producers.simulator.referring import Flaw, referral, reply, violation
from producers.simulator.scene import Draft, Matter, Scene

FLAWS: Final = tuple(Flaw)
"""What a refused referral may lack, in turn."""

_OVERDUE_WORKING_DAYS: Final = 4


def out_of_order(scene: Scene, _variant: int) -> Draft:
    """The referral is shared before the violation that it discharges."""
    hours = scene.hours
    discovered_at = hours.between((9, 0), (15, 30))
    matter = with_violation(scene, others_matter(scene, urgent=False))
    matter = with_referral(scene, matter)
    sent_at = hours.later(discovered_at, 25, 60)
    received_at = hours.later(sent_at, 1, 8)
    referral(scene, matter, sent_at, received_at)
    answer(scene, matter, received_at)
    return violation(scene, matter, discovered_at, hours.later(received_at, 5, 60))


def misdirected(scene: Scene, variant: int) -> Draft:
    """Handed to an agency that the item lists do not name for the item in that township."""
    hours, rng = scene.hours, scene.rng
    place = scene.place()
    item = rng.choice([item for item in kept() if not item.urgent])
    strangers = [d for d in inspecting_departments() if d != item.owner]
    stranger = rng.choice(strangers)
    by, to = (place.township, stranger) if variant % 2 else (stranger, place.township)
    discovered_at = hours.between((8, 45), (14, 30))
    matter = Matter(by, item, place, scene.party(), to)
    matter = with_violation(scene, inspected(scene, matter, discovered_at, found(matter)))
    violation(scene, matter, discovered_at, hours.later(discovered_at, 2, 25))
    matter = with_referral(scene, matter)
    sent_at = hours.later(discovered_at, 40, 120)
    draft = referral(scene, matter, sent_at, hours.later(sent_at, 1, 15))
    replied_at = hours.next_act(draft.shared_at, 40, 200)
    if replied_at:
        reply(scene, matter, replied_at, hours.later(replied_at, 1, 15), "RETURNED")
    return draft


def refused(scene: Scene, variant: int) -> Draft:
    """Sent without what it needs, refused, and sent properly in time."""
    hours, rng = scene.hours, scene.rng
    flaw = FLAWS[variant % len(FLAWS)]
    matter = others_matter(scene, urgent=False)
    if flaw is Flaw.WRONG_NAME:
        parents = {organ.parent_id for organ in scene.district.organs}
        by = rng.choice([d for d in scene.district.departments if d.agency_id in parents])
        home = matter.place.township
        item = rng.choice([item for item in held_by(home) if not item.urgent])
        matter = Matter(by, item, matter.place, matter.party, home)
    matter = with_referral(scene, with_violation(scene, matter))
    discovered_at = hours.between((8, 40), (14, 0))
    violation(scene, matter, discovered_at, hours.later(discovered_at, 2, 25))
    sent_at = hours.later(discovered_at, 35, 90)
    draft = referral(scene, matter, sent_at, hours.later(sent_at, 2, 15), flaw)
    again_at = hours.later(draft.shared_at, 30, 120)
    received_at = hours.later(again_at, 1, 15)
    referral(scene, matter, again_at, received_at)
    answer(scene, matter, received_at)
    return draft


def late_referral(scene: Scene, _variant: int) -> Draft:
    """Handed over today, after the third working day is past."""
    matter, draft = _overdue(scene)
    matter = with_referral(scene, matter)
    sent_at = scene.hours.later(draft.shared_at, 30, 240)
    received_at = scene.hours.later(sent_at, 1, 15)
    referral(scene, matter, sent_at, received_at)
    answer(scene, matter, received_at)
    return draft


def overdue_referral(scene: Scene, _variant: int) -> Draft:
    """The third working day is past, and nothing was handed over."""
    return _overdue(scene)[1]


def _overdue(scene: Scene) -> tuple[Matter, Draft]:
    hours = scene.hours
    back = _OVERDUE_WORKING_DAYS
    while working_day_after(hours.day - timedelta(days=back), _OVERDUE_WORKING_DAYS) > hours.day:
        back += 1
    days = -(back + scene.rng.randrange(3))
    matter = with_violation(scene, others_matter(scene, urgent=False))
    discovered_at = hours.between((9, 0), (17, 0), days=days)
    return matter, violation(scene, matter, discovered_at, hours.between((8, 30), (11, 30)))


def late_immediate(scene: Scene, variant: int) -> Draft:
    """Urgent, handed over after more than two hours, though within the three working days."""
    hours = scene.hours
    if variant % 2:
        matter = others_matter(scene, urgent=True)
    else:
        matter = replace(others_matter(scene, urgent=False), grounds=("URGENT",))
    discovered_at = hours.between((8, 45), (13, 0))
    matter = with_violation(scene, inspected(scene, matter, discovered_at, found(matter)))
    draft = violation(scene, matter, discovered_at, hours.later(discovered_at, 2, 25))
    sent_at = hours.later(discovered_at, 130, 280)
    received_at = hours.later(sent_at, 1, 15)
    matter = with_referral(scene, matter)
    referral(scene, matter, sent_at, received_at)
    answer(scene, matter, received_at)
    return draft
