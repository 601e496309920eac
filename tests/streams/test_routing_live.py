"""Routing and extensions through real workers: judge, router, alerts, Kafka, a test clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest
from kafka import KafkaConsumer

from infra.embedded import Instance
from schemas.codec import decode
from schemas.envelope import Event
from schemas.events.hub import (
    AlertRaised,
    Delivery,
    EventRejected,
    HubOutput,
    ObligationChanged,
    RoutingAssigned,
    VerdictIssued,
)
from schemas.instants import SHANGHAI
from streams.casebook.events import built
from streams.casebook.world import default_world
from streams.policy.rulebook import rule
from tests.streams.districts import planned
from tests.streams.hub import Hub
from tests.streams.office import Office, is_done
from tests.streams.vectors import credit_codes, founding, received

T = TypeVar("T", bound=HubOutput)

CODES = credit_codes()
TOWNSHIP, ASKED, COMPETENT = CODES["T01"], CODES["D-NR"], CODES["D-HC"]
REGION = default_world().region_of("T01")
NEWCOMER = "11139901MB0000018A"
ALERTS = ("hub.alerts",)


@pytest.fixture
def office(hub_instance: Instance, tmp_path: Path) -> Iterator[Office]:
    """Workers that have judged the register of the world of worked cases."""
    with Office(hub_instance.kafka_bootstrap, tmp_path, partitions=1, pack="world") as office:
        for stage in ("judge", "router", "alerts"):
            office.start(stage, stage, stage)
        office.publish(planned(fact.event, fact.shared_at) for fact in founding())
        reach(office, at("2026-05-20T08:00:00.000"))
        yield office


def test_an_agency_registered_while_they_run_gets_its_inbox_and_deliveries(office: Office) -> None:
    """Before it is registered it is refused; no worker is started again."""
    workers = {name: worker.pid for name, worker in office.workers.items()}
    assert f"inbox.{NEWCOMER}" not in inboxes(office)
    accepted = {"referral_id": "R8", "decision": "ACCEPTED", "reply_doc_no": "青受〔2026〕1号"}
    publish(office, "08:30", said("referral.acceptance_replied", "08:30", NEWCOMER, 1, **accepted))
    registered = {
        "registered_agency_id": NEWCOMER,
        "agency_name": "测试区新设局",
        "kind": "DEPARTMENT",
        "agency_region_code": "139901",
        "active_from": "2026-06-01",
    }
    publish(office, "08:45", said("agency.registered", "08:45", CODES["JB"], 2, **registered))
    sent = received("HT-YS-05-8", 0).event.model_copy(update={"to_agency_id": NEWCOMER})
    publish(office, "09:00", sent)
    publish(office, "11:00", said("referral.acceptance_replied", "11:00", NEWCOMER, 3, **accepted))
    reach(office, day("12:00"))

    (refused,) = of(EventRejected, office.outputs())
    assert (refused.event_id, [r.rule_id for r in refused.reasons]) == (UUID(int=1), ["V-05"])
    ((referral, headers),) = inbox(office, NEWCOMER)
    assert (referral.event_type, referral.event_id) == ("referral.sent", sent.event_id)
    assert (referral.reason_rule, referral.reason_clause) == ("YS-05", rule("YS-05").clause)
    assert headers["hutong_reason"] == b"YS-05"
    assert [d.event_id for d, _ in inbox(office, TOWNSHIP)] == [UUID(int=3)]
    assert {name: worker.pid for name, worker in office.workers.items()} == workers
    assert {worker.poll() for worker in office.workers.values()} == {None}


def test_a_misdirected_referral_comes_back_and_its_sender_is_told_who_is_competent(
    office: Office,
) -> None:
    """It reaches whom it names; the sender is told at once who is competent, and gets it back."""
    sent = received("HT-YS-05-8", 0).event
    returned = {
        "referral_id": "R8",
        "decision": "RETURNED",
        "reason": "不属于本机关管辖",
        "reply_doc_no": "青受〔2026〕1号",
    }
    reply = said("referral.acceptance_replied", "10:00", ASKED, 1, **returned)
    publish(office, "09:00", sent)
    publish(office, "10:00", reply)
    reach(office, day("11:00"))

    verdicts = of(VerdictIssued, office.outputs())
    (misdirected,) = (v for v in verdicts if v.code == "REFERRAL_MISDIRECTED")
    assert (misdirected.agency, misdirected.judged_at) == (TOWNSHIP, day("09:00"))
    assert misdirected.subject_event_ids == (sent.event_id,)
    assert misdirected.clause == rule("YS-05").clause
    assert {d.name: d.value for d in misdirected.details}["competent"] == COMPETENT
    assert default_world().agency("D-HC")["name"] in misdirected.explanation_zh
    alerts = of(AlertRaised, office.outputs(ALERTS))
    (told,) = (a for a in alerts if a.code == "REFERRAL_MISDIRECTED")
    assert TOWNSHIP in told.recipients
    assert COMPETENT in told.message_en

    assert [d.event_id for d, _ in inbox(office, ASKED)] == [sent.event_id]
    ((back, headers),) = inbox(office, TOWNSHIP)
    assert (back.event_type, back.event_id) == ("referral.acceptance_replied", reply.event_id)
    assert (back.reason_rule, back.reason_clause) == ("YS-16", rule("YS-16").clause)
    assert headers["hutong_reason"] == b"YS-16"
    assert decode(back.value) == reply


def test_an_extension_warns_on_its_day_and_falls_overdue_by_itself(office: Office) -> None:
    """Declared on a Wednesday until Monday: due soon from Friday, overdue when Monday is over."""
    declared = received("VS-007", 0).event.model_copy(
        update={"expected_share_at": at("2026-05-25T17:00:00.000")}
    )
    office.publish([planned(declared, at("2026-05-20T18:00:00.000"))])
    told: list[tuple[str, datetime | None, datetime]] = []

    def stands(when: str) -> list[tuple[str, datetime]]:
        """Return what is newly said of the duty by a moment, and when it was judged."""
        reach(office, at(when))
        duties = [d for d in of(ObligationChanged, office.outputs()) if d.rule_id == "GX-11"]
        duties = [d for d in duties if d.subject == declared.subject]
        before = len(told)
        told[:] = [(d.status, d.due_soon_since, d.judged_at) for d in duties]
        assert {d.due_at for d in duties} == {at("2026-05-25T23:59:59.999")}
        return [(f"{s}, due soon" if soon else s, judged) for s, soon, judged in told[before:]]

    def alerts() -> list[tuple[str, datetime]]:
        raised = of(AlertRaised, office.outputs(ALERTS))
        return [(a.code, a.judged_at) for a in raised if a.subject == declared.subject]

    opened, friday = at("2026-05-20T18:00:00.000"), at("2026-05-22T00:00:00.000")
    monday_over = at("2026-05-26T00:00:00.000")
    assert stands("2026-05-20T18:01:00.000") == [("open", opened)]
    assert stands("2026-05-21T23:59:59.999") == []
    assert alerts() == []
    assert stands("2026-05-22T00:00:00.000") == [("open, due soon", friday)]
    assert alerts() == [("EXTENSION_DUE_SOON", friday)]
    assert stands("2026-05-25T23:59:59.999") == []
    ((status, overdue_at),) = stands("2026-05-26T09:00:00.000")
    assert (status.split(",")[0], overdue_at) == ("overdue", monday_over)
    assert alerts()[1:] == [("SHARING_OVERDUE", monday_over)]


def at(text: str) -> datetime:
    """Return an instant of Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def day(clock: str) -> datetime:
    """Return a time of 1 June 2026."""
    return at(f"2026-06-01T{clock}:00.000")


