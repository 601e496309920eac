"""预警处理: from verdicts and obligations to `hub.alerts`. The decision is `streams.raising`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from schemas.events.hub import HubOutput
from schemas.floods import NORMAL, FloodLimits
from schemas.topics import Topics
from streams.faust_app import Place, serve
from streams.raising import alert_of
from streams.relay import Arrived, Outgoing, outgoing

SOURCES = ("hub.verdicts", "hub.obligations")


def run(
    bootstrap: str,
    topics: Topics,
    *,
    data_dir: Path,
    simulated: bool = False,
    flood_limits: FloodLimits = NORMAL,
) -> int:
    """Raise alerts until SIGTERM or SIGINT; return the exit code (0, 1 or 4).

    At least once: after a crash an alert may be sent again, with the same id.
    """

    async def step(arrived: Arrived) -> Sequence[Outgoing]:
        match arrived.output:
            case HubOutput() as output if (alert := alert_of(output)) is not None:
                return [outgoing(alert, topics)]
            case _:
                return []

    place = Place(bootstrap, topics, data_dir, simulated, flood_limits)
    return serve("alerts", SOURCES, step, place)
