"""``hutong verify`` compares what the hub said, sent and stored with the offline judge."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import typer
from kafka.errors import KafkaError

from consumers.failures import UnreachableError as AwayError
from consumers.warehouse import connect, database_of
from infra import ExitCode, HutongError
from infra.cli.context import DataDir, Format, reachable, settings
from infra.cli.offline import Form, packs_of, print_json, rejecting
from infra.cli.rows import Shape, show
from infra.topics import bootstrap
from infra.verify.comparing import Sides, compare
from infra.verify.differences import REMEDIES, Difference, Part, Report
from infra.verify.judged import SOURCES
from infra.verify.log import LogFiles
from producers.errors import UnreachableError
from schemas.instants import shanghai_day
from schemas.topics import Topics

_COLUMNS: Final = {
    "part": "部分 Part",
    "kind": "差异 Difference",
    "what": "何事 What",
    "where": "何处 Where",
    "position": "位置 Position",
    "said": "说明 Said",
    "remedy": "处理 Remedy",
}
_COUNTED: Final[Mapping[str, str]] = {
    "judged": "条消息已判定 messages judged",
    "deliveries": "件送达 deliveries",
    "alerts": "条预警 alerts",
    "rows": "行 rows",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify")(verify)


def verify(
    context: typer.Context,
    *,
    only: Annotated[
        list[Part] | None,
        typer.Option("--only", help="Compare only this part; may be given more than once."),
    ] = None,
    resend: Annotated[
        bool,
        typer.Option(
            "--resend",
            help="Send again what router and alerts have missed, and load missing rows.",
        ),
    ] = False,
    form: Form = Format.TABLE,
    data_dir: DataDir = None,
) -> None:
    """Compare the hub's outputs, deliveries, alerts and tables with the offline judge.

    What the judge has published up to now must be what the offline judge concludes from the same
    log; each delivery must be in its inbox, each alert on hub.alerts, each message in its table.
    Exit 1 when anything differs that was not mended. It changes nothing without --resend.
    """
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
    chosen = reachable(settings(context, data_dir))
    parts = frozenset(only or Part)
    topics, address = Topics(chosen.namespace), bootstrap(chosen)
    with rejecting(form):
        pack_of = packs_of(chosen, shanghai_day(datetime.now(UTC)))
    try:
        with ExitStack() as open_ones:
            log = open_ones.enter_context(LogFiles(address, topics))
            _check_topics(log, address)
            client = None
            if Part.CLICKHOUSE in parts:
                client = connect(chosen.host, chosen.clickhouse_port)
                open_ones.callback(client.disconnect)
            simulated = chosen.clock == "simulated"
            sides = Sides(log, pack_of, client, database_of(topics), simulated)
            report = compare(sides, parts, resend=resend)
    except UnreachableError as error:
        raise HutongError(str(error), ExitCode.UNREACHABLE) from error
    except AwayError as error:
        raise HutongError(error.sentence, ExitCode.UNREACHABLE) from error
    except (KafkaError, OSError) as error:
        raise HutongError(
            f"Kafka at {address} stopped answering ({error}): look at its log.",
            ExitCode.UNREACHABLE,
        ) from error
    _say(report, form)
    if report.open_ones():
        raise typer.Exit(ExitCode.FAILURE)


def _check_topics(log: LogFiles, address: str) -> None:
    missing = sorted(set(SOURCES) - log.names())
    if missing:
        raise HutongError(
            f"There is no topic {', '.join(missing)} on {address}: run 'hutong topic create'.",
            ExitCode.UNREACHABLE,
        )


def _say(report: Report, form: Format) -> None:
    if form is Format.JSON:
        print_json(
            {
                "agrees": not report.open_ones(),
                "compared": report.compared,
                "waiting": report.waiting,
                "mended": report.mended,
                "differences": [_as_json(d, report) for d in report.differences],
            }
        )
        return
    if report.differences:
        rows = [_row(difference) for difference in report.differences]
        show(tuple(_COLUMNS.values()), rows, Shape.TABLE, "差异 · Differences")
    counted = "，".join(f"{report.compared.get(n, 0)} {said}" for n, said in _COUNTED.items())
    typer.echo(f"已核对 · Compared: {counted}")
    waiting = ", ".join(f"{name} {number}" for name, number in report.waiting.items() if number)
    if waiting:
        typer.echo(f"尚待处理，不算差异 · Still to come, no difference: {waiting}")
    for name, number in report.mended.items():
        typer.echo(f"已处理 · Mended ({name}): {number}")
    harmless = sum(d.harmless for d in report.differences)
    left = len(report.open_ones())
    typer.echo(
        f"差异 {left} 项，无害 {harmless} 项 · {left} differences left, {harmless} harmless ones"
    )


def _row(difference: Difference) -> tuple[str, ...]:
    d = difference
    remedy_zh, remedy_en = REMEDIES[d.remedy]
    return (
        d.part,
        f"{d.kind}{' (无害 harmless)' * d.harmless}",
        d.what,
        d.where,
        str(d.position or ""),
        f"{d.zh} · {d.en}",
        f"{remedy_zh} · {remedy_en}",
    )


def _as_json(d: Difference, report: Report) -> dict[str, Any]:
    remedy_zh, remedy_en = REMEDIES[d.remedy]
    place = d.position
    return {
        "part": d.part,
        "kind": d.kind,
        "what": d.what,
        "where": d.where,
        "position": place
        and {"topic": place.topic, "partition": place.partition, "offset": place.offset},
        "said_zh": d.zh,
        "said_en": d.en,
        "remedy": d.remedy,
        "remedy_zh": remedy_zh,
        "remedy_en": remedy_en,
        "harmless": d.harmless,
        "mended": d.remedy in report.mended,
    }
