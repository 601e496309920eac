"""Lists and delegations: terms run forward; what a list lacks is for the judge to say."""

from __future__ import annotations

import pytest

from schemas.contracts.examples import example
from schemas.events.authority import DelegationSigned, ItemListPublished
from tests.schemas.refusing import refused


@pytest.mark.parametrize(
    "lacking", ["item_name", "item_type", "source_doc_no", "responsibility_code"]
)
def test_an_incomplete_item_is_taken_so_that_it_can_be_flagged(lacking: str) -> None:
    values = example(ItemListPublished).model_dump()
    del values["items"][0][lacking]
    (item,) = ItemListPublished.model_validate(values).items
    assert getattr(item, lacking) is None


def test_a_list_that_is_not_public_is_taken_so_that_it_can_be_flagged() -> None:
    unpublished = {"published_url": None, "published_at": None}
    values = example(ItemListPublished).model_dump() | unpublished
    assert ItemListPublished.model_validate(values).published_at is None


def test_an_item_is_not_out_of_force_before_it_is_in_force() -> None:
    values = example(ItemListPublished).model_dump()
    values["items"][0].update(effective_from="2026-01-02", effective_to="2026-01-01")
    (problem,) = refused(ItemListPublished, values)
    assert (problem.rule, problem.field) == ("V-44", "items.0.effective_to")


def test_a_delegation_of_one_day_is_taken_and_one_that_ends_before_it_starts_is_not() -> None:
    values = example(DelegationSigned).model_dump() | {"valid_from": "2026-01-02"}
    assert DelegationSigned.model_validate(values | {"valid_to": "2026-01-02"})
    (problem,) = refused(DelegationSigned, values | {"valid_to": "2026-01-01"})
    assert problem.rule == "V-44"
    assert "valid_to" in problem.zh
    assert "2099-12-31" in problem.fix_en


def test_item_codes_are_normalised_wherever_they_stand() -> None:
    values = example(DelegationSigned).model_dump() | {"item_codes": ["ｓｉｍ-w-007 "]}
    assert DelegationSigned.model_validate(values).item_codes == ("SIM-W-007",)
