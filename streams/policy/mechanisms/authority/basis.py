"""Changes of a legal basis (QD-13, QD-02): told to the townships, then the lists revised.

A change, what was changed in consequence, the revisions that name it and the receipts of the
townships are one matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from schemas.events.authority import ItemChanged, ItemListPublished, NoListChangeDeclared
from schemas.events.law_changes import LawBasisChanged
from schemas.events.sharing import ExtensionDeclared, ReceiptAcknowledged
from schemas.instants import end_of_day, shanghai_day, shown
from streams.policy.case import Case, at_receipt
from streams.policy.clocks import Due, declared_day, same_day, working_days
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.obligations import Discharge, Extension, Obligation, Status
from streams.policy.powers import power_over
from streams.policy.registry import Side
from streams.policy.rulebook import rule
from streams.policy.rules import Severity, Threshold

QD_02, QD_13 = rule("QD-02"), rule("QD-13")


def judge(case: Case, entries: Entries) -> None:
    """Enter what follows from changes of a basis and of items in one matter."""
    laws = list(case.all(LawBasisChanged))
    for fact, change in laws:
        start = change.learned_on or change.formed_at or change.occurred_at
        townships = _townships(case, fact, change.affected_item_codes)
        if townships and case.registry.side(change.agency_judged) is Side.DEPARTMENT:
            _notify(case, fact, change, start, entries)
            for township in townships:
                _acknowledge(case, fact, township, entries)
        following = (_ids(f) for f, item in case.all(ItemChanged) if _serves(item, fact))
        named = _ids(fact).union(*following)
        _revise(case, fact, start, change.affected_item_codes, named, entries)
    for fact, item in case.all(ItemChanged):
        behind = [f for f, _ in laws if _serves(item, f)]
        if not any(item.item_code in law.affected_item_codes for f, law in laws if f in behind):
            named = _ids(fact).union(*map(_ids, behind))
            _revise(case, fact, item.occurred_at, (item.item_code,), named, entries)


def _ids(fact: Fact) -> set[UUID]:
    """Return the ids by which a fact may be named: of the first event, and of its correction."""
    return {fact.id, fact.event.event_id}


def _serves(change: ItemChanged, law: Fact) -> bool:
    return change.basis_event_id in _ids(law)


def _townships(case: Case, fact: Fact, item_codes: Iterable[str]) -> list[str]:
    """Return the townships that hold an affected item on the day of the change, by code."""
    on = shanghai_day(fact.event.occurred_at)
    return sorted({t for code in item_codes for t in case.registry.holders(code, on)})


def _owners(case: Case, fact: Fact, item_codes: Iterable[str]) -> dict[str, str | None]:
    """Return who keeps a list that holds an affected item, and the other side of each."""
    on = shanghai_day(fact.event.occurred_at)
    owners: dict[str, str | None] = {}
    for code in item_codes:
        power = power_over(case.registry, code, None, on)
        for township in power.holders:
            owners.setdefault(township, power.department)
        if power.department is not None:
            owners.setdefault(power.department, None)
    if isinstance(fact.event, ItemChanged):
        owners.setdefault(fact.event.dept_id, None)
    return owners


def _notify(
    case: Case, fact: Fact, change: LawBasisChanged, start: datetime, entries: Entries
) -> None:
    """The department tells the townships by publishing, that day or as it declared (QD-13)."""
    due, extensions = same_day(start), []
    for extending, day in _extensions(case, fact, change):
        extensions.append(Extension(extending.id, extending.shared_at, due.at, day.at))
        due = day
    duty = entries.owe(
        QD_13,
        fact,
        due,
        debtor=change.agency_judged,
        start=start,
        discharge=at_receipt(fact),
        precision="DAY" if "learned_on" in change.date_only else "INSTANT",
        extensions=tuple(extensions),
        warn_at=case.soon_before(extensions),
        first_due=same_day(start) if extensions else None,
    )
    if duty.status is Status.SATISFIED_LATE:
        name = case.registry.name(change.agency_judged)
        entries.conclude(
            QD_13,
            fact,
            "notified",
            "VIOLATION",
            agency=change.agency_judged,
            reckoned=due,
            zh=f"{name}实际于 {shown(fact.shared_at)} 通报",
            en=f"told at {shown(fact.shared_at)}",
            code="LAW_CHANGE_NOT_NOTIFIED",
            duty=duty,
            due_at=due.at,
        )


def _extensions(case: Case, told: Fact, change: LawBasisChanged) -> Iterator[tuple[Fact, Due]]:
    """Yield the extensions of sharing declared in time, and before the change was told (GX-12)."""
    for fact, event in case.all(ExtensionDeclared):
        of_change = event.subject == change.subject and event.agency_judged == change.agency_judged
        formed, expected = event.formed_at, event.expected_share_at
        if not of_change or formed is None or expected is None:
            continue
        if fact.order < told.order and fact.shared_at <= end_of_day(shanghai_day(formed)):
            yield fact, declared_day(formed, expected)


def _acknowledge(case: Case, fact: Fact, township: str, entries: Entries) -> None:
    """A township confirms what the hub delivered to it within the local parameter (QD-13)."""
    days = case.pack.params.number("prompt_wd")
    due = working_days(fact.shared_at, days, case.calendar)
    received = min(_receipts(case, fact, township), default=None)
    in_time = received is not None and received <= due.at
    if in_time or not entries.is_past(due):
        return
    name = case.registry.name(township)
    late = f"，于 {shown(received)} 才确认" if received else "，至今未确认"
    entries.conclude(
        QD_13,
        fact,
        "acknowledged",
        "VIOLATION",
        agency=township,
        zh=f"依据调整通报于 {shown(fact.shared_at)} 送达{name}，"
        f"地方参数 prompt_wd = {days} 个工作日，至 {shown(due.at)} 未确认收到{late}",
        en=f"delivered at {shown(fact.shared_at)}; not acknowledged by {shown(due.at)}, local "
        f"parameter prompt_wd = {days} working days",
        code="BASIS_CHANGE_UNACKNOWLEDGED",
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        param="prompt_wd",
        creditor=fact.event.agency_judged,
        due_at=due.at,
    )


def _receipts(case: Case, delivered: Fact, township: str) -> Iterator[datetime]:
    """Yield when a township confirmed a change: by its event id, or by its subject afterwards."""
    ids = {str(id_) for id_ in _ids(delivered)}
    for fact, receipt in case.all(ReceiptAcknowledged):
        if not case.registry.acts_for(receipt.agency_judged, township):
            continue
        named = receipt.acknowledged_event_id
        by_subject = receipt.subject == delivered.event.subject and fact.order > delivered.order
        if named in ids or (named is None and by_subject):
            yield fact.shared_at


def _revise(
    case: Case,
    fact: Fact,
    start: datetime,
    item_codes: Iterable[str],
    named: set[UUID],
    entries: Entries,
) -> None:
    """Every list owner of an affected item revises its list, or declares no change (QD-02)."""
    due = case.due(QD_02.clock(), start)
    for owner, counterpart in sorted(_owners(case, fact, item_codes).items()):
        duty = entries.owe(
            QD_02,
            fact,
            due,
            debtor=owner,
            creditor=counterpart,
            start=start,
            discharge=min(_revisions(case, owner, named), key=lambda d: d.at, default=None),
            precision="DAY" if "learned_on" in fact.event.date_only else "INSTANT",
        )
        if duty.status is Status.OVERDUE:
            _stale(case, fact, owner, duty, due, entries)


def _revisions(case: Case, owner: str, named: set[UUID]) -> Iterator[Discharge]:
    for fact, published in case.all(ItemListPublished):
        if published.basis in named and case.registry.acts_for(published.agency_judged, owner):
            at = published.published_at or published.occurred_at
            yield Discharge(at, fact.id, fact.shared_at)
    for fact, declared in case.all(NoListChangeDeclared):
        if declared.basis in named and case.registry.acts_for(declared.agency_judged, owner):
            yield Discharge(declared.occurred_at, fact.id, fact.shared_at)


def _stale(
    case: Case, fact: Fact, owner: str, duty: Obligation, due: Due, entries: Entries
) -> None:
    entries.conclude(
        QD_02,
        fact,
        "revised",
        "VIOLATION",
        agency=owner,
        reckoned=due,
        zh=f"{case.registry.name(owner)}至今未修订清单，也未声明无需调整",
        en="neither revised nor declared unchanged",
        code="LIST_STALE_AFTER_LAW_CHANGE",
        threshold=Threshold.LOCAL_PARAM,
        param=QD_02.clock().param,
        duty=duty,
        due_at=due.at,
    )
