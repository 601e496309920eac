"""From conclusions to messages: what is published is the difference to what was published last."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from schemas.events.hub import (
    Delivery,
    Detail,
    HubOutput,
    ObligationChanged,
    Pack,
    RoutingAssigned,
    RoutingReassigned,
    VerdictIssued,
)
from schemas.instants import shown
from streams.judge.receipts import position_of
from streams.policy.facts import Fact
from streams.policy.ledger import Ledger
from streams.policy.obligations import Obligation, derived_id
from streams.policy.pack import ENGINE_VERSION, RulePack
from streams.policy.registry import Registry
from streams.policy.verdicts import Route, Verdict

Json = dict[str, Any]


@dataclass(slots=True)
class Published:
    """What a scope has published.

    Per obligation its revision and content, per verdict its id and content, per fact its receivers.
    """

    obligations: dict[str, tuple[int, Json]] = field(default_factory=dict)
    verdicts: dict[str, tuple[str, Json]] = field(default_factory=dict)
    receivers: dict[str, list[str]] = field(default_factory=dict)


def differences(
    ledger: Ledger, published: Published, *, district: str, basis: Pack, now: datetime
) -> Iterator[HubOutput]:
    """Yield what changed, and bring `published` up to date.

    A conclusion that changed is superseded; one that no longer holds is withdrawn. `basis` says
    by which rules and calendar they were reached.
    """
    wanted = {str(o.id): _obligation(o, basis) for o in ledger.obligations}
    for id_, content in wanted.items():
        revision, before = published.obligations.get(id_, (0, None))
        if content != before:
            published.obligations[id_] = (revision + 1, content)
            yield _changed(id_, revision + 1, content, district, now)
    for id_, (revision, content) in list(published.obligations.items()):
        if id_ not in wanted and not content["withdrawn"]:
            gone = {**content, "withdrawn": True}
            published.obligations[id_] = (revision + 1, gone)
            yield _changed(id_, revision + 1, gone, district, now)
    yield from _verdict_differences(ledger, published, basis, district, now)


def _verdict_differences(
    ledger: Ledger, published: Published, basis: Pack, district: str, now: datetime
) -> Iterator[HubOutput]:
    wanted = {str(v.id): _verdict(v, basis) for v in ledger.verdicts}
    for id_, content in wanted.items():
        earlier, before = published.verdicts.get(id_, (None, None))
        if content != before:
            yield _issued(published, id_, content, earlier, district, now)
    for id_, (earlier, content) in list(published.verdicts.items()):
        if id_ not in wanted and not content["withdrawn"]:
            yield _issued(published, id_, {**content, "withdrawn": True}, earlier, district, now)


def _changed(
    id_: str, revision: int, content: Json, district: str, now: datetime
) -> ObligationChanged:
    return ObligationChanged.model_validate(
        {
            **content,
            "output_id": derived_id("obligation-revision", id_, revision),
            "obligation_id": id_,
            "revision": revision,
            "district": district,
            "judged_at": now,
        }
    )


def _issued(
    published: Published,
    id_: str,
    content: Json,
    earlier: str | None,
    district: str,
    now: datetime,
) -> VerdictIssued:
    said = json.dumps(content, sort_keys=True, ensure_ascii=False)
    output_id = derived_id("verdict-output", id_, earlier, said)
    published.verdicts[id_] = (str(output_id), content)
    return VerdictIssued.model_validate(
        {
            **content,
            "output_id": output_id,
            "supersedes_output_id": earlier,
            "district": district,
            "judged_at": now,
        }
    )


def basis_of(pack: RulePack, registry: Registry) -> Pack:
    """Return by which rules, calendar and engine conclusions are reached."""
    return Pack(
        rulepack_id=pack.id,
        rulepack_version=pack.version,
        calendar_version=registry.calendar.version,
        engine_version=ENGINE_VERSION,
    )


def _obligation(o: Obligation, basis: Pack) -> Json:
    return {
        "rule_id": o.rule.id,
        "category_rule": o.category_rule,
        "clause_ref": o.rule.clause_ref,
        "clause": o.rule.clause,
        "debtor": o.debtor,
        "creditor": o.creditor,
        "subject": o.subject,
        "trigger_event_id": str(o.trigger_event_id),
        "trigger_type": o.trigger_type,
        "clock_start": o.clock_start.isoformat(),
        "due_at": o.due and o.due.at.isoformat(),
        "status": o.status.value,
        "verdict": o.verdict,
        "satisfied_at": o.satisfied_at and o.satisfied_at.isoformat(),
        "satisfied_by_event_id": o.satisfied_by and str(o.satisfied_by),
        "late_by_ms": o.late_by_ms,
        "threshold_source": o.threshold.value,
        "param": o.param,
        "provisional": o.due is not None and o.due.provisional,
        "precision": o.precision,
        "reading": list(o.rule.readings),
        "flags": list(o.flags),
        "explanation_zh": o.due.zh if o.due else "时限暂停，补充材料后继续计算",
        "explanation_en": o.due.en if o.due else "the clock is paused until supplements come",
        "clock": o.clock,
        "clock_start_basis": o.start_basis or None,
        "paused_since": o.paused_since and o.paused_since.isoformat(),
        "pauses": [
            {
                "paused_at": p.paused_at.isoformat(),
                "resumed_at": p.resumed_at and p.resumed_at.isoformat(),
                "event_id": str(p.event_id),
            }
            for p in o.pauses
        ],
        "extensions": [
            {
                "event_id": str(e.event_id),
                "due_before": e.due_before.isoformat(),
                "due_after": e.due_after.isoformat(),
            }
            for e in o.extensions
        ],
        "waived_by": o.waived_by and str(o.waived_by.event_id),
        "reassigned_by": o.reassigned_by and str(o.reassigned_by.event_id),
        "withdrawn": False,
        "pack": basis.model_dump(),
    }


def _verdict(v: Verdict, basis: Pack) -> Json:
    return {
        "rule_id": v.rule.id,
        "clause_ref": v.rule.clause_ref,
        "clause": v.rule.clause,
        "agency": v.agency or "",
        "creditor": v.creditor,
        "verdict": v.verdict,
        "code": v.code,
        "severity": v.severity.value,
        "threshold_source": v.threshold.value,
        "param": v.param,
        "subject": v.subject,
        "subject_event_ids": [str(e) for e in v.events],
        "obligation_id": v.obligation_id and str(v.obligation_id),
        "provisional": v.provisional,
        "flags": list(v.flags),
        "details": [Detail(name=n, value=shown_detail(d)).model_dump() for n, d in v.details],
        "explanation_zh": v.zh,
        "explanation_en": v.en,
        "withdrawn": False,
        "pack": basis.model_dump(),
    }


def shown_detail(value: Any) -> str:
    """Return a detail of a verdict as text: instants in Asia/Shanghai, several joined by commas."""
    match value:
        case datetime():
            return shown(value)
        case tuple():
            return ",".join(shown_detail(part) for part in value)
        case None:
            return ""
        case _:
            return str(value)


def deliveries(
    ledger: Ledger, published: Published, value_of: Callable[[Fact], bytes], now: datetime
) -> Iterator[Delivery]:
    """Yield what has not been delivered yet; ids are derived from event and receiver.

    What has been delivered stays so: a receiver that a later fact adds is given it then, and whom
    a matter was given to is told from whom and by which event.
    """
    for route in ledger.routes:
        fact, given = route.fact, published.receivers.get(route.fact.key, [])
        missing = [agency for agency in route.to if agency not in given]
        if missing:
            published.receivers[fact.key] = [*given, *missing]
            value = value_of(fact)
            yield from (_delivery(route, agency, value, now) for agency in missing)


def _delivery(route: Route, agency: str, value: bytes, now: datetime) -> Delivery:
    fact, event = route.fact, route.fact.event
    content: Json = {
        "output_id": derived_id("delivery", event.agency_id, event.event_id, agency),
        "district": event.district,
        "judged_at": now,
        "to": agency,
        "event_id": event.event_id,
        "event_type": event.TYPE,
        "from_agency": event.agency_id,
        "subject": event.subject,
        "shared_at": fact.shared_at,
        "position": position_of(fact),
        "reason_rule": route.rule.id,
        "reason_clause": route.rule.clause,
        "value": value,
    }
    move = route.move
    if move is None or move.to != agency:
        return RoutingAssigned(**content)
    before = ",".join(move.from_)  # several, where more than one other party disputed
    return RoutingReassigned(**content, reassigned_from=before, cause_event_id=move.cause)
