"""``hutong query NAME`` runs a saved query; ``hutong late`` says who is late, by which clause."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final

import typer
from clickhouse_driver import Client
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from consumers import queries
from consumers.failures import ConsumerError, MisuseError, UnreachableError
from consumers.queries import Result, saved_queries
from consumers.warehouse import answering, connect, database_of
from infra import ExitCode, HutongError
from infra.cli.context import DataDir, reachable, settings
from infra.settings import Settings
from schemas.topics import Topics

_GREETING_S: Final = 5
"""How long ClickHouse may take to greet, in seconds."""

_WIDE: Final = 400
"""Columns of a table that goes to a file or a pipe."""

_LATE: Final = {
    "who": "机关 Who",
    "what": "事项 What",
    "since": "应于 Due since",
    "done_at": "履行 Done",
    "how_long": "迟 How long",
    "clause_ref": "条款 Clause",
    "clause": "原文 Its words",
}


class Shape(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


Form = Annotated[Shape, typer.Option("--format", help="How to print it.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command("query")(query)
    app.command("late")(late)


def query(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A saved query; 'list' shows them all.")],
    param: Annotated[
        list[str] | None, typer.Option("--param", "-p", help="A parameter, as name=value.")
    ] = None,
    form: Form = Shape.TABLE,
    data_dir: DataDir = None,
) -> None:
    """Run a saved query; times are Asia/Shanghai."""
    if name == "list":
        _show(_listing(), form, "已存查询 · Saved queries")
        return
    given = dict(_pair(text) for text in param or ())
    with _warehouse(settings(context, data_dir)) as (client, database):
        found = queries.run_query(client, database, name, given)
    saved = saved_queries()[name]
    _show(found, form, f"{saved.zh} · {saved.en}")


def late(
    context: typer.Context,
    *,
    agency: Annotated[str, typer.Option(help="Part of an agency's name, or its code.")] = "",
    rule: Annotated[str, typer.Option(help="A rule, such as GX-11.")] = "",
    limit: Annotated[
        int, typer.Option(min=1, max=queries.LARGEST, help="At most so many rows.")
    ] = 1000,
    form: Form = Shape.TABLE,
    data_dir: DataDir = None,
) -> None:
    """Show who is or was late: what, due since when, how long, by which clause."""
    with _warehouse(settings(context, data_dir)) as (client, database):
        found = queries.late(client, database, agency=agency, rule=rule, limit=limit)
    if form is Shape.TABLE:
        places = [found.columns.index(column) for column in _LATE]
        rows = tuple(tuple(row[place] for place in places) for row in found.rows)
        found = Result(tuple(_LATE.values()), rows)
    _show(found, form, "谁迟了 · Who is late")


@contextmanager
def _warehouse(configured: Settings) -> Iterator[tuple[Client, str]]:
    chosen = reachable(configured)
    client = connect(chosen.host, chosen.clickhouse_port)
    try:
        _greet(chosen)
        yield client, database_of(Topics(chosen.namespace))
    except MisuseError as error:
        raise HutongError(error.sentence, ExitCode.USAGE) from error
    except UnreachableError as error:
        raise HutongError(error.sentence, ExitCode.UNREACHABLE) from error
    except ConsumerError as error:
        raise HutongError(error.sentence) from error
    finally:
        client.disconnect()


def _greet(chosen: Settings) -> None:
    """Find out soon whether it is ClickHouse that listens there.

    Raises:
        UnreachableError: nobody answers, or not in ClickHouse's protocol.
    """
    client = connect(chosen.host, chosen.clickhouse_port, answer_timeout_s=_GREETING_S)
    with answering(client):
        client.execute("SELECT 1")
    client.disconnect()


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise HutongError(
            f"--param takes name=value, not {text!r}, for example --param agency=马头镇.",
            ExitCode.USAGE,
        )
    return name, value


def _listing() -> Result:
    rows = tuple(
        (saved.name, saved.zh, saved.en, ", ".join(p.name for p in saved.parameters))
        for saved in saved_queries().values()
    )
    return Result(("name", "zh", "en", "parameters"), rows)


def _show(found: Result, form: Shape, title: str) -> None:
    match form:
        case Shape.JSON:
            rows = [dict(zip(found.columns, map(_json, row), strict=True)) for row in found.rows]
            sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
        case Shape.CSV:
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(found.columns)
            writer.writerows([_text(value) for value in row] for row in found.rows)
            sys.stdout.write(text.getvalue())
        case Shape.TABLE:
            _show_table(found, title)


def _show_table(found: Result, title: str) -> None:
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDE)
    table = Table(title=title, title_justify="left", caption_justify="left")
    table.caption = "没有 · none" if not found.rows else f"{len(found.rows)} 行 · rows"
    for column, values in zip(found.columns, _columns(found), strict=True):
        numeric = any(isinstance(v, int | float | Decimal) for v in values)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in found.rows:
        table.add_row(*(Text(_shown(value)) for value in row))
    needed = Measurement.get(console, console.options, table).minimum
    if needed <= console.width and len(found.columns) * 8 <= console.width:
        console.print(table)
    else:
        _show_records(console, found, title)


def _show_records(console: Console, found: Result, title: str) -> None:
    """Print one line a value: the table would not fit."""
    wide = max(map(len, found.columns))
    console.print(title, style="italic")
    for number, row in enumerate(found.rows, start=1):
        console.rule(str(number), align="left")
        for name, value in zip(found.columns, row, strict=True):
            console.print(f"{name:>{wide}}  {_shown(value)}", markup=False, highlight=False)
    console.print(f"{len(found.rows)} 行 · rows", style="dim")


def _columns(found: Result) -> Sequence[tuple[Any, ...]]:
    return tuple(zip(*found.rows, strict=True)) or ((),) * len(found.columns)


def _json(value: Any) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case list() | tuple():
            return [_json(item) for item in value]
    return _text(value)


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.isoformat(timespec="milliseconds")
        case date():
            return value.isoformat()
        case list() | tuple():
            return "; ".join(_text(item) for item in value)
    return str(value)


def _shown(value: Any) -> str:
    """Return a value as people read it: times without their zone, which is always Shanghai.

    What an agency wrote may hold control characters; a terminal must not obey them.
    """
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return "".join(c if c.isprintable() else " " for c in _text(value))
