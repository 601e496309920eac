"""A conclusion names the events that it rests on, the judged one first."""

from __future__ import annotations

import pytest

from schemas.instants import to_utc_millis
from streams.casebook.running import moments
from streams.casebook.world import default_world
from streams.policy.replay import replay
from tests.streams.vectors import all_received, case, founding


def _rests_on(case_id: str, rule_id: str, code: str | None) -> list[list[str]]:
    """Return the event types that the conclusions of a rule with a code rest on."""
    worked = case(case_id)
    now = max(to_utc_millis(at) for at, _, _ in moments(worked))
    log = all_received(worked)
    types = {one.fact.id: one.fact.event.TYPE for one in log}
    verdicts = replay(log, default_world().pack, now, known=founding()).ledger.verdicts
    return [
        [types[e] for e in v.events] for v in verdicts if (v.rule.id, v.code) == (rule_id, code)
    ]


@pytest.mark.parametrize(
    ("case_id", "rule_id", "code", "events"),
    [
        ("VS-080", "FS-01", "DECIDED_WITHOUT_LEGAL_REVIEW", ["case.legal_review_completed"]),
        (
            "HT-CL-01-S2",
            "CL-01",
            "PROCEDURE_ORDER_VIOLATION",
            ["penalty.decided", "case.served"],
        ),
        ("HT-CL-01-16", "CL-01", "PROCEDURE_ORDER_VIOLATION", ["penalty.executed"]),
        ("VS-088", "TS-02", "SELF_INVESTIGATION", ["complaint.verified"]),
        ("VS-028", "YS-08", "NO_EVIDENCE_FIXED", ["violation.onsite_action"]),
    ],
)
def test_beside_the_judged_event_it_names_what_decides(
    case_id: str, rule_id: str, code: str, events: list[str]
) -> None:
    (found,) = _rests_on(case_id, rule_id, code)
    assert found[1:] == events
