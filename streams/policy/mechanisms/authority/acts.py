"""执法行为: what agencies do on an item: filing, inspecting, penalising, coercing."""

from __future__ import annotations

from datetime import date
from typing import Final

from schemas.envelope import Event
from schemas.events.cases import CaseFiled
from schemas.events.inspection_records import InspectionRecorded
from schemas.events.penalty_decisions import CoercionApplied, PenaltyDecided
from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.facts import Fact
from streams.policy.powers import EMPOWERED, Listed, Power, power_over
from streams.policy.records import record
from streams.policy.registry import Registry, Side

Acting = InspectionRecorded | CoercionApplied | CaseFiled | PenaltyDecided

ACTS: Final[tuple[type[Event], ...]] = (
    InspectionRecorded,
    CoercionApplied,
    CaseFiled,
    PenaltyDecided,
)
"""Event types that are acts on an item."""


@record
class Act:
    """One act of a township or a department.

    `agency` is whom a conclusion is about; `body` the township or department that it is or
    belongs to. `officers` are the certificates of those who acted; a filing names none. `power`
    says whose the item was there and then.
    """

    fact: Fact
    event: Acting
    on: date
    agency: str
    body: str
    side: Side
    township: str | None
    officers: tuple[str, ...]
    power: Power
    registry: Registry

    @property
    def is_power_itself(self) -> bool:
        """Whether it uses the power to penalise or to coerce, not only to inspect or to file."""
        return isinstance(self.event, PenaltyDecided | CoercionApplied)

    @property
    def related_item(self) -> str | None:
        """The penalty item that an inspection or coercion serves, if it names one."""
        match self.event:
            case InspectionRecorded() | CoercionApplied():
                return self.event.related_penalty_item_code
            case _:
                return None

    @property
    def governing(self) -> Power:
        """The power by which it is judged: of its item, else of the item that it serves."""
        if self.power.listed is not Listed.UNKNOWN or not self.related_item:
            return self.power
        return power_over(self.registry, self.related_item, self.power.township, self.on)

    @property
    def joint_action(self) -> str | None:
        """The joint action that it belongs to, if any."""
        return None if isinstance(self.event, CaseFiled) else self.event.joint_action_id


def acts(case: Case) -> tuple[Act, ...]:
    """Return the acts of a matter by townships and departments; other bodies are not bound."""
    return case.once(_acts)


def _acts(case: Case) -> tuple[Act, ...]:
    done: tuple[tuple[Fact, Acting], ...] = (
        *case.all(InspectionRecorded),
        *case.all(CoercionApplied),
        *case.all(CaseFiled),
        *case.all(PenaltyDecided),
    )
    found = (_act(fact, event, case.registry) for fact, event in done)
    return tuple(act for act in found if act is not None)


def _act(fact: Fact, event: Acting, registry: Registry) -> Act | None:
    publisher = event.agency_judged
    body = registry.principal(publisher)
    on, township = day_of(event), _township(event, body, registry)
    if isinstance(event, PenaltyDecided | CoercionApplied):
        implementer = registry.principal(event.implementing_agency_id)
        if _implements_for(event, body, implementer, on, registry):
            publisher = body = implementer
            township = event.township_id or implementer
    side = registry.side(body)
    if side is None:
        return None
    named = () if isinstance(event, CaseFiled) else event.officers
    officers = tuple([officer.officer_cert_no for officer in named])
    where = body if side is Side.TOWNSHIP else township
    power = power_over(registry, event.item_code, where, on)
    return Act(fact, event, on, publisher, body, side, township, officers, power, registry)


def day_of(event: Acting) -> date:
    """Return the day of an act, Asia/Shanghai: of the decision, where it is one."""
    match event:
        case InspectionRecorded():
            return shanghai_day(event.inspected_at)
        case CoercionApplied():
            return shanghai_day(event.start_at)
        case CaseFiled():
            return shanghai_day(event.filed_at)
        case _:
            return event.decision_date


def _township(event: Acting, body: str, registry: Registry) -> str | None:
    """Return the township in which it was done: as said, else by the place, else the actor."""
    named = None if isinstance(event, CaseFiled) else event.township_id
    found = named or registry.township_of(event.region_code)
    if found is None and registry.side(body) is Side.TOWNSHIP:
        return body
    return found


def _implements_for(
    event: PenaltyDecided | CoercionApplied,
    body: str,
    implementer: str,
    on: date,
    registry: Registry,
) -> bool:
    """Whether a department publishes what a township did in the department's name, or its own.

    Deciding an empowered item in its own name is the department's own act, whoever carries it out.
    """
    if registry.side(body) is not Side.DEPARTMENT:
        return False
    if registry.side(implementer) is not Side.TOWNSHIP:
        return False
    mode = power_over(registry, event.item_code, implementer, on).mode
    decided_by = registry.principal(event.decision_authority_id)
    return not (mode == EMPOWERED and registry.side(decided_by) is Side.DEPARTMENT)
