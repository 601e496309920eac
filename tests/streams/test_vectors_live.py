"""The worked cases through the live pipeline: real Kafka, several workers, a test clock.

Every case has a district of its own, so that all of them run at once: the register of the world
of worked cases comes first, as messages like any others, then the entries of the case, and a tick
at every moment that a case asks about. What the workers had said of a district by a moment must be
what the core concludes then, field by field, and must meet what the case expects. What cannot is
listed with its reason: `NOT_LIVE` names every such reason, and a test tells how many there are.
"""

from __future__ import annotations

import json
import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

import pytest

from infra.embedded import Instance
from infra.verify.conclusions import Said, differences
from infra.verify.differences import Position
from producers.simulator.planned import Planned
from schemas.events.hub import (
    EventDuplicated,
    EventRejected,
    HubOutput,
)
from schemas.instants import to_utc_millis
from streams.casebook.newcomers import with_newcomers
from streams.casebook.reading import Scorecard, Unfit, entries
from streams.casebook.running import matches, moments
from streams.casebook.terms import outputs as in_terms
from streams.casebook.world import World, default_world, identity
from streams.coverage import worked_cases
from streams.judge.docket import LIVE
from streams.policy.intake import Received
from streams.policy.replay import ALL_KINDS, replay
from streams.policy.rules import ScopeKind
from tests.streams.districts import credit_code, elsewhere, id_elsewhere, planned, text_elsewhere
from tests.streams.office import Office, is_done
from tests.streams.vectors import founding, vectors

WORKERS: Final = 3
PARTITIONS: Final = 6
_OWN: Final = "139901"
"""The district of the world of worked cases."""

Output = dict[str, Any]

NOT_LIVE: Final = MappingProxyType(
    {
        "statement": "owners, holders, leads, suggestions, statistics and reconciliations are "
        "asked of the offline judge; no topic carries them",
        "agency": "agencies are not judged live yet",
        "register": "what an agency registers counts live among all that it sent; in a case it "
        "stands from the beginning",
        "unfit": "no event can be made of an entry: it is refused before it could be sent",
        "scorecard": "scorecards are computed by the hub; none is sent over the topics of facts",
    }
)
"""Why an expectation of a worked case is not asked of the live pipeline."""

_STATEMENTS: Final = frozenset(
    {"owner", "holder", "lead", "suggestion", "statistic", "reconciliation"}
)


@dataclass(frozen=True, slots=True)
class LiveCase:
    """A case in a district of its own, as messages."""

    case: Mapping[str, Any]
    district: str
    world: World
    """With the credit codes of this district."""
    messages: tuple[Planned, ...]
    """The register first."""
    names: Mapping[UUID, str]
    """Event id in this district → the name that the case gives it."""
    lacks: frozenset[str]
    """What of its form is not carried: `unfit`, `scorecard`."""

    @property
    def moments(self) -> list[tuple[datetime, list[Any], list[Any]]]:
        """The moments that it asks about, with what is expected and what must be absent."""
        return [(to_utc_millis(at), expect, absent) for at, expect, absent in moments(self.case)]


def live_case(case: Mapping[str, Any], number: int) -> LiveCase:
    """Return a case as messages of the district of a number."""
    district, mark = f"13{1010 + number + number // 90 * 10}", str(case["id"])
    world = with_newcomers(default_world(), case)
    codes = {name: credit_code(code, district) for name, code in world.codes.items()}
    names = {code: codes[name] for name, code in world.codes.items()}
    log = entries(case, default_world())
    facts = (*founding(), *(e.fact for e in log if isinstance(e, Received)))
    named = [e.get("event_id") or f"{case['id']}-{n}" for n, e in enumerate(case["given"])]
    text = json.dumps(case, ensure_ascii=False, default=dict)
    there = json.loads(text_elsewhere(text, _OWN, district, mark))
    lacks = {Unfit: "unfit", Scorecard: "scorecard"}
    return LiveCase(
        there,
        district,
        replace(world, codes=MappingProxyType(codes)),
        tuple(
            planned(elsewhere(f.event, _OWN, district, mark=mark, names=names), f.shared_at)
            for f in facts
        ),
        {id_elsewhere(identity(name), district, mark): name for name in named},
        frozenset(lacks[type(e)] for e in log if type(e) in lacks),
    )


