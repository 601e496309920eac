"""本区县代码: the codes that a district publishes beside the built-in lists.

A publisher that knows them says them; one that does not is told V-75. The hub takes any code and
notes those that neither list holds (CODE_NOT_LISTED).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from schemas.envelope import Event
from schemas.events.agencies import CodeTablePublished

DistrictCodes = Mapping[str, frozenset[str]]
"""List name → the codes of the district's own table."""


def codes_of(events: Iterable[Event], on: date) -> DistrictCodes:
    """Return what the latest `code_table.published` of each list holds on a day.

    Args:
        events: published events, in their order; others than code tables are passed over.
        on: day of the act, Asia/Shanghai.
    """
    tables: dict[str, CodeTablePublished] = {}
    for event in events:
        if isinstance(event, CodeTablePublished) and event.effective_from <= on:
            before = tables.get(event.list_name)
            if before is None or before.effective_from <= event.effective_from:
                tables[event.list_name] = event
    return {
        name: frozenset(
            entry.code
            for entry in table.codes
            if (entry.valid_from or date.min) <= on <= (entry.valid_to or date.max)
        )
        for name, table in tables.items()
    }
