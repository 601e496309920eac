"""From conclusions to messages: what is published is the difference to what was published last."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Final, Protocol, Self
from uuid import UUID

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
from schemas.records import Record
from streams.judge.receipts import position_of
from streams.policy.facts import Fact
from streams.policy.ledger import Ledger
from streams.policy.obligations import Obligation, Status, derived_id
from streams.policy.pack import ENGINE_VERSION, RulePack
from streams.policy.records import record
from streams.policy.registry import Registry
from streams.policy.verdicts import Route, Verdict

Json = dict[str, Any]

DUE_SOON: Final = "due_soon"
"""Stands for the status of an open duty that was published as due soon."""

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False)

_DIGEST_BYTES: Final = 12

WITHDRAWN: Final = "withdrawn"
"""Stands for what was published before, where that was a withdrawal."""

_SETTLED: Final = frozenset(
    {Status.SATISFIED, Status.SATISFIED_LATE, Status.WAIVED, Status.REASSIGNED}
)


class Contents(Protocol):
    """The content of conclusions as they were published last, as JSON."""

    def get(self, id_: str) -> str:
        """Return the content of a conclusion that was published."""

    def put(self, id_: str, content: str) -> None:
        """Remember the content of a conclusion."""


_OF_THE_MESSAGE: Final = frozenset({"output_id", "district", "judged_at", "rejudged"})
_OF_CHANGES: Final = _OF_THE_MESSAGE | {"obligation_id", "revision", "previous_status"}
_OF_VERDICTS: Final = _OF_THE_MESSAGE | {"verdict_id", "supersedes_output_id", "previous_verdict"}
"""Fields of a message that are not part of the conclusion's content."""


@dataclass(slots=True)
class Published:
    """What a scope has published.

    Per obligation its revision and the digest of its content, per verdict the id of its output and
    the digest, per fact its receivers. `WITHDRAWN` stands for the digest of what was withdrawn.
    """

    contents: Contents
    obligations: dict[str, tuple[int, str]] = field(default_factory=dict)
    verdicts: dict[str, tuple[str, str]] = field(default_factory=dict)
    receivers: dict[str, list[str]] = field(default_factory=dict)
    seen: dict[str, Seen] = field(default_factory=dict)
    """Conclusions as they were looked at last, which is as they were published: one that is equal
    need not be written out, and what was said before one that is not need not be read."""

    def correct(self, said: ObligationChanged | VerdictIssued) -> None:
        """Take what stands in the log as what was published of a conclusion."""
        written = _Written.of(_content(said))
        match said:
            case ObligationChanged():
                id_ = str(said.obligation_id)
                self.obligations[id_] = (said.revision, written.digest)
            case VerdictIssued():
                id_ = str(said.verdict_id)
                self.verdicts[id_] = (str(said.output_id), written.digest)
        self.contents.put(id_, written.text)
        self.seen.pop(id_, None)


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
    stamp = _Stamp(district, now, basis, ledger, again)
    yield from _obligation_differences(ledger, published, stamp)
    yield from _verdict_differences(ledger, published, stamp)


def _obligation_differences(
    ledger: Ledger, published: Published, stamp: _Stamp
) -> Iterator[HubOutput]:
    wanted = {duty.name: duty for duty in ledger.obligations}
    for id_, duty in wanted.items():
        before = published.seen.get(id_)
        if before is not None and before.is_now(duty, stamp.basis):
            continue
        written = _Written.of(_obligation(duty, stamp.basis))
        _, digest = published.obligations.get(id_, (0, None))
        if written.digest != digest:
            yield _changed(published, id_, written, stamp)
        published.seen[id_] = Seen(stamp.basis, duty)
    if len(published.obligations) > len(wanted):
        for id_, (_, digest) in list(published.obligations.items()):
            if id_ not in wanted and digest != WITHDRAWN:
                gone = {**json.loads(published.contents.get(id_)), "withdrawn": True}
                yield _changed(published, id_, _Written.of(gone), stamp)
                published.seen.pop(id_, None)


@record
class Seen:
    """A conclusion and its basis, as they were looked at last."""

    basis: Pack
    conclusion: Obligation | Verdict

    def is_now(self, conclusion: Obligation | Verdict, basis: Pack) -> bool:
        """Whether a conclusion would be written out as this one was.

        Equal numbers may be written otherwise (1.0, 1.00), so details are compared as shown.
        """
        mine = self.conclusion
        is_equal = conclusion is mine or (
            conclusion == mine and repr(conclusion.details) == repr(mine.details)
        )
        return is_equal and basis == self.basis