@dataclass(frozen=True, slots=True)
class Played:
    """What the workers said of every case."""

    office: Office
    cases: Mapping[str, LiveCase]
    said: Mapping[str, list[tuple[Position, HubOutput]]]
    """District → outputs with their positions, in order."""
    log: Mapping[str, list[Received]]
    not_live: dict[str, Counter[str]] = field(default_factory=dict)
    """Case → how many of its expectations were not asked, by reason; filled as they are checked."""


def played(office: Office, cases: list[LiveCase]) -> Played:
    """Play all cases at once, each event and each moment at its time."""
    for number in range(WORKERS):
        office.start(f"judge-{number}", f"judge-{number}")
    office.start("router", "router", "router")
    office.start("alerts", "alerts", "alerts")
    messages = sorted((m for c in cases for m in c.messages), key=lambda m: m.shared_at)
    asked = sorted({at for case in cases for at, _, _ in case.moments})
    for at, upto in groupby(_timeline(messages, asked), key=lambda entry: entry[0]):
        office.publish(m for _, m in upto if m is not None)
        office.tick(at)
    office.tick(asked[-1] + timedelta(days=1))
    office.reach(is_done, "every case is judged")
    said: dict[str, list[tuple[Position, HubOutput]]] = defaultdict(list)
    for position, output in office.placed_outputs():
        said[output.district].append((position, output))
    log: dict[str, list[Received]] = defaultdict(list)
    for received in office.log:
        log[received.event.district].append(received)
    return Played(office, {c.case["id"]: c for c in cases}, said, log)


def _timeline(
    messages: list[Planned], asked: list[datetime]
) -> Iterator[tuple[datetime, Planned | None]]:
    """Yield every message, and every moment by itself, with the moment that ends its stretch."""
    for message in messages:
        yield asked[min(bisect_left(asked, message.shared_at), len(asked) - 1)], message
    yield from ((at, None) for at in asked)


def check(pipeline: Played, case_id: str) -> None:
    """Compare what was said of a case with the core, and with what the case expects."""
    live = pipeline.cases[case_id]
    not_live = pipeline.not_live[case_id] = Counter()
    log, pack = pipeline.log[live.district], default_world().pack
    for at, expect, absent in live.moments:
        until = [(p, o) for p, o in pipeline.said[live.district] if o.judged_at <= at]
        end = replay(log, pack, at, kinds=LIVE)
        said = Said()
        for position, output in until:
            said.add(position, output)
        assert list(differences(said, end, pack, {})) == []
        known = [*in_terms(end, live.world), *_fates(until, live)]
        asked = [output for output in known if output["kind"] not in _STATEMENTS]
        of_register = _of_register(live, log, at) if absent else []
        for unwanted in absent:
            found = [o for o in asked if matches(o, unwanted) and o not in of_register]
            if found and "scorecard" in live.lacks:
                not_live["scorecard"] += 1
                continue
            assert found == [], unwanted
        for expected in expect:
            if not any(matches(output, expected) for output in asked):
                reason = _why_not(expected, known, live, log, at)
                assert reason is not None, f"{expected} is not said live at {at}"
                not_live[reason] += 1


def _parted(live: LiveCase, log: list[Received]) -> tuple[list[Received], list[Received]]:
    """Return the messages of the register, and those of the case itself."""
    own = [r for r in log if r.event.event_id in live.names]
    return [r for r in log if r not in own], own


def _of_register(live: LiveCase, log: list[Received], at: datetime) -> list[Output]:
    """Return what follows from the register alone: in a case it stands from the beginning."""
    register, _ = _parted(live, log)
    return [*in_terms(replay(register, default_world().pack, at, kinds=LIVE), live.world)]


