"""``hutong query NAME`` runs a saved query; ``hutong late`` says who is late, by which clause."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Final

import typer
from clickhouse_driver import Client

from consumers import queries
from consumers.failures import ConsumerError, MisuseError, UnreachableError
from consumers.queries import Result, saved_queries
from consumers.warehouse import answering, connect, database_of
from infra import ExitCode, HutongError
from infra.cli.context import DataDir, reachable, settings
from infra.cli.rows import Shape, show
from infra.settings import Settings
from schemas.topics import Topics

_GREETING_S: Final = 5
"""How long ClickHouse may take to greet, in seconds."""

_LATE: Final = {
    "who": "机关 Who",
    "what": "事项 What",
    "since": "应于 Due since",
    "done_at": "履行 Done",
    "how_long": "迟 How long",
    "clause_ref": "条款 Clause",
    "clause": "原文 Its words",
}


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
    with warehouse(settings(context, data_dir)) as (client, database):
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
    with warehouse(settings(context, data_dir)) as (client, database):
        found = queries.late(client, database, agency=agency, rule=rule, limit=limit)
    if form is Shape.TABLE:
        places = [found.columns.index(column) for column in _LATE]
        rows = tuple(tuple(row[place] for place in places) for row in found.rows)
        found = Result(tuple(_LATE.values()), rows)
    _show(found, form, "谁迟了 · Who is late")


@contextmanager
def warehouse(configured: Settings) -> Iterator[tuple[Client, str]]:
    """Open the warehouse: a client and the name of the database; failures become sentences."""
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
    show(found.columns, found.rows, form, title)
