"""What it takes to hand a notification to a receiver, and how a refusal is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Protocol

import httpx

from consumers.notifier.desk import Notification

_TOO_MANY: Final = 429
_SERVER: Final = 500
_LONGEST_ASKED_S: Final = 3600.0


class NotTakenError(Exception):
    """A receiver did not take a notification; it is tried again.

    `is_away`: it took nothing at all (it does not answer, is overloaded, or fails), so others
    need not be tried before `after`, if it asked for a pause. Otherwise it refused this one.
    """

    def __init__(
        self, sentence: str, *, is_away: bool = True, after: timedelta | None = None
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.is_away = is_away
        self.after = after


class Carrier(Protocol):
    """Hands notifications to one receiver."""

    def deliver(self, notification: Notification) -> None:
        """Return when the receiver has taken it.

        Raises:
            NotTakenError: it has not, or that is not known.
        """

    def close(self) -> None:
        """Close its connections."""


def post(client: httpx.Client, url: str, content: bytes, headers: dict[str, str]) -> None:
    """Send JSON with POST; any 2xx means taken.

    Raises:
        NotTakenError: no answer in time, or another answer.
    """
    sent = {"Content-Type": "application/json", **headers}
    try:
        answer = client.post(url, content=content, headers=sent)
    except httpx.HTTPError as error:
        raise NotTakenError(f"no answer ({type(error).__name__})") from error
    if answer.is_success:
        return
    is_away = answer.status_code >= _SERVER or answer.status_code == _TOO_MANY
    said = answer.text[:200].replace("\n", " ")
    raise NotTakenError(
        f"it answers {answer.status_code} {said}".rstrip(),
        is_away=is_away,
        after=_asked_pause(answer),
    )


def _asked_pause(answer: httpx.Response) -> timedelta | None:
    """Return the pause of `Retry-After` in seconds (RFC 9110), at most an hour."""
    asked = answer.headers.get("Retry-After", "")
    return timedelta(seconds=min(float(asked), _LONGEST_ASKED_S)) if asked.isdecimal() else None
