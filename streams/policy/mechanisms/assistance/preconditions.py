"""What the hub asks before it carries a letter or an opinion (XT-08, XT-09)."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.events.assistance.letters import AssistanceOpinionIssued, AssistanceRequested
from schemas.problems import Problem
from streams.policy.mechanism import Arrival, missing


def letter(event: AssistanceRequested, _: Arrival) -> Iterator[Problem]:
    """A request for assistance is a letter: it has a number."""
    if not event.letter_doc_no:
        yield missing(
            "XT-08",
            "letter_doc_no",
            "请求协助应当出具协助函件",
            "assistance is asked for by letter, and the letter has a number",
        )


def opinion(event: AssistanceOpinionIssued, _: Arrival) -> Iterator[Problem]:
    """An opinion is in writing: it has a number."""
    if not event.opinion_doc_no:
        yield missing(
            "XT-09",
            "opinion_doc_no",
            "意见应当书面出具",
            "an opinion is given in writing, and has a number",
        )
