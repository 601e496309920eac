"""What item lists, entrustments and changes of a basis are in a case where it leaves them out.

An agency acts on items that are its own; a list is complete, public and in force; a department
revises, entrusts and publishes what came from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from schemas.instants import shanghai_day

if TYPE_CHECKING:
    from streams.casebook.world import World

Fields = dict[str, Any]

TOWNSHIPS: Final = frozenset({"TOWNSHIP_GOV", "SUBDISTRICT_OFFICE"})
_DEPARTMENTS: Final = frozenset({"DISTRICT_DEPT", "JUSTICE_BUREAU"})
HELD: Final = frozenset({"EMPOWERED", "ENTRUSTED"})
_SOURCE: Final = "辦字〔2020〕24號"
_URL: Final = "https://example.gov.cn/list"
_RENAMED: Final = MappingProxyType(
    {"owner_dept": "owner_dept_id", "transferred_from": "transferred_from_dept_id"}
)
_OF_TRANSFERRED: Final = frozenset({"transferred_from_dept_id", "township_scope", "source_doc_no"})
"""Fields that a case names only of an item that has been transferred."""

Items = list[Mapping[str, Any]]


def own_item(agency: str, on: date, world: World, *, shared: bool = False) -> str:
    """Return an item on which an agency may act on a day.

    Args:
        agency: its short code.
        on: the day.
        world: the world of the case.
        shared: whether an item will do that came from it, which it may still inspect.
    """
    told = world.agency(agency)
    body = agency if told["kind"] in TOWNSHIPS | _DEPARTMENTS else told["parent"] or agency
    items = [i for i in _items(world) if i["effective_from"] <= str(on)]
    held = [i for i in items if i["mode"] in HELD and body in i["township_scope"]]
    kept = [i for i in items if i["mode"] not in HELD and i["owner_dept"] == body]
    given = [i for i in items if shared and i["transferred_from"] == body]
    found = [*held, *kept, *given]
    return str(found[0]["item_code"]) if found else f"{agency}-1"


def township_for(item_code: str, world: World) -> str:
    """Return the credit code of a township in which an act on an item may have taken place."""
    item: Mapping[str, Any] = next((i for i in _items(world) if i["item_code"] == item_code), {})
    townships = [a["agency"] for a in world.data["agencies"] if a["kind"] in TOWNSHIPS]
    scope = item.get("township_scope") or townships
    return world.codes[scope[0]]


def item_list(agency: str, at: datetime, fields: Fields, world: World) -> None:
    """A list is its owner's own, complete, public and in force from the day it is published."""
    of_department = world.agency(agency)["kind"] in _DEPARTMENTS and not fields.get("baseline")
    fields.setdefault("kind", "DEPT" if of_department else "TOWNSHIP")
    fields.setdefault("list_id", _list_id(agency, fields["kind"], world))
    fields.setdefault("effective_from", str(shanghai_day(at)))
    fields.setdefault("published_url", _URL)
    fields.setdefault("published_at", at)
    named = fields.get("items") or _default_items(agency, fields["kind"], world)
    fields["items"] = [_listed(item, agency, fields, world) for item in named]


def _list_id(agency: str, kind: str, world: World) -> str:
    """The district government goes on with the list of the world; others have their own."""
    of_district = world.agency(agency)["kind"] == "DISTRICT_GOV"
    return str(world.data["item_list"]["list_id"]) if of_district else f"list-{agency}-{kind}"


def _default_items(agency: str, kind: str, world: World) -> list[Fields]:
    own = [i for i in _items(world) if i["owner_dept"] == agency]
    items = own if kind == "DEPT" and own else _items(world)
    return [{"item_code": i["item_code"]} for i in items]


def _listed(item: Fields, agency: str, fields: Fields, world: World) -> Fields:
    """Return one entry of a list: what a case leaves out is present and valid."""
    told = {_RENAMED.get(name, name): value for name, value in item.items()}
    known = next((i for i in world.items() if i["item_code"] == told.get("item_code")), None)
    entry = {**(known or _new(told, agency, fields, world))}
    if entry["source_doc_no"] is None and fields["kind"] == "DEPT":
        entry["source_doc_no"] = _SOURCE
    entry["responsibility_code"] = entry["responsibility_code"] or "ZR-1"
    entry |= told
    return {name: value for name, value in entry.items() if value not in ("", None)}


