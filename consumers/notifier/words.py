"""What a notification says to people: Chinese first, English below."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import Final

from consumers.notifier.desk import Item, Notification
from consumers.notifier.standing import News, State

_NEWS: Final = MappingProxyType(
    {
        News.RAISED: ("预警", "Alert"),
        News.ENDED: ("已补办", "Done late"),
        News.RESOLVED: ("解除", "Resolved"),
        News.REPEATED: ("仍未办理", "Still owed"),
        News.ESCALATED: ("升级", "Escalated"),
        News.REMINDED: ("下班前提醒", "Reminder"),
        News.LEADS: ("责任追究线索", "Accountability leads"),
    }
)

_SEVERITY: Final = MappingProxyType(
    {"INFO": "提示", "WARN": "提醒", "BREACH": "违规", "CRITICAL": "严重"}
)


def title_of(notification: Notification) -> str:
    """Return one line that says what it is about."""
    items = notification.items
    if items[0].news is News.LEADS:
        month = items[0].alert.subject
        return f"【互通】{month} 责任追究线索月报 · Hutong: accountability leads of {month}"
    if notification.is_digest:
        return f"【互通】预警汇总 {len(items)} 项 · Hutong digest: {len(items)} alerts"
    first = items[0]
    zh, en = _NEWS[first.news]
    alert = first.alert
    more = f" 等 {len(items)} 项" if len(items) > 1 else ""
    return f"【互通】{zh}：{alert.agency} {alert.rule_id} {alert.code}{more} · {en}"


def body_of(notification: Notification) -> str:
    """Return every alert in the order in which it came, and the notification's id.

    A digest of alerts begins with the counts by agency and rule.
    """
    parts = [_said(item) for item in notification.items]
    if notification.is_digest and notification.items[0].news is not News.LEADS:
        parts.insert(0, _counted(notification.items))
    return "\n\n".join((*parts, f"通知编号 · Notification {notification.id}"))


def _counted(items: tuple[Item, ...]) -> str:
    """Return how many there are of each agency and rule, the most first."""
    counts = Counter((item.alert.agency, item.alert.rule_id) for item in items)
    return "\n".join(
        f"{agency} {rule_id}：{count} 项 · {count}"
        for (agency, rule_id), count in counts.most_common()
    )


def _said(item: Item) -> str:
    alert = item.alert
    zh, en = _NEWS[item.news]
    if item.news is News.LEADS:
        return f"[{zh}] {alert.message_zh}\n[{en}] {alert.message_en}"
    lines = [
        f"[{zh}·{_SEVERITY.get(alert.severity, alert.severity)}] {alert.message_zh}",
        f"[{en}, {alert.severity}] {alert.message_en}",
    ]
    if alert.roles and (item.news is News.ESCALATED or alert.state is State.FIRING):
        roles = "、".join(alert.roles)
        lines.append(f"责任角色 · Accountable: {roles}")
    lines.append(f"预警编号 · Alert {alert.alert_id}")
    return "\n".join(lines)