def _why_not(
    expected: Output, said: list[Output], live: LiveCase, log: list[Received], at: datetime
) -> str | None:
    """Return why an expectation cannot be met live; None where it ought to be."""
    if any(matches(output, expected) for output in said):
        return "statement"
    register, own = _parted(live, log)

    def holds(kinds: frozenset[ScopeKind]) -> bool:
        known = (r.fact for r in register)
        end = replay(own, default_world().pack, at, known=known, kinds=kinds)
        return any(matches(output, expected) for output in in_terms(end, live.world))

    if holds(ALL_KINDS) and not holds(ALL_KINDS - {ScopeKind.AGENCY}):
        return "register" if ScopeKind.AGENCY in LIVE else "agency"
    return next(iter(live.lacks), None)


def _fates(said: list[tuple[Position, HubOutput]], live: LiveCase) -> Iterator[Output]:
    """Yield what was refused and what came twice, in the terms of cases."""
    for _, output in said:
        match output:
            case EventRejected():
                yield {
                    "kind": "rejection",
                    "event": output.event_type,
                    "event_id": live.names[output.event_id],
                    "reasons": list(dict.fromkeys(r.rule_id for r in output.reasons)),
                }
            case EventDuplicated():
                yield {"kind": "duplicate", "event_id": live.names[output.event_id]}


def listed(pipeline: Played) -> str:
    """Return what was not asked live of which cases, and why."""
    told = []
    for reason, why in NOT_LIVE.items():
        found = {id_: n[reason] for id_, n in pipeline.not_live.items() if n[reason]}
        if found:
            told.append(f"{sum(found.values())} of {len(found)} cases: {why}: {' '.join(found)}")
    return f"{len(pipeline.cases)} cases, not asked live:\n" + "\n".join(told)


def reasons(pipeline: Played) -> set[str]:
    """Return the reasons for which expectations were not asked."""
    return {reason for found in pipeline.not_live.values() for reason in found}


@pytest.fixture(scope="module")
def pipeline(hub_instance: Instance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Every vector, played."""
    home = tmp_path_factory.mktemp("vectors")
    with Office(hub_instance.kafka_bootstrap, home, partitions=PARTITIONS, pack="world") as office:
        yield played(office, [live_case(c, n) for n, c in enumerate(vectors().values())])


@pytest.mark.timeout(900)
@pytest.mark.parametrize("vector_id", vectors())
def test_a_vector_ends_live_as_in_the_core(pipeline: Played, vector_id: str) -> None:
    check(pipeline, vector_id)


@pytest.mark.timeout(900)
def test_what_of_the_vectors_is_not_asked_live_is_listed(
    pipeline: Played, capsys: pytest.CaptureFixture[str]
) -> None:
    for vector_id in vectors().keys() - pipeline.not_live.keys():
        check(pipeline, vector_id)
    with capsys.disabled():
        sys.stdout.write(f"\n{listed(pipeline)}\n")
    agency = set() if ScopeKind.AGENCY in LIVE else {"agency"}
    assert reasons(pipeline) - {"register"} == {"statement", "unfit", "scorecard"} | agency


@pytest.mark.timeout(900)
def test_what_was_said_of_the_vectors_was_delivered_and_alerted(pipeline: Played) -> None:
    pipeline.office.relayed()
    report = pipeline.office.report(default_world().pack)
    assert [d for d in report.differences if not d.harmless] == []
    assert min(report.compared[part] for part in ("judged", "deliveries", "alerts")) > 0


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_the_projects_own_cases_end_live_as_in_the_core(
    hub_instance: Instance, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = [case for case in worked_cases() if case["id"] not in vectors()]
    failed = []
    with Office(
        hub_instance.kafka_bootstrap, tmp_path, partitions=PARTITIONS, pack="world"
    ) as office:
        pipeline = played(office, [live_case(case, n) for n, case in enumerate(own)])
        for case_id in pipeline.cases:
            try:
                check(pipeline, case_id)
            except AssertionError as error:
                failed.append(f"{case_id}: {error}")
    with capsys.disabled():
        sys.stdout.write(f"\n{listed(pipeline)}\n")
    assert not failed, "\n".join(failed)
