"""Checks the form of files of worked cases (§1): a case of bad form leaves the others alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from schemas.catalogue import FACTS
from schemas.events.hub import ScorecardComputed
from streams.casebook.expectations import wrong_outputs
from streams.json_files import values
from streams.mistakes import FileError, Mistake, absent, expected, instant, nearest

Case = dict[str, Any]

_MISSPELT: Final = 0.75
"""How like a known key another one must be to be taken for a slip; others are passed over."""

_CASE_KEYS: Final = frozenset(
    {"id", "rules", "title", "calendar", "given", "when", "expect", "absent", "as_of"}
)
_JUDGED: Final = ("given", "expect", "absent", "as_of")
"""The lists of objects in a case: what is judged, and what must follow."""
_EVENT_KEYS: Final = frozenset({"type", "at", "agency", "event_id", "refs", "fields"})
_EXPECTING: Final = frozenset({"expect", "absent", "as_of"})
_MOMENT_KEYS: Final = frozenset({"at", "expect", "absent"})


@dataclass(frozen=True, slots=True)
class Malformed:
    """A case that cannot be run as it is written: its id, else its place, and every mistake."""

    id: str
    mistakes: tuple[Mistake, ...]


def read_cases(path: Path) -> tuple[list[Case], list[Malformed]]:
    """Return the worked cases of a file, and those of bad form with file, key and how to mend it.

    Raises:
        FileError: it cannot be read, or holds no case at all.
    """
    cases: list[Case] = []
    malformed: list[Malformed] = []
    seen: dict[str, str] = {}
    for placed in values(path):
        case, id_, place = placed.value, placed.place, placed.place
        if isinstance(case, dict) and isinstance(case.get("id"), str) and case["id"]:
            id_, place = case["id"], f"{path}: {case['id']}"
        mistakes = tuple(_case(place, case))
        if seen.setdefault(id_, placed.place) != placed.place:
            mistakes = (*mistakes, _twice(place, seen[id_]))
        if mistakes:
            malformed.append(Malformed(id_, mistakes))
        else:
            cases.append(case)
    if not cases and not malformed:
        raise FileError([expected(str(path), "", "案例列表", "a list of cases", "at least one")])
    return cases, malformed


def _case(place: str, case: Any) -> Iterator[Mistake]:
    if not isinstance(case, dict):
        yield expected(place, "", "案例", "a case", "an object with id, given")
        return
    yield from _keys(place, case, _CASE_KEYS, ("id", "given"))
    if "id" in case and not (isinstance(case["id"], str) and case["id"]):
        yield expected(place, "id", "非空文字", "a name", "a text")
    for key in ("given", "when", "as_of"):
        if not isinstance(case.get(key, []), list):
            yield expected(place, key, "列表", "a list", "a list")
    given, when, moments = (_listed(case, key) for key in ("given", "when", "as_of"))
    for index, event in enumerate(given):
        yield from _event(f"{place} given[{index}]", event)
    for index, at in enumerate(when):
        yield from _instant(place, f"when[{index}]", at)
    if "given" in case and not given and not when:
        yield expected(
            place, "given", "至少一个事件或时刻", "an event or a moment", "an event, or `when`"
        )
    if not case.keys() & _EXPECTING:
        yield absent(place, "expect")
    yield from wrong_outputs(place, case)
    for index, moment in enumerate(moments):
        yield from _moment(f"{place} as_of[{index}]", moment)


def _listed(case: Case, key: str) -> list[Any]:
    value = case.get(key, [])
    return value if isinstance(value, list) else []


def _moment(place: str, moment: Any) -> Iterator[Mistake]:
    if not isinstance(moment, dict):
        yield expected(place, "", "对象", "a moment", "an object with at and expect")
        return
    yield from _keys(place, moment, _MOMENT_KEYS, ("at",))
    if "at" in moment:
        yield from _instant(place, "at", moment["at"])
    yield from wrong_outputs(place, moment)


def _event(place: str, event: Any) -> Iterator[Mistake]:
    if not isinstance(event, dict):
        yield expected(place, "", "事件", "an event", "an object with type, at, agency")
        return
    yield from _keys(place, event, _EVENT_KEYS, ("type", "at", "agency"))
    type_ = event.get("type")
    for key in ("type", "agency"):
        if not isinstance(event.get(key, ""), str):
            yield expected(place, key, "文字", "a name", "a text")
            return
    if "type" in event and type_ not in FACTS and type_ != ScorecardComputed.TYPE:
        yield Mistake(
            place,
            "type",
            f"没有事件类型 {type_!r}",
            f"there is no event type {type_!r}",
            "hutong schema list 列出全部",
            f"use one of 'hutong schema list', such as {nearest(str(type_), FACTS)}",
        )
    if "at" in event:
        yield from _instant(place, "at", event["at"])
    for key in ("refs", "fields"):
        if not isinstance(event.get(key, {}), dict):
            yield expected(place, key, "对象", "an object", "names with their values")
    if not isinstance(event.get("event_id", ""), str):
        yield expected(place, "event_id", "文字", "a name", "a text")


def _keys(
    place: str, value: Mapping[str, Any], known: frozenset[str], wanted: tuple[str, ...]
) -> Iterator[Mistake]:
    for key in wanted:
        if key not in value:
            yield absent(place, key)
    for key in sorted(value.keys() - known):
        meant = get_close_matches(key, known - value.keys(), n=1, cutoff=_MISSPELT)
        if not meant and _is_list_of_objects(value[key]):
            meant = _beside(key)
        if meant:
            yield Mistake(
                place,
                key,
                f"没有这个键，是否为 {meant[0]}",
                "there is no such key",
                f"改为 {meant[0]}，或去掉",
                f"write {meant[0]}, or leave it out",
            )


def _beside(key: str) -> list[str]:
    """Return the list that a key seems to mean: `expectations`, or `expects` beside `expect`."""
    stem = next((known for known in _JUDGED if key.startswith(known)), None)
    return [stem] if stem else get_close_matches(key, _JUDGED, n=1, cutoff=_MISSPELT)


def _is_list_of_objects(value: Any) -> bool:
    """Whether a value could be events or outputs; what is told for people is a text."""
    return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)


def _instant(place: str, key: str, text: Any) -> Iterator[Mistake]:
    if isinstance(found := instant(place, key, text), Mistake):
        yield found


def _twice(place: str, first: str) -> Mistake:
    return Mistake(
        place,
        "id",
        f"与 {first} 的案例同名",
        f"the case at {first} has the same id",
        "改用另一名称",
        "give it another",
    )
