"""The publisher: typed events in, delivery receipts out."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from pydantic import ValidationError

from producers.delivery import Delivery, Limits
from producers.errors import NotAFactError
from producers.pending import Message, Pending, Receipt
from schemas.catalogue import FACTS, TOPIC_OF
from schemas.codec import cloud_headers, encode
from schemas.envelope import Event, event_type_of
from schemas.instants import to_utc_millis
from schemas.problems import InvalidEventError, Problem, problems_of
from schemas.topics import Topics

__all__ = ["Limits", "Pending", "Publisher", "Receipt", "event_from"]


class Publisher:
    """Publishes agencies' events: idempotent, acknowledged by all replicas, keyed by district.

    A context manager; leaving it waits until everything is acknowledged. Safe to use from
    several threads.

    Args:
        bootstrap: `host:port` of Kafka, or several with commas.
        topics: names of the topics; production has no namespace.
        client_id: how the broker's logs call this publisher.
        limits: buffer and patience.

    Raises:
        UnreachableError: no Kafka answers.
    """

    def __init__(
        self,
        bootstrap: str,
        topics: Topics | None = None,
        *,
        client_id: str = "hutong-publisher",
        limits: Limits | None = None,
    ) -> None:
        self._topics = topics or Topics()
        self._delivery = Delivery(bootstrap, client_id=client_id, limits=limits)

    def publish(self, event: Event, *, at: datetime | None = None) -> Pending:
        """Send an event and return at once, or as soon as the buffer has room.

        Args:
            event: an event of `schemas.catalogue.FACTS`; checked once more, strictly.
            at: the record's time, for hubs on the simulated clock only; a hub on the broker's
                clock puts its own time in its place.

        Raises:
            NotAFactError: not an agency's event.
            InvalidEventError: it breaks validation rules, or uses a code outside its list.
            PublishingError: topic missing, too large, buffer full, closed (`producers.errors`).
        """
        _check(event)
        return self._delivery.send(
            Message(
                name=f"{event.TYPE} {event.event_id}",
                topic=self._topics.named(TOPIC_OF[event.TYPE]),
                key=event.district.encode(),
                value=encode(event),
                headers=tuple(cloud_headers(event)),
                at=None if at is None else to_utc_millis(at),
            )
        )

    def publish_and_wait(
        self, event: Event, *, at: datetime | None = None, timeout: float | None = None
    ) -> Receipt:
        """Send an event and return its receipt.

        Raises:
            StillPendingError: no outcome within `timeout` seconds.
            NotAcknowledgedError: given up.
            PublishingError: as `publish`.
        """
        return self.publish(event, at=at).receipt(timeout)

    def flush(self, timeout: float | None = None) -> None:
        """Wait until everything published so far is acknowledged; `timeout` in seconds.

        Raises:
            NotAcknowledgedError: names what is not.
        """
        self._delivery.flush(timeout)

    def close(self, timeout: float | None = None) -> None:
        """Flush and disconnect; may be called again.

        Raises:
            NotAcknowledgedError: names what was not acknowledged.
        """
        self._delivery.close(timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._delivery.__exit__(kind, error, trace)


def event_from(type_name: str, data: Mapping[str, Any]) -> Event:
    """Return an event built from plain data, such as a JSON object.

    Args:
        type_name: name within the catalogue, such as `penalty.decided`.
        data: the fields; times as ISO 8601 with offset, amounts in yuan. `event_type` may be
            left out.

    Raises:
        InvalidEventError: lists every problem with field path, value, rule and fix, in Chinese
            and English.
    """
    model = FACTS.get(type_name)
    if model is None:
        raise InvalidEventError(type_name, (_unknown_type(type_name),))
    try:
        event = model.model_validate({"event_type": f"cn.xzzf.{type_name}.v1", **data})
    except ValidationError as error:
        raise InvalidEventError(type_name, problems_of(error)) from error
    _check(event)
    return event


def _check(event: Event) -> None:
    model = FACTS.get(getattr(event, "TYPE", ""))
    if model is None or type(event) is not model:
        raise NotAFactError(
            f"{type(event).__name__} cannot be published: agencies publish the events of "
            "schemas.catalogue.FACTS; what is said on hub.* is the hub's alone."
        )
    try:
        model.model_validate(event.model_dump())
    except ValidationError as error:
        raise InvalidEventError(event.TYPE, problems_of(error)) from error
    try:
        fits = event_type_of(event.event_type) == event.TYPE
    except ValueError:
        fits = False
    if not fits:
        raise InvalidEventError(event.TYPE, (_wrong_type(event),))


def _unknown_type(type_name: str) -> Problem:
    close = difflib.get_close_matches(type_name, FACTS, n=3)
    known = ", ".join(close or sorted(FACTS))
    return Problem(
        rule="V-73",
        field="event_type",
        value=type_name,
        zh="目录中没有此事件类型",
        en="the catalogue has no such event type",
        fix_zh=f"可用：{known}",
        fix_en=f"use one of: {known}",
    )


def _wrong_type(event: Event) -> Problem:
    return Problem(
        rule="V-73",
        field="event_type",
        value=event.event_type,
        zh="事件类型与内容不符",
        en="the event type does not fit the content",
        fix_zh=f"写成 cn.xzzf.{event.TYPE}.v1",
        fix_en=f"write cn.xzzf.{event.TYPE}.v1",
    )
