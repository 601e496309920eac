"""Which conclusions raise an alert, and what it says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from schemas.catalogue import OUTPUTS
from schemas.events.hub import (
    AlertRaised,
    AlertResolved,
    EventDuplicated,
    HubOutput,
    ObligationChanged,
    Position,
)
from streams.policy.rulebook import RULES
from streams.policy.rules import Rule
from streams.raising import JUSTICE_BUREAU, LEADING_GROUP_OFFICE, alert_of
from tests.streams.hub import NOON, delivery, finding, obligation, verdict
from tests.streams.leading import leading_cases

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
    assert isinstance(alert, AlertRaised)
    return alert


def resolved(output: HubOutput) -> AlertResolved:
    """Return the end of an alert that an output must give."""
    end = alert_of(output)
    assert isinstance(end, AlertResolved)
    return end


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


def test_a_lead_never_becomes_an_alert() -> None:
    assert not [name for name in OUTPUTS if "lead" in name]
    led: set[str] = set()
    for id_, leads, outputs in leading_cases():
        rules = {lead.rule.id for lead in leads}
        led |= rules
        duties = {o.rule_id for o in outputs if isinstance(o, ObligationChanged)}
        told = {alert.rule_id for alert in map(alert_of, outputs) if alert is not None}
        assert told & rules <= duties, id_  # an assigned case is a duty by ZJ-04 itself
    assert led == {"ZJ-02", "ZJ-03", "ZJ-04", "ZJ-05", "ZJ-06"}


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
    wrong = finding()
    alert = raised(wrong)
    assert (alert.code, alert.severity) == ("EXTENSION_CAP_EXCEEDED", "WARN")
    assert alert.cause_output_id == wrong.output_id
    assert alert.evidence_event_ids == wrong.subject_event_ids
    assert wrong.explanation_zh in alert.message_zh
    assert wrong.explanation_en in alert.message_en
    assert wrong.clause in alert.message_zh
    assert alert.ended_at == wrong.judged_at


def test_a_finding_about_several_agencies_names_none_and_is_told_to_the_bureau() -> None:
    alert = raised(finding(agency=""))
    assert alert.recipients == (JUSTICE_BUREAU,)
    assert alert.message_zh.startswith("检查-1：")
    assert alert.message_en.startswith("检查-1: ")


def test_what_is_critical_is_told_to_the_leading_group_office_too() -> None:
    assert LEADING_GROUP_OFFICE in raised(finding(severity="CRITICAL")).recipients
    assert LEADING_GROUP_OFFICE not in raised(finding(severity="BREACH")).recipients


def test_sharing_late_is_told_by_its_duty_and_not_again_by_its_verdict() -> None:
    late = raised(obligation(rule_id="GX-11", **DONE_LATE))
    assert late.code == "SAME_DAY_MISSED"
    assert alert_of(verdict()) is None
    assert raised(verdict(obligation_id=None)).code == "SAME_DAY_MISSED"


def test_the_roles_that_the_clause_names_stand_in_the_alert() -> None:
    assert raised(obligation()).accountable_roles == RULES["YS-05"].accountable_roles != ()
    assert raised(obligation(rule_id="ZZ-99")).accountable_roles == ()


def test_an_overdue_duty_has_no_end_and_one_done_late_ended_when_it_was_done() -> None:
    assert raised(obligation()).ended_at is None
    assert raised(obligation(**DONE_LATE)).ended_at == DONE_LATE["satisfied_at"]


def test_lateness_that_an_outage_of_the_hub_caused_says_so() -> None:
    alert = raised(obligation(flags=("HUB_OUTAGE",)))
    assert "枢纽停机" in alert.message_zh
    assert "hub itself was down" in alert.message_en
    assert "枢纽停机" not in raised(obligation()).message_zh


SOON = {"status": "open", "verdict": "PENDING", "due_soon_since": NOON}


def test_a_duty_that_is_due_soon_warns_its_debtor_until_it_falls_due() -> None:
    soon = obligation(**SOON)
    warning = raised(soon)
    assert (warning.code, warning.severity) == ("REFERRAL_DUE_SOON", "WARN")
    assert warning.recipients == (soon.debtor,)
    assert warning.ended_at == soon.due_at
    assert warning.output_id != raised(obligation()).output_id
    assert "须在 2026-11-25 23:59:59 前移送违法行为" in warning.message_zh
    assert "has until 2026-11-25 23:59:59" in warning.message_en


@pytest.mark.parametrize(
    ("rule_id", "code"),
    [
        ("GX-11", "EXTENSION_DUE_SOON"),
        ("YS-06", "IMMEDIATE_REFERRAL_DUE_SOON"),
        ("YS-07", "DISSUADING_DUE_SOON"),
        ("YS-09", "NOTIFYING_DUE_SOON"),
        ("YS-10", "DISPATCH_DUE_SOON"),
    ],
)
def test_extended_sharing_and_what_is_due_at_once_warn_as_well(rule_id: str, code: str) -> None:
    assert raised(obligation(rule_id=rule_id, **SOON)).code == code


@pytest.mark.parametrize("before", ["overdue", "satisfied_late"])
@pytest.mark.parametrize("status", ["satisfied", "open", "paused", "waived", "reassigned"])
def test_lateness_that_no_longer_holds_ends_its_alert(before: str, status: str) -> None:
    end = resolved(obligation(status=status, previous_status=before))
    late = raised(obligation())
    assert end.alert_id == late.output_id != end.output_id
    assert (end.code, end.severity) == (late.code, late.severity)
    assert end.recipients == late.recipients
    assert end.reason == status
    assert end.subject in end.message_zh
    assert end.subject in end.message_en


def test_a_duty_that_turned_out_not_to_exist_ends_its_alert() -> None:
    end = resolved(obligation(withdrawn=True, previous_status="overdue"))
    assert (end.alert_id, end.reason) == (raised(obligation()).output_id, "withdrawn")


def test_a_duty_done_after_its_warning_ends_the_warning() -> None:
    end = resolved(obligation(status="satisfied", previous_status="due_soon"))
    warning = raised(obligation(**SOON))
    assert (end.alert_id, end.code) == (warning.output_id, "REFERRAL_DUE_SOON")
    assert end.recipients == warning.recipients


def test_a_verdict_that_is_withdrawn_or_superseded_ends_its_alert() -> None:
    wrong = finding()
    gone = finding(verdict_id=wrong.verdict_id, withdrawn=True, previous_verdict="VIOLATION")
    cured = finding(
        verdict_id=wrong.verdict_id,
        verdict="COMPLIANT",
        severity="INFO",
        previous_verdict="VIOLATION",
    )
    assert resolved(gone).reason == "withdrawn"
    assert resolved(cured).reason == "superseded"
    ids = {resolved(gone).alert_id, resolved(cured).alert_id, raised(wrong).output_id}
    assert len(ids) == 1
    assert resolved(gone).output_id != resolved(cured).output_id


def test_a_violation_that_supersedes_a_violation_is_the_same_alert() -> None:
    first = finding()
    second = finding(verdict_id=first.verdict_id, severity="BREACH", previous_verdict="VIOLATION")
    assert raised(first).output_id == raised(second).output_id
    assert raised(second).severity == "BREACH"


def test_judging_settled_matters_again_alerts_nobody() -> None:
    assert alert_of(obligation(rejudged=True, previous_status="satisfied", **DONE_LATE)) is None
    assert alert_of(obligation(rejudged=True, **DONE_LATE)) is None
    assert alert_of(finding(rejudged=True)) is None
    assert alert_of(finding(rejudged=True, previous_verdict="COMPLIANT")) is None


def test_judging_again_still_tells_those_who_were_told() -> None:
    late = obligation(rejudged=True, previous_status="overdue", **DONE_LATE)
    assert raised(late).output_id == raised(obligation()).output_id
    fine = obligation(rejudged=True, status="satisfied", previous_status="satisfied_late")
    assert resolved(fine).alert_id == raised(late).output_id
    cured = finding(rejudged=True, verdict="COMPLIANT", previous_verdict="VIOLATION")
    assert resolved(cured).reason == "superseded"


@pytest.mark.parametrize(
    "output",
    [
        finding(severity="INFO"),
        finding(verdict="UNDETERMINABLE", severity="WARN"),
        finding(verdict="NOT_APPLICABLE", severity="INFO"),
        finding(verdict="COMPLIANT", previous_verdict="UNDETERMINABLE"),
        finding(withdrawn=True),
        obligation(withdrawn=True),
        obligation(withdrawn=True, previous_status="open"),
        *(obligation(status=status) for status in ("open", "satisfied", "paused", "waived")),
        obligation(status="satisfied", previous_status="open"),
        obligation(status="open", previous_status="withdrawn"),
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
    for output in (finding(), obligation()):
        assert raised(output) == raised(type(output).model_validate(output.model_dump()))


def test_one_lateness_is_one_alert_whatever_becomes_of_it() -> None:
    overdue = obligation(revision=2)
    late = obligation(revision=3, judged_at=NOON + timedelta(days=2), **DONE_LATE)
    assert raised(overdue).output_id == raised(late).output_id


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
