"""The catalogue of `_schemas`, kept current by a thread: ids registered by others appear in it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from producers.schema_registry.catalogue import Catalogue
from producers.schema_registry.errors import STORE_FAILED, ApiError
from producers.schema_registry.records import Record
from producers.schema_registry.topic import POLL_MS, SchemasTopic, consuming, to_the_end


class Followed:
    """What the topic says now."""

    def __init__(self, topic: SchemasTopic) -> None:
        self._topic = topic
        self._catalogue = Catalogue()
        self._failure: Exception | None = None

    def catalogue(self) -> Catalogue:
        """Return the catalogue as it is now.

        Raises:
            ApiError: 50001, the topic can no longer be followed.
        """
        if self._failure is not None:
            raise ApiError(STORE_FAILED, f"{self._topic} cannot be read: {self._failure}")
        return self._catalogue

    def read(self, consumer: Any) -> None:
        """Read up to the topic's present end."""
        for record in to_the_end(self._topic, consumer):
            self._catalogue.apply(record)

    def follow(self, consumer: Any, stop: threading.Event) -> None:
        """Read what arrives until told to stop; a failure is kept for whoever asks."""
        try:
            while not stop.is_set():
                for batch in consumer.poll(timeout_ms=POLL_MS).values():
                    for record in batch:
                        self._catalogue.apply(Record(record.key or b"", record.value))
        except Exception as error:  # noqa: BLE001  said to whoever asks
            self._failure = error


@contextmanager
def following(topic: SchemasTopic) -> Iterator[Followed]:
    """Give the topic's catalogue, complete at the start and current while the body runs.

    Raises:
        RegistryUnreachableError: Kafka does not answer.
    """
    with consuming(topic) as consumer:
        followed = Followed(topic)
        followed.read(consumer)
        stop = threading.Event()
        thread = threading.Thread(target=followed.follow, args=(consumer, stop), daemon=True)
        thread.start()
        try:
            yield followed
        finally:
            stop.set()
            thread.join()
