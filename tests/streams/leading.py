"""Worked cases that end with leads, and what the judge publishes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from schemas.events.hub import HubOutput
from streams.casebook.world import default_world
from streams.coverage import worked_cases
from streams.judge.outputs import Published, basis_of, differences
from streams.policy.replay import replay
from streams.policy.verdicts import Lead
from tests.streams.vectors import all_received, founding

DISTRICT = "371322"


class _Contents(dict[str, str]):
    """The content of conclusions, in memory."""

    def get(self, id_: str) -> str:  # type: ignore[override]
        return self[id_]

    def put(self, id_: str, content: str) -> None:
        self[id_] = content


def _expects_leads(case: Mapping[str, Any]) -> bool:
    return any(expected.get("kind") == "lead" for expected in case.get("expect", ()))


def leading_cases() -> Iterator[tuple[str, list[Lead], list[HubOutput]]]:
    """Yield each case that expects a lead: its id, its leads and outputs after a month."""
    world = default_world()
    for case in worked_cases():
        received = all_received(case) if _expects_leads(case) else []
        if not received:
            continue
        now = max(r.fact.shared_at for r in received) + timedelta(days=30)
        end = replay(received, world.pack, now, known=founding())
        basis = basis_of(world.pack, end.registry)
        said = differences(
            end.ledger, Published(_Contents()), district=DISTRICT, basis=basis, now=now
        )
        yield case["id"], [s for s in end.ledger.statements if isinstance(s, Lead)], list(said)
