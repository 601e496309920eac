"""Receipts: what the judge says of a message as it takes it, or sets it aside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from schemas.codec import UnreadableError
from schemas.dead_letters import Refusal, dead_letter, dead_letter_id, reason_of, told
from schemas.events.hub import (
    DeadLetter,
    DeadLetterRecovered,
    EventDuplicated,
    EventNoted,
    EventRejected,
    Note,
    Position,
)
from schemas.instants import from_epoch_millis
from schemas.problems import InvalidEventError, Problem, shortened
from schemas.validation import RULES
from streams.judge.merge import LogRecord
from streams.policy.facts import Fact
from streams.policy.intake import Admitted, Duplicate, Refused
from streams.policy.obligations import derived_id

Unfit = UnreadableError | InvalidEventError | Refusal
"""Why a message is set aside."""

_MOST_NOTES = 50
"""Notes on one event that are told one by one; those beyond are counted."""


def position_of(fact: Fact) -> Position:
    """Return where a fact stands in the log."""
    return Position(topic=fact.topic, partition=fact.partition, offset=fact.offset)


def duplicated(duplicate: Duplicate) -> EventDuplicated:
    """Return the note that an event came again."""
    fact, first = duplicate.received.fact, duplicate.first
    return EventDuplicated(
        output_id=derived_id("duplicate", fact.topic, fact.partition, fact.offset),
        district=fact.event.district,
        judged_at=fact.shared_at,
        event_id=fact.event.event_id,
        event_type=fact.event.TYPE,
        agency=fact.event.agency_id,
        position=position_of(fact),
        first_position=Position(topic=first.topic, partition=first.partition, offset=first.offset),
        first_shared_at=first.shared_at,
    )


def noted(admitted: Admitted) -> Iterator[EventNoted]:
    """Yield what is noted of an event that was taken; nothing when there is nothing to note."""
    fact = admitted.fact
    if admitted.notes:
        yield EventNoted(
            output_id=derived_id("noted", fact.topic, fact.partition, fact.offset),
            district=fact.event.district,
            judged_at=fact.shared_at,
            event_id=fact.event.event_id,
            event_type=fact.event.TYPE,
            agency=fact.event.agency_id,
            position=position_of(fact),
            notes=tuple(_note(problem) for problem in admitted.notes[:_MOST_NOTES]),
            count=len(admitted.notes),
        )


def _note(problem: Problem) -> Note:
    return Note(
        rule_id=problem.rule,
        grade=RULES[problem.rule].grade,
        field=problem.field,
        value=shortened(problem.value),
        message_zh=problem.zh,
        message_en=problem.en,
        fix_zh=problem.fix_zh,
        fix_en=problem.fix_en,
    )


def recovered(admitted: Admitted) -> Iterator[DeadLetterRecovered]:
    """Yield that a message was taken at last which had been set aside when it came first."""
    fact, copy = admitted.fact, admitted.copy
    if copy is not None:
        first = position_of(fact)
        letter = dead_letter_id(first.topic, first.partition, first.offset)
        yield DeadLetterRecovered(
            output_id=derived_id("recovery", letter, "judge"),
            district=fact.event.district,
            judged_at=copy.shared_at,
            dead_letter_id=letter,
            position=position_of(copy),
            first_position=first,
            first_shared_at=fact.shared_at,
            stage="judge",
            event_type=fact.event.TYPE,
        )


def reasons_of(refused: Refused) -> Refusal:
    """Return why a message is refused, as its dead letter says it."""
    return Refusal(told(tuple(reason_of(problem) for problem in refused.problems)))


def rejected(refused: Refused) -> EventRejected:
    """Return the receipt of a refusal."""
    fact = refused.received.fact
    return EventRejected(
        output_id=derived_id("rejection", fact.topic, fact.partition, fact.offset),
        district=fact.event.district,
        judged_at=fact.shared_at,
        event_id=fact.event.event_id,
        event_type=fact.event.TYPE,
        agency=fact.event.agency_id,
        position=position_of(fact),
        reasons=reasons_of(refused).reasons,
    )


def set_aside(record: LogRecord, error: Unfit) -> DeadLetter:
    """Return a message that cannot be taken as a dead letter of this stage."""
    return dead_letter(
        topic_plain=record.topic,
        partition=record.partition,
        offset=record.offset,
        timestamp_ms=record.timestamp,
        key=record.key,
        value=record.value,
        headers=record.headers,
        stage="judge",
        error=error,
    )


def instant_of(record: LogRecord) -> datetime:
    """Return the shared time of a record, UTC."""
    return from_epoch_millis(record.timestamp)
