"""Turns the worked cases of `fixtures/` into received events, and outputs into their terms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from schemas.catalogue import FACTS, TOPIC_OF
from schemas.codec import cloud_headers, encode
from schemas.contracts.examples import example
from schemas.envelope import REFERENCES, Event
from schemas.fields import READING
from schemas.instants import end_of_day, shanghai_day, shown, to_utc_millis
from streams.policy.facts import Fact
from streams.policy.intake import Received, digest_of
from streams.policy.judge import RULES
from streams.policy.ledger import Obligation, Verdict
from streams.policy.pack import default_pack
from streams.policy.replay import Conclusions, replay

FIXTURES = Path(__file__).parent / "fixtures"
Expectation = dict[str, Any]

_CATEGORY = {
    "law.basis_changed": "G1",
    "license.decided": "G2",
    "license.changed": "G2",
    "standard.published": "G5",
    "inspection.recorded": "G6",
    "briefing.issued": "G6",
}
_REFERRED_ITEM = {
    "D-HC": "R-044",
    "D-NR": "R-030",
    "D-MS": "R-021",
    "D-EM": "K-011",
    "D-UM": "A-017",
}


@cache
def world() -> dict[str, Any]:
    """Return the reference data shared by all vectors."""
    data: dict[str, Any] = json.loads((FIXTURES / "world.json").read_text("utf-8"))
    return data


@cache
def vectors() -> dict[str, dict[str, Any]]:
    """Return the vectors by id."""
    return {v["id"]: v for v in json.loads((FIXTURES / "vectors.json").read_text("utf-8"))}


@cache
def credit_codes() -> dict[str, str]:
    """Return short code → credit code."""
    return {a["agency"]: a["uscc"] for a in world()["agencies"]}


@cache
def short_codes() -> dict[str, str]:
    """Return credit code → short code."""
    return {code: short for short, code in credit_codes().items()}


def _identity(text: str) -> UUID:
    return uuid5(NAMESPACE_URL, text)


@cache
def founding() -> tuple[Fact, ...]:
    """Return the registry of the fixture world as facts."""
    codes = credit_codes()
    start = datetime.fromisoformat("2025-01-01T00:00:00+08:00")
    events: list[Event] = [
        _event(
            "agency.registered",
            start,
            "JB",
            f"world-{a['agency']}",
            {
                "registered_agency_id": a["uscc"],
                "agency_name": a["name"],
                "kind": a["kind"],
                "agency_region_code": a["region_code"],
                "parent_agency_id": codes.get(a["parent"]),
                "active_from": a["active_from"],
            },
        )
        for a in sorted(world()["agencies"], key=lambda a: a["agency"] != "JB")
    ]
    items = [
        {
            "item_code": i["item_code"],
            "item_name": i["item_name"],
            "item_type": i["item_type"],
            "mode": i["mode"],
            "domain": i["domain"],
            "transferred_from_dept_id": codes.get(i["transferred_from"]),
            "owner_dept_id": codes[i["owner_dept"]],
            "township_scope": [codes[t] for t in i["township_scope"]],
            "effective_from": i["effective_from"],
        }
        for i in world()["item_list"]["items"]
    ]
    events.append(
        _event("authority.item_list_published", start, "GOV", "world-list", {"items": items})
    )
    return tuple(
        Fact(event, to_utc_millis(start), TOPIC_OF[event.TYPE], 0, offset)
        for offset, event in enumerate(events)
    )


def _event(type_: str, at: datetime, agency: str, event_id: str, fields: dict[str, Any]) -> Event:
    model = FACTS[type_]
    base = {
        name: value
        for name, value in example(model).model_dump().items()
        if model.model_fields[name].is_required()
    }
    instants = {n: at for n, v in base.items() if isinstance(v, datetime)}
    region = next(a["region_code"] for a in world()["agencies"] if a["agency"] == agency)
    days = {n: shanghai_day(at) for n, v in base.items() if type(v) is date}
    values = (
        base
        | instants
        | days
        | {
            "event_id": _identity(event_id),
            "agency_id": credit_codes()[agency],
            "source": f"urn:xzzf:{region[:6]}:{credit_codes()[agency]}:vectors",
            "region_code": region,
            "share_category": "NONE",
        }
    )
    if "valid_to" in values:
        values["valid_to"] = date(2099, 12, 31)
    return model.model_validate(values | fields, context={READING: True})


def received(vector_id: str, index: int, offset: int | None = None) -> Received:
    """Return the event of a vector at an index as it was received, at an offset of its topic."""
    vector = vectors()[vector_id]
    entry = vector["given"][index]
    type_, agency = entry["type"], entry["agency"]
    at = datetime.fromisoformat(entry["at"])
    formed = datetime.fromisoformat(_first_said(vector, index)["at"])
    fields = {name: value for name, value in entry["fields"].items() if value not in ("", [])}
    for name, value in fields.items():
        fields[name] = _coded(value)
    refs = {name: value for name, value in entry.get("refs", {}).items() if value}
    fields |= {name: value for name, value in refs.items() if name in (*REFERENCES, "subject")}
    fields.setdefault("subject", "-".join(refs.values()) or f"subject-{index}")
    if fields.get("supersedes_event_id"):
        fields["supersedes_event_id"] = _identity(fields["supersedes_event_id"])
    if type_ == "agency.registered":
        fields |= _registration(fields.pop("agency_id"))
    _defaults(type_, agency, formed, fields)
    event_id = entry.get("event_id") or f"{vector['id']}-{index}"
    event = _event(type_, formed, agency, event_id, fields)
    value = encode(event)
    fact = Fact(event, to_utc_millis(at), TOPIC_OF[type_], 0, index if offset is None else offset)
    return Received(fact, digest_of(value), event.district.encode(), tuple(cloud_headers(event)))


def _first_said(vector: dict[str, Any], index: int) -> dict[str, Any]:
    """Return the first delivery of the same event: a duplicate has the same bytes."""
    entry: dict[str, Any] = vector["given"][index]
    same = (
        e
        for e in vector["given"]
        if "event_id" in entry
        and e.get("event_id") == entry["event_id"]
        and e["fields"] == entry["fields"]
    )
    return next(same, entry)


def _registration(code: str) -> dict[str, Any]:
    agency = next(a for a in world()["agencies"] if a["uscc"] == code)
    return {
        "registered_agency_id": code,
        "agency_name": agency["name"],
        "kind": agency["kind"],
        "agency_region_code": agency["region_code"],
    }


def _coded(value: Any) -> Any:
    if isinstance(value, list):
        return [_coded(v) for v in value]
    return credit_codes().get(value, value) if isinstance(value, str) else value


def _defaults(type_: str, agency: str, at: datetime, fields: dict[str, Any]) -> None:
    """A field that a vector does not name is present and valid (§1)."""
    if type_ in {"penalty.decided", "penalty.executed"}:
        fields.setdefault("share_category", "G3" if agency[0] in "TS" else "G6")
    elif type_ in _CATEGORY:
        fields.setdefault("share_category", _CATEGORY[type_])
    if type_.startswith("license"):
        fields.setdefault("related_item_codes", ["A-017"])
        fields.setdefault("located_township_ids", [])
    if type_ == "penalty.decided":
        fields |= {"penalty_kinds": ["警告"], "fine_amount_yuan": None}
    if type_ == "sharing.extension_declared":
        fields.setdefault("extended_category", "G2" if agency == "D-HC" else "G6")
    if type_ == "referral.sent":
        fields.setdefault("from_agency_id", credit_codes()[agency])
        receiver = short_codes()[fields["to_agency_id"]]
        fields.setdefault("item_code", _REFERRED_ITEM.get(receiver, "A-017"))
        fields.setdefault("approved_by", "leader")
        fields.setdefault("approved_at", at)
        fields.setdefault("fact_statement_doc", {"title": "违法事实材料"})
        kinds = ("TRANSFER_LETTER", "SOURCE_INSPECTION_RECORD", "PRELIM_EVIDENCE")
        fields.setdefault("materials", [{"kind": k, "title": k} for k in kinds])
    if type_ == "referral.acceptance_replied":
        fields.setdefault("reply_doc_no", None)
    _times(at, fields)


def _times(at: datetime, fields: dict[str, Any]) -> None:
    """Read the times; a date without a time of day is the last instant of that day."""
    for name, value in list(fields.items()):
        if name.endswith("_at") and isinstance(value, str) and "T" not in value:
            fields[name] = end_of_day(date.fromisoformat(value))
            fields["date_only"] = [*fields.get("date_only", []), name]
        elif name.endswith("_at") and isinstance(value, str):
            fields[name] = datetime.fromisoformat(value)
    formed = fields.get("formed_at")
    if formed:
        fields.setdefault("occurred_at", min(formed, at))


@dataclass(frozen=True)
class Outcome:
    """The outputs at one moment, in the terms of the vectors."""

    at: datetime
    outputs: list[Expectation]
    expected: list[Expectation]
    absent: list[Expectation]


def outcomes(vector_id: str) -> Iterator[Outcome]:
    """Yield the outputs of a vector at its last tick and at every earlier moment it asks for."""
    vector = vectors()[vector_id]
    log = [received(vector_id, index) for index in range(len(vector["given"]))]
    ends = [*(e["at"] for e in vector["given"]), *vector["when"]]
    moments = [{"at": max(ends, key=datetime.fromisoformat), **vector}, *vector.get("as_of", [])]
    moments[0]["at"] = max(ends, key=datetime.fromisoformat)
    for moment in moments:
        at = datetime.fromisoformat(moment["at"])
        end = replay(log, default_pack(), to_utc_millis(at), known=founding())
        yield Outcome(at, list(_outputs(end)), moment["expect"], moment.get("absent", []))


def is_judged(expectation: Expectation) -> bool:
    """Whether the rule or kind of output that a vector expects exists yet."""
    kind = expectation["kind"]
    if kind in {"rejection", "duplicate"}:
        return True
    return kind in {"obligation", "verdict", "route"} and expectation.get("rule") in RULES


def matches(output: Expectation, expectation: Expectation) -> bool:
    """Whether an output has all the expected keys with the expected values."""
    return all(output.get(key) == value for key, value in expectation.items())


def _outputs(end: Conclusions) -> Iterator[Expectation]:
    yield from map(_obligation, end.ledger.obligations)
    yield from map(_verdict, end.ledger.verdicts)
    for refused in end.refused:
        yield {
            "kind": "rejection",
            "event": refused.received.event.TYPE,
            "event_id": _named(refused.received.event.event_id),
            "reasons": [p.rule for p in refused.problems],
        }
    for duplicate in end.duplicates:
        yield {"kind": "duplicate", "event_id": _named(duplicate.received.event.event_id)}
    for route in end.ledger.routes:
        yield {
            "kind": "route",
            "rule": route.rule.id,
            "event": route.fact.event.TYPE,
            "to": [short_codes()[a] for a in route.to],
        }


def _named(event_id: UUID) -> str:
    names = (e["event_id"] for v in vectors().values() for e in v["given"] if "event_id" in e)
    return next((name for name in names if _identity(name) == event_id), str(event_id))


def _shown(at: datetime | None) -> str | None:
    return shown(at) if at else None


def _obligation(o: Obligation) -> Expectation:
    return {
        "kind": "obligation",
        "rule": o.rule.id,
        "debtor": short_codes()[o.debtor],
        "creditor": short_codes()[o.creditor] if o.creditor else None,
        "clock_start": str(shanghai_day(o.clock_start))
        if o.precision == "DAY"
        else _shown(o.clock_start),
        "due_at": _shown(o.due.at),
        "status": o.status.value,
        "verdict": o.verdict,
        "threshold_source": o.rule.threshold.value,
        "satisfied_at": _shown(o.satisfied_at),
        "late_by_ms": o.late_by_ms,
        "category_rule": o.category_rule,
        "provisional": o.due.provisional,
        "precision": o.precision,
        "flags": list(o.flags),
        "reading": list(o.rule.readings),
    }


def _verdict(v: Verdict) -> Expectation:
    details = {n: short_codes().get(value, value) for n, value in v.details}
    return details | {
        "kind": "verdict",
        "rule": v.rule.id,
        "verdict": v.verdict,
        "agency": short_codes()[v.agency],
        "code": v.code,
        "severity": v.severity.value,
        "threshold_source": v.threshold.value,
    }
