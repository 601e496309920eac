"""Generated matters: what agencies may say about a few violations, in any order and at any time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st

from schemas.codec import cloud_headers, encode
from schemas.envelope import Event
from streams.casebook.reading import entry
from streams.casebook.world import default_world
from streams.policy.facts import Fact
from streams.policy.intake import Received, digest_of
from streams.policy.registry import Registry

START: Final = datetime(2026, 9, 14, 1, 0, tzinfo=UTC)
"""A Monday morning some days before a swap Sunday and two holidays."""

AGENCIES: Final = ("T01", "T02", "D-MS", "D-NR", "D-HC")
SPAN: Final = timedelta(days=45)

Said = tuple[str, dict[str, Any], dict[str, Any]]

TEMPLATES: Final[tuple[Said, ...]] = (
    (
        "violation.discovered",
        {"violation_id": "V1"},
        {"jurisdiction": "OTHER", "competent_agency_id": "D-NR"},
    ),
    (
        "violation.discovered",
        {"violation_id": "V2"},
        {
            "jurisdiction": "OTHER",
            "competent_agency_id": "T01",
            "urgency_grounds": ["URGENT"],
            "ongoing": True,
        },
    ),
    ("violation.discovered", {"violation_id": "V1"}, {"jurisdiction": "UNCLEAR"}),
    ("violation.onsite_action", {"violation_id": "V2"}, {"evidence_ids": ["e"]}),
    ("violation.onsite_notified", {"violation_id": "V2"}, {"notified_agency_id": "T01"}),
    ("violation.officers_dispatched", {"violation_id": "V2"}, {}),
    ("violation.dismissed", {"violation_id": "V1"}, {"reason": "复核不成立"}),
    (
        "referral.sent",
        {"referral_id": "R1", "violation_id": "V1"},
        {"to_agency_id": "D-NR"},
    ),
    (
        "referral.sent",
        {"referral_id": "R2", "violation_id": "V2"},
        {"to_agency_id": "T01"},
    ),
    (
        "referral.oral_made",
        {"referral_id": "O1", "violation_id": "V2"},
        {"urgency": "SPECIALLY_URGENT", "record_doc": {"title": "记录"}},
    ),
    (
        "referral.acceptance_replied",
        {"referral_id": "R1"},
        {"decision": "ACCEPTED", "reply_doc_no": "青受〔2026〕1号"},
    ),
    (
        "referral.acceptance_replied",
        {"referral_id": "R2"},
        {"decision": "RETURNED", "reply_doc_no": "青受〔2026〕2号"},
    ),
    (
        "assistance.requested",
        {"request_id": "Q1", "case_id": "C1"},
        {"to_agency_id": "D-MS", "letter_doc_no": "青协〔2026〕3号"},
    ),
    ("assistance.supplement_requested", {"request_id": "Q1"}, {}),
    ("assistance.supplement_provided", {"request_id": "Q1"}, {}),
    (
        "assistance.extension_notified",
        {"request_id": "Q1"},
        {
            "reason_code": "COMPLEX_CASE",
            "reason": "案情复杂",
            "new_due_date": "2026-10-30",
            "notice_doc_no": "青延〔2026〕1号",
        },
    ),
    ("assistance.opinion_issued", {"request_id": "Q1"}, {"opinion_doc_no": "意〔2026〕1号"}),
    ("case.filed", {"case_id": "C1", "violation_id": "V1"}, {}),
    ("process.recorded", {"case_id": "C1"}, {"phase": "INVESTIGATION"}),
    (
        "dispute.raised",
        {"dispute_id": "D1", "case_id": "C1"},
        {"parties": ["T01", "D-NR"], "first_handler_id": "T01"},
    ),
    ("dispute.consultation_concluded", {"dispute_id": "D1"}, {"agreed": False}),
    ("penalty.decided", {"case_id": "C1"}, {"item_code": "A-017", "share_category": "NONE"}),
    (
        "penalty.decided",
        {"case_id": "C1"},
        {"item_code": "A-017", "share_category": "NONE", "fine_amount_yuan": "500.00"},
    ),
    (
        "penalty.decided",
        {"case_id": "C2", "violation_id": "V1"},
        {"item_code": "A-017", "share_category": "NONE", "fine_amount_yuan": "300.00"},
    ),
    (
        "penalty.executed",
        {"case_id": "C1"},
        {"share_category": "NONE", "surcharge_yuan": "300.00", "paid_amount_yuan": "600.00"},
    ),
    ("penalty.changed", {"case_id": "C1"}, {"share_category": "NONE", "change": "REVOKED"}),
    ("case.closed", {"case_id": "C1"}, {}),
    (
        "complaint.received",
        {"complaint_id": "K1"},
        {"item_code": "A-017", "about": "VIOLATION"},
    ),
    ("complaint.accepted", {"complaint_id": "K1"}, {"share_category": "NONE"}),
    (
        "complaint.verified",
        {"complaint_id": "K1", "violation_id": "V1"},
        {"result": "PENALTY_NEEDED"},
    ),
    (
        "complaint.closed",
        {"complaint_id": "K1"},
        {"result": "NO_VIOLATION", "share_category": "NONE"},
    ),
    (
        "law.basis_changed",
        {"violation_id": "V1", "subject": "L1"},
        {"affected_item_codes": ["A-017"], "formed_at": "2026-09-16T10:00:00.000+08:00"},
    ),
    (
        "sharing.extension_declared",
        {"violation_id": "V1", "subject": "L1"},
        {
            "share_category": "G1",
            "formed_at": "2026-11-16T10:00:00.000+08:00",
            "reason_code": "COLLATING",
            "reason_text": "资料整理",
            "expected_share_at": "2026-11-18T17:00:00.000+08:00",
        },
    ),
    (
        "sharing.extension_declared",
        {"complaint_id": "K1"},
        {
            "share_category": "G7",
            "formed_at": "2026-11-16T10:00:00.000+08:00",
            "reason_code": "COLLATING",
            "reason_text": "资料整理",
            "expected_share_at": "2026-11-18T17:00:00.000+08:00",
        },
    ),
    (
        "dispute.jurisdiction_designated",
        {"dispute_id": "D1"},
        {"designated_agency_id": "D-NR", "doc_no": "青指〔2026〕1号"},
    ),
    (
        "dispute.jurisdiction_designated",
        {"dispute_id": "D1"},
        {
            "designated_agency_id": "T02",
            "doc_no": "青指〔2026〕2号",
            "designated_at": "2026-09-17T09:00:00.000+08:00",
        },
    ),
    (
        "dispute.consultation_concluded",
        {"dispute_id": "D1"},
        {"agreed": True, "agreed_agency_id": "T01", "minutes_doc": {"title": "纪要"}},
    ),
    ("referral.withdrawn", {"referral_id": "R1"}, {"reason": "误送"}),
    (
        "case.clock_suspended",
        {"case_id": "C1"},
        {"ground": "HEARING", "legal_basis": "行政处罚法 第63条", "from": "2026-09-21"},
    ),
    (
        "verdict.contested",
        {"case_id": "C1", "violation_id": "V1"},
        {"verdict_ref": {"rule": "YS-05", "agency": "T01"}, "reason": "已当面移送"},
    ),
    (
        "verdict.reviewed",
        {"case_id": "C1", "violation_id": "V1"},
        {
            "verdict_ref": {"rule": "YS-05", "agency": "T01"},
            "result": "WAIVED",
            "ground": "系统故障",
        },
    ),
    (
        "verdict.reviewed",
        {"request_id": "Q1"},
        {
            "verdict_ref": {"rule": "XT-09", "agency": "D-MS"},
            "result": "WAIVED",
            "ground": "系统故障",
        },
    ),
)
"""Event type, references and fields."""


@cache
def registry() -> Registry:
    """Return the registry of the world of worked cases."""
    return Registry.of(default_world().founding())


def fact(template: int, agency: str, minutes: int, number: int) -> Fact:
    """Return what a template says, said by an agency so many minutes after the start."""
    type_, refs, fields = TEMPLATES[template]
    at = (START + timedelta(minutes=minutes)).isoformat()
    case = {
        "id": f"generated-{number}",
        "given": [{"type": type_, "at": at, "agency": agency, "refs": refs, "fields": fields}],
    }
    read = entry(case, 0, default_world(), number)
    assert isinstance(read, Received), read
    return read.fact


def received(one: Fact) -> Received:
    """Return a fact as the message it came in."""
    event: Event = one.event
    return Received(
        one,
        digest_of(encode(event)),
        event.district.encode(),
        tuple(cloud_headers(event)),
    )


@st.composite
def facts(draw: st.DrawFn, *, most: int = 14, about: frozenset[str] = frozenset()) -> list[Fact]:
    """Draw what agencies said: each at a minute of its own, so that arrival has an order.

    `about` are the identifiers of what is spoken of; of everything where none is given.
    """
    among = [n for n, (_, refs, _) in enumerate(TEMPLATES) if not about or about & {*refs.values()}]
    said = draw(
        st.lists(
            st.tuples(
                st.sampled_from(among),
                st.sampled_from(AGENCIES),
                st.integers(0, int(SPAN.total_seconds() // 60)),
            ),
            min_size=1,
            max_size=most,
            unique_by=lambda one: one[2],
        )
    )
    return [fact(*one, number) for number, one in enumerate(said)]


instants = st.integers(0, int((SPAN + timedelta(days=60)).total_seconds() // 60)).map(
    lambda minutes: START + timedelta(minutes=minutes)
)
"""Moments at which a matter is looked at, up to two months after the last event."""
