"""What the notifier asks of ClickHouse: saved queries, for reminders and the digest of leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Protocol

from consumers.queries import run_query
from consumers.warehouse import connect

_ANSWER_TIMEOUT_S: Final = 120.0


class Warehouse(Protocol):
    """Answers a saved query: its rows, by column."""

    def __call__(self, query: str, **params: str) -> list[dict[str, Any]]:
        """Ask.

        Raises:
            ConsumerError: ClickHouse does not answer, or nothing was loaded yet.
        """


@dataclass(frozen=True, slots=True)
class ClickHouse:
    """The warehouse on ClickHouse."""

    host: str
    port: int
    database: str

    def __call__(self, query: str, **params: str) -> list[dict[str, Any]]:
        """Ask, on a connection of its own."""
        client = connect(self.host, self.port, answer_timeout_s=_ANSWER_TIMEOUT_S)
        try:
            result = run_query(client, self.database, query, params)
        finally:
            client.disconnect()
        return [dict(zip(result.columns, row, strict=True)) for row in result.rows]
