"""``hutong authority`` answers who may act on an item in a township on a day, and why."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from infra import ExitCode, HutongError
from infra.cli.authority_view import as_json, show_authority
from infra.cli.context import DataDir, Format, settings
from infra.cli.offline import print_json, rejecting
from infra.cli.registry_source import registry_of_files, registry_of_hub
from infra.cli.rows import printable
from schemas.instants import shanghai_day
from streams.policy.authority import who_may_act
from streams.policy.registry import Registry, Side


def register(app: typer.Typer) -> None:
    """Add the command of this group."""
    app.command("authority")(authority)


def authority(
    context: typer.Context,
    *,
    item: Annotated[str, typer.Option(help="Item code, such as SIM-E-029.")],
    township: Annotated[str, typer.Option(help="Name of the township, or its credit code.")],
    on: Annotated[str, typer.Option(help="The day, as 2026-11-23; today by default.")] = "",
    events: Annotated[
        Path | None,
        typer.Option(help="A file of events (JSONL), or a folder of sheets, instead of the hub."),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
    data_dir: DataDir = None,
) -> None:
    """Who may act, in whose name, with coercion or not, who is liable; by which clause."""
    day = _day(on)
    with rejecting(form):
        registry = (
            registry_of_files(events)
            if events is not None
            else registry_of_hub(settings(context, data_dir))
        )
    found = who_may_act(registry, item, _township(registry, township), day)
    if form is Format.JSON:
        print_json(as_json(found, registry))
    else:
        show_authority(found, registry)


def _day(text: str) -> date:
    if not text:
        return shanghai_day(datetime.now(UTC))
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise HutongError(
            f"--on 的 {text!r} 不是日期，请写成 2026-11-23 · --on takes a day such as 2026-11-23, "
            f"not {text!r}.",
            ExitCode.USAGE,
        ) from error


def _township(registry: Registry, text: str) -> str:
    """Return the one township that a code, a name or a part of a name means.

    Raises:
        HutongError: none or several (exit 2).
    """
    named = {id_: registry.name(id_) for id_ in registry.on_side(Side.TOWNSHIP)}
    exact = [id_ for id_, name in named.items() if text in {id_, name}]
    found = exact or [id_ for id_, name in named.items() if text and text in name]
    if len(found) == 1:
        return found[0]
    known = "、".join(f"{name} {id_}" for id_, name in named.items())
    zh, en = ("对应不止一个乡镇", "several townships") if found else ("不是乡镇", "no township")
    remedy = (
        f"请写其一 · --township {text!r} names {en}; name one of: {printable(known)}"
        if known
        else f"尚未登记任何乡镇，先用 'hutong registry load' 登记 · --township {text!r} names "
        f"{en}: none is registered; load the registry with 'hutong registry load' first"
    )
    raise HutongError(f"--township {text!r} {zh}，{remedy}.", ExitCode.USAGE)
