"""Every field of the models, records within included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from schemas.markers import records_in


def fields_within(models: Iterable[type[BaseModel]]) -> Iterator[tuple[str, FieldInfo]]:
    """Yield every field, each holder once, named as `Holder.field`."""
    holders = list(models)
    for holder in holders:  # grows while it is walked
        for name, info in holder.model_fields.items():
            holders += [record for record in records_in(info.annotation) if record not in holders]
            yield f"{holder.__name__}.{name}", info


def is_text(annotation: Any) -> bool:
    """Whether a field of this type holds text, alone or in a list."""
    return annotation is str or any(is_text(arg) for arg in get_args(annotation))
