"""The judge live, on one worker: against its own loop without judging, and against bare Faust.

Matters have eight events in the median; pack and register are those of the worked cases. All
three read the same log, in turns, and write what they give out to the same broker.
"""

from __future__ import annotations

from typing import Final

from tests.bench.figure import Figure, Spent, compared, short
from tests.bench.judge_loop import Loop, made_log
from tests.bench.layers import LAYERS, Stopwatch, measured
from tests.bench.matters import matters, registers
from tests.bench.parts import embedded

COPIES: Final = 6
"""Copies of every case in every district."""
ROUNDS: Final = 3


_LOOP: Final = "the same loop without judging"
_FAUST: Final = "bare Faust: one table write, one output"


def run() -> list[Figure]:
    """Run the three in turns, then the judge once more with its layers measured."""
    founded = registers()
    with embedded() as instance:
        loop = Loop(instance, made_log(matters(COPIES), founded), len(founded) + 1)
        loop.bare(), loop.faust(), loop.judged()
        rounds = [(loop.judged(), loop.bare(), loop.faust()) for _ in range(ROUNDS)]
        with measured() as watch:
            layered = loop.judged(watch.seconds.clear)
    ours = [(judged, bare) for judged, bare, _ in rounds]
    theirs = [(judged, faust) for judged, _, faust in rounds]
    return [
        compared("judge.live_vs_bare_loop", "events/s", lambda spent: spent.rate, ours, _LOOP),
        compared("judge.live_vs_bare_faust", "events/s", lambda spent: spent.rate, theirs, _FAUST),
        compared("judge.cpu", "CPU ms/event", lambda spent: spent.cpu_ms, ours, _LOOP),
        *_layers(watch, layered),
    ]


def _layers(watch: Stopwatch, spent: Spent) -> list[Figure]:
    """Return what each layer took of an event, beside the whole."""
    return [
        Figure(
            f"judge.layer_{layer}",
            short(watch.seconds[layer] / spent.events * 1e6),
            "µs/event",
            short(watch.seconds[layer] / spent.wall_s),
            "the whole loop, measured layer by layer",
        )
        for layer in LAYERS
    ]
