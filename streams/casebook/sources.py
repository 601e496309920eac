"""The source of an entry of a worked case, which may be short: `D-MS:oa`; and its number in it.

A case names the sequence numbers that it tests. Every other event has the next number of its
source, so that it opens no gap.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from streams.casebook.world import World

Json = dict[str, Any]

_SYSTEM = "casebook"
_URN = "urn:"


def urn(given: Mapping[str, Any], world: World) -> str:
    """Return the source of an entry of a case as the envelope has it."""
    means_case = given["type"] == "case.filed"  # there it says how the case came up
    named = _SYSTEM if means_case else str(given.get("fields", {}).get("source") or _SYSTEM)
    if named.startswith(_URN):
        return named
    short, _, system = named.rpartition(":")
    district = world.data["district"]["region_code"]
    agency = world.codes.get(short or given["agency"], short)
    return f"urn:xzzf:{district}:{agency}:{system}"


def placed(given: Mapping[str, Any], fields: Json, world: World) -> None:
    """Write out the source of an entry and its number in it, where the entry names them."""
    if "source" in fields:
        fields["source"] = urn(given, world)
    if "source_seq" in fields:
        fields["source_seq"] = str(fields["source_seq"])


def next_in_source(case: Mapping[str, Any], index: int, world: World) -> int:
    """Return the number of an entry that names none: after all that are named in its source."""
    own = case["given"][index]
    source = urn(own, world)
    of_source = [e for e in case["given"] if urn(e, world) == source]
    named = [int(seq) for e in of_source if (seq := e.get("fields", {}).get("source_seq"))]
    unnamed = [e for e in of_source if not e.get("fields", {}).get("source_seq")]
    rank = next(n for n, e in enumerate(unnamed) if _is_same(e, own))
    return max(named, default=0) + 1 + rank


def _is_same(one: Json, other: Json) -> bool:
    """Whether two entries are one event: the same entry, or the same event delivered again."""
    if one is other:
        return True
    same_id = "event_id" in one and one["event_id"] == other.get("event_id")
    return same_id and one.get("fields") == other.get("fields")
