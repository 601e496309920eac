"""What the Faust workers share: settings, start, and an orderly end.

The settings are those that proved necessary with faust-streaming 0.15.3 (docs/decisions/0004).
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import platform
import signal
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from uuid import NAMESPACE_URL, uuid5

import faust
from aiokafka.errors import KafkaError as ClientError
from faust.streams import Stream
from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from schemas.floods import NORMAL, FloodError, FloodGate, FloodLimits
from schemas.metrics import LAST_COMMIT, lag
from schemas.topics import Topics
from streams import faust_transport
from streams.relay import Relay, Step

log = logging.getLogger(__name__)

OK, FAILURE, UNREACHABLE = 0, 1, 4
"""Exit codes of a worker."""

_TOLD = (FloodError, KafkaError, ClientError, OSError)
"""Errors whose words quote nothing that an agency sent."""

_ANSWER_TIMEOUT_MS = 5_000
_MEASURE_EVERY_S = 2.0
_END_TIMEOUT_S = 8
"""How long what is under way may take to finish when the worker is told to end, in seconds."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a worker works: `bootstrap` is a comma-separated list of `host:port`."""

    bootstrap: str
    topics: Topics
    data_dir: Path
    simulated: bool = False
    """The hub's clock is simulated: records bear the hub time of what they say."""
    flood_limits: FloodLimits = NORMAL


Consume = Callable[[Stream[bytes]], Awaitable[None]]
"""A Faust agent: what a worker does with its stream, as long as it lives."""


def serve(stage: str, sources: tuple[str, ...], step: Step, place: Place) -> int:
    """Run a relay, of which each message gives what `step` says; else as `host`."""

    def relay(app: faust.App) -> Consume:
        gate = FloodGate(place.flood_limits)
        return Relay(app, place.topics, stage, step, gate, simulated=place.simulated).consume

    return host(stage, sources, relay, place)


def host(
    stage: str,
    sources: tuple[str, ...],
    consumer: Callable[[faust.App], Consume],
    place: Place,
    *,
    page: int = 1,
) -> int:
    """Run a worker until SIGTERM or SIGINT and return its exit code. Needs the main thread.

    Args:
        stage: name of the worker; its group is `<namespace>hutong-<stage>`.
        sources: topics it reads, without namespace.
        consumer: returns the worker's agent.
        place: where it works.
        page: reading begins at the last multiple of so many offsets before the committed one.
    """
    quiet_libraries()
    try:
        missing = _missing(sources, place)
    except (KafkaError, OSError) as error:
        log.error(  # noqa: TRY400  a sentence, not a traceback
            "Kafka does not answer at %s (%s): start it with 'hutong up', or correct the address.",
            place.bootstrap,
            type(error).__name__,
        )
        return UNREACHABLE
    if missing:
        log.error(
            "Kafka at %s has no topic %s: create the hub's topics before its workers start.",
            place.bootstrap,
            ", ".join(missing),
        )
        return FAILURE
    place.data_dir.mkdir(parents=True, exist_ok=True)
    with place.data_dir.joinpath(f"{stage}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            log.error(  # noqa: TRY400  likewise
                "Another %s works in %s: give each worker a directory of its own.",
                stage,
                place.data_dir,
            )
            return FAILURE
        return asyncio.run(_serve(stage, sources, consumer, place, page))


async def _serve(
    stage: str,
    sources: tuple[str, ...],
    consumer: Callable[[faust.App], Consume],
    place: Place,
    page: int,
) -> int:
    told_to_end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told_to_end.set)
    app = _app(stage, place, page)
    source = app.topic(*(place.topics.named(plain) for plain in sources), value_type=bytes)
    app.agent(source, name=stage, concurrency=1)(consumer(app))  # type: ignore[arg-type]  # Stream

    running = asyncio.ensure_future(_run(app))
    measuring = asyncio.ensure_future(_measure(app, stage))
    ending = asyncio.ensure_future(told_to_end.wait())
    await asyncio.wait({running, ending}, return_when=asyncio.FIRST_COMPLETED)
    error = app.crash_reason or (running.exception() if running.done() else None)
    if error is not None:
        cause = error.__cause__ or error
        log.error(
            "The %s ends because of %s%s. Nothing is lost: its next start begins at the first "
            "message that is not done.",
            *(stage, type(cause).__name__, f": {cause}" if isinstance(cause, _TOLD) else ""),
            exc_info=None if isinstance(cause, _TOLD) else cause,
        )
    code = OK if error is None else FAILURE
    threading.excepthook = _late_complaint
    stopping = asyncio.ensure_future(app.stop())
    await asyncio.wait({stopping}, timeout=_END_TIMEOUT_S)
    if not stopping.done():
        _leave(stage, code)
    for task in (running, ending, measuring):
        task.cancel()
    return code


