"""What references may point to: agencies, items and officers of the files and the log together."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from producers.registry import complaints
from producers.registry.cells import MisreadError, text_of
from producers.registry.columns import Column, named
from producers.registry.kinds import KINDS, Kind
from producers.registry.nodes import Finding, Node
from producers.registry.reading import Rows
from schemas.envelope import Event
from schemas.events.agencies import AgencyRegistered, OfficerRegistered
from schemas.events.authority import ItemListPublished

_FORMS: Final = {
    "uscc": (("机关", "agency"), "V-05"),
    "item_code": (("事项", "item"), "QD-01"),
    "officer": (("执法人员", "officer"), "V-55"),
}
"""Form of a reference → what it points to, and the rule that wants it to exist."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is registered, or about to be."""

    agencies: Mapping[str, str]
    """Name, and credit code, → credit code."""
    items: frozenset[str]
    officers: Mapping[str, str]
    """Certificate → the agency it was issued for."""

    @classmethod
    def of(cls, rows: Rows, standing: Iterable[Event]) -> Self:
        """Return what the log and the files know; the files win."""
        agencies: dict[str, str] = {}
        items: set[str] = set()
        officers: dict[str, str] = {}
        for event in standing:
            match event:
                case AgencyRegistered():
                    agencies[event.agency_name] = event.registered_agency_id
                    agencies[event.registered_agency_id] = event.registered_agency_id
                case ItemListPublished():
                    items |= {item.item_code for item in event.items}
                case OfficerRegistered():
                    officers[event.officer_cert_no] = event.officer_agency_id
        kinds = {kind.name: kind for kind in KINDS}
        for name, code in _pairs(rows, kinds["agencies"], "agency_name", "registered_agency_id"):
            agencies |= {name: _plain(code), code: _plain(code), _plain(code): _plain(code)}
        for certificate, agency in _pairs(
            rows, kinds["officers"], "officer_cert_no", "officer_agency_id"
        ):
            officers[_plain(certificate)] = agencies.get(agency, agency)
        items |= set(_item_codes(rows, kinds["item_lists"]))
        return cls(agencies, frozenset(items), officers)

    def strangers(self, tree: Node, kind: Kind, draft: Event) -> Iterator[Finding]:
        """Yield every reference that leads nowhere."""
        said = draft.model_dump()
        for path, value, column in _references(kind.columns, said, ""):
            what, rule = _FORMS[column.form or ""]
            if value not in self._targets(column, kind):
                yield complaints.no_such(tree.at(path), path, value, what, rule)
        owner = draft.on_behalf_of
        if owner and owner not in self.agencies and kind.owner == "agency_id":
            what, rule = _FORMS["uscc"]
            yield complaints.no_such(tree.at("agency_id"), "agency_id", owner, what, rule)

    def _targets(self, column: Column, kind: Kind) -> Iterable[str]:
        match column.form:
            case "item_code" if kind.model is not ItemListPublished:
                return self.items
            case "officer" if kind.model is not OfficerRegistered:
                return self.officers
            case "uscc":
                return self.agencies
        return _Everything()


class _Everything:
    """What a definition is held against: itself."""

    def __contains__(self, value: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())


def _references(
    columns: Iterable[Column], said: Mapping[str, Any], above: str
) -> Iterator[tuple[str, str, Column]]:
    for column in columns:
        value = said.get(column.name)
        path = f"{above}{column.name}"
        values = list(value) if column.many and value else [value]
        for number, one in enumerate(values):
            at = f"{path}.{number}" if column.many else path
            if column.inner and isinstance(one, Mapping):
                yield from _references(column.inner, one, f"{at}.")
            elif column.form in _FORMS and one and column.name != "agency_id":
                yield at, str(one), column


def _pairs(rows: Rows, kind: Kind, *names: str) -> Iterator[tuple[str, ...]]:
    for row in rows.get(kind.name, ()):
        found = [_text(row, kind.columns, name) for name in names]
        if all(found):
            yield tuple(found)


def _item_codes(rows: Rows, kind: Kind) -> Iterator[str]:
    inner = next(c.inner for c in kind.columns if c.name == "items")
    for row in rows.get(kind.name, ()):
        if isinstance(row.value, Mapping):
            for heading, node in row.value.items():
                column = named(kind.columns, heading)
                if column and column.name == "items" and isinstance(node.value, tuple):
                    yield from (_plain(_text(item, inner, "item_code")) for item in node.value)


def _text(row: Node, columns: Iterable[Column], name: str) -> str:
    if not isinstance(row.value, Mapping):
        return ""
    for heading, node in row.value.items():
        column = named(columns, heading)
        if column and column.name == name and not isinstance(node.value, Mapping | tuple):
            try:
                return text_of(node.value, node.place, name)
            except MisreadError:  # said where the event is made
                return ""
    return ""


def _plain(code: str) -> str:
    """Return a code as the event will have it (V-09)."""
    return unicodedata.normalize("NFKC", code).strip().upper()
