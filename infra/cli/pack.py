"""``hutong pack …``: check, show and compare rule packs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from infra import ExitCode
from infra.cli.context import Format
from infra.cli.offline import READINGS_ARE_WORDS, Form, print_json, rejecting
from infra.cli.rows import Shape, printable, show
from schemas.instants import shanghai_day
from streams.packs import PackError, default_pack, read_pack, read_packs
from streams.packs.differences import begins, changes, confirmation, in_words, rules_of
from streams.packs.reading import MissingPackError
from streams.policy.mechanisms.organisation.systems import systems_without_rule
from streams.policy.pack import Confirmation, RulePack
from streams.policy.rules import Mechanism

_DIFF: Final = {
    "part": "部分 Part",
    "name": "名称 Name",
    "before": "原 Before",
    "after": "现 After",
}


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    pack = typer.Typer(
        help="Rule packs: a district's parameters and readings.", no_args_is_help=True
    )
    pack.command("check")(check)
    pack.command("show")(show_pack)
    pack.command("diff")(diff)
    app.add_typer(pack, name="pack")


def check(
    files: Annotated[list[Path], typer.Argument(help="Rule packs (TOML), or folders of them.")],
    form: Form = Format.TABLE,
) -> None:
    """Check rule packs: all mistakes at once, each with its place and what to do (exit 3)."""
    wrong: list[PackError] = []
    packs: list[RulePack] = []
    for file in files:
        try:
            packs += read_packs(file)
        except PackError as error:
            wrong.append(error)
    mistakes = [mistake for error in wrong for mistake in error.mistakes]
    if form is Format.JSON:
        print_json(
            {"mistakes": [m.as_json() for m in mistakes], "packs": [_as_json(p) for p in packs]}
        )
    for mistake in mistakes:
        typer.echo(printable(str(mistake)), err=True)
    if form is Format.TABLE:
        for pack in packs:
            _show(pack)
    if mistakes:
        missing = all(isinstance(error, MissingPackError) for error in wrong)
        raise typer.Exit(ExitCode.USAGE if missing else ExitCode.DATA_REJECTED)


def show_pack(
    file: Annotated[
        Path | None, typer.Argument(help="A rule pack (TOML); else the proposed defaults.")
    ] = None,
    form: Form = Format.TABLE,
) -> None:
    """Show a rule pack: values, who confirmed them and by which document, first days of rules."""
    with rejecting(form):
        pack = read_pack(file) if file else default_pack()
    if form is Format.JSON:
        print_json(_as_json(pack))
    else:
        _show(pack)


def diff(
    first: Annotated[Path, typer.Argument(help="A rule pack (TOML).")],
    second: Annotated[
        Path | None, typer.Argument(help="Another; else FIRST is compared with the defaults.")
    ] = None,
    form: Form = Format.TABLE,
) -> None:
    """Show what differs between two packs, or between the proposed defaults and one."""
    with rejecting(form):
        packs = [read_pack(path) for path in (first, second) if path is not None]
    before, after = packs if second is not None else (default_pack(), *packs)
    rows = [(c.part, c.name, c.before, c.after) for c in changes(before, after)]
    columns = tuple(_DIFF.values() if form is Format.TABLE else _DIFF)
    title = f"{before.id} {before.version} → {after.id} {after.version}"
    show(columns, rows, Shape(form), title)


def _as_json(pack: RulePack) -> dict[str, Any]:
    return {
        "id": pack.id,
        "version": pack.version,
        "district": pack.district or None,
        "effective_from": begins(pack) or None,
        "params": [
            {
                "name": p.name,
                "zh": p.zh,
                "en": p.en,
                "value": p.value if isinstance(p.value, int) else str(p.value),
                "rules": rules_of("param", p.name),
                **_confirmed(p.confirmation),
            }
            for p in pack.params.by_name.values()
        ],
        "readings": [
            {
                "id": r.id,
                "zh": r.zh,
                "en": r.en,
                "rules": rules_of("reading", r.id),
                **_confirmed(r.confirmation),
            }
            for r in pack.readings.values()
        ],
        "enforced_from": {rule_id: str(day) for rule_id, day in pack.enforced_from.items()},
        "systems_without_rule": [system.value for system in _systems_without_rule(pack)],
    }


def _systems_without_rule(pack: RulePack) -> tuple[Mechanism, ...]:
    """Return the work systems of which nothing is in force when the pack begins, or today."""
    return systems_without_rule(pack, max(pack.effective_from, shanghai_day(datetime.now(UTC))))


def _confirmed(said: Confirmation) -> dict[str, Any]:
    return {
        "state": "confirmed" if said.is_given else "proposed",
        "confirmed_by": said.confirmed_by or None,
        "doc_no": said.doc_no or None,
        "date": said.date or None,
    }


def _show(pack: RulePack) -> None:
    district, first = pack.district or "各区 any district", begins(pack) or "始终 always"
    typer.echo(f"规则包 pack {pack.id} {pack.version} · {district} · 自 from {first}")
    if lacking := _systems_without_rule(pack):
        named = ", ".join(system.value for system in lacking)
        typer.echo(f"工作制度无生效规则 work systems without a rule in force (MB-02): {named}")
    params = [
        (p.name, p.zh, str(p.value), confirmation(p.confirmation), rules_of("param", p.name))
        for p in pack.params.by_name.values()
    ]
    columns = ("参数 Parameter", "含义 Meaning", "值 Value", "确认 Confirmed", "规则 Rules")
    show(columns, params, Shape.TABLE, "地方参数 · Local parameters")
    readings = [(r.id, in_words(r), confirmation(r.confirmation)) for r in pack.readings.values()]
    show(("解读 Reading", "内容 What", "确认 Confirmed"), readings, Shape.TABLE, "解读 · Readings")
    if any(change.part == "reading" for change in changes(default_pack(), pack)):
        typer.echo(READINGS_ARE_WORDS)
    if pack.enforced_from:
        days = [(rule_id, str(day)) for rule_id, day in pack.enforced_from.items()]
        show(("规则 Rule", "首日 First day"), days, Shape.TABLE, "适用首日 · Enforced from")
