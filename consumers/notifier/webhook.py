"""A signed webhook: JSON over HTTP, with HMAC-SHA256 over time and body.

Headers: `Idempotency-Key` is the notification's id, the same on every try; `Hutong-Timestamp`
is seconds since 1970 UTC; `Hutong-Signature` is `v1=` and the hexadecimal HMAC-SHA256, under the
shared secret, of the timestamp, a full stop and the body's bytes. A receiver compares in constant
time, refuses a timestamp that is more than five minutes off, and drops an id that it has seen.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Final

import httpx

from consumers.notifier.desk import Notification
from consumers.notifier.sending import post
from consumers.notifier.settings import WebhookReceiver
from consumers.notifier.words import body_of, title_of

VERSION: Final = "v1"


class WebhookCarrier:
    """Posts notifications to one address."""

    def __init__(self, receiver: WebhookReceiver) -> None:
        self._receiver = receiver
        self._client = httpx.Client(timeout=receiver.timeout_s)

    def deliver(self, notification: Notification) -> None:
        """Post it, signed.

        Raises:
            NotTakenError: it was not answered with 2xx.
        """
        content = content_of(notification)
        at = str(int(time.time()))
        headers = {
            "Idempotency-Key": notification.id,
            "Hutong-Timestamp": at,
            "Hutong-Signature": f"{VERSION}={signature(self._receiver.secret, at, content)}",
        }
        post(self._client, self._receiver.url, content, headers)

    def close(self) -> None:
        """Close its connections."""
        self._client.close()


def signature(secret: str, timestamp: str, content: bytes) -> str:
    """Return the signature of a body at a time, in hexadecimal."""
    signed = timestamp.encode() + b"." + content
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def content_of(notification: Notification) -> bytes:
    """Return the body: the notification, with its title and text for people."""
    return httpx.Request(
        "POST",
        "http://localhost",
        json={
            **notification.model_dump(mode="json"),
            "title": title_of(notification),
            "text": body_of(notification),
        },
    ).content
