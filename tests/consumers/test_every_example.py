"""Every event type's committed example goes through real Kafka and the loader into its table."""

from __future__ import annotations

from typing import Any

from consumers.loader.rows import shape_of
from schemas.catalogue import FACTS, MODELS, OUTPUTS, TOPIC_OF
from schemas.contracts import FOLDER
from tests.consumers.log import MORNING_MS, Log, until
from tests.consumers.reading import expected_row, rows_of


def test_every_example_stands_in_its_table_as_it_was_published(log: Log) -> None:
    examples = {event_type: _committed(event_type) for event_type in MODELS}
    assert examples.keys() == FACTS.keys() | OUTPUTS.keys()
    offsets = dict(zip(examples, log.say(*examples.values(), partition=1), strict=True))

    with log.loading() as told:
        until(
            lambda: bool(told) and told[-1].loaded + told[-1].dead >= len(examples),
            "all examples are loaded",
            180,
        )
    assert (told[-1].loaded, told[-1].dead) == (len(examples), 0)

    for event_type, message in examples.items():
        names = ("kafka_time", *shape_of(event_type).columns[4:])
        rows = rows_of(log, event_type)
        assert rows.keys() == {(TOPIC_OF[event_type], 1, offsets[event_type])}
        (found,) = rows.values()
        wanted = expected_row(event_type, MORNING_MS, message.model_dump())
        assert dict(zip(names, found, strict=True)) == dict(zip(names, wanted, strict=True))


def _committed(event_type: str) -> Any:
    text = FOLDER.joinpath("examples", f"{event_type}.json").read_text("utf-8")
    return MODELS[event_type].model_validate_json(text)
