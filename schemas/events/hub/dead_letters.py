"""What became of a dead letter: sent again, taken at last, or laid aside for good.

Each is a fact in the log; what a dead letter's state is, is folded from them
(`schemas.dead_letters.state_of`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from pydantic import Field

from schemas.events.hub.outputs import HubOutput, Moment, Position

_FIRST: Mapping[str, Any] = {
    "dead_letter_id": "0d3b6f6e-3c53-5f3e-9a83-7f3c0a5e1d11",
    "first_position": {"topic": "facts.penalty-decisions", "partition": 0, "offset": 1040},
    "first_shared_at": "2026-11-23T09:21:00+08:00",
}


class DeadLetterReplayed(HubOutput):
    """死信重放: the raw message was sent again, by whom and why. It says nothing of its fate.

    The copy stands on the topic that the message came from, byte for byte, with the header
    `hutong_dead_letter`. What only the loader could not store is not sent again: this record
    carries its bytes, and the loader stores them at the first position.
    """

    TYPE: ClassVar[str] = "dead_letter.replayed"
    ZH: ClassVar[str] = "死信重放"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **_FIRST,
        "stage": "judge",
        "by": "王工",
        "reason": "郯城县水务局已登记",
    }

    dead_letter_id: UUID = Field(title="死信标识", description="Dead letter that was sent again")
    position: Position | None = Field(
        default=None, title="位置", description="Where the copy stands; null for the loader"
    )
    first_position: Position = Field(title="首次位置", description="Where the message stands")
    first_shared_at: Moment = Field(
        title="首次到达时间", description="Record timestamp of the message"
    )
    stage: str = Field(title="环节", description="Who is to take it: judge, router, alerts, loader")
    value: bytes | None = Field(
        default=None, title="值", description="Raw value, for the loader; otherwise in the copy"
    )
    by: str = Field(title="操作人", description="Who sent it again")
    reason: str | None = Field(default=None, title="原因", description="What was mended, if said")


class DeadLetterRecovered(HubOutput):
    """死信恢复: a message that had been set aside was taken when it came again.

    It counts as if it had been taken at first: from its first position and first arrival.
    """

    TYPE: ClassVar[str] = "dead_letter.recovered"
    ZH: ClassVar[str] = "死信恢复"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {**_FIRST, "stage": "judge"}

    dead_letter_id: UUID = Field(title="死信标识", description="Dead letter that was taken")
    position: Position = Field(title="位置", description="Where the message that was taken stands")
    first_position: Position = Field(title="首次位置", description="Where it stood first")
    first_shared_at: Moment = Field(
        title="首次到达时间", description="Arrival that counts: the first record timestamp"
    )
    stage: str = Field(title="环节", description="Who took it: judge or loader")
    event_type: str = Field(title="事件类型", description="Its type")


class DeadLetterDiscarded(HubOutput):
    """死信弃置: somebody decided that a dead letter needs nothing more, and said why."""

    TYPE: ClassVar[str] = "dead_letter.discarded"
    ZH: ClassVar[str] = "死信弃置"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "dead_letter_id": _FIRST["dead_letter_id"],
        "position": _FIRST["first_position"],
        "by": "王工",
        "reason": "联调测试数据",
    }

    dead_letter_id: UUID = Field(title="死信标识", description="Dead letter that was discarded")
    position: Position = Field(title="位置", description="Where the message stands in the log")
    by: str = Field(title="操作人", description="Who decided it")
    reason: str = Field(min_length=1, title="原因", description="Why nothing more is to be done")
