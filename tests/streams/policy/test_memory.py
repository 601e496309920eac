"""A judge that remembers says what one says that does not, and asks less."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import streams.policy.mechanisms
from streams.casebook.reading import entries
from streams.casebook.world import default_world
from streams.coverage import worked_cases
from streams.policy import memory as memory_module
from streams.policy.case import Case
from streams.policy.corrections import kin
from streams.policy.facts import Fact, in_arrival_order
from streams.policy.intake import Received
from streams.policy.judge import judge
from streams.policy.ledger import Ledger
from streams.policy.memory import Memory
from streams.policy.registry import Registry
from streams.policy.replay import replay
from streams.policy.rules import ScopeKind
from streams.policy.scopes import Matters, Scope, keyed_scopes, subject_scope
from tests.bench.ledger import MIDDLE, matters
from tests.bench.ledger import registry as world_registry
from tests.streams.policy.generated import facts, instants, registry

WAKES: Final = 12
"""How often time alone is followed after an event."""

Judged = partial[Ledger]


def _steps(judged: Judged, known: tuple[Fact, ...], last: datetime) -> Iterator[datetime]:
    """Yield when a scope is judged live: as each fact comes, and as time changes what is said."""
    for fact, following in zip(known, [*known[1:], None], strict=True):
        now, until = fact.shared_at, following.shared_at if following else last
        yield now
        for _ in range(WAKES):
            ledger = judged(now=now)
            changes = (at for duty in ledger.obligations if (at := duty.changes_at))
            due = min((*changes, *ledger.wakes_at), default=None)
            if due is None or due >= until:
                break
            yield (now := due)


def _alike(judged: Judged, known: tuple[Fact, ...], last: datetime) -> int:
    """Judge a scope as it grows, with a memory and without; return how often."""
    memory, steps = Memory(), 0
    for now in _steps(judged, known, last):
        assert judged(now=now, memory=memory) == judged(now=now)
        steps += 1
    return steps


def _scopes(case: Mapping[str, Any]) -> Iterator[tuple[Scope, tuple[Fact, ...], Registry]]:
    """Yield the scopes of a worked case with their facts."""
    world = default_world()
    log = [e for e in entries(case, world) if isinstance(e, Received)]
    if not log:
        return
    last = max(received.fact.shared_at for received in log)
    end = replay(log, world.pack, last, known=world.founding(), kinds=frozenset())
    found: dict[Scope, list[Fact]] = {}
    grouped = Matters()
    for fact in end.admitted:
        grouped.add(fact)
        if (subject := subject_scope(fact.event)) is not None:
            found.setdefault(subject, []).append(fact)
    for number, group in enumerate(grouped.groups()):
        found[Scope(ScopeKind.MATTER, "", str(number))] = group
    for group in kin(end.admitted):
        for scope in {s for fact in group for s in keyed_scopes(fact.event)}:
            found.setdefault(scope, []).extend(group)
    for scope, held in found.items():
        yield scope, in_arrival_order(held), end.registry


CASES: Final = worked_cases()
PARTS: Final = 16


@pytest.mark.parametrize("part", range(PARTS))
def test_a_scope_of_any_worked_case_is_judged_alike_with_a_memory_and_without(part: int) -> None:
    steps = 0
    for case in CASES[part::PARTS]:
        for scope, known, at_last in _scopes(case):
            key = "" if scope.kind is ScopeKind.MATTER else scope.key
            judged = partial(
                judge,
                scope.kind,
                known,
                at_last,
                default_world().pack,
                district=scope.district,
                key=key,
            )
            steps += _alike(judged, known, known[-1].shared_at + timedelta(days=30))
    assert steps > len(CASES) // PARTS


@settings(max_examples=60, deadline=None)
@given(facts(), st.lists(instants, max_size=4))
def test_any_matter_is_judged_alike_at_any_times(said: list[Fact], times: list[datetime]) -> None:
    memory = Memory()
    judged = partial(judge, ScopeKind.MATTER, said, registry(), default_world().pack)
    for now in [*sorted({fact.shared_at for fact in said} | set(times)), *times]:
        assert judged(now=now, memory=memory) == judged(now=now)


@settings(max_examples=40, deadline=None)
@given(facts(), st.data())
def test_facts_that_come_late_or_go_are_noticed(said: list[Fact], data: st.DataObject) -> None:
    memory, now = Memory(), max(fact.shared_at for fact in said)
    for _ in range(3):
        held = data.draw(st.lists(st.sampled_from(said), unique_by=lambda fact: fact.order))
        judged = partial(judge, ScopeKind.MATTER, held, registry(), default_world().pack, now)
        assert judged(memory=memory) == judged()


def test_another_registry_and_another_pack_are_noticed() -> None:
    (known, now), *_ = matters(MIDDLE)
    memory, pack = Memory(), default_world().pack
    for other in (world_registry(), Registry(), world_registry()):
        judged = partial(judge, ScopeKind.MATTER, known, other, pack, now)
        assert judged(memory=memory) == judged()


def _asked(monkeypatch: pytest.MonkeyPatch, *, remembers: bool) -> Counter[object]:
    """Return how often each check is asked while matters grow event by event."""
    asked: Counter[object] = Counter()
    ask = memory_module._asked  # noqa: SLF001  # counts what is asked

    def counted(check: Any, case: Case, now: datetime) -> Any:
        asked[check] += 1
        return ask(check, case, now)

    with monkeypatch.context() as patched:
        patched.setattr(memory_module, "_asked", counted)
        for known, _ in matters(MIDDLE):
            memory = Memory()
            in_order = in_arrival_order(known)
            for count, fact in enumerate(in_order, start=1):
                judge(
                    ScopeKind.MATTER,
                    in_order[:count],
                    world_registry(),
                    default_world().pack,
                    fact.shared_at,
                    memory=memory if remembers else Memory(),
                )
    return asked


def test_what_an_event_does_not_touch_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with_memory = _asked(monkeypatch, remembers=True)
    without = _asked(monkeypatch, remembers=False)
    assert with_memory.keys() == without.keys()
    assert 3 * with_memory.total() < without.total()


def test_most_of_what_stands_is_the_very_same() -> None:
    same = total = 0
    for known, now in matters(MIDDLE):
        memory = Memory()
        judged = partial(judge, ScopeKind.MATTER, known, world_registry(), default_world().pack)
        before, after = (judged(now=now, memory=memory) for _ in range(2))
        pairs = [*zip(before.obligations, after.obligations, strict=True)]
        same += sum(one is other for one, other in pairs)
        total += len(pairs)
    assert same > total // 2


def test_a_conclusion_goes_by_its_id() -> None:
    for known, now in matters(MIDDLE):
        ledger = judge(ScopeKind.MATTER, known, world_registry(), default_world().pack, now)
        for duty in ledger.obligations:
            assert (duty.name, duty.name) == (str(duty.id), str(duty.id))
        for verdict in ledger.verdicts:
            assert (verdict.name, verdict.name) == (str(verdict.id), str(verdict.id))


POLICY: Final = Path(streams.policy.__file__ or "").parent
UNSEEN: Final = {
    name for name in Case.__dataclass_fields__ if name.startswith("_") or name == "known"
} | {"by_type"}
"""Fields of a case that say nothing of who looks at them."""


@pytest.mark.parametrize(
    "module",
    sorted(p for p in POLICY.rglob("*.py") if p.name not in {"case.py", "memory.py", "judge.py"}),
    ids=lambda module: str(module.relative_to(POLICY)),
)
def test_a_check_asks_its_case_for_facts_and_for_time(module: Path) -> None:
    looked = {
        node.attr
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "case"
    }
    assert not looked & UNSEEN
