"""Faust's Kafka transport, corrected where it would read or commit too much.

Faust 0.15.3 was written for topics without transactions. Behind a transactional judge it
- reads uncommitted records unless it is itself transactional;
- takes a control record for a missing message, and may then never commit again;
- may seek while a fetch is in flight, and then drops what it reads again as already read
  (upstream issue 596; with tables that loses messages, see docs/decisions/0004).
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from typing import Any, ClassVar

from faust.transport.consumer import RecordMap
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, ConsumerMessage
from faust.types.transports import ConsumerT


class _ReadCommitted(driver.AIOKafkaConsumerThread):
    """The thread that talks to Kafka; sees no record of an aborted transaction."""

    def _create_worker_consumer(self, transport: driver.Transport) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"  # noqa: SLF001  read when it starts
        return consumer


class _ExactConsumer(driver.Consumer):
    """Commits up to the first message that is handed out and not acknowledged, never further."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._handed_out: defaultdict[TP, deque[int]] = defaultdict(deque)
        self._position_lock = asyncio.Lock()
        """Held by a fetch and by a seek, so that no batch straddles a seek."""

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
        return None if last is None else last + 1


class ExactTransport(driver.Transport):
    """Kafka, read committed, with offsets committed exactly as far as the work is done."""

    Consumer: ClassVar[type[ConsumerT]] = _ExactConsumer
