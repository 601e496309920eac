"""Worked cases: how they are read, and that each has a name of its own."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import pytest

from streams.casebook.reading import Unfit, entries
from streams.casebook.world import default_world
from streams.coverage import worked_cases
from streams.policy.intake import Received


def test_no_two_worked_cases_have_the_same_id() -> None:
    ids = [case["id"] for case in worked_cases()]
    assert len(ids) == len(set(ids))


def test_a_field_that_no_such_event_has_is_passed_over() -> None:
    at = "2026-01-05T09:00:00+08:00"
    drawn = {"type": "inspection.drawn", "at": at, "agency": "D-MS", "event_id": "drawn"}
    with_more = {**drawn, "fields": {"attendees": ["Z"]}}
    plain, more = (
        entries({"id": "A", "given": [e]}, default_world())[0] for e in (drawn, with_more)
    )
    assert isinstance(more, Received)
    assert more == plain


def test_a_required_field_that_is_named_as_empty_is_missing() -> None:
    at = "2026-01-05T09:00:00+08:00"
    drawn = {"type": "inspection.drawn", "at": at, "agency": "D-MS", "fields": {"targets": []}}
    (found,) = entries({"id": "A", "given": [drawn]}, default_world())
    assert isinstance(found, Unfit)
    assert [problem.field for problem in found.problems] == ["targets"]


AT = "2026-01-05T09:00:00+08:00"


def _case(type_: str, agency: str = "D-MS", **fields: Any) -> dict[str, Any]:
    given = {"type": type_, "at": AT, "agency": agency, "refs": {"case_id": "C"}, "fields": fields}
    return {"id": "A", "given": [given]}


def _event(case: Mapping[str, Any]) -> Any:
    (found,) = entries(case, default_world())
    assert not isinstance(found, Unfit), found
    return found.fact.event  # type: ignore[union-attr]


def _refusals(case: Mapping[str, Any]) -> list[tuple[str, str]]:
    (found,) = entries(case, default_world())
    assert isinstance(found, Unfit)
    return [(problem.rule, problem.field) for problem in found.problems]


@pytest.mark.parametrize(
    ("type_", "field"),
    [
        ("case.clock_suspended", "legal_basis"),
        ("criminal.transfer_rejected", "reasons"),
        ("disclosure.withdrawn", "reason"),
        ("inspection.drawn", "seed"),
        ("inspection.drawn", "algorithm"),
        ("inspection.drawn", "pool_hash"),
        ("referral.acceptance_replied", "reply_doc_no"),
        ("referral.oral_made", "urgency"),
        ("referral.oral_made", "record_doc"),
        ("referral.withdrawn", "reason"),
        ("sharing.extension_declared", "formed_at"),
        ("sharing.extension_declared", "reason_code"),
        ("sharing.extension_declared", "reason_text"),
        ("sharing.extension_declared", "expected_share_at"),
        ("verdict.contested", "reason"),
        ("verdict.reviewed", "ground"),
        ("violation.discovered", "jurisdiction"),
        ("violation.dismissed", "reason"),
    ],
)
def test_what_an_event_must_state_is_there_unless_a_case_says_otherwise(
    type_: str, field: str
) -> None:
    assert getattr(_event(_case(type_)), field)
    (found,) = entries(_case(type_, **{field: ""}), default_world())
    assert isinstance(found, Unfit) or not getattr(found.fact.event, field)  # type: ignore[union-attr]


def test_a_party_is_told_flat_or_as_a_record() -> None:
    flat = _event(_case("penalty.decided", party_name="张某", party_category="自然人")).party
    record = {"party_name": "张某", "party_category": "自然人"}
    assert flat == _event(_case("penalty.decided", party=record)).party
    assert _refusals(_case("penalty.decided", party_uscc="91139901I07002850P"))[0][0] == "V-01"


def test_records_of_lists_are_told_by_one_word() -> None:
    sent = _event(_case("criminal.transfer_sent", materials=["移送书"]))
    assert [m.kind for m in sent.materials] == ["移送书"]
    provided = _event(_case("assistance.supplement_provided", materials=["照片"]))
    assert [m.title for m in provided.materials] == ["照片"]
    body = _event(_case("agency.review_body_registered", reviewers=["R-1"]))
    assert [r.reviewer_id for r in body.reviewers] == ["R-1"]
    based = _event(_case("penalty.decided", penalty_basis=["市容条例第二十条"]))
    assert [b.law_title for b in based.penalty_basis] == ["市容条例第二十条"]


def test_hashes_addresses_and_tokens_of_a_case_need_not_be_in_form() -> None:
    recorded = _event(_case("process.recorded", sha256="ab"))
    assert recorded.sha256 == sha256(b"ab").hexdigest()
    assert _event(_case("disclosure.published", url="u")).url == "https://example.gov.cn/u"
    who = "complainant_token"
    assert _event(_case("complaint.received", **{who: "t"})).complainant_token
    assert _refusals(_case("complaint.received", **{who: "13800001111"}))[0][0] == "V-07"


def test_numbers_and_answers_are_texts_where_texts_are_wanted() -> None:
    assert _event(_case("inspection.drawn", seed=42)).seed == "42"
    decided = _event(_case("accountability.decided", discipline=True))
    assert decided.discipline == "是"
    assert _event(_case("accountability.decided", discipline=False)).discipline is None
    (figure,) = _event(_case("statistics.provided", "T01", figures=[3])).figures
    assert (figure.value, figure.text) == (3, None)
    (figure,) = _event(_case("statistics.provided", "T01", figures=["三件"])).figures
    assert figure.text == "三件"
    (ratio,) = _event(
        _case("inspection.plan_published", ratio_by_credit_level={"A": 5})
    ).ratio_by_credit_level
    assert (ratio.credit_level, ratio.ratio_percent) == ("A", 5)


def test_the_kinds_of_a_penalty_are_those_of_its_amounts() -> None:
    amounts = {"fine_amount_yuan": "5.00", "confiscated_amount_yuan": "1.00"}
    assert _event(_case("penalty.decided", **amounts)).penalty_kinds == ("罚款", "没收违法所得")


@pytest.mark.parametrize("name", ["to", "to_agency_id"])
def test_the_end_of_a_stretch_of_days_goes_by_two_names(name: str) -> None:
    days: dict[str, Any] = {"from": "2026-01-05", name: "2026-01-06"}
    assert str(_event(_case("closure.declared", **days)).closure_to) == "2026-01-06"
    credential = _event(_case("officer.credential_changed", **days))
    assert str(credential.status_to) == "2026-01-06"


def test_whoever_discovers_a_violation_says_who_is_competent_as_the_item_list_does() -> None:
    own = _event(_case("violation.discovered", "T01", item_code="A-017"))
    assert (own.jurisdiction, own.competent_agency_id) == ("OWN", None)
    codes = default_world().codes
    for agency, item, competent in (("T01", "R-044", "D-HC"), ("D-UM", "A-017", "T01")):
        other = _event(_case("violation.discovered", agency, item_code=item))
        assert (other.jurisdiction, other.competent_agency_id) == ("OTHER", codes[competent])


def _events(*given: dict[str, Any]) -> list[Any]:
    case = {"id": "A", "given": [{"at": AT, **entry} for entry in given]}
    return [entry.fact.event for entry in entries(case, default_world())]  # type: ignore[union-attr]


def test_who_is_addressed_is_who_the_case_shows_to_be_competent_else_one_of_the_other_side() -> (
    None
):
    codes = default_world().codes
    found = {"type": "violation.discovered", "agency": "T01", "refs": {"violation_id": "W"}}
    found["fields"] = {"jurisdiction": "OTHER", "competent_agency_id": "D-HC"}
    sent = {"type": "referral.sent", "agency": "T01"}
    _, of_it, other = _events(found, {**sent, "refs": {"violation_id": "W"}}, sent)
    assert (of_it.to_agency_id, other.to_agency_id) == (codes["D-HC"], codes["D-UM"])
    (asked,) = _events({"type": "joint.action_requested", "agency": "D-EM"})
    assert asked.to_agency_id == codes["T01"]
    (disputed,) = _events({"type": "dispute.raised", "agency": "T02", "refs": {"case_id": "C"}})
    assert disputed.parties == (codes["T02"], codes["D-UM"])


@pytest.mark.parametrize(("kind", "body"), [("OTHER", "LGO"), ("HISTORIC", "LG")])
def test_an_application_goes_to_the_body_that_its_kind_asks_for(kind: str, body: str) -> None:
    applied = _event(_case("dispute.coordination_applied", "T01", kind=kind))
    assert applied.to_agency_id == default_world().codes[body]


def test_a_reviewer_is_registered_by_the_world_or_by_the_case() -> None:
    assert _event(_case("case.legal_review_completed", "T02")).reviewer_id == "FZ-T02"
    body = {"type": "agency.review_body_registered", "agency": "D-MS"}
    review = {"type": "case.legal_review_completed", "agency": "D-MS"}
    for told in ("R-1", {"reviewer_id": "R-1"}):
        _, reviewed = _events({**body, "fields": {"reviewers": [told]}}, review)
        assert reviewed.reviewer_id == "R-1"


def test_drawn_is_who_was_inspected_by_the_draw() -> None:
    refs = {"draw_id": "DR"}
    drawn = {"type": "inspection.drawn", "agency": "D-MS", "refs": refs}
    inspected = {"type": "inspection.recorded", "agency": "D-MS", "refs": {**refs, "party": "X1"}}
    assert _events(drawn, inspected)[0].targets == ("X1",)


def test_two_acts_that_name_no_party_have_none_in_common_and_a_second_delivery_has_the_same() -> (
    None
):
    act = {"type": "penalty.decided", "agency": "T01", "event_id": "p"}
    one, again, other = _events(act, act, {**act, "event_id": "q"})
    assert one == again
    assert one.party != other.party


@pytest.mark.parametrize("told_of", ["case.served", "penalty.executed"])
def test_a_decision_of_which_only_service_or_payment_is_told_is_a_fine(told_of: str) -> None:
    refs = {"case_id": "C"}
    decided = {"type": "penalty.decided", "agency": "T01", "refs": refs}
    later = {"type": told_of, "agency": "T01", "refs": refs}
    assert _events(decided, later)[0].fine_amount_yuan
    assert (
        _events({**decided, "fields": {"penalty_kinds": ["警告"]}}, later)[0].fine_amount_yuan
        is None
    )
    assert _events(decided)[0].fine_amount_yuan is None


@pytest.mark.parametrize(("rule", "agency"), [("rule", "agency"), ("rule_id", "agency_id")])
def test_a_verdict_is_meant_by_the_names_of_the_format_or_of_the_model(
    rule: str, agency: str
) -> None:
    duty = "00000000-0000-4000-8000-000000000001"
    ref = {rule: "YS-05", agency: "T01", "obligation_id": duty}
    meant = _event(_case("verdict.reviewed", "JB", verdict_ref=ref)).verdict_ref
    assert (meant.rule_id, meant.agency_id) == ("YS-05", default_world().codes["T01"])
    assert str(meant.obligation_id) == duty
