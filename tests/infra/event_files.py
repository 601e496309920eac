"""Events of worked cases as files, as `hutong judge` reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from schemas.instants import shown
from streams.casebook.world import default_world
from tests.streams.vectors import all_received, case

WORLD = Path("streams/casebook/data/world.json").resolve()
VECTORS = WORLD.with_name("vectors.json")


def as_lines(vector_id: str, *, receipts: bool = True) -> list[dict[str, Any]]:
    """Return the events of a case in their committed JSON form, with or without receipts."""
    found = []
    for message in all_received(case(vector_id)):
        event = json.loads(message.event.model_dump_json())
        at = shown(message.fact.shared_at)
        found.append({"event": event, "received_at": at} if receipts else event)
    return found


def founding_lines() -> list[dict[str, Any]]:
    """Return the registry of the world of worked cases as events with receipts."""
    return [
        {"event": json.loads(f.event.model_dump_json()), "received_at": shown(f.shared_at)}
        for f in default_world().founding()
    ]


def write_lines(path: Path, lines: list[dict[str, Any]]) -> Path:
    """Write values as JSON Lines."""
    path.write_text("".join(f"{json.dumps(x, ensure_ascii=False)}\n" for x in lines), "utf-8")
    return path
