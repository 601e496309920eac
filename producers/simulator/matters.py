"""Matters, from the inspection to the execution, as they go when nothing is amiss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from producers.simulator.district import Agency
from producers.simulator.informing import law_change, licence, standard
from producers.simulator.inspecting import inspection
from producers.simulator.items import Item, held_by, items, kept, of_department, transferred
from producers.simulator.penalising import execution, ordinary_penalty, simple_penalty
from producers.simulator.referring import referral, reply, violation
from producers.simulator.scene import Matter, Scene

_GROUNDS: Final = ("URGENT", "OTHER_MAJOR", "MAJOR_PERSON_PROPERTY_LOSS", "MAJOR_SOCIAL_IMPACT")


def play(scene: Scene) -> None:
    """Play one ordinary matter of the day, whatever its kind."""
    plays, weights = zip(*_REPERTOIRE, strict=True)
    scene.rng.choices(plays, weights)[0](scene)


def own_matter(scene: Scene, by: Agency | None = None) -> Matter:
    """Return a matter that belongs to its finder by the item lists."""
    if by is None and scene.rng.randrange(5) < 3:  # noqa: PLR2004  three in five are townships'
        by = scene.rng.choice(scene.district.townships)
    if by and by.is_township:
        place = scene.place(by)
        item = scene.rng.choice(held_by(by))
        return Matter(by, item, place, scene.party(), by)
    item = scene.rng.choice([i for i in kept() if by in {None, i.owner}])
    return Matter(item.owner, item, scene.place(), scene.party(), item.owner)


def others_matter(scene: Scene, *, urgent: bool | None = None) -> Matter:
    """Return a matter between a township and a department that belongs to the other side.

    Args:
        scene: where it is played.
        urgent: only items whose violations are (not) handed over at once; None for any.
    """
    place = scene.place()
    township = place.township

    def fits(item: Item) -> bool:
        return urgent is None or item.urgent == urgent

    if scene.rng.randrange(5) < 3:  # noqa: PLR2004  three in five are found by townships
        wanted = [i for i in items() if fits(i) and i.competent_in(township) == i.owner]
        item = scene.rng.choice(wanted)
        by, competent = township, item.owner
    else:
        item = scene.rng.choice([i for i in held_by(township) if fits(i)])
        finders = (item.owner, item.owner, scene.rng.choice(inspecting_departments()))
        by, competent = scene.rng.choice(finders), township
    grounds = (item.domain,) if item.urgent else ()
    return Matter(by, item, place, scene.party(), competent, grounds)


def inspecting_departments() -> tuple[Agency, ...]:
    """Return the departments from which items were transferred: those that go out and look."""
    return tuple(dict.fromkeys(item.owner for item in transferred()))


def inspected(scene: Scene, matter: Matter, formed_at: datetime, problem: str | None) -> Matter:
    """Play the inspection in which something was found, and return the matter with its number.

    A township inspects on an item it holds, whatever it then comes upon.
    """
    looked_at = matter
    if matter.by.is_township and matter.by not in matter.item.scope:
        looked_at = replace(matter, item=scene.rng.choice(held_by(matter.by)))
    shared_at = scene.hours.later(formed_at, 1, 25)
    draft = inspection(scene, looked_at, formed_at, shared_at, problem)
    return matter.known(inspection_no=draft.subject)


def with_violation(scene: Scene, matter: Matter) -> Matter:
    """Return the matter under the id of its violation."""
    return matter.known(violation_id=scene.business_id("WF", matter.by))


def with_referral(scene: Scene, matter: Matter) -> Matter:
    """Return the matter under the id of its referral."""
    return matter.known(referral_id=scene.business_id("YS", matter.by))


def with_case(scene: Scene, matter: Matter) -> Matter:
    """Return the matter under the id of its case."""
    return matter.known(case_id=scene.business_id("AJ", matter.competent))


def answer(scene: Scene, matter: Matter, received_at: datetime) -> None:
    """Play the receiver's reply, if the day is long enough, and now and then its penalty."""
    hours = scene.hours
    replied_at = hours.next_act(received_at, 30, 200)
    if replied_at is None:
        return
    reply(scene, matter, replied_at, hours.later(replied_at, 1, 15))
    if scene.rng.randrange(3) == 0:
        _penalise(scene, matter, replied_at)


