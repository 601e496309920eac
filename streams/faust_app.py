"""What the Faust workers share: settings, start, and an orderly end.

The settings are those that proved necessary with faust-streaming 0.15.3 (docs/decisions/0004).
"""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import faust
from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from schemas.topics import Topics
from streams.faust_transport import ExactTransport
from streams.relay import Relay, Step

log = logging.getLogger(__name__)

OK, FAILURE, UNREACHABLE = 0, 1, 4
"""Exit codes of a worker."""

_ANSWER_TIMEOUT_MS = 10_000
_END_TIMEOUT_S = 20
"""How long what is under way may take to finish when the worker is told to end."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a worker works: `bootstrap` is a comma-separated list of `host:port`."""

    bootstrap: str
    topics: Topics
    data_dir: Path
    simulated: bool = False
    """The hub's clock is simulated: records bear the hub time of what they say."""


def serve(stage: str, sources: tuple[str, ...], step: Step, place: Place) -> int:
    """Run a worker until SIGTERM or SIGINT and return its exit code. Needs the main thread.

    Args:
        stage: name of the worker; its group is `<namespace>hutong-<stage>`.
        sources: topics it reads, without namespace.
        step: what one message gives.
        place: where it works.
    """
    for name in ("aiokafka", "faust", "mode"):
        _quiet(name)
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
    return asyncio.run(_serve(stage, sources, step, place))


async def _serve(stage: str, sources: tuple[str, ...], step: Step, place: Place) -> int:
    told_to_end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told_to_end.set)
    app = _app(stage, place)
    source = app.topic(*(place.topics.named(plain) for plain in sources), value_type=bytes)
    relay = Relay(app, place.topics, stage, step, simulated=place.simulated)
    app.agent(source, name=stage, concurrency=1)(relay.consume)  # type: ignore[arg-type]  # Stream

    start = asyncio.ensure_future(app.start())
    end = asyncio.ensure_future(told_to_end.wait())
    crash = asyncio.ensure_future(app.wait_until_stopped())
    await asyncio.wait({end, crash}, return_when=asyncio.FIRST_COMPLETED)
    with suppress(TimeoutError):
        await asyncio.wait_for(app.stop(), _END_TIMEOUT_S)
    for task in (start, end, crash):
        task.cancel()
    if app.crash_reason is None:
        return OK
    log.error(
        "The %s ended because of %s: %s. Nothing is lost: its next start begins at the first "
        "message that is not done.",
        stage,
        type(app.crash_reason).__name__,
        app.crash_reason,
    )
    return FAILURE


def _app(stage: str, place: Place) -> faust.App:
    app = faust.App(
        f"{place.topics.namespace}hutong-{stage}",
        broker=[f"kafka://{address}" for address in place.bootstrap.split(",")],
        datadir=place.data_dir / "faust",
        store="memory://",
        web_enabled=False,
        key_serializer="raw",
        value_serializer="raw",
        consumer_auto_offset_reset="earliest",
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
    app.transport = ExactTransport(app.conf.broker_consumer, app, loop=app.loop)
    return app


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


def _quiet(name: str) -> None:
    """Keep a library's own chatter back, unless somebody has asked for it."""
    logger = logging.getLogger(name)
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.CRITICAL)
