"""The notifier's rounds over a log that fails in the middle of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from consumers.failures import ConsumerError, UnreachableError
from consumers.notifier import notifier as rounds
from consumers.notifier.desk import Notification
from consumers.notifier.notifier import Notifier
from consumers.notifier.reader import AlertLog
from consumers.notifier.settings import NotifierSettings
from consumers.notifier.store import Store
from infra.embedded import Instance
from infra.topics import ensure_topics
from schemas.codec import encode
from schemas.events.hub import HubOutput
from schemas.topics import Topics
from tests.consumers.notifier.said import NOON, raised
from tests.consumers.notifier.test_desk import HOOK
from tests.streams.hub import Hub


class BrokenLog(AlertLog):
    """One partition in memory; Kafka is away whenever a step is one of `fails`."""

    def __init__(self, said: list[HubOutput], fails: set[int]) -> None:
        self.values = [encode(message) for message in said]
        self.fails = fails
        self.steps = 0
        self.at = 0
        self.told_to: dict[int, int] = {0: 0}

    def _step(self) -> None:
        self.steps += 1
        if self.steps in self.fails:
            raise UnreachableError("Kafka is away.")

    def ends(self) -> dict[int, int]:
        self._step()
        return {0: len(self.values)}

    def told(self) -> dict[int, int]:
        return self.told_to

    def begin(self, offsets: Mapping[int, int]) -> None:
        self._step()
        self.at = offsets.get(0, 0)

    def poll(self, timeout_s: float) -> list[Any]:
        assert timeout_s > 0
        self._step()
        found = [
            SimpleNamespace(partition=0, offset=n, value=v)
            for n, v in enumerate(self.values[self.at : self.at + 2], self.at)
        ]
        self.at += len(found)
        return found

    def positions(self) -> dict[int, int]:
        self._step()
        return {0: self.at}

    def note_told(self, offsets: Mapping[int, int], pace: float = 0.0) -> None:
        assert pace >= 0
        self._step()
        self.told_to = dict(offsets)

    def close(self) -> None:
        pass


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "notifier.sqlite")
    yield opened
    opened.close()


def outbox(store: Store) -> list[str]:
    """Take everything out of the outbox."""
    found = []
    while (parcel := store.next_parcel("bureau", NOON.replace(year=2100))) is not None:
        items = Notification.model_validate_json(parcel.body).items
        found += [item.alert.subject for item in items]
        store.taken(parcel, NOON)
    return found


@pytest.mark.parametrize("away_at", range(2, 14))
def test_wherever_kafka_goes_away_everything_is_told_once(
    store: Store, monkeypatch: pytest.MonkeyPatch, away_at: int
) -> None:
    monkeypatch.setattr(rounds, "_FIRST_PAUSE_S", 0.0)
    monkeypatch.setattr(rounds, "_COMMIT_EVERY_S", 0.0)
    monkeypatch.setattr(rounds, "Courier", lambda *_: _NoCourier())
    said: list[HubOutput] = [raised(n, rule_id=f"YS-{n}") for n in range(6)]
    log = BrokenLog(said, {away_at, away_at + 1})
    stop = threading.Event()
    settings = NotifierSettings.model_validate({"receiver": [HOOK], "group_minutes": 0})
    told: list[str] = []

    class Stopping(Notifier):
        def _round(self) -> None:
            super()._round()
            told.extend(outbox(store))
            if log.at == len(said) and log.steps > 30:
                stop.set()

    Stopping(log, store, settings, lambda *_, **__: []).run(stop)
    assert told == [f"违法-{n}" for n in range(6)]
    assert log.told_to == {0: 6}


class _NoCourier:
    error = None

    def start(self) -> None:
        pass

    def wake(self) -> None:
        pass

    def join(self, timeout: float) -> None:
        pass


def test_an_offset_outside_the_log_ends_it_and_nothing_is_reset(hub_instance: Instance) -> None:
    topics = Topics("r0tsl.")
    ensure_topics(hub_instance.kafka_bootstrap, topics, partitions=3, clock="broker")
    log = AlertLog(hub_instance.kafka_bootstrap, topics)
    with Hub(hub_instance.kafka_bootstrap, topics).pen() as pen:
        pen.write([raised(1)])
    with pytest.raises(ConsumerError, match="is not the log that was read before"):
        log.begin({0: 100})
    log.close()
