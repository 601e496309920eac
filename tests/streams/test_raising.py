"""Which conclusions raise an alert, and what it says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from schemas.catalogue import OUTPUTS
from schemas.events.hub import AlertRaised, EventDuplicated, HubOutput, Position
from streams.policy.rulebook import RULES
from streams.policy.rules import Rule
from streams.raising import JUSTICE_BUREAU, alert_of
from tests.streams.hub import NOON, delivery, obligation, verdict

CODES = {
    "GX-11": "SHARING_OVERDUE",
    "YS-05": "REFERRAL_OVERDUE",
    "YS-06": "IMMEDIATE_REFERRAL_LATE",
    "YS-16": "ACCEPTANCE_REPLY_OVERDUE",
}
DONE_LATE = {
    "status": "satisfied_late",
    "verdict": "LATE",
    "satisfied_at": datetime(2026, 11, 27, 18, 0, tzinfo=UTC),
    "late_by_ms": 50 * 3_600_000 + 1,
    "satisfied_by_event_id": uuid4(),
}


def raised(output: HubOutput) -> AlertRaised:
    """Return the alert of an output that must raise one."""
    alert = alert_of(output)
    assert alert is not None
    return alert


@pytest.mark.parametrize(("rule", "code"), CODES.items())
def test_an_overdue_duty_raises_the_alert_of_its_rule(rule: str, code: str) -> None:
    alert = raised(obligation(rule_id=rule))
    assert (alert.code, alert.severity, alert.rule_id) == (code, "BREACH", rule)


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.id not in CODES])
def test_any_other_duty_is_told_by_the_code_and_the_title_of_its_rule(rule: Rule) -> None:
    alert = raised(obligation(rule_id=rule.id))
    assert alert.code == (rule.codes[0] if rule.codes else "DUTY_OVERDUE")
    assert f"履行“{rule.title_zh}”的义务" in alert.message_zh
    assert f"discharge its duty “{rule.title_en}”" in alert.message_en


def test_a_duty_of_a_rule_that_was_dropped_is_not_passed_over() -> None:
    assert raised(obligation(rule_id="ZZ-99")).code == "DUTY_OVERDUE"


def test_an_alert_goes_to_the_debtor_and_the_justice_bureau() -> None:
    overdue = obligation()
    assert raised(overdue).recipients == (overdue.debtor, JUSTICE_BUREAU)


def test_an_alert_says_who_what_since_when_and_by_which_clause_in_both_languages() -> None:
    overdue = obligation()
    alert = raised(overdue)
    for message in (alert.message_zh, alert.message_en):
        assert overdue.debtor in message
        assert overdue.subject in message
        assert "2026-11-25 23:59:59" in message
        assert overdue.clause_ref in message
        assert overdue.clause in message
    assert "移送违法行为" in alert.message_zh
    assert "至今未办" in alert.message_zh
    assert "refer the violation" in alert.message_en
    assert alert.due_at == overdue.due_at
    assert alert.evidence_event_ids == (overdue.trigger_event_id,)


def test_a_duty_done_late_says_when_it_was_done_and_how_late() -> None:
    alert = raised(obligation(**DONE_LATE))
    assert "实际办于 2026-11-28 02:00:00，迟 2天 2小时" in alert.message_zh
    assert "did so at 2026-11-28 02:00:00, 2 d 2 h late" in alert.message_en
    assert alert.evidence_event_ids[1] == DONE_LATE["satisfied_by_event_id"]


def test_one_millisecond_late_is_shown_as_such() -> None:
    assert "迟 0.001秒" in raised(obligation(**{**DONE_LATE, "late_by_ms": 1})).message_zh


def test_a_local_parameter_is_named_and_the_clause_not_blamed_for_its_number() -> None:
    urgent = obligation(
        rule_id="YS-06", threshold_source="local_param", param="immediate_hours", **DONE_LATE
    )
    alert = raised(urgent)
    assert alert.severity == "BREACH"
    assert "超过地方参数 immediate_hours" in alert.message_zh
    assert "Local parameter immediate_hours is exceeded" in alert.message_en


def test_a_local_parameter_without_a_clause_only_warns() -> None:
    silent = obligation(
        rule_id="MB-01", threshold_source="local_param", param="silence_wd", clause=""
    )
    assert raised(silent).severity == "WARN"


def test_a_violation_raises_its_own_code_and_severity() -> None:
    late = verdict()
    alert = raised(late)
    assert (alert.code, alert.severity) == ("SAME_DAY_MISSED", "BREACH")
    assert alert.cause_output_id == late.output_id
    assert alert.evidence_event_ids == late.subject_event_ids
    assert late.explanation_zh in alert.message_zh
    assert late.explanation_en in alert.message_en
    assert late.clause in alert.message_zh
    warned = raised(verdict(rule_id="GX-12", code="EXTENSION_CAP_EXCEEDED", severity="WARN"))
    assert (warned.code, warned.severity) == ("EXTENSION_CAP_EXCEEDED", "WARN")


def test_sharing_late_is_told_by_its_verdict_and_not_again_by_its_obligation() -> None:
    assert alert_of(obligation(rule_id="GX-11", **DONE_LATE)) is None


@pytest.mark.parametrize(
    "output",
    [
        verdict(severity="INFO"),
        verdict(verdict="UNDETERMINABLE", severity="WARN"),
        verdict(verdict="NOT_APPLICABLE", severity="INFO"),
        verdict(withdrawn=True),
        obligation(withdrawn=True),
        *(obligation(status=status) for status in ("open", "satisfied", "paused", "waived")),
        delivery(1),
        EventDuplicated(
            output_id=uuid4(),
            district="445103",
            judged_at=NOON,
            event_id=uuid4(),
            event_type="referral.sent",
            agency="11445103007031234X",
            position=Position(topic="facts.referrals", partition=0, offset=1),
            first_position=Position(topic="facts.referrals", partition=0, offset=0),
            first_shared_at=NOON,
        ),
    ],
    ids=lambda output: f"{output.TYPE} {getattr(output, 'status', getattr(output, 'verdict', ''))}",
)
def test_what_accuses_nobody_raises_nothing(output: HubOutput) -> None:
    assert alert_of(output) is None


def test_a_replay_raises_the_same_alert() -> None:
    for output in (verdict(), obligation()):
        assert raised(output) == raised(type(output).model_validate(output.model_dump()))


def test_one_lateness_is_one_alert_whatever_becomes_of_it() -> None:
    overdue = obligation(revision=2)
    late = obligation(revision=3, judged_at=NOON + timedelta(days=2), **DONE_LATE)
    assert raised(overdue).output_id == raised(late).output_id

    awaited = obligation(rule_id="GX-11")
    shared = verdict(obligation_id=awaited.obligation_id)
    assert raised(awaited).output_id == raised(shared).output_id


def test_two_findings_about_one_duty_are_two_alerts() -> None:
    overdue = obligation()
    misdirected = verdict(
        rule_id="YS-05",
        code="REFERRAL_MISDIRECTED",
        severity="WARN",
        obligation_id=overdue.obligation_id,
    )
    assert raised(overdue).output_id != raised(misdirected).output_id


def test_an_alert_belongs_to_its_cause_s_district_and_time() -> None:
    overdue = obligation(district="445102")
    alert = raised(overdue)
    assert (alert.district, alert.judged_at) == ("445102", overdue.judged_at)
    assert alert.TYPE in OUTPUTS
