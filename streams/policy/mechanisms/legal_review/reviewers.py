"""审核机构和人员: reviewers are registered and did not investigate the case (FS-02, FS-03)."""

from __future__ import annotations

from collections import Counter
from typing import Final

from schemas.events.agencies import AgencyRegistered
from schemas.events.cases import CaseLegalReviewCompleted
from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.rulebook import rule
from streams.policy.standing_duties import agencies_of, conclude_of_register
from streams.policy.verdicts import Statistic

FS_02: Final = rule("FS-02")
FS_03: Final = rule("FS-03")

_ADVISERS: Final = frozenset({"LEGAL_ADVISER", "PURCHASED"})


def judge_reviews(case: Case, entries: Entries) -> None:
    """Say of each review whether its reviewer was registered and independent."""
    for fact, review in case.all(CaseLegalReviewCompleted):
        bodies = case.registry.contacts.review_bodies.get(review.agency_judged, ())
        known = {reviewer.reviewer_id for _, body in bodies for reviewer in body.reviewers}
        _answer(
            entries,
            fact,
            "registered",
            None if review.reviewer_id in known else "REVIEWER_NOT_REGISTERED",
            "审核人员未在本机关登记",
            "the reviewer is not registered with the agency",
        )
        _answer(
            entries,
            fact,
            "independent",
            "REVIEWER_IS_INVESTIGATOR" if review.reviewer_id in review.investigator_ids else None,
            "审核人员参与了本案调查",
            "the reviewer investigated the case",
        )


def _answer(
    entries: Entries, fact: Fact, question: str, code: str | None, zh: str, en: str
) -> None:
    entries.conclude(
        FS_02,
        fact,
        question,
        "VIOLATION" if code else "COMPLIANT",
        agency=fact.event.agency_judged,
        zh=zh if code else "符合要求",
        en=en if code else "in order",
        code=code,
    )


def judge_register(case: Case, entries: Entries) -> None:
    """Say which newly registered agencies have no review body; count advisers (§12)."""
    bodies, today = case.registry.contacts.review_bodies, shanghai_day(case.now)
    registered = {event.registered_agency_id for _, event in case.all(AgencyRegistered)}
    for agency in agencies_of(case):
        own = bodies.get(agency.id, ())
        if own:
            kinds = Counter(r.kind for _, body in own for r in body.reviewers)
            advisers = sum(kinds[kind] for kind in _ADVISERS)
            keys = (("agency", agency.id),)
            entries.say(Statistic(FS_03, "legal_advisers", advisers, keys))
        if agency.id in registered and agency.side is not None and agency.is_active(today):
            conclude_of_register(
                entries,
                FS_02,
                "COMPLIANT" if own else "VIOLATION",
                agency=agency.id,
                subject=agency.id,
                zh=f"{agency.name} {'已' if own else '未'}登记法制审核机构",
                en=f"{agency.id} has {len(own)} registered review bodies",
                code=None if own else "NO_REVIEW_BODY",
                count=len(own),
                missing=() if own else ("review body",),
            )
