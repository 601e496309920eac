"""Runs worked cases and says of each whether it came out as written, and if not, where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from schemas.instants import shown, to_utc_millis
from streams.casebook.expectations import compared, hints
from streams.casebook.newcomers import strangers, with_newcomers
from streams.casebook.reading import Entry, Scorecard, Unfit, entries, passed_over
from streams.casebook.terms import Output, outputs
from streams.casebook.world import World, identity
from streams.mistakes import FileError, Mistake
from streams.policy.facts import Fact
from streams.policy.intake import Received
from streams.policy.replay import Conclusions, replay

Case = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """What was expected and did not come, or came and was unwanted, at a moment."""

    at: datetime
    expected: Output | None = None
    unwanted: Output | None = None
    nearest: Output | None = None

    def as_json(self) -> Output:
        """Return it as plain values."""
        told: Output = {"at": shown(self.at)}
        if self.expected is not None:
            told["expected"] = self.expected
            told["nearest"] = self.nearest
        if self.unwanted is not None:
            told["unwanted"] = self.unwanted
            told["found"] = self.nearest
        return told


@dataclass(frozen=True, slots=True)
class Result:
    """How one case came out."""

    id: str
    differences: tuple[Difference, ...]
    notes: tuple[str, ...] = ()
    """What a case that fails does not say itself: events that could not be made, or an accident.

    Of one that passes, the events that it expects to be refused.
    """
    hints: tuple[str, ...] = ()
    """What it names that nothing knows, what was passed over, and which event could not be made
    although nothing expects it: it passes all the same, and may be wrong."""
    stopped: bool = False
    """Whether an accident kept it from being judged."""

    @property
    def passed(self) -> bool:
        """Whether every expectation was met at every moment."""
        return not self.differences and not self.stopped


@dataclass(frozen=True, slots=True)
class Report:
    """How all cases came out."""

    results: tuple[Result, ...]

    def beside(self, others: Iterable[Result]) -> Report:
        """Return it with the results of others, such as of cases that could not be run."""
        return Report((*self.results, *others))

    @property
    def failed(self) -> tuple[Result, ...]:
        """The cases that did not come out as written."""
        return tuple(result for result in self.results if not result.passed)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values: counts, and every result with its differences."""
        return {
            "passed": len(self.results) - len(self.failed),
            "failed": len(self.failed),
            "results": [
                {
                    "id": r.id,
                    "passed": r.passed,
                    "differences": [d.as_json() for d in r.differences],
                    **({"notes": [*r.notes, *r.hints]} if r.notes or r.hints else {}),
                }
                for r in self.results
            ],
        }


def run(cases: Iterable[Case], world: World) -> Report:
    """Run cases in a world."""
    founding = world.founding()
    return Report(tuple(run_case(case, world, founding) for case in cases))


def run_case(case: Case, world: World, founding: tuple[Fact, ...]) -> Result:
    """Run one case: at its last moment, and at every earlier one it asks for.

    A case that cannot be judged fails by itself and leaves the others alone.
    """
    known, world = world, with_newcomers(world, case)
    id_, told = str(case["id"]), tuple(dict.fromkeys((*hints(case), *passed_over(case))))
    try:
        log = entries(case, world)
        differences = [
            difference
            for at, expect, absent in moments(case)
            for difference in _differences(
                at, expect, absent, said_at(log, world, founding, case, at)
            )
        ]
    except FileError as error:
        return Result(id_, (), tuple(map(str, error.mistakes)), told, stopped=True)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        return Result(id_, (), (str(_accident(id_, error)),), told, stopped=True)
    unfit = [e for e in log if isinstance(e, Unfit)]
    unforeseen = [e for e in unfit if not differences and not _is_foreseen(e, case)]
    return Result(
        id_,
        tuple(differences),
        tuple(_why(e for e in unfit if e not in unforeseen)),
        (*told, *strangers(known, case), *_why(unforeseen)),
    )


def _why(unfit: Iterable[Unfit]) -> Iterator[str]:
    return (f"{e.type} {e.event_id}: {problem}" for e in unfit for problem in e.problems)


def _is_foreseen(unfit: Unfit, case: Case) -> bool:
    """Whether a case expects that an event is refused of which none could be made."""
    return any(
        expected.get("kind") == "rejection" and matches(_rejection(unfit), expected)
        for _, expect, _ in moments(case)
        for expected in expect
    )


