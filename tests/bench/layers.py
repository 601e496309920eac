"""Where the time of the judge's loop goes: layer by layer, without what one calls of another."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final
from unittest.mock import patch

from streams.judge import docket
from streams.judge.merge import Merger
from streams.judge.partition import PartitionJudge
from streams.judge.scope_records import ScopeRecords
from streams.judge.store import Store
from streams.judge.worker import Bench

LAYERS: Final = ("read", "decode", "validate", "fold", "diff", "write", "send", "rest")


class Stopwatch:
    """Charges CPU time to the layer that is at work; only for one thread."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._layers: list[str] = []
        self._since = 0.0

    def timed(self, layer: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function of which every call is charged to a layer; a generator is used up."""

        def call(*arguments: Any, **named: Any) -> Any:
            self._change()
            self._layers.append(layer)
            try:
                result = function(*arguments, **named)
                return list(result) if isinstance(result, Iterator) else result
            finally:
                self._change()
                self._layers.pop()

        return call

    def _change(self) -> None:
        now = time.thread_time()
        if self._layers:
            self.seconds[self._layers[-1]] += now - self._since
        self._since = now


@contextmanager
def measured() -> Iterator[Stopwatch]:
    """Charge the layers of the judge's loop while the body runs."""
    watch = Stopwatch()
    places: tuple[tuple[Any, str, str], ...] = (
        (Bench, "_polled", "read"),
        (Bench, "_at_end", "read"),
        (Merger, "add", "read"),
        (docket, "decode", "decode"),
        (docket, "sift", "validate"),
        (docket, "judge", "fold"),
        (docket, "differences", "diff"),
        (docket, "deliveries", "diff"),
        (ScopeRecords, "flush", "write"),
        (Store, "parcels_for", "write"),
        (Store, "apply", "write"),
        (PartitionJudge, "_commit", "send"),
        (docket.Docket, "take", "rest"),
    )
    with ExitStack() as stack:
        for owner, name, layer in places:
            timed = watch.timed(layer, getattr(owner, name))
            stack.enter_context(patch.object(owner, name, timed))
        yield watch
