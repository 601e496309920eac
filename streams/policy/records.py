"""记录: what the judge makes by the hundred in one judgement."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Return a class as a dataclass with slots, frozen for the type checker.

    `dataclass(frozen=True)` sets every field through `object.__setattr__`, which was most of what
    a conclusion cost. Here fields are set plainly; that none is set again is what mypy sees to.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
