"""An office: workers in processes of their own, and the log that they read. Real Kafka."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final, Self
from uuid import uuid4

from kafka import KafkaProducer

from infra.judge_shares import Share, shares
from infra.settings import Clock
from infra.topics import ensure_topics
from infra.verify import differences as verify
from infra.verify.comparing import Sides, compare
from infra.verify.differences import Part, Report
from infra.verify.log import LogFiles
from producers.simulator.planned import Planned
from schemas.codec import UnreadableError, decode, encode
from schemas.dead_letters import NO_DISTRICT
from schemas.envelope import Event
from schemas.events.hub import ClockTicked, HubOutput
from schemas.instants import epoch_millis
from schemas.problems import InvalidEventError
from schemas.topics import Topics
from streams.judge.docket import TICKS
from streams.policy.facts import Fact
from streams.policy.intake import Received, digest_of
from streams.policy.obligations import derived_id
from streams.policy.pack import RulePack

PATIENCE_S: Final = 120.0
OUTPUTS: Final = ("hub.verdicts", "hub.obligations", "hub.deliveries", "hub.dead-letters")
"""What the judge writes for others, in transactions."""
JUDGE: Final = "judge"
RELAYED: Final = {
    "hutong-router": ("hub.deliveries",),
    "hutong-alerts": ("hub.verdicts", "hub.obligations"),
}
"""Groups of the workers behind the judge, and what they read; the last offset is a commit's end."""

Position = tuple[str, int, int]


