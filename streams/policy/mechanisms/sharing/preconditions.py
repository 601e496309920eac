"""What the hub asks before it grants an extension of sharing (GX-12)."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.events.sharing import ExtensionDeclared
from schemas.placeholders import says_nothing
from schemas.problems import Problem
from streams.policy.mechanism import Arrival, missing


def extension(event: ExtensionDeclared, _: Arrival) -> Iterator[Problem]:
    """An extension states its reason, the formation time and the day it promises."""
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
