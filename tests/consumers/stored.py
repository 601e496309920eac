"""Messages put into the warehouse as the loader would, at positions of the test's choice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from consumers.loader.batch import Batch
from consumers.loader.inserting import Inserter
from schemas.catalogue import TOPIC_OF, Message
from schemas.codec import encode
from schemas.events.hub import Position
from schemas.instants import SHANGHAI, epoch_millis
from tests.consumers.log import DISTRICT, MORNING_MS, Log


@dataclass(frozen=True)
class Said:
    """A message as it would come from Kafka."""

    topic: str
    offset: int
    value: bytes | None
    partition: int = 1
    timestamp: int = MORNING_MS
    key: bytes | None = DISTRICT
    headers: tuple[tuple[str, bytes | None], ...] = ()

    @property
    def position(self) -> Position:
        """Where it stands."""
        return Position(topic=self.topic, partition=self.partition, offset=self.offset)


def at(text: str) -> datetime:
    """Return an instant of Shanghai in November 2026, such as `23 09:30`."""
    return datetime.strptime(f"2026-11-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


class Storing:
    """Gives every message the next offset of its topic and inserts it."""

    def __init__(self, log: Log) -> None:
        self._inserter = Inserter(log.client, log.database)
        self._next: dict[str, int] = {}

    def put(self, message: Message, when: str) -> Said:
        """Store a message with a shared time; return it with its position."""
        topic = TOPIC_OF[message.TYPE]
        offset = self._next.get(topic, 0)
        self._next[topic] = offset + 1
        said = Said(topic, offset, encode(message), timestamp=epoch_millis(at(when)))
        batch = Batch(str)
        batch.add(said)
        for event_type, loadables in batch.tables.items():
            assert self._inserter.insert(event_type, loadables) == []
        assert batch.dead == {}
        return said
