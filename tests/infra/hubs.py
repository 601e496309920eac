"""The hub that the commands reach in a test: a namespace of its own, or none at all."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from uuid import uuid4

import pytest

from infra.embedded import Instance
from schemas.topics import Topics


@pytest.fixture
def topics(hub_instance: Instance, monkeypatch: pytest.MonkeyPatch) -> Topics:
    """The names in a namespace of their own, which the commands reach; nothing stands there yet."""
    topics = Topics(f"c{uuid4().hex[:8]}.")
    monkeypatch.setenv("HUTONG_KAFKA_PORT", hub_instance.kafka_bootstrap.rpartition(":")[2])
    monkeypatch.setenv("HUTONG_CLICKHOUSE_PORT", str(hub_instance.clickhouse_port))
    monkeypatch.setenv("HUTONG_NAMESPACE", topics.namespace)
    return topics


@pytest.fixture
def no_kafka(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A port that is taken, and on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HUTONG_KAFKA_PORT", str(taken.getsockname()[1]))
        monkeypatch.setenv("HUTONG_CLICKHOUSE_PORT", "1")
        yield
