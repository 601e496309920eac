"""What a person reads at the end of the demo."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from clickhouse_driver import Client
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from consumers.queries import Result, run_query
from infra.demo.audit import Audit

_SHOWN: Final = 8
"""Rows of a list that the summary shows; the queries show all."""

_FULL: Final = 100
_GOOD: Final = 90
"""Percent of duties kept in time, below which a line turns yellow, then red."""

_COUNTS: Final = ("on_time", "extended_on_time", "late", "overdue", "open")
_KINDS: Final = {
    "late": "迟延共享 shared late",
    "extended": "延长后按期 extended, on time",
    "missing": "延长后未共享 extended, never shared",
    "backdated": "疑似倒签 backdating hints",
    "duplicate": "重复 duplicates",
    "corrected": "更正 corrections",
    "out_of_order": "乱序到达 out of order",
    "misdirected": "误移送 misdirected referrals",
    "refused": "拒收 refused transactions",
    "late_referral": "移送超期 late referrals",
    "overdue_referral": "逾期未移送 never referred",
    "late_immediate": "未立即移送 not immediate",
    "unreadable": "无法读取 unreadable",
}


def show(console: Console, client: Client, database: str, audit: Audit, day: str) -> None:
    """Print sharing by agency, the late list, referrals, and how the day reconciles."""
    console.print()
    console.print(_by_agency(run_query(client, database, "sharing-by-agency", {}), day))
    console.print(_late(run_query(client, database, "late-sharing", {})))
    console.print(_referrals(run_query(client, database, "referrals", {})))
    console.print(Panel(Group(_reconciled(audit), _found(audit)), title="对账 · Reconciliation"))


def _cells(result: Result, row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(result.columns, row, strict=True))


def _by_agency(result: Result, day: str) -> Table:
    table = Table(title=f"{day} 当日共享 · Shared on the day of formation", title_justify="left")
    table.add_column("机关 Agency")
    for name in ("按期 on time", "延长 extended", "迟延 late", "未共享 missing", "待共享 open"):
        table.add_column(name, justify="right")
    table.add_column("按期率 rate", justify="right")
    for row in result.rows:
        cells = _cells(result, row)
        rate = cells["on_time_percent"]
        style = "" if rate is None or rate >= _FULL else "yellow" if rate >= _GOOD else "red"
        table.add_row(
            str(cells["agency_name"]),
            *(str(cells[name] or "") for name in _COUNTS),
            "" if rate is None else f"{rate:.1f}%",
            style=style,
        )
    return table


def _late(result: Result) -> Table:
    more = f"（共 {len(result.rows)} 条 in all）" if len(result.rows) > _SHOWN else ""
    table = Table(title=f"谁晚了 · Who was late{more}", title_justify="left")
    for name in (
        "机关 Agency",
        "事项 Subject",
        "应于 Due",
        "共享 Shared",
        "迟 Late by",
        "条款 Clause",
    ):
        table.add_column(name, overflow="fold")
    for row in result.rows[:_SHOWN]:
        cells = _cells(result, row)
        table.add_row(
            str(cells["agency_name"]),
            str(cells["subject"]),
            _time(cells["due_at"]),
            _time(cells["shared_at"]),
            str(cells["delay"]),
            f"{cells['clause_ref']}「{cells['clause']}」",
        )
    return table


def _referrals(result: Result) -> Table:
    table = Table(title="移送 · Referrals and what is due", title_justify="left")
    for name in ("由 From", "至 To", "事项 Item", "移送 Sent", "应复 Answer due", "受理 Answer"):
        table.add_column(name, overflow="fold")
    referrals = [_cells(result, row) for row in result.rows]
    for cells in sorted(referrals, key=_still_interesting)[:_SHOWN]:
        answer = cells["decision"] or "待复 open"
        wrong = "；误移送 misdirected" if cells["misdirected"] else ""
        table.add_row(
            str(cells["from_name"]),
            str(cells["to_name"]),
            str(cells["item_code"]),
            _time(cells["shared_at"]),
            _time(cells["ys16_due_at"]),
            f"{answer}{wrong}",
        )
    return table


def _still_interesting(referral: dict[str, Any]) -> tuple[bool, bool, datetime]:
    """Unanswered ones first, then misdirected ones, then by the time the answer is due."""
    due = referral["ys16_due_at"] or datetime.max.replace(tzinfo=UTC)
    return referral["decision"] is not None, not referral["misdirected"], due


def _reconciled(audit: Audit) -> Text:
    mark = "[ok]" if audit.agrees else "[!!]"
    return Text(
        f"{mark} Kafka 确认 {audit.published} = 有效 {audit.distinct_events} + 重复 "
        f"{audit.duplicates} + 死信 {audit.dead_letters}；送达 {audit.delivered}，"
        f"预警 {audit.alerts}\n"
        f"     {audit.published} acknowledged = {audit.distinct_events} events + "
        f"{audit.duplicates} duplicates + {audit.dead_letters} dead letters; "
        f"{audit.delivered} delivered, {audit.alerts} alerts",
        style="green" if audit.agrees else "bold red",
    )


def _found(audit: Audit) -> Table:
    table = Table(box=None, padding=(0, 2), title="模拟注入与系统发现 · Injected and found")
    table.add_column("")
    table.add_column("注入 injected", justify="right")
    table.add_column("发现 found", justify="right")
    for kind, injected in audit.injected.items():
        if injected or audit.found[kind]:
            style = "red" if kind in audit.differences else ""
            table.add_row(
                _KINDS.get(kind, kind), str(injected), str(audit.found[kind]), style=style
            )
    return table


def _time(value: datetime | None) -> str:
    return f"{value:%m-%d %H:%M:%S}" if value else "—"
