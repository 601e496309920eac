"""E-mail, DingTalk, WeCom, Feishu and others, by Apprise."""

from __future__ import annotations

import logging
from typing import Any, Final

from apprise import Apprise, NotifyFormat, NotifyType, OverflowMode

from consumers.notifier.desk import Notification
from consumers.notifier.sending import NotTakenError
from consumers.notifier.settings import MessengerReceiver
from consumers.notifier.standing import News
from consumers.notifier.words import body_of, title_of

HEADER: Final = "X-Hutong-Notification"
"""The header of an e-mail that bears the notification's id, the same on every try."""


class MessengerCarrier:
    """Sends notifications to one Apprise address."""

    def __init__(self, receiver: MessengerReceiver) -> None:
        self._receiver = receiver
        logging.getLogger("apprise").setLevel(logging.CRITICAL)

    def deliver(self, notification: Notification) -> None:
        """Send it. Apprise does not say why something was not taken, so it is always tried again.

        Raises:
            NotTakenError: the service did not take it.
        """
        service: Any = Apprise.instantiate(self._receiver.url)
        service.socket_connect_timeout = self._receiver.timeout_s
        service.socket_read_timeout = self._receiver.timeout_s
        if hasattr(service, "headers"):
            service.headers = {**service.headers, HEADER: notification.id}
        taken = service.notify(
            body=body_of(notification),
            title=title_of(notification),
            notify_type=_type_of(notification),
            body_format=NotifyFormat.TEXT,
            overflow=OverflowMode.SPLIT,
        )
        if not taken:
            raise NotTakenError(f"the {service.service_name} service did not take it")

    def close(self) -> None:
        """Nothing stays open between two notifications."""


def _type_of(notification: Notification) -> NotifyType:
    news = {item.news for item in notification.items}
    return NotifyType.SUCCESS if news <= {News.ENDED, News.RESOLVED} else NotifyType.WARNING
