"""What can go wrong on the way to Kafka. Each text is one sentence: where, what, how to fix it."""

from __future__ import annotations

_NAMED = 5
"""Events that a message names before it counts the rest."""


class PublishingError(Exception):
    """An expected failure of publishing."""


class UnreachableError(PublishingError):
    """No Kafka answers."""


class TopicMissingError(PublishingError):
    """The topic of an event does not exist; the hub creates topics, publishers never do."""


class BufferFullError(PublishingError):
    """The buffer stayed full; nothing of the event was sent."""


class TooLargeError(PublishingError):
    """An event is larger than Kafka takes; nothing of it was sent."""


class NotAFactError(PublishingError):
    """Something other than an agency's event was to be published."""


class ClosedError(PublishingError):
    """The publisher is closed."""


class StillPendingError(PublishingError, TimeoutError):
    """No acknowledgement yet; it may still come."""


class NotAcknowledgedError(PublishingError):
    """Events that Kafka did not acknowledge; each may or may not be in the log.

    Publishing the same events again is safe: the hub knows a copy by its `event_id`.
    """

    def __init__(self, names: tuple[str, ...], reason: str) -> None:
        self.names = names
        self.reason = reason
        shown = ", ".join(names[:_NAMED])
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        super().__init__(
            f"Kafka did not acknowledge {shown}{more} ({reason}): publish the same again, "
            "unchanged, and the hub will count it once."
        )
