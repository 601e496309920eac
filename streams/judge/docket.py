"""The docket: one partition's log folded into state and outputs, record by record.

No I/O: it reads and changes a `State`, and returns what is to be published. What it has
published after any prefix of a log equals what `streams.policy.replay` concludes from it.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from schemas.codec import UnreadableError, decode
from schemas.envelope import Event
from schemas.events.hub import DeadLetter, HubOutput, ObligationChanged, Pack, VerdictIssued
from schemas.instants import epoch_millis, from_epoch_millis
from schemas.problems import InvalidEventError
from streams.judge.merge import LogRecord
from streams.judge.outputs import basis_of, deliveries, differences
from streams.judge.receipts import (
    Unfit,
    duplicated,
    instant_of,
    noted,
    reasons_of,
    recovered,
    rejected,
    set_aside,
)
from streams.judge.scope_records import ScopeRecords
from streams.judge.set_aside import SetAside
from streams.judge.state import State
from streams.policy.corrections import Name, corrected_by, name_of
from streams.policy.facts import Fact
from streams.policy.intake import (
    Admitted,
    Duplicate,
    FirstReceipt,
    Received,
    Refused,
    digest_of,
    sift,
)
from streams.policy.judge import judge
from streams.policy.pack import PackOf, RulePack
from streams.policy.registry import Registry, bears_on_rules, concerns_registry
from streams.policy.rules import ScopeKind
from streams.policy.scopes import KEYED, keyed_scopes, reference_nodes, subject_scope

TICKS: Final = "hub.ticks"
REGISTERS: Final = frozenset({"facts.agencies", "facts.authority"})
"""Topics of which a run is awaited to its end before all is judged again by the new registry."""

LIVE: Final = frozenset(ScopeKind) - {ScopeKind.AGENCY}
"""Kinds of scope that are judged as facts arrive. Agencies grow without end; they are judged
offline until they are kept as running summaries. A district's own facts are few: its agencies,
its trainings, assessments and conferences."""

_WITH_KEYS: Final = frozenset(model for kind in LIVE & KEYED.keys() for model in KEYED[kind])
_FACTS_CACHED: Final = 20_000
_STAMP_BYTES: Final = 8


class Docket:
    """Judges one partition. `hub_time` is the newest record timestamp it has seen, UTC.

    `pack` is the rule pack, or says which one a district has.
    """

    def __init__(self, state: State, pack: RulePack | PackOf, partition: int) -> None:
        self._state = state
        self._pack_of = pack if callable(pack) else lambda _: pack
        self._partition = partition
        self._registries: dict[str, Registry] = {}
        self._bases: dict[str, Pack] = {}
        self._scopes = ScopeRecords(state)
        self._stale = {key.removeprefix("stale/") for key, _ in state.scan("stale/")}
        self._due: list[tuple[int, str]] = []
        self._due_of: dict[str, int] = {}
        stamp = state.get("time")
        self.hub_time = from_epoch_millis(int(stamp) if stamp else 0)
        self._read: dict[str, Fact] = {}
        self._aside = SetAside(state)
        for key, due in state.scan("due/"):
            self._enter(key.removeprefix("due/"), int(due))

    @property
    def next_due(self) -> datetime | None:
        """The earliest instant at which time alone changes a conclusion, or None.

        That is now, while the registry has changed and nothing has been judged by it yet.
        """
        return self.hub_time if self._stale else self._earliest()

    def _earliest(self) -> datetime | None:
        while self._due:
            due, key = self._due[0]
            if self._due_of.get(key) == due:
                return from_epoch_millis(due)
            heapq.heappop(self._due)
        return None

    def take(self, record: LogRecord) -> list[HubOutput]:
        """Return what follows from the next record in arrival order.

        Whatever fell due before the record was appended is judged first, each at its own time.
        """
        outputs = [] if record.topic in REGISTERS else self._settle()
        outputs += self._advance(instant_of(record))
        if record.topic == TICKS:
            return outputs
        try:
            message = decode(record.value)
        except (UnreadableError, InvalidEventError) as error:
            return [*outputs, self._set_aside(record, error)]
        if not isinstance(message, Event):
            return [*outputs, self._set_aside(record, _not_a_fact(message))]
        outputs += self._receive(record, message)
        return outputs

    def matter_of(self, event: Event) -> str | None:
        """Return the name of the matter that an event is in, if it is in any.

        It names the district and the place of the matter's first event in the log.
        """
        nodes = reference_nodes(event)
        key = self._state.get("node/" + "/".join(nodes[0])) if nodes else None
        return None if key is None else key.decode().split("/", 2)[2]

    def due_backlog(self, now_ms: int) -> int:
        """Return how many scopes fell due by a time and are not judged yet."""
        return sum(due <= now_ms for due in self._due_of.values())

    def close_batch(self) -> None:
        """Write down what changed, and the hub's time: it travels with what was concluded."""
        self._scopes.flush()
        self._state.put("time", str(epoch_millis(self.hub_time)).encode())

    def correct(
        self, said_of: Callable[[str], ObligationChanged | VerdictIssued | None]
    ) -> Iterator[list[HubOutput]]:
        """Yield, scope by scope, what is to be said after what was published last is corrected.

        `said_of` returns what stands in the log of a conclusion, by its id, where that is not what
        the docket has said; else None.
        """
        self._scopes.flush()
        for kind in sorted(LIVE):
            for key, _ in list(self._state.scan(f"scope/{kind.value}/")):
                published = self._scopes.get(key).published
                said = [said_of(id_) for id_ in (*published.obligations, *published.verdicts)]
                corrected = [one for one in said if one is not None]
                for one in corrected:
                    published.correct(one)
                if corrected:
                    self._scopes.get(key).is_changed = True
                    yield self._judge(key, self.hub_time, again=True)

    def _advance(self, now: datetime) -> list[HubOutput]:
        outputs: list[HubOutput] = []
        while (due := self._earliest()) is not None and due <= now:
            key = self._due[0][1]
            self._schedule(key, None)
            outputs += self._judge(key, due)
        self.hub_time = max(self.hub_time, now)
        return outputs

    def _receive(self, record: LogRecord, event: Event) -> list[HubOutput]:
        value = record.value or b""
        fact = Fact(event, instant_of(record), record.topic, record.partition, record.offset)
        received = Received(fact, digest_of(value), record.key, record.headers)
        registry = self._registry(event.district)
        first = self._first(received.identity)
        held = partial(self._held, event)
        pack, aside = self._pack_of(event.district), self._aside.first(received)
        match sift(received, first, registry, pack, held, aside):
            case Duplicate() as duplicate:
                return [duplicated(duplicate)]
            case Refused() as refused:
                return [rejected(refused), self._set_aside(record, reasons_of(refused))]
            case Admitted(copy=None) as admitted:
                return [*noted(admitted), *self._admit(received, value)]
            case Admitted(fact) as admitted:
                self._aside.forget(received)
                taken = replace(received, fact=fact)
                return [*recovered(admitted), *noted(admitted), *self._admit(taken, value)]

    def _set_aside(self, record: LogRecord, error: Unfit) -> DeadLetter:
        self._aside.add(record)
        return set_aside(record, error)

    def _admit(self, received: Received, value: bytes) -> list[HubOutput]:
        fact, event = received.fact, received.event
        receipt = [received.digest, epoch_millis(fact.shared_at), fact.topic, fact.offset]
        self._state.put(f"receipt/{received.identity}", json.dumps(receipt).encode())
        outputs: list[HubOutput] = []
        if concerns_registry(event):
            self._found(fact, value)
        subject, matter = subject_scope(event), reference_nodes(event)
        has_kin = type(event) in _WITH_KEYS
        if matter or subject or has_kin:
            self._keep(fact, value)
        if matter:
            key, has_merged = self._join(event.district, matter, fact)
            outputs += self._judge(key, self.hub_time)
            outputs += self._across(key) if has_merged else []
        within = {subject: [fact]} if subject else {}
        if has_kin:
            kin = self._kin(fact)
            within |= {s: kin for f in kin for s in keyed_scopes(f.event) if s.kind in LIVE}
        said: list[HubOutput] = []
        for scope, facts in within.items():
            key = f"scope/{scope.kind.value}/{scope.district}/{scope.key}"
            self._scopes.get(key).add((f.key for f in facts), ())
            said += self._judge(key, self.hub_time)
        # What goes over from one scope to another is withdrawn before it is said again.
        return outputs + sorted(said, key=_stands)

    def _kin(self, fact: Fact) -> list[Fact]:
        """Return the facts that correct one another with a new one, itself first.

        Under the name of an event stands its own key, then those of the facts that correct it.
        """
        event = fact.event
        own, named = _kin_key(name_of(event)), corrected_by(event)
        self._put_kin(own, [fact.key, *self._kin_at(own)[1:]])
        if named is not None:
            earlier = _kin_key(named)
            self._put_kin(earlier, [*(self._kin_at(earlier) or [""]), fact.key])
        found, to_visit = {fact.key: fact}, [fact]
        while to_visit:
            one = to_visit.pop().event
            near = self._kin_at(_kin_key(name_of(one)))[1:]
            if (before := corrected_by(one)) is not None:
                near += self._kin_at(_kin_key(before))[:1]
            for key in near:
                if key and key not in found:
                    found[key] = self._fact(key)
                    to_visit.append(found[key])
        return list(found.values())

    def _kin_at(self, key: str) -> list[str]:
        stored = self._state.get(key)
        return list(json.loads(stored)) if stored else []

    def _put_kin(self, key: str, keys: list[str]) -> None:
        self._state.put(key, json.dumps(keys).encode())

    def _judge(self, key: str, now: datetime, *, again: bool = False) -> list[HubOutput]:
        """Return what changed in a scope; `again` as in `differences`."""
        _, kind, district, name = key.split("/", 3)
        scope = self._scopes.get(key)
        registry, pack = self._registry(district), self._pack_of(district)
        ledger = judge(
            ScopeKind(kind),
            map(self._fact, scope.facts),
            registry,
            pack,
            now,
            district=district,
            key="" if kind == ScopeKind.MATTER else name,
            matter_of=self._matter_of,
            memory=scope.memory,
        )
        basis = self._basis(district)
        outputs = [
            *differences(
                ledger, scope.published, district=district, basis=basis, now=now, again=again
            ),
            *deliveries(ledger, scope.published, self._value, now),
        ]
        scope.is_changed |= bool(outputs)
        due = ledger.next_due
        self._schedule(key, epoch_millis(due) if due is not None else None)
        return outputs

    def _schedule(self, key: str, due: int | None) -> None:
        """Remember when a scope falls due next; an earlier entry of the heap is passed over."""
        if due is None and key in self._due_of:
            del self._due_of[key]
            self._state.delete(f"due/{key}")
        elif due is not None and self._due_of.get(key) != due:
            self._state.put(f"due/{key}", str(due).encode())
            self._enter(key, due)

    def _enter(self, key: str, due: int) -> None:
        self._due_of[key] = due
        heapq.heappush(self._due, (due, key))

    def _across(self, key: str) -> list[HubOutput]:
        """Judge again what lies across matters, after some of them have become one (MB-01)."""
        facts = map(self._fact, self._scopes.get(key).facts)
        scopes = {s for f in facts for s in keyed_scopes(f.event) if s.kind is ScopeKind.PARTY}
        names = [f"scope/{s.kind.value}/{s.district}/{s.key}" for s in sorted(scopes)]
        return [out for name in names for out in self._judge(name, self.hub_time)]

    def _matter_of(self, fact: Fact) -> bytes | None:
        """Return the key of the matter that a fact is in, if it is in any."""
        nodes = reference_nodes(fact.event)
        return self._state.get("node/" + "/".join(nodes[0])) if nodes else None

    def _join(
        self, district: str, nodes: list[tuple[str, str, str]], fact: Fact
    ) -> tuple[str, bool]:
        """Return the matter that the fact belongs to, and whether it has joined several."""
        names = {f"node/{d}/{kind}/{value}": None for d, kind, value in nodes}
        found = {name: stored for name in names if (stored := self._state.get(name)) is not None}
        known = sorted({stored.decode() for stored in found.values()})
        key = known[0] if known else f"scope/{ScopeKind.MATTER.value}/{district}/{fact.key}"
        for absorbed in known[1:]:
            self._absorb(key, absorbed)
        for name in names.keys() - found.keys():
            self._state.put(name, key.encode())
        self._scopes.get(key).add([fact.key], names)
        return key, len(known) > 1

    def _absorb(self, key: str, absorbed: str) -> None:
        gone = self._scopes.get(absorbed)
        self._scopes.get(key).absorb(gone)
        for node in gone.nodes:
            self._state.put(node, key.encode())
        self._scopes.drop(absorbed)
        self._schedule(absorbed, None)

    def _found(self, fact: Fact, value: bytes) -> None:
        """Add a fact to the registry of its district."""
        district = fact.event.district
        self._registries[district] = self._registry(district).with_fact(fact)
        self._bases.pop(district, None)
        self._state.put(f"registry/{district}/{fact.key}", b"")
        self._keep(fact, value)
        if bears_on_rules(fact.event):
            self._stale.add(district)
            self._state.put(f"stale/{district}", b"")

    def _settle(self) -> list[HubOutput]:
        """Judge again what was judged before the registry changed.

        Once for a run of registrations, before the next record of any other kind: where a batch
        is cut makes no difference.
        """
        outputs: list[HubOutput] = []
        if self._stale:
            self._scopes.flush()
        for district in sorted(self._stale):
            for kind in ScopeKind:
                for scope, _ in self._state.scan(f"scope/{kind.value}/{district}/"):
                    outputs += self._judge(scope, self.hub_time, again=True)
            self._state.delete(f"stale/{district}")
        self._stale.clear()
        return outputs

    def _basis(self, district: str) -> Pack:
        if district not in self._bases:
            registry, pack = self._registry(district), self._pack_of(district)
            self._bases[district] = basis_of(pack, registry)
        return self._bases[district]

    def _registry(self, district: str) -> Registry:
        if district not in self._registries:
            prefix = f"registry/{district}/"
            keys = [key.removeprefix(prefix) for key, _ in self._state.scan(prefix)]
            self._registries[district] = Registry.of(self._fact(key) for key in keys)
        return self._registries[district]

    def _keep(self, fact: Fact, value: bytes) -> None:
        stamp = epoch_millis(fact.shared_at).to_bytes(_STAMP_BYTES, "big")
        self._state.put(f"fact/{fact.key}", stamp + value)
        self._remember(fact)

    def _value(self, fact: Fact) -> bytes:
        """Return the bytes of a fact as they came."""
        stored = self._state.get(f"fact/{fact.key}")
        return stored[_STAMP_BYTES:] if stored else b""

    def _held(self, event: Event) -> tuple[Fact, ...]:
        """Return the facts held of the matters that an event would belong to."""
        names = (f"node/{d}/{kind}/{value}" for d, kind, value in reference_nodes(event))
        keys = dict.fromkeys(k.decode() for n in names if (k := self._state.get(n)) is not None)
        return tuple(self._fact(fact) for key in keys for fact in self._scopes.get(key).facts)

    def _remember(self, fact: Fact) -> None:
        """Keep the newest facts decoded: a matter under way is judged again and again."""
        self._read[fact.key] = fact
        if len(self._read) > _FACTS_CACHED:
            del self._read[next(iter(self._read))]

    def _fact(self, key: str) -> Fact:
        if (known := self._read.get(key)) is not None:
            return known
        stored = self._state.get(f"fact/{key}")
        if stored is None:
            raise LookupError(f"the state names fact {key} but does not hold it")
        event = decode(stored[_STAMP_BYTES:])
        if not isinstance(event, Event):
            raise TypeError(f"what the state holds as fact {key} is no fact")
        topic, _, offset = key.rpartition(":")
        shared_at = from_epoch_millis(int.from_bytes(stored[:_STAMP_BYTES], "big"))
        fact = Fact(event, shared_at, topic, self._partition, int(offset))
        self._remember(fact)
        return fact

    def _first(self, identity: str) -> FirstReceipt | None:
        stored = self._state.get(f"receipt/{identity}")
        if stored is None:
            return None
        digest, shared_at, topic, offset = json.loads(stored)
        return FirstReceipt(digest, from_epoch_millis(shared_at), topic, self._partition, offset)


def _stands(output: HubOutput) -> bool:
    return not (isinstance(output, ObligationChanged | VerdictIssued) and output.withdrawn)


def _kin_key(name: Name) -> str:
    return "kin/" + "/".join(name)


def _not_a_fact(message: HubOutput) -> UnreadableError:
    return UnreadableError(
        "UNREADABLE",
        f"{message.TYPE} 由枢纽自己发布，不是机关的事实；请发布到 facts.* 的事件类型",
        f"{message.TYPE} is said by the hub alone, not by agencies; publish a fact instead",
    )
