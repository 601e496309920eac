"""Whatever is not listed as injected is lawful and on time, checked from the messages alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pytest

from producers.simulator.planned import Planned, Simulation
from producers.simulator.simulation import simulate
from schemas.envelope import Event
from schemas.events.agencies import AgencyRegistered
from schemas.events.cases import ViolationDiscovered
from schemas.events.inspection_records import InspectionRecorded
from schemas.events.licensing import LicenseChanged, LicenseDecided
from schemas.events.penalty_decisions import PenaltyDecided, PenaltyExecuted
from schemas.events.referrals import ReferralAcceptanceReplied, ReferralSent
from schemas.events.sharing import ExtensionDeclared
from tests.producers.registry import Registry, firsts, shanghai, third_working_day

DAYS = [date(2026, 11, 23), date(2026, 10, 5), date(2026, 2, 24)]
URGENT = {"WORK_SAFETY", "FOOD_DRUG", "ENVIRONMENT"}
MATERIALS = {"TRANSFER_LETTER", "PRELIM_EVIDENCE"}


@pytest.fixture(scope="module", params=DAYS, ids=str)
def simulation(request: pytest.FixtureRequest) -> Simulation:
    return simulate(17, day=request.param, events=1500)


@pytest.fixture(scope="module")
def registry(simulation: Simulation) -> Registry:
    return Registry.of(simulation)


def _ids(events: Iterable[Event]) -> set[str]:
    return {str(event.event_id) for event in events}


def test_every_agency_is_registered_before_it_says_anything(simulation: Simulation) -> None:
    registered = set()
    for _, event in firsts(simulation):
        if isinstance(event, AgencyRegistered):
            registered.add(event.registered_agency_id)
        assert event.agency_id in registered


def test_exactly_the_late_and_the_extended_are_shared_after_their_day(
    simulation: Simulation,
) -> None:
    declared = _extensions(simulation)
    late, extended = [], []
    for message, event in firsts(simulation):
        if event.share_category == "NONE":
            continue
        assert event.formed_at is not None
        shared, formed = shanghai(message.shared_at), shanghai(event.formed_at)
        assert formed <= shared
        extension = declared.get((event.agency_id, event.subject, event.share_category))
        if extension:
            assert extension.expected_share_at is not None
            assert extension.formed_at == event.formed_at
            assert formed < shared <= shanghai(extension.expected_share_at)
            extended.append(event)
        elif shared > formed:
            late.append(event)
    assert _ids(late) == simulation.injected["late"]
    assert _ids(extended) == simulation.injected["extended"]


def test_every_extension_is_declared_in_time_and_the_missing_ones_never_end(
    simulation: Simulation,
) -> None:
    said = {(e.agency_id, e.subject, e.share_category) for _, e in firsts(simulation)}
    missing = []
    for key, extension in _extensions(simulation).items():
        assert extension.formed_at is not None
        assert extension.expected_share_at is not None
        assert extension.reason_code
        assert extension.reason_text
        assert shanghai(_shared(simulation, extension)) == shanghai(extension.formed_at)
        if key not in said:
            missing.append(extension)
            assert shanghai(extension.expected_share_at) == simulation.day
    assert _ids(missing) == simulation.injected["missing"]


def test_exactly_the_backdated_bear_another_date_than_their_formation(
    simulation: Simulation,
) -> None:
    backdated = []
    for _, event in firsts(simulation):
        match event:
            case InspectionRecorded():
                assert event.record_doc
                dated = event.record_doc.doc_date
            case PenaltyDecided() | LicenseDecided() | LicenseChanged():
                dated = event.decision_date
            case PenaltyExecuted():
                dated = event.closed_date
            case _:
                continue
        assert event.formed_at is not None
        assert dated is not None
        if dated != shanghai(event.formed_at):
            assert 1 <= (shanghai(event.formed_at) - dated).days <= 5
            assert event.formed_at_basis is None
            backdated.append(event)
        else:
            assert event.formed_at_basis
    assert _ids(backdated) == simulation.injected["backdated"]


def test_violations_and_referrals_go_where_the_lists_say_but_for_the_misdirected(
    simulation: Simulation, registry: Registry
) -> None:
    misdirected, violations = [], set()
    for _, event in firsts(simulation):
        if isinstance(event, ReferralSent):
            assert registry.is_township(event.agency_id) != registry.is_township(event.to_agency_id)
            if event.to_agency_id != registry.competent(event.item_code, event.region_code):
                misdirected.append(event)
                violations.add(event.violation_id)
    assert _ids(misdirected) == simulation.injected["misdirected"]
    for _, event in firsts(simulation):
        if isinstance(event, ViolationDiscovered) and event.violation_id not in violations:
            assert event.item_code is not None
            competent = registry.competent(event.item_code, event.region_code)
            own = event.jurisdiction == "OWN"
            assert (event.agency_id if own else event.competent_agency_id) == competent
            assert own == (event.agency_id == competent)


def test_exactly_the_refused_lack_a_precondition_and_each_is_sent_again(
    simulation: Simulation, registry: Registry
) -> None:
    lacking: list[ReferralSent] = []
    complete: Counter[str | None] = Counter()
    for _, event in firsts(simulation):
        if isinstance(event, ReferralSent):
            if _lacks(event, registry):
                lacking.append(event)
            else:
                complete[event.violation_id] += 1
    assert _ids(lacking) == simulation.injected["refused"]
    assert all(complete[event.violation_id] == 1 for event in lacking)
    assert len({tuple(_lacks(event, registry)) for event in lacking}) >= 4


def test_referrals_come_in_time_but_for_those_that_are_listed(
    simulation: Simulation, registry: Registry
) -> None:
    sent = _first_valid_referrals(simulation, registry)
    late, overdue, slow, early = [], [], [], []
    for message, event in firsts(simulation):
        if not isinstance(event, ViolationDiscovered) or event.jurisdiction != "OTHER":
            continue
        assert event.item_code is not None
        if registry.items[event.item_code].domain in URGENT:
            assert event.urgency_grounds
        referred = sent.get(event.violation_id)
        due = third_working_day(event.discovered_at)
        if referred is None:
            assert not event.urgency_grounds
            if due < shanghai(simulation.ends_at):
                overdue.append(event)
            continue
        if shanghai(referred) > due:
            late.append(event)
        if event.urgency_grounds and referred - event.discovered_at > timedelta(hours=2):
            slow.append(event)
        if referred < message.shared_at:
            early.append(event)
    for kind, found in {
        "late_referral": late,
        "overdue_referral": overdue,
        "late_immediate": slow,
        "out_of_order": early,
    }.items():
        assert _ids(found) == simulation.injected[kind], kind


def test_every_reply_is_written_in_time_and_by_whoever_was_asked(
    simulation: Simulation, registry: Registry
) -> None:
    asked = {
        event.referral_id: (message.shared_at, event)
        for message, event in firsts(simulation)
        if isinstance(event, ReferralSent) and not _lacks(event, registry)
    }
    replies = [
        (message, event)
        for message, event in firsts(simulation)
        if isinstance(event, ReferralAcceptanceReplied)
    ]
    assert len(replies) > 20
    for message, event in replies:
        received_at, referral = asked[event.referral_id]
        assert event.agency_id == referral.to_agency_id
        assert event.reply_doc_no
        assert received_at < event.replied_at <= message.shared_at
        assert shanghai(message.shared_at) <= third_working_day(received_at)


def test_penalties_stand_in_the_name_that_the_mode_demands(
    simulation: Simulation, registry: Registry
) -> None:
    for _, event in firsts(simulation):
        if not isinstance(event, PenaltyDecided):
            continue
        item = registry.items[event.item_code]
        assert event.agency_id == registry.competent(event.item_code, event.region_code)
        township = registry.is_township(event.agency_id)
        assert event.share_category == ("G3" if township else "G6")
        entrusted = township and item.mode == "ENTRUSTED"
        in_name_of = item.owner_dept_id if entrusted else event.agency_id
        assert event.decision_authority_id == event.responsible_agency_id == in_name_of
        assert event.implementing_agency_id == event.agency_id
        assert bool(event.delegation_id) == entrusted
        assert len({officer.officer_cert_no for officer in event.officers}) >= 2


def test_no_document_number_of_a_kind_is_given_twice(simulation: Simulation) -> None:
    given: defaultdict[str, set[str]] = defaultdict(set)
    for _, event in firsts(simulation):
        match event:
            case PenaltyDecided() | LicenseDecided() | LicenseChanged():
                number = event.decision_doc_no
            case InspectionRecorded():
                assert event.inspection_no
                number = event.inspection_no
            case ReferralSent():
                number = event.referral_doc_no
            case _:
                continue
        assert "〔" in number
        if event.supersedes_event_id is None:
            assert number not in given[event.TYPE]
            given[event.TYPE].add(number)


def _extensions(simulation: Simulation) -> dict[tuple[str, str, str], ExtensionDeclared]:
    return {
        (event.agency_id, event.subject, event.extended_category): event
        for _, event in firsts(simulation)
        if isinstance(event, ExtensionDeclared)
    }


def _shared(simulation: Simulation, event: Event) -> datetime:
    found: list[Planned] = [m for m, e in firsts(simulation) if e.event_id == event.event_id]
    return found[0].shared_at


def _lacks(event: ReferralSent, registry: Registry) -> list[str]:
    kinds = {material.kind for material in event.materials}
    sides = {"TOWNSHIP_GOV", "SUBDISTRICT_OFFICE", "DISTRICT_DEPT"}
    approved = event.approved_by and event.approved_at
    return [
        reason
        for reason, broken in {
            "YS-02": registry.agencies[event.from_agency_id].kind not in sides,
            "YS-11": event.fact_statement_doc is None,
            "YS-12 approval": not approved,
            "YS-12 order": bool(event.approved_at and event.approved_at > event.sent_at),
            "YS-15": not (kinds >= MATERIALS and any(k.startswith("SOURCE_") for k in kinds)),
        }.items()
        if broken
    ]


def _first_valid_referrals(
    simulation: Simulation, registry: Registry
) -> dict[str | None, datetime]:
    found: dict[str | None, datetime] = {}
    for message, event in firsts(simulation):
        if isinstance(event, ReferralSent) and not _lacks(event, registry):
            found.setdefault(event.violation_id, message.shared_at)
    return found