class Office:
    """A namespace with its workers by name; a context manager that ends them.

    `pack` is the rule pack of every district: `few` or `default`. Messages bear the times they
    were planned for; on the broker's clock the broker gives them its own.
    """

    def __init__(
        self,
        bootstrap: str,
        home: Path,
        *,
        partitions: int,
        clock: Clock = "simulated",
        pack: str = "few",
    ) -> None:
        self.bootstrap = bootstrap
        self.topics = Topics(f"office-{uuid4().hex[:8]}.")
        self.home, self.partitions = home, partitions
        self._clock, self._pack = clock, pack
        ensure_topics(bootstrap, self.topics, partitions=partitions, clock=clock)
        self._producer = KafkaProducer(
            bootstrap_servers=bootstrap, acks="all", linger_ms=5, compression_type="lz4"
        )
        self.workers: dict[str, subprocess.Popen[bytes]] = {}
        self.log: list[Received] = []
        """What stands in the log and can be read, in the order in which it was published."""
        self.positions: list[Position] = []
        """Every position of `facts.*` that was written."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End every worker, however it stands."""
        for worker in self.workers.values():
            worker.kill()
            worker.wait()
        self._producer.close()

    def start(self, name: str, data_dir: str, stage: str = JUDGE) -> None:
        """Start a worker of a stage: judge, router or alerts."""
        of_judge = ["tests.streams.judge_process"]
        of_others = ["tests.streams.worker_process", stage]
        command = [*(of_judge if stage == JUDGE else of_others), self.bootstrap]
        command += [self.topics.namespace, str(self.home / data_dir), self._clock]
        command += [self._pack if stage == JUDGE else "100"]
        with (self.home / f"{name}.log").open("ab") as log:
            self.workers[name] = subprocess.Popen(
                [sys.executable, "-m", *command], stdout=log, stderr=log
            )

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a worker a signal."""
        self.workers[name].send_signal(number)

    def kill(self, name: str) -> None:
        """Kill a worker with -9; return when it is gone."""
        self.workers[name].kill()
        self.workers[name].wait()

    def publish(self, messages: Iterable[Planned]) -> None:
        """Append messages as they are."""
        sent = [
            (
                message,
                self._producer.send(
                    self.topics.named(message.topic_plain),
                    key=message.key,
                    value=message.value,
                    headers=list(message.headers),
                    timestamp_ms=epoch_millis(message.shared_at),
                ),
            )
            for message in messages
        ]
        self._producer.flush(timeout=PATIENCE_S)
        for message, future in sent:
            place = future.get(timeout=PATIENCE_S)
            position = (message.topic_plain, place.partition, place.offset)
            self.positions.append(position)
            with suppress(UnreadableError, InvalidEventError):
                event = decode(message.value)
                assert isinstance(event, Event)
                fact = Fact(event, message.shared_at, *position)
                digest = digest_of(message.value)
                self.log.append(Received(fact, digest, message.key, message.headers))

    def tick(self, at: datetime) -> None:
        """Append a tick to every partition: what stands in the log by then can be judged."""
        sent = []
        for number in range(self.partitions):
            tick = ClockTicked(
                output_id=derived_id("tick", number, at), district=NO_DISTRICT, judged_at=at
            )
            sent.append(
                self._producer.send(
                    self.topics.named(TICKS),
                    key=NO_DISTRICT.encode(),
                    value=encode(tick),
                    partition=number,
                    timestamp_ms=epoch_millis(at),
                )
            )
        self._producer.flush(timeout=PATIENCE_S)
        for future in sent:
            future.get(timeout=PATIENCE_S)

    def shares(self) -> list[Share]:
        """Return who judges which partition, and how far behind it is."""
        return shares(self.bootstrap, self.topics)

    def reach(
        self, holds: Callable[[list[Share]], bool], what: str, patience_s: float = PATIENCE_S
    ) -> None:
        """Wait until the partitions stand as wanted, for as long as anything moves."""
        last, deadline = -1, time.monotonic() + patience_s
        while not holds(found := self.shares()):
            self.check()
            behind = sum(share.behind for share in found)
            if behind != last:
                last, deadline = behind, time.monotonic() + patience_s
            assert time.monotonic() < deadline, f"{what}: {found}\n{self.logs()}"
            time.sleep(0.1)

    def check(self) -> None:
        """Raise when a worker has ended by itself."""
        for name, worker in self.workers.items():
            assert worker.poll() in {None, -signal.SIGKILL, 0}, f"{name} ended\n{self.logs()}"

    def logs(self) -> str:
        """Return what the workers have logged last."""
        return "\n".join(f"{p.name}: {p.read_text()[-2000:]}" for p in self.home.glob("*.log"))

    def relayed(self, *groups: str) -> None:
        """Wait until the router and the alerts, or groups named, have all that the judge said."""
        last, deadline = -1, time.monotonic() + PATIENCE_S
        while left := self._unrelayed(groups or tuple(RELAYED)):
            self.check()
            if left != last:
                last, deadline = left, time.monotonic() + PATIENCE_S
            assert time.monotonic() < deadline, f"{left} are not relayed\n{self.logs()}"
            time.sleep(0.2)

    def _unrelayed(self, groups: tuple[str, ...]) -> int:
        """Return how many offsets of what the judge has said no commit of its readers covers."""
        with LogFiles(self.bootstrap, self.topics) as log:
            left = 0
            for group in groups:
                done = log.committed(group)
                ends = log.ends(RELAYED[group], range(self.partitions))
                left += sum(max(0, end - 1 - done.get(tp, 0)) for tp, end in ends.items() if end)
            return left

    def outputs(self, topics: Iterable[str] = OUTPUTS) -> list[HubOutput]:
        """Return all committed outputs, in order within each topic and partition."""
        return [output for _, output in self.placed_outputs(topics)]

    def placed_outputs(
        self, topics: Iterable[str] = OUTPUTS
    ) -> list[tuple[verify.Position, HubOutput]]:
        """Return all committed outputs with their positions."""
        with LogFiles(self.bootstrap, self.topics) as log:
            return [
                (verify.Position(plain, number, record.offset), output)
                for plain in topics
                for number in log.numbers(plain)
                for record in log.records(plain, number, log.ends([plain], [number])[plain, number])
                if isinstance(output := decode(record.value), HubOutput)
            ]

    def report(self, pack: RulePack) -> Report:
        """Return what `hutong verify` finds: judge, deliveries and alerts."""
        with LogFiles(self.bootstrap, self.topics) as log:
            sides = Sides(log, lambda _: pack, None, "", simulated=self._clock == "simulated")
            parts = frozenset({Part.JUDGE, Part.DELIVERIES, Part.ALERTS})
            return compare(sides, parts, resend=False)


def spread(found: list[Share]) -> list[int]:
    """Return how many partitions each worker has, most first; [] while one has none."""
    if any(share.worker is None for share in found):
        return []
    return sorted(Counter(share.worker for share in found).values(), reverse=True)


def held_by(count: int) -> Callable[[list[Share]], bool]:
    """Whether so many workers have all partitions between them."""
    return lambda found: len(spread(found)) == count


def is_done(found: list[Share]) -> bool:
    """Whether everything that stands in the log is judged."""
    return bool(found) and not any(share.behind for share in found)
