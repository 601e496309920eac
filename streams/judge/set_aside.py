"""What was set aside and may come again: where and when each message arrived first.

Kept until the message is taken. What it holds comes from the judge's own reading of the log, so
no publisher can claim an arrival that was not.
"""

from __future__ import annotations

import json
from typing import Final

from schemas.instants import from_epoch_millis
from streams.judge.merge import LogRecord
from streams.judge.state import State
from streams.policy.intake import FirstArrival, Received, digest_of, likeness_of

_PREFIX: Final = "aside/"


class SetAside:
    """First arrivals by the likeness of the message, in the state of one partition."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._digests = {key.split("/")[1] for key, _ in state.scan(_PREFIX)}
        """Digests of values: few, so that hardly any other message is looked up."""

    def add(self, record: LogRecord) -> None:
        """Note where a message that is set aside arrived, unless it did so before."""
        digest = digest_of(record.value or b"")
        key = _key(digest, likeness_of(record.topic, record.key, digest, record.headers))
        if self._state.get(key) is None:
            at = [record.timestamp, record.topic, record.partition, record.offset]
            self._state.put(key, json.dumps(at).encode())
            self._digests.add(digest)

    def first(self, received: Received) -> FirstArrival | None:
        """Return the first arrival of a message that was set aside then, or None."""
        if received.digest not in self._digests:
            return None
        stored = self._state.get(_key(received.digest, received.likeness))
        if stored is None:
            return None
        at_ms, topic, partition, offset = json.loads(stored)
        return FirstArrival(from_epoch_millis(at_ms), topic, partition, offset)

    def forget(self, received: Received) -> None:
        """Drop a message that has been taken."""
        self._state.delete(_key(received.digest, received.likeness))


def _key(digest: str, likeness: str) -> str:
    return f"{_PREFIX}{digest}/{likeness}"
