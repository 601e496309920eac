"""Cases that were once judged wrongly, each told as the rule it broke."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.catalogue import FACTS, TOPIC_OF
from schemas.codec import encode
from schemas.contracts.examples import example
from schemas.envelope import Event
from schemas.events.authority import ItemListPublished
from schemas.events.hub import (
    DeadLetter,
    EventRejected,
    HubOutput,
    ObligationChanged,
    RoutingAssigned,
    RoutingReassigned,
)
from schemas.fields import READING
from schemas.instants import FIRST_DAY, LAST_DAY, epoch_millis
from schemas.problems import problems_of
from streams.judge.docket import REGISTERS, TICKS, Docket
from streams.judge.merge import LogRecord
from streams.judge.state import MemoryBase, State
from streams.policy.registry import concerns_registry
from tests.packs import few_rules
from tests.streams.vectors import all_received, credit_codes, founding, received

CODES = credit_codes()
NOON = datetime(2026, 6, 10, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Bench:
    """A docket fed by hand."""

    def __init__(self) -> None:
        self.docket = Docket(State(MemoryBase()), few_rules(), 0)
        self.outputs: list[HubOutput] = []
        self._offset = 0

    def found(self) -> None:
        for fact in founding():
            self.take(fact.event, fact.shared_at)

    def take(self, event: Event, at: datetime) -> None:
        self.record(TOPIC_OF[event.TYPE], encode(event), at, event.district.encode())

    def record(self, topic: str, value: bytes, at: datetime, key: bytes = b"139901") -> None:
        self._offset += 1
        record = LogRecord(topic, 0, self._offset, epoch_millis(at), key, value, ())
        self.outputs += self.docket.take(record)

    def tick(self, at: datetime) -> None:
        self.record(TICKS, b"", at)

    def of(self, kind: type[HubOutput]) -> list[Any]:
        return [output for output in self.outputs if isinstance(output, kind)]

    def duties(self) -> dict[UUID, ObligationChanged]:
        return {o.obligation_id: o for o in self.of(ObligationChanged)}


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.found()
    return bench


def _said(vector_id: str, index: int = 0, at: datetime = NOON, **changed: Any) -> Event:
    event = received(vector_id, index).event
    times = {"occurred_at": at, "recorded_at": at}
    number = abs(hash((vector_id, index, str(changed), str(at))))
    return event.model_copy(update={**times, "event_id": UUID(int=number), **changed})


def _extension(subject: str, at: datetime, days: int, category: str) -> Event:
    return _said(
        "VS-007",
        0,
        at,
        subject=subject,
        formed_at=at,
        expected_share_at=at + days * DAY,
        extended_category=category,
    )


def test_an_extension_for_a_fact_that_turns_out_not_to_be_related_is_never_overdue(
    bench: Bench,
) -> None:
    bench.take(_extension("L", NOON, 2, "G2"), NOON)
    licence = _said("VS-127", 0, NOON + DAY, subject="L", formed_at=NOON, agency_id=CODES["D-HC"])
    bench.take(licence, NOON + DAY)
    bench.tick(NOON + 9 * DAY)
    assert [d for d in bench.duties().values() if d.status == "overdue" and not d.withdrawn] == []


def test_the_first_receipt_ends_the_wait_whatever_formation_time_it_states(bench: Bench) -> None:
    bench.take(_extension("B", NOON, 3, "G6"), NOON)
    briefing = _said(
        "VS-003", 0, NOON + DAY, subject="B", formed_at=NOON + DAY, agency_id=CODES["D-HC"]
    )
    bench.take(briefing, NOON + DAY)
    bench.tick(NOON + 9 * DAY)
    (duty,) = bench.duties().values()
    assert duty.verdict == "EXTENDED_ON_TIME"


def test_only_a_registrar_registers_once_there_is_one(bench: Bench) -> None:
    itself = founding()[0].event.model_copy(
        update={
            "event_id": UUID(int=7),
            "kind": "DISTRICT_GOV",
            "agency_id": CODES["T01"],
            "registered_agency_id": CODES["T01"],
        }
    )
    bench.take(itself, NOON)
    (rejected,) = bench.of(EventRejected)
    assert [r.rule_id for r in rejected.reasons] == ["V-05"]


def test_nobody_refers_in_the_name_of_an_agency_that_is_not_its_own(bench: Bench) -> None:
    bench.take(_said("VS-016", 1, agency_id=CODES["T02"], sent_at=NOON, approved_at=NOON), NOON)
    (rejected,) = bench.of(EventRejected)
    assert [r.field for r in rejected.reasons] == ["from_agency_id"]


@pytest.mark.parametrize("decided_first", [True, False])
def test_an_execution_is_delivered_whichever_comes_first(
    bench: Bench, *, decided_first: bool
) -> None:
    decided = _said("VS-001", 0, formed_at=NOON)
    executed = FACTS["penalty.executed"].model_validate(
        {
            **{k: v for k, v in decided.model_dump().items() if k in Event.model_fields},
            "event_id": UUID(int=9),
            "event_type": "cn.xzzf.penalty.executed.v1",
            "case_id": decided.case_id,
            "subject": "execution",
        }
    )
    order = (decided, executed) if decided_first else (executed, decided)
    for number, event in enumerate(order):
        bench.take(event, NOON + number * HOUR)
    given = {(d.event_type, d.to) for d in bench.of(RoutingAssigned)}
    assert given == {("penalty.decided", CODES["D-UM"]), ("penalty.executed", CODES["D-UM"])}
    assert len(bench.of(RoutingAssigned)) == 2


def _given(type_: str, hour: int, agency: str, refs: dict[str, str], **fields: Any) -> Any:
    at = (NOON + hour * HOUR).isoformat()
    return {"type": type_, "at": at, "agency": agency, "refs": refs, "fields": fields}


def test_what_a_designation_moves_is_reassigned_once_with_its_cause(bench: Bench) -> None:
    dispute = {"dispute_id": "Y-1"}
    log = all_received(
        {
            "id": "designated",
            "given": [
                _given(
                    "violation.discovered",
                    0,
                    "T01",
                    {"violation_id": "W-1"},
                    jurisdiction="OTHER",
                    competent_agency_id="D-HC",
                    urgency_grounds=["URGENT"],
                ),
                _given(
                    "dispute.raised",
                    1,
                    "T01",
                    dispute | {"violation_id": "W-1"},
                    parties=["T01", "D-HC"],
                ),
                _given(
                    "dispute.jurisdiction_designated",
                    2,
                    "GOV",
                    dispute,
                    designated_agency_id="D-HC",
                ),
                _given("process.recorded", 3, "D-HC", {"violation_id": "W-1", "case_id": "C-1"}),
            ],
        }
    )
    for one in log:
        bench.take(one.fact.event, one.fact.shared_at)
    found, _, designation, _ = (one.fact.event for one in log)
    moved = {
        (d.event_id, d.to, d.reassigned_from, d.reason_rule, d.cause_event_id)
        for d in bench.of(RoutingReassigned)
    }
    both = (CODES["D-HC"], CODES["T01"], "ZY-04", designation.event_id)
    assert moved == {(found.event_id, *both), (designation.event_id, *both)}
    assert len(bench.of(RoutingReassigned)) == 2
    assert designation.event_id not in {d.event_id for d in bench.of(RoutingAssigned)}


def test_joining_two_matters_delivers_nothing_twice(bench: Bench) -> None:
    decided = _said("VS-001", 0, formed_at=NOON, case_id="C-1")
    other = _said("VS-001", 0, formed_at=NOON, case_id="C-2", subject="P-2")
    joining = _said("VS-016", 0, case_id="C-1", violation_id="W-1")
    linked = other.model_copy(update={"event_id": UUID(int=21), "violation_id": "W-1"})
    for number, event in enumerate((decided, other, joining, linked)):
        bench.take(event, NOON + number * HOUR)
    given = [d.output_id for d in bench.of(RoutingAssigned)]
    assert len(given) == len(set(given)) == 3


def test_a_list_of_another_publisher_does_not_replace_one_of_the_same_name(bench: Bench) -> None:
    lists = (f.event for f in founding() if isinstance(f.event, ItemListPublished))
    published: Any = next(lists)
    other = published.model_copy(
        update={"event_id": UUID(int=11), "agency_id": CODES["D-AG"], "items": published.items[:1]}
    )
    bench.take(other, NOON)
    bench.take(_said("VS-001", 0, formed_at=NOON, item_code="S-005"), NOON + HOUR)
    assert {d.to for d in bench.of(RoutingAssigned)} == {CODES["D-AG"]}


def test_what_the_justice_bureau_reports_for_another_body_is_that_bodys(bench: Bench) -> None:
    briefing = _said(
        "VS-003", 0, formed_at=NOON - 3 * DAY, agency_id=CODES["JB"], on_behalf_of=CODES["D-MS"]
    )
    bench.take(briefing, NOON)
    (duty,) = bench.duties().values()
    assert (duty.debtor, duty.verdict) == (CODES["D-MS"], "LATE")


def test_a_message_with_countless_problems_makes_a_dead_letter_of_bounded_size(
    bench: Bench,
) -> None:
    inspection: Any = example(FACTS["inspection.recorded"])
    officer = inspection.officers[0].model_copy(update={"officer_cert_no": ""})
    bad = inspection.model_copy(update={"officers": (officer,) * 20_000})
    bench.record("facts.inspection-records", encode(bad), NOON, b"371322")
    (letter,) = bench.of(DeadLetter)
    assert letter.code == "INVALID"
    assert len(letter.reasons) == 51
    assert letter.reasons[-1].value == "19950"


@pytest.mark.parametrize("value", ["无", " - ", "N/A", "0"])
def test_a_placeholder_is_no_identifier(value: str) -> None:
    values = example(FACTS["penalty.decided"]).model_dump() | {"case_id": value}
    with pytest.raises(ValidationError) as caught:
        FACTS["penalty.decided"].model_validate(values)
    assert [p.rule for p in problems_of(caught.value)] == ["V-79"]


EDGES = [
    datetime(FIRST_DAY.year, 1, 1, tzinfo=UTC),
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2003, 5, 1, tzinfo=UTC),
    NOON,
    datetime(LAST_DAY.year, 12, 31, 23, 59, 59, tzinfo=UTC),
]


@given(st.sampled_from(sorted(FACTS)), st.data())
def test_no_admissible_date_stops_the_judge(event_type: str, data: st.DataObject) -> None:
    event = example(FACTS[event_type])
    agency = {"agency_id": CODES["T01"], "region_code": "139901100"}
    values = event.model_dump() | agency
    for name, value in values.items():
        if isinstance(value, datetime):
            values[name] = data.draw(st.sampled_from(EDGES), name)
        elif type(value) is date:
            values[name] = data.draw(st.sampled_from(EDGES), name).date()
    try:
        said = FACTS[event_type].model_validate(values, context={READING: True})
    except ValidationError:
        return
    bench = Bench()
    bench.found()
    bench.take(said, NOON)
    bench.tick(NOON + 400 * DAY)


@pytest.mark.parametrize("year", [1899, 2200, 9999])
def test_an_impossible_year_is_refused(year: int) -> None:
    values = example(FACTS["violation.discovered"]).model_dump()
    values["discovered_at"] = datetime(year, 6, 1, tzinfo=UTC)
    with pytest.raises(ValidationError) as caught:
        FACTS["violation.discovered"].model_validate(values, context={READING: True})
    assert [p.rule for p in problems_of(caught.value)] == ["V-42"]


_LOADED_IN_RUNS = (
    "agency.registered",
    "officer.registered",
    "authority.item_list_published",
    "authority.delegation_signed",
)


def test_a_run_of_registrations_stands_on_topics_that_make_the_registry() -> None:
    """The judge waits for the end of a run of registrations, which it knows by their topics."""
    registers = {TOPIC_OF[t] for t in FACTS if concerns_registry(_example_event(t))}
    assert registers >= REGISTERS
    assert {TOPIC_OF[event_type] for event_type in _LOADED_IN_RUNS} <= REGISTERS


def _example_event(event_type: str) -> Event:
    event = example(FACTS[event_type])
    assert isinstance(event, Event)
    return event
