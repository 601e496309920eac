"""What the desk puts into the outbox, for whom and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from consumers.notifier.desk import Desk, Notification, Past
from consumers.notifier.settings import NotifierSettings
from consumers.notifier.standing import News
from consumers.notifier.store import Source, Store
from consumers.notifier.words import body_of, title_of
from schemas.catalogue import Message
from streams.raising import alert_of
from tests.consumers.notifier.said import (
    NOON,
    TOWNSHIP,
    acknowledged,
    alert_id,
    done_late,
    finding,
    raised,
    resolved,
    silenced,
)
from tests.streams.hub import finding as verdict

HOUR = timedelta(hours=1)
HOOK = {
    "name": "bureau",
    "kind": "webhook",
    "url": "http://127.0.0.1:1",
    "secret": "0123456789abcdef",
}


class Office:
    """A desk on a store, with receivers that take whatever is in the outbox when asked."""

    def __init__(self, store: Store, **settings: Any) -> None:
        self.store = store
        self.settings = NotifierSettings.model_validate({"receiver": [HOOK], **settings})
        self.desk = Desk(store, self.settings)
        self.offset = 0

    def hear(self, *said: Message, at: datetime = NOON, past: Past | None = None) -> None:
        with self.store.transaction():
            for message in said:
                self.desk.hear(message, Source(0, self.offset), at, past)
                self.offset += 1
            self.store.read_to(0, self.offset)

    def told(self, at: datetime = NOON, receiver: str = "bureau") -> list[Notification]:
        """Plan, and take everything that a receiver is sent by then."""
        self.desk.plan(at)
        found = []
        while (parcel := self.store.next_parcel(receiver, at)) is not None:
            found.append(Notification.model_validate_json(parcel.body))
            self.store.taken(parcel, at)
        return found

    def news(self, at: datetime = NOON, receiver: str = "bureau") -> list[tuple[News, str]]:
        return [(i.news, i.alert.subject) for n in self.told(at, receiver) for i in n.items]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "notifier.sqlite")
    yield opened
    opened.close()


def test_what_is_raised_is_told_once(store: Store) -> None:
    office = Office(store)
    alert = raised()
    office.hear(alert, alert)
    assert office.news() == [(News.RAISED, "违法-1")]
    office.hear(alert)
    assert office.news(NOON + HOUR) == []


def test_those_who_were_told_are_told_of_the_end_and_nobody_else(store: Store) -> None:
    office = Office(store)
    office.hear(raised(1))
    assert office.news() == [(News.RAISED, "违法-1")]
    office.hear(resolved(1), raised(2), resolved(2))
    assert office.news(NOON + HOUR) == [(News.RESOLVED, "违法-1")]


def test_those_who_were_told_of_a_verdict_are_told_that_another_replaces_it(store: Store) -> None:
    wrong = verdict(severity="BREACH")
    right = verdict(
        verdict_id=wrong.verdict_id,
        judged_at=wrong.judged_at + HOUR,
        verdict="COMPLIANT",
        severity="INFO",
        previous_verdict="VIOLATION",
        supersedes_output_id=wrong.output_id,
    )
    grave = {**HOOK, "name": "grave", "severities": ["BREACH"]}
    critical = {**HOOK, "name": "critical", "severities": ["CRITICAL"]}
    office = Office(store, receiver=[HOOK, grave, critical])
    first, second = alert_of(wrong), alert_of(right)
    assert first is not None
    assert second is not None
    office.hear(first)
    told = {name: office.told(NOON, name) for name in ("bureau", "grave", "critical")}
    assert {name: len(found) for name, found in told.items()} == {
        "bureau": 1,
        "grave": 1,
        "critical": 0,
    }
    office.hear(second)
    for name, count in {"bureau": 1, "grave": 1, "critical": 0}.items():
        found = [item for n in office.told(NOON + 2 * HOUR, name) for item in n.items]
        assert [item.news for item in found] == [News.RESOLVED] * count
        for item in found:
            assert "认定已被新的判定取代" in item.alert.message_zh
            assert "another verdict replaces the finding" in item.alert.message_en


def test_what_is_done_late_is_told_as_the_end_of_what_was_told(store: Store) -> None:
    office = Office(store)
    office.hear(raised(1))
    office.told()
    office.hear(done_late(1), done_late(2, rule_id="YS-16"))
    assert office.news(NOON + HOUR) == [(News.ENDED, "违法-1"), (News.RAISED, "违法-2")]


def test_the_first_of_a_group_goes_at_once_and_the_next_ones_together(store: Store) -> None:
    office = Office(store, group_minutes=10)
    office.hear(raised(1))
    assert len(office.told()) == 1
    office.hear(raised(2), raised(3), raised(4, rule_id="YS-16"))
    (other,) = office.told(NOON + timedelta(minutes=9))
    assert [i.alert.subject for i in other.items] == ["违法-4"]
    (group,) = office.told(NOON + timedelta(minutes=10))
    assert [i.alert.subject for i in group.items] == ["违法-2", "违法-3"]


def test_alertmanager_is_told_everything_at_once(store: Store) -> None:
    manager = {"name": "am", "kind": "alertmanager", "url": "http://127.0.0.1:1"}
    quiet = {"BREACH": {"from": "00:00", "to": "23:59"}}
    office = Office(store, receiver=[manager], group_minutes=60, quiet=quiet)
    office.hear(raised(1))
    assert office.news(receiver="am") == [(News.RAISED, "违法-1")]
    office.hear(raised(2), resolved(1))
    assert len(office.news(receiver="am")) == 2


def test_many_alerts_are_told_in_parts_of_fifty(store: Store) -> None:
    office = Office(store)
    office.hear(*(raised(number) for number in range(120)))
    assert [len(n.items) for n in office.told()] == [50, 50, 20]


@pytest.mark.parametrize(
    ("selector", "is_told"),
    [
        ({"recipients": [TOWNSHIP]}, True),
        ({"recipients": ["LEADING_GROUP_OFFICE"]}, False),
        ({"severities": ["BREACH"]}, True),
        ({"severities": ["CRITICAL"]}, False),
        ({"rules": ["YS-05"]}, True),
        ({"rules": ["YS-06"]}, False),
        ({"districts": ["371322"]}, True),
        ({"districts": ["371324"]}, False),
        ({"recipients": [TOWNSHIP], "severities": ["CRITICAL"]}, False),
    ],
)
def test_a_receiver_is_told_what_fits_all_that_it_asks_for(
    store: Store,
    selector: dict[str, Any],
    is_told: bool,  # noqa: FBT001
) -> None:
    office = Office(store, receiver=[{**HOOK, **selector}])
    office.hear(raised())
    assert bool(office.told()) is is_told


QUIET = {"BREACH": {"from": "18:00", "to": "08:30"}}
EVENING = NOON + 7 * HOUR
MORNING = NOON + timedelta(hours=20, minutes=30)


def test_quiet_hours_hold_back_and_end_in_one_digest(store: Store) -> None:
    office = Office(store, quiet=QUIET, group_minutes=0, repeat_hours={})
    office.hear(raised(1), raised(2, rule_id="YS-16"), at=EVENING)
    assert office.told(EVENING) == []
    office.hear(raised(3, severity="CRITICAL"), at=EVENING)
    assert office.news(EVENING) == [(News.RAISED, "违法-3")]
    assert office.told(MORNING - timedelta(seconds=1)) == []
    (digest,) = office.told(MORNING)
    assert digest.is_digest
    assert [i.alert.subject for i in digest.items] == ["违法-1", "违法-2"]


def test_a_digest_begins_with_counts_by_agency_and_rule(store: Store) -> None:
    office = Office(store, quiet=QUIET)
    office.hear(*(raised(n) for n in range(70)), raised(99, rule_id="YS-16"), at=EVENING)
    office.told(EVENING)
    (digest,) = office.told(MORNING)
    assert len(digest.items) == 71
    assert body_of(digest).splitlines()[:2] == [
        f"{TOWNSHIP} YS-05：70 项 · 70",
        f"{TOWNSHIP} YS-16：1 项 · 1",
    ]
    assert "71" in title_of(digest)


def test_what_was_sent_long_ago_is_forgotten_and_what_was_lately_is_not(store: Store) -> None:
    office = Office(store)
    office.hear(raised(1))
    (sent,) = office.told()
    store.forget_sent(NOON + timedelta(days=89))
    store.post(sent.id, "bureau", "{}", NOON, [])
    assert store.next_parcel("bureau", NOON) is None
    store.forget_sent(NOON + timedelta(days=91))
    store.post(sent.id, "bureau", "{}", NOON, [])
    assert store.next_parcel("bureau", NOON) is not None


def test_what_came_and_went_in_quiet_hours_is_not_told(store: Store) -> None:
    office = Office(store, quiet=QUIET)
    office.hear(raised(1), at=EVENING)
    office.told(EVENING)
    office.hear(resolved(1), at=EVENING + HOUR)
    assert office.told(MORNING) == []


def test_what_was_done_late_in_quiet_hours_is_told_in_the_digest_as_it_stands(store: Store) -> None:
    office = Office(store, quiet=QUIET)
    office.hear(raised(1), at=EVENING)
    office.told(EVENING)
    office.hear(done_late(1), at=EVENING + HOUR)
    (digest,) = office.told(MORNING)
    assert digest.is_digest
    assert [(i.news, i.alert.message_zh) for i in digest.items] == [
        (News.RAISED, "违法-1 已移送，迟")
    ]


def test_a_silence_holds_back_what_is_owed_and_drops_what_is_over(store: Store) -> None:
    office = Office(store)
    office.hear(silenced(), raised(1), finding(2))
    assert office.told() == []
    assert office.told(NOON + 23 * HOUR) == []
    assert office.news(NOON + 24 * HOUR) == [(News.RAISED, "违法-1")]


def test_a_silence_may_be_ended_early_and_lets_ends_through(store: Store) -> None:
    office = Office(store)
    office.hear(raised(1))
    office.told()
    office.hear(silenced(), raised(2, rule_id="YS-16"), resolved(1))
    assert office.news(NOON + HOUR) == [(News.RESOLVED, "违法-1")]
    office.hear(silenced(silenced_until=NOON + HOUR))
    assert office.news(NOON + HOUR) == [(News.RAISED, "违法-2")]


def test_what_is_still_owed_is_repeated_until_it_is_acknowledged_or_ends(store: Store) -> None:
    office = Office(store, repeat_hours={"BREACH": 24}, group_minutes=0)
    office.hear(raised(1), raised(2), raised(3), finding(4))
    assert len(office.news()) == 4
    office.hear(acknowledged(2), resolved(3))
    office.told(NOON + HOUR)
    assert office.told(NOON + 23 * HOUR) == []
    assert office.news(NOON + 24 * HOUR) == [(News.REPEATED, "违法-1")]
    assert office.told(NOON + 47 * HOUR) == []
    assert office.news(NOON + 48 * HOUR) == [(News.REPEATED, "违法-1")]


def test_each_repetition_has_an_id_of_its_own_and_a_crash_between_changes_none(
    store: Store,
) -> None:
    office = Office(store, repeat_hours={"BREACH": 1}, group_minutes=0)
    office.hear(raised(1))
    ids = [n.id for hours in range(4) for n in office.told(NOON + hours * HOUR)]
    assert len(set(ids)) == 4


def test_what_nobody_heeds_goes_to_the_role_that_its_clause_names(store: Store) -> None:
    leader = {**HOOK, "name": "leader", "roles": ["分管领导"]}
    other = {**HOOK, "name": "other", "roles": ["主要领导"]}
    office = Office(
        store,
        receiver=[HOOK, leader, other],
        escalate_hours={"BREACH": 8},
        repeat_hours={},
    )
    office.hear(raised(1), raised(2), raised(3, accountable_roles=()), finding(4))
    office.hear(acknowledged(2))
    assert office.told(NOON + 7 * HOUR, "leader") == []
    assert office.news(NOON + 8 * HOUR, "leader") == [(News.ESCALATED, "违法-1")]
    assert office.told(NOON + 8 * HOUR, "other") == []
    assert office.told(NOON + 30 * HOUR, "leader") == []
    office.hear(resolved(1))
    assert office.news(NOON + 31 * HOUR, "leader") == [(News.RESOLVED, "违法-1")]


def test_history_that_an_earlier_store_told_is_not_told_again_but_its_end_is(store: Store) -> None:
    office = Office(store, repeat_hours={})
    office.hear(raised(1), past=Past.TOLD)
    assert office.told() == []
    office.hear(resolved(1))
    assert office.news() == [(News.RESOLVED, "违法-1")]


def test_a_first_start_tells_what_is_still_owed_in_one_digest(store: Store) -> None:
    office = Office(store)
    office.hear(raised(1), raised(2), resolved(2), finding(3), past=Past.UNTOLD)
    office.desk.open(NOON)
    (digest,) = office.told()
    assert digest.is_digest
    assert [i.alert.subject for i in digest.items] == ["违法-1"]


def test_how_far_everything_is_told_waits_for_the_last_that_is_not(store: Store) -> None:
    office = Office(store, quiet=QUIET)
    office.hear(raised(1, severity="CRITICAL"), raised(2), at=EVENING)
    assert store.unsettled() == {0: 0}
    office.desk.plan(EVENING)
    assert store.unsettled() == {0: 0}
    parcel = store.next_parcel("bureau", EVENING)
    assert parcel is not None
    store.taken(parcel, EVENING)
    assert store.unsettled() == {0: 1}
    office.told(MORNING)
    assert store.unsettled() == {}


def test_a_notification_that_was_sent_is_not_posted_again(store: Store) -> None:
    office = Office(store)
    office.hear(raised(1))
    (sent,) = office.told()
    store.post(sent.id, "bureau", "{}", NOON, [])
    assert store.next_parcel("bureau", NOON) is None


def test_what_fails_half_way_leaves_nothing(store: Store) -> None:
    office = Office(store)

    def hear_and_fail() -> None:
        with store.transaction():
            office.desk.hear(raised(1), Source(0, 0), NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        hear_and_fail()
    assert store.standing(alert_id(1)) is None
    assert office.told() == []


def test_what_is_meant_for_a_receiver_that_is_no_more_is_dropped(store: Store) -> None:
    office = Office(store, receiver=[HOOK, {**HOOK, "name": "gone"}])
    office.hear(raised(1))
    office.desk.plan(NOON)
    assert store.drop_strangers({"bureau"}) == 1
    assert store.next_parcel("gone", NOON) is None
    assert store.next_parcel("bureau", NOON) is not None
