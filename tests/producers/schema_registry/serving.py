"""A registry of ours on a free port, served in a thread as `hutong schema serve` serves it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from producers.schema_registry.api import registry_app
from producers.schema_registry.catalogue import Catalogue

_PATIENCE_S = 30.0


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Give the address of an app that is served while the body runs."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            deadline = time.monotonic() + _PATIENCE_S
            while not server.started:
                assert time.monotonic() < deadline, "the server did not start"
                assert thread.is_alive(), "the server ended"
                time.sleep(0.02)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def serving_catalogue(current: Callable[[], Catalogue]) -> Iterator[str]:
    """Give the address of a registry that serves a catalogue."""
    with serving(registry_app(current)) as url:
        yield url
