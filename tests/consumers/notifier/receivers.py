"""Receivers as real servers on this machine: Alertmanager's API, a webhook, an SMTP server."""

from __future__ import annotations

import hmac
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from aiosmtpd.controller import Controller
from jsonschema import Draft202012Validator

_LABELS: Final = {"type": "object", "additionalProperties": {"type": "string"}}

_RFC3339: Final = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$"

POSTABLE: Final = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["labels"],
        "additionalProperties": False,
        "properties": {
            "labels": {**_LABELS, "minProperties": 1},
            "annotations": _LABELS,
            "startsAt": {"type": "string", "pattern": _RFC3339},
            "endsAt": {"type": "string", "pattern": _RFC3339},
            "generatorURL": {"type": "string", "pattern": "^https?://"},
        },
    },
}
"""`postableAlerts` of Alertmanager's OpenAPI (v2, 0.0.1), and no key that it does not name."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """An HTTP server that answers as it is told: next `answers` first, then what `judge` says."""

    judge: Callable[[Request], tuple[int, str]] = lambda _: (200, "")
    answers: deque[int] = field(default_factory=deque)
    delay_s: float = 0.0
    requests: list[Request] = field(default_factory=list)
    taken: list[Request] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, request: Request) -> tuple[int, str]:
        self.requests.append(request)
        time.sleep(self.delay_s)
        status, said = (self.answers.popleft(), "as told") if self.answers else self.judge(request)
        if status == 200:
            self.taken.append(request)
        return status, said

    @contextmanager
    def listening(self, port: int = 0) -> Iterator[Server]:
        """Listen on a port of its own, or on the given one."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, said = outer.answer(
                    Request(self.command, self.path, dict(self.headers.items()), body)
                )
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(said.encode())))
                    self.end_headers()
                    self.wfile.write(said.encode())
                except ConnectionError:
                    pass  # whoever asked has given up

            do_GET = do_POST  # noqa: N815  as the base class calls it

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        server.daemon_threads = True
        self.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class Alertmanager(Server):
    """Takes alerts by the rules of Alertmanager's API v2, and keeps them by their labels."""

    def __init__(self) -> None:
        super().__init__(judge=self._judged)
        self.alerts: dict[str, dict[str, Any]] = {}
        self.complaints: list[str] = []

    def active(self) -> list[dict[str, Any]]:
        """Return what fires now."""
        now = datetime.now(UTC)
        found = list(self.alerts.values())
        return [a for a in found if datetime.fromisoformat(a["endsAt"]) > now]

    def named(self, name: str) -> list[dict[str, Any]]:
        """Return what was ever posted under an `alertname`."""
        return [a for a in list(self.alerts.values()) if a["labels"]["alertname"] == name]

    def _judged(self, request: Request) -> tuple[int, str]:
        wrong = self._wrong(request)
        if wrong:
            self.complaints.append(wrong)
            return 400, wrong
        for alert in json.loads(request.body):
            self.alerts[json.dumps(alert["labels"], sort_keys=True)] = alert
        return 200, ""

    def _wrong(self, request: Request) -> str | None:
        if (request.method, request.path) != ("POST", "/api/v2/alerts"):
            return f"no such operation: {request.method} {request.path}"
        if request.headers.get("Content-Type") != "application/json":
            return "unsupported media type"
        posted = json.loads(request.body)
        for error in Draft202012Validator(POSTABLE).iter_errors(posted):
            return str(error.message)
        for alert in posted:
            if any(not value for value in alert["labels"].values()):
                return "an empty label"
            starts, ends = (datetime.fromisoformat(alert[k]) for k in ("startsAt", "endsAt"))
            if starts.tzinfo is None or ends.tzinfo is None:
                return "a time without zone"
            if ends < starts:
                return "start time must be before end time"
        return None


class Hook(Server):
    """A webhook that checks the signature as `consumers.notifier.webhook` documents it."""

    def __init__(self, secret: str) -> None:
        super().__init__(judge=self._judged)
        self._secret = secret

    @property
    def notifications(self) -> list[dict[str, Any]]:
        """Return what was taken, each id once, in order."""
        found = {r.headers["Idempotency-Key"]: json.loads(r.body) for r in list(self.taken)}
        return list(found.values())

    def _judged(self, request: Request) -> tuple[int, str]:
        at = request.headers.get("Hutong-Timestamp", "0")
        signed = hmac.new(self._secret.encode(), f"{at}.".encode() + request.body, sha256)
        if not hmac.compare_digest(
            request.headers.get("Hutong-Signature", ""), f"v1={signed.hexdigest()}"
        ):
            return 401, "wrong signature"
        if abs(time.time() - int(at)) > 300:
            return 401, "too old"
        if json.loads(request.body)["id"] != request.headers.get("Idempotency-Key"):
            return 400, "another key than id"
        return 200, ""


class Mailbox:
    """An SMTP server that keeps what comes."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuse = 0
        """How many more mails are refused for now, with 451."""

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a mail, as aiosmtpd calls it."""
        if self.refuse:
            self.refuse -= 1
            return "451 try again later"
        mail = BytesParser(policy=default).parsebytes(envelope.content)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 taken"

    @contextmanager
    def listening(self, port: int) -> Iterator[Mailbox]:
        """Listen on a port."""
        controller = Controller(self, hostname="127.0.0.1", port=port)
        controller.start()
        try:
            yield self
        finally:
            controller.stop()
