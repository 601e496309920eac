"""From a topic of the judge to what hangs on it: read, decide, send, and only then acknowledge.

Every message either passes its step or becomes a dead letter; nothing is dropped. A source
message counts as done when the broker has acknowledged everything that came of it, so a worker
that dies anywhere begins again at the first message that is not done: at least once.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import faust
from faust.events import Event
from faust.streams import Stream
from faust.types.tuples import RecordMetadata

from schemas.catalogue import TOPIC_OF, Message
from schemas.codec import KafkaHeaders, UnreadableError, decode, encode
from schemas.dead_letters import Refusal, dead_letter, log_fields
from schemas.events.hub import HubOutput, Reason
from schemas.floods import FloodError, FloodGate
from schemas.instants import epoch_millis
from schemas.metrics import DEAD_LETTERS, OUTPUT_DELAY, OUTPUTS, RECORDS
from schemas.problems import InvalidEventError
from schemas.topics import Topics

log = logging.getLogger(__name__)

_IN_FLIGHT = 1000
"""Source messages whose outputs may be under way at once."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One output of the judge, as it was read and as it came."""

    output: Message
    value: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One record to send. `at_ms` is hub time in milliseconds since 1970 UTC."""

    topic: str
    key: bytes
    value: bytes
    headers: KafkaHeaders
    at_ms: int


_UnderWay = asyncio.Queue[tuple[Event, list[tuple[Outgoing, Awaitable[RecordMetadata]]]]]

Step = Callable[[Arrived], Awaitable[Sequence[Outgoing]]]
"""What one message gives.

Raises:
    NotTakenError: the message can be read but not taken; it becomes a dead letter.
"""


class NotTakenError(Exception):
    """A readable message that the step cannot take, with the reason."""

    def __init__(self, reason: Reason) -> None:
        self.refusal = Refusal((reason,), code="INVALID")
        super().__init__(reason.message_en)


def hub_headers(output: HubOutput) -> KafkaHeaders:
    """Return the CloudEvents headers of something the hub says."""
    return [
        ("ce_specversion", b"1.0"),
        ("ce_id", str(output.output_id).encode()),
        ("ce_source", f"urn:xzzf:{output.district}:hub".encode()),
        ("ce_type", f"cn.xzzf.{output.TYPE}.v1".encode()),
        ("ce_time", output.judged_at.isoformat(timespec="milliseconds").encode()),
        ("content-type", b"application/avro"),
    ]


def outgoing(output: HubOutput, topics: Topics) -> Outgoing:
    """Return the record of a new output of the hub, on its own topic, keyed by its district."""
    return Outgoing(
        topic=topics.named(TOPIC_OF[output.TYPE]),
        key=output.district.encode(),
        value=encode(output),
        headers=hub_headers(output),
        at_ms=epoch_millis(output.judged_at),
    )


class Relay:
    """One worker's loop over its stream. An error ends the worker, never just one message."""

    def __init__(
        self,
        app: faust.App,
        topics: Topics,
        stage: str,
        step: Step,
        gate: FloodGate,
        *,
        simulated: bool,
    ) -> None:
        self._app = app
        self._topics = topics
        self._stage = stage
        self._step = step
        self._gate = gate
        self._simulated = simulated

    async def consume(self, stream: Stream[bytes]) -> None:
        """Run as a Faust agent."""
        in_flight = _UnderWay(_IN_FLIGHT)
        acknowledging = asyncio.create_task(self._acknowledge(in_flight))
        try:
            # Without noack, an exception here would count the message as done.
            async for event in stream.noack().events():
                records = await self._outcome(event)
                sent = [(record, await self._send(record)) for record in records]
                await in_flight.put((event, sent))
        except FloodError as flood:
            await (await self._send(outgoing(flood.alert, self._topics)))
            await self._app.crash(flood)
        except Exception as error:  # noqa: BLE001  whatever it is, nothing may be skipped
            await self._app.crash(error)
        finally:
            acknowledging.cancel()

    async def _send(self, record: Outgoing) -> Awaitable[RecordMetadata]:
        return await send(self._app, record, simulated=self._simulated)

    async def _acknowledge(self, in_flight: _UnderWay) -> None:
        try:
            while True:
                event, sent = await in_flight.get()
                for record, delivery in sent:
                    await delivery
                    self._measure(record)
                event.ack()
                RECORDS.labels(self._stage).inc()
                OUTPUTS.labels(self._stage).inc(len(sent))
        except Exception as error:  # noqa: BLE001  likewise
            await self._app.crash(error)

    def _measure(self, record: Outgoing) -> None:
        if not self._simulated:
            OUTPUT_DELAY.labels(self._stage).observe(max(0.0, time.time() - record.at_ms / 1000))

    async def _outcome(self, event: Event) -> Sequence[Outgoing]:
        plain = self._topics.plain(event.message.topic)
        try:
            taken = await self._step(_read(event.message.value, plain))
        except (UnreadableError, InvalidEventError) as error:
            return [self._dead_letter(event, plain, error)]
        except NotTakenError as error:
            return [self._dead_letter(event, plain, error.refusal)]
        self._gate.passed()
        if taken and log.isEnabledFor(logging.DEBUG):
            _tell(event.message, plain, taken)
        return taken

    def _dead_letter(
        self, event: Event, plain: str, error: UnreadableError | InvalidEventError | Refusal
    ) -> Outgoing:
        message = event.message
        letter = dead_letter(
            topic_plain=plain,
            partition=message.partition,
            offset=message.offset,
            timestamp_ms=round(message.timestamp * 1000),
            key=message.key,
            value=message.value,
            headers=list(message.headers or ()),  # type: ignore[arg-type]  # pairs, as read
            stage=self._stage,
            error=error,
        )
        self._gate.set_aside(letter)
        DEAD_LETTERS.labels(self._stage, letter.code).inc()
        log.warning(
            "%s/%d/%d is no message for the %s: it is set aside as dead letter %s.",
            *(plain, message.partition, message.offset, self._stage, letter.output_id),
            extra=log_fields(letter),
        )
        return outgoing(letter, self._topics)