@record
class _Before:
    """What was published of a conclusion last, as far as the next message speaks of it."""

    was: str
    pack: Json
    evidence: object

    @classmethod
    def of(cls, published: Published, id_: str, digest: str | None) -> Self | None:
        """Return it from memory, else as it is stored; None where nothing was published."""
        if digest is None:
            return None
        match published.seen.get(id_):
            case Seen(basis, Obligation() as duty):
                is_soon = duty.status is Status.OPEN and _warned_since(duty) is not None
                was = DUE_SOON if is_soon else duty.status.value
                return cls(was, vars(basis), duty.satisfied_by and str(duty.satisfied_by))
            case Seen(basis, Verdict() as verdict):
                return cls(verdict.verdict, vars(basis), [str(e) for e in verdict.events])
        said = json.loads(published.contents.get(id_))
        evidence = said[_EVIDENCE_OF_DUTIES if "status" in said else _EVIDENCE_OF_VERDICTS]
        return cls(_previous(said), said["pack"], evidence)


_EVIDENCE_OF_DUTIES: Final = "satisfied_by_event_id"
_EVIDENCE_OF_VERDICTS: Final = "subject_event_ids"


@record
class _Stamp:
    """What the outputs of one judgement share."""

    district: str
    now: datetime
    basis: Pack
    ledger: Ledger
    again: bool

    def is_rejudged(self, content: Json, before: _Before | None, evidence: str) -> bool:
        """Whether another basis alone led to a conclusion of a settled scope."""
        is_rebased = self.again or (
            before is not None
            and before.pack != content["pack"]
            and before.evidence == content[evidence]
        )
        return is_rebased and all(o.status in _SETTLED for o in self.ledger.obligations)


def _verdict_differences(
    ledger: Ledger, published: Published, stamp: _Stamp
) -> Iterator[HubOutput]:
    wanted = {verdict.name: verdict for verdict in ledger.verdicts}
    for id_, verdict in wanted.items():
        before = published.seen.get(id_)
        if before is not None and before.is_now(verdict, stamp.basis):
            continue
        written = _Written.of(_verdict(verdict, stamp.basis))
        _, digest = published.verdicts.get(id_, (None, None))
        if written.digest != digest:
            yield _issued(published, id_, written, stamp)
        published.seen[id_] = Seen(stamp.basis, verdict)
    if len(published.verdicts) > len(wanted):
        for id_, (_, digest) in list(published.verdicts.items()):
            if id_ not in wanted and digest != WITHDRAWN:
                gone = {**json.loads(published.contents.get(id_)), "withdrawn": True}
                yield _issued(published, id_, _Written.of(gone), stamp)
                published.seen.pop(id_, None)


def _changed(published: Published, id_: str, written: _Written, stamp: _Stamp) -> ObligationChanged:
    content = written.content
    revision, digest = published.obligations.get(id_, (0, None))
    before = _Before.of(published, id_, digest)
    published.obligations[id_] = (revision + 1, written.digest)
    published.contents.put(id_, written.text)
    return ObligationChanged.model_validate(
        {
            **content,
            "output_id": derived_id("obligation-revision", id_, revision + 1),
            "obligation_id": id_,
            "revision": revision + 1,
            "district": stamp.district,
            "judged_at": stamp.now,
            "previous_status": before and before.was,
            "rejudged": stamp.is_rejudged(content, before, _EVIDENCE_OF_DUTIES),
        }
    )


def _previous(said: Json) -> str:
    if said["withdrawn"]:
        return WITHDRAWN
    is_soon = said.get("status") == Status.OPEN.value and said.get("due_soon_since")
    return DUE_SOON if is_soon else str(said.get("status", said["verdict"]))


def _issued(published: Published, id_: str, written: _Written, stamp: _Stamp) -> VerdictIssued:
    content = written.content
    earlier, digest = published.verdicts.get(id_, (None, None))
    before = _Before.of(published, id_, digest)
    output_id = derived_id("verdict-output", id_, earlier, written.text)
    published.verdicts[id_] = (str(output_id), written.digest)
    published.contents.put(id_, written.text)
    return VerdictIssued.model_validate(
        {
            **content,
            "output_id": output_id,
            "verdict_id": id_,
            "supersedes_output_id": earlier,
            "previous_verdict": before and before.was,
            "district": stamp.district,
            "judged_at": stamp.now,
            "rejudged": stamp.is_rejudged(content, before, _EVIDENCE_OF_VERDICTS),
        }
    )


