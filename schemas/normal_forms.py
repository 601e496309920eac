"""Which texts of an event type are normalised before they count, and how (rule V-09).

Derived from the checks that a model's field types carry, so that whoever reads a message without
its model, as the loader does, stores what the judge compares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Union

from pydantic import AfterValidator, BaseModel
from pydantic_core import PydanticCustomError

from schemas import code_forms
from schemas.markers import marks, records_in

Normal = Callable[[str], str]

NormalForms = Mapping[str, Union[Normal, "NormalForms"]]
"""Field → how its text, or each text of its list, is normalised; or the same of its record."""


def normal_forms(model: type[BaseModel]) -> NormalForms:
    """Return the fields of a model that are normalised; those of its records are nested."""
    found: dict[str, Normal | NormalForms] = {}
    for name, info in model.model_fields.items():
        record = next(records_in(info.annotation), None)
        form = normal_forms(record) if record else _normal(marks(info))
        if form:
            found[name] = form
    return found


def _normal(found: tuple[Any, ...]) -> Normal | None:
    """Return what the checks of `schemas.code_forms` make of a text, or the text they refuse."""
    checks: list[Any] = [
        m.func for m in found if isinstance(m, AfterValidator) and _is_of_codes(m.func)
    ]
    if not checks:
        return None

    def normal(text: str) -> str:
        try:
            value = text
            for check in checks:
                value = check(value)
        except PydanticCustomError:
            return text  # the model refuses it, so nothing is compared with it
        return value

    return normal


def _is_of_codes(check: Any) -> bool:
    of_codes = getattr(check, "__module__", "") == code_forms.__name__
    return of_codes and check is not code_forms.brackets_in_pairs  # it refuses and changes nothing
