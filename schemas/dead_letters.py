"""Dead letters: how a message that could not be taken is set aside, byte for byte, with the reason.

A dead letter's id is derived from the message's position, so whoever sets it aside (judge,
router, alerts or loader), and however often, it is one dead letter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from schemas.codec import UnreadableError, schema_id_of
from schemas.events.hub import DeadLetter, Header, Position, Reason
from schemas.instants import from_epoch_millis
from schemas.problems import InvalidEventError, Problem

NAMESPACE: Final = UUID("5f0c7f0e-6d0b-5a53-9a0e-2b1d3c9f4e71")
"""Namespace of dead letter ids; changing it would give every old dead letter a second id."""

NO_DISTRICT: Final = "000000"
"""Stands for the district of a message whose key names none."""

_DISTRICT_DIGITS: Final = 6

_MOST_REASONS: Final = 50
"""Reasons that are told one by one; those beyond are counted."""


def log_fields(letter: DeadLetter) -> dict[str, object]:
    """Return what a log says beside a message that is set aside: ids and place, never its words."""
    at = letter.position
    return {
        "dead_letter_id": letter.output_id,
        "district": letter.district,
        "rule_id": letter.reasons[0].rule_id,
        "code": letter.code,
        "topic": at.topic,
        "partition": at.partition,
        "offset": at.offset,
    }


@dataclass(frozen=True, slots=True)
class Refusal:
    """A readable message that is not taken, with every reason at once.

    `code` is REFUSED for a hub transaction without its precondition, and INVALID for a value
    that breaks a validation rule or that a table cannot hold.
    """

    reasons: tuple[Reason, ...]
    code: str = "REFUSED"


def dead_letter_id(topic_plain: str, partition: int, offset: int) -> UUID:
    """Return the id of the dead letter of a position; `topic_plain` has no namespace."""
    return uuid5(NAMESPACE, f"{topic_plain}/{partition}/{offset}")


def dead_letter(
    *,
    topic_plain: str,
    partition: int,
    offset: int,
    timestamp_ms: int,
    key: bytes | None,
    value: bytes | None,
    headers: Iterable[tuple[str, bytes | None]],
    stage: str,
    error: UnreadableError | InvalidEventError | Refusal,
) -> DeadLetter:
    """Return the dead letter of one message.

    Args:
        topic_plain: topic without namespace, such as `facts.cases`.
        partition: partition of the message.
        offset: offset of the message.
        timestamp_ms: record timestamp, milliseconds since 1970 UTC; it is also `judged_at`, so
            that a replay gives the same record.
        key: raw key; the district where it is six digits.
        value: raw value; `None` for a tombstone.
        headers: raw headers in their order; a header without a value counts as empty.
        stage: who sets it aside: judge, router, alerts or loader.
        error: why.
    """
    instant = from_epoch_millis(timestamp_ms)
    code, reasons = _why(error)
    return DeadLetter(
        output_id=dead_letter_id(topic_plain, partition, offset),
        district=district_of(key),
        judged_at=instant,
        position=Position(topic=topic_plain, partition=partition, offset=offset),
        shared_at=instant,
        key=key,
        value=value,
        headers=tuple(Header(name=name, value=raw or b"") for name, raw in headers),
        stage=stage,
        code=code,
        schema_id=schema_id_of(value),
        reasons=reasons,
    )


def district_of(key: bytes | None) -> str:
    """Return the district that a record key names, or `NO_DISTRICT`."""
    if key is not None and len(key) == _DISTRICT_DIGITS and key.isdigit():
        return key.decode("ascii")
    return NO_DISTRICT


def reason_of(problem: Problem) -> Reason:
    """Return a validation problem as the reason that travels in an output."""
    return Reason(
        rule_id=problem.rule,
        field=problem.field,
        value=problem.value,
        message_zh=problem.zh,
        message_en=problem.en,
        fix_zh=problem.fix_zh,
        fix_en=problem.fix_en,
    )


def told(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Return the reasons to publish: the first fifty, and how many more there are."""
    more = len(reasons) - _MOST_REASONS
    if more <= 0:
        return reasons
    rest = Reason(
        rule_id=reasons[_MOST_REASONS].rule_id,
        field="(more)",
        value=str(more),
        message_zh=f"另有 {more} 处问题",
        message_en=f"{more} more problems",
        fix_zh="先改正以上各处，再重新发布",
        fix_en="mend those above, then publish again",
    )
    return (*reasons[:_MOST_REASONS], rest)


def _why(error: UnreadableError | InvalidEventError | Refusal) -> tuple[str, tuple[Reason, ...]]:
    match error:
        case Refusal(reasons=reasons, code=code):
            return code, told(reasons)
        case InvalidEventError():
            return "INVALID", told(tuple(reason_of(problem) for problem in error.problems))
        case UnreadableError():
            return error.code, (_unreadable(error),)


def _unreadable(error: UnreadableError) -> Reason:
    return Reason(
        rule_id="V-73",
        field="(value)",
        value="" if error.schema_id is None else f"schema id {error.schema_id}",
        message_zh=error.zh,
        message_en=error.en,
        fix_zh="按目录中已发布的模式重新编码后再发布",
        fix_en="encode it with a published schema of the catalogue and publish it again",
    )
