"""How ``hutong explain`` prints a story: Chinese first, English below it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import typer

from infra.cli.offline import on_lines
from infra.cli.rows import printable

Json = dict[str, Any]


def show_story(story: Json, told: Collection[str] = ()) -> None:
    """Print the story of an obligation or a verdict from files; not again what is already told."""
    if story["kind"] == "obligation":
        _obligation(story)
    else:
        _verdict(story, told)


def show_history(history: Json) -> None:
    """Print what a running hub has said of one obligation or verdict."""
    whose = history.get("debtor") or history.get("agency_name") or "-"
    typer.echo(f"{_noun(history)} {history['id']}")
    on_lines(
        [
            ("规则 rule", history["rule"]),
            ("条款 clause", f"{history['clause_ref']}「{history['clause']}」"),
            ("机关 agency", whose),
            ("事项 what", history["subject"]),
            ("数字来源 threshold", _threshold(history)),
        ]
    )
    for step in history["history"]:
        typer.echo(f"  ▸ {step['said_at']}  {step['step_zh']} · {step['step_en']}")
        now = ", ".join(str(step[k]) for k in ("status", "verdict", "code") if step.get(k))
        _detail("现为 now", now)
        _detail("应于 due", step.get("due_at"))
        _detail("起因 cause", step.get("cause_event_id") or ", ".join(step.get("events", ())))
        _detail("标记 flags", ", ".join(step["flags"]))
        _detail("", step["why_zh"])
        _detail("", step["why_en"])


def _obligation(story: Json) -> None:
    clock = story["clock_said"]
    typer.echo(f"{_noun(story)} {story['id']}")
    length = clock["param"] or clock["amount"] or ""
    on_lines(
        [
            ("规则 rule", f"{story['rule']} {story['title_zh']} · {story['title_en']}"),
            ("条款 clause", f"{story['clause_ref']}「{story['clause']}」"),
            ("义务机关 debtor", story["debtor_name"]),
            ("对方 creditor", story["creditor_name"] or "-"),
            ("事项 what", story["subject"]),
            ("时限 clock", f"{length} {clock['unit'] or '-'} from {clock['from'] or '-'}".strip()),
            ("数字来源 threshold", _threshold(story)),
            ("解读 readings", ", ".join(story["reading"]) or "-"),
            ("现状 now", f"{story['status']}, {story['verdict']}"),
            ("标记 flags", ", ".join(story["flags"]) or "-"),
        ]
    )
    for step in story["life"]:
        typer.echo(f"  ▸ {step['at'] or '-'}  {step['step_zh']} · {step['step']}")
        _detail("起因 cause", _cause(step["cause"]))
        _detail("应于 due", step["due_at"])
        if step["rule"] != story["rule"]:
            _detail(step["rule"], f"{step['clause_ref']}「{step['clause']}」")
        _detail("", step["why_zh"])
        _detail("", step["why_en"])


def _verdict(story: Json, told: Collection[str]) -> None:
    typer.echo(f"{_noun(story)} {story['id']}")
    on_lines(
        [
            ("规则 rule", f"{story['rule']} {story['title_zh']} · {story['title_en']}"),
            ("条款 clause", f"{story['clause_ref']}「{story['clause']}」"),
            ("机关 agency", story["agency_name"] or "-"),
            ("事项 what", story["subject"]),
            ("结论 verdict", ", ".join(filter(None, (story["verdict"], story["code"])))),
            ("等级 severity", story["severity"]),
            ("数字来源 threshold", _threshold(story)),
            ("标记 flags", ", ".join(story["flags"]) or "-"),
            *((f"　{name}", value) for name, value in story["details"].items()),
            ("说明 why", story["explanation_zh"]),
            ("", story["explanation_en"]),
        ]
    )
    for event in story["rests_on"]:
        typer.echo(f"  ▸ 依据 rests on  {printable(_cause(event))}")
    for behind in story["obligations"]:
        if behind["id"] in told:
            typer.echo(f"  ▸ {_noun(behind)} {behind['id']}（见上 told above）")
        else:
            _obligation(behind)


def _noun(story: Json) -> str:
    return "义务 Obligation" if story["kind"] == "obligation" else "结论 Verdict"


def _threshold(story: Json) -> str:
    param = story.get("param")
    return f"{story['threshold_source']} ({param})" if param else str(story["threshold_source"])


def _cause(event: Json | None) -> str:
    if event is None:
        return "时间经过 the passing of time"
    if event["event_type"] is None:
        return str(event["event_id"])
    return (
        f"{event['event_zh']} {event['event_type']} {event['subject']}, {event['agency_name']}, "
        f"收到 received {event['received_at']} ({event['event_id']})"
    )


def _detail(name: str, value: object) -> None:
    if value:
        typer.echo(f"      {name + ': ' if name else ''}{printable(str(value))}")
