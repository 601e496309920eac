"""Says what was judged as plain values, for JSON and for tables; instants in Asia/Shanghai."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from schemas.instants import shown
from schemas.problems import Problem
from streams.offline.judging import Judged
from streams.policy.facts import Fact
from streams.policy.life import Transition
from streams.policy.obligations import Cause, Obligation
from streams.policy.rules import Rule
from streams.policy.verdicts import Route, Statement, Verdict

Json = dict[str, Any]


def as_json(judged: Judged) -> Json:
    """Return everything that was judged: the last word of the hub on these events."""
    ends = list(judged.conclusions)
    return {
        "now": shown(judged.now),
        "packs": [
            {"district": d, "id": p.id, "version": p.version} for d, p in judged.packs.items()
        ],
        "obligations": [obligation(o, judged) for o in judged.obligations],
        "verdicts": [verdict(v, judged) for v in judged.verdicts],
        "routes": [route(r, judged) for end in ends for r in end.ledger.routes],
        "statements": [statement(s) for end in ends for s in end.ledger.statements],
        "refused": [
            {**_event(r.received.fact), "reasons": [problem(p) for p in r.problems]}
            for end in ends
            for r in end.refused
        ],
        "duplicates": [
            {**_event(d.received.fact), "first_received_at": shown(d.first.shared_at)}
            for end in ends
            for d in end.duplicates
        ],
        "noted": [
            {**_event(a.fact), "notes": [problem(p) for p in a.notes]}
            for end in ends
            for a in end.noted
        ],
    }


def plain(value: Any) -> Any:
    """Return a value as JSON holds it: instants in Asia/Shanghai, amounts and days as text."""
    match value:
        case datetime():
            return shown(value)
        case date() | Decimal() | UUID():
            return str(value)
        case tuple() | list() | frozenset():
            return [plain(v) for v in value]
        case Rule():
            return value.id
        case Fact() | Obligation():
            return str(value.id)
        case Problem():
            return problem(value)
        case _:
            return value


def clause(rule: Rule) -> Json:
    """Return a rule with its clause in the policy's own words."""
    return {
        "rule": rule.id,
        "title_zh": rule.title_zh,
        "title_en": rule.title_en,
        "clause_ref": rule.clause_ref,
        "clause": rule.clause,
    }


def obligation(o: Obligation, judged: Judged) -> Json:
    """Return an obligation with its clause and the arithmetic of its due time."""
    return {
        "id": str(o.id),
        **clause(o.rule),
        "clock": o.clock,
        "category_rule": o.category_rule,
        "debtor": o.debtor,
        "debtor_name": judged.name(o.debtor),
        "creditor": o.creditor,
        "creditor_name": judged.name(o.creditor) or None,
        "subject": o.subject,
        "trigger_event_id": str(o.trigger_event_id),
        "trigger_type": o.trigger_type,
        "clock_start": shown(o.clock_start),
        "clock_start_basis": o.start_basis,
        "due_at": plain(o.due.at) if o.due else None,
        "arithmetic_zh": o.due.zh if o.due else None,
        "arithmetic_en": o.due.en if o.due else None,
        "provisional": o.due is not None and o.due.provisional,
        "status": o.status.value,
        "verdict": o.verdict,
        "satisfied_at": plain(o.satisfied_at),
        "satisfied_by": plain(o.satisfied_by),
        "late_by_ms": o.late_by_ms,
        "threshold_source": o.threshold.value,
        "param": o.param,
        "precision": o.precision,
        "reading": list(o.rule.readings),
        "flags": list(o.flags),
        "paused_since": plain(o.paused_since),
        "waived_by": _cause(o.waived_by),
        "reassigned_by": _cause(o.reassigned_by),
        "reassigned_to": o.reassigned_to,
    }


def verdict(v: Verdict, judged: Judged) -> Json:
    """Return a verdict with its clause, explanation and details."""
    return {
        "id": str(v.id),
        **clause(v.rule),
        "question": v.question,
        "verdict": v.verdict,
        "code": v.code,
        "severity": v.severity.value,
        "agency": v.agency,
        "agency_name": judged.name(v.agency) or None,
        "subject": v.subject,
        "events": [str(e) for e in v.events],
        "obligation_id": plain(v.obligation_id),
        "threshold_source": v.threshold.value,
        "param": v.param,
        "provisional": v.provisional,
        "reading": list(v.rule.readings),
        "flags": list(v.flags),
        "details": {name: plain(value) for name, value in v.details},
        "explanation_zh": v.zh,
        "explanation_en": v.en,
    }


def route(r: Route, judged: Judged) -> Json:
    """Return who is given an event, and by which clause."""
    return {
        **_event(r.fact),
        **clause(r.rule),
        "to": list(r.to),
        "to_names": [judged.name(agency) for agency in r.to],
        "reassigned_from": r.reassigned_from,
    }


def statement(s: Statement) -> Json:
    """Return a statement with its kind."""
    said = {f.name: getattr(s, f.name) for f in fields(s)}
    return {"kind": type(s).__name__.lower(), **{n: plain(v) for n, v in said.items()}}


def transition(t: Transition) -> Json:
    """Return one step in the life of an obligation, with clause and arithmetic."""
    return {
        "step": t.kind.value,
        "step_zh": t.step.zh,
        "at": plain(t.at),
        "before": t.before.value if t.before else None,
        "after": t.after.value,
        "cause_event_id": plain(t.cause),
        "cause_event_type": t.cause_type,
        "due_at": plain(t.due),
        "why_zh": t.zh,
        "why_en": t.en,
        **clause(t.rule),
    }


def problem(p: Problem) -> Json:
    """Return what is wrong with an event, and how to mend it."""
    return {
        "rule": p.rule,
        "field": p.field,
        "value": p.value,
        "zh": p.zh,
        "en": p.en,
        "fix_zh": p.fix_zh,
        "fix_en": p.fix_en,
    }


def _event(fact: Fact) -> Json:
    return {
        "event_id": str(fact.event.event_id),
        "event_type": fact.event.TYPE,
        "agency": fact.event.agency_id,
        "subject": fact.event.subject,
        "received_at": shown(fact.shared_at),
    }


def _cause(cause: Cause | None) -> Json | None:
    if cause is None:
        return None
    return {
        "event_id": str(cause.event_id),
        "event_type": cause.event_type,
        "at": shown(cause.at),
    }
