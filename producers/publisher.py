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
from schemas.district_codes import DistrictCodes
from schemas.envelope import Event
from schemas.fields import DISTRICT_CODES
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
        codes: the district's own codes by list (`schemas.district_codes.codes_of`), taken beside
            the built-in ones.

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
        codes: DistrictCodes | None = None,
    ) -> None:
        self._topics = topics or Topics()
        self._codes = codes
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
        _check(event, self._codes)
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


def event_from(
    type_name: str, data: Mapping[str, Any], *, codes: DistrictCodes | None = None
) -> Event:
    """Return an event built from plain data, such as a JSON object.

    Args:
        type_name: name within the catalogue, such as `penalty.decided`.
        data: the fields; times as ISO 8601 with offset, amounts in yuan. `event_type` may be
            left out.
        codes: the district's own codes by list (`schemas.district_codes.codes_of`), taken beside
            the built-in ones; a `Publisher` that shall send the event is given them too.

    Raises:
        InvalidEventError: lists every problem with field path, value, rule and fix, in Chinese
            and English.
    """
    model = FACTS.get(type_name)
    if model is None:
        raise InvalidEventError(type_name, (_unknown_type(type_name),))
    try:
        return model.model_validate(
            {"event_type": f"cn.xzzf.{type_name}.v1", **data}, context={DISTRICT_CODES: codes or {}}
        )
    except ValidationError as error:
        raise InvalidEventError(type_name, problems_of(error)) from error


def _check(event: Event, codes: DistrictCodes | None) -> None:
    model = FACTS.get(getattr(event, "TYPE", ""))
    if model is None or type(event) is not model:
        raise NotAFactError(
            f"{type(event).__name__} cannot be published: agencies publish the events of "
            "schemas.catalogue.FACTS; what is said on hub.* is the hub's alone."
        )
    try:
        model.model_validate(event.model_dump(), context={DISTRICT_CODES: codes or {}})
    except ValidationError as error:
        raise InvalidEventError(event.TYPE, problems_of(error)) from error


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
