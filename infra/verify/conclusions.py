"""One district: what the judge has published against what the offline judge concludes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from infra.verify.differences import Difference, Kind, Part, Position, Remedy
from schemas.events.hub import (
    Delivery,
    EventDuplicated,
    EventNoted,
    EventRejected,
    HubOutput,
    ObligationChanged,
    VerdictIssued,
)
from schemas.instants import shown, to_utc_millis
from streams.judge.outputs import basis_of, shown_detail
from streams.policy.facts import Fact
from streams.policy.obligations import Obligation, derived_id
from streams.policy.pack import RulePack
from streams.policy.replay import Conclusions
from streams.policy.verdicts import Verdict

Values = Mapping[str, object]

_FATES: Final = {"event.duplicated": "重复", "event.rejected": "拒收", "event.noted": "注记"}


@dataclass(slots=True)
class Said:
    """What the judge has published of one district, read in the order of the log."""

    obligations: dict[str, tuple[Position, ObligationChanged]] = field(default_factory=dict)
    verdicts: dict[str, tuple[Position, VerdictIssued]] = field(default_factory=dict)
    deliveries: dict[str, tuple[Position, Delivery]] = field(default_factory=dict)
    fates: dict[tuple[str, Position], Position] = field(default_factory=dict)

    def add(self, at: Position, output: HubOutput) -> None:
        """Take an output into account."""
        match output:
            case ObligationChanged():
                before = self.obligations.get(str(output.obligation_id))
                if before is None or before[1].revision <= output.revision:
                    self.obligations[str(output.obligation_id)] = (at, output)
            case VerdictIssued():
                self.verdicts[str(output.verdict_id or output.output_id)] = (at, output)
            case Delivery():
                self.deliveries[str(output.output_id)] = (at, output)
            case EventDuplicated() | EventRejected() | EventNoted():
                of = output.position
                place = Position(of.topic, of.partition, of.offset)
                self.fates[output.TYPE, place] = at


def differences(
    said: Said, end: Conclusions, pack: RulePack, taken_by_copy: Mapping[Position, Position]
) -> Iterator[Difference]:
    """Yield what differs in one district.

    `taken_by_copy` names messages that were set aside and taken when they came again: by today's
    program they might have been taken at once, and then what came again is the duplicate.
    """
    basis = basis_of(pack, end.registry).model_dump()
    places = {fact.event.event_id: _place(fact) for fact in reversed(end.admitted)}
    yield from _compared(
        "obligation",
        "hub.obligations",
        {
            id_: (at, _published_duty(o), o.pack.model_dump() != basis, o.rule_id)
            for id_, (at, o) in said.obligations.items()
            if not o.withdrawn
        },
        {
            str(o.id): (places.get(o.trigger_event_id), _duty(o), o.rule.id)
            for o in end.ledger.obligations
        },
    )
    yield from _compared(
        "verdict",
        "hub.verdicts",
        {
            id_: (at, _published_verdict(v), v.pack.model_dump() != basis, v.rule_id)
            for id_, (at, v) in said.verdicts.items()
            if not v.withdrawn
        },
        {
            str(v.id): (places.get(v.events[0]) if v.events else None, _verdict(v), v.rule.id)
            for v in end.ledger.verdicts
        },
    )
    yield from _deliveries(said, end)
    yield from _fates(said, end, taken_by_copy)


def _compared(
    name: str,
    where: str,
    published: Mapping[str, tuple[Position, Values, bool, str]],
    wanted: Mapping[str, tuple[Position | None, Values, str]],
) -> Iterator[Difference]:
    for id_, (place, _, rule) in wanted.items():
        if id_ not in published:
            yield Difference(
                Part.JUDGE,
                Kind.MISSING,
                f"{name} {id_} ({rule})",
                where,
                place,
                "离线判定有此结论，未曾发布",
                "the offline judge concludes it; it is not published",
                Remedy.REBUILD,
            )
    for id_, (at, values, is_other, rule) in published.items():
        what = f"{name} {id_} ({rule})"
        if id_ not in wanted:
            zh, en = "已发布，离线判定无此结论", "it is published; the offline judge lacks it"
            kind, remedy = Kind.SURPLUS, Remedy.LOOK
        elif changed := _changed(values, wanted[id_][1]):
            zh = "已发布与离线判定不同：" + "；".join(f"{n}：{a} → {b}" for n, a, b in changed)
            en = "published → offline: " + "; ".join(f"{n}: {a} → {b}" for n, a, b in changed)
            kind, remedy = Kind.DIFFERENT, Remedy.REBUILD
        else:
            continue
        if is_other:
            zh += "（依据另一规则包、日历或引擎版本得出，再次判定时更新）"
            en += " (reached by another pack, calendar or engine; renewed when judged again)"
        yield Difference(Part.JUDGE, kind, what, where, at, zh, en, remedy, harmless=is_other)


def _changed(one: Values, other: Values) -> list[tuple[str, str, str]]:
    return [
        (name, _text(value), _text(other[name]))
        for name, value in one.items()
        if value != other[name]
    ]


def _text(value: object) -> str:
    return shown(value) if isinstance(value, datetime) else str(value)


def _deliveries(said: Said, end: Conclusions) -> Iterator[Difference]:
    """Whom an event was delivered to stays its receiver, whatever is concluded later."""
    wanted = {
        str(derived_id("delivery", route.fact.event.agency_id, route.fact.event.event_id, to)): (
            route.fact,
            to,
        )
        for route in end.ledger.routes
        for to in route.to
    }
    for id_, (fact, to) in wanted.items():
        if id_ not in said.deliveries:
            yield Difference(
                Part.JUDGE,
                Kind.MISSING,
                f"delivery {id_} → {to}",
                "hub.deliveries",
                _place(fact),
                "应送达，未曾发布",
                "it ought to be delivered and is not published",
                Remedy.REBUILD,
            )
    known = {fact.event.event_id for fact in end.admitted}
    for id_, (at, delivery) in said.deliveries.items():
        if id_ not in wanted and delivery.event_id not in known:
            yield Difference(
                Part.JUDGE,
                Kind.SURPLUS,
                f"delivery {id_} → {delivery.to}",
                "hub.deliveries",
                at,
                "所送事件未被接收",
                "the event that it delivers was not admitted",
                Remedy.LOOK,
            )


def _fates(
    said: Said, end: Conclusions, taken_by_copy: Mapping[Position, Position]
) -> Iterator[Difference]:
    wanted = {("event.duplicated", _place(d.received.fact)) for d in end.duplicates}
    wanted |= {("event.rejected", _place(r.received.fact)) for r in end.refused}
    wanted |= {("event.noted", _place(a.fact)) for a in end.noted}
    copies = set(taken_by_copy.values())
    for kind, place in sorted(wanted - said.fates.keys(), key=str):
        if kind == "event.duplicated" and place in copies:
            continue
        yield Difference(
            Part.JUDGE,
            Kind.MISSING,
            kind,
            "hub.verdicts",
            place,
            f"离线判定得出“{_FATES[kind]}”，未曾发布",
            f"{kind} is not published",
            Remedy.REBUILD,
        )
    for kind, place in sorted(said.fates.keys() - wanted, key=str):
        if place in taken_by_copy:
            continue
        yield Difference(
            Part.JUDGE,
            Kind.SURPLUS,
            f"{kind} of {place}",
            "hub.verdicts",
            said.fates[kind, place],
            f"已发布“{_FATES[kind]}”，离线判定不作此认定",
            f"{kind} is published; the offline judge says otherwise",
            Remedy.REPLAY if kind == "event.rejected" else Remedy.LOOK,
        )


def _place(fact: Fact) -> Position:
    return Position(fact.topic, fact.partition, fact.offset)


_SHARED: Final = ("rule_id", "subject", "provisional", "flags")
_OF_DUTY: Final[tuple[str, ...]] = (
    *_SHARED,
    "debtor",
    "creditor",
    "trigger_event_id",
    "status",
    "verdict",
    "late_by_ms",
    "clock_start",
    "due_at",
    "satisfied_at",
    "satisfied_by_event_id",
    "paused_since",
    "waived_by",
    "reassigned_by",
)
_OF_VERDICT: Final[tuple[str, ...]] = (
    *_SHARED,
    "agency",
    "creditor",
    "verdict",
    "code",
    "severity",
    "subject_event_ids",
    "obligation_id",
)


def _published_duty(o: ObligationChanged) -> Values:
    return {name: _plain(getattr(o, name)) for name in _OF_DUTY}


def _duty(o: Obligation) -> Values:
    other: dict[str, Any] = {
        "rule_id": o.rule.id,
        "provisional": o.due is not None and o.due.provisional,
        "status": o.status.value,
        "due_at": o.due and o.due.at,
        "satisfied_by_event_id": o.satisfied_by,
        "waived_by": o.waived_by and o.waived_by.event_id,
        "reassigned_by": o.reassigned_by and o.reassigned_by.event_id,
    }
    return _values(o, other, _OF_DUTY)


def _published_verdict(v: VerdictIssued) -> Values:
    details = tuple((d.name, d.value) for d in v.details)
    return {name: _plain(getattr(v, name)) for name in _OF_VERDICT} | {"details": details}


def _verdict(v: Verdict) -> Values:
    other: dict[str, Any] = {
        "rule_id": v.rule.id,
        "agency": v.agency or "",
        "severity": v.severity.value,
        "subject_event_ids": v.events,
    }
    details = tuple((name, shown_detail(value)) for name, value in v.details)
    return {**_values(v, other, _OF_VERDICT), "details": details}


def _values(
    conclusion: object, other: Mapping[str, Any], names: Iterable[str]
) -> dict[str, object]:
    return {
        name: _plain(other[name] if name in other else getattr(conclusion, name)) for name in names
    }


def _plain(value: Any) -> object:
    return to_utc_millis(value) if isinstance(value, datetime) else value
