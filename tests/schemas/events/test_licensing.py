"""Licences: validity runs forward; what a licence bears on may be nothing."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from schemas.contracts.examples import example
from schemas.events.licensing import LicenseChanged, LicenseDecided, SupervisionInfoShared
from schemas.problems import problems_of


@pytest.mark.parametrize("model", [LicenseDecided, LicenseChanged])
def test_a_licence_may_be_long_term_but_not_end_before_it_starts(
    model: type[LicenseDecided | LicenseChanged],
) -> None:
    values = example(model).model_dump() | {"valid_from": "2026-11-23"}
    assert model.model_validate(values | {"valid_to": "2099-12-31"})
    with pytest.raises(ValidationError) as caught:
        model.model_validate(values | {"valid_to": "2026-11-22"})
    (problem,) = problems_of(caught.value)
    assert problem.rule == "V-44"


def test_a_licence_that_bears_on_no_item_is_taken_for_it_need_not_be_shared() -> None:
    nothing: dict[str, Any] = {"related_item_codes": [], "located_township_ids": []}
    licence = LicenseDecided.model_validate(example(LicenseDecided).model_dump() | nothing)
    assert licence.related_item_codes == ()


def test_supervision_information_says_which_items_and_townships_it_concerns() -> None:
    nowhere: dict[str, Any] = {"related_item_codes": [], "located_township_ids": []}
    with pytest.raises(ValidationError) as caught:
        SupervisionInfoShared.model_validate(example(SupervisionInfoShared).model_dump() | nowhere)
    assert [(p.rule, p.field) for p in problems_of(caught.value)] == [
        ("V-70", "related_item_codes"),
        ("V-70", "located_township_ids"),
    ]