def _tell(message: Any, plain: str, taken: Sequence[Outgoing]) -> None:
    """Log what came of a message: the ids in the headers of what is sent."""
    for record in taken:
        said = dict(record.headers)
        event = said.get("hutong_event")
        log.debug(
            "A message is passed on.",
            extra={
                "output_id": (said.get("ce_id") or b"").decode(),
                "event_id": event and event.decode(),
                "district": record.key.decode(),
                "topic": plain,
                "partition": message.partition,
                "offset": message.offset,
            },
        )


async def send(app: faust.App, record: Outgoing, *, simulated: bool) -> Awaitable[RecordMetadata]:
    """Hand a record to the producer; what is returned waits for the broker's answer.

    On the simulated clock the record bears the hub time of what it says.
    """
    producer = await app.maybe_start_producer()
    # Faust wants float seconds and cuts them to milliseconds: aim at the middle of one.
    timestamp = (record.at_ms + 0.5) / 1000 if simulated else None
    sent: Awaitable[RecordMetadata] = await producer.send(
        record.topic,
        record.key,
        record.value,
        partition=None,
        timestamp=timestamp,
        headers=record.headers,
    )
    return sent


def _read(value: bytes | None, plain: str) -> Arrived:
    message = decode(value)
    if TOPIC_OF[message.TYPE] != plain:
        raise NotTakenError(_misplaced(message.TYPE, plain))
    return Arrived(message, value or b"")


def _misplaced(found: str, plain: str) -> Reason:
    return Reason(
        rule_id="V-73",
        field="(value)",
        value=found,
        message_zh=f"主题 {plain} 上不应有 {found}",
        message_en=f"{found} does not belong on topic {plain}",
        fix_zh=f"发布到 {TOPIC_OF[found]}",
        fix_en=f"publish it to {TOPIC_OF[found]}",
    )
