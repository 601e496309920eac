"""What is wrong with values that a model refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from schemas.catalogue import FACTS
from schemas.contracts.examples import example
from schemas.problems import Problem, problems_of


def refused(model: type[BaseModel], values: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Return all that is wrong with values, for which the model must refuse them."""
    with pytest.raises(ValidationError) as caught:
        model.model_validate(values)
    return problems_of(caught.value)


def problems(event_type: str, **changed: Any) -> tuple[Problem, ...]:
    """Return what is wrong with the example of an event, some fields changed."""
    model = FACTS[event_type]
    return refused(model, example(model).model_dump() | changed)
