"""A message on its way to Kafka, and the receipt it ends in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from kafka.errors import KafkaError

from producers.errors import NotAcknowledgedError, StillPendingError
from schemas.instants import from_epoch_millis

_RECORD_OVERHEAD: Final = 70
"""Bytes a record costs beside its key, value and headers, at most."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it goes to Kafka; `name` is how errors call it."""

    name: str
    topic: str
    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...] = ()
    at: datetime | None = None
    """The record timestamp, for hubs on the simulated clock; else the broker's time counts."""

    @property
    def size(self) -> int:
        """Bytes it takes up in the buffer."""
        headers = sum(len(name.encode()) + len(value) for name, value in self.headers)
        return len(self.key) + len(self.value) + headers + _RECORD_OVERHEAD


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a message stands in the log. `shared_at` is the record's time, UTC, milliseconds."""

    topic: str
    partition: int
    offset: int
    shared_at: datetime


class Pending:
    """A message on its way."""

    def __init__(self, name: str, future: Any) -> None:
        self.name = name
        self._future = future
        self._told = False

    @property
    def acknowledged(self) -> bool:
        """Whether Kafka has acknowledged it."""
        return bool(self._future.is_done and self._future.succeeded())

    @property
    def told(self) -> bool:
        """Whether somebody has been told that it failed."""
        return self._told

    @property
    def settled(self) -> bool:
        """Whether there is an outcome, good or bad."""
        return bool(self._future.is_done)

    def receipt(self, timeout: float | None = None) -> Receipt:
        """Wait for the acknowledgement, for `timeout` seconds or until there is an outcome.

        Raises:
            StillPendingError: no outcome within the timeout.
            NotAcknowledgedError: given up; the text says why.
        """
        try:
            metadata = self._future.get(timeout)
        except KafkaError as error:
            if not self._future.is_done:
                raise StillPendingError(
                    f"Kafka has not acknowledged {self.name} within {timeout} s: wait for the "
                    "receipt again, or flush."
                ) from error
            self._told = True
            raise NotAcknowledgedError((self.name,), reason_of(error)) from error
        return Receipt(
            topic=metadata.topic,
            partition=metadata.partition,
            offset=metadata.offset,
            shared_at=from_epoch_millis(metadata.timestamp),
        )

    def untold_failure(self) -> str | None:
        """Return why it failed, once, and only if nobody has been told yet."""
        if self._told or not self._future.is_done or self._future.succeeded():
            return None
        self._told = True
        return reason_of(self._future.exception)


def reason_of(error: BaseException) -> str:
    """Return the error's name and text, for use inside a sentence."""
    text = str(error).strip().removeprefix(f"{type(error).__name__}: ")
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
