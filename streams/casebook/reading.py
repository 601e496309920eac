"""Turns the entries of a worked case into messages as the hub receives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final, get_args

from schemas.catalogue import FACTS, TOPIC_OF
from schemas.codec import cloud_headers, encode
from schemas.instants import FIRST_DAY, LAST_DAY, end_of_day, shanghai_day, to_utc_millis
from schemas.problems import InvalidEventError, Problem, shortened, written
from schemas.records import PartyBlock
from streams.casebook.defaults import filled, share_category
from streams.casebook.events import built
from streams.casebook.newcomers import with_newcomers
from streams.casebook.shorthand import written_out
from streams.casebook.sources import next_in_source, placed
from streams.casebook.surroundings import seen_in, told_party
from streams.casebook.world import World, identity
from streams.mistakes import FileError, Mistake
from streams.policy.facts import Fact
from streams.policy.intake import Received, digest_of

Json = dict[str, Any]

_RENAMED: Final = MappingProxyType[str, Mapping[str, str]](
    {
        "agency.registered": {
            "agency_id": "registered_agency_id",
            "region_code": "agency_region_code",
        },
        "agency.changed": {"agency_id": "changed_agency_id"},
        "officer.registered": {"agency_id": "officer_agency_id"},
        "officer.credential_changed": {
            "from": "status_from",
            "to": "status_to",
            "to_agency_id": "status_to",
        },
        "closure.declared": {
            "from": "closure_from",
            "to": "closure_to",
            "to_agency_id": "closure_to",
        },
        "hub.outage_recorded": {
            "from": "outage_from",
            "to": "outage_to",
            "to_agency_id": "outage_to",
        },
        "case.clock_suspended": {
            "from": "not_counted_from",
            "to": "not_counted_to",
            "to_agency_id": "not_counted_to",
        },
        "case.filed": {"source": "case_source"},
        "process.recorded": {"recorded_at": "record_made_at"},
        "sharing.extension_declared": {"share_category": "extended_category"},
        "receipt.acknowledged": {"event_id": "acknowledged_event_id"},
        "accountability.opened": {"agency_id": "accountable_agency_id"},
    }
)
"""Fields that have another name in a worked case than in the model (`docs/vocabulary.md`)."""

_OF_VERDICT: Final = MappingProxyType({"rule": "rule_id", "agency": "agency_id"})
"""Keys of a verdict's reference that have another name in a worked case than in the model."""

_OF_ENTRY: Final = frozenset({"type", "at", "agency", "event_id", "refs", "fields"})
"""Keys of an entry itself, some of which are fields of events too."""

_EVENT_IDS: Final = frozenset(
    {
        "supersedes_event_id",
        "basis_event_id",
        "reason_event_id",
        "consultation_event_id",
        "legal_review_event_id",
        "acknowledged_event_id",
        "basis",
    }
)


@dataclass(frozen=True, slots=True)
class Unfit:
    """An entry that breaks a validation rule, so that no event can be made of it."""

    type: str
    event_id: str
    at: datetime
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """评分表: a scorecard that the hub has computed, which an assessment may name."""

    scorecard_id: str
    year: int
    at: datetime


Entry = Received | Unfit | Scorecard

