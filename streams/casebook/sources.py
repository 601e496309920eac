"""What worked cases tell in a short form, such as the source `D-MS:oa`, or leave out.

A case names the sequence numbers that it tests. Every other event has the next number of its
source, so that it opens no gap.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from streams.casebook.world import World

Json = dict[str, Any]

_SYSTEM = "casebook"
_URN = "urn:"
_BY_ONE_WORD: Final = MappingProxyType(
    {
        "officers": "officer_cert_no",
        "participants": "agency_id",
        "reviewers": "reviewer_id",
        "docs": "title",
        "doc_refs": "title",
        "violated_basis": "law_title",
        "penalty_basis": "law_title",
    }
)
"""Lists of records, by the word that may stand for a whole one."""


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


def told_shortly(given: Mapping[str, Any], fields: Json, world: World) -> None:
    """Write out what a case tells in a short form: a source, a document, a run of numbers."""
    if "source" in fields:
        fields["source"] = urn(given, world)
    if "source_seq" in fields:
        fields["source_seq"] = str(fields["source_seq"])
    for name, value in fields.items():
        if (name == "doc" or name.endswith("_doc")) and isinstance(value, str):
            fields[name] = {"title": value}
    for name, word in _BY_ONE_WORD.items():
        if name in fields:
            fields[name] = [_record(told, word) for told in fields[name]]
    if "materials" in fields:
        fields["materials"] = [_material(told, given["type"]) for told in fields["materials"]]
    if "doc_no_ranges" in fields:
        fields["doc_no_ranges"] = [_range(run) for run in fields["doc_no_ranges"]]


def _record(told: Any, word: str) -> Any:
    """Return a record of a case, which may be told by one of its words alone."""
    return {word: told} if isinstance(told, str) else told


def _material(told: Any, type_: str) -> Any:
    if type_ == "assistance.supplement_provided":
        return _record(told, "title")
    record = _record(told, "kind")
    return {"title": record["kind"], **record} if type_ == "referral.sent" else record


def _range(run: Any) -> Json:
    """Return a run of document numbers: a record, or a list of first and last."""
    if isinstance(run, dict):
        return run
    first, *_, last = [run, run] if isinstance(run, str) else run
    return {"first_doc_no": first, "last_doc_no": last}


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