def said(type_: str, clock: str, agency: str, number: int, **fields: Any) -> Event:
    """Return an event of a numbered id that happened at a time of the day."""
    return built(type_, day(clock), agency, REGION, UUID(int=number), fields)


def publish(office: Office, clock: str, event: Event) -> None:
    """Publish an event at a time of the day."""
    office.publish([planned(event, day(clock))])


def reach(office: Office, when: datetime) -> None:
    """Tell the workers what time it is; return when all that follows by then is relayed."""
    office.tick(when)
    office.reach(is_done, f"judged by {when}")
    office.relayed()


def of(kind: type[T], outputs: list[HubOutput]) -> list[T]:
    """Return the outputs of a kind, in order."""
    return [output for output in outputs if isinstance(output, kind)]


def inbox(office: Office, agency: str) -> list[tuple[Delivery, dict[str, bytes]]]:
    """Return the referrals and their answers in an agency's inbox, with their headers."""
    records = Hub(office.bootstrap, office.topics).records(f"inbox.{agency}")
    found = [(decode(record.value), dict(record.headers)) for record in records]
    return [
        (delivery, headers)
        for delivery, headers in found
        if isinstance(delivery, RoutingAssigned) and delivery.event_type.startswith("referral.")
    ]


def inboxes(office: Office) -> set[str]:
    """Return the plain names of the topics there are."""
    consumer = KafkaConsumer(bootstrap_servers=office.bootstrap)
    try:
        own = office.topics.namespace
        return {name.removeprefix(own) for name in consumer.topics() if name.startswith(own)}
    finally:
        consumer.close()