def _accident(id_: str, error: Exception) -> Mistake:
    return Mistake(
        id_,
        "",
        "无法判定",
        f"cannot be judged ({type(error).__name__}: {error})",
        "请报告此案例",
        "report the case",
    )


def moments(case: Case) -> Iterator[tuple[datetime, list[Output], list[Output]]]:
    """Yield the moments of a case with what is expected and what must be absent."""
    ends = [*(e["at"] for e in case["given"]), *case.get("when", ())]
    last = max(map(datetime.fromisoformat, ends))
    yield last, case.get("expect", []), case.get("absent", [])
    for earlier in case.get("as_of", ()):
        at = datetime.fromisoformat(earlier["at"])
        yield at, earlier.get("expect", []), earlier.get("absent", [])


def said_at(
    log: list[Entry], world: World, founding: tuple[Fact, ...], case: Case, at: datetime
) -> list[Output]:
    """Return what the hub has said of a log by a moment, in the terms of cases."""
    now = to_utc_millis(at)
    received = [e for e in log if isinstance(e, Received)]
    scorecards = frozenset(
        (e.scorecard_id, e.year) for e in log if isinstance(e, Scorecard) and e.at <= now
    )
    end = replay(received, world.pack, now, known=founding, scorecards=scorecards)
    unfit = [e for e in log if isinstance(e, Unfit) and e.at <= now]
    return [*outputs(end, world), *_fates(end, unfit, case)]


def _fates(end: Conclusions, unfit: list[Unfit], case: Case) -> Iterator[Output]:
    for refused in end.refused:
        event = refused.received.event
        yield {
            "kind": "rejection",
            "event": event.TYPE,
            "event_id": _name(event.event_id, case),
            "reasons": list(dict.fromkeys(p.rule for p in refused.problems)),
        }
    yield from map(_rejection, unfit)
    for duplicate in end.duplicates:
        yield {"kind": "duplicate", "event_id": _name(duplicate.received.event.event_id, case)}


def _rejection(unfit: Unfit) -> Output:
    return {
        "kind": "rejection",
        "event": unfit.type,
        "event_id": unfit.event_id,
        "reasons": list(dict.fromkeys(p.rule for p in unfit.problems)),
    }


def _name(event_id: UUID, case: Case) -> str:
    names = (e["event_id"] for e in case["given"] if "event_id" in e)
    return next((name for name in names if identity(name) == event_id), str(event_id))


def _differences(
    at: datetime, expect: list[Output], absent: list[Output], said: list[Output]
) -> Iterator[Difference]:
    for expected in expect:
        if not any(matches(output, expected) for output in said):
            yield Difference(at, expected=expected, nearest=_nearest(expected, said))
    for unwanted in absent:
        found = next((output for output in said if matches(output, unwanted)), None)
        if found is not None:
            yield Difference(at, unwanted=unwanted, nearest=found)


def matches(output: Output, expectation: Output) -> bool:
    """Whether an output has all the expected keys with the expected values."""
    told = compared(expectation).items()
    return all(key in output and is_same(output[key], value) for key, value in told)


def is_same(said: Any, expected: Any) -> bool:
    """Whether a value is as expected: an instant may be written with any offset."""
    if isinstance(said, list) and isinstance(expected, list):
        return len(said) == len(expected) and all(map(is_same, said, expected))
    if said == expected:
        return True
    one, other = _instant(said), _instant(expected)
    return one is not None and one == other


def _instant(value: Any) -> datetime | None:
    """Return an instant that is written as text, None for everything else."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    return None if read.tzinfo is None else read


def different(expected: Output, found: Output) -> Output:
    """Return what of an output is not as expected, of the keys that are compared."""
    told = compared(expected).items()
    return {k: found.get(k) for k, value in told if not is_same(found.get(k), value)}


def _nearest(expected: Output, said: list[Output]) -> Output | None:
    """Return the output of the same kind and rule that has most of the expected values.

    It is cut to the expected keys; None where there is no output of that kind and rule.
    """
    alike = [
        output
        for output in said
        if all(output.get(k) == expected[k] for k in ("kind", "rule") if k in expected)
    ]
    found = min(alike, key=lambda output: len(different(expected, output)), default=None)
    return {key: found.get(key) for key in compared(expected)} if found else None
