"""Intake: every message has exactly one fate: admitted, duplicate, or refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Final

from schemas.catalogue import TOPIC_OF
from schemas.codec import contradicting_headers, missing_headers
from schemas.envelope import Event
from schemas.problems import Problem
from streams.policy.admission import refusals
from streams.policy.corrections import standing_facts
from streams.policy.facts import Fact
from streams.policy.mechanism import Arrival
from streams.policy.pack import RulePack
from streams.policy.quality import notes
from streams.policy.registry import Registry

HUB_HEADERS: Final = "hutong_"
"""Headers of this prefix are the hub's own: they say how a copy came, not what it says."""


@dataclass(frozen=True, slots=True)
class FirstArrival:
    """Where and when a message arrived first that was set aside then."""

    shared_at: datetime
    topic: str
    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class FirstReceipt:
    """Where and when an event id was admitted first, and the digest of its bytes."""

    digest: str
    shared_at: datetime
    topic: str
    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class Received:
    """A readable message as it came. `digest` is the SHA-256 of the value's bytes."""

    fact: Fact
    digest: str
    key: bytes | None
    headers: tuple[tuple[str, bytes], ...]

    @property
    def event(self) -> Event:
        """The event in it."""
        return self.fact.event

    @property
    def identity(self) -> str:
        """Publisher and event id: an id is unique with its publisher."""
        return f"{self.event.agency_id}/{self.event.event_id}"

    @property
    def likeness(self) -> str:
        """What it shares with every message that says the very same (`likeness_of`)."""
        return likeness_of(self.fact.topic, self.key, self.digest, self.headers)

    @property
    def arrival(self) -> FirstArrival:
        """Where and when it arrived."""
        fact = self.fact
        return FirstArrival(fact.shared_at, fact.topic, fact.partition, fact.offset)

    def arrived_at(self, first: FirstArrival) -> Received:
        """Return the message as it came first: with that receipt and at that position."""
        fact = replace(
            self.fact,
            shared_at=first.shared_at,
            topic=first.topic,
            partition=first.partition,
            offset=first.offset,
        )
        return replace(self, fact=fact)


@dataclass(frozen=True, slots=True)
class Admitted:
    """The event counts, with whatever is noted of it.

    `copy` is the message by which it came, where that had been set aside when it arrived first:
    the fact then has the receipt and the position of the first arrival.
    """

    fact: Fact
    notes: tuple[Problem, ...] = ()
    copy: Fact | None = None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The same event again: the first receipt stands."""

    received: Received
    first: FirstReceipt


@dataclass(frozen=True, slots=True)
class Refused:
    """A readable message that is not admitted, with every reason."""

    received: Received
    problems: tuple[Problem, ...]


Fate = Admitted | Duplicate | Refused


def digest_of(value: bytes) -> str:
    """Return the SHA-256 of a value's bytes, in hexadecimal."""
    return sha256(value).hexdigest()


def likeness_of(
    topic: str, key: bytes | None, digest: str, headers: tuple[tuple[str, bytes], ...]
) -> str:
    """Return a digest of all that a publisher gives of a message: topic, key, value, headers.

    Messages of one likeness are the same message, whoever sent it again. `digest` is the value's.
    """
    told = [(name.encode(), given) for name, given in headers if not name.startswith(HUB_HEADERS)]
    whole = sha256()
    for part in (topic.encode(), key or b"", digest.encode(), *(p for pair in told for p in pair)):
        whole.update(b"%d:%b" % (len(part), part))
    return whole.hexdigest()


def sift(
    received: Received,
    first: FirstReceipt | None,
    registry: Registry,
    pack: RulePack,
    held: Callable[[], tuple[Fact, ...]],
    set_aside: FirstArrival | None = None,
) -> Fate:
    """Return the fate of a message.

    `first` is the earlier receipt of the same id, if any; `held` returns the facts of its matter
    that were admitted before it; `set_aside` is the first arrival of the very same message, if
    it was not taken then. It counts from that arrival if it can be taken as it stood then: what
    has changed meanwhile is the hub's doing, for the message has not (docs/decisions/0016).
    """
    if first is not None:
        if first.digest == received.digest:
            return Duplicate(received, first)
        return Refused(received, (_reused(received.event, first),))
    if set_aside is not None:
        match _tried(received.arrived_at(set_aside), registry, pack, held):
            case Admitted() as admitted:
                return replace(admitted, copy=received.fact)
    return _tried(received, registry, pack, held)


def _tried(
    received: Received, registry: Registry, pack: RulePack, held: Callable[[], tuple[Fact, ...]]
) -> Admitted | Refused:
    """Admit or refuse a message by its receipt: by what of its matter had come before it."""
    fact = received.fact
    before = partial(_before, fact, held)
    arrival = Arrival(fact.shared_at, registry, pack, before)
    problems = (
        *_misplaced(received),
        *_contradictions(received),
        *refusals(received.event, arrival),
    )
    if problems:
        return Refused(received, problems)
    noted = (*_bare(received), *notes(received.event, registry))
    return Admitted(fact, noted)


def _before(fact: Fact, held: Callable[[], tuple[Fact, ...]]) -> tuple[Fact, ...]:
    return standing_facts(other for other in held() if other.order < fact.order)


def _reused(event: Event, first: FirstReceipt) -> Problem:
    return Problem(
        "ID_REUSED",
        "event_id",
        str(event.event_id),
        f"该标识已用于另一内容（{first.topic} 分区 {first.partition} 偏移 {first.offset}）",
        f"this id already stands for other content at {first.topic} partition "
        f"{first.partition} offset {first.offset}",
        "用新的 event_id；更正须填 supersedes_event_id",
        "use a new event_id; a correction names supersedes_event_id",
    )


def _misplaced(received: Received) -> tuple[Problem, ...]:
    topic = TOPIC_OF[received.event.TYPE]
    if received.fact.topic == topic:
        return ()
    return (
        Problem(
            "V-73",
            "event_type",
            received.event.event_type,
            f"该事件类型不属于主题 {received.fact.topic}",
            f"this event type does not belong on topic {received.fact.topic}",
            f"发布到 {topic}",
            f"publish it to {topic}",
        ),
    )


def _bare(received: Received) -> tuple[Problem, ...]:
    """Headers that every message bears and this one lacks: the body says the same, so a note."""
    missing = missing_headers(received.headers)
    if not missing:
        return ()
    return (
        Problem(
            "HEADER_MISSING",
            "headers",
            "、".join(missing),
            "缺少 CloudEvents 消息头；路由和监控工具不解码正文就认不出此消息",
            "CloudEvents headers are missing: tools that do not decode the body cannot tell "
            "what this is",
            "由发布工具生成消息头，或按 docs/how-to/publish-with-confluent-clients.md 补齐",
            "let the publisher make them, or see docs/how-to/publish-with-confluent-clients.md",
        ),
    )


def _contradictions(received: Received) -> tuple[Problem, ...]:
    event = received.event
    names = contradicting_headers(event, received.headers)
    if received.key != event.district.encode():
        names.append("key")
    return tuple(
        Problem(
            "V-71",
            name,
            (received.key or b"").decode(errors="replace") if name == "key" else "",
            "消息头或消息键与正文不一致",
            "the header or key says something else than the body",
            "由发布工具按正文生成消息头；消息键为 6 位区县代码",
            "let the publisher derive headers from the body; the key is the 6-digit district code",
        )
        for name in names
    )
