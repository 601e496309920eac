"""The warehouse: a ClickHouse database with one raw table an event type, and the views."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from clickhouse_driver import Client
from clickhouse_driver import errors as clickhouse

from consumers.failures import ConsumerError, unanswered
from consumers.views import View, views
from schemas.catalogue import MODELS, table_of
from schemas.clickhouse import literal
from schemas.contracts import ddl, latest
from schemas.table_changes import LosingError, changes
from schemas.topics import Topics

logging.getLogger("clickhouse_driver").setLevel(logging.CRITICAL)  # our sentences say it once

_CONNECT_TIMEOUT_S: Final = 5
_ANSWER_TIMEOUT_S: Final = 60

_IN_BACKGROUND: Final = {"alter_sync": 0}

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
        host, port = client.connection.hosts[0][:2]
        raise unanswered("ClickHouse", f"{host}:{port}", found) from error


def create(client: Client, database: str) -> None:
    """Create the database, a table an event type and the views; what is there already stays.

    A table made for an earlier version of its contract follows without losing rows; a view is
    replaced by today's definition.

    Raises:
        UnreachableError: ClickHouse does not answer.
        ConsumerError: a table cannot follow its contract without losing values.
    """
    with answering(client):
        client.execute(f"CREATE DATABASE IF NOT EXISTS {quoted(database)} ENGINE = Atomic")
        for event_type in MODELS:
            client.execute(ddl(event_type).replace("{database}", quoted(database)))
            _follow(client, database, event_type)
        for view in views():
            client.execute(_view_ddl(view, database))


def _follow(client: Client, database: str, event_type: str) -> None:
    """Change a table as today's contract asks.

    One statement, which ClickHouse takes as a whole or not at all; old parts are rewritten in
    the background and read as if they were already. Two loaders that start at once ask for the
    same, and the second finds it done.
    """
    table = f"{quoted(database)}.{table_of(event_type)}"
    present: list[tuple[str, str, str]] = client.execute(
        "SELECT name, type, comment FROM system.columns WHERE database = %(database)s "
        "AND table = %(table)s ORDER BY position",
        {"database": database, "table": table_of(event_type)},
    )
    try:
        clauses = changes(present, latest(event_type).schema)
    except LosingError as error:
        raise ConsumerError(
            f"Column {error.column} of table {database}.{table_of(event_type)} is "
            f"{error.present}, but the contract of {event_type} says {error.wanted}, and "
            f"{error.en}: load into a new database, or change the column."
        ) from error
    if clauses:
        client.execute(f"ALTER TABLE {table} {', '.join(clauses)}", settings=_IN_BACKGROUND)


def _view_ddl(view: View, database: str) -> str:
    select = view.select.replace("{database}", quoted(database))
    return (
        f"CREATE OR REPLACE VIEW {quoted(database)}.{view.name} AS\n{select}\n"
        f"COMMENT {literal(f'{view.zh} · {view.en}')}"
    )