def _content(said: ObligationChanged | VerdictIssued) -> Json:
    """Return what a message says of a conclusion, without what it says of itself."""
    own = _OF_CHANGES if isinstance(said, ObligationChanged) else _OF_VERDICTS
    names = type(said).model_fields.keys() - own
    return {name: _plain(getattr(said, name)) for name in sorted(names)}


def _in_order(content: Json) -> Json:
    return dict(sorted(content.items()))


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return _instant(value)
        case UUID():
            return str(value)
        case tuple():
            return [_plain(part) for part in value]
        case Record():
            return _in_order({name: _plain(part) for name, part in value})
        case _:
            return value


@record
class _Written:
    """The content of a conclusion, written out, and its digest.

    Keys stand in alphabetical order, whoever made the content: equal contents are written alike.
    """

    content: Json
    text: str
    digest: str

    @classmethod
    def of(cls, content: Json) -> Self:
        """Write a content out."""
        text = _ENCODER.encode(content)
        digest = blake2b(text.encode(), digest_size=_DIGEST_BYTES).hexdigest()
        return cls(content, text, WITHDRAWN if content["withdrawn"] else digest)


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
        "category_rule": o.category_rule,
        "clause": o.rule.clause,
        "clause_ref": o.rule.clause_ref,
        "clock": o.clock,
        "clock_start": _instant(o.clock_start),
        "clock_start_basis": o.start_basis or None,
        "creditor": o.creditor,
        "debtor": o.debtor,
        "due_at": o.due and _instant(o.due.at),
        "due_soon_since": _instant(_warned_since(o)),
        "explanation_en": o.due.en if o.due else "the clock is paused until supplements come",
        "explanation_zh": o.due.zh if o.due else "时限暂停，补充材料后继续计算",
        "extensions": [
            {
                "due_after": _instant(e.due_after),
                "due_before": _instant(e.due_before),
                "event_id": str(e.event_id),
            }
            for e in o.extensions
        ],
        "flags": list(o.flags),
        "late_by_ms": o.late_by_ms,
        "pack": _in_order(vars(basis)),
        "param": o.param,
        "paused_since": _instant(o.paused_since),
        "pauses": [
            {
                "event_id": str(p.event_id),
                "paused_at": _instant(p.paused_at),
                "resumed_at": _instant(p.resumed_at),
            }
            for p in o.pauses
        ],
        "precision": o.precision,
        "provisional": o.due is not None and o.due.provisional,
        "reading": list(o.rule.readings),
        "reassigned_by": o.reassigned_by and str(o.reassigned_by.event_id),
        "rule_id": o.rule.id,
        "satisfied_at": _instant(o.satisfied_at),
        "satisfied_by_event_id": o.satisfied_by and str(o.satisfied_by),
        "status": o.status.value,
        "subject": o.subject,
        "threshold_source": o.threshold.value,
        "trigger_event_id": str(o.trigger_event_id),
        "trigger_type": o.trigger_type,
        "verdict": o.verdict,
        "waived_by": o.waived_by and str(o.waived_by.event_id),
        "withdrawn": False,
    }


def _instant(at: datetime | None) -> str | None:
    """Return an instant as text, in UTC: equal instants are written alike."""
    if at is None:
        return None
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat()


def _warned_since(o: Obligation) -> datetime | None:
    """Return since when a duty is due soon, if its rule warns of that (§5.2)."""
    return o.due_soon_since if o.rule.warns else None


def _verdict(v: Verdict, basis: Pack) -> Json:
    return {
        "agency": v.agency or "",
        "clause": v.rule.clause,
        "clause_ref": v.rule.clause_ref,
        "code": v.code,
        "creditor": v.creditor,
        "details": [Detail(name=n, value=shown_detail(d)).model_dump() for n, d in v.details],
        "explanation_en": v.en,
        "explanation_zh": v.zh,
        "flags": list(v.flags),
        "obligation_id": v.obligation_id and str(v.obligation_id),
        "pack": _in_order(vars(basis)),
        "param": v.param,
        "provisional": v.provisional,
        "rule_id": v.rule.id,
        "severity": v.severity.value,
        "subject": v.subject,
        "subject_event_ids": [str(e) for e in v.events],
        "threshold_source": v.threshold.value,
        "verdict": v.verdict,
        "withdrawn": False,
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
