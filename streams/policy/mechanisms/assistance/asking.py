"""A request, who is asked, and since when its clocks run (§3.2, §6.4).

Clocks run one way: the township asks, the department answers. They start at hub receipt, or at
the time at which the request came in on paper, if the asked side has stated it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from schemas.envelope import Event
from schemas.events.assistance.archives import ArchiveAccessRequested, ArchiveAccessResponded
from schemas.events.assistance.joint import JointActionRequested, JointActionResponded
from schemas.events.assistance.letters import (
    AssistanceExtensionNotified,
    AssistanceOnsiteDispatched,
    AssistanceOpinionIssued,
    AssistanceRequested,
    AssistanceSupplementRequested,
)
from schemas.events.sharing import ReceiptAcknowledged
from streams.policy.case import Case, E
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.registry import Side
from streams.policy.rules import Rule

_STATES_PAPER: Final = (
    AssistanceSupplementRequested,
    AssistanceExtensionNotified,
    AssistanceOpinionIssued,
    AssistanceOnsiteDispatched,
    ArchiveAccessResponded,
    JointActionResponded,
    ReceiptAcknowledged,
)
"""What the asked side may state a paper time in: its replies, and its acknowledgement."""


@dataclass(frozen=True, slots=True)
class Request:
    """请求: one request as the judge sees it. `by_day`: its start is known to the day only."""

    fact: Fact
    id: str
    debtor: str
    creditor: str
    start: datetime
    by_day: bool

    @property
    def precision(self) -> str:
        """How exactly the start of its clocks is known."""
        return "DAY" if self.by_day else "INSTANT"


class Asked:
    """A case with what was said of each request, so that no request looks at all the facts."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._said: dict[str, list[tuple[Fact, Event]]] = {}
        for fact in case.bearing("request_id"):
            self._said.setdefault(str(fact.event.request_id), []).append((fact, fact.event))

    def request(
        self,
        fact: Fact,
        event: AssistanceRequested | ArchiveAccessRequested | JointActionRequested,
    ) -> Request:
        """Return what a fact asks, with the start of its clocks."""
        debtor = event.to_agency_id
        paper = self._paper_time(event.request_id, debtor)
        start, by_day = fact.shared_at, False
        if paper is not None and paper[0] < start:
            start, by_day = paper
        return Request(fact, event.request_id, debtor, event.agency_judged, start, by_day)

    def answers(self, model: type[E], request_id: str, by: str) -> list[tuple[Fact, E]]:
        """Return what an agency, or who follows it, said of a request, in arrival order."""
        acts_for = self.case.registry.acts_for
        return [
            (fact, event)
            for fact, event in self._said[request_id]
            if isinstance(event, model) and acts_for(event.agency_judged, by)
        ]

    def _paper_time(self, request_id: str, debtor: str) -> tuple[datetime, bool] | None:
        """Return the paper time that the asked side stated first, and whether it is a day only."""
        for _, event in self._said[request_id]:
            if (
                isinstance(event, _STATES_PAPER)
                and event.paper_received_at is not None
                and self.case.registry.acts_for(event.agency_judged, debtor)
            ):
                return event.paper_received_at, "paper_received_at" in event.date_only
        return None


def runs(case: Case, asking: str, asked: str) -> bool:
    """Whether a township asks a department: the one way in which the clause sets clocks."""
    registry = case.registry
    return registry.side(asking) is Side.TOWNSHIP and registry.side(asked) is Side.DEPARTMENT


def outside(rule: Rule, debtor: str, fact: Fact, entries: Entries) -> None:
    """Enter that the clause does not bind the two: no clock opens, the event is routed."""
    entries.conclude(
        rule,
        fact,
        "scope",
        "NOT_APPLICABLE",
        agency=debtor,
        zh="不适用：本条只对乡镇与部门之间、按本条所定方向的请求计时；照常送达",
        en="the clause times requests between a township and a department, in its own direction; "
        "the event is routed all the same",
        code="OUTSIDE_CLAUSE_SCOPE",
        creditor=fact.event.agency_judged,
    )
