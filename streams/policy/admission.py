"""Admission: what the hub refuses. A fact is never refused for being unlawful.

Refused is only what contradicts itself or its publisher (V-…), and a transaction that the hub
itself would carry out without its precondition. All reasons are given at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from schemas.envelope import Event
from schemas.events.agencies import AgencyRegistered
from schemas.instants import shanghai_day, shown, start_of_day
from schemas.problems import Problem
from streams.policy.mechanism import Arrival
from streams.policy.mechanisms import PRECONDITIONS
from streams.policy.pack import RulePack
from streams.policy.publishers import wrongly_published
from streams.policy.registry import Agency, Registry

_DISTRICT_DIGITS: Final = 6


def refusals(event: Event, arrival: Arrival) -> tuple[Problem, ...]:
    """Return every reason to refuse the event, none when it is admitted."""
    return (
        *_publisher(event, arrival.registry),
        *_ahead_of_time(event, arrival.shared_at, arrival.pack),
        *_preconditions(event, arrival),
    )


def _publisher(event: Event, registry: Registry) -> Iterator[Problem]:
    publisher = registry.agencies.get(event.agency_id)
    if publisher is None and not isinstance(event, AgencyRegistered):
        yield Problem(
            "V-05",
            "agency_id",
            event.agency_id,
            "发布机关未登记",
            "the publishing agency is not registered",
            "请司法局先登记该机关",
            "ask the justice bureau to register it first",
        )
    else:
        yield from wrongly_published(event, registry)
    if publisher is not None and _is_out_of_place(publisher, event):
        yield Problem(
            "V-12",
            "region_code",
            event.region_code,
            f"区划不属于发布机关所在的区县 {publisher.region_code[:_DISTRICT_DIGITS]}",
            "the division does not lie in the publisher's district "
            f"{publisher.region_code[:_DISTRICT_DIGITS]}",
            "填写本区县的区划代码",
            "give a division of the publisher's own district",
        )
    if event.on_behalf_of and not _is_bureau(event.agency_id, registry):
        yield Problem(
            "V-05",
            "on_behalf_of",
            event.on_behalf_of,
            "只有司法局可以代报",
            "only the justice bureau may publish on behalf of another body",
            "由司法局代报，或去掉 on_behalf_of",
            "have the justice bureau publish it, or leave on_behalf_of empty",
        )


def _is_out_of_place(publisher: Agency, event: Event) -> bool:
    """Whether an agency of one district publishes in another; a superior organ is above both."""
    own = publisher.region_code[:_DISTRICT_DIGITS] == event.district
    return not own and publisher.kind != "SUPERIOR"


def _is_bureau(agency_id: str, registry: Registry) -> bool:
    agency = registry.agencies.get(agency_id)
    return agency is not None and agency.kind == "JUSTICE_BUREAU"


def _ahead_of_time(event: Event, shared_at: datetime, pack: RulePack) -> Iterator[Problem]:
    skew = pack.params.number("clock_skew_minutes")
    limit = shared_at + timedelta(minutes=skew)
    for field, value in (("formed_at", event.formed_at), ("occurred_at", event.occurred_at)):
        if value is not None and _earliest(event, field, value) > limit:
            yield Problem(
                "V-40",
                field,
                shown(value),
                f"晚于接收时间 {shown(shared_at)} 超过 {skew} 分钟",
                f"lies more than {skew} minutes after receipt at {shown(shared_at)}",
                "核对时间与本机时钟",
                "check the time and the publisher's clock",
            )


def _earliest(event: Event, field: str, value: datetime) -> datetime:
    """Return the instant itself, or the start of the day where it is known to the day only."""
    return start_of_day(shanghai_day(value)) if field in event.date_only else value


def _preconditions(event: Event, arrival: Arrival) -> Iterator[Problem]:
    for precondition in PRECONDITIONS.get(type(event), ()):
        yield from precondition(event, arrival)
