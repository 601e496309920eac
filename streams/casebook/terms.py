"""Says what the judge concluded in the terms of worked cases: short codes, plain values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from schemas.instants import end_of_day, shanghai_day, shown
from streams.casebook.world import World
from streams.policy.obligations import Obligation
from streams.policy.replay import Conclusions
from streams.policy.verdicts import (
    Holder,
    Lead,
    Owner,
    Reconciliation,
    Route,
    Statement,
    Statistic,
    Suggestion,
    Verdict,
)

Output = dict[str, Any]


def outputs(end: Conclusions, world: World) -> Iterator[Output]:
    """Yield every output of a case in its terms."""
    short = world.short
    yield from (_obligation(o, short) for o in end.ledger.obligations)
    yield from (_verdict(v, short) for v in end.ledger.verdicts)
    yield from (_route(r, short) for r in end.ledger.routes)
    yield from (_statement(s, short) for s in end.ledger.statements)


def _named(value: Any, short: dict[str, str] | Any) -> Any:
    match value:
        case datetime():
            return shown(value)
        case date() | Decimal():
            return str(value)
        case tuple() | list():
            named = [_named(v, short) for v in value]
            return _by_code(named) if value and all(v in short for v in value) else named
        case str() if value.startswith("urn:"):
            return _source(value, short)
        case str():
            return ",".join(short.get(part, part) for part in value.split(","))
        case _:
            return value


def _source(source: str, short: Any) -> str:
    """Return a source in its short form, such as `D-MS:oa`."""
    *_, agency, system = source.split(":")
    return f"{short[agency]}:{system}" if agency in short else source


def _by_code(agencies: list[str]) -> list[str]:
    """Agencies stand by their short code, the justice bureau last."""
    return sorted(agencies, key=lambda agency: (agency == "JB", agency))


def _obligation(o: Obligation, short: Any) -> Output:
    day = shanghai_day(o.clock_start)
    to_the_day = o.precision == "DAY" and o.clock_start == end_of_day(day)
    start = str(day) if to_the_day else shown(o.clock_start)
    details = {name: _named(value, short) for name, value in o.details}
    excluded = o.due.reckoning.excluded if o.due else ()
    return details | {
        "kind": "obligation",
        "rule": o.rule.id,
        "debtor": short.get(o.debtor, o.debtor),
        "creditor": short.get(o.creditor, o.creditor) if o.creditor else None,
        "clock_start": start,
        "due_at": shown(o.due.at) if o.due else None,
        "status": o.status.value,
        "verdict": o.verdict,
        "threshold_source": o.threshold.value,
        "satisfied_at": shown(o.satisfied_at) if o.satisfied_at else None,
        "late_by_ms": o.late_by_ms,
        "category_rule": o.category_rule,
        "provisional": o.due is not None and o.due.provisional,
        "precision": o.precision,
        "flags": list(o.flags),
        "reading": list(o.rule.readings),
        "clock": o.clock,
        "event": o.trigger_type,
        "waived_by": o.waived_by.event_type if o.waived_by else None,
        "paused_since": shown(o.paused_since) if o.paused_since else None,
        "excluded_working_days": [str(day) for day in excluded],
        "param": o.param,
        "severity": o.rule.severity.value,
    }


def _verdict(v: Verdict, short: Any) -> Output:
    details = {name: _named(value, short) for name, value in v.details}
    return details | {
        "kind": "verdict",
        "rule": v.rule.id,
        "verdict": v.verdict,
        "agency": short.get(v.agency, v.agency) if v.agency else None,
        "code": v.code,
        "severity": v.severity.value,
        "threshold_source": v.threshold.value,
        "param": v.param,
        "reading": list(v.rule.readings),
        "flags": list(v.flags),
        "provisional": v.provisional,
    }


def _route(r: Route, short: Any) -> Output:
    return {
        "kind": "route",
        "rule": r.rule.id,
        "event": r.fact.event.TYPE,
        "to": _by_code([short.get(agency, agency) for agency in r.to]),
        "reassigned_from": _by_code([short.get(a, a) for a in r.reassigned_from]),
    }


def _statement(s: Statement, short: Any) -> Output:
    match s:
        case Lead():
            return {
                "kind": "lead",
                "rule": s.rule.id,
                "agency": short.get(s.agency, s.agency),
                "roles": list(s.roles),
                "from_rule": s.from_rule,
                "code": s.code,
                "alerts": False,
            }
        case Owner():
            return {
                "kind": "owner",
                "rule": s.rule.id,
                "complaint_id": s.complaint_id,
                "owner": short.get(s.owner, s.owner),
            }
        case Holder():
            return {
                "kind": "holder",
                "violation_id": s.violation_id,
                "holder": short.get(s.holder, s.holder),
            }
        case Suggestion():
            return {
                "kind": "suggestion",
                "rule": s.rule.id,
                "referral_id": s.referral_id,
                "parties": _named(s.parties, short),
            }
        case Statistic():
            keys = {name: _named(value, short) for name, value in s.keys}
            value = _named(s.value, short)
            return {"kind": "statistic", "rule": s.rule.id, "name": s.name, "value": value, **keys}
        case Reconciliation():
            return {
                "kind": "reconciliation",
                "agency": short.get(s.agency, s.agency),
                "source": _source(s.source, short),
                "missing_seq": [int(n) if n.isdigit() else n for n in s.missing_seq],
                "missing_doc_no": list(s.missing_doc_no),
                "missing_events": list(s.missing_events),
                "miscounted": [str(day) for day, _, _ in s.miscounted],
                "checks": sorted({p.rule for p in s.problems}),
            }
