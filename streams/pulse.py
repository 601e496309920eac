"""脉动处理: from everything that arrives and is concluded to `hub.pulse`. It counts by `pages`.

It keeps no table and nothing else that would have to be recovered. Counts go out once a second; a
message is acknowledged when a count that holds it is on its topic. So the group's offset says how
far everything was counted, and a start from the beginning of that page (`pages.PAGE`) loses
nothing and says the same again.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Final

import faust
from faust.events import Event
from faust.streams import Stream

from schemas.floods import NORMAL, FloodLimits
from schemas.metrics import OUTPUTS, RECORDS
from schemas.topics import FAMILIES, Topics
from streams.faust_app import Place, host
from streams.pages import PAGE, Pages, Record
from streams.relay import outgoing, send

SOURCES: Final = (*(f"facts.{family}" for family in FAMILIES), "hub.verdicts", "hub.obligations")

STAGE: Final = "pulse"
_EVERY_S: Final = 1.0
_MOST_HELD: Final = 5_000
"""Messages that are counted and not said at most: bounds memory while catching up."""


class Counter:
    """One worker's loop over its stream. An error ends the worker, never just one message."""

    def __init__(self, app: faust.App, place: Place) -> None:
        self._app = app
        self._place = place
        self._pages = Pages()
        self._held: list[Event] = []
        self._wake = asyncio.Event()
        self._said = asyncio.Event()

    async def consume(self, stream: Stream[bytes]) -> None:
        """Run as a Faust agent."""
        saying = asyncio.create_task(self._say_again_and_again())
        try:
            async for event in stream.noack().events():
                self._pages.count(self._read(event))
                self._held.append(event)
                if len(self._held) >= _MOST_HELD:
                    self._said.clear()
                    self._wake.set()
                    await self._said.wait()
        except Exception as error:  # noqa: BLE001  whatever it is, nothing may be skipped
            await self._app.crash(error)
        finally:
            saying.cancel()

    def _read(self, event: Event) -> Record:
        message = event.message
        return Record(
            self._place.topics.plain(message.topic),
            message.partition,
            message.offset,
            round(message.timestamp * 1000),
            message.key,
            message.value,
        )

    async def _say_again_and_again(self) -> None:
        try:
            while True:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), _EVERY_S)
                self._wake.clear()
                await self._say()
                self._said.set()
        except Exception as error:  # noqa: BLE001  likewise
            await self._app.crash(error)

    async def _say(self) -> None:
        """Say what has changed, and acknowledge what that holds when the broker has it."""
        held, self._held = self._held, []
        records = [outgoing(counts, self._place.topics) for counts in self._pages.changed()]
        simulated = self._place.simulated
        for sent in [await send(self._app, record, simulated=simulated) for record in records]:
            await sent
        for event in held:
            event.ack()
        RECORDS.labels(STAGE).inc(len(held))
        OUTPUTS.labels(STAGE).inc(len(records))


def run(
    bootstrap: str,
    topics: Topics,
    *,
    data_dir: Path,
    simulated: bool = False,
    flood_limits: FloodLimits = NORMAL,
) -> int:
    """Count until SIGTERM or SIGINT; return the exit code (0, 1 or 4)."""
    place = Place(bootstrap, topics, data_dir, simulated, flood_limits)
    return host(STAGE, SOURCES, lambda app: Counter(app, place).consume, place, page=PAGE)
