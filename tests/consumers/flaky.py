"""A relay in front of ClickHouse that can break off or fall silent."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self

from infra.embedded import Instance


class FlakyClickHouse:
    """Passes bytes between a client and ClickHouse, unless told to make trouble."""

    def __init__(self, instance: Instance) -> None:
        self._server = (instance.clickhouse_host, instance.clickhouse_port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._trouble = "none"
        self._open: list[socket.socket] = []
        self._answering = threading.Event()
        self._answering.set()

    def trouble(self, kind: str) -> None:
        """Make trouble: `away` breaks and refuses connections, `late` withholds answers."""
        self._trouble = kind
        if kind == "late":
            self._answering.clear()
        else:
            self._answering.set()
        if kind == "away":
            self._break_all()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._answering.set()
        self._listening.close()
        self._break_all()

    def _break_all(self) -> None:
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        self._open.clear()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                if self._trouble == "away":
                    client.close()
                    continue
                server = socket.create_connection(self._server)
                self._open += [client, server]
                for source, target, waits in ((client, server, False), (server, client, True)):
                    threading.Thread(
                        target=self._pass, args=(source, target, waits), daemon=True
                    ).start()

    def _pass(self, source: socket.socket, target: socket.socket, waits: bool) -> None:  # noqa: FBT001  # a thread's argument
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if waits:
                    self._answering.wait()
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)
