"""Agencies that a case names and its world does not know (§1).

One that the case registers is known from then on; what any other publishes the hub refuses (V-05).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final

from stdnum.cn import uscc as gb32100

from schemas.instants import shanghai_day
from streams.casebook.world import World

_CODE_LENGTH: Final = 18
_SIGNS: Final = 9
"""Signs of an organisation code, its check included."""

Json = dict[str, Any]


def with_newcomers(world: World, case: Mapping[str, Any]) -> World:
    """Return the world with a credit code for every agency that only the case knows."""
    found = {told["agency"]: told for told in _newcomers(world, case)}
    if not found:
        return world
    codes = {**world.codes, **{name: told["uscc"] for name, told in found.items()}}
    data = {**world.data, "agencies": [*world.data["agencies"], *found.values()]}
    return replace(world, data=data, codes=MappingProxyType(codes))


def strangers(world: World, case: Mapping[str, Any]) -> Iterator[str]:
    """Say which publishers of a case neither its world nor the case itself registers."""
    registered = {told["agency"] for told in _registered(world, case)}
    publishers = dict.fromkeys(given["agency"] for given in case["given"])
    for name in publishers:
        if name not in world.codes and name not in registered:
            yield (
                f"没有机关 {name!r} · the world has no agency {name!r}, and the case registers none"
            )


def _newcomers(world: World, case: Mapping[str, Any]) -> Iterator[Json]:
    """Yield who publishes and is not known, then who is registered: the registration says more."""
    for given in case["given"]:
        if given["agency"] not in world.codes:
            yield _told(given["agency"], given, {}, world)
    yield from _registered(world, case)


def _registered(world: World, case: Mapping[str, Any]) -> Iterator[Json]:
    """Yield who is registered by a name that is neither known nor a credit code."""
    for given in case["given"]:
        said = {**given.get("refs", {}), **given.get("fields", {})}
        name = said.get("agency_id")
        if given["type"] != "agency.registered" or not isinstance(name, str):
            continue
        if name not in world.codes and len(name) != _CODE_LENGTH:
            yield _told(name, given, said, world)


def _told(name: str, given: Mapping[str, Any], said: Json, world: World) -> Json:
    district = world.data["district"]["region_code"]
    return {
        "agency": name,
        "uscc": _credit_code(name, district),
        "name": said.get("agency_name", name),
        "kind": said.get("kind", "DISTRICT_DEPT"),
        "region_code": said.get("region_code", district),
        "parent": None,
        "active_from": str(shanghai_day(datetime.fromisoformat(given["at"]))),
    }


def _credit_code(name: str, district: str) -> str:
    """Return a credit code that stands for a name; its organisation code is made up."""
    made = str(int(sha256(name.encode()).hexdigest(), 16))[-_SIGNS:]
    number = f"11{district}{made}"
    return number + str(gb32100.calc_check_digit(number))
