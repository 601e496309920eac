"""``hutong explain ID…`` tells the story of an obligation or a verdict."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer
from clickhouse_driver import Client

from consumers import queries
from infra import ExitCode, HutongError
from infra.cli.context import DataDir, Format, settings
from infra.cli.explain_view import show_history, show_story
from infra.cli.history import told
from infra.cli.offline import (
    EventFiles,
    Form,
    Now,
    PackFile,
    WorldFile,
    log_of,
    moment,
    now_of,
    pack_chosen,
    print_json,
    rejecting,
    world_of,
)
from infra.cli.query import warehouse
from infra.cli.rows import printable
from infra.settings import Settings
from streams.offline.judging import Judged, judged
from streams.offline.stories import chosen, story

_MOST: Final = 20
"""Ids that are listed where one beginning means several."""


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command("explain")(explain)


def explain(
    context: typer.Context,
    ids: Annotated[
        list[str] | None, typer.Argument(help="Ids of obligations or verdicts, or how they begin.")
    ] = None,
    *,
    rule: Annotated[str, typer.Option(help="A rule, such as YS-05, instead of ids.")] = "",
    agency: Annotated[str, typer.Option(help="Part of an agency's name, or its code.")] = "",
    events: EventFiles = None,
    world: WorldFile = None,
    pack: PackFile = None,
    now: Now = None,
    form: Form = Format.TABLE,
    data_dir: DataDir = None,
) -> None:
    """Tell the story of an obligation or verdict: each step, its cause, clause and arithmetic.

    From files, or from what the running hub has said.
    """
    named = tuple(ids or ())
    if not named and not rule:
        raise HutongError(
            "请给出编号，或用 --rule 指定规则 · Name an id as 'hutong judge' or 'hutong query "
            "open-obligations' shows it, or a rule with --rule.",
            ExitCode.USAGE,
        )
    configured = settings(context, data_dir)
    if events is None:
        if world or pack or now:
            raise HutongError(
                "--world、--pack、--now 只用于文件，请加 --events · --world, --pack and --now are "
                "for files: name them with --events.",
                ExitCode.USAGE,
            )
        _from_hub(configured, named, rule.upper(), agency, form)
        return
    asked = moment(now)
    with rejecting(form):
        log = log_of(events)
        founded = world_of(world) if world else None
        at = now_of(asked, log)
        packs = pack_chosen(pack, founded, configured, at, log)
    end = judged(log, packs, at, known=founded.founding() if founded else ())
    stories = _stories(end, named, rule.upper(), agency)
    if form is Format.JSON:
        print_json(stories)
        return
    told: set[str] = set()
    for one in stories:
        show_story(one, told)
        told.add(one["id"])


def _stories(end: Judged, ids: tuple[str, ...], rule: str, agency: str) -> list[dict[str, Any]]:
    if not ids:
        found = list(chosen(end, (), rule=rule, agency=agency))
        if not found:
            _fail(
                f"{agency or '任何机关'} 在 {rule} 之下没有结论",
                f"Nothing was concluded under {rule} of {agency or 'any agency'}",
            )
        return [story(one, end) for one in found]
    stories = []
    for id_ in ids:
        found = list(chosen(end, (id_,), rule=rule, agency=agency))
        if not found:
            _fail(
                f"没有义务或结论的编号以 {id_!r} 开头",
                f"No obligation or verdict has an id that begins with {id_!r}",
            )
        if len(found) > 1:
            _fail_ambiguous(id_, [f"{one.id} {one.rule.id} {one.subject}" for one in found])
        stories += [story(one, end) for one in found]
    return stories


def _from_hub(
    configured: Settings, ids: tuple[str, ...], rule: str, agency: str, form: Format
) -> None:
    histories: list[dict[str, Any]] = []
    with warehouse(configured) as (client, database):
        for id_ in ids or ("",):
            found = _histories(client, database, id_.lower(), rule, agency)
            if not found:
                _fail(
                    f"枢纽没有编号以 {id_!r} 开头的结论",
                    f"The hub has said nothing whose id begins with {id_!r}",
                )
            if id_ and len(found) > 1:
                _fail_ambiguous(id_, [f"{h['id']} {h['rule']} {h['subject']}" for h in found])
            histories += found
    if form is Format.JSON:
        print_json(histories)
        return
    for history in histories:
        show_history(history)


def _histories(
    client: Client, database: str, id_: str, rule: str, agency: str
) -> list[dict[str, Any]]:
    """Return what the hub said of the obligations and verdicts that are meant, each in order."""
    asked = {"id": id_, "rule": rule, "agency": agency}
    duties = _rows(client, database, "obligation-history", asked)
    verdicts = _rows(client, database, "verdict-history", asked)
    if id_:
        verdicts = [
            row
            for known in verdicts
            for row in _rows(
                client,
                database,
                "verdict-history",
                {"rule": known["rule"], "agency": known["agency_id"]},
            )
        ]
    return told(duties, verdicts, id_)


def _rows(client: Client, database: str, name: str, params: dict[str, str]) -> list[dict[str, Any]]:
    found = queries.run_query(client, database, name, {**params, "limit": queries.LARGEST})
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def _fail(zh: str, en: str) -> None:
    shown = "'hutong judge FILE…'", "'hutong query open-obligations'"
    raise HutongError(
        f"{zh}，{' 或 '.join(shown)} 列出现有编号 · {en}; {' or '.join(shown)} shows what there "
        "is.",
        ExitCode.USAGE,
    )


def _fail_ambiguous(id_: str, found: list[str]) -> None:
    more = len(found) - _MOST
    listed = ", ".join(found[:_MOST]) + (f", … 另 and {more} more" if more > 0 else "")
    raise HutongError(
        f"{len(found)} 个编号以 {id_!r} 开头，请多写几位 · {len(found)} ids begin with {id_!r}: "
        f"{printable(listed)}; give more of the one you mean.",
        ExitCode.USAGE,
    )