_ACCIDENTS: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a value of the wrong form comes to where a shorthand is written out."""


def entries(case: Mapping[str, Any], world: World) -> list[Entry]:
    """Return every entry of a case as the hub receives it, in the order of the case."""
    return [entry(case, index, world) for index in range(len(case["given"]))]


def entry(case: Mapping[str, Any], index: int, world: World, offset: int | None = None) -> Entry:
    """Return the entry of a case at an index, at an offset of its topic (its index by default).

    Raises:
        FileError: a field is in no form that can be read; it says which.
    """
    try:
        return _entry(case, index, with_newcomers(world, case), offset)
    except _ACCIDENTS as error:
        raise FileError(_unreadable(case, index, world)) from error


def _entry(case: Mapping[str, Any], index: int, world: World, offset: int | None) -> Entry:
    given = case["given"][index]
    type_, agency = given["type"], given["agency"]
    at = datetime.fromisoformat(given["at"])
    if type_ == "scorecard.computed":
        named = {**given.get("refs", {}), **given.get("fields", {})}
        return Scorecard(str(named["scorecard_id"]), int(named["year"]), to_utc_millis(at))
    said_at = datetime.fromisoformat(_first_said(case, index)["at"])
    name = given.get("event_id") or f"{case['id']}-{index}"
    try:
        fields = _fields(case, index, name, world)
        _times(said_at, fields)
        _days(type_, fields)
        seen_in(case, index, name, said_at, fields, world)
        if type_ == "sharing.extension_declared" and (meant := _meant(case, given, world)):
            fields.setdefault("extended_category", meant)
        filled(type_, agency, said_at, fields, world)
        emptied = _emptied(type_, given)
        fields = {name: value for name, value in fields.items() if name not in emptied}
        if "source_seq" not in fields:
            fields["source_seq"] = str(next_in_source(case, index, world))
        event = built(
            type_,
            said_at,
            world.codes[agency],
            world.region_of(agency),
            identity(name),
            fields,
            emptied,
        )
    except InvalidEventError as error:
        return Unfit(type_, name, to_utc_millis(at), error.problems)
    fact = Fact(event, to_utc_millis(at), TOPIC_OF[type_], 0, index if offset is None else offset)
    value = encode(event)
    return Received(fact, digest_of(value), event.district.encode(), tuple(cloud_headers(event)))


def _unreadable(case: Mapping[str, Any], index: int, world: World) -> Iterator[Mistake]:
    """Yield which field of an entry is in no form that can be read: without it the rest can be."""
    place, given = f"{case['id']} given[{index}]", case["given"][index]
    found = False
    for part in ("fields", "refs"):
        for name, value in given.get(part, {}).items():
            others = {n: v for n, v in given[part].items() if n != name}
            if _is_readable(case, index, {**given, part: others}, world):
                found = True
                yield _formless(place, f"{part}.{name}", value, given["type"])
    if not found:
        yield _formless(place, "", given, given["type"])


def _is_readable(case: Mapping[str, Any], index: int, other: Json, world: World) -> bool:
    """Whether a case can be read with another entry in the place of one."""
    given = [other if n == index else entry for n, entry in enumerate(case["given"])]
    changed = {**case, "given": given}
    try:
        _entry(changed, index, with_newcomers(world, changed), None)
    except _ACCIDENTS:
        return False
    return True


def _formless(place: str, key: str, value: Any, type_: str) -> Mistake:
    said = shortened(written(value))
    return Mistake(
        place,
        key,
        f"{said!r} 的形式不能读取",
        f"{said!r} is in no form that can be read",
        f"hutong schema show {type_} 列出各字段的形式",
        f"'hutong schema show {type_}' says which form each field has",
    )


def _fields(case: Mapping[str, Any], index: int, event: str, world: World) -> Json:
    given = case["given"][index]
    type_ = given["type"]
    renamed = _RENAMED.get(type_, {})
    fields = {
        renamed.get(name, name): value
        for name, value in given.get("fields", {}).items()
        if value not in ("", [], None)
    }
    model = FACTS[type_].model_fields
    refs = {name: value for name, value in given.get("refs", {}).items() if value}
    if type_ == "receipt.acknowledged" and "event_id" in refs:
        fields["acknowledged_event_id"] = refs.pop("event_id")
    fields |= {n: v for n, v in refs.items() if n in model and n not in fields and n != "party"}
    for name, value in list(fields.items()):
        if name in _EVENT_IDS:
            fields[name] = str(identity(_event_named(case, value)))
        else:
            fields[name] = _coded(value, world)
    placed(given, fields, world)
    written_out(type_, fields)
    if isinstance(ref := fields.get("verdict_ref"), dict):
        fields["verdict_ref"] = {_OF_VERDICT.get(n, n): value for n, value in ref.items()}
    of_party = {n: fields.pop(n) for n in PartyBlock.model_fields if n in fields}
    if "party" in model and (of_party or "party" in refs or "party" in fields):
        fields["party"] = told_party(refs.get("party"), fields.get("party"), of_party)
    fields.setdefault("subject", "-".join(map(str, refs.values())) or f"subject-{event}")
    return {name: value for name, value in fields.items() if name in model}


def _meant(case: Mapping[str, Any], given: Json, world: World) -> str | None:
    """Return the category of the fact for which a case declares an extension, if it comes."""
    for other in case["given"]:
        same = other["agency"] == given["agency"] and other["type"] != given["type"]
        if same and other.get("refs", {}).get("subject") == given.get("refs", {}).get("subject"):
            return share_category(other["type"], other["agency"], other.get("fields", {}), world)
    return None


def _emptied(type_: str, given: Json) -> frozenset[str]:
    """Return the fields that a case names as empty: they are absent, whatever the default.

    Not the category: only NONE takes an event out of the sharing duty (§1).
    """
    renamed = _RENAMED.get(type_, {})
    named = given.get("fields", {}).items()
    empty = {renamed.get(name, name) for name, value in named if value in ("", [], None)}
    return frozenset(empty - {"share_category"})


def passed_over(case: Mapping[str, Any]) -> Iterator[str]:
    """Say which fields of a case its events do not have, and which stand beside `fields`."""
    for given in case["given"]:
        if (model := FACTS.get(given["type"])) is not None:
            renamed = _RENAMED.get(model.TYPE, {})
            known = {*model.model_fields, *PartyBlock.model_fields}
            for name in sorted((given.keys() - _OF_ENTRY) & known):
                yield (
                    f"{model.TYPE}: {name}: 应写在 fields 之内，略过 · belongs under fields; it is "
                    "passed over"
                )
            for name in given.get("fields", {}):
                if renamed.get(name, name) not in known:
                    yield (
                        f"{model.TYPE}: {shortened(name)}: 没有此字段，略过 · no such field; it is "
                        "passed over"
                    )


def _event_named(case: Mapping[str, Any], named: str) -> str:
    """Return the name of the event that is meant: a change of a basis may go by its subject."""
    events = case["given"]
    if any(e.get("event_id") == named for e in events):
        return named
    for index, e in enumerate(events):
        changes = e["type"] in {"law.basis_changed", "authority.item_changed"}
        names = {*e.get("refs", {}).values(), e.get("fields", {}).get("law_id")}
        if changes and named in names:
            return str(e.get("event_id") or f"{case['id']}-{index}")
    return named


def _first_said(case: Mapping[str, Any], index: int) -> Json:
    """Return the first delivery of the same event: a duplicate has the same bytes."""
    given: Json = case["given"][index]
    same = (
        e
        for e in case["given"]
        if "event_id" in given
        and e.get("event_id") == given["event_id"]
        and e.get("fields") == given.get("fields")
    )
    return next(same, given)


def _coded(value: Any, world: World) -> Any:
    """Return a value with credit codes for the short codes of agencies."""
    match value:
        case list():
            return [_coded(v, world) for v in value]
        case dict():
            return {name: _coded(v, world) for name, v in value.items()}
        case str():
            return world.codes.get(value, value)
        case _:
            return value


def _times(at: datetime, fields: Json) -> None:
    """Read the times; a date without a time of day is the last instant of that day."""
    for name, value in list(fields.items()):
        timed = name.endswith(("_at", "learned_on", "outage_from", "outage_to")) or name == "at"
        if timed and isinstance(value, str) and "T" not in value:
            day = date.fromisoformat(value)
            if not FIRST_DAY <= day <= LAST_DAY:
                continue  # the model refuses it (V-42)
            fields[name] = end_of_day(day)
            fields["date_only"] = [*fields.get("date_only", []), name]
        elif timed and isinstance(value, str):
            fields[name] = datetime.fromisoformat(value)
    formed, recorded = fields.get("formed_at"), fields.get("recorded_at")
    bounds = [time for time in (formed, recorded) if time and not isinstance(time, str)]
    if bounds:
        fields.setdefault("occurred_at", min(at, *bounds))
    if formed in bounds:
        fields.setdefault("formed_at_basis", "形成")


def _days(type_: str, fields: Json) -> None:
    """Read the days; an instant where a day is wanted stands for its day in Shanghai."""
    model = FACTS[type_].model_fields
    for name, value in fields.items():
        is_instant = isinstance(value, str) and "T" in value
        if is_instant and _is_day(model[name].annotation):
            fields[name] = str(shanghai_day(datetime.fromisoformat(value)))


def _is_day(annotation: Any) -> bool:
    return annotation is date or any(_is_day(inner) for inner in get_args(annotation))
