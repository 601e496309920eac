"""The notifier as a process, on real Kafka, through receivers that fail and kills with -9."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest

from consumers.notifier.alertmanager import WATCHDOG
from infra.embedded import Instance
from infra.topics import ensure_topics
from schemas.topics import Topics
from tests.consumers.notifier.receivers import Alertmanager, Hook, Mailbox
from tests.consumers.notifier.said import alert_id, finding, raised, resolved
from tests.consumers.notifier.test_delivery import free_port
from tests.scraping import scraped
from tests.streams.hub import Hub, Worker

SECRET = "a secret of the hub"  # noqa: S105
DEADLINE_S = 60.0


def until(holds: Callable[[], object], deadline_s: float = DEADLINE_S) -> None:
    deadline = time.monotonic() + deadline_s
    while not holds():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)


class Post:
    """A hub, a folder for the notifier, and the receivers that it is told of."""

    def __init__(self, instance: Instance, folder: Path) -> None:
        self.hub = Hub(instance.kafka_bootstrap, Topics(f"n{uuid4().hex[:8]}."))
        ensure_topics(instance.kafka_bootstrap, self.hub.topics, partitions=3, clock="broker")
        self.folder = folder
        self.settings = folder / "notifier.toml"
        self.environment = {
            **os.environ,
            "HUTONG_KAFKA_PORT": instance.kafka_bootstrap.rpartition(":")[2],
            "HUTONG_CLICKHOUSE_PORT": "1",
            "HUTONG_NAMESPACE": self.hub.topics.namespace,
            "HUTONG_NOTIFIER": str(self.settings),
            "HUTONG_TEST_SECRET": SECRET,
            "HUTONG_LOG_LEVEL": "WARNING",
        }

    def tell(self, *receivers: str, more: str = "group_minutes = 0\n") -> None:
        """Write the settings."""
        self.settings.write_text(more + "".join(f"[[receiver]]\n{r}\n" for r in receivers), "utf-8")

    def notifier(self, data: str = "data", *, dies_at: int | None = None) -> Worker:
        """Start it."""
        module = ["infra.cli"] if dies_at is None else [f"{__package__}.mortal", str(dies_at)]
        words = ["--data-dir", str(self.folder / data), "work", "notifier"]
        return Worker([sys.executable, "-m", *module, *words], env=self.environment)


def hook_at(hook: Hook) -> str:
    secret = "${HUTONG_TEST_SECRET}"  # noqa: S105
    return f'name = "hook"\nkind = "webhook"\nurl = "{hook.url}/alerts"\nsecret = "{secret}"'


def manager_at(manager: Alertmanager) -> str:
    return f'name = "am"\nkind = "alertmanager"\nurl = "{manager.url}"\nresend_s = 1'


def mail_at(port: int) -> str:
    url = f"mailto://127.0.0.1:{port}?from=hub@example.org&to=bureau@example.org"
    return f'name = "mail"\nkind = "apprise"\nurl = "{url}"'


def told(hook: Hook) -> Counter[tuple[str, str]]:
    """Return how often each piece of news was told, a notification counted once by its key."""
    return Counter(
        (item["alert"]["subject"], item["news"]) for n in hook.notifications for item in n["items"]
    )


@pytest.fixture
def post(hub_instance: Instance, tmp_path: Path) -> Post:
    return Post(hub_instance, tmp_path)


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook(SECRET).listening() as server:
        assert isinstance(server, Hook)
        yield server


@pytest.fixture
def manager() -> Iterator[Alertmanager]:
    with Alertmanager().listening() as server:
        assert isinstance(server, Alertmanager)
        yield server


def test_what_is_raised_reaches_everybody_and_so_does_its_end(
    post: Post, hook: Hook, manager: Alertmanager
) -> None:
    port, metrics = free_port(), free_port()
    post.environment["HUTONG_METRICS_PORT"] = str(metrics)
    post.tell(hook_at(hook), manager_at(manager), mail_at(port))
    now = datetime.now(UTC)
    with Mailbox().listening(port) as mailbox, post.notifier() as notifier, post.hub.pen() as pen:
        until(lambda: manager.named(WATCHDOG))
        pen.write([raised(1, judged_at=now)])
        pen.write([raised(9, judged_at=now)], kept=False)
        sent_at = time.monotonic()
        until(lambda: hook.notifications)
        assert time.monotonic() - sent_at < 3.0
        until(lambda: mailbox.mails and manager.named("Hutong_YS-05"))
        pen.write([resolved(1, judged_at=now + timedelta(seconds=1))])
        until(lambda: len(hook.notifications) == 2)
        until(lambda: len(mailbox.mails) == 2)
        until(lambda: [a["labels"]["alertname"] for a in manager.active()] == [WATCHDOG])
        until(lambda: scraped(metrics).get(("hutong_notifications_total", "mail")) == 2)
        found = scraped(metrics)
        assert notifier.end() == (0, "")
    assert found["hutong_notifications_total", "hook"] == 2
    assert found["hutong_notification_delay_seconds_count", "hook"] == 2
    assert found["hutong_records_total", "notifier"] == 2
    assert told(hook) == {("违法-1", "raised"): 1, ("违法-1", "resolved"): 1}
    assert manager.complaints == []


def test_killed_with_9_between_sending_and_noting_it_sends_again_with_the_same_id(
    post: Post, hook: Hook
) -> None:
    post.tell(hook_at(hook))
    with post.hub.pen() as pen:
        with post.notifier(dies_at=3) as first:
            pen.write([raised(0, judged_at=datetime.now(UTC))])
            until(lambda: hook.notifications)
            for number in range(1, 5):
                pen.write([raised(number, rule_id=f"YS-{number}")])
            assert first.process.wait(DEADLINE_S) == -9
        assert len(hook.taken) == 3
        with post.notifier() as second:
            until(lambda: len(told(hook)) == 5)
            pen.write([raised(5, rule_id="YS-16")])
            until(lambda: len(told(hook)) == 6)
            assert second.end() == (0, "")
    assert set(told(hook).values()) == {1}
    keys = Counter(r.headers["Idempotency-Key"] for r in hook.taken)
    assert sorted(keys.values()) == [1, 1, 1, 1, 1, 2]


@pytest.mark.faults
def test_killed_with_9_anywhere_it_tells_everything_and_nothing_under_two_ids(
    post: Post, hook: Hook
) -> None:
    post.tell(hook_at(hook))
    ordinary, chance = hook.judge, Random(7)  # noqa: S311
    hook.judge = lambda r: (503, "busy") if chance.random() < 0.1 else ordinary(r)
    wanted = {(f"违法-{number}", "raised") for number in range(200)}
    wanted |= {(f"违法-{number}", "resolved") for number in range(0, 200, 2)}
    with post.hub.pen() as pen:
        with post.notifier() as first:
            pen.write([raised(0)])
            until(lambda: hook.notifications)
            first.kill()
        number = 1
        for life in range(5):
            with post.notifier() as notifier:
                for _ in range(40 if life < 4 else 39):
                    pen.write([raised(number)])
                    number += 1
                time.sleep(chance.uniform(0.5, 2.5))
                notifier.kill()
        with post.notifier() as last:
            until(lambda: len(told(hook)) == 200)
            pen.write([resolved(number) for number in range(0, 200, 2)])
            until(lambda: len(told(hook)) == 300)
            code, said = last.end()
    assert code == 0, said
    assert set(told(hook)) == wanted
    assert set(told(hook).values()) == {1}


def test_a_lost_store_is_filled_from_the_log_and_nothing_is_told_again(
    post: Post, hook: Hook
) -> None:
    post.tell(hook_at(hook))
    with post.hub.pen() as pen:
        with post.notifier("one") as first:
            pen.write([raised(1)])
            until(lambda: hook.notifications)
            pen.write([raised(2, rule_id="YS-16")])
            until(lambda: len(hook.notifications) == 2)
            until(lambda: post.hub.unread("hutong-notifier", "hub.alerts") == 0)
            first.kill()
        pen.write([raised(3, rule_id="YS-06")])
        with post.notifier("two") as second:
            until(lambda: len(hook.notifications) == 3)
            pen.write([resolved(1)])
            until(lambda: len(hook.notifications) == 4)
            assert second.end() == (0, "")
    assert told(hook) == {
        ("违法-1", "raised"): 1,
        ("违法-2", "raised"): 1,
        ("违法-3", "raised"): 1,
        ("违法-1", "resolved"): 1,
    }


def test_a_first_start_tells_of_the_past_only_what_is_still_owed_in_one_digest(
    post: Post, hook: Hook
) -> None:
    post.tell(hook_at(hook))
    with post.hub.pen() as pen:
        pen.write([raised(1), raised(2), resolved(2), finding(3), raised(4)])
        with post.notifier() as notifier:
            until(lambda: hook.notifications)
            pen.write([raised(5, rule_id="YS-16")])
            until(lambda: len(hook.notifications) == 2)
            assert notifier.end() == (0, "")
    digest, news = hook.notifications
    assert digest["is_digest"]
    assert {i["alert"]["alert_id"] for i in digest["items"]} == {str(alert_id(n)) for n in (1, 4)}
    assert not news["is_digest"]


def test_the_watchdog_lapses_when_the_notifier_is_killed(post: Post, manager: Alertmanager) -> None:
    post.tell(manager_at(manager))
    with post.notifier() as notifier:
        until(lambda: manager.named(WATCHDOG))
        notifier.kill()
        until(lambda: manager.active() == [], 5.0)


def test_the_heartbeat_is_fetched_while_all_is_well(post: Post, hook: Hook) -> None:
    beat = f'group_minutes = 0\n[heartbeat]\nurl = "{hook.url}/beat"\nevery_s = 1\n'
    post.tell(hook_at(hook), more=beat)
    with post.notifier() as notifier:
        until(lambda: len([r for r in hook.requests if r.path == "/beat"]) >= 2)
        notifier.kill()


def test_what_it_cannot_start_with_is_said_in_one_sentence(post: Post, hook: Hook) -> None:
    with post.notifier() as without_settings:
        code, said = without_settings.ended()
        assert (code, said.count("\n")) == (2, 1)
        assert "notifier.toml cannot be read" in said
    del post.environment["HUTONG_NOTIFIER"]
    with post.notifier() as without_name:
        code, said = without_name.ended()
        assert code == 2
        assert "HUTONG_NOTIFIER" in said
    post.environment["HUTONG_NOTIFIER"] = str(post.settings)
    post.tell(hook_at(hook))
    with post.notifier() as first:
        with post.hub.pen() as pen:
            pen.write([raised(1)])
            until(lambda: hook.notifications)
        with post.notifier() as second:
            code, said = second.ended()
            assert code == 1
            assert "Another notifier works in" in said
        first.kill()
    post.environment["HUTONG_KAFKA_PORT"] = str(free_port())
    with post.notifier() as alone:
        code, said = alone.ended()
        assert code == 4, said
        assert "hutong up" in said
