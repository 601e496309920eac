"""The pulse, as processes on real Kafka: whatever befalls them, the sums are those of the log."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid5

from kafka import KafkaAdminClient, KafkaProducer
from kafka.admin import NewTopic

from infra.embedded import Instance
from schemas.catalogue import TOPIC_OF
from schemas.codec import decode, encode
from schemas.contracts.examples import example
from schemas.envelope import Event
from schemas.events.hub import (
    EventDuplicated,
    EventRejected,
    HubOutput,
    ObligationChanged,
    PulseCounted,
)
from schemas.events.penalty_decisions import PenaltyDecided
from schemas.events.referrals import ReferralSent
from schemas.instants import epoch_millis
from streams.pages import PAGE
from tests.streams.hub import DISTRICT, IDS, NOON, Hub, obligation, until

TOWNSHIP, BUREAU = "11371322017002002N", "113713220170390083"
Sums = dict[tuple[Any, ...], Counter[str]]


def fact(number: int, at_ms: int) -> tuple[str, bytes, int]:
    """Return the topic, the value and the time of one of many facts of two agencies."""
    kind = (PenaltyDecided, ReferralSent)[number % 2]
    event = example(kind)
    assert isinstance(event, Event)
    said = event.model_copy(
        update={
            "event_id": uuid5(IDS, f"pulse {number}"),
            "agency_id": (TOWNSHIP, BUREAU)[number % 3 % 2],
        }
    )
    return TOPIC_OF[kind.TYPE], encode(said), at_ms


def duty(number: int, status: str, before: str | None) -> ObligationChanged:
    """Return a change of a sharing duty, done an hour after it fell due."""
    at = NOON + timedelta(seconds=number, hours=before == "overdue")
    return obligation(
        output_id=uuid5(IDS, f"duty {number} {status}"),
        obligation_id=uuid5(IDS, f"duty {number}"),
        judged_at=at,
        rule_id="GX-11",
        category_rule="GX-04",
        debtor=(TOWNSHIP, BUREAU)[number % 2],
        trigger_type="penalty.decided",
        clock_start=at - timedelta(minutes=number % 7),
        satisfied_at=at if status.startswith("satisfied") else None,
        status=status,
        previous_status=before,
    )


@dataclass(frozen=True)
class Log:
    """Facts and conclusions on real topics, on the test clock."""

    hub: Hub

    @classmethod
    def made(cls, bootstrap: str) -> Log:
        hub = Hub.made(bootstrap, clock="simulated")
        admin = KafkaAdminClient(bootstrap_servers=bootstrap)
        config = {"message.timestamp.type": "CreateTime"}
        admin.create_topics(
            [NewTopic(name, 3, 1, topic_configs=config) for name in hub.topics.facts]
        )
        admin.close()
        return cls(hub)

    def write(self, records: list[tuple[str, bytes, int]]) -> None:
        """Append records of (topic, value, time), spread over the partitions."""
        producer = KafkaProducer(bootstrap_servers=self.hub.bootstrap, acks="all")
        for number, (plain, value, at_ms) in enumerate(records):
            producer.send(
                self.hub.topics.named(plain),
                key=DISTRICT.encode(),
                value=value,
                partition=number // 2 % 3,
                timestamp_ms=at_ms,
            )
        producer.flush()
        producer.close()

    def conclude(self, outputs: list[HubOutput], *, kept: bool = True) -> None:
        with self.hub.pen() as pen:
            pen.write(outputs, kept=kept)

    def expected(self) -> Sums:
        """Return the sums as the log itself gives them, record by record."""
        sums: Sums = defaultdict(Counter)
        for plain in (*map(self.hub.topics.plain, self.hub.topics.facts),):
            for record in self.hub.records(plain):
                minute = record.timestamp // 60_000
                try:
                    event = decode(record.value)
                except ValueError:
                    sums[minute, "", plain, "NONE"]["unreadable"] += 1
                    continue
                assert isinstance(event, Event)
                place = (minute, event.agency_judged, plain, event.share_category)
                sums[place]["arrived"] += 1
        for record in (*self.hub.records("hub.verdicts"), *self.hub.records("hub.obligations")):
            said = decode(record.value)
            match said:
                case EventDuplicated() | EventRejected():
                    place = (_minute(said), said.agency, TOPIC_OF[said.event_type], "NONE")
                    name = "duplicated" if isinstance(said, EventDuplicated) else "refused"
                    sums[place][name] += 1
                case ObligationChanged():
                    place = (_minute(said), said.debtor, "facts.penalty-decisions", "G3")
                    _add_duty(sums[place], said)
        return {place: count for place, count in sums.items() if any(count.values())}

    def counted(self) -> Sums:
        """Return the sums over `hub.pulse`: of each page the count that reaches furthest."""
        newest: dict[tuple[Any, ...], PulseCounted] = {}
        for record in self.hub.records("hub.pulse"):
            said = decode(record.value)
            assert isinstance(said, PulseCounted)
            at = (said.page.topic, said.page.partition, said.page.offset, said.district)
            if at not in newest or newest[at].through_offset <= said.through_offset:
                newest[at] = said
        sums: Sums = defaultdict(Counter)
        for count in newest.values():
            for cell in count.cells:
                place = (
                    epoch_millis(cell.minute) // 60_000,
                    *(cell.agency, cell.family, cell.category),
                )
                sums[place].update(  # `+=` would drop what goes down
                    {
                        name: said
                        for name, said in cell.model_dump().items()
                        if isinstance(said, int) and name != "longest_delay_ms"
                    }
                )
        return {place: count for place, count in sums.items() if any(count.values())}


def _minute(said: HubOutput) -> int:
    return epoch_millis(said.judged_at) // 60_000


def _add_duty(count: Counter[str], said: ObligationChanged) -> None:
    done, was = (
        str(status).startswith("satisfied") for status in (said.status, said.previous_status)
    )
    count["shared"] += done - was
    count["shared_late"] += (said.status == "satisfied_late") - (
        said.previous_status == "satisfied_late"
    )
    count["overdue"] += (said.status == "overdue") - (said.previous_status == "overdue")
    if done and not was and said.satisfied_at is not None:
        took = said.satisfied_at - said.clock_start
        count["delay_ms"] += round(took.total_seconds() * 1000)


def test_the_sums_are_those_of_the_log_through_kills_a_split_and_duplicates(
    hub_instance: Instance, tmp_path: Path
) -> None:
    log = Log.made(hub_instance.kafka_bootstrap)
    hub = log.hub
    noon = epoch_millis(NOON)
    facts = [fact(n, noon + 20 * n) for n in range(9 * PAGE)]
    first, second, third = facts[: 4 * PAGE], facts[4 * PAGE : 8 * PAGE], facts[8 * PAGE :]

    log.write(first)
    with hub.worker("pulse", tmp_path / "one", clock="simulated") as pulse:
        until(lambda: hub.size("hub.pulse") > 0, "a first count")
        pulse.kill()  # amidst a page
    log.write([*second, *second[:50]])  # a publisher says some of it again
    log.conclude([duty(n, "overdue", None) for n in range(300)])
    log.conclude([duty(n, "satisfied", None) for n in range(300, 900)])
    log.conclude([duty(n, "satisfied", None) for n in range(900, 950)], kept=False)
    log.write([("facts.cases", b"no event at all", noon)])
    with (
        hub.worker("pulse", tmp_path / "one", clock="simulated") as one,
        hub.worker("pulse", tmp_path / "two", clock="simulated") as two,
    ):
        log.conclude([duty(n, "satisfied_late", "overdue") for n in range(200)])
        log.write(third)
        expected = log.expected()
        until(lambda: log.counted() == expected, "the sums of the log")
        assert two.end() == (0, "")
        log.write([fact(20_000 + n, noon + n) for n in range(100)])
        expected = log.expected()
        until(lambda: log.counted() == expected, "the sums, by the one that is left")
        assert one.end() == (0, "")
    total = Counter[str]()
    for count in log.counted().values():
        total += count
    assert (total["arrived"], total["unreadable"]) == (9 * PAGE + 50 + 100, 1)
    assert (total["shared"], total["shared_late"], total["overdue"]) == (800, 200, 100)
