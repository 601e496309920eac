"""What a notification says to people: Chinese first, English below."""

from __future__ import annotations

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
    }
)

_SEVERITY: Final = MappingProxyType(
    {"INFO": "提示", "WARN": "提醒", "BREACH": "违规", "CRITICAL": "严重"}
)


def title_of(notification: Notification) -> str:
    """Return one line that says what it is about."""
    items = notification.items
    if notification.is_digest:
        return f"【互通】预警汇总 {len(items)} 项 · Hutong digest: {len(items)} alerts"
    first = items[0]
    zh, en = _NEWS[first.news]
    alert = first.alert
    more = f" 等 {len(items)} 项" if len(items) > 1 else ""
    return f"【互通】{zh}：{alert.agency} {alert.rule_id} {alert.code}{more} · {en}"


def body_of(notification: Notification) -> str:
    """Return every alert, the gravest news first as it came, and the notification's id."""
    said = "\n\n".join(_said(item) for item in notification.items)
    return f"{said}\n\n通知编号 · Notification {notification.id}"


def _said(item: Item) -> str:
    alert = item.alert
    zh, en = _NEWS[item.news]
    lines = [
        f"[{zh}·{_SEVERITY.get(alert.severity, alert.severity)}] {alert.message_zh}",
        f"[{en}, {alert.severity}] {alert.message_en}",
    ]
    if alert.roles and (item.news is News.ESCALATED or alert.state is State.FIRING):
        roles = "、".join(alert.roles)
        lines.append(f"责任角色 · Accountable: {roles}")
    lines.append(f"预警编号 · Alert {alert.alert_id}")
    return "\n".join(lines)
