"""Topics: created with the settings that make the log the record, and checked at every start."""

from __future__ import annotations

import time
from typing import Final

from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient, NewTopic
from kafka.errors import TopicAlreadyExistsError

from infra import ExitCode, HutongError
from infra.settings import Clock, Settings
from producers.connecting import connected
from producers.errors import UnreachableError
from schemas.topics import Topics

_TIMESTAMPS: Final[dict[Clock, str]] = {"broker": "LogAppendTime", "simulated": "CreateTime"}
_FOR_EVER_MS: Final = 2**63 - 1
"""Tombstones stay: a store that was away for long must not keep what has been deleted."""

_PATIENCE_S: Final = 10.0
_POLL_S: Final = 0.05
"""How long a topic that was just created may take to be known, in seconds."""

_READABLE: Final = "lz4"
"""The broker recodes what agencies send with another codec: not every client here reads all."""

_FACT_BYTES: Final = 1_048_588
"""The largest fact, Kafka's own default."""

_WRAPPED_BYTES: Final = 4 * 1_048_576
"""The largest output: a delivery or a dead letter holds a whole fact, and more."""


class TopicsError(HutongError):
    """The broker's topics are not those of this hub (exit 1)."""


def bootstrap(settings: Settings) -> str:
    """Return ``host:port`` for Kafka clients."""
    return f"{settings.host}:{settings.kafka_port}"


def prepare_topics(settings: Settings) -> None:
    """Create and check the topics that the settings ask for.

    Raises:
        TopicsError: Kafka is away, or a topic stands otherwise than the settings say.
    """
    ensure_topics(
        bootstrap(settings),
        Topics(settings.namespace),
        partitions=settings.partitions,
        clock=settings.clock,
    )


def ensure_topics(
    bootstrap: str, topics: Topics, *, partitions: int, clock: Clock, replication: int = 1
) -> None:
    """Create what is missing, then check every topic.

    Facts and outputs are kept for ever, stamped by the broker (or, on a hub with the simulated
    clock, by the simulator). The judge's changelog is compacted.

    Raises:
        TopicsError: the broker cannot be reached (exit 4), or a topic has another partition
            count, retention or clock than this hub's settings.
    """
    try:
        admin = connected(
            KafkaAdminClient,
            bootstrap,
            _PATIENCE_S,
            request_timeout_ms=int(_PATIENCE_S * 1000),
        )
    except UnreachableError as error:
        raise TopicsError(str(error), ExitCode.UNREACHABLE) from error
    try:
        wanted = _wanted(topics, clock)
        present = set(admin.list_topics())
        missing = sorted(wanted.keys() - present)
        _create(admin, {name: wanted[name] for name in missing}, partitions, replication)
        _check(admin, wanted, partitions)
    finally:
        admin.close()


def _wanted(topics: Topics, clock: Clock) -> dict[str, dict[str, str]]:
    kept = {
        "cleanup.policy": "delete",
        "retention.ms": "-1",
        "retention.bytes": "-1",
        "message.timestamp.type": _TIMESTAMPS[clock],
    }
    changelog = {
        "cleanup.policy": "compact",
        "delete.retention.ms": str(_FOR_EVER_MS),
        "segment.bytes": str(64 * 1024 * 1024),
        "max.message.bytes": str(_WRAPPED_BYTES),
    }
    facts = kept | {"max.message.bytes": str(_FACT_BYTES), "compression.type": _READABLE}
    outputs = kept | {"max.message.bytes": str(_WRAPPED_BYTES)}
    return (
        dict.fromkeys(topics.facts, facts)
        | dict.fromkeys(topics.hub, outputs)
        | {topics.judge_state: changelog}
    )


def _create(
    admin: KafkaAdminClient, configs: dict[str, dict[str, str]], partitions: int, replication: int
) -> None:
    new = [
        NewTopic(name, num_partitions=partitions, replication_factor=replication, topic_configs=c)
        for name, c in configs.items()
    ]
    try:
        if new:
            admin.create_topics(new)
    except TopicAlreadyExistsError:
        return  # somebody else created one meanwhile; the check that follows looks at all


def _check(admin: KafkaAdminClient, wanted: dict[str, dict[str, str]], partitions: int) -> None:
    for name, count in _partition_counts(admin, list(wanted)).items():
        if count != partitions:
            raise TopicsError(
                f"topic {name} has {count} partitions and the setting partitions is {partitions}; "
                "a district's events would no longer meet. Set partitions to the topics' count."
            )
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in wanted]
    for name, found in _configs(admin, resources).items():
        for key, value in wanted[name].items():
            if found.get(key) == value:
                continue
            hint = (
                "this hub runs on the other clock: set clock accordingly, or use another data "
                "directory"
                if key == "message.timestamp.type"
                else "the log is the record: set it back before anything is lost"
            )
            raise TopicsError(f"topic {name} has {key}={found.get(key)}, not {value}; {hint}.")


def _partition_counts(admin: KafkaAdminClient, names: list[str]) -> dict[str, int]:
    """Return topic → partition count, as soon as the broker knows them all."""
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        described = admin.describe_topics(names)
        counts = {d["name"]: len(d["partitions"]) for d in described}
        if all(counts.values()) or time.monotonic() > deadline:
            return counts
        time.sleep(_POLL_S)


def _configs(admin: KafkaAdminClient, resources: list[ConfigResource]) -> dict[str, dict[str, str]]:
    """Return topic → configuration."""
    described = admin.describe_configs(resources)["topic"]
    return {
        name: {key: str(entry["value"]) for key, entry in config.items()}
        for name, config in described.items()
    }
