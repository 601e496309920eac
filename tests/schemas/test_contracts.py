"""The contracts: derived, committed, complete."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import fastavro
import pytest

import schemas.events
from schemas.avro import avro_schema
from schemas.catalogue import FACTS, MODELS, TOPIC_OF, table_of
from schemas.clickhouse import columns
from schemas.contracts import ddl, latest
from schemas.contracts.derive import HOME, committed, derived
from schemas.envelope import Event
from schemas.topics import Topics


def test_no_committed_contract_is_stale() -> None:
    assert committed() == derived()


@pytest.mark.parametrize("event_type", MODELS)
def test_every_event_type_has_a_topic_that_exists(event_type: str) -> None:
    topics = Topics()
    known = topics.facts if event_type in FACTS else topics.hub
    assert TOPIC_OF[event_type] in known


def _models(kind: type[Event]) -> set[str]:
    """Return the types of all event models that are defined anywhere in `schemas.events`."""
    found: set[str] = set()
    for model in kind.__subclasses__():
        found |= _models(model) | ({model.TYPE} if "TYPE" in vars(model) else set())
    return found


def test_every_event_model_stands_in_the_catalogue() -> None:
    for module in iter_modules(schemas.events.__path__, "schemas.events."):
        import_module(module.name)
    assert _models(Event) == set(FACTS)


@pytest.mark.parametrize("event_type", MODELS)
def test_every_field_has_a_name_in_both_languages(event_type: str) -> None:
    for field in avro_schema(MODELS[event_type])["fields"]:
        chinese, _, english = field["doc"].partition(" · ")
        assert any("\u4e00" <= c <= "\u9fff" for c in chinese), field
        assert english, field


@pytest.mark.parametrize("event_type", MODELS)
def test_a_committed_example_is_read_by_the_model(event_type: str) -> None:
    text = Path(HOME / "examples" / f"{event_type}.json").read_text("utf-8")
    assert json.loads(MODELS[event_type].model_validate_json(text).model_dump_json()) == (
        json.loads(text)
    )


@pytest.mark.parametrize("event_type", MODELS)
def test_a_committed_example_is_valid_for_the_avro_library(event_type: str) -> None:
    text = Path(HOME / "examples" / f"{event_type}.json").read_text("utf-8")
    record = MODELS[event_type].model_validate_json(text).model_dump()
    assert fastavro.validate(record, fastavro.parse_schema(latest(event_type).schema))


@pytest.mark.parametrize("event_type", MODELS)
def test_the_table_has_a_column_for_every_field(event_type: str) -> None:
    text = ddl(event_type)
    assert f"{{database}}.{table_of(event_type)}" in text
    for name, kind, _ in columns(latest(event_type).schema):
        assert f"`{name}` {kind} COMMENT" in text


def test_times_money_days_and_ids_travel_as_logical_types() -> None:
    fields = {f["name"]: f["type"] for f in avro_schema(MODELS["penalty.decided"])["fields"]}
    assert fields["occurred_at"] == {"type": "long", "logicalType": "timestamp-millis"}
    assert fields["decision_date"] == {"type": "int", "logicalType": "date"}
    assert fields["event_id"] == {"type": "string", "logicalType": "uuid"}
    assert fields["fine_amount_yuan"][1] == {
        "type": "bytes",
        "logicalType": "decimal",
        "precision": 18,
        "scale": 2,
    }


def test_no_code_list_travels_as_an_avro_enum() -> None:
    assert '"enum"' not in "".join(text for path, text in committed().items() if "avsc" in path)
