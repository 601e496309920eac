"""What an output says of what was published before it, and of judging a settled scope again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from schemas.events.hub import AlertRaised, AlertResolved, HubOutput, ObligationChanged
from schemas.instants import epoch_millis
from streams.casebook.reading import entries
from streams.casebook.world import default_world
from streams.judge.docket import TICKS, Docket
from streams.judge.merge import LogRecord
from streams.judge.state import MemoryBase, State
from streams.packs import default_pack
from streams.policy.intake import Received
from streams.raising import alert_of
from tests.streams.vectors import founding, log_record

FOUND: Mapping[str, Any] = {
    "type": "violation.discovered",
    "at": "2026-11-20T09:00:00.000+08:00",
    "agency": "D-MS",
    "refs": {"violation_id": "W2"},
    "fields": {"jurisdiction": "OTHER", "competent_agency_id": "T01"},
}
CLOSED: Mapping[str, Any] = {
    "type": "closure.declared",
    "at": "2026-11-27T09:00:00.000+08:00",
    "agency": "GOV",
    "fields": {"from": "2026-11-23", "to": "2026-11-23", "reason": "道路封闭"},
}
REPLIED: Mapping[str, Any] = {
    "type": "referral.acceptance_replied",
    "at": "2026-11-26T10:00:00.000+08:00",
    "agency": "T01",
    "refs": {"referral_id": "R2"},
    "fields": {"decision": "ACCEPTED", "reply_doc_no": "青受〔2026〕1号"},
}


def _sent(at: str) -> Mapping[str, Any]:
    refs = {"referral_id": "R2", "violation_id": "W2"}
    fields = {"to_agency_id": "T01"}
    return {"type": "referral.sent", "at": at, "agency": "D-MS", "refs": refs, "fields": fields}


def _outputs(given: list[Mapping[str, Any]], now: str) -> list[HubOutput]:
    """Return what the docket publishes of a case, each entry at its time, and then of a tick."""
    read = entries({"id": "K", "given": given}, default_world())
    log = [replace(e.fact, offset=1000 + n) for n, e in enumerate(read) if isinstance(e, Received)]
    assert len(log) == len(given)
    docket = Docket(State(MemoryBase()), default_pack(), 0)
    records = [log_record(fact, fact.offset) for fact in (*founding(), *log)]
    tick = epoch_millis(datetime.fromisoformat(now))
    records.append(LogRecord(TICKS, 0, 0, tick, b"000000", None, ()))
    return [output for record in records for output in docket.take(record)]


def _referral(outputs: list[HubOutput]) -> list[ObligationChanged]:
    return [o for o in outputs if isinstance(o, ObligationChanged) and o.rule_id == "YS-05"]


def test_each_change_of_a_duty_names_what_was_published_before() -> None:
    late = _referral(
        _outputs([FOUND, _sent("2026-11-26T09:00:00+08:00")], "2026-11-27T09:00+08:00")
    )
    assert [(o.previous_status, o.status) for o in late] == [
        (None, "open"),
        ("open", "open"),
        ("due_soon", "overdue"),
        ("overdue", "satisfied_late"),
    ]
    soon = late[1]
    assert soon.due_soon_since == soon.judged_at == datetime.fromisoformat("2026-11-25T00:00+08:00")


def test_a_duty_in_life_warns_then_alerts_then_says_when_it_was_done() -> None:
    outputs = _outputs([FOUND, _sent("2026-11-26T09:00:00+08:00")], "2026-11-27T09:00+08:00")
    told = [alert for o in _referral(outputs) if (alert := alert_of(o))]
    assert [(a.TYPE, a.code, a.ended_at is None) for a in told if isinstance(a, AlertRaised)] == [
        ("alert.raised", "REFERRAL_DUE_SOON", False),
        ("alert.raised", "REFERRAL_OVERDUE", True),
        ("alert.raised", "REFERRAL_OVERDUE", False),
    ]


def test_a_warning_that_was_heeded_is_resolved() -> None:
    outputs = _outputs([FOUND, _sent("2026-11-25T09:00:00+08:00")], "2026-11-27T09:00+08:00")
    told = [alert for o in _referral(outputs) if (alert := alert_of(o))]
    assert [(a.TYPE, a.code) for a in told] == [
        ("alert.raised", "REFERRAL_DUE_SOON"),
        ("alert.resolved", "REFERRAL_DUE_SOON"),
    ]


def test_a_settled_matter_that_a_closure_cures_is_rejudged_and_the_told_are_told() -> None:
    outputs = _outputs(
        [FOUND, _sent("2026-11-26T09:00:00+08:00"), REPLIED, CLOSED], "2026-11-28T09:00+08:00"
    )
    last = _referral(outputs)[-1]
    assert (last.previous_status, last.status, last.rejudged) == (
        "satisfied_late",
        "satisfied",
        True,
    )
    end = alert_of(last)
    assert isinstance(end, AlertResolved)
    assert end.reason == "satisfied"


def test_what_an_event_or_time_concludes_is_not_rejudged() -> None:
    outputs = _outputs([FOUND, _sent("2026-11-26T09:00:00+08:00")], "2026-11-27T09:00+08:00")
    assert not any(o.rejudged for o in _referral(outputs))


def test_a_matter_in_which_something_is_owed_is_not_settled_when_it_is_judged_again() -> None:
    outputs = _outputs([FOUND, CLOSED], "2026-11-28T09:00+08:00")
    last = _referral(outputs)[-1]
    assert last.status == "overdue"
    assert not any(o.rejudged for o in _referral(outputs))
