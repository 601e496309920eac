"""Checks the form of files of worked cases and of worlds; every mistake is told at once (§1)."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from schemas.catalogue import FACTS
from schemas.events.hub import ScorecardComputed
from schemas.problems import InvalidEventError
from streams.casebook.world import World
from streams.json_files import values
from streams.mistakes import FileError, Mistake, nearest

Case = dict[str, Any]

KINDS: Final = frozenset(
    {
        "obligation",
        "verdict",
        "rejection",
        "duplicate",
        "route",
        "owner",
        "suggestion",
        "lead",
        "statistic",
        "holder",
        "reconciliation",
    }
)
"""What can be expected of a case."""

_CASE_KEYS: Final = frozenset(
    {"id", "rules", "title", "calendar", "given", "when", "expect", "absent", "as_of"}
)
_EVENT_KEYS: Final = frozenset({"type", "at", "agency", "event_id", "refs", "fields"})
_MOMENT_KEYS: Final = frozenset({"at", "expect", "absent"})


def read_cases(path: Path, world: World) -> list[Case]:
    """Return the worked cases of a file, checked against a world.

    Raises:
        FileError: with every mistake: file, case, key, what is wrong and how to mend it.
    """
    found = values(path)
    mistakes: list[Mistake] = []
    cases: list[Case] = []
    seen: dict[str, str] = {}
    for placed in found:
        if not isinstance(placed.value, dict):
            mistakes.append(_wrong(placed.place, "", "案例", "a case", "an object with id, given"))
            continue
        case = placed.value
        id_ = case.get("id")
        place = f"{path}: {id_}" if isinstance(id_, str) and id_ else placed.place
        mistakes += _case(place, case, world)
        if isinstance(id_, str) and seen.setdefault(id_, placed.place) != placed.place:
            mistakes.append(_twice(place, seen[id_]))
        cases.append(case)
    if not found:
        mistakes.append(_wrong(str(path), "", "案例列表", "a list of cases", "at least one"))
    if mistakes:
        raise FileError(mistakes)
    return cases


def read_world(path: Path) -> World:
    """Return the world of a file: agencies, item list, officers, standards, parameters.

    Raises:
        FileError: with every mistake of its form, or the first that only founding it shows.
    """
    placed = values(path)
    if len(placed) != 1 or not isinstance(placed[0].value, dict):
        raise FileError([_wrong(str(path), "", "一个 JSON 对象", "a world", "one JSON object")])
    data = placed[0].value
    if mistakes := list(_world(str(path), data)):
        raise FileError(mistakes)
    try:
        world = World.of(data)
        world.founding()
    except InvalidEventError as error:
        raise FileError(
            Mistake(f"{path}: {error.event_type}", p.field, p.zh, p.en, p.fix_zh, p.fix_en)
            for p in error.problems
        ) from error
    except (LookupError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        raise FileError(
            [_wrong(str(path), str(error), "世界文件的数据", "a world", "see world.json")]
        ) from error
    return world


def _case(place: str, case: Case, world: World) -> Iterator[Mistake]:
    yield from _keys(place, case, _CASE_KEYS, ("id", "given"))
    if "id" in case and not (isinstance(case["id"], str) and case["id"]):
        yield _wrong(place, "id", "非空文字", "a name", "a text")
    given = case.get("given", [])
    if not isinstance(given, list):
        yield _wrong(place, "given", "事件列表", "a list of events", "a list")
        given = []
    for index, event in enumerate(given):
        yield from _event(f"{place} given[{index}]", event, world)
    when = case.get("when", [])
    if not isinstance(when, list):
        yield _wrong(place, "when", "时间列表", "a list of instants", "a list")
        when = []
    for index, at in enumerate(when):
        yield from _instant(place, f"when[{index}]", at)
    if "given" in case and not given and not when:
        yield _wrong(place, "given", "至少一个事件或时刻", "no moment", "an event, or `when`")
    yield from _outputs(place, case)
    moments = case.get("as_of", [])
    if not isinstance(moments, list):
        yield _wrong(place, "as_of", "时刻列表", "a list of moments", "a list")
        return
    for index, moment in enumerate(moments):
        where = f"{place} as_of[{index}]"
        if not isinstance(moment, dict):
            yield _wrong(where, "", "对象", "a moment", "an object with at and expect")
            continue
        yield from _keys(where, moment, _MOMENT_KEYS, ("at",))
        if "at" in moment:
            yield from _instant(where, "at", moment["at"])
        yield from _outputs(where, moment)


def _event(place: str, event: Any, world: World) -> Iterator[Mistake]:
    if not isinstance(event, dict):
        yield _wrong(place, "", "事件", "an event", "an object with type, at, agency")
        return
    yield from _keys(place, event, _EVENT_KEYS, ("type", "at", "agency"))
    type_, agency = event.get("type"), event.get("agency")
    if "type" in event and type_ not in FACTS and type_ != ScorecardComputed.TYPE:
        yield Mistake(
            place,
            "type",
            f"没有事件类型 {type_!r}",
            f"there is no event type {type_!r}",
            "hutong schema list 列出全部",
            f"use one of 'hutong schema list', such as {nearest(str(type_), FACTS)}",
        )
    if "agency" in event and agency not in world.codes:
        yield Mistake(
            place,
            "agency",
            f"世界文件中没有机关 {agency!r}",
            f"the world has no agency {agency!r}",
            "核对短代码，或用 --world 指定另一世界",
            f"use one of {', '.join(sorted(world.codes))}, or name another world with --world",
        )
    if "at" in event:
        yield from _instant(place, "at", event["at"])
    for key in ("refs", "fields"):
        if not isinstance(event.get(key, {}), dict):
            yield _wrong(place, key, "对象", "an object", "names with their values")
    if not isinstance(event.get("event_id", ""), str):
        yield _wrong(place, "event_id", "文字", "a name", "a text")


def _outputs(place: str, holder: Mapping[str, Any]) -> Iterator[Mistake]:
    for key in ("expect", "absent"):
        outputs = holder.get(key, [])
        if not isinstance(outputs, list):
            yield _wrong(place, key, "输出列表", "a list of outputs", "a list")
            continue
        for index, output in enumerate(outputs):
            where = f"{key}[{index}]"
            if not isinstance(output, dict):
                yield _wrong(place, where, "对象", "an output", "an object with a kind")
            elif output.get("kind") not in KINDS:
                yield Mistake(
                    place,
                    f"{where}.kind",
                    f"没有输出种类 {output.get('kind')!r}",
                    f"there is no kind of output {output.get('kind')!r}",
                    f"可用：{', '.join(sorted(KINDS))}",
                    f"use one of {', '.join(sorted(KINDS))}",
                )


def _keys(
    place: str, value: Mapping[str, Any], known: frozenset[str], wanted: tuple[str, ...]
) -> Iterator[Mistake]:
    for key in wanted:
        if key not in value:
            yield Mistake(place, key, "缺少此键", "the key is missing", "补上", "add it")
    for key in value.keys() - known:
        yield Mistake(
            place,
            key,
            "没有这个键",
            "there is no such key",
            f"可用：{', '.join(sorted(known))}",
            f"did you mean {nearest(key, known)}?",
        )


def _instant(place: str, key: str, text: Any) -> Iterator[Mistake]:
    try:
        good = datetime.fromisoformat(text).tzinfo is not None
    except (TypeError, ValueError):
        good = False
    if not good:
        yield Mistake(
            place,
            key,
            f"{text!r} 不是带时区的时间",
            f"{text!r} is no instant with an offset",
            "写成 2026-11-23T09:00:00.000+08:00",
            "write 2026-11-23T09:00:00.000+08:00",
        )


def _wrong(place: str, key: str, zh: str, en: str, form: str) -> Mistake:
    return Mistake(
        place, key, f"应为{zh}", f"{en} is expected here", "改正其形式", f"write {form}"
    )


def _twice(place: str, first: str) -> Mistake:
    return Mistake(
        place,
        "id",
        f"与 {first} 的案例同名",
        f"the case at {first} has the same id",
        "改用另一名称",
        "give it another",
    )


_AGENCY: Final = ("agency", "uscc", "name", "kind", "region_code")
_ITEM: Final = ("item_code", "item_name", "item_type", "mode", "owner_dept")
_PARTS: Final = ("officers", "reviewers", "benchmarks", "param_confirmations")


def _world(place: str, data: Mapping[str, Any]) -> Iterator[Mistake]:
    district = data.get("district")
    if not (isinstance(district, dict) and isinstance(district.get("region_code"), str)):
        yield _wrong(place, "district.region_code", "六位区划代码", "six digits", "a text")
    agencies = yield from _objects(place, "agencies", data.get("agencies"), _AGENCY)
    item_list = data.get("item_list")
    listed = item_list.get("items") if isinstance(item_list, dict) else None
    items = yield from _objects(place, "item_list.items", listed, _ITEM)
    known = {a.get("agency") for a in agencies}
    for index, item in enumerate(items):
        where = f"item_list.items[{index}]"
        scope = item.get("township_scope", [])
        for named in (item.get("owner_dept"), *(scope if isinstance(scope, list) else ())):
            if named not in known:
                yield _no_agency(place, where, named)
    for part in _PARTS:
        yield from _objects(place, part, data.get(part, []), ())
    for part, key in (("officers", "agency"), ("reviewers", "agency"), ("benchmarks", "owner")):
        entries = data.get(part, [])
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict) and entry.get(key) not in known:
                yield _no_agency(place, f"{part}[{index}].{key}", entry.get(key))
    params = data.get("params", {})
    if not isinstance(params, dict):
        yield _wrong(place, "params", "对象", "an object", "names with their values")
        return
    for name, value in params.items():
        if name.endswith("_yuan") and not _is_amount(value):
            yield _wrong(place, f"params.{name}", "金额", "an amount in yuan", '"5000.00"')


def _objects(
    place: str, key: str, entries: Any, wanted: tuple[str, ...]
) -> Generator[Mistake, None, list[dict[str, Any]]]:
    """Yield the mistakes of a list of objects, and return those that are objects."""
    if not isinstance(entries, list):
        yield _wrong(place, key, "列表", "a list", "a list of objects")
        return []
    good = []
    for index, entry in enumerate(entries):
        if not isinstance(entry, dict):
            yield _wrong(place, f"{key}[{index}]", "对象", "an object", "an object")
            continue
        good.append(entry)
        for name in wanted:
            if name not in entry:
                where = f"{key}[{index}].{name}"
                yield Mistake(place, where, "缺少此键", "the key is missing", "补上", "add it")
    return good


def _no_agency(place: str, key: str, named: Any) -> Mistake:
    return Mistake(
        place,
        key,
        f"没有机关 {named!r}",
        f"there is no agency {named!r}",
        "在 agencies 中登记，或核对短代码",
        "list it under agencies, or check its short code",
    )


def _is_amount(value: Any) -> bool:
    try:
        return Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False
