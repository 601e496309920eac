"""What is valid of an entry of a worked case only in the light of its other entries (§1).

Whoever is addressed is who the case shows to be competent, whoever signs is registered, and no two
events have a party in common unless the case says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from schemas.catalogue import FACTS
from streams.casebook.defaults import counterpart
from streams.casebook.world import World

Json = dict[str, Any]
Case = Mapping[str, Any]

_ORGANISATION: Final = "法人及非法人组织"
_OF_PENALTY: Final = frozenset({"penalty_kinds", "fine_amount_yuan", "confiscated_amount_yuan"})
_FINE: Final = "100.00"
"""元: the fine of a decision of which a case tells that it was served or paid, and no more."""
_ADDRESSED: Final = MappingProxyType(
    {
        "archive_access.requested": "to_agency_id",
        "assistance.requested": "to_agency_id",
        "difficulty.raised": "to_agency_id",
        "joint.action_requested": "to_agency_id",
        "referral.sent": "to_agency_id",
        "superior.assigned": "assigned_agency_id",
        "violation.onsite_notified": "notified_agency_id",
    }
)
"""By event type, which field names the agency that it is addressed to."""


def seen_in(case: Case, index: int, name: str, at: datetime, fields: Json, world: World) -> None:
    """Fill in what is valid only in the light of other entries of the case.

    Args:
        case: the worked case, read as it is written.
        index: which of its entries.
        name: by which name the event is known.
        at: when it happened.
        fields: what the entry names; what is missing is added.
        world: the world of the case.
    """
    given = case["given"][index]
    type_ = given["type"]
    if type_ in _ADDRESSED:
        addressed = _competent(case, given, world) or counterpart(given["agency"], world)
        fields.setdefault(_ADDRESSED[type_], addressed)
    if "party" in FACTS[type_].model_fields and FACTS[type_].model_fields["party"].is_required():
        fields.setdefault("party", _party(f"当事人{name}"))
    if (seen := _BY_TYPE.get(type_)) is not None:
        seen(case, given, at, fields, world)


def told_party(name: str | None, given: Any, named: Json) -> Json:
    """Return the party of an act: by its name, as a record, or by fields beside the others."""
    record = given if isinstance(given, dict) else {"party_name": name or given or "当事人"}
    return {**_party(name or "当事人"), **record, **named}


def _party(name: str) -> Json:
    return {"party_name": name, "party_category": _ORGANISATION}


def _competent(case: Case, given: Json, world: World) -> str | None:
    """Return the other agency that a case shows to be competent for the violation of an entry."""
    violation = _named(given, "violation_id")
    for other in case["given"]:
        if other["type"] == "violation.discovered" and violation == _named(other, "violation_id"):
            competent = other.get("fields", {}).get("competent_agency_id")
            if competent is not None and competent != given["agency"]:
                return str(world.codes.get(competent, competent))
    return None


def _reviewers(case: Case, agency: str, world: World) -> Iterator[str]:
    """Yield who reviews for an agency: by its world, then by the case."""
    for told in world.data.get("reviewers", ()):
        if told["agency"] == agency:
            yield told["reviewer_id"]
    for other in case["given"]:
        if other["type"] == "agency.review_body_registered" and other["agency"] == agency:
            for told in other.get("fields", {}).get("reviewers", ()):
                yield told if isinstance(told, str) else told["reviewer_id"]


def _reviewed(case: Case, given: Json, _: datetime, fields: Json, world: World) -> None:
    if (reviewer := next(_reviewers(case, given["agency"], world), None)) is not None:
        fields.setdefault("reviewer_id", reviewer)


def _drawn(case: Case, given: Json, _: datetime, fields: Json, __: World) -> None:
    """Drawn are the parties that a case inspects by the draw."""
    draw = _named(given, "draw_id")
    inspected = (
        _named(other, "party") or _named(other, "party_name")
        for other in case["given"]
        if other["type"] == "inspection.recorded" and draw and draw == _named(other, "draw_id")
    )
    if targets := [party for party in inspected if party]:
        fields.setdefault("targets", targets)


def _fed_back(case: Case, _: Json, __: datetime, fields: Json, world: World) -> None:
    departments = (
        e["agency"]
        for e in case["given"]
        if e["type"] == "complaint.received"
        and world.agency(e["agency"])["kind"] in {"DISTRICT_DEPT", "JUSTICE_BUREAU"}
    )
    if (origin := next(departments, None)) is not None:
        fields.setdefault("origin_agency_id", world.codes[origin])


def _assessed(case: Case, _: Json, __: datetime, fields: Json, ___: World) -> None:
    computed = (
        {**e.get("refs", {}), **e.get("fields", {})}
        for e in case["given"]
        if e["type"] == "scorecard.computed"
    )
    known = (c for c in computed if c["year"] == fields.get("year", c["year"]))
    for name, value in next(known, {}).items():
        if name in {"scorecard_id", "year"}:
            fields.setdefault(name, value)


def _fined(case: Case, given: Json, _: datetime, fields: Json, __: World) -> None:
    """A decision of which a case tells only that it was served or paid is a fine."""
    case_id = _named(given, "case_id")
    told = any(
        e["type"] in {"case.served", "penalty.executed"} and _named(e, "case_id") == case_id
        for e in case["given"]
    )
    if case_id and told and not given.get("fields", {}).keys() & _OF_PENALTY:
        fields.setdefault("fine_amount_yuan", _FINE)


def _redirected(_: Case, given: Json, at: datetime, fields: Json, __: World) -> None:
    """A department told complainant and township at the event's time where neither is named.

    Where only one is named, nobody told the other.
    """
    named = given.get("fields", {})
    one, other = "informed_complainant_at", "informed_township_at"
    for name, beside in ((one, other), (other, one)):
        if name not in named and named.get(beside) is None:
            fields[name] = at


def _named(given: Json, name: str) -> Any:
    return given.get("refs", {}).get(name) or given.get("fields", {}).get(name)


_BY_TYPE: Final = MappingProxyType[str, Callable[[Case, Json, datetime, Json, World], None]](
    {
        "assessment.completed": _assessed,
        "case.legal_review_completed": _reviewed,
        "complaint.redirected": _redirected,
        "inspection.drawn": _drawn,
        "penalty.decided": _fined,
        "referral.result_fed_back": _fed_back,
    }
)
