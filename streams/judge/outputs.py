"""From conclusions to messages: what is published is the difference to what was published last."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

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
from streams.policy.obligations import Obligation, Status, derived_id
from streams.policy.pack import ENGINE_VERSION, RulePack
from streams.policy.registry import Registry
from streams.policy.verdicts import Route, Verdict

Json = dict[str, Any]

DUE_SOON: Final = "due_soon"
"""Stands for the status of an open duty that was published as due soon."""

WITHDRAWN: Final = "withdrawn"
"""Stands for what was published before, where that was a withdrawal."""

_SETTLED: Final = frozenset(
    {Status.SATISFIED, Status.SATISFIED_LATE, Status.WAIVED, Status.REASSIGNED}
)


@dataclass(slots=True)
class Published:
    """What a scope has published.

    Per obligation its revision and content, per verdict its id and content, per fact its receivers.
    """

    obligations: dict[str, tuple[int, Json]] = field(default_factory=dict)
    verdicts: dict[str, tuple[str, Json]] = field(default_factory=dict)
    receivers: dict[str, list[str]] = field(default_factory=dict)


def differences(
    ledger: Ledger,
    published: Published,
    *,
    district: str,
    basis: Pack,
    now: datetime,
    again: bool = False,
) -> Iterator[HubOutput]:
    """Yield what changed, and bring `published` up to date.

    A conclusion that changed is superseded; one that no longer holds is withdrawn. `basis` says
    by which rules and calendar they were reached. `again`: neither an event nor time led to this
    judgement; where nothing is owed any more, what it concludes is marked `rejudged`.
    """
    is_settled = all(o.status in _SETTLED for o in ledger.obligations)
    stamp = _Stamp(district, now, basis, again=again and is_settled, is_settled=is_settled)
    wanted = {str(o.id): _obligation(o, basis) for o in ledger.obligations}
    for id_, content in wanted.items():
        revision, before = published.obligations.get(id_, (0, None))
        if content != before:
            published.obligations[id_] = (revision + 1, content)
            yield _changed(id_, revision + 1, content, before, stamp)
    for id_, (revision, content) in list(published.obligations.items()):
        if id_ not in wanted and not content["withdrawn"]:
            gone = {**content, "withdrawn": True}
            published.obligations[id_] = (revision + 1, gone)
            yield _changed(id_, revision + 1, gone, content, stamp)
    yield from _verdict_differences(ledger, published, stamp)


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What the outputs of one judgement share."""

    district: str
    now: datetime
    basis: Pack
    again: bool
    is_settled: bool

    def is_rejudged(self, content: Json, before: Json | None, evidence: str) -> bool:
        """Whether another basis alone led to a conclusion of a settled scope."""
        return self.again or (
            self.is_settled
            and before is not None
            and before["pack"] != content["pack"]
            and before[evidence] == content[evidence]
        )


def _verdict_differences(
    ledger: Ledger, published: Published, stamp: _Stamp
) -> Iterator[HubOutput]:
    wanted = {str(v.id): _verdict(v, stamp.basis) for v in ledger.verdicts}
    for id_, content in wanted.items():
        _, before = published.verdicts.get(id_, (None, None))
        if content != before:
            yield _issued(published, id_, content, stamp)
    for id_, (_, content) in list(published.verdicts.items()):
        if id_ not in wanted and not content["withdrawn"]:
            yield _issued(published, id_, {**content, "withdrawn": True}, stamp)


def _changed(
    id_: str, revision: int, content: Json, before: Json | None, stamp: _Stamp
) -> ObligationChanged:
    return ObligationChanged.model_validate(
        {
            **content,
            "output_id": derived_id("obligation-revision", id_, revision),
            "obligation_id": id_,
            "revision": revision,
            "district": stamp.district,
            "judged_at": stamp.now,
            "previous_status": before and _previous(before),
            "rejudged": stamp.is_rejudged(content, before, "satisfied_by_event_id"),
        }
    )


def _previous(before: Json) -> str:
    if before["withdrawn"]:
        return WITHDRAWN
    is_soon = before["status"] == Status.OPEN.value and before.get("due_soon_since")
    return DUE_SOON if is_soon else str(before["status"])


def _issued(published: Published, id_: str, content: Json, stamp: _Stamp) -> VerdictIssued:
    earlier, before = published.verdicts.get(id_, (None, None))
    said = json.dumps(content, sort_keys=True, ensure_ascii=False)
    output_id = derived_id("verdict-output", id_, earlier, said)
    published.verdicts[id_] = (str(output_id), content)
    return VerdictIssued.model_validate(
        {
            **content,
            "output_id": output_id,
            "verdict_id": id_,
            "supersedes_output_id": earlier,
            "previous_verdict": before
            and (WITHDRAWN if before["withdrawn"] else before["verdict"]),
            "district": stamp.district,
            "judged_at": stamp.now,
            "rejudged": stamp.is_rejudged(content, before, "subject_event_ids"),
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
        "due_soon_since": (soon := _warned_since(o)) and soon.isoformat(),
        "withdrawn": False,
        "pack": basis.model_dump(),
    }


def _warned_since(o: Obligation) -> datetime | None:
    """Return since when a duty is due soon, if its rule warns of that (§5.2)."""
    warns = any(code.endswith("_DUE_SOON") for code in o.rule.codes)
    return o.due_soon_since if warns else None


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
