"""司法局: who publishes the registry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from unicodedata import normalize

from pydantic import TypeAdapter, ValidationError

from producers.errors import PublishingError
from producers.registry.cells import MisreadError, meant
from producers.registry.columns import Column, named
from producers.registry.kinds import KINDS
from producers.registry.nodes import Node
from producers.registry.reading import Rows
from producers.registry.standing import REGISTRARS, Standing
from schemas.fields import AgencyId

_KIND: Final = "JUSTICE_BUREAU"
_DIGITS: Final = 6
_CODE: Final = TypeAdapter[str](AgencyId)


class NoBureauError(PublishingError):
    """It is not clear who publishes, or the hub would refuse it."""


@dataclass(frozen=True, slots=True)
class Bureau:
    """司法局: the registering agency, in whose name everything is published."""

    id: str
    district: str

    @property
    def source(self) -> str:
        """The source system of its events."""
        return f"urn:xzzf:{self.district}:{self.id}:registry"

    @property
    def is_well_formed(self) -> bool:
        """Whether code and district are of the right form."""
        try:
            code = _CODE.validate_python(self.id)
        except ValidationError:
            return False
        return code == self.id and len(self.district) == _DIGITS and self.district.isdecimal()


def bureau_of(rows: Rows, standing: Standing, chosen: str | None) -> Bureau:
    """Return the one justice bureau of the files, else of the log.

    Args:
        rows: the rows of the files.
        standing: what the log says.
        chosen: credit code of the one that is meant, where there are several.

    Raises:
        NoBureauError: none or several; or the log's registrar is another agency, so that the
            judge would refuse everything (V-05).
    """
    found = {b.id: b for b in (*_registered(standing), *_entered(rows))}
    if chosen:
        if chosen not in found:
            raise NoBureauError(
                f"No justice bureau (区司法局, JUSTICE_BUREAU) has the code {chosen}, neither in "
                "the files nor in the log: enter it under agencies 机关, or correct --as."
            )
        bureau = found[chosen]
    else:
        candidates = {b.id: b for b in _entered(rows)} or found
        if len(candidates) != 1:
            raise NoBureauError(
                f"{len(candidates)} justice bureaus (区司法局, JUSTICE_BUREAU) stand in the files "
                "or the log: enter one under agencies 机关, or name the one that publishes "
                "with --as CODE."
            )
        (bureau,) = candidates.values()
    registrars = standing.of_kind(REGISTRARS, bureau.district)
    if registrars and bureau.id not in {a.registered_agency_id for a in registrars}:
        names = "、".join(f"{a.agency_name} {a.registered_agency_id}" for a in registrars)
        raise NoBureauError(
            f"{bureau.id} is not registered, and in this district {names} registers others: let "
            "that agency register it first, or correct its code in the files."
        )
    return bureau


def _registered(standing: Standing) -> Iterator[Bureau]:
    for agency in standing.of_kind({_KIND}):
        yield Bureau(agency.registered_agency_id, agency.district)


def _entered(rows: Rows) -> Iterator[Bureau]:
    agencies = KINDS[0]
    wanted = {c.name: c for c in agencies.columns}
    for row in rows.get(agencies.name, ()):
        if _said(row, wanted["kind"]) == _KIND:
            code = normalize("NFKC", _said(row, wanted["registered_agency_id"])).upper()
            yield Bureau(code, _said(row, wanted["agency_region_code"])[:_DIGITS])


def _said(row: Node, column: Column) -> str:
    fields = row.value if isinstance(row.value, dict) else {}
    for heading, node in fields.items():
        if named((column,), heading):
            try:
                return str(meant(node, column, {}))
            except MisreadError:
                return ""
    return ""
