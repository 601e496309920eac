"""The warehouse: a ClickHouse database with one raw table an event type, and the views."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from clickhouse_driver import Client
from clickhouse_driver import errors as clickhouse

from consumers.failures import ConsumerError, UnreachableError
from consumers.views import View, views
from schemas.catalogue import MODELS, table_of
from schemas.clickhouse import POSITION_COLUMNS, columns
from schemas.contracts import ddl, latest
from schemas.topics import Topics

logging.getLogger("clickhouse_driver").setLevel(logging.CRITICAL)  # our sentences say it once

_CONNECT_TIMEOUT_S: Final = 5
_ANSWER_TIMEOUT_S: Final = 60

_CODE: Final = re.compile(r"^Code: \d+\. ")

AWAY: Final = (
    clickhouse.NetworkError,
    clickhouse.SocketTimeoutError,
    clickhouse.UnexpectedPacketFromServerError,
    clickhouse.UnknownPacketFromServerError,
    clickhouse.PartiallyConsumedQueryError,
    OSError,
    EOFError,
)
"""What clickhouse-driver raises when the server is away, answers late or breaks off."""


def database_of(topics: Topics) -> str:
    """Return the database of a namespace: `hutong`, or `t1_hutong` for `t1.`."""
    return f"{topics.namespace.replace('.', '_')}hutong"


def quoted(name: str) -> str:
    """Return an identifier in back quotes."""
    escaped = name.replace("\\", "\\\\").replace("`", "\\`")
    return f"`{escaped}`"


def connect(host: str, port: int, *, answer_timeout_s: float = _ANSWER_TIMEOUT_S) -> Client:
    """Return a client of the native protocol; it connects when first used."""
    return Client(
        host,
        port=port,
        connect_timeout=_CONNECT_TIMEOUT_S,
        send_receive_timeout=answer_timeout_s,
        sync_request_timeout=_CONNECT_TIMEOUT_S,
        client_name="hutong",
    )


@contextmanager
def answering(client: Client) -> Iterator[None]:
    """Turn whatever means "ClickHouse is away" into an `UnreachableError` with its address."""
    try:
        yield
    except AWAY as error:
        client.disconnect()
        found = _CODE.sub("", next(iter(str(error).strip().splitlines()), type(error).__name__))
        raise UnreachableError(
            f"ClickHouse at {client.connection.hosts[0][0]}:{client.connection.hosts[0][1]} does "
            f"not answer ({found}): start it with 'hutong up', or check its address and port."
        ) from error


def create(client: Client, database: str) -> None:
    """Create the database, a table an event type and the views; what is there already stays.

    A column that a table lacks is added; a view is replaced by today's definition.

    Raises:
        UnreachableError: ClickHouse does not answer.
        ConsumerError: a table has a column of another type than its contract.
    """
    with answering(client):
        client.execute(f"CREATE DATABASE IF NOT EXISTS {quoted(database)} ENGINE = Atomic")
        for event_type in MODELS:
            client.execute(ddl(event_type).replace("{database}", quoted(database)))
            _add_missing_columns(client, database, event_type)
        for view in views():
            client.execute(_view_ddl(view, database))


def _add_missing_columns(client: Client, database: str, event_type: str) -> None:
    table = table_of(event_type)
    present: dict[str, str] = dict(
        client.execute(
            "SELECT name, type FROM system.columns WHERE database = %(database)s "
            "AND table = %(table)s",
            {"database": database, "table": table},
        )
    )
    previous = ""
    for name, kind, comment in [*POSITION_COLUMNS, *columns(latest(event_type).schema)]:
        if name not in present:
            client.execute(
                f"ALTER TABLE {quoted(database)}.{table} ADD COLUMN IF NOT EXISTS "
                f"{quoted(name)} {kind} COMMENT {_literal(comment)} AFTER {quoted(previous)}"
            )
        elif _plain(present[name]) != _plain(kind):
            raise ConsumerError(
                f"Column {name} of table {database}.{table} is {present[name]}, but the contract "
                f"of {event_type} says {kind}: load into a new database, or change the column."
            )
        previous = name


def _view_ddl(view: View, database: str) -> str:
    select = view.select.replace("{database}", quoted(database))
    return (
        f"CREATE OR REPLACE VIEW {quoted(database)}.{view.name} AS\n{select}\n"
        f"COMMENT {_literal(f'{view.zh} · {view.en}')}"
    )


def _plain(kind: str) -> str:
    return kind.replace("`", "")


def _literal(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
