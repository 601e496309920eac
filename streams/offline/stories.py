"""The story of one obligation or verdict: its steps with cause, clause, clock and arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from schemas.instants import shown
from streams.offline.judging import Judged
from streams.offline.saying import obligation, transition, verdict
from streams.policy.life import Transition, transitions
from streams.policy.obligations import Obligation
from streams.policy.verdicts import Verdict

Json = dict[str, Any]


def story(one: Obligation | Verdict, judged: Judged) -> Json:
    """Return the story of one conclusion as plain values."""
    match one:
        case Obligation():
            return {
                "kind": "obligation",
                **obligation(one, judged),
                "clock_said": _clock(one),
                "life": [_step(t, judged) for t in transitions(one)],
            }
        case Verdict():
            behind = [o for o in judged.obligations if o.id == one.obligation_id]
            return {
                "kind": "verdict",
                **verdict(one, judged),
                "rests_on": [_cause(event, judged) for event in one.events],
                "obligations": [story(o, judged) for o in behind],
            }


def chosen(
    judged: Judged, ids: tuple[str, ...], *, rule: str = "", agency: str = ""
) -> Iterator[Obligation | Verdict]:
    """Yield what ids or their beginnings name, or what is of a rule and an agency, each once.

    `agency` is a credit code or part of a name.
    """
    seen: set[UUID] = set()
    everything: list[Obligation | Verdict] = [*judged.obligations, *judged.verdicts]
    for one in everything:
        named = not ids or any(str(one.id).startswith(id_.lower()) for id_ in ids)
        of_rule = not rule or one.rule.id == rule
        if named and of_rule and _is_of(one, agency, judged) and one.id not in seen:
            seen.add(one.id)
            yield one


def _is_of(one: Obligation | Verdict, agency: str, judged: Judged) -> bool:
    whose = one.debtor if isinstance(one, Obligation) else one.agency
    return not agency or whose == agency or agency in judged.name(whose)


def _clock(duty: Obligation) -> Json:
    """Return the clock of an obligation: how long, from what, where the number comes from."""
    clock = next((c for c in duty.rule.clocks if c.name == duty.clock), None)
    return {
        "unit": clock.unit.value if clock else None,
        "amount": clock.amount if clock else None,
        "param": duty.param,
        "word": clock.word if clock else None,
        "from": duty.start_basis,
        "ends_at": clock.end.value if clock else None,
        "threshold_source": duty.threshold.value,
        "source": clock.source if clock else None,
    }


def _step(t: Transition, judged: Judged) -> Json:
    cause = _cause(t.cause, judged) if t.cause else None
    return {**transition(t), "cause": cause}


def _cause(event_id: UUID, judged: Judged) -> Json:
    """Return what is known of an event that a conclusion rests on."""
    fact = judged.facts.get(event_id)
    if fact is None:
        return {"event_id": str(event_id), "event_type": None, "received_at": None}
    event = fact.event
    return {
        "event_id": str(event_id),
        "event_type": event.TYPE,
        "event_zh": event.ZH,
        "agency": event.agency_id,
        "agency_name": judged.name(event.agency_id),
        "subject": event.subject,
        "occurred_at": shown(event.occurred_at),
        "received_at": shown(fact.shared_at),
    }
