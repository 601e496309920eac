"""下班前提醒: before the end of work, agencies hear what is still to be shared that day.

What they owe is asked of ClickHouse (the saved query `same-day-reminders`) on every working day,
once. It is a courtesy, no conclusion: it stands in no topic, and nothing hangs on it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Final
from uuid import uuid5

import chinese_calendar

from consumers.notifier.asking import Warehouse
from consumers.notifier.daily import DailyThread
from consumers.notifier.desk import NAMESPACE, Desk
from consumers.notifier.settings import Reminder
from consumers.notifier.standing import Standing, State
from consumers.notifier.store import Store
from schemas.instants import SHANGHAI, end_of_day

CODE: Final = "SAME_DAY_REMINDER"

_SATURDAY: Final = 5
_NAMED: Final = 5
"""Subjects that a reminder names."""


def is_working_day(day: date) -> bool:
    """Whether a day is worked by the State Council's notice, else Monday to Friday."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # beyond the last year that was published
        return day.weekday() < _SATURDAY


def reminder_of(row: dict[str, Any], now: datetime) -> Standing:
    """Return what one agency is told. Its number is derived from agency and day."""
    day: date = row["day"]
    zh, en = _said(row)
    until = end_of_day(day)
    id_ = uuid5(NAMESPACE, f"reminder\x1f{row['agency_id']}\x1f{day}")
    return Standing(
        alert_id=id_,
        state=State.OVER,
        district=row["district"],
        agency=row["agency_id"],
        rule_id="GX-11",
        clause_ref="二(二)5",
        code=CODE,
        severity="INFO",
        subject=str(day),
        recipients=(row["agency_id"],),
        roles=(),
        due_at=until,
        started_at=now,
        judged_at=now,
        ended_at=until,
        message_zh=zh,
        message_en=en,
        causes=(id_,),
    )


def _said(row: dict[str, Any]) -> tuple[str, str]:
    zh, en = [], []
    subjects: Sequence[str] = row["subjects"]
    named = "、".join(subjects[:_NAMED])
    if due := row["due_today"]:
        zh.append(f"今日到期未办 {due} 项")
        en.append(f"{due} due today")
    if extended := row["extended"]:
        zh.append(f"已延期未共享 {extended} 项")
        en.append(f"{extended} extended and not shared")
    if unsent := row["unsent_manifests"]:
        zh.append(f"今日清单未发 {unsent} 份（次一工作日 09:00 前）")
        en.append(f"{unsent} of today's manifests not sent (due 09:00 of the next working day)")
    if row["is_silent"]:
        zh.append("今日尚无共享，平日通常有")
        en.append("nothing shared today, as there usually is")
    about_zh = f"（{named}{'等' if len(subjects) > _NAMED else ''}）" if named else ""
    about_en = f" ({named}{', …' if len(subjects) > _NAMED else ''})" if named else ""
    name = row["agency_name"]
    return (
        f"{name}：下班前请核对：{'；'.join(zh)}{about_zh}。",
        f"{name}: before the end of work: {'; '.join(en)}{about_en}.",
    )


class ReminderThread(DailyThread):
    """Reminds once on each working day, between the two times of the settings."""

    failing = "Nobody can be reminded yet"

    def __init__(
        self,
        reminder: Reminder,
        warehouse: Warehouse,
        store: Store,
        desk: Desk,
        stop: threading.Event,
    ) -> None:
        super().__init__("reminder", warehouse, store, desk, stop)
        self._reminder = reminder

    def look(self, now: datetime) -> bool:
        """Remind if it is time and was not done yet; return whether it was done now.

        Raises:
            ConsumerError: the warehouse cannot say.
        """
        local = now.astimezone(SHANGHAI)
        day, at = local.date(), local.time().replace(tzinfo=None)
        if not self._is_time(at) or not is_working_day(day) or self._store.was_reminded(day):
            return False
        asked = self._warehouse("same-day-reminders", day=day.isoformat())
        reminders = [reminder_of(row, now) for row in asked]
        with self._store.transaction():
            self._desk.remind(reminders, now)
            self._store.reminded(day)
        return True

    def _is_time(self, at: time) -> bool:
        return self._reminder.at <= at < self._reminder.until
