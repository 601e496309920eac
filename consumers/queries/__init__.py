"""Saved queries: one SQL file each, with its name, both languages and its parameters at the top.

    -- name: late-sharing
    -- zh: 迟延共享
    -- en: Late sharing
    -- param: agency · 机关名称或代码的一部分 · part of the agency's name or code
    -- param: limit = 100 · 最多行数 · at most so many rows

A parameter without a default is empty unless it is given. Values are bound, never pasted. Times
come out in Asia/Shanghai.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from clickhouse_driver import Client
from clickhouse_driver import errors as clickhouse

from consumers.failures import ConsumerError, MisuseError, UnknownNameError
from consumers.warehouse import answering, quoted

_HEADER: Final = re.compile(r"^-- (name|zh|en): (.+)$", re.MULTILINE)
_PARAM: Final = re.compile(
    r"^-- param: (?P<name>\w+)(?: = (?P<default>\S+))? · (?P<zh>.+?) · (?P<en>.+)$", re.MULTILINE
)
LARGEST: Final = 1_000_000_000
"""The largest number a parameter takes."""

_NO_SUCH: Final = {60, 81}
"""ClickHouse's codes for a missing table and a missing database."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a saved query can be asked for. A numeric default makes it a number."""

    name: str
    default: str
    zh: str
    en: str

    @property
    def numeric(self) -> bool:
        """Whether its value is a whole number."""
        return self.default.isdecimal()


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A saved query, with `{database}` and its parameters open in the SQL."""

    name: str
    zh: str
    en: str
    parameters: tuple[Parameter, ...]
    sql: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a query found: column names, and rows in their order."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@cache
def saved_queries() -> dict[str, SavedQuery]:
    """Return every saved query by name, sorted."""
    found = [
        _read(path.read_text("utf-8"))
        for path in files("consumers").joinpath("queries").iterdir()
        if path.name.endswith(".sql")
    ]
    return {query.name: query for query in sorted(found, key=lambda query: query.name)}


def run_query(
    client: Client, database: str, name: str, params: Mapping[str, str | int] | None = None
) -> Result:
    """Run a saved query; instants come back aware, in Asia/Shanghai.

    Raises:
        UnknownNameError: no such query or parameter; the sentence lists what there is.
        MisuseError: a value is not a number.
        ConsumerError: nothing was ever loaded into the database.
        UnreachableError: ClickHouse does not answer.
    """
    query = saved_queries().get(name)
    if query is None:
        known = ", ".join(saved_queries())
        raise UnknownNameError(f"There is no saved query {name!r}; there are: {known}.")
    bound = _bound(query, params or {})
    try:
        with answering(client):
            rows, columns = client.execute(
                query.sql.replace("{database}", quoted(database)), bound, with_column_types=True
            )
    except clickhouse.ServerException as error:
        if error.code in _NO_SUCH:
            raise ConsumerError(
                f"Nothing was loaded into the database {database} yet: run 'hutong demo' or "
                "'hutong work loader' first, or check the namespace."
            ) from error
        raise
    return Result(tuple(column for column, _ in columns), tuple(map(tuple, rows)))


def late(
    client: Client, database: str, *, agency: str = "", rule: str = "", limit: int = 1000
) -> Result:
    """Return who is or was late: who, what, due since when, how long, by which clause.

    Args:
        client: an open client.
        database: the warehouse.
        agency: part of the agency's name or its code; empty for all.
        rule: a rule's id, such as GX-11; empty for all.
        limit: at most so many rows, the longest delay first.
    """
    return run_query(client, database, "late", {"agency": agency, "rule": rule, "limit": limit})


def _read(text: str) -> SavedQuery:
    header = dict(_HEADER.findall(text))
    parameters = tuple(
        Parameter(m["name"], m["default"] or "", m["zh"], m["en"]) for m in _PARAM.finditer(text)
    )
    sql = re.sub(r"^--.*\n", "", text, flags=re.MULTILINE).strip()
    return SavedQuery(header["name"], header["zh"], header["en"], parameters, sql)


def _bound(query: SavedQuery, params: Mapping[str, str | int]) -> dict[str, str | int]:
    known = {parameter.name: parameter for parameter in query.parameters}
    unknown = sorted(set(params) - set(known))
    if unknown:
        listed = ", ".join(known) or "none"
        raise UnknownNameError(
            f"The query {query.name} has no parameter {unknown[0]!r}; it has: {listed}."
        )
    return {name: _value(query, p, params.get(name, p.default)) for name, p in known.items()}


def _value(query: SavedQuery, parameter: Parameter, given: str | int) -> str | int:
    if not parameter.numeric:
        return str(given)
    if not str(given).isdecimal():
        raise MisuseError(
            f"The parameter {parameter.name} of {query.name} is a whole number, not {given!r}: "
            f"{parameter.en}."
        )
    if int(given) > LARGEST:
        raise MisuseError(f"{parameter.name} is at most {LARGEST}, not {given}.")
    return int(given)