def _new(told: Fields, agency: str, fields: Fields, world: World) -> Fields:
    """Return what a case leaves out of an item that its world does not know."""
    retained = fields["kind"] == "DEPT" and not _OF_TRANSFERRED & told.keys()
    mode = told.get("mode", "RETAINED" if retained else "EMPOWERED")
    of_department = world.agency(agency)["kind"] in _DEPARTMENTS
    owner = told.get("owner_dept_id") or told.get("transferred_from_dept_id")
    owner = owner or world.codes[agency if of_department else _items(world)[0]["owner_dept"]]
    everywhere = [
        world.codes[a["agency"]] for a in world.data["agencies"] if a["kind"] == "TOWNSHIP_GOV"
    ]
    of_township = world.agency(agency)["kind"] in TOWNSHIPS
    scope = [world.codes[agency]] if of_township else everywhere
    return {
        "item_name": "事项",
        "item_type": "处罚",
        "mode": mode,
        "owner_dept_id": owner,
        "transferred_from_dept_id": owner if mode in HELD else None,
        "township_scope": scope if mode in HELD else [],
        "effective_from": fields["effective_from"],
        "source_doc_no": _SOURCE,
        "responsibility_code": None,
    }


def delegation(agency: str, at: datetime, fields: Fields, world: World) -> None:
    """A department entrusts an item that is for entrusting, from that day on."""
    entrusted = [i for i in _items(world) if i["mode"] == "ENTRUSTED"]
    own = [i for i in entrusted if i["owner_dept"] == agency] or entrusted
    fields.setdefault("item_codes", [i["item_code"] for i in own[:1]])
    principal = next(i["owner_dept"] for i in own)
    of_department = world.agency(agency)["kind"] in _DEPARTMENTS
    fields.setdefault("principal_id", world.codes[agency if of_department else principal])
    fields.setdefault("entrusted_agency_id", township_for(fields["item_codes"][0], world))
    fields.setdefault("valid_from", str(shanghai_day(at)))


def item_changed(agency: str, at: datetime, fields: Fields, world: World) -> None:
    """A department changes an item that is its own, from that day on."""
    fields.setdefault("dept_id", world.codes[agency])
    fields.setdefault("item_code", _came_from(agency, world)[0])
    fields.setdefault("effective_from", str(shanghai_day(at)))


def basis_changed(agency: str, _: datetime, fields: Fields, world: World) -> None:
    """A change affects items of the department that tells of it."""
    fields.setdefault("affected_item_codes", _came_from(agency, world))


def standard(agency: str, _: datetime, fields: Fields, world: World) -> None:
    """An agency publishes its own standard, for an item that came from it."""
    fields.setdefault("owner_agency_id", world.codes[agency])
    fields.setdefault("item_codes", _came_from(agency, world))


def supervised(_: str, __: datetime, fields: Fields, world: World) -> None:
    """A department supervises a township on an entrusted item."""
    entrusted = next(i["item_code"] for i in _items(world) if i["mode"] == "ENTRUSTED")
    fields.setdefault("item_code", entrusted)
    fields.setdefault("entrusted_agency_id", township_for(entrusted, world))


def guided(_: str, __: datetime, fields: Fields, world: World) -> None:
    """A department guides a township."""
    fields.setdefault("to_agency_id", township_for("", world))


def posted(agency: str, at: datetime, fields: Fields, world: World) -> None:
    """An agency assigns one of its officers to an item of its own, until further notice."""
    own = [o for o in world.data.get("officers", ()) if o["agency"] == agency]
    fields.setdefault("officer_cert_no", next((o["officer_cert_no"] for o in own), "ZF-1"))
    fields.setdefault("item_code", own_item(agency, shanghai_day(at), world))
    fields.setdefault("valid_to", None)


def _came_from(agency: str, world: World) -> list[str]:
    own = [i["item_code"] for i in _items(world) if i["owner_dept"] == agency]
    return own[:1] or [_items(world)[0]["item_code"]]


def _items(world: World) -> Items:
    items: Items = world.data["item_list"]["items"]
    return items
