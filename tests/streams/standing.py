"""What stands after a log: by the outputs of the live judge, and by the offline judge."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.events.hub import (
    Delivery,
    EventDuplicated,
    EventNoted,
    EventRejected,
    HubOutput,
)
from streams.policy.replay import Conclusions

Standing = tuple[dict[str, object], set[object], set[object], set[object]]


def standing(outputs: Iterable[HubOutput]) -> Standing:
    """Return what stands after outputs, given in the order in which they were published."""
    outputs = list(outputs)
    obligations: dict[str, object] = {}
    verdicts: dict[object, object] = {}
    for output in outputs:
        match output.TYPE:
            case "obligation.changed":
                said = output.model_dump()
                obligations[str(said["obligation_id"])] = (
                    said["status"],
                    said["verdict"],
                    said["due_at"],
                    said["satisfied_at"],
                )
                if said["withdrawn"]:
                    del obligations[str(said["obligation_id"])]
            case "verdict.issued":
                said = output.model_dump()
                verdicts.pop(said["supersedes_output_id"], None)
                if not said["withdrawn"]:
                    verdicts[said["output_id"]] = (
                        said["rule_id"],
                        said["agency"],
                        said["code"],
                        tuple(map(str, said["subject_event_ids"])),
                    )
    fates: set[object] = {
        (o.TYPE, str(o.event_id))
        for o in outputs
        if isinstance(o, EventDuplicated | EventNoted | EventRejected)
    }
    given: set[object] = {(str(o.event_id), o.to) for o in outputs if isinstance(o, Delivery)}
    return obligations, set(verdicts.values()), fates, given


def expected(end: Conclusions) -> Standing:
    """Return what stands by the offline judge."""
    obligations: dict[str, object] = {
        str(o.id): (o.status.value, o.verdict, o.due and o.due.at, o.satisfied_at)
        for o in end.ledger.obligations
    }
    verdicts: set[object] = {
        (v.rule.id, v.agency or "", v.code, tuple(map(str, v.events))) for v in end.ledger.verdicts
    }
    fates: set[object] = {
        ("event.duplicated", str(d.received.event.event_id)) for d in end.duplicates
    }
    fates |= {("event.rejected", str(r.received.event.event_id)) for r in end.refused}
    fates |= {("event.noted", str(a.fact.event.event_id)) for a in end.noted}
    given: set[object] = {
        (str(route.fact.event.event_id), agency)
        for route in end.ledger.routes
        for agency in route.to
    }
    return obligations, verdicts, fates, given