def found(matter: Matter) -> str:
    """Return the problem as the inspection record puts it."""
    return matter.item.name.removeprefix("对").removesuffix("的处罚")


def clean_inspection(scene: Scene) -> None:
    """An inspection that finds nothing that needs a case."""
    matter = own_matter(scene)
    if not matter.by.is_township and scene.rng.randrange(2):
        by = scene.rng.choice(inspecting_departments())
        matter = replace(matter, by=by, item=scene.rng.choice(of_department(by)))
    formed_at = scene.hours.working()
    inspection(scene, matter, formed_at, scene.hours.later(formed_at, 1, 25))


def _own_case(scene: Scene) -> None:
    hours = scene.hours
    formed_at = hours.working()
    matter = own_matter(scene)
    matter = with_violation(scene, inspected(scene, matter, formed_at, found(matter)))
    violation(scene, matter, formed_at, hours.later(formed_at, 2, 20))
    _penalise(scene, matter, formed_at)


def _penalise(scene: Scene, matter: Matter, since: datetime) -> None:
    hours = scene.hours
    decided_at = hours.next_act(since, 15, 90)
    if decided_at is None:
        return
    matter = with_case(scene, matter)
    decided = simple_penalty(scene, matter, decided_at, hours.later(decided_at, 1, 25))
    executed_at = hours.next_act(decided_at, 3, 60)
    if executed_at is not None:
        execution(scene, decided, executed_at, hours.later(executed_at, 1, 25))


def _referred(scene: Scene) -> None:
    """Found, handed over in time, answered. What is found late in the day stays open."""
    hours = scene.hours
    formed_at = hours.working()
    matter = others_matter(scene)
    if scene.rng.randrange(12) == 0 and not matter.grounds:
        matter = replace(matter, grounds=(scene.rng.choice(_GROUNDS),))
    matter = with_violation(scene, inspected(scene, matter, formed_at, found(matter)))
    violation(scene, matter, formed_at, hours.later(formed_at, 2, 20))
    sent_at = (
        hours.later(formed_at, 25, 80) if matter.grounds else hours.next_act(formed_at, 30, 240)
    )
    if sent_at is not None:
        _hand_over(scene, matter, sent_at)


def _carried_over(scene: Scene) -> None:
    """Found a day or two ago, handed over today, still within the three working days."""
    hours = scene.hours
    discovered_at = hours.between((9, 0), (17, 0), days=-scene.rng.choice((1, 2)))
    matter = with_violation(scene, others_matter(scene, urgent=False))
    sent_at = hours.between((8, 40), (16, 30))
    violation(scene, matter, discovered_at, sent_at - timedelta(minutes=6))
    _hand_over(scene, matter, sent_at)


def _hand_over(scene: Scene, matter: Matter, sent_at: datetime) -> None:
    matter = with_referral(scene, matter)
    shared_at = scene.hours.later(sent_at, 1, 20)
    referral(scene, matter, sent_at, shared_at)
    answer(scene, matter, shared_at)


def _older_case(scene: Scene) -> None:
    hours = scene.hours
    formed_at = hours.working()
    matter = with_case(scene, own_matter(scene))
    decided = ordinary_penalty(scene, matter, formed_at, hours.later(formed_at, 1, 25))
    executed_at = hours.next_act(formed_at, 60, 300)
    if executed_at is not None:
        execution(scene, decided, executed_at, hours.later(executed_at, 1, 25))


def _licence(scene: Scene) -> None:
    formed_at = scene.hours.working()
    licence(scene, formed_at, scene.hours.later(formed_at, 1, 25))


def _law_change(scene: Scene) -> None:
    formed_at = scene.hours.working()
    law_change(scene, formed_at, scene.hours.later(formed_at, 1, 40))


def _standard(scene: Scene) -> None:
    formed_at = scene.hours.working()
    standard(scene, formed_at, scene.hours.later(formed_at, 1, 40))


_REPERTOIRE: Final[tuple[tuple[Callable[[Scene], None], int], ...]] = (
    (clean_inspection, 34),
    (_own_case, 22),
    (_referred, 13),
    (_carried_over, 3),
    (_older_case, 12),
    (_licence, 13),
    (_law_change, 1),
    (_standard, 2),
)
