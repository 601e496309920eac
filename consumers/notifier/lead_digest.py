"""责任追究线索月报: once a month, those whom the settings name hear of the past month's leads.

They are asked of ClickHouse (the saved query `lead-digest`). Leads are records for people to
judge: they stand in no topic, and none of them is an alert.
"""

from __future__ import annotations

import threading
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import uuid5

from consumers.failures import ConsumerError
from consumers.notifier.asking import Warehouse
from consumers.notifier.daily import DailyThread
from consumers.notifier.desk import NAMESPACE, Desk
from consumers.notifier.reminders import is_working_day
from consumers.notifier.settings import LeadDigest
from consumers.notifier.standing import Standing, State
from consumers.notifier.store import Store
from schemas.instants import SHANGHAI

CODE: Final = "ACCOUNTABILITY_LEADS"

_NAMED: Final = 10
"""Events that one entry names; the saved query has them all."""


class LeadDigestThread(DailyThread):
    """Sends the past month's digest from the first working day of a month on, once."""

    failing = "No digest of leads yet"

    def __init__(
        self,
        digest: LeadDigest,
        warehouse: Warehouse,
        store: Store,
        desk: Desk,
        stop: threading.Event,
    ) -> None:
        super().__init__("lead-digest", warehouse, store, desk, stop)
        self._digest = digest

    def look(self, now: datetime) -> bool:
        """Send the digest if it is time and was not done yet; return whether it was done now.

        Raises:
            ConsumerError: the warehouse cannot say, or has not come to the end of the month.
        """
        local = now.astimezone(SHANGHAI)
        this_month = local.date().replace(day=1)
        month = f"{this_month - timedelta(days=1):%Y-%m}"
        if local < self._due(this_month) or self._store.was_digested(month):
            return False
        self._check_loaded(this_month)
        entries = [
            entry_of(row, self._digest.recipients, now)
            for row in self._warehouse("lead-digest", month=month)
        ]
        with self._store.transaction():
            self._desk.digest(entries, self._digest.roles, now)
            self._store.digested(month)
        return True

    def _due(self, month: date) -> datetime:
        day = month
        while not is_working_day(day):
            day += timedelta(days=1)
        return datetime.combine(day, self._digest.at, SHANGHAI)

    def _check_loaded(self, this_month: date) -> None:
        (row,) = self._warehouse("hub-time")
        if row["hub_time"] < datetime.combine(this_month, time(), SHANGHAI):
            raise ConsumerError("The past month is not loaded whole into ClickHouse yet.")


def entry_of(row: dict[str, Any], recipients: frozenset[str], now: datetime) -> Standing:
    """Return what is told of one agency, rule and month. Its number is derived from them."""
    month, agency, rule = row["month"], row["agency_id"], row["rule"]
    id_ = uuid5(NAMESPACE, f"leads\x1f{row['district']}\x1f{agency}\x1f{rule}\x1f{month}")
    zh, en = _said(row)
    return Standing(
        alert_id=id_,
        state=State.OVER,
        district=row["district"],
        agency=agency,
        rule_id=rule,
        clause_ref="三(二)",
        code=CODE,
        severity="INFO",
        subject=month,
        recipients=tuple(sorted(recipients)),
        roles=tuple(row["roles"]),
        due_at=None,
        started_at=row["oldest"],
        judged_at=now,
        ended_at=row["newest"],
        message_zh=zh,
        message_en=en,
        causes=(id_,),
    )


def _said(row: dict[str, Any]) -> tuple[str, str]:
    evidence = row["evidence_event_ids"]
    named, is_more = ", ".join(evidence[:_NAMED]), len(evidence) > _NAMED
    rules, roles = "、".join(row["from_rules"]), "、".join(row["roles"])
    oldest, newest = (f"{row[end]:%Y-%m-%d %H:%M:%S}" for end in ("oldest", "newest"))
    name, month, rule, count = row["agency_name"], row["month"], row["rule"], row["leads"]
    zh = (
        f"{name}：{month} {rule} 责任追究线索 {count} 条（源于 {rules}），涉及{roles}；"
        f"最早 {oldest}，最晚 {newest}；证据事件 {named}{' 等' if is_more else ''}。"
        "线索仅供核查，不是认定。"
    )
    en = (
        f"{name}: accountability leads under {rule} in {month}: {count} (from {rules}), roles "
        f"{roles}; oldest {oldest}, newest {newest}; evidence {named}{', …' if is_more else ''}. "
        "Leads are for people to look into; they find nothing."
    )
    return zh, en
