"""应由乡镇处理的投诉举报 (SW-07 to SW-11): what a department owes that received one.

It registers it, tells the complainant and the township on one day, hands over what came in
writing, and guides the investigation. Judged over a matter.
"""

from __future__ import annotations

from datetime import datetime

from schemas.events.cases import CaseClosed
from schemas.events.complaints import (
    ComplaintClosed,
    ComplaintMaterialHandedOver,
    ComplaintReceived,
    ComplaintRedirected,
    ComplaintRegistered,
)
from schemas.events.supervision import GuidanceGiven
from schemas.instants import end_of_day, shanghai_day, shown
from streams.policy.case import Case, at_receipt
from streams.policy.complaint_files import ComplaintFile
from streams.policy.day_duties import earliest, ended_by, owe_from, time_of
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.mechanisms.first_inquiry.anonymity import nobody_to_tell
from streams.policy.obligations import MILLISECOND
from streams.policy.registry import Side
from streams.policy.rulebook import rule
from streams.policy.rules import Severity, Threshold
from streams.policy.verdicts import Statistic

SW_07, SW_08, SW_09, SW_10, SW_11 = (
    rule(id_) for id_ in ("SW-07", "SW-08", "SW-09", "SW-10", "SW-11")
)

_Redirects = list[tuple[Fact, ComplaintRedirected]]


def enter(case: Case, file: ComplaintFile, entries: Entries) -> None:
    """Enter what the departments owe that received the complaint."""
    for fact, receipt in file.receipts:
        if case.registry.side(receipt.agency_judged) is Side.DEPARTMENT:
            _received(case, file, fact, receipt, entries)
    for fact, redirect in file.all(case, ComplaintRedirected):
        if case.registry.side(redirect.agency_judged) is Side.DEPARTMENT:
            _told_on_one_day(case, file, fact, redirect, entries)
            _guidance(case, file, fact, redirect, entries)


def _received(
    case: Case, file: ComplaintFile, fact: Fact, receipt: ComplaintReceived, entries: Entries
) -> None:
    """A township matter is what the department says is one, or sends people away with."""
    department = receipt.agency_judged
    redirects = file.by(case, ComplaintRedirected, department)
    if not receipt.township_matter and not redirects:
        _check_classification(case, file, fact, receipt, entries)
        return
    told = (e.target_township_id for _, e in redirects)
    township = next((t for t in told if t), None)
    registered = file.by(case, ComplaintRegistered, department)
    owe_from(
        case,
        entries,
        SW_07,
        fact,
        "received_at",
        debtor=department,
        creditor=township,
        discharge=ended_by(earliest((time_of(e, "registered_at"), f) for f, e in registered)),
    )
    if file.is_anonymous:
        nobody_to_tell(SW_08, fact, department, entries)
    else:
        _tell_complainant(case, fact, department, redirects, entries)
    if receipt.has_written_material:
        handed = file.by(case, ComplaintMaterialHandedOver, department)
        owe_from(
            case,
            entries,
            SW_10,
            fact,
            "received_at",
            debtor=department,
            creditor=township,
            discharge=at_receipt(min((f for f, _ in handed), key=lambda f: f.order, default=None)),
        )


def _tell_complainant(
    case: Case, fact: Fact, department: str, redirects: _Redirects, entries: Entries
) -> None:
    told = ((e.informed_complainant_at, f) for f, e in redirects)
    owe_from(
        case,
        entries,
        SW_08,
        fact,
        "received_at",
        debtor=department,
        discharge=ended_by(earliest((at, f) for at, f in told if at)),
    )


def _check_classification(
    case: Case, file: ComplaintFile, fact: Fact, receipt: ComplaintReceived, entries: Entries
) -> None:
    """The item list names a township and the department does not: a hint, no more (§12)."""
    named = sorted(
        agency for agency in file.competent(case) if case.registry.side(agency) is Side.TOWNSHIP
    )
    if not named:
        return
    names = case.registry.names(named)
    entries.conclude(
        SW_07,
        fact,
        "classification",
        "COMPLIANT",
        agency=receipt.agency_judged,
        zh=f"事项清单列明由 {names} 管辖，{case.registry.name(receipt.agency_judged)} "
        "未标明应由乡镇处理；仅作提示",
        en=f"the item list names {', '.join(named)}, and {receipt.agency_judged} did not mark it "
        "as a township matter: a hint only",
        code="TOWNSHIP_MATTER_UNDER_DECLARED",
        severity=Severity.WARN,
        threshold=Threshold.CLAUSE,
        registry_names=",".join(named),
    )


def _told_on_one_day(
    case: Case, file: ComplaintFile, fact: Fact, redirect: ComplaintRedirected, entries: Entries
) -> None:
    """SW-09: 同时 is one Asia/Shanghai day for both notifications (reading R-17)."""
    complainant = redirect.informed_complainant_at
    if complainant is None:
        return
    department = redirect.agency_judged
    township = redirect.informed_township_at or _township_told(case, file, department)
    last = end_of_day(shanghai_day(complainant))
    if township is None and not entries.has_come(last + MILLISECOND):
        return
    together = township is not None and shanghai_day(township) == shanghai_day(complainant)
    told = shown(township) if township else None
    entries.conclude(
        SW_09,
        fact,
        "one day",
        "COMPLIANT" if together else "VIOLATION",
        agency=department,
        zh=f"{case.registry.name(department)} 于 {shown(complainant)} 告知投诉举报人，"
        + (f"于 {told} 告知乡镇" if told else f"截至 {last:%Y-%m-%d} 未告知乡镇"),
        en=f"{department} told the complainant at {shown(complainant)} and the township "
        + (f"at {told}" if told else "not on that day"),
        code=None if together else "TOWNSHIP_NOT_INFORMED_SIMULTANEOUSLY",
        creditor=redirect.target_township_id,
    )


def _township_told(case: Case, file: ComplaintFile, department: str) -> datetime | None:
    """Return when the township was told by another message of the department, if it was."""
    said = (e.informed_township_at for _, e in file.by(case, ComplaintRedirected, department))
    return min((at for at in said if at), default=None)


def _guidance(
    case: Case, file: ComplaintFile, fact: Fact, redirect: ComplaintRedirected, entries: Entries
) -> None:
    """SW-11: how often the department guided the township; that it never did, at closing."""
    department, township = redirect.agency_judged, redirect.target_township_id
    if township is None:
        return
    given = [
        f
        for f, e in file.by(case, GuidanceGiven, department)
        if case.registry.acts_for(e.to_agency_id, township)
    ]
    keys = (("agency", department), ("township", township), ("complaint_id", file.ids[0]))
    entries.say(Statistic(SW_11, "guidance_given", len(given), keys))
    closed = [
        *file.by(case, ComplaintClosed, township),
        *file.by(case, CaseClosed, township),
    ]
    if closed:
        entries.conclude(
            SW_11,
            fact,
            "guidance",
            "COMPLIANT" if given else "VIOLATION",
            agency=department,
            zh=f"{case.registry.name(department)} 告知 {case.registry.name(township)} 后，"
            f"至办结共指导 {len(given)} 次",
            en=f"{department} guided {township} {len(given)} times before it was closed",
            code=None if given else "NO_GUIDANCE",
            creditor=township,
            also=tuple(f.id for f in given[:1]),
            count=len(given),
        )
