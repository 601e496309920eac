"""Cooperation (QD-08): on an item that is not transferred a township helps when it is asked."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.envelope import Event
from schemas.events.assistance.joint import JointActionRequested, JointActionResponded
from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.powers import COOPERATE, power_over
from streams.policy.registry import Side
from streams.policy.rulebook import rule

QD_08 = rule("QD-08")


def judge(case: Case, entries: Entries) -> None:
    """Enter refusals of a township to cooperate with the department responsible for an item."""
    for fact, asked in case.all(JointActionRequested):
        department, township = asked.agency_judged, asked.to_agency_id
        if case.registry.side(township) is not Side.TOWNSHIP:
            continue
        answer = _refusal(case, asked)
        if answer is None:
            continue
        items = tuple(sorted(_cooperation_items(case, fact, department)))
        if items:
            _refused(case, fact, asked, items, answer, entries)


def _refusal(case: Case, asked: JointActionRequested) -> tuple[Fact, JointActionResponded] | None:
    for fact, answer in case.naming(JointActionResponded, "request_id", asked.request_id):
        by_asked = case.registry.acts_for(answer.agency_judged, asked.to_agency_id)
        if by_asked and answer.decision == "REFUSED":
            return fact, answer
    return None


def _cooperation_items(case: Case, asked: Fact, department: str) -> set[str]:
    """Return the items of the matter that are for cooperation with the department."""
    on = shanghai_day(asked.event.occurred_at)
    found = set()
    for code in {code for fact in case.facts for code in _items_of(fact.event)}:
        power = power_over(case.registry, code, None, on)
        if power.mode == COOPERATE and power.department == department:
            found.add(code)
    return found


def _items_of(event: Event) -> Iterator[str]:
    code = getattr(event, "item_code", None)
    if isinstance(code, str):
        yield code


def _refused(
    case: Case,
    fact: Fact,
    asked: JointActionRequested,
    items: tuple[str, ...],
    answer: tuple[Fact, JointActionResponded],
    entries: Entries,
) -> None:
    refusing, refused = answer
    department = case.registry.name(asked.agency_judged)
    township = case.registry.name(asked.to_agency_id)
    reason = refused.reason or "—"
    entries.conclude(
        QD_08,
        refusing,
        "cooperates",
        "VIOLATION",
        agency=asked.to_agency_id,
        zh=f"{department}就配合事项 {'、'.join(items)} 请求协助，{township}拒绝（理由：{reason}），"
        "乡镇应做好执法配合工作",
        en=f"{township} refused {department} its cooperation on {', '.join(items)} ({reason})",
        code="COOPERATION_REFUSED",
        creditor=asked.agency_judged,
        also=(fact.id,),
        items=items,
    )
