"""``hutong judge FILE…`` judges events from files; ``--vectors`` runs worked cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from infra import ExitCode, HutongError
from infra.cli.context import Format, settings
from infra.cli.offline import (
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
from infra.cli.rows import Shape, printable, show
from streams.casebook import Report, run
from streams.casebook.files import read_cases
from streams.casebook.running import Result, different
from streams.offline.files import Log
from streams.offline.judging import Judged, judged
from streams.offline.saying import as_json

_OBLIGATIONS: Final = {
    "id": "编号 Id",
    "rule": "规则 Rule",
    "debtor_name": "义务机关 Debtor",
    "creditor_name": "对方 Creditor",
    "subject": "事项 What",
    "due_at": "应于 Due",
    "status": "状态 Status",
    "clause_ref": "条款 Clause",
    "arithmetic_zh": "计算 Arithmetic",
}
_VERDICTS: Final = {
    "id": "编号 Id",
    "rule": "规则 Rule",
    "agency_name": "机关 Agency",
    "verdict": "结论 Verdict",
    "code": "代码 Code",
    "severity": "等级 Severity",
    "subject": "事项 What",
    "clause_ref": "条款 Clause",
    "explanation_zh": "说明 Why",
}
_ROUTES: Final = {
    "event_type": "事件 Event",
    "subject": "事项 What",
    "to_names": "送达 To",
    "rule": "规则 Rule",
    "clause_ref": "条款 Clause",
}
_REFUSED: Final = {
    "event_type": "事件 Event",
    "event_id": "编号 Id",
    "received_at": "收到 Received",
    "reasons": "原因 Reasons",
}
_DUPLICATES: Final = {
    "event_type": "事件 Event",
    "event_id": "编号 Id",
    "received_at": "又收到 Received again",
    "first_received_at": "首次 First",
}
_ID_SHOWN: Final = 8
_REPEATED: Final = 3
"""Duties of one rule, clock and debtor of which each has a line of its own; more have one."""


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command("judge")(judge)


def judge(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="JSON or JSONL files of events, each alone or with its receipt."),
    ] = None,
    *,
    vectors: Annotated[
        Path | None, typer.Option("--vectors", help="A file of worked cases to run instead.")
    ] = None,
    world: WorldFile = None,
    pack: PackFile = None,
    now: Now = None,
    every: Annotated[
        bool, typer.Option("--all", help="List each of the repeated duties, not one line for them.")
    ] = False,
    form: Form = Format.TABLE,
) -> None:
    """Judge events from files: what is owed, what was concluded, who is given what.

    Exit 3 when every event was refused. With --vectors, run worked cases: exit 0 only if all come
    out as written.
    """
    if bool(files) == (vectors is not None):
        raise HutongError(
            "请给出事件文件，或用 --vectors 给出案例 · Name files of events, or worked cases with "
            "--vectors, one of the two.",
            ExitCode.USAGE,
        )
    if vectors is not None:
        if pack is not None or now is not None:
            raise HutongError(
                "--vectors 不与 --pack、--now 同用 · --vectors takes its pack from the world and "
                "its moments from the cases: leave out --pack and --now.",
                ExitCode.USAGE,
            )
        _run_vectors(vectors, world, form)
        return
    asked = moment(now)
    with rejecting(form):
        log = log_of(files or ())
        founded = world_of(world) if world else None
        at = now_of(asked, log)
        packs = pack_chosen(pack, founded, settings(context), at, log)
    known = founded.founding() if founded else ()
    end = judged(log, packs, at, known=known)
    _show(end, log, form, every=every)
    refused = sum(len(conclusions.refused) for conclusions in end.conclusions)
    if log.received and refused == len(log.received):
        raise HutongError(
            f"全部 {refused} 个事件均被拒收，请按“拒收”所列原因改正 · Nothing was judged, for all "
            f"{refused} events were refused: mend them as their reasons say.",
            ExitCode.DATA_REJECTED,
        )


def _run_vectors(path: Path, world: Path | None, form: Format) -> None:
    with rejecting(form):
        place = world_of(world)
        cases, malformed = read_cases(path)
    report = run(cases, place).beside(
        Result(case.id, (), tuple(map(str, case.mistakes)), stopped=True) for case in malformed
    )
    _tell_hints(report)
    if form is Format.JSON:
        print_json(report.as_json())
    else:
        _show_report(report)
    if report.failed:
        raise typer.Exit(ExitCode.DATA_REJECTED if malformed else ExitCode.FAILURE)


def _tell_hints(report: Report) -> None:
    """Tell once what cases name that nothing knows, and in which case it stands first."""
    named: dict[str, list[str]] = {}
    for result in report.results:
        for hint in result.hints:
            named.setdefault(hint, []).append(result.id)
    for hint, ids in named.items():
        more = f" (+{len(ids) - 1})" if len(ids) > 1 else ""
        typer.echo(printable(f"注 note: {ids[0]}{more}: {hint}"), err=True)


def _show_report(report: Report) -> None:
    for result in report.failed:
        typer.echo(f"✗ {result.id}")
        for line in _lines(result):
            typer.echo(printable(f"    {line}"))
    passed = len(report.results) - len(report.failed)
    typer.echo(f"{passed} 通过 passed, {len(report.failed)} 未通过 failed")


def _lines(result: Result) -> list[str]:
    lines = []
    for difference in result.differences:
        said = difference.as_json()
        at = said["at"]
        if "unwanted" in said:
            lines.append(f"{at} 不应有 unwanted: {_short(said['unwanted'])}")
            lines.append(f"  却有 but there is: {_short(said['found'])}")
            continue
        expected, found = said["expected"], said["nearest"]
        lines.append(f"{at} 应有 expected: {_short(expected)}")
        if found is None:
            of_rule = "kind" in expected and "rule" in expected
            lines.append(
                f"  {expected['rule']} 没有此种输出 no {expected['kind']} of {expected['rule']}"
                if of_rule
                else "  没有同类输出 no output of that kind"
            )
        else:
            other = _short(different(expected, found))
            lines.append(f"  最接近的另为 the nearest has: {other}")
    return [*lines, *(f"注 note: {note}" for note in result.notes)]


def _short(output: dict[str, Any]) -> str:
    return ", ".join(f"{key}={value!r}" for key, value in output.items())


def _show(end: Judged, log: Log, form: Format, *, every: bool) -> None:
    said = as_json(end)
    said["receipts_assumed"] = log.assumed
    if form is Format.JSON:
        print_json(said)
        return
    if log.assumed:
        typer.echo(
            f"{log.assumed} 个事件没有接收时间，按 recorded_at 计 · {log.assumed} events without a "
            "receipt count as received when they were recorded"
        )
    packs = ", ".join(f"{p['district']}: {p['id']} {p['version']}" for p in said["packs"])
    typer.echo(f"截至 as of {said['now']} · 规则包 pack {packs or '-'}")
    duties = said["obligations"] if every else list(_grouped(said["obligations"]))
    _table("义务 · Obligations", _OBLIGATIONS, duties)
    if len(duties) < len(said["obligations"]):
        number = len(said["obligations"])
        typer.echo(
            f"共 {number} 项义务，同一机关同一规则的重复义务合为一行，--all 逐项列出 · {number} "
            "obligations: repeated ones of one rule and debtor have one line, --all lists each"
        )
    _table("结论 · Verdicts", _VERDICTS, said["verdicts"])
    _table("送达 · Routes", _ROUTES, said["routes"])
    statements = [
        (s["kind"], _short({k: v for k, v in s.items() if k != "kind"})) for s in said["statements"]
    ]
    if statements:
        show(("种类 Kind", "内容 What"), statements, Shape.TABLE, "其他 · Statements")
    refused = [{**r, "reasons": [_reason(p) for p in r["reasons"]]} for r in said["refused"]]
    if refused:
        _table("拒收 · Refused", _REFUSED, refused)
        if any(p["rule"] == "V-05" for r in said["refused"] for p in r["reasons"]):
            typer.echo(
                "机关须先登记：把 agency.registered 放在前面，或用 --world 指定世界文件 · agencies "
                "are registered before they publish: put agency.registered into the files with "
                "an earlier receipt, or name a world file with --world"
            )
    if said["duplicates"]:
        _table("重复 · Duplicates", _DUPLICATES, said["duplicates"])
    if said["noted"]:
        noted = [
            (n["event_type"], n["event_id"], [_reason(p) for p in n["notes"]])
            for n in said["noted"]
        ]
        show(("事件 Event", "编号 Id", "提示 Notes"), noted, Shape.TABLE, "提示 · Notes")


def _grouped(duties: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield obligations with one entry for many of one rule, clock and debtor: from when to when.

    A daily manifest alone makes hundreds a year.
    """
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for duty in duties:
        alike.setdefault((duty["rule"], duty["clock"], duty["debtor"]), []).append(duty)
    for group in alike.values():
        if len(group) <= _REPEATED:
            yield from group
            continue
        due = sorted(duty["due_at"] for duty in group if duty["due_at"])
        statuses = Counter(duty["status"] for duty in group)
        yield {
            **group[0],
            "id": f"×{len(group)}",
            "creditor_name": "; ".join(sorted({d["creditor_name"] or "" for d in group} - {""})),
            "subject": f"{len(group)} 项 duties",
            "due_at": f"{due[0]} – {due[-1]}" if due else None,
            "status": ", ".join(f"{status} {n}" for status, n in statuses.items()),
            "arithmetic_zh": "",
        }


def _reason(problem: dict[str, str]) -> str:
    return f"[{problem['rule']}] {problem['field']}: {problem['zh']} / {problem['en']}"


def _table(title: str, columns: dict[str, str], entries: list[dict[str, Any]]) -> None:
    rows = [[_cell(key, entry[key]) for key in columns] for entry in entries]
    show(tuple(columns.values()), rows, Shape.TABLE, title)


def _cell(key: str, value: Any) -> Any:
    return value[:_ID_SHOWN] if key == "id" else value
