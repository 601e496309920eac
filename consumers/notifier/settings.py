"""The notifier's settings: one TOML file, read and checked as a whole.

See `docs/how-to/deliver-alerts.md` for a file to begin with.
"""

from __future__ import annotations

import os
import re
import tomllib
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Final, Literal

from apprise import Apprise
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from consumers.failures import ConsumerError

_VARIABLE: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")

Severity = Literal["INFO", "WARN", "BREACH", "CRITICAL"]
Hours = Annotated[float, Field(ge=0, le=24 * 366)]
"""A length of time in hours; 0 means never."""


class NotifierSettingsError(ConsumerError):
    """The settings file cannot be used; `sentence` says every mistake in it."""


def _expanded(value: object) -> object:
    """Return a text with every `${NAME}` replaced by that environment variable.

    Raises:
        ValueError: a variable is not set.
    """
    if not isinstance(value, str):
        return value
    missing = sorted({n for n in _VARIABLE.findall(value) if not os.environ.get(n)})
    if missing:
        raise ValueError(f"the environment variable {', '.join(missing)} is not set")
    return _VARIABLE.sub(lambda found: os.environ[found[1]], value)


def _http(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", url):
        raise ValueError("must be an address that begins with http:// or https://")
    return url.rstrip("/")


Text = Annotated[str, BeforeValidator(_expanded), Field(min_length=1)]
"""A text in which `${NAME}` stands for an environment variable: secrets stay out of the file."""

HttpUrl = Annotated[Text, AfterValidator(_http)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Receiver(_Section):
    """Who is told, and of what: an alert is told when it fits everything that is given.

    With `roles` it is told only of what is escalated to one of them.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")
    recipients: frozenset[str] = frozenset()
    """Of alerts that name one of these: credit codes, JUSTICE_BUREAU, LEADING_GROUP_OFFICE."""
    severities: frozenset[Severity] = frozenset()
    rules: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    timeout_s: float = Field(default=10.0, gt=0, le=300)
    """How long it may take to answer, in seconds."""


class AlertmanagerReceiver(Receiver):
    """Prometheus Alertmanager, API v2. It groups, silences, repeats and routes by itself."""

    kind: Literal["alertmanager"]
    url: HttpUrl
    bearer_token: Text | None = None
    resend_s: float = Field(default=60.0, ge=1, le=3600)
    """How often what is firing is said again, in seconds: it lapses after three times that."""
    finding_hours: Hours = 24.0
    """How long what is over at once (a finding, something done late) is shown as firing."""


class WebhookReceiver(Receiver):
    """An HTTP address that takes JSON, signed with HMAC-SHA256."""

    kind: Literal["webhook"]
    url: HttpUrl
    secret: Annotated[Text, Field(min_length=16)]


class MessengerReceiver(Receiver):
    """E-mail, DingTalk, WeCom, Feishu and whatever else Apprise knows, by its URL."""

    kind: Literal["apprise"]
    url: Text

    @model_validator(mode="after")
    def _known(self) -> MessengerReceiver:
        if Apprise.instantiate(self.url) is None:
            scheme = self.url.partition(":")[0]
            raise ValueError(f"url: Apprise cannot read this {scheme}:// address")
        return self


AnyReceiver = Annotated[
    AlertmanagerReceiver | WebhookReceiver | MessengerReceiver, Field(discriminator="kind")
]


class Quiet(_Section):
    """免打扰: from when to when, Asia/Shanghai; it may pass midnight."""

    begins: time = Field(alias="from")
    ends: time = Field(alias="to")

    @model_validator(mode="after")
    def _has_length(self) -> Quiet:
        if self.begins == self.ends:
            raise ValueError("from and to are the same time")
        return self

    def covers(self, at: time) -> bool:
        """Whether it is quiet at a time of day."""
        if self.begins < self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends


class Heartbeat(_Section):
    """A sign of life: whoever misses it raises the alarm."""

    url: HttpUrl | None = None
    """Fetched with GET while all is well; a dead man's switch stands behind it."""
    every_s: float = Field(default=60.0, ge=1, le=3600)


class Reminder(_Section):
    """When agencies are reminded on working days, Asia/Shanghai; after `until` it is too late."""

    at: time
    until: time = time(18)

    @model_validator(mode="after")
    def _in_order(self) -> Reminder:
        if self.at >= self.until:
            raise ValueError("at must be before until (18:00 unless it is given)")
        return self


class LeadDigest(_Section):
    """When and to whom the past month's leads are sent on the first working day of a month.

    Receivers are chosen as for an alert that names `recipients`; one that is for roles is told
    of the leads that name a role of its own, if that role stands in `roles`.
    """

    at: time
    """Asia/Shanghai."""
    recipients: frozenset[str] = Field(default=frozenset({"JUSTICE_BUREAU"}), min_length=1)
    roles: frozenset[str] = frozenset()


class NotifierSettings(_Section):
    """Everything the notifier is told."""

    receivers: tuple[AnyReceiver, ...] = Field(alias="receiver", min_length=1)
    group_minutes: float = Field(default=5.0, ge=0, le=24 * 60)
    """After one notification of an agency and a rule, the next ones wait so long and go as one."""
    repeat_hours: dict[Severity, Hours] = {"BREACH": 24.0, "CRITICAL": 4.0}
    """How often what is still owed is told again."""
    escalate_hours: dict[Severity, Hours] = {"BREACH": 24.0, "CRITICAL": 1.0}
    """After how long what is still owed goes to the roles that its clause names."""
    quiet: dict[Severity, Quiet] = {}
    heartbeat: Heartbeat = Heartbeat()
    reminder: Reminder | None = None
    lead_digest: LeadDigest | None = None

    @model_validator(mode="after")
    def _names_differ(self) -> NotifierSettings:
        names = [receiver.name for receiver in self.receivers]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two receivers are called {', '.join(twice)}")
        return self

    def repeat_after(self, severity: str) -> timedelta | None:
        """Return after how long an alert is told again, or None."""
        return _length(self.repeat_hours, severity)

    def escalate_after(self, severity: str) -> timedelta | None:
        """Return after how long an alert is escalated, or None."""
        return _length(self.escalate_hours, severity)

    def is_quiet(self, severity: str, at: time) -> bool:
        """Whether alerts of a severity wait at a time of day in Asia/Shanghai."""
        return any(q.covers(at) for s, q in self.quiet.items() if s == severity)


def _length(hours: dict[Severity, float], severity: str) -> timedelta | None:
    found = next((h for s, h in hours.items() if s == severity), 0.0)
    return timedelta(hours=found) if found else None


def read_settings(file: Path) -> NotifierSettings:
    """Return the settings of a file.

    Raises:
        NotifierSettingsError: it cannot be read, or something in it is wrong.
    """
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise NotifierSettingsError(
            f"The notifier's settings {file} cannot be read ({error.strerror}): name a TOML file."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotifierSettingsError(f"{file} cannot be read as TOML: {error}.") from error
    try:
        return NotifierSettings.model_validate(data)
    except ValidationError as error:
        mistakes = "; ".join(_mistake(found, data) for found in error.errors(include_url=False))
        raise NotifierSettingsError(f"{file}: {mistakes}.") from error


def _mistake(found: object, data: dict[str, object]) -> str:
    """Return where, what and why; values are not shown, for they may be secrets."""
    if not isinstance(found, dict):
        raise TypeError(found)
    kinds = {"alertmanager", "webhook", "apprise"}
    path = [str(part) for part in found["loc"] if part not in kinds]
    if len(path) > 1 and path[0] == "receiver" and path[1].isdecimal():
        path[:2] = [_named(data, int(path[1]))]
    reason = str(found["msg"]).removeprefix("Value error, ")
    where = ".".join(path)
    return f"{where}: {reason}" if where else reason


def _named(data: dict[str, object], number: int) -> str:
    receivers = data.get("receiver")
    one = receivers[number] if isinstance(receivers, list) else None
    name = one.get("name") if isinstance(one, dict) else None
    return f"receiver {name or number + 1}"
