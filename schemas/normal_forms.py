"""Which texts of an event type are normalised before they count, and how (rule V-09).

Derived from the checks that a model's field types carry, so that whoever reads a message without
its model, as the loader does, stores what the judge compares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Union, get_args

from pydantic import AfterValidator, BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from schemas import privacy
from schemas.code_forms import brackets_in_pairs
from schemas.markers import marks, records_in

Normal = Callable[[str], str]

NormalForms = Mapping[str, Union[Normal, "NormalForms"]]
"""Field → how its text, or each text of its list, is normalised; or the same of its record."""


def normal_forms(model: type[BaseModel]) -> NormalForms:
    """Return the fields of a model that are normalised; those of its records are nested."""
    found: dict[str, Normal | NormalForms] = {}
    for name, info in model.model_fields.items():
        record = next(records_in(info.annotation), None)
        form = normal_forms(record) if record else _normal(info)
        if form:
            found[name] = form
    return found


def _normal(info: FieldInfo) -> Normal | None:
    """Return what the checks of a text make of it, or the text that they refuse."""
    checks: list[Any] = [m.func for m in marks(info) if isinstance(m, AfterValidator)]
    checks = [check for check in checks if not _only_refuses(check)]
    if not checks or not _is_text(info.annotation):
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


def _only_refuses(check: Any) -> bool:
    """Whether a check gives back the text as it came, so that it need not run a second time."""
    return check.__module__ == privacy.__name__ or check is brackets_in_pairs


def _is_text(annotation: Any) -> bool:
    return annotation is str or any(map(_is_text, get_args(annotation)))
