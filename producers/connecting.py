"""Opening a connection to Kafka, or saying in one sentence that there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from producers.errors import UnreachableError
from producers.pending import reason_of


def connected(
    make: Callable[..., Any], bootstrap: str, patience_s: float, **options: object
) -> Any:
    """Return a client of kafka-python, connected.

    A client whose construction fails leaves its thread and sockets behind, so what it opened
    is closed here.

    Raises:
        UnreachableError: no Kafka answers at the address within the patience.
    """
    opened: list[Any] = []

    def network(**config: object) -> Any:
        opened.append(KafkaAdminClient.DEFAULT_CONFIG["kafka_client"](**config))
        return opened[-1]

    try:
        return make(
            bootstrap_servers=bootstrap,
            bootstrap_timeout_ms=int(patience_s * 1000),
            kafka_client=network,
            **options,
        )
    except (KafkaError, OSError) as error:
        for client in opened:
            client.close()
        raise unreachable(bootstrap, error) from error


def topic_names(bootstrap: str, client_id: str, patience_s: float) -> frozenset[str]:
    """Return the names of the topics there are now.

    Raises:
        UnreachableError: no Kafka answers at the address within the patience.
    """
    admin = connected(
        KafkaAdminClient,
        bootstrap,
        patience_s,
        client_id=client_id,
        request_timeout_ms=int(patience_s * 1000),
    )
    try:
        return frozenset(admin.list_topics())
    except (KafkaError, OSError) as error:
        raise unreachable(bootstrap, error) from error
    finally:
        admin.close()


def unreachable(bootstrap: str, error: Exception) -> UnreachableError:
    """Return the error that says so."""
    return UnreachableError(
        f"{bootstrap} 没有 Kafka 应答：用 'hutong up' 启动，或改正地址 · No Kafka answers at "
        f"{bootstrap} ({reason_of(error)}): start it with 'hutong up', or correct the address."
    )
