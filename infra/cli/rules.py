"""``hutong rules`` lists every rule of the policy: where it is judged, or why it is not."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from infra import ExitCode, HutongError
from infra.cli.context import Format
from infra.cli.event_types import nearest
from infra.cli.offline import Form, on_lines, print_json
from infra.cli.rows import Shape, show
from streams.coverage import Coverage, coverage
from streams.policy.rulebook import RULES


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command("rules")(rules)


def rules(
    rule: Annotated[
        str | None, typer.Argument(help="A rule such as YS-05, or a mechanism such as transfer.")
    ] = None,
    form: Form = Format.TABLE,
) -> None:
    """List the rules of the policy: implemented where, tested by what, or why reference only."""
    chosen = _chosen(rule)
    if form is Format.JSON:
        print_json([found.as_json() for found in chosen])
    elif len(chosen) == 1:
        _show_one(chosen[0])
    else:
        _show_all(chosen)


def _chosen(name: str | None) -> tuple[Coverage, ...]:
    everything = coverage()
    if name is None:
        return everything
    by_id = tuple(c for c in everything if c.rule.id == name.upper())
    by_mechanism = tuple(c for c in everything if c.rule.mechanism.value == name.lower())
    if found := by_id or by_mechanism:
        return found
    raise no_rule(name, [*RULES, *dict.fromkeys(r.mechanism.value for r in RULES.values())])


def no_rule(name: str, known: list[str]) -> HutongError:
    """Return what is said of a name that is no rule: the nearest that are known (exit 2)."""
    return HutongError(
        f"没有规则 {name!r} · The policy has no rule {name!r}{nearest(name, known)}; 'hutong "
        "rules' lists them all.",
        ExitCode.USAGE,
    )


def _show_all(chosen: tuple[Coverage, ...]) -> None:
    rows = [
        (
            c.rule.id,
            c.rule.mechanism.value,
            c.rule.title_zh,
            c.rule.clause_ref,
            c.as_json()["clocks"],
            _where(c),
            len(c.vectors),
        )
        for c in chosen
    ]
    columns = ("规则 Rule", "机制 Mechanism", "名称 Title", "条款 Clause", "时限 Clocks")
    show((*columns, "何处 Where", "案例 Cases"), rows, Shape.TABLE, "规则 · Rules")


def _where(found: Coverage) -> str:
    """Return where a rule is judged, and why not where it is not."""
    if found.reason is not None:
        return "; ".join((*found.where, f"仅供参考 reference only: {found.reason}"))
    return "; ".join(found.where) or "尚未判定 not yet judged"


def _show_one(found: Coverage) -> None:
    rule, said = found.rule, found.as_json()
    typer.echo(f"{rule.id} {rule.title_zh} · {rule.title_en}")
    lines: list[tuple[str, Any]] = [
        ("机制 mechanism", rule.mechanism.value),
        ("条款 clause", rule.clause_ref),
        ("原文 its words", rule.clause),
        ("义务方 debtor", rule.debtor),
        ("对方 creditor", rule.creditor),
        ("事件 events", ", ".join(rule.events)),
        *(("时限 clock", clock) for clock in said["clocks"]),
        ("代码 codes", ", ".join(rule.codes)),
        *(
            ("仅供参考的代码 reference", f"{code}: {why}")
            for code, why in said["reference_codes"].items()
        ),
        ("解读 readings", ", ".join(rule.readings)),
        ("等级 severity", rule.severity.value),
        ("数字来源 threshold", rule.threshold.value),
        ("何处 where", _where(found)),
        ("案例 cases", ", ".join(found.vectors)),
    ]
    on_lines([(name, value) for name, value in lines if value])
