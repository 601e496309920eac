"""What is noted of an event that is taken: flags (F) and data-quality notes (W).

A pure function of the event. What needs the registry or other events is noted by the hub
(`streams.policy.quality`).
"""

from __future__ import annotations

from collections.abc import Iterator

from schemas.document_dates import document_date
from schemas.envelope import Event
from schemas.instants import shanghai_day
from schemas.placeholders import says_nothing
from schemas.problems import Problem
from schemas.validation.acts import notes_on_acts
from schemas.validation.identifiers import notes_on_identifiers
from schemas.validation.nested import notes_on_records
from schemas.validation.texts import notes_on_texts
from schemas.validation.walk import Walked, walk


def notes_on(event: Event) -> tuple[Problem, ...]:
    """Return everything that is noted of an event, in the order of its fields."""
    return notes_of(event, walk(event))


def notes_of(event: Event, walked: Walked) -> tuple[Problem, ...]:
    """Return the same of an event that has been walked already."""
    return (
        *notes_on_texts(walked.texts),
        *notes_on_identifiers(walked.texts),
        *notes_on_records(walked.records),
        *notes_on_acts(event),
        *_formation(event),
        *_source(event),
    )


def _source(event: Event) -> Iterator[Problem]:
    """The source names a district and an agency: those of the publisher."""
    *_, district, agency, _ = event.source.split(":")
    if district != event.district or agency not in {event.agency_id, event.on_behalf_of}:
        yield Problem(
            "SOURCE_DIFFERS",
            "source",
            event.source,
            f"来源系统属于 {district} 的 {agency}，发布机关是 {event.district} 的 "
            f"{event.agency_id}",
            f"the source is one of {agency} in {district}, the publisher is {event.agency_id} in "
            f"{event.district}",
            "由本机关的系统发布；多机关共用的系统为每个机关各设一个来源",
            "publish from the agency's own system; a system that several agencies use has one "
            "source for each",
        )


def _formation(event: Event) -> Iterator[Problem]:
    """Rule V-41, and the reason where a shareable fact is not shared."""
    document = document_date(event)
    if (
        document
        and event.formed_at
        and not event.formed_at_basis
        and shanghai_day(event.formed_at) != document
    ):
        yield Problem(
            "V-41",
            "formed_at",
            event.formed_at.isoformat(),
            f"形成日期与文书日期 {document} 不同，且未说明依据",
            f"formed on another day than the document bears ({document}), without a basis",
            "核对形成时间，或填写 formed_at_basis",
            "check the formation time, or give formed_at_basis",
        )
    if (
        event.share_category == "NONE"
        and event.CATEGORIES - {"NONE"}
        and says_nothing(event.not_shared_reason or "")
    ):
        yield Problem(
            "NONE_WITHOUT_REASON",
            "not_shared_reason",
            "",
            "可共享的事件标为不共享，但未说明原因",
            "a shareable fact is marked NONE without a reason",
            "填写 not_shared_reason，或改为应有的共享类别",
            "give not_shared_reason, or the share category that fits",
        )
