"""Faust's Kafka transport, corrected where it would read or commit too much.

Faust 0.15.3 was written for topics without transactions. Behind a transactional judge it
- reads uncommitted records unless it is itself transactional;
- takes a control record for a missing message, and may then never commit again;
- may seek while a fetch is in flight, and then drops what it reads again as already read
  (upstream issue 596; with tables that loses messages, see docs/decisions/0004).
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar

from aiokafka.structs import OffsetAndMetadata, TopicPartition
from faust.transport.consumer import RecordMap
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, ConsumerMessage
from faust.types.transports import ConsumerT

from schemas.commits import note, pace_of

Offsets = Mapping[TopicPartition, OffsetAndMetadata]


class _ReadCommitted(driver.AIOKafkaConsumerThread):
    """The thread that talks to Kafka; sees no record of an aborted transaction."""

    def _create_worker_consumer(self, transport: driver.Transport) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"  # noqa: SLF001  read when it starts
        consumer.commit = self._with_note(consumer.commit)
        return consumer

    def _with_note(self, commit: Callable[[Offsets], Awaitable[None]]) -> Callable[..., Any]:
        """Return a commit that notes the worker's pace beside the offsets (`schemas.commits`)."""

        async def noting(offsets: Offsets) -> None:
            said = note(self.consumer.take_pace())  # type: ignore[attr-defined]  # an _ExactConsumer
            await commit({tp: OffsetAndMetadata(to.offset, said) for tp, to in offsets.items()})
            self.consumer.committed_at = time.time()  # type: ignore[attr-defined]  # likewise

        return noting


class _ExactConsumer(driver.Consumer):
    """Commits up to the first message that is handed out and not acknowledged, never further."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._handed_out: defaultdict[TP, deque[int]] = defaultdict(deque)
        self._position_lock = asyncio.Lock()
        """Held by a fetch and by a seek, so that no batch straddles a seek."""
        self._done, self._since = 0, time.monotonic()

        self.committed_at: float | None = None
        """When offsets were committed last, Unix seconds."""
        self.pace = 0.0
        """Messages a second that were done before the last commit."""

    def take_pace(self) -> float:
        """Return how many messages a second were done since the last commit."""
        done, since = self._done, self._since
        self._done, self._since = 0, time.monotonic()
        self.pace = pace_of(done, self._since - since)
        return self.pace

    async def behind(self) -> int:
        """Return how many offsets of this worker's partitions are not done yet."""
        waiting = 0
        for tp in self.assignment():
            at = await self.position(tp)
            waiting += len(self._handed_out[tp]) + max(0, (self.highwater(tp) or 0) - (at or 0))
        return waiting

    def _new_consumer_thread(self) -> driver.AIOKafkaConsumerThread:
        return _ReadCommitted(self, loop=self.loop, beacon=self.beacon)

    async def _wait_next_records(
        self,
        timeout: float,  # noqa: ASYNC109  Faust's own signature
    ) -> tuple[RecordMap | None, set[TP] | None]:
        if not self.flow_active:
            await self.wait(self.can_resume_flow)  # type: ignore[arg-type]  # as Faust does
        async with self._position_lock:
            if not self.flow_active:
                return None, None
            return await super()._wait_next_records(timeout)

    async def perform_seek(self) -> None:
        async with self._position_lock:
            self._handed_out.clear()
            await super().perform_seek()
            await self._turn_back()

    async def _turn_back(self) -> None:
        """Go back to the beginning of the page in which each committed offset lies."""
        page = self.transport.page  # type: ignore[attr-defined]  # an ExactTransport
        assigned = self.assignment()
        starts = {
            tp: offset - offset % page
            for tp, offset in self._committed_offset.items()
            if offset and offset % page and tp in assigned
        }
        if starts:
            await self.seek_wait(starts)

    def _to_message(self, tp: TP, record: Any) -> ConsumerMessage:
        self._handed_out[tp].append(record.offset)
        return super()._to_message(tp, record)

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Control records leave holes in the offsets; they are nobody's missing messages."""

    def _new_offset(self, tp: TP) -> int | None:
        handed_out, acknowledged = self._handed_out[tp], self._acked_index[tp]
        self._acked[tp].clear()
        last = None
        while handed_out and handed_out[0] in acknowledged:
            last = handed_out.popleft()
            acknowledged.discard(last)
            self._done += 1
        return None if last is None else last + 1


class ExactTransport(driver.Transport):
    """Kafka, read committed, with offsets committed exactly as far as the work is done."""

    Consumer: ClassVar[type[ConsumerT]] = _ExactConsumer
    page = 1
    """Reading begins at the last multiple of so many offsets before the committed one."""
