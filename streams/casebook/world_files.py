"""Checks the form of a file that describes a world; every mistake is told at once."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from schemas.problems import InvalidEventError
from streams.casebook.world import World
from streams.json_files import values
from streams.mistakes import FileError, Mistake, absent, expected
from streams.packs import PackError

_AGENCY: Final = ("agency", "uscc", "name", "kind", "region_code")
_ITEM: Final = ("item_code", "item_name", "item_type", "mode", "owner_dept")
_PARTS: Final = MappingProxyType(
    {"officers": "agency", "reviewers": "agency", "benchmarks": "owner", "param_confirmations": ""}
)
"""Other lists of a world, and the key under which their entries name an agency."""
_OF_PACK: Final = MappingProxyType(
    {
        "pack.id": "rulepack.id",
        "pack.version": "rulepack.version",
        "pack.district": "district.region_code",
    }
)
"""Where a world says what a rule pack says in its head."""


def read_world(path: Path) -> World:
    """Return the world of a file: agencies, item list, officers, standards, parameters.

    Raises:
        FileError: with every mistake of its form, or the first that only founding it shows.
    """
    placed = values(path)
    if len(placed) != 1 or not isinstance(placed[0].value, dict):
        raise FileError([expected(str(path), "", "一个 JSON 对象", "a world", "one JSON object")])
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
    except PackError as error:
        raise FileError(_of_pack(str(path), mistake) for mistake in error.mistakes) from error
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise FileError(
            [expected(str(path), str(error), "世界文件的数据", "a world", "see world.json")]
        ) from error
    return world


def _world(place: str, data: Mapping[str, Any]) -> Iterator[Mistake]:
    district = data.get("district")
    if not (isinstance(district, dict) and isinstance(district.get("region_code"), str)):
        yield expected(place, "district.region_code", "六位区划代码", "six digits", "a text")
    agencies = yield from _objects(place, "agencies", data.get("agencies"), _AGENCY)
    item_list = data.get("item_list")
    listed = item_list.get("items") if isinstance(item_list, dict) else None
    items = yield from _objects(place, "item_list.items", listed, _ITEM)
    known = [a.get("agency") for a in agencies]
    for index, item in enumerate(items):
        where = f"item_list.items[{index}]"
        scope = item.get("township_scope", [])
        for named in (item.get("owner_dept"), *(scope if isinstance(scope, list) else ())):
            if named not in known:
                yield _no_agency(place, where, named)
    yield from _members(place, data, known)
    if not isinstance(data.get("params", {}), dict):
        yield expected(place, "params", "对象", "an object", "names with their values")


def _members(place: str, data: Mapping[str, Any], known: list[Any]) -> Iterator[Mistake]:
    for part, owner in _PARTS.items():
        entries = yield from _objects(place, part, data.get(part, []), ())
        for index, entry in enumerate(entries):
            if owner and entry.get(owner) not in known:
                yield _no_agency(place, f"{part}[{index}].{owner}", entry.get(owner))


def _objects(
    place: str, key: str, entries: Any, wanted: tuple[str, ...]
) -> Generator[Mistake, None, list[dict[str, Any]]]:
    """Yield the mistakes of a list of objects, and return those that are objects."""
    if not isinstance(entries, list):
        yield expected(place, key, "列表", "a list", "a list of objects")
        return []
    good = []
    for index, entry in enumerate(entries):
        if not isinstance(entry, dict):
            yield expected(place, f"{key}[{index}]", "对象", "an object", "an object")
            continue
        good.append(entry)
        for name in wanted:
            if name not in entry:
                where = f"{key}[{index}].{name}"
                yield absent(place, where)
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


def _of_pack(place: str, mistake: Mistake) -> Mistake:
    """Return what a rule pack says of a world's numbers, where the world says them."""
    return replace(mistake, place=place, key=_OF_PACK.get(mistake.key, mistake.key))
