"""``hutong readiness`` says what a district still has to load before a rule can be judged."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from infra.cli.context import DataDir, Format, settings
from infra.cli.offline import (
    EventFiles,
    Form,
    Now,
    PackFile,
    WorldFile,
    hub_log,
    log_of,
    moment,
    now_of,
    pack_chosen,
    print_json,
    rejecting,
    world_of,
)
from infra.cli.rows import Shape, show
from infra.cli.rules import no_rule
from schemas.instants import shanghai_day, shown
from streams.offline.judging import Judged, registered
from streams.policy.needs import NEEDS, Lack
from streams.policy.readiness import Readiness, readiness
from streams.policy.rulebook import RULES

_NAMED = 6
"""Agencies or items that are named before the rest is counted."""


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command("readiness")(ready)


def ready(
    context: typer.Context,
    *,
    rule: Annotated[str, typer.Option(help="Only this rule, such as XT-03.")] = "",
    events: EventFiles = None,
    world: WorldFile = None,
    pack: PackFile = None,
    now: Now = None,
    form: Form = Format.TABLE,
    data_dir: DataDir = None,
) -> None:
    """Show, rule by rule, which registers are not loaded yet, and by which agencies."""
    if rule and rule.upper() not in RULES:
        raise no_rule(rule, list(RULES))
    configured = settings(context, data_dir)
    asked = moment(now)
    with rejecting(form):
        founded = world_of(world) if world else None
        log = log_of(events) if events is not None else hub_log(configured)
        at = now_of(asked, log)
        packs = pack_chosen(pack, founded, configured, at, log)
    end = registered(log, packs, at, known=founded.founding() if founded else ())
    day = shanghai_day(at)
    by_district = {
        district: [
            r
            for r in readiness(conclusions.registry, end.packs[district], day)
            if not rule or r.rule.id == rule.upper()
        ]
        for district, conclusions in end.districts.items()
    }
    if form is Format.JSON:
        print_json([_as_json(d, found, end) for d, found in by_district.items()])
        return
    typer.echo(f"截至 as of {shown(at)}")
    if not by_district:
        typer.echo("没有任何登记事件 · nothing is registered yet: 'hutong registry load' does it")
    for district, found in by_district.items():
        _show(district, found, end)


def _as_json(district: str, found: list[Readiness], end: Judged) -> dict[str, Any]:
    return {
        "district": district,
        "ready": sum(r.is_ready for r in found),
        "not_ready": sum(not r.is_ready for r in found),
        "rules": [
            {
                "rule": r.rule.id,
                "title_zh": r.rule.title_zh,
                "title_en": r.rule.title_en,
                "ready": r.is_ready,
                "enforced_from": str(r.enforced_from) if r.enforced_from else None,
                "lacks": [_lack(lack, end) for lack in r.lacks],
            }
            for r in found
        ],
    }


def _lack(lack: Lack, end: Judged) -> dict[str, Any]:
    about = NEEDS[lack.need]
    return {
        "need": lack.need.value,
        "need_zh": about.zh,
        "load_with": list(about.events),
        "agencies": [{"id": a, "name": end.name(a)} for a in lack.agencies],
        "what": list(lack.what),
    }


def _show(district: str, found: list[Readiness], end: Judged) -> None:
    rows = [
        (
            r.rule.id,
            r.rule.title_zh,
            f"{NEEDS[lack.need].zh} {lack.need.value}",
            _some([end.name(agency) for agency in lack.agencies]) or "全区 the district",
            _some(lack.what),
            ", ".join(NEEDS[lack.need].events),
            str(r.enforced_from or ""),
        )
        for r in found
        for lack in r.lacks
    ]
    columns = ("规则 Rule", "名称 Title", "缺 Lacks", "机关 Of", "内容 What", "以此登记 Load with")
    count = sum(r.is_ready for r in found)
    title = f"{district}: {count}/{len(found)} 条规则可判定 · rules can be judged"
    show((*columns, "首日 From"), rows, Shape.TABLE, title)


def _some(names: list[str] | tuple[str, ...]) -> str:
    more = len(names) - _NAMED
    return "、".join(names[:_NAMED]) + (f" +{more}" if more > 0 else "")
