"""What the hub asks before it grants an extension of sharing (GX-12)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schemas.codes import CODE_LISTS
from schemas.events.sharing import ExtensionDeclared
from schemas.instants import shanghai_day
from schemas.placeholders import says_nothing
from schemas.problems import Problem
from streams.policy.mechanism import Arrival, missing

_REASONS: Final = "extension.reason"


def extension(event: ExtensionDeclared, arrival: Arrival) -> Iterator[Problem]:
    """An extension states a listed reason, the formation time and the day it promises."""
    wanted = {
        "reason_code": event.reason_code,
        "reason_text": event.reason_text,
        "expected_share_at": event.expected_share_at,
        "formed_at": event.formed_at,
    }
    for field, value in wanted.items():
        if not value or (isinstance(value, str) and says_nothing(value)):
            yield missing(
                "GX-12",
                field,
                "延长共享期限须说明原因和预计共享时间",
                "an extension needs its reason, the formation time and the expected day",
            )
    if event.reason_code and not _is_listed(event.reason_code, arrival):
        yield Problem(
            "GX-12",
            "reason_code",
            event.reason_code,
            "延长共享期限的原因限于收集、整理等，代码表中没有此代码",
            "sharing is extended for collecting, collating or other reasons; the code list has no "
            "such code",
            "改用 COLLECTING、COLLATING 或 OTHER，并在 reason_text 中说明",
            "use COLLECTING, COLLATING or OTHER, and say more in reason_text",
        )


def _is_listed(reason: str, arrival: Arrival) -> bool:
    """Whether a reason stands in the code list, or in what the district has added to it."""
    own = arrival.registry.tables.codes(_REASONS, shanghai_day(arrival.shared_at)) or frozenset()
    return reason in CODE_LISTS[_REASONS] or reason in own
