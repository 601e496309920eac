"""Couriers and real receivers: what arrives, and what becomes of what does not."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

from consumers.notifier import courier as couriers
from consumers.notifier.alertmanager import WATCHDOG
from consumers.notifier.courier import Courier, pause_after
from consumers.notifier.desk import Desk
from consumers.notifier.messenger import HEADER
from consumers.notifier.settings import NotifierSettings
from consumers.notifier.store import Source, Store
from schemas.events.hub import AlertRaised, AlertResolved
from tests.consumers.notifier.receivers import Alertmanager, Hook, Mailbox, Server
from tests.consumers.notifier.said import alert_id, finding, raised, resolved

SECRET = "a secret of the hub"  # noqa: S105
NOW = datetime.now(UTC)


def until(holds: Callable[[], object], deadline_s: float = 20.0) -> None:
    deadline = time.monotonic() + deadline_s
    while not holds():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class House:
    """A desk, and one courier a receiver, running."""

    def __init__(self, store: Store, *receivers: dict[str, Any], is_well: bool = True) -> None:
        settings = NotifierSettings.model_validate({"receiver": receivers, "group_minutes": 0})
        self.store = store
        self.desk = Desk(store, settings)
        self.stop = threading.Event()
        self.couriers = [
            Courier(store, r, lambda _: store.firing(), lambda: is_well, self.stop)
            for r in settings.receivers
        ]
        for one in self.couriers:
            one.start()

    def say(self, *said: AlertRaised | AlertResolved) -> None:
        now = datetime.now(UTC)
        with self.store.transaction():
            for message in said:
                self.desk.hear(message, Source(0, 0), now)
            self.desk.plan(now)
        for one in self.couriers:
            one.wake()

    def close(self) -> None:
        self.stop.set()
        for one in self.couriers:
            one.wake()
            one.join(10)
            assert one.error is None

    def is_empty(self) -> bool:
        """Whether everybody has everything."""
        assert [one.error for one in self.couriers if one.error] == []
        return not self.store.outbox()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "notifier.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def house(store: Store) -> Iterator[Callable[..., House]]:
    opened: list[House] = []

    def make(*receivers: dict[str, Any], **given: Any) -> House:
        opened.append(House(store, *receivers, **given))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(couriers, "_FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr(couriers, "_LONGEST_PAUSE_S", 0.2)


Make = Callable[..., House]


def hook_at(server: Server, **given: Any) -> dict[str, Any]:
    address = {"url": f"{server.url}/alerts", "secret": SECRET}
    return {"name": "hook", "kind": "webhook", **address, **given}


def manager_at(server: Server, **given: Any) -> dict[str, Any]:
    return {"name": "am", "kind": "alertmanager", "url": server.url, **given}


def test_a_webhook_gets_each_notification_signed_and_with_its_key(house: Make) -> None:
    with Hook(SECRET).listening() as hook:
        assert isinstance(hook, Hook)
        hub = house(hook_at(hook))
        hub.say(raised(1))
        until(hub.is_empty)
        hub.say(resolved(1))
        until(hub.is_empty)
        first, second = hook.notifications
    assert first["items"][0]["alert"]["alert_id"] == str(alert_id(1))
    assert [n["items"][0]["news"] for n in (first, second)] == ["raised", "resolved"]
    assert "应移送违法-1" in first["text"]
    assert "violation 1 is not referred" in first["text"]
    assert "预警解除" in second["text"]


def test_a_webhook_with_another_secret_takes_nothing_and_nothing_is_lost(
    house: Make, store: Store
) -> None:
    with Hook("another secret than that").listening() as hook:
        assert isinstance(hook, Hook)
        hub = house(hook_at(hook))
        hub.say(raised(1))
        until(lambda: len(hook.requests) >= 3)
        assert hook.notifications == []
        assert store.outbox()["hook"][0] == 1


@pytest.mark.parametrize("status", [500, 503, 429, 404, 400])
def test_what_is_answered_otherwise_is_tried_again_with_the_same_id_and_body(
    house: Make, status: int
) -> None:
    with Hook(SECRET).listening() as hook:
        assert isinstance(hook, Hook)
        hook.answers.extend([status] * 3)
        hub = house(hook_at(hook))
        hub.say(raised(1))
        until(hub.is_empty)
    assert len(hook.requests) == 4
    assert len({r.headers["Idempotency-Key"] for r in hook.requests}) == 1
    assert len({r.body for r in hook.requests}) == 1
    assert len(hook.notifications) == 1


def test_a_receiver_that_is_away_gets_everything_in_order_when_it_is_back(house: Make) -> None:
    port = free_port()
    hook = Hook(SECRET)
    hook.port = port
    hub = house(hook_at(hook))
    for number in range(5):
        hub.say(raised(number, rule_id=f"YS-{number}"))
    time.sleep(0.5)
    assert hook.requests == []
    with hook.listening(port):
        until(hub.is_empty)
    subjects = [n["items"][0]["alert"]["subject"] for n in hook.notifications]
    assert subjects == [f"违法-{number}" for number in range(5)]


def test_a_slow_receiver_is_tried_again_and_holds_up_nobody_else(house: Make) -> None:
    with Hook(SECRET).listening() as slow, Hook(SECRET).listening() as quick:
        assert isinstance(slow, Hook)
        assert isinstance(quick, Hook)
        slow.delay_s = 1.5
        hub = house(hook_at(slow, name="slow", timeout_s=0.2), hook_at(quick, name="quick"))
        hub.say(raised(1))
        until(lambda: len(quick.notifications) == 1, 1.0)
        until(lambda: len(slow.requests) >= 2)
        slow.delay_s = 0.0
        until(hub.is_empty)
        assert len({r.headers["Idempotency-Key"] for r in slow.requests}) == 1


def test_a_notification_that_is_refused_alone_does_not_hold_up_the_rest(house: Make) -> None:
    with Hook(SECRET).listening() as hook:
        assert isinstance(hook, Hook)
        ordinary = hook.judge
        hook.judge = lambda r: (422, "no") if "违法-1" in r.body.decode() else ordinary(r)
        hub = house(hook_at(hook))
        hub.say(raised(1))
        hub.say(raised(2, rule_id="YS-16"))
        until(lambda: len(hook.notifications) == 1)
        hook.judge = ordinary
        until(hub.is_empty)
    assert len(hook.notifications) == 2


def test_a_pause_that_the_receiver_asks_for_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert [pause_after(n).total_seconds() for n in (0, 1, 2, 8, 9, 1000)] == [
        1.0,
        2.0,
        4.0,
        256.0,
        300.0,
        300.0,
    ]


def test_alertmanager_shows_what_is_owed_until_it_is_resolved(house: Make) -> None:
    with Alertmanager().listening() as manager:
        assert isinstance(manager, Alertmanager)
        hub = house(manager_at(manager))
        hub.say(raised(1, judged_at=NOW), finding(2, judged_at=NOW, ended_at=NOW))
        until(hub.is_empty)
        (owed,), (found,) = manager.named("Hutong_YS-05"), manager.named("Hutong_QD-05")
        assert owed in manager.active()
        assert found in manager.active()
        assert owed["labels"]["severity"] == "BREACH"
        assert owed["annotations"]["summary"] == "应移送违法-1，至今未办"
        hub.say(resolved(1, judged_at=NOW + timedelta(milliseconds=1)))
        until(hub.is_empty)
        (gone,) = manager.named("Hutong_YS-05")
        assert gone not in manager.active()
        assert gone["labels"] == owed["labels"]
        assert manager.complaints == []


def test_what_is_firing_is_said_again_and_lapses_when_the_notifier_is_silent(
    house: Make,
) -> None:
    with Alertmanager().listening() as manager:
        assert isinstance(manager, Alertmanager)
        hub = house(manager_at(manager, resend_s=1))
        hub.say(raised(1, judged_at=NOW))
        until(hub.is_empty)
        (first,) = manager.named("Hutong_YS-05")
        until(lambda: manager.named("Hutong_YS-05")[0]["endsAt"] > first["endsAt"])
        assert {a["labels"]["alertname"] for a in manager.active()} == {"Hutong_YS-05", WATCHDOG}
        hub.close()
        until(lambda: manager.active() == [])
        assert manager.complaints == []


def test_the_watchdog_is_silent_when_the_notifier_is_not_well(house: Make) -> None:
    with Alertmanager().listening() as manager:
        assert isinstance(manager, Alertmanager)
        hub = house(manager_at(manager, resend_s=1), is_well=False)
        hub.say(raised(1, judged_at=NOW))
        until(lambda: len(manager.taken) >= 3)
        assert manager.named(WATCHDOG) == []
        assert manager.named("Hutong_YS-05") != []


def test_an_alertmanager_that_fails_gets_everything_later(house: Make) -> None:
    with Alertmanager().listening() as manager:
        assert isinstance(manager, Alertmanager)
        manager.answers.extend([500, 503, 400])
        hub = house(manager_at(manager))
        hub.say(*(raised(number, judged_at=NOW) for number in range(60)))
        until(hub.is_empty)
        assert len(manager.named("Hutong_YS-05")) == 60


def test_alertmanager_takes_an_alert_about_no_single_agency(house: Make) -> None:
    with Alertmanager().listening() as manager:
        assert isinstance(manager, Alertmanager)
        hub = house(manager_at(manager))
        hub.say(finding(1, agency="", clause_ref="", judged_at=NOW, ended_at=NOW))
        until(hub.is_empty)
        (found,) = manager.named("Hutong_QD-05")
        assert "agency" not in found["labels"]
        assert manager.complaints == []


def test_alertmanager_is_told_who_asks(house: Make) -> None:
    with Alertmanager().listening() as manager:
        assert isinstance(manager, Alertmanager)
        hub = house(manager_at(manager, bearer_token="t0ken"))  # noqa: S106
        hub.say(raised(1))
        until(hub.is_empty)
        assert {r.headers["Authorization"] for r in manager.requests} == {"Bearer t0ken"}


def mail_at(port: int) -> dict[str, Any]:
    url = f"mailto://127.0.0.1:{port}?from=hub@example.org&to=bureau@example.org"
    return {"name": "mail", "kind": "apprise", "url": url}


def test_e_mail_arrives_in_both_languages_and_bears_its_id(house: Make) -> None:
    port = free_port()
    with Mailbox().listening(port) as mailbox:
        hub = house(mail_at(port))
        hub.say(raised(1))
        until(hub.is_empty)
    (mail,) = mailbox.mails
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "应移送违法-1，至今未办" in text
    assert "violation 1 is not referred" in text
    assert "REFERRAL_OVERDUE" in mail["Subject"]
    assert mail["To"] is not None
    assert "bureau@example.org" in mail["To"]
    assert mail[HEADER] in text


def test_e_mail_that_is_refused_for_now_or_finds_nobody_is_sent_later(house: Make) -> None:
    port = free_port()
    hub = house(mail_at(port))
    hub.say(raised(1))
    time.sleep(0.3)
    mailbox = Mailbox()
    mailbox.refuse = 2
    with mailbox.listening(port):
        until(hub.is_empty)
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize(
    ("plugin", "secret", "url", "text_at"),
    [
        (NotifyDingTalk, "{token}", "dingtalk://abcdefgh12345678", ("text", "content")),
        (
            NotifyWeComBot,
            "{key}",
            "wecombot://693a91f6-7aac-4bc4-97a0-0ec2aaaaaaaa",
            ("text", "content"),
        ),
        (NotifyFeishu, "{token}", "feishu://abcdefgh-1234-5678-9abc", ("content", "text")),
    ],
)
def test_the_robots_of_chat_services_get_the_text(
    house: Make,
    monkeypatch: pytest.MonkeyPatch,
    plugin: type[Any],
    secret: str,
    url: str,
    text_at: tuple[str, str],
) -> None:
    answer = json.dumps({"errcode": 0, "errmsg": "ok", "code": 0, "StatusCode": 0})
    with Server(judge=lambda _: (200, answer)).listening() as robot:
        monkeypatch.setattr(plugin, "notify_url", f"{robot.url}/robot?secret={secret}")
        monkeypatch.setattr(plugin, "request_rate_per_sec", 0)
        hub = house({"name": "chat", "kind": "apprise", "url": url})
        hub.say(raised(1))
        until(hub.is_empty)
    sent = json.loads(robot.taken[0].body)
    text = sent[text_at[0]][text_at[1]]
    assert "应移送违法-1，至今未办" in text
    assert "violation 1 is not referred" in text
