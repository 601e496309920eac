"""Sends a simulation to Kafka with the record times it planned: for hubs on the simulated clock."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from producers.delivery import Delivery, Limits
from producers.pending import Message, Receipt
from producers.simulator.planned import Planned, Simulation, batches
from schemas.topics import Topics


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a replay has come."""

    acknowledged: int
    total: int
    now: datetime
    """The simulated time, UTC."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What Kafka acknowledged."""

    receipts: tuple[Receipt, ...]
    """One for each message of the simulation, in its order."""

    @property
    def by_topic(self) -> Counter[str]:
        """Messages by full topic name."""
        return Counter(receipt.topic for receipt in self.receipts)


class Replayer:
    """Sends planned messages, raw ones too, slice by slice; a context manager.

    Raises:
        UnreachableError: no Kafka answers at the address.
    """

    def __init__(self, bootstrap: str, topics: Topics, *, limits: Limits | None = None) -> None:
        self._topics = topics
        self._delivery = Delivery(bootstrap, client_id="hutong-simulator", limits=limits)

    def send(self, messages: Iterable[Planned]) -> list[Receipt]:
        """Send the messages in order and return their receipts when all are acknowledged.

        Raises:
            PublishingError: a message was not acknowledged (`producers.errors`).
        """
        pendings = [self._delivery.send(_outgoing(m, self._topics)) for m in messages]
        self._delivery.flush()
        return [pending.receipt() for pending in pendings]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._delivery.__exit__(kind, error, trace)


def replay(
    simulation: Simulation,
    bootstrap: str,
    topics: Topics,
    *,
    speed: float | None = None,
    progress: Callable[[Progress], None] = lambda _progress: None,
    on_tick: Callable[[datetime], None] = lambda _tick: None,
) -> Replayed:
    """Send everything through one idempotent producer, in order, and return the receipts.

    All messages up to a tick are acknowledged before `on_tick` is told of it, so that whoever
    moves the hub's clock on does so after them.

    Args:
        simulation: what to send.
        bootstrap: `host:port` of Kafka.
        topics: names of the topics.
        speed: simulated seconds a real second; None sends as fast as Kafka takes it. A slice
            between two ticks goes out when its tick is due.
        progress: told after each tick's messages are acknowledged.
        on_tick: called with each tick, in order.

    Raises:
        PublishingError: a message was not acknowledged (`producers.errors`).
    """
    receipts: list[Receipt] = []
    origin, begun = simulation.messages[0].shared_at, time.monotonic()
    with Replayer(bootstrap, topics) as replayer:
        for tick, messages in batches(simulation):
            if speed is not None:
                due = begun + (tick - origin).total_seconds() / speed
                time.sleep(max(0.0, due - time.monotonic()))
            receipts.extend(replayer.send(messages))
            on_tick(tick)
            progress(Progress(len(receipts), len(simulation.messages), tick))
    return Replayed(tuple(receipts))


def _outgoing(message: Planned, topics: Topics) -> Message:
    event = message.event
    return Message(
        name=f"{event.TYPE} {event.event_id}" if event else message.raw_key,
        topic=topics.named(message.topic_plain),
        key=message.key,
        value=message.value,
        headers=message.headers,
        at=message.shared_at,
    )
