"""The desk: decides what is told to whom and when, and puts it into the outbox. No network.

Grouped by agency and rule; held through quiet hours and told as one digest at their end; kept
quiet by silences; repeated and escalated while something is owed and nobody has acknowledged it.
Alertmanager groups, repeats and routes by itself, so it is told everything at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict

from consumers.notifier.settings import AlertmanagerReceiver, AnyReceiver, NotifierSettings
from consumers.notifier.standing import News, Standing, State, fold, is_silenced
from consumers.notifier.store import Source, Store, Waiting
from schemas.catalogue import Message
from schemas.events.hub import AlertAcknowledged, AlertRaised, AlertResolved, AlertSilenced
from schemas.instants import SHANGHAI, epoch_millis

NAMESPACE: Final = UUID("7d8e1c52-0a4f-5b1c-9f3e-61c2d4a7b085")
"""Namespace of notification ids."""

_MOST: Final = 50
_MOST_IN_DIGEST: Final = 500
"""Alerts in one notification, at most."""

_ENDS: Final = frozenset({News.ENDED, News.RESOLVED})


class Past(StrEnum):
    """What is known of messages that were in the log before this store was made."""

    TOLD = "told"
    """An earlier store had told them."""
    UNTOLD = "untold"
    """Nobody was told: the notifier starts for the first time."""


class Item(BaseModel):
    """One alert in a notification."""

    model_config = ConfigDict(frozen=True)

    news: News
    alert: Standing


class Notification(BaseModel):
    """What one receiver is sent at once. `id` is the same however often it is sent."""

    model_config = ConfigDict(frozen=True)

    id: str
    receiver: str
    is_digest: bool
    """Gathered through quiet hours, at the first start, or the leads of a month."""
    items: tuple[Item, ...]


class Desk:
    """Works on a store; `now` comes in as an argument, UTC."""

    def __init__(self, store: Store, settings: NotifierSettings) -> None:
        self._store = store
        self._settings = settings
        self._receivers = {receiver.name: receiver for receiver in settings.receivers}

    def hear(
        self, message: Message, source: Source, now: datetime, past: Past | None = None
    ) -> None:
        """Take in one message of `hub.alerts`; `past` where it is history."""
        match message:
            case AlertRaised() | AlertResolved():
                self._hear_alert(message, source, now, past)
            case AlertSilenced():
                self._store.silence(message)
            case AlertAcknowledged():
                self._hear_acknowledgement(message)
            case _:
                pass  # a kind of message that this version does not know

    def open(self, now: datetime) -> None:
        """After the history of a first start: tell once, as a digest, what is still owed."""
        for standing in self._store.firing():
            for receiver in self._addressees(standing):
                if receiver.name not in self._store.told(standing.alert_id):
                    waiting = self._waiting(standing, receiver, News.RAISED, now, None)
                    self._store.wait(replace(waiting, held=True))

    def remind(self, reminders: Iterable[Standing], now: datetime) -> None:
        """Put reminders into the outbox at once, each by itself: they are for people only."""
        for reminder in reminders:
            for receiver in self._addressees(reminder):
                if not isinstance(receiver, AlertmanagerReceiver):
                    waiting = self._waiting(reminder, receiver, News.REMINDED, now, None)
                    self._post(receiver.name, [(waiting, reminder)], now, is_digest=False)

    def digest(self, entries: Iterable[Standing], roles: frozenset[str], now: datetime) -> None:
        """Put a month's leads into the outbox as one digest a receiver: for people only."""
        counted = tuple(entries)
        for receiver in self._settings.receivers:
            if isinstance(receiver, AlertmanagerReceiver):
                continue
            pairs = [
                (self._waiting(entry, receiver, News.LEADS, now, None), entry)
                for entry in counted
                if _fits(receiver, entry)
                and (not receiver.roles or receiver.roles & roles & set(entry.roles))
            ]
            self._post(receiver.name, pairs, now, is_digest=True)

    def plan(self, now: datetime) -> None:
        """Put into the outbox whatever is to be told by now."""
        with self._store.transaction():
            self._repeat(now)
            self._escalate(now)
            ready: dict[str, list[tuple[Waiting, Standing]]] = defaultdict(list)
            silences = self._store.silences(now)
            for waiting in self._store.waiting():
                standing = self._store.standing(waiting.alert_id)
                if standing is not None and self._is_ready(waiting, standing, silences, now):
                    ready[waiting.receiver].append((waiting, standing))
            for name, pairs in ready.items():
                for is_digest, group in self._grouped(self._receivers[name], pairs, now):
                    self._post(name, group, now, is_digest=is_digest)

    def _hear_alert(
        self,
        message: AlertRaised | AlertResolved,
        source: Source,
        now: datetime,
        past: Past | None,
    ) -> None:
        alert_id = message.output_id if isinstance(message, AlertRaised) else message.alert_id
        before = self._store.standing(alert_id)
        standing, news = fold(before, message, now)
        if standing is None or standing == before:
            return
        self._store.put(standing)
        if news is News.RAISED and standing.state is State.FIRING:
            self._schedule(standing, now)
        if news is not None and past is None:
            for receiver in self._settings.receivers:
                self._tell(standing, receiver, news, source, now)
        elif past is Past.TOLD and news is News.RAISED:
            for receiver in self._addressees(standing):
                self._store.tell(alert_id, receiver.name)

    def _hear_acknowledgement(self, message: AlertAcknowledged) -> None:
        standing = self._store.standing(message.alert_id)
        if standing is None or standing.district != message.district:
            return
        self._store.put(standing.model_copy(update={"acknowledged_by": message.said_by}))
        for receiver in self._receivers:
            waits = self._store.waits(standing.alert_id, receiver)
            if waits is not None and waits.news in {News.REPEATED, News.ESCALATED}:
                self._store.wait_no_more(standing.alert_id, receiver)

    def _schedule(self, standing: Standing, now: datetime) -> None:
        repeat = self._settings.repeat_after(standing.severity)
        escalate = self._settings.escalate_after(standing.severity) if standing.roles else None
        self._store.schedule(
            standing.alert_id,
            now + repeat if repeat else None,
            now + escalate if escalate else None,
        )

    def _addressees(self, standing: Standing) -> Iterator[AnyReceiver]:
        """Yield who is told of an alert at once."""
        return (r for r in self._settings.receivers if not r.roles and _fits(r, standing))

    def _tell(
        self,
        standing: Standing,
        receiver: AnyReceiver,
        news: News,
        source: Source,
        now: datetime,
    ) -> None:
        was_told = receiver.name in self._store.told(standing.alert_id)
        is_addressed = not receiver.roles and _fits(receiver, standing)
        if news in _ENDS and was_told:
            self._store.wait(self._waiting(standing, receiver, news, now, source))
        elif news is News.RESOLVED:
            self._store.wait_no_more(standing.alert_id, receiver.name)
        elif is_addressed:
            waiting = self._waiting(standing, receiver, News.RAISED, now, source)
            earlier = self._store.waits(standing.alert_id, receiver.name)
            held = earlier is not None and earlier.held
            self._store.wait(replace(waiting, held=held))

    def _waiting(
        self,
        standing: Standing,
        receiver: AnyReceiver,
        news: News,
        now: datetime,
        source: Source | None,
        count: int = 0,
    ) -> Waiting:
        version = f"{standing.causes[-1]}/{count}"
        since = epoch_millis(now)
        return Waiting(standing.alert_id, receiver.name, news, version, since, False, source)  # noqa: FBT003

    def _repeat(self, now: datetime) -> None:
        for standing, repeats in self._store.to_repeat(now):
            after = self._settings.repeat_after(standing.severity)
            if after is None:
                self._store.schedule(standing.alert_id, None, None)
                continue
            told = self._store.told(standing.alert_id)
            for receiver in self._settings.receivers:
                if receiver.name in told and not isinstance(receiver, AlertmanagerReceiver):
                    self._add(standing, receiver, News.REPEATED, now, repeats + 1)
            self._store.repeated(standing.alert_id, now + after)

    def _escalate(self, now: datetime) -> None:
        for standing in self._store.to_escalate(now):
            for receiver in self._settings.receivers:
                if receiver.roles & set(standing.roles) and _fits(receiver, standing):
                    self._add(standing, receiver, News.ESCALATED, now, 0)
            self._store.escalated(standing.alert_id)

    def _add(
        self, standing: Standing, receiver: AnyReceiver, news: News, now: datetime, count: int
    ) -> None:
        """Tell again, unless something of the alert is to be told anyway."""
        if self._store.waits(standing.alert_id, receiver.name) is None:
            self._store.wait(self._waiting(standing, receiver, news, now, None, count))

    def _is_ready(
        self,
        waiting: Waiting,
        standing: Standing,
        silences: Iterable[AlertSilenced],
        now: datetime,
    ) -> bool:
        """Whether something is to be told now.

        A silence holds back what is owed until it ends, and drops what is over at once.
        """
        if waiting.news not in _ENDS and any(is_silenced(standing, s, now) for s in silences):
            if standing.state is not State.FIRING:
                self._store.wait_no_more(waiting.alert_id, waiting.receiver)
            return False
        receiver = self._receivers.get(waiting.receiver)
        if receiver is None or isinstance(receiver, AlertmanagerReceiver):
            return receiver is not None
        if self._settings.is_quiet(standing.severity, now.astimezone(SHANGHAI).time()):
            if not waiting.held:
                self._store.wait(replace(waiting, held=True))
            return False
        return True

    def _grouped(
        self, receiver: AnyReceiver, pairs: list[tuple[Waiting, Standing]], now: datetime
    ) -> Iterator[tuple[bool, list[tuple[Waiting, Standing]]]]:
        """Yield what goes together, and whether it is a digest."""
        if isinstance(receiver, AlertmanagerReceiver):
            yield False, pairs
            return
        held = [pair for pair in pairs if pair[0].held]
        if held:
            yield True, held
        groups: dict[tuple[str, str], list[tuple[Waiting, Standing]]] = defaultdict(list)
        for waiting, standing in pairs:
            if not waiting.held:
                groups[standing.agency, standing.rule_id].append((waiting, standing))
        pause = timedelta(minutes=self._settings.group_minutes)
        for (agency, rule), group in groups.items():
            last = self._store.last_of_group(receiver.name, agency, rule)
            if last is None or last <= epoch_millis(now - pause):
                self._store.told_group(receiver.name, agency, rule, now)
                yield False, group

    def _post(
        self,
        receiver: str,
        pairs: list[tuple[Waiting, Standing]],
        now: datetime,
        *,
        is_digest: bool,
    ) -> None:
        most = _MOST_IN_DIGEST if is_digest else _MOST
        for start in range(0, len(pairs), most):
            part = pairs[start : start + most]
            named = sorted(f"{w.alert_id}/{w.news}/{w.version}" for w, _ in part)
            notification = Notification(
                id=str(uuid5(NAMESPACE, "\x1f".join((receiver, *named)))),
                receiver=receiver,
                is_digest=is_digest,
                items=tuple(Item(news=w.news, alert=s) for w, s in part),
            )
            sources = [w.source for w, _ in part if w.source is not None]
            body = notification.model_dump_json()
            self._store.post(notification.id, receiver, body, now, sources)
            for waiting, _ in part:
                self._store.tell(waiting.alert_id, receiver)
                self._store.wait_no_more(waiting.alert_id, receiver)


def _fits(receiver: AnyReceiver, standing: Standing) -> bool:
    return (
        (not receiver.recipients or bool(receiver.recipients & set(standing.recipients)))
        and (not receiver.severities or standing.severity in receiver.severities)
        and (not receiver.rules or standing.rule_id in receiver.rules)
        and (not receiver.districts or standing.district in receiver.districts)
    )
