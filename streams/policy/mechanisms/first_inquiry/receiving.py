"""接到投诉举报 (SW-01, SW-02): who received it first is responsible; a township accepts promptly.

Judged over a matter, for complaints about regulated parties.
"""

from __future__ import annotations

from typing import Final

from schemas.catalogue import FACTS
from schemas.envelope import Event
from schemas.events.cases import CaseFiled
from schemas.events.complaints import (
    ComplaintAccepted,
    ComplaintLinked,
    ComplaintReceived,
    ComplaintRedirected,
)
from schemas.events.referrals import ReferralSent
from schemas.instants import shanghai_day, shown
from streams.policy.case import Case
from streams.policy.complaint_files import ComplaintFile
from streams.policy.day_duties import earliest, ended_by, owe_from
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.registry import Side
from streams.policy.rulebook import rule
from streams.policy.rules import Severity, Threshold

SW_01: Final = rule("SW-01")
SW_02: Final = rule("SW-02")

_NO_STEPS: Final = frozenset({ComplaintReceived, ComplaintLinked})
_TAKING_UP: Final[tuple[type[Event], ...]] = (
    *(ReferralSent, CaseFiled),
    *(m for m in FACTS.values() if m.TYPE.startswith("complaint.") and m not in _NO_STEPS),
)
"""Event types by which somebody deals with a complaint."""


def enter(case: Case, file: ComplaintFile, entries: Entries) -> None:
    """Enter who is first responsible, and what townships owe that know of the complaint."""
    if file.receipts:
        _first_responsible(case, file, entries)
    for fact, receipt in file.receipts:
        _accept(case, file, fact, "received_at", receipt.agency_judged, None, entries)
    for fact, redirect in file.all(case, ComplaintRedirected):
        told, by = redirect.target_township_id, redirect.agency_judged
        if told and redirect.informed_township_at and case.registry.is_pair(by, told):
            _accept(case, file, fact, "informed_township_at", told, by, entries)


def _first_responsible(case: Case, file: ComplaintFile, entries: Entries) -> None:
    """SW-01: the publisher of the receipt with the smallest `received_at` is responsible."""
    fact, receipt = file.receipts[0]
    first = receipt.agency_judged
    name, at = case.registry.name(first), shown(receipt.received_at)
    item = file.item_code(case)
    if item is None:
        verdict, code = "UNDETERMINABLE", "ITEM_UNKNOWN"
        zh = f"{name} 于 {at} 最先接到，事项尚未写明，无法判断是否涉及划转事项"
        en = f"{first} received it first, at {at}; the item is not named yet"
    elif case.registry.is_transferred(item, shanghai_day(receipt.received_at)):
        verdict, code = "COMPLIANT", None
        zh = f"{name} 于 {at} 最先接到涉及划转事项 {item} 的投诉举报，为第一责任人"
        en = f"{first} received it first, at {at}, on transferred item {item}: first responsible"
        _check_taken_up(case, file, fact, receipt, entries)
    else:
        verdict, code = "NOT_APPLICABLE", None
        zh = f"不适用：{name} 于 {at} 接到时，事项 {item} 不是划转乡镇的事项"
        en = f"item {item} was not transferred to townships when {first} received it, at {at}"
    entries.conclude(
        SW_01,
        fact,
        "first responsible",
        verdict,
        agency=first,
        zh=zh,
        en=en,
        code=code,
        first_responsible=first,
        complaint_id=receipt.complaint_id,
    )


def _check_taken_up(
    case: Case, file: ComplaintFile, fact: Fact, receipt: ComplaintReceived, entries: Entries
) -> None:
    """Nobody took it up for `silence_wd` after the first receipt (FIRST_RECEIVER_DISCLAIMED).

    The clause says 予以處理 without a number: the limit is the district's own.
    """
    due = case.due(SW_01.clock("silence"), receipt.received_at)
    if not entries.is_past(due):
        return
    taken = earliest(
        (event.occurred_at, done) for model in _TAKING_UP for done, event in file.all(case, model)
    )
    if taken and taken[0] <= due.at:
        return
    first, days = receipt.agency_judged, case.pack.params.number("silence_wd")
    at = shown(receipt.received_at)
    entries.conclude(
        SW_01,
        fact,
        "taken up",
        "VIOLATION",
        agency=first,
        zh=f"{case.registry.name(first)} 于 {at} 最先接到，超过地方参数 silence_wd = {days} "
        f"个工作日（{due.day}）无人处理",
        en=f"{first} received it first, at {at}, and nobody dealt with it within the local "
        f"parameter silence_wd = {days} working days ({due.day})",
        code="FIRST_RECEIVER_DISCLAIMED",
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        param="silence_wd",
        complaint_id=receipt.complaint_id,
        silent_since=receipt.received_at,
        silence_due_at=due.at,
    )


def _accept(
    case: Case,
    file: ComplaintFile,
    trigger: Fact,
    start: str,
    township: str,
    informed_by: str | None,
    entries: Entries,
) -> None:
    """SW-02: a township that received a complaint, or was told of one, accepts it promptly."""
    if case.registry.side(township) is not Side.TOWNSHIP:
        return
    accepted = file.by(case, ComplaintAccepted, township)
    owe_from(
        case,
        entries,
        SW_02,
        trigger,
        start,
        debtor=township,
        creditor=informed_by,
        discharge=ended_by(earliest((e.accepted_at, f) for f, e in accepted)),
    )
