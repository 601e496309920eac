"""How an alert stands after what was said of it, and what there is to tell."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from consumers.notifier.standing import News, Standing, State, fold, is_silenced
from schemas.events.hub import AlertRaised, AlertResolved
from tests.consumers.notifier.said import (
    NOON,
    TOWNSHIP,
    alert_id,
    done_late,
    finding,
    raised,
    resolved,
    silenced,
)

Said = AlertRaised | AlertResolved


def folded(*said: Said) -> tuple[Standing | None, list[News | None]]:
    standing: Standing | None = None
    news: list[News | None] = []
    for message in said:
        standing, new = fold(standing, message, NOON)
        news.append(new)
    return standing, news


@pytest.mark.parametrize(
    ("said", "news", "state"),
    [
        ([raised()], [News.RAISED], State.FIRING),
        ([raised(), done_late()], [News.RAISED, News.ENDED], State.OVER),
        ([done_late()], [News.RAISED], State.OVER),
        ([raised(), resolved()], [News.RAISED, News.RESOLVED], State.RESOLVED),
        (
            [raised(), done_late(), resolved()],
            [News.RAISED, News.ENDED, News.RESOLVED],
            State.RESOLVED,
        ),
        ([finding()], [News.RAISED], State.OVER),
        (
            [raised(), resolved(), raised(judged_at=NOON + timedelta(hours=3))],
            [News.RAISED, News.RESOLVED, News.RAISED],
            State.FIRING,
        ),
        (
            [raised(severity="WARN"), raised(judged_at=NOON + timedelta(hours=1))],
            [News.RAISED, News.RAISED],
            State.FIRING,
        ),
        (
            [raised(), raised(judged_at=NOON + timedelta(hours=1), message_zh="已复核")],
            [News.RAISED, None],
            State.FIRING,
        ),
        (
            [raised(), resolved(), resolved(judged_at=NOON + timedelta(hours=4))],
            [News.RAISED, News.RESOLVED, None],
            State.RESOLVED,
        ),
    ],
)
def test_what_is_said_of_an_alert_gives_its_news(
    said: list[Said], news: list[News | None], state: State
) -> None:
    standing, told = folded(*said)
    assert standing is not None
    assert (told, standing.state) == (news, state)


def test_a_severity_of_a_later_version_is_told_like_the_gravest() -> None:
    later = raised(severity="DISASTER", judged_at=NOON + timedelta(hours=1))
    assert folded(raised(severity="CRITICAL"), later)[1] == [News.RAISED, News.RAISED]


def test_the_end_of_an_alert_that_was_never_raised_is_nothing() -> None:
    assert folded(resolved()) == (None, [None])


def test_what_is_said_again_changes_nothing() -> None:
    story: list[Said] = [raised(), done_late(), resolved()]
    once, _ = folded(*story)
    again, news = folded(*story, *story)
    assert again == once
    assert news[3:] == [None, None, None]


def test_two_causes_of_one_instant_are_both_heard_and_neither_twice() -> None:
    first = raised(severity="WARN")
    second = raised(severity="BREACH")
    standing, news = folded(first, second, first, second)
    assert news == [News.RAISED, News.RAISED, None, None]
    assert standing is not None
    assert standing.severity == "BREACH"


def test_whatever_the_order_the_newest_instant_counts() -> None:
    story: list[Said] = [raised(), done_late(), resolved()]
    ends = {folded(*order)[0].state for order in permutations(story) if order[0] is story[0]}  # type: ignore[union-attr]
    assert ends == {State.RESOLVED}


def test_a_warning_that_is_read_after_its_due_time_is_not_told() -> None:
    soon: dict[str, Any] = {"code": "REFERRAL_DUE_SOON", "severity": "WARN"}
    ended, ahead = NOON - timedelta(minutes=1), NOON + timedelta(minutes=1)
    assert folded(raised(**soon, ended_at=ended))[1] == [None]
    assert folded(raised(**soon, ended_at=ahead))[1] == [News.RAISED]


@pytest.mark.parametrize(
    ("given", "quiet"),
    [
        ({}, True),
        ({"agency": None, "rule_id": "YS-05"}, True),
        ({"alert_id": alert_id(1), "agency": None}, True),
        ({"agency": TOWNSHIP, "rule_id": "YS-06"}, False),
        ({"agency": "another"}, False),
        ({"alert_id": alert_id(2)}, False),
        ({"code": "REFERRAL_OVERDUE", "severity": "BREACH"}, True),
        ({"severity": "CRITICAL"}, False),
        ({"district": "371324"}, False),
        ({"silenced_from": NOON + timedelta(hours=1)}, False),
        ({"silenced_until": NOON}, False),
    ],
)
def test_a_silence_keeps_quiet_what_has_all_that_it_names(
    given: dict[str, object],
    quiet: bool,  # noqa: FBT001
) -> None:
    standing, _ = folded(raised())
    assert standing is not None
    assert is_silenced(standing, silenced(**given), NOON) is quiet
