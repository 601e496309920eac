"""When dead letters become a flood."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from schemas.codec import UnreadableError
from schemas.dead_letters import Refusal, dead_letter
from schemas.events.hub import DeadLetter, Reason
from schemas.floods import FloodError, FloodGate, FloodLimits

UNREADABLE = UnreadableError("UNREADABLE", "读不出", "cannot be read")
REFUSED = Refusal(
    (
        Reason(
            rule_id="V-05", field="", value="", message_zh="", message_en="", fix_zh="", fix_en=""
        ),
    )
)


def _letter(offset: int, error: UnreadableError | Refusal = UNREADABLE) -> DeadLetter:
    return dead_letter(
        topic_plain="facts.cases",
        partition=1,
        offset=offset,
        timestamp_ms=1_795_397_400_000,
        key=b"371322",
        value=b"?",
        headers=(),
        stage="judge",
        error=error,
    )


def _until_flood(gate: FloodGate, fates: Iterable[bool]) -> int | None:
    """Return the number of the message that is not set aside; True stands for a bad one."""
    for number, bad in enumerate(fates):
        if not bad:
            gate.passed()
            continue
        try:
            gate.set_aside(_letter(number))
        except FloodError as flood:
            return flood.letter.position.offset
    return None


def test_as_many_on_end_as_the_limit_are_a_flood_and_one_less_is_none() -> None:
    limits = FloodLimits(run=3, share=1, window=100)
    assert _until_flood(FloodGate(limits), [True, True, False] * 50) is None
    assert _until_flood(FloodGate(limits), [True, True, False, True, True, True]) == 5


def test_more_than_the_share_of_the_window_is_a_flood_and_the_share_itself_is_none() -> None:
    limits = FloodLimits(run=100, share=0.5, window=10)
    assert _until_flood(FloodGate(limits), [True, False] * 50) is None
    assert _until_flood(FloodGate(limits), [*([True, False] * 50), True, True]) == 101


def test_a_few_bad_ones_at_the_very_beginning_are_no_flood() -> None:
    assert _until_flood(FloodGate(FloodLimits(run=9, share=0.5, window=10)), [True] * 5) is None


def test_what_lies_before_the_window_no_longer_counts() -> None:
    limits = FloodLimits(run=100, share=0.3, window=10)
    assert _until_flood(FloodGate(limits), ([True] * 3 + [False] * 7) * 9) is None
    assert _until_flood(FloodGate(limits), [True] * 3 + [False] * 6 + [True]) == 9


def test_refusals_are_answers_and_no_flood() -> None:
    gate = FloodGate(FloodLimits(run=2, share=0.1, window=10))
    for offset in range(50):
        gate.set_aside(_letter(offset, REFUSED))


@pytest.mark.parametrize("number", [4, 0])
def test_a_batch_counts_its_messages_in_their_order(number: int) -> None:
    gate = FloodGate(FloodLimits(run=3, share=1, window=100))
    gate.batch(10, [(9, _letter(9)), (8, _letter(8))])
    if number:
        gate.batch(10, [(number, _letter(14))])
        gate.batch(1, [(0, _letter(20))])
    else:
        with pytest.raises(FloodError):
            gate.batch(10, [(number, _letter(10))])


def test_the_alert_says_where_the_worker_stopped_why_and_what_to_do() -> None:
    gate = FloodGate(FloodLimits(run=1))
    with pytest.raises(FloodError) as told:
        gate.set_aside(_letter(7))
    alert = told.value.alert
    assert (alert.code, alert.severity, alert.subject) == (
        "DEAD_LETTER_FLOOD",
        "CRITICAL",
        "facts.cases",
    )
    assert alert.cause_output_id == _letter(7).output_id
    assert alert.ended_at == alert.judged_at == _letter(7).shared_at, "told once, never repeated"
    for said in (alert.message_zh, alert.message_en, str(told.value)):
        assert "facts.cases/1/7" in said
        assert "HUTONG_FLOOD_RUN" in said
    assert "cannot be read" in alert.message_en
    assert "读不出" in alert.message_zh
    again = FloodGate(FloodLimits(run=1))
    with pytest.raises(FloodError) as told_again:
        again.set_aside(_letter(7))
    assert told_again.value.alert == alert, "the same stop is the same alert"
