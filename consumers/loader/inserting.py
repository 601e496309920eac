"""Inserting rows column by column, and finding the one row that ClickHouse will not take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from clickhouse_driver import Client
from clickhouse_driver import errors as clickhouse

from consumers.failures import UnreachableError
from consumers.loader.batch import Loadable
from consumers.loader.rows import shape_of
from consumers.warehouse import answering, quoted
from schemas.catalogue import table_of

ROWS_AT_ONCE: Final = 20_000
"""Rows one INSERT carries at most."""

_SETTINGS: Final = {
    "insert_deduplicate": 0,  # rows replace themselves by position; token deduplication lost rows
    "async_insert": 0,  # an INSERT that returned is in the table
    "max_partitions_per_insert_block": 0,  # a backlog may span many months
}

_BAD_ROW: Final = frozenset(
    {
        6,  # CANNOT_PARSE_TEXT
        27,  # CANNOT_PARSE_INPUT_ASSERTION_FAILED
        38,  # CANNOT_PARSE_DATE
        41,  # CANNOT_PARSE_DATETIME
        53,  # TYPE_MISMATCH
        69,  # ARGUMENT_OUT_OF_BOUND
        70,  # CANNOT_CONVERT_TYPE
        128,  # TOO_LARGE_ARRAY_SIZE
        131,  # TOO_LARGE_STRING_SIZE
        321,  # VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
        349,  # CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
        395,  # FUNCTION_THROW_IF_VALUE_IS_NON_ZERO
        407,  # DECIMAL_OVERFLOW
        469,  # VIOLATED_CONSTRAINT
    }
)
"""Answers of the server that a value is to blame for; any other is the server's own trouble."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that ClickHouse would not take, and its words."""

    loadable: Loadable
    found: str


class _BadRowError(Exception):
    """One of the rows of an INSERT is to blame."""


class Inserter:
    """Inserts into the tables of one database."""

    def __init__(self, client: Client, database: str) -> None:
        self._client = client
        self._database = database

    def insert(self, event_type: str, loadables: Sequence[Loadable]) -> list[Refused]:
        """Insert rows of one event type and return those that ClickHouse would not take.

        All others are in the table when this returns; inserting any of them again is harmless.

        Raises:
            UnreachableError: ClickHouse is away, late or in trouble of its own; try again.
        """
        refused: list[Refused] = []
        for start in range(0, len(loadables), ROWS_AT_ONCE):
            refused.extend(self._halving(event_type, loadables[start : start + ROWS_AT_ONCE]))
        return refused

    def _halving(self, event_type: str, loadables: Sequence[Loadable]) -> Iterator[Refused]:
        try:
            self._insert(event_type, loadables)
        except _BadRowError as error:
            if len(loadables) == 1:
                yield Refused(loadables[0], str(error))
                return
            middle = len(loadables) // 2
            yield from self._halving(event_type, loadables[:middle])
            yield from self._halving(event_type, loadables[middle:])

    def _insert(self, event_type: str, loadables: Sequence[Loadable]) -> None:
        names = ", ".join(quoted(name) for name in shape_of(event_type).columns)
        table = f"{quoted(self._database)}.{table_of(event_type)}"
        # The driver changes the lists it is given: each attempt gets its own.
        data = [list(column) for column in zip(*(it.row for it in loadables), strict=True)]
        try:
            with answering(self._client):
                self._client.execute(
                    f"INSERT INTO {table} ({names}) VALUES",
                    data,
                    columnar=True,
                    settings=_SETTINGS,
                )
        except clickhouse.ServerException as error:
            if error.code in _BAD_ROW:
                raise _BadRowError(_first_line(error)) from error
            raise UnreachableError(
                f"ClickHouse would not insert into {self._database}.{table_of(event_type)}: "
                f"{_first_line(error)}"
            ) from error
        except (clickhouse.TypeMismatchError, clickhouse.CannotParseUuidError) as error:
            raise _BadRowError(_first_line(error)) from error


def _first_line(error: clickhouse.Error) -> str:
    text = str(error.message or error).split("Stack trace:")[0].strip()
    return next(iter(text.splitlines()), type(error).__name__)[:500]
