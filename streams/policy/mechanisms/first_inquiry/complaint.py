"""One complaint about a regulated party, from its receipt to what the complainant is told.

Complaints about enforcers are not judged here (§6.14).
"""

from __future__ import annotations

from streams.policy.case import Case
from streams.policy.complaint_files import complaint_files
from streams.policy.ledger import Entries
from streams.policy.mechanisms.first_inquiry import (
    owners,
    receiving,
    results,
    telling,
    township_matters,
)


def judge(case: Case, entries: Entries) -> None:
    """Enter what follows from every complaint of a matter about a regulated party."""
    for file in complaint_files(case):
        if not file.on_enforcers:
            receiving.enter(case, file, entries)
            township_matters.enter(case, file, entries)
            results.enter(case, file, entries)
            telling.enter(case, file, entries)
            owners.enter(case, file, entries)
