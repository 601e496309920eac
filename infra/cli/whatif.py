"""``hutong whatif`` says what another rule pack or calendar would judge otherwise, and why."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from infra import ExitCode, HutongError
from infra.cli.context import DataDir, Format, settings
from infra.cli.offline import (
    READINGS_ARE_WORDS,
    EventFiles,
    Form,
    Now,
    PackFile,
    WorldFile,
    districts_of,
    hub_log,
    log_of,
    moment,
    now_of,
    of_its_district,
    pack_chosen,
    print_json,
    rejecting,
    world_of,
)
from infra.cli.rows import Shape, printable, show
from schemas.events.agencies import CalendarPublished, ClosureDeclared
from schemas.instants import shown
from streams.mistakes import FileError, Mistake
from streams.offline.judging import Judged
from streams.offline.saying import obligation, plain, verdict
from streams.offline.whatif import Entry, Otherwise, WhatIf, what_if
from streams.packs import read_pack
from streams.packs.differences import rules_of
from streams.policy.facts import Fact
from streams.policy.obligations import Obligation


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command("whatif")(whatif)


def whatif(
    context: typer.Context,
    *,
    pack: PackFile = None,
    against: Annotated[
        Path | None, typer.Option(help="The pack to compare with; else the one in force.")
    ] = None,
    calendar: Annotated[
        Path | None,
        typer.Option(help="A file with calendar.published or closure.declared to add."),
    ] = None,
    events: EventFiles = None,
    world: WorldFile = None,
    now: Now = None,
    form: Form = Format.TABLE,
    data_dir: DataDir = None,
) -> None:
    """Judge the stored events by another pack or calendar, and show what would differ and why."""
    if pack is None and calendar is None:
        raise HutongError(
            "请用 --pack 或 --calendar 给出要比较的内容 · Name another pack with --pack, or "
            "another calendar with --calendar.",
            ExitCode.USAGE,
        )
    configured = settings(context, data_dir)
    asked = moment(now)
    with rejecting(form):
        other = read_pack(pack) if pack else None
        notices = _notices(calendar) if calendar else ()
        founded = world_of(world) if world else None
        log = log_of(events) if events is not None else hub_log(configured)
        at = now_of(asked, log)
        before_of = pack_chosen(against, founded, configured, at, log)
        after_of = before_of
        if other is not None:
            after_of = of_its_district(other, before_of, districts_of(log, founded))
    known = founded.founding() if founded else ()
    found = what_if(log, before_of, after_of, at, known=known, calendar=notices)
    if form is Format.JSON:
        print_json(_as_json(found))
    else:
        _show(found)


def _notices(path: Path) -> tuple[Fact, ...]:
    facts = [received.fact for received in log_of([path]).received]
    wrong = [f for f in facts if not isinstance(f.event, CalendarPublished | ClosureDeclared)]
    if wrong:
        raise FileError(
            Mistake(
                str(path),
                fact.event.TYPE,
                "不是日历事件",
                "is no event of the calendar",
                "只写 calendar.published 和 closure.declared",
                "write calendar.published and closure.declared only",
            )
            for fact in wrong
        )
    return tuple(facts)


def _as_json(found: WhatIf) -> dict[str, Any]:
    return {
        "now": shown(found.after.now),
        "pack_changes": [
            {
                "part": c.part,
                "name": c.name,
                "before": c.before,
                "after": c.after,
                "judges_otherwise": c.can_judge_otherwise,
                "rules": rules_of(c.part, c.name),
            }
            for c in found.changes
        ],
        "otherwise": [
            {
                "kind": "obligation" if isinstance(o.entry, Obligation) else "verdict",
                "id": str(o.id),
                "rule": o.entry.rule.id,
                "change": o.change,
                "because": list(o.because),
                "before": _said(o.before, found.before),
                "after": _said(o.after, found.after),
            }
            for o in found.otherwise
        ],
        "alike": found.alike,
    }


def _said(entry: Entry | None, end: Judged) -> dict[str, Any] | None:
    if entry is None:
        return None
    return obligation(entry, end) if isinstance(entry, Obligation) else verdict(entry, end)


def _show(found: WhatIf) -> None:
    rows = [(c.part, c.name, c.before, c.after, rules_of(c.part, c.name)) for c in found.changes]
    columns = ("部分 Part", "名称 Name", "原 Before", "现 After", "规则 Rules")
    show(columns, rows, Shape.TABLE, "规则包的变化 · What the pack changes")
    if any(c.part == "reading" for c in found.changes):
        typer.echo(READINGS_ARE_WORDS)
    typer.echo(
        f"截至 as of {shown(found.after.now)}: {len(found.otherwise)} 项不同 would differ, "
        f"{found.alike} 项相同 stay as they are"
    )
    for one in found.otherwise:
        _show_one(one, found)


def _show_one(one: Otherwise, found: WhatIf) -> None:
    entry = one.entry
    noun = "义务 obligation" if isinstance(entry, Obligation) else "结论 verdict"
    whose = entry.debtor if isinstance(entry, Obligation) else entry.agency
    change = {"added": "新增 added", "gone": "不再有 gone", "changed": "变化 changed"}[one.change]
    before, after = (tuple(_told(said)) for said in (one.before, one.after))
    if before == after:
        more = [tuple(_more(said)) for said in (one.before, one.after)]
        before, after = (tuple(x for x in m if x not in n) for m, n in (more, more[::-1]))
    lines = (
        f"▸ {entry.rule.id} {found.after.name(whose)} {entry.subject}: {noun} {one.id} {change}",
        *(f"    因 because  {reason}" for reason in one.because),
        f"    原 before   {' · '.join(before)}",
        f"    现 after    {' · '.join(after)}",
    )
    for line in lines:
        typer.echo(printable(line))


def _more(entry: Entry | None) -> Iterable[str]:
    """Yield what of a conclusion may differ where its status and its words do not."""
    if isinstance(entry, Obligation):
        said: dict[str, Any] = {
            "satisfied_at": entry.satisfied_at and shown(entry.satisfied_at),
            "late_by_ms": entry.late_by_ms,
            "provisional": entry.due is not None and entry.due.provisional,
            "param": entry.param,
        }
    elif entry is not None:
        said = {name: plain(value) for name, value in entry.details}
        said["provisional"] = entry.provisional
    else:
        return
    said["flags"] = ", ".join(entry.flags)
    yield from (f"{name}={value}" for name, value in said.items() if value not in (None, ""))


def _told(entry: Entry | None) -> Iterable[str]:
    if entry is None:
        yield "-"
    elif isinstance(entry, Obligation):
        yield f"{entry.status.value}, {entry.verdict}"
        if entry.due:
            yield entry.due.zh
            yield entry.due.en
    else:
        yield ", ".join(filter(None, (entry.verdict, entry.code, entry.severity.value)))
        yield entry.zh
        yield entry.en
