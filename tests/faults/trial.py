"""A trial: workers under load of which one is killed with -9 again and again, and what stands then.

Two workers of the judge, a router and an alerts worker read simulated days of six districts. First
any of the four is killed and started again; then one judge is left, and is killed while records
wait for it, and another begins on an empty data directory.
"""

from __future__ import annotations

import json
import random
import shutil
import signal
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle
from typing import Final

from infra.judge_shares import Share
from infra.verify.log import LogFiles
from producers.simulator.planned import Planned
from schemas.events.hub import DeadLetter, EventDuplicated
from streams.judge.parcels import opened
from streams.packs import default_pack
from streams.policy.facts import Fact
from streams.policy.scopes import Matters
from tests.streams.office import Office, Position, held_by, is_done

DISTRICTS: Final = ("371322", "110105", "440106", "139901", "310101", "510104")
PARTITIONS: Final = 6
AFTERWARDS: Final = timedelta(days=40)
"""How long the clock runs on after the last event, so that whatever is due falls due."""

PATIENCE_S: Final = 600.0
"""How long a batch may take: by the last tick, and by a registration, a whole district is judged
again within one."""

_ALL: Final = ("first", "second", "router", "alerts")


class Trial:
    """Plays messages slice by slice, and kills a worker in each."""

    def __init__(self, office: Office, messages: list[Planned], kills: int, seed: int) -> None:
        self._office = office
        self._chance = random.Random(seed)  # noqa: S311  # moments, not secrets
        self._slices = _sliced(messages, kills + 1)
        self._only = "first"
        self.killed: Counter[str] = Counter()
        """How often a worker was killed, by its name."""
        self.loads: list[int] = []
        """How many records waited for the only worker when it was killed, kill by kill."""

    def begin(self) -> None:
        """Start all workers."""
        for name in _ALL[:2]:
            self._office.start(name, name)
        for stage in _ALL[2:]:
            self._office.start(stage, stage, stage)
        self._office.reach(held_by(2), "two workers share the partitions")

    def kill_any(self, times: int) -> None:
        """Kill one of the workers at a random moment and start it again, so many times."""
        order = cycle(self._chance.sample(_ALL[:2], 2) + self._chance.sample(_ALL[2:], 2))
        for name, _ in zip(order, range(times), strict=False):
            self._play()
            self._wait_for_a_moment()
            self._office.kill(name)
            self.killed[name] += 1
            self._office.start(name, name, "judge" if name in _ALL[:2] else name)

    def kill_the_only_one(self, times: int) -> None:
        """Leave one judge, kill it under load, and let another begin with nothing, so many times.

        Every third begins under a name of its own, as on another machine; the others under the
        name of the one that died.
        """
        office = self._office
        office.signal("second", signal.SIGTERM)
        assert office.workers["second"].wait(PATIENCE_S) == 0
        for number in range(times):
            self._play()
            office.reach(_has_all, "the only worker has all", PATIENCE_S)
            self._wait_for_a_moment()
            office.kill(self._only)
            self.killed[self._only] += 1
            self.loads.append(sum(share.behind for share in office.shares()))
            if number % 3:
                shutil.rmtree(office.home / self._only)
            else:
                self._only = f"another-{number}"
            office.start(self._only, self._only)

    def end(self) -> datetime:
        """Play what is left, and let every worker come to its end; return the last instant."""
        *_, last = self._slices_left()
        at = last[-1].shared_at + AFTERWARDS
        self._office.tick(at)
        self._office.reach(is_done, "everything is judged", PATIENCE_S)
        self._office.relayed()
        return at

    def _slices_left(self) -> Iterator[list[Planned]]:
        for messages in self._slices:
            self._office.publish(messages)
            yield messages

    def _play(self) -> None:
        messages = next(self._slices_left())
        self._office.tick(messages[-1].shared_at)

    def _wait_for_a_moment(self) -> None:
        """Wait until so much is judged as chance will have it; something is left to be judged."""
        behind = sum(share.behind for share in self._office.shares())
        left = self._chance.randrange(behind // 2, behind) if behind > 1 else 0
        self._office.reach(
            lambda s: sum(share.behind for share in s) <= left, "a moment", PATIENCE_S
        )


def _sliced(messages: list[Planned], count: int) -> Iterator[list[Planned]]:
    """Yield so many slices; none ends between two messages of one instant."""
    cuts = [len(messages) * number // count for number in range(1, count)]
    begun = 0
    for cut in cuts:
        end = cut
        while messages[end].shared_at == messages[end - 1].shared_at:
            end += 1
        yield messages[begun:end]
        begun = end
    yield messages[begun:]


def _has_all(found: list[Share]) -> bool:
    return held_by(1)(found)


def check(office: Office) -> None:
    """Compare everything that stands with the offline judge over the same log.

    Ledger, verdicts, deliveries and alerts are those of the offline judge; what the judge wrote in
    its transactions is there once; and every position of the log was applied, once.
    """
    outputs = office.outputs()
    assert max(Counter(o.output_id for o in outputs).values()) == 1
    aside = [
        (o.position.topic, o.position.partition, o.position.offset)
        for o in outputs
        if isinstance(o, DeadLetter | EventDuplicated)
    ]
    assert Counter([*_admitted(office), *aside]) == Counter(office.positions), "one fate a position"
    report = office.report(default_pack())
    assert [d for d in report.differences if not d.harmless] == []
    assert not any(report.waiting.values()), report.waiting
    assert min(report.compared[part] for part in ("judged", "deliveries", "alerts")) > 0


def _admitted(office: Office) -> list[Position]:
    """Return the positions of which the judge's changelog holds a receipt."""
    receipts: dict[tuple[int, str], Position] = {}
    with LogFiles(office.bootstrap, office.topics) as log:
        for number in log.numbers("hub.judge-state"):
            end = log.ends(["hub.judge-state"], [number])["hub.judge-state", number]
            for record in log.records("hub.judge-state", number, end):
                for key, value in (opened(record.key, record.value).changes or {}).items():
                    if key.startswith("receipt/") and value:
                        _, _, topic, offset = json.loads(value)
                        receipts[number, key] = (topic, number, offset)
    return list(receipts.values())


def matters_of_several(messages: list[Planned]) -> int:
    """Return how many matters of more than one event there are."""
    matters = Matters()
    for number, message in enumerate(messages):
        if message.event is not None:
            matters.add(Fact(message.event, message.shared_at, message.topic_plain, 0, number))
    return sum(len(list(group)) > 1 for group in matters.groups())
