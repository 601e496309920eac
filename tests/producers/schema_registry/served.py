"""Registries on free ports, served as `hutong schema serve` serves them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from producers.schema_registry.api import registry_app
from producers.schema_registry.catalogue import Catalogue
from producers.schema_registry.serving import listening, serving


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Give the address of an app that is served while the body runs."""
    with serving(app, listening("127.0.0.1", 0)) as url:
        yield url


@contextmanager
def served_catalogue(current: Callable[[], Catalogue]) -> Iterator[str]:
    """Give the address of a registry that serves a catalogue."""
    with served(registry_app(current)) as url:
        yield url
