"""The codec against bare fastavro: what the frame, the models and their validation cost."""

from __future__ import annotations

from io import BytesIO
from statistics import median
from typing import Any, Final
from uuid import uuid5

import fastavro

from schemas.catalogue import FACTS
from schemas.codec import FRAME_BYTES, decode, decode_record, encode, schema_id_of
from schemas.contracts import contracts
from schemas.contracts.examples import example
from schemas.envelope import Event
from schemas.validation import notes_on
from tests.bench.day import readable
from tests.bench.figure import Figure, Spent, compared, in_turns, timed

EVENTS: Final = 1000
ROUNDS: Final = 9
AIM_US: Final = 50.0
"""What the validation of a penalty decision may cost: its model and all that is noted of it."""


def run() -> list[Figure]:
    """Encode and decode the events of a day, ours and bare."""
    messages = readable(EVENTS)
    events = [message.event for message in messages if message.event is not None]
    values = [message.value for message in messages]
    records = [event.model_dump() for event in events]
    bodies = [value[FRAME_BYTES:] for value in values]
    parsed = {id_: fastavro.parse_schema(c.schema) for id_, c in contracts().items()}
    schemas = [parsed[schema_id_of(value) or 0] for value in values]
    written = list(zip(schemas, records, strict=True))
    read = list(zip(schemas, bodies, strict=True))
    encoding = in_turns(lambda: _encode(events), lambda: _bare_write(written), ROUNDS)
    decoding = in_turns(lambda: _decode(values), lambda: _bare_read(read), ROUNDS)
    return [
        compared("codec.encode", "CPU µs/event", _us, encoding, "bare fastavro schemaless_writer"),
        compared("codec.decode", "CPU µs/event", _us, decoding, "bare fastavro schemaless_reader"),
        *_validating(),
    ]


def _validating() -> list[Figure]:
    """Validate penalty decisions as they come from the codec and note what is to be noted."""
    event = example(FACTS["penalty.decided"])
    assert isinstance(event, Event)
    return [
        _validated("validate.penalty_decided", event, 1),
        _validated("validate.penalty_decided_long", long_decision(event), 1 + ROUNDS * EVENTS),
    ]


def long_decision(event: Event) -> Event:
    """Return a decision as long as real ones are: 5,000 characters, ten bases, four officers."""
    said = event.model_dump()
    basis = said["violated_basis"][0]
    officers = [
        {"officer_cert_no": f"Q1322-002-{number:02}", "name": name}
        for number, name in enumerate(("王建国", "李红梅", "赵守义", "周敏"), start=1)
    ]
    long = {
        "violation_facts": _text(2_000),
        "penalty_content": _text(1_500),
        "remedy_text": _text(1_500),
        "violated_basis": [basis | {"article": f"第{n}条"} for n in "一二三四五"],
        "penalty_basis": [basis | {"article": f"第{n}条"} for n in "六七八九十"],
        "officers": officers,
    }
    return type(event).model_validate(said | long)


def _text(characters: int) -> str:
    """Return prose with dates, times, amounts, articles and certificates, as decisions have it."""
    return (_PROSE * (characters // len(_PROSE) + 1))[:characters]


_PROSE: Final = (
    "2026年11月20日10时15分，执法人员王建国、李红梅（执法证号Q1322-002-01、Q1322-002-02）在马头镇"
    "某村村口道路旁检查时发现，当事人将装修产生的生活垃圾约0.5立方米倾倒于道路北侧空地，未采取任何"
    "防扬散、防流失措施。经询问，当事人承认上述事实，并提供了营业执照（统一社会信用代码"
    "92371322MA3C8K2X4T）复印件。\n以上事实有现场检查笔录、照片等证据证实，违反了《中华人民共和国"
    "固体废物污染环境防治法》第四十九条的规定，依据该法第一百一十一条，处罚款人民币500.00元。\n"
)


def _validated(name: str, event: Event, first: int) -> Figure:
    """Validate other decisions in each round, so that nothing remembered of one helps another."""
    _, record = decode_record(encode(event))
    model = type(event)

    def validate(number: int) -> Spent:
        start = first + number * EVENTS
        records = [_another(record, n) for n in range(start, start + EVENTS)]
        return timed(EVENTS, lambda: [notes_on(model.model_validate(it)) for it in records])

    us = median(_us(validate(number)) for number in range(ROUNDS))
    return Figure(name, round(us, 2), "CPU µs/event", round(us / AIM_US, 3), f"{AIM_US:.0f} µs")


def _another(record: dict[str, Any], number: int) -> dict[str, Any]:
    """Return a decision of another case, party and violation, as the codec reads one."""
    opening, facts = f"第{number}号案：", record["violation_facts"]
    return record | {
        "event_id": uuid5(record["event_id"], str(number)),
        "case_id": f"AJ-2026-{number:06}",
        "violation_id": f"WF-2026-{number:06}",
        "decision_doc_no": f"郯马综执罚〔2026〕第{number}号",
        "party": record["party"] | {"party_name": f"郯城县第{number}农资店"},
        "violation_facts": opening + facts[len(opening) :],
    }


def _us(spent: Spent) -> float:
    return spent.cpu_ms * 1e3


def _encode(events: list[Event]) -> Spent:
    return timed(len(events), lambda: [encode(event) for event in events])


def _decode(values: list[bytes]) -> Spent:
    return timed(len(values), lambda: [decode(value) for value in values])


def _bare_write(records: list[tuple[Any, dict[str, Any]]]) -> Spent:
    def write() -> None:
        for schema, record in records:
            body = BytesIO()
            fastavro.schemaless_writer(body, schema, record)
            body.getvalue()

    return timed(len(records), write)


def _bare_read(bodies: list[tuple[Any, bytes]]) -> Spent:
    def read() -> None:
        for schema, body in bodies:
            fastavro.schemaless_reader(BytesIO(body), schema, None)

    return timed(len(bodies), read)