async def _measure(app: faust.App, stage: str) -> None:
    """Tell Prometheus now and then how much waits."""
    while True:
        await asyncio.sleep(_MEASURE_EVERY_S)
        consumer: Any = app.consumer
        if consumer.assignment():
            lag(stage, await consumer.behind(), consumer.pace)
        if consumer.committed_at is not None:
            LAST_COMMIT.labels(stage).set(consumer.committed_at)


def _late_complaint(complaint: threading.ExceptHookArgs) -> None:
    """Faust's consumer thread may complain that its fetch was cut off; it is meant to be."""
    log.debug("While it ended: %r", complaint.exc_value)


def _leave(stage: str, code: int) -> NoReturn:
    """End the process at once. Faust's stop waits for a Kafka that is away, for good."""
    log.warning(
        "The %s ended without taking leave of Kafka, which does not answer. Nothing is lost: "
        "what was not acknowledged is done again at its next start.",
        stage,
    )
    logging.shutdown()
    os._exit(code)


async def _run(app: faust.App) -> None:
    """Start and stay until it crashes; a crash may come while it starts."""
    over = asyncio.ensure_future(app.wait_until_stopped())
    start = asyncio.ensure_future(app.start())
    await asyncio.wait({start, over}, return_when=asyncio.FIRST_COMPLETED)
    if start.done():
        start.result()
    await over


def _app(stage: str, place: Place, page: int) -> faust.App:
    app = faust.App(
        f"{place.topics.namespace}hutong-{stage}",
        broker=[f"kafka://{address}" for address in place.bootstrap.split(",")],
        datadir=place.data_dir / "faust",
        store="memory://",
        web_enabled=False,
        key_serializer="raw",
        value_serializer="raw",
        consumer_auto_offset_reset="earliest",
        consumer_group_instance_id=_identity(place),
        broker_session_timeout=10.0,
        broker_heartbeat_interval=3.0,
        broker_commit_interval=1.0,
        producer_acks=-1,
        producer_compression_type="lz4",
        producer_max_request_size=4 * 2**20,
        producer_request_timeout=300.0,
        topic_allow_declare=False,
        topic_disable_leader=True,
    )
    transport = faust_transport.ExactTransport(app.conf.broker_consumer, app, loop=app.loop)
    transport.page = page
    app.transport = transport
    return app


def _identity(place: Place) -> str:
    """Name the worker by its machine and directory (static membership, KIP-345).

    Started anew after kill -9 it takes its partitions back at once, where a nameless member
    would have to wait for its predecessor's session to run out. Two must never bear one name,
    or they take the partitions from one another for ever: hence the lock on the directory.
    """
    return uuid5(NAMESPACE_URL, f"{platform.node()}:{place.data_dir.absolute()}").hex


def _missing(sources: tuple[str, ...], place: Place) -> list[str]:
    admin = KafkaAdminClient(
        bootstrap_servers=place.bootstrap.split(","),
        bootstrap_timeout_ms=_ANSWER_TIMEOUT_MS,
        request_timeout_ms=_ANSWER_TIMEOUT_MS,
    )
    try:
        there = set(admin.list_topics())
    finally:
        admin.close()
    return [name for name in map(place.topics.named, sources) if name not in there]


def quiet_libraries() -> None:
    """Keep the libraries' own chatter back, unless somebody has asked for it.

    Faust's services log under the module of their class, so our transport is among them.
    """
    for name in ("aiokafka", "faust", "kafka", "mode", faust_transport.__name__):
        logger = logging.getLogger(name)
        if logger.level == logging.NOTSET:
            logger.setLevel(logging.CRITICAL)
