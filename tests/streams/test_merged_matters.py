"""What lies across matters is judged again by the live judge when two of them become one."""

from __future__ import annotations

from schemas.events.hub import VerdictIssued
from streams.judge.docket import Docket
from streams.judge.merge import LogRecord
from streams.judge.state import MemoryBase, State
from streams.packs import default_pack
from tests.streams.vectors import all_received, case, founding, log_record

CASE = "HT-MB-01-6"


def _records() -> list[LogRecord]:
    facts = [*founding(), *(r.fact for r in all_received(case(CASE)))]
    return [log_record(fact, offset) for offset, fact in enumerate(facts)]


def test_a_duplicate_inspection_is_withdrawn_once_a_filing_makes_both_one_matter() -> None:
    docket = Docket(State(MemoryBase()), default_pack(), 0)
    said: list[VerdictIssued] = []
    for record in _records():
        said += [o for o in docket.take(record) if isinstance(o, VerdictIssued)]
    duplicates = [v for v in said if v.code == "DUPLICATE_INSPECTION"]
    assert [v.withdrawn for v in duplicates] == [False, True]
    assert duplicates[1].supersedes_output_id == duplicates[0].output_id
