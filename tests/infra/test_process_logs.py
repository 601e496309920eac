"""What real workers write of their work: every line JSON, with ids and places, nobody's name."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any, Final

import pytest
from kafka import KafkaProducer
from pydantic import BaseModel

from infra.embedded import Instance
from infra.logs import FIELDS, JsonLines, TextLines
from schemas.catalogue import FACTS, MODELS, TOPIC_OF
from schemas.codec import encode
from schemas.contracts.examples import example
from schemas.envelope import Event
from schemas.markers import Form, Privacy, marks
from schemas.topics import Topics
from tests.infra.commands import Run
from tests.infra.processes import eventually
from tests.infra.test_metrics import publish
from tests.infra.test_work_all import DEADLINE_S, NAMES, running, states
from tests.schemas.walking import fields_within

SOMEBODY: Final = "欧阳不可见"
_PERSONAL: Final = frozenset({"PERSONAL", "PROTECTED", "RESTRICTED"})


def named(record: BaseModel, *, everywhere: bool) -> BaseModel:
    """Return a record with somebody's name in its free texts, or in all that is personal."""
    changed: dict[str, Any] = {}
    for name, info in type(record).model_fields.items():
        value = getattr(record, name)
        if isinstance(value, BaseModel):
            changed[name] = named(value, everywhere=everywhere)
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            changed[name] = tuple(named(one, everywhere=everywhere) for one in value)
        elif isinstance(value, str) and (_is_text(info) or (everywhere and _is_personal(info))):
            changed[name] = SOMEBODY
    return record.model_copy(update=changed)


def _is_text(info: Any) -> bool:
    return any(isinstance(mark, Form) and mark.name == "text" for mark in marks(info))


def _is_personal(info: Any) -> bool:
    return any(isinstance(mark, Privacy) and mark.level in _PERSONAL for mark in marks(info))


def test_no_line_names_anybody_and_every_line_says_who_where_and_which(
    topics: Topics,
    hub_instance: Instance,
    hutong: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HUTONG_LOG_LEVEL", "DEBUG")
    monkeypatch.setenv("HUTONG_FLOOD_RUN", "1000")
    monkeypatch.setenv("HUTONG_FLOOD_SHARE", "1")
    assert hutong("topic", "create", "--drafts")[0] == 0
    publish(hub_instance.kafka_bootstrap, topics)
    producer = KafkaProducer(bootstrap_servers=hub_instance.kafka_bootstrap, acks="all")
    sent = 0
    for everywhere in (False, True):
        for model in FACTS.values():
            event = named(example(model), everywhere=everywhere)
            assert isinstance(event, Event)
            value = encode(event)
            sent += SOMEBODY.encode() in value
            for said in (value, value[:-3]):
                topic = topics.named(TOPIC_OF[event.TYPE])
                producer.send(topic, said, event.district.encode()).get(timeout=30)
    producer.close()
    assert sent > len(FACTS)

    with running(tmp_path) as work:

        def is_done() -> bool:
            found = states(hutong)
            return all((found[n]["state"], found[n]["behind"]) == ("alive", 0) for n in NAMES)

        eventually(is_done, "all is done", DEADLINE_S)
        work.process.terminate()
        assert work.ended()[0] == 0
    written = {name: (tmp_path / "logs" / f"{name}.log").read_text() for name in NAMES}
    assert SOMEBODY not in "".join(written.values())
    lines = {name: list(map(json.loads, text.splitlines())) for name, text in written.items()}
    for name, found in lines.items():
        assert {line["worker"] for line in found} == {name}
        assert all({"at", "level", "logger", "message"} <= line.keys() for line in found)
    _says_where_and_which(lines)


def _says_where_and_which(lines: dict[str, list[dict[str, Any]]]) -> None:
    judged = [line for line in lines["judge"] if line["message"] == "An event is judged."]
    places = {(line["topic"], line["partition"], line["offset"]) for line in judged}
    assert len(judged) == len(places) > len(FACTS)
    assert all({"event_id", "event_type", "district", "agency"} <= line.keys() for line in judged)
    assert any(line.get("matter_id", "").startswith("371322/facts.") for line in judged)
    aside = [line for line in lines["judge"] if line["message"] == "A message is set aside."]
    assert {"UNREADABLE", "INVALID"} <= {line["code"] for line in aside}
    assert all({"dead_letter_id", "rule_id", "topic", "offset"} <= line.keys() for line in aside)
    assert any(line["message"] == "A message is passed on." for line in lines["alerts"])
    assert any("records" in line for line in lines["loader"])


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_of_the_log_is_one_that_holds_personal_data(field: str) -> None:
    held = [i for name, i in fields_within(MODELS.values()) if name.split(".")[1] == field]
    assert not any(_is_personal(info) for info in held)


@pytest.mark.parametrize("lines", [JsonLines("judge"), TextLines("judge")])
def test_of_an_error_its_kind_and_place_are_written_never_its_words(
    lines: logging.Formatter,
) -> None:
    try:
        raise KeyError(SOMEBODY)  # noqa: TRY301
    except KeyError:
        record = logging.LogRecord("n", logging.ERROR, __file__, 1, "It ends.", (), sys.exc_info())
    record.offset, record.subject = 7, SOMEBODY
    said = lines.format(record)
    assert "KeyError" in said
    assert "test_process_logs.py" in said
    assert "7" in said
    assert SOMEBODY not in said
