"""The demo's run: start everything, let the day pass, wait until all of it has arrived, compare."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from kafka import KafkaProducer

from consumers.loader.reader import group_of
from consumers.warehouse import connect, create, database_of
from infra import ExitCode, HutongError
from infra.demo.audit import Audit, audit
from infra.demo.offsets import Offsets
from infra.demo.workers import Workers, running
from infra.embedded import Instance, start
from infra.schema_registry import prepare_schemas
from infra.settings import Settings
from infra.topics import bootstrap, prepare_topics
from producers.simulator.planned import Simulation
from producers.simulator.replay import Replayed, replay
from schemas.codec import encode
from schemas.dead_letters import NO_DISTRICT
from schemas.events.hub import ClockTicked
from schemas.instants import epoch_millis
from schemas.topics import Topics
from streams.judge.partition import sources
from streams.policy.obligations import derived_id

_POLL_S = 0.2
_PATIENCE_S = 120.0
"""How long the hub may take to finish what was published, without any progress, in seconds."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far one stage of the demo has come: `done` of `total`, in messages."""

    stage: str
    done: int
    total: int


Report = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class District:
    """A running hub with its processes, and where to reach it."""

    settings: Settings
    workers: Workers

    @property
    def topics(self) -> Topics:
        """Names of its topics."""
        return Topics(self.settings.namespace)

    @property
    def bootstrap(self) -> str:
        """``host:port`` for Kafka clients."""
        return bootstrap(self.settings)

    @property
    def database(self) -> str:
        """Its ClickHouse database."""
        return database_of(self.topics)


@contextmanager
def hub(settings: Settings, report: Report) -> Iterator[District]:
    """Start Kafka, ClickHouse and the hub's processes on the simulated clock; stop them after."""
    report(Step("start", 0, 1))
    with start(settings) as instance, hosted(reaching(settings, instance)) as district:
        report(Step("start", 1, 1))
        yield district


@contextmanager
def hosted(settings: Settings) -> Iterator[District]:
    """Run the hub's processes on a Kafka and a ClickHouse that stand already."""
    prepare_topics(settings)
    # Nobody keeps the log of a simulated day, so drafts do no harm there.
    prepare_schemas(settings.model_copy(update={"drafts": True}))
    client = connect(settings.host, settings.clickhouse_port)
    create(client, database_of(Topics(settings.namespace)))
    client.disconnect()
    with running(settings) as workers:
        yield District(settings, workers)


def reaching(settings: Settings, instance: Instance) -> Settings:
    """Return the settings with the ports the instance found free."""
    return settings.model_copy(
        update={
            "kafka_port": int(instance.kafka_bootstrap.rpartition(":")[2]),
            "clickhouse_port": instance.clickhouse_port,
            "clickhouse_http_port": instance.clickhouse_http_port,
        }
    )


def play(
    district: District,
    simulation: Simulation,
    report: Report,
    *,
    on_tick: Callable[[datetime], None] = lambda _: None,
) -> Replayed:
    """Publish the day slice by slice; each slice ends with a tick that moves the hub's time.

    The simulated clock stands for the passing of time only: the hub sees messages and ticks,
    never what was injected. `on_tick` is called after each tick.
    """
    ticker = KafkaProducer(bootstrap_servers=district.bootstrap, acks="all")

    def tick(at: datetime) -> None:
        _tick(ticker, district, at)
        district.workers.check()
        on_tick(at)

    try:
        return replay(
            simulation,
            district.bootstrap,
            district.topics,
            on_tick=tick,
            progress=lambda p: report(Step("publish", p.acknowledged, p.total)),
        )
    finally:
        ticker.close()


def _tick(ticker: KafkaProducer, district: District, at: datetime) -> None:
    for number in range(district.settings.partitions):
        tick = ClockTicked(
            output_id=derived_id("tick", number, at), district=NO_DISTRICT, judged_at=at
        )
        ticker.send(
            district.topics.named("hub.ticks"),
            key=NO_DISTRICT.encode(),
            value=encode(tick),
            partition=number,
            timestamp_ms=epoch_millis(at),
        )
    ticker.flush()


def settle(district: District, report: Report) -> None:
    """Wait until every message has been judged, delivered, alerted and loaded.

    Raises:
        HutongError: a process ended, or nothing moved for two minutes.
    """
    topics = district.topics
    judge, loader = topics.named("hutong-judge"), group_of(topics)
    router, alerts = topics.named("hutong-router"), topics.named("hutong-alerts")
    pulse = topics.named("hutong-pulse")
    deliveries = (topics.named("hub.deliveries"),)
    judged = (topics.named("hub.verdicts"), topics.named("hub.obligations"))
    counted = (*topics.facts, *judged)
    everything = (*topics.facts, *topics.hub)
    with Offsets(district.bootstrap) as offsets:
        for stage, standing in (
            ("judge", lambda: offsets.standing(judge, sources(topics))),
            ("router", lambda: offsets.standing(router, deliveries, markers=1)),
            ("alerts", lambda: offsets.standing(alerts, judged, markers=1)),
            ("pulse", lambda: offsets.standing(pulse, counted, markers=1)),
            ("load", lambda: offsets.standing(loader, everything)),
        ):
            _wait(district, report, stage, standing)


def _wait(
    district: District, report: Report, stage: str, standing: Callable[[], tuple[int, int]]
) -> None:
    left, total = standing()
    least, deadline = left, time.monotonic() + _PATIENCE_S
    while left > 0:
        report(Step(stage, total - left, total))
        district.workers.check()
        if left < least:
            least, deadline = left, time.monotonic() + _PATIENCE_S
        if time.monotonic() > deadline:
            raise HutongError(
                f"The demo waits in vain: {stage} is {left} messages behind and does not move; "
                f"see {district.workers.log(stage if stage != 'load' else 'loader')}.",
                ExitCode.FAILURE,
            )
        time.sleep(_POLL_S)
        left, total = standing()
    report(Step(stage, total, total))


def compare(district: District, simulation: Simulation) -> Audit:
    """Return what was injected beside what was found."""
    client = connect(district.settings.host, district.settings.clickhouse_port)
    topics = district.topics
    try:
        with Offsets(district.bootstrap) as offsets:
            return audit(
                client,
                district.database,
                simulation.injected,
                published=offsets.records(topics.facts),
                judged=offsets.judged(topics.named("hutong-judge"), topics.facts),
                delivered=offsets.delivered(topics.inbox("")),
            )
    finally:
        client.disconnect()
