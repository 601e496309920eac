"""States of dead letters, folded from what stands on their topic."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from schemas.codec import UnreadableError
from schemas.contracts.examples import example
from schemas.dead_letter_states import State, cases
from schemas.dead_letters import dead_letter
from schemas.events.hub import (
    DeadLetter,
    DeadLetterDiscarded,
    DeadLetterRecovered,
    DeadLetterReplayed,
    HubOutput,
)


def _letter(offset: int, *, value: bytes = b"x", stage: str = "judge", **more: Any) -> DeadLetter:
    return dead_letter(
        topic_plain="facts.cases",
        partition=0,
        offset=offset,
        timestamp_ms=1_795_397_400_000,
        key=b"371322",
        value=value,
        headers=more.get("headers", ()),
        stage=stage,
        error=UnreadableError("UNREADABLE", "读不出", "unreadable"),
    )


def _said(model: type[HubOutput], letter: DeadLetter) -> HubOutput:
    own = {"output_id": uuid4(), "dead_letter_id": letter.output_id}
    return model.model_validate(example(model).model_dump() | own)


def _copy(of: UUID | str, offset: int, value: bytes = b"x") -> DeadLetter:
    return _letter(offset, value=value, headers=[("hutong_dead_letter", str(of).encode())])


def test_a_letter_is_one_case_whichever_stages_set_it_aside() -> None:
    (case,) = cases([_letter(1), _letter(1, stage="loader"), _letter(1)]).values()
    assert (case.stages, case.state, case.letter) == ({"judge", "loader"}, State.OPEN, _letter(1))


def test_what_was_said_last_counts_and_recovery_for_good() -> None:
    one = _letter(1)
    replayed, discarded = _said(DeadLetterReplayed, one), _said(DeadLetterDiscarded, one)
    recovered = _said(DeadLetterRecovered, one)

    def state(*said: HubOutput) -> State:
        return cases([one, *said])[one.output_id].state

    assert state(replayed) is State.REPLAYED
    assert state(replayed, discarded) is State.DISCARDED
    assert state(discarded, replayed) is State.REPLAYED
    assert state(recovered, discarded, replayed) is State.RECOVERED


def test_what_is_said_before_another_stage_sets_it_aside_too_still_counts() -> None:
    one = _letter(1)
    found = cases([_said(DeadLetterDiscarded, one), one, _letter(1, stage="loader")])
    assert found[one.output_id].state is State.DISCARDED


def test_a_copy_that_was_set_aside_shows_that_its_first_was_replayed() -> None:
    one = _letter(1)
    copy = _copy(one.output_id, 2)
    found = cases([one, copy])
    assert (found[one.output_id].state, found[copy.output_id].state) == (
        State.REPLAYED,
        State.OPEN,
    )
    assert found[one.output_id].copies == [copy.output_id]
    assert found[copy.output_id].copy_of == one.output_id
    found = cases([one, copy, _said(DeadLetterRecovered, one)])
    assert {case.state for case in found.values()} == {State.RECOVERED}


def test_a_header_that_somebody_made_up_makes_no_copy() -> None:
    one = _letter(1)
    strange = [
        _copy(one.output_id, 2, b"other bytes"),
        _copy(uuid4(), 3),
        _copy("\u00e9", 4),
        _letter(5, headers=[("hutong_dead_letter", None)]),
    ]
    found = cases(
        [one, *strange, _said(DeadLetterRecovered, one), _said(DeadLetterReplayed, _letter(9))]
    )
    assert [case.copy_of for case in found.values()] == [None] * 5
    assert [found[x.output_id].state for x in strange] == [State.OPEN] * 4
    itself = _copy(_letter(6).output_id, 6)
    assert cases([itself])[itself.output_id].state is State.OPEN
