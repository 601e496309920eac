"""Completeness: a summary of what an agency sent, the same in whatever order it is folded."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.catalogue import TOPIC_OF
from schemas.envelope import Event
from streams.casebook.events import built
from streams.policy.completeness import Completeness
from streams.policy.completeness.runs import gaps, missing, runs_of, size
from streams.policy.completeness.stored import from_json, to_json
from streams.policy.facts import Fact

BUREAU, POLICE, OFFICE = "111399010070021135", "11139901007007299R", "111399010070047097"
_PENALTY = {"penalty_kinds": ["其他"], "fine_amount_yuan": None, "confiscated_amount_yuan": None}
START = datetime(2026, 6, 1, 1, tzinfo=UTC)


def source(agency: str, system: str) -> str:
    return f"urn:xzzf:139901:{agency}:{system}"


@st.composite
def events(draw: st.DrawFn, number: int) -> tuple[Event, datetime]:
    at = START + timedelta(hours=draw(st.integers(0, 200)))
    system = draw(st.sampled_from(("oa", "field")))
    agency = draw(st.sampled_from((BUREAU, OFFICE)))
    fields: dict[str, Any] = {
        "source": source(agency, system),
        "source_seq": draw(st.integers(0, 30).map(lambda n: f"{n:03d}")),
        "subject": "s",
    }
    type_ = draw(st.sampled_from(("info.shared", "penalty.decided", "sharing.daily_manifest")))
    if type_ == "penalty.decided":
        doc_no = f"青罚〔2026〕第{draw(st.integers(1, 9))}号"
        fields |= {
            **_PENALTY,
            "decision_doc_no": draw(st.sampled_from((doc_no, "无号"))),
            "supersedes_event_id": draw(st.sampled_from((None, UUID(int=1)))),
        }
    if type_ == "sharing.daily_manifest":
        last = draw(st.integers(1, 9))
        run = {"first_doc_no": "青罚〔2026〕1号", "last_doc_no": f"青罚〔2026〕{last}号"}
        fields |= {
            "day": date(2026, 6, 1) + timedelta(days=draw(st.integers(0, 5))),
            "first_seq": draw(st.sampled_from((None, "001", "003"))),
            "last_seq": draw(st.sampled_from((None, "004", "020"))),
            "nil_return": draw(st.booleans()),
            "counts": draw(st.sampled_from(([], [{"share_category": "G8", "count": 2}]))),
            "doc_no_ranges": draw(st.sampled_from(([], [run]))),
        }
    if agency == BUREAU:
        fields |= {"on_behalf_of": draw(st.sampled_from((None, POLICE)))}
    return built(type_, at, agency, "139901", UUID(int=number + 1), fields), at


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    facts = []
    for number in range(draw(st.integers(0, 8))):
        event, at = draw(events(number))
        facts.append(Fact(event, at, TOPIC_OF[event.TYPE], 0, number))
    return facts


@given(histories(), st.randoms(use_true_random=False), st.sampled_from((BUREAU, POLICE, OFFICE)))
def test_folding_in_any_order_and_grouping_equals_folding_at_once(
    facts: list[Fact], chance: Random, agency: str
) -> None:
    whole = Completeness.of(agency, facts)
    shuffled = list(facts)
    chance.shuffle(shuffled)
    one_by_one = Completeness(agency)
    for fact in shuffled:
        one_by_one = one_by_one.with_fact(fact)
    cut = len(shuffled) // 2
    parts = [Completeness.of(agency, part) for part in (shuffled[:cut], shuffled[cut:])]
    assert one_by_one == whole
    assert parts[1].merged(parts[0]) == whole
    assert hash(whole) == hash(one_by_one)


@given(histories(), st.sampled_from((BUREAU, POLICE, OFFICE)))
def test_a_summary_comes_back_from_a_store_as_it_was(facts: list[Fact], agency: str) -> None:
    summary = Completeness.of(agency, facts)
    assert from_json(json.loads(json.dumps(to_json(summary)))) == summary


def test_a_summary_of_every_kind_comes_back_from_a_store_as_it_was() -> None:
    first: dict[str, Any] = {"decision_doc_no": "青罚〔2026〕2号", "source_seq": "4", **_PENALTY}
    second = first | {
        "decision_doc_no": "青罚〔2026〕3号",
        "source_seq": "5",
        "supersedes_event_id": UUID(int=1),
    }
    run = {"first_doc_no": "青罚〔2026〕1号", "last_doc_no": "青罚〔2026〕4号"}
    manifest = {
        "source_seq": "6",
        "day": date(2026, 6, 1),
        "first_seq": "1",
        "last_seq": "7",
        "counts": [{"share_category": "G8", "count": 2}],
        "doc_no_ranges": [run],
    }
    summary = Completeness(OFFICE)
    types = ("penalty.decided", "penalty.decided", "sharing.daily_manifest")
    for number, (type_, told) in enumerate(zip(types, (first, second, manifest), strict=True)):
        fields = {"source": source(OFFICE, "oa"), "subject": "s", **told}
        event = built(type_, START, OFFICE, "139901", UUID(int=number + 1), fields)
        summary = summary.with_fact(Fact(event, START, TOPIC_OF[type_], 0, number))
    ((_, only),) = summary.sources
    assert (only.numbers, only.announced) == (((4, 6),), ((1, 7),))
    assert [m.total for m in only.manifests] == [2]
    assert [(i.number, i.supersedes) for i in summary.issued] == [(2, None), (3, UUID(int=1))]
    assert [(a.first, a.last) for a in summary.announced] == [(1, 4)]
    assert from_json(json.loads(json.dumps(to_json(summary)))) == summary
    assert from_json(to_json(Completeness(OFFICE))) == Completeness(OFFICE)


def test_nothing_is_missing_where_nothing_was_sent_or_announced() -> None:
    assert missing((), ()) == ()
    assert missing((), ((1, 3),)) == ((1, 3),)


def test_summaries_of_two_agencies_do_not_merge() -> None:
    with pytest.raises(ValueError, match="do not merge"):
        Completeness(BUREAU).merged(Completeness(OFFICE))


def test_a_refused_event_fills_its_number_and_nothing_else() -> None:
    fields = {"source": source(OFFICE, "oa"), "source_seq": "7", "subject": "s"}
    event = built("info.shared", START, OFFICE, "139901", UUID(int=1), fields)
    summary = Completeness(OFFICE).with_refused(event)
    ((_, only),) = summary.sources
    assert (only.numbers, only.days, only.first_day) == (((7, 7),), (), None)
    assert summary.last is None
    assert Completeness(BUREAU).with_refused(event) == Completeness(BUREAU)


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)))


@given(spans, spans)
def test_runs_are_the_numbers_that_they_span(
    present: list[tuple[int, int]], announced: list[tuple[int, int]]
) -> None:
    numbers = {n for first, last in present for n in range(first, last + 1)}
    told = {n for first, last in announced for n in range(first, last + 1)}
    runs = runs_of(present)
    known = numbers | told
    expected = set(range(min(known), max(known) + 1)) - numbers if known else set()
    absent = missing(runs, runs_of(announced))
    assert {n for first, last in runs for n in range(first, last + 1)} == numbers
    assert {n for first, last in absent for n in range(first, last + 1)} == expected
    assert size(absent) == len(expected)
    assert all(one[1] + 1 < other[0] for one, other in pairwise(runs))
    assert size(gaps(runs)) == (max(numbers) - min(numbers) + 1 - len(numbers) if numbers else 0)
