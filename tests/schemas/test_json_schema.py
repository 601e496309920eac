"""The JSON Schemas of the events, judged by the `jsonschema` package."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from schemas.catalogue import MODELS
from schemas.codes import CODE_LISTS
from schemas.contracts.examples import example
from schemas.contracts.json_schema import json_schema

PENALTY: dict[str, Any] = json.loads(example(MODELS["penalty.decided"]).model_dump_json())


def validator(event_type: str) -> Draft202012Validator:
    schema = json_schema(MODELS[event_type])
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("event_type", MODELS)
def test_the_example_of_every_event_validates(event_type: str) -> None:
    told = json.loads(example(MODELS[event_type]).model_dump_json())
    assert [e.message for e in validator(event_type).iter_errors(told)] == []


def changed(**values: object) -> dict[str, Any]:
    return copy.deepcopy(PENALTY) | values


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "no decision number": (
        {k: v for k, v in PENALTY.items() if k != "decision_doc_no"},
        "'decision_doc_no' is a required property",
    ),
    "a field nobody knows": (changed(colour="red"), "Additional properties are not allowed"),
    "a day that is none": (changed(decision_date="2026-02-30"), "is not a 'date'"),
    "money with a unit": (changed(fine_amount_yuan="5万元"), "is not valid under any"),
    "money below nothing": (changed(fine_amount_yuan=-1), "is not valid under any"),
    "no provision": (changed(violated_basis=[]), "should be non-empty"),
    "another event's type": (
        changed(event_type="cn.xzzf.license.decided.v1"),
        "does not match",
    ),
    "a record within without its name": (
        changed(violated_basis=[{"article": "9"}]),
        "'law_title' is a required property",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_broken_does_not_validate(kind: str) -> None:
    told, reason = BROKEN[kind]
    (error,) = validator("penalty.decided").iter_errors(told)
    assert reason in error.message


def test_a_new_code_breaks_nobody() -> None:
    assert validator("penalty.decided").is_valid(changed(procedure="A_CODE_OF_2030"))


@pytest.mark.parametrize("event_type", MODELS)
def test_no_code_list_is_an_enum_and_every_field_has_both_names(event_type: str) -> None:
    schema = json_schema(MODELS[event_type])
    assert '"enum"' not in json.dumps(schema)
    for name, told in schema["properties"].items():
        assert told["title"], name
        assert told["description"], name
        if "x-codes" in told:
            assert set(told["examples"]) <= set(CODE_LISTS[told["x-codes"]].labels)


def test_privacy_unit_and_form_are_told_beside_the_field() -> None:
    schema = json_schema(MODELS["penalty.decided"])
    assert schema["properties"]["fine_amount_yuan"]["x-unit"] == "CNY"
    assert schema["properties"]["agency_id"]["x-form"] == "uscc"
    assert schema["properties"]["procedure"]["x-codes"] == "procedure"
    assert schema["$defs"]["PartyBlock"]["properties"]["party_name"]["x-privacy"] == "PERSONAL"
    assert schema["x-topic"] == "facts.penalty-decisions"
    assert schema["title"] == "行政处罚决定"
