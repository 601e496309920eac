"""The loader's round: gather a batch, store it, commit what was read; again until told to stop."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from consumers.failures import ConsumerError, UnreachableError
from consumers.loader.batch import STAGE, Batch, refused_by_table
from consumers.loader.dead_letters import DeadLetterBox
from consumers.loader.inserting import Inserter, Refused
from consumers.loader.reader import LogReader
from consumers.warehouse import connect, create
from schemas.commits import pace_of
from schemas.dead_letters import log_fields
from schemas.events.hub import DeadLetter
from schemas.floods import NORMAL, FloodError, FloodGate, FloodLimits
from schemas.metrics import BATCH_SECONDS, DEAD_LETTERS, RECORDS, committed, lag
from schemas.topics import Topics

_LOG: Final = logging.getLogger("hutong.loader")

_LINGER_S: Final = 0.1
"""How long a lone event waits for company, in seconds."""

_LONGEST_S: Final = 2.0
"""How long a batch gathers at most while a backlog is read, in seconds."""

_FLOWING: Final = 200
"""A poll that brings this many messages means that more are waiting."""

_MOST_MESSAGES: Final = 20_000
_MOST_BYTES: Final = 16 * 2**20
"""A batch is cut at this many messages or bytes of values: it bounds the loader's memory."""

_IDLE_S: Final = 0.5
"""How long a quiet log is waited on before `stop` is looked at again, in seconds."""

_FIRST_PAUSE_S: Final = 0.2
_LONGEST_PAUSE_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the loader stands: `state` is `loading` or `waiting`, the rest counts messages."""

    state: str = "loading"
    loaded: int = 0
    dead: int = 0
    behind: int = 0


class Loader:
    """Gathers, stores and commits in single steps.

    A process that ends between any two of them, however it ends, loses nothing: what was
    stored but not committed is stored again in its own place.
    """

    def __init__(
        self,
        reader: LogReader,
        inserter: Inserter,
        dead_letters: DeadLetterBox,
        topics: Topics,
        on_progress: Callable[[Progress], None] = lambda _: None,
        *,
        flood_limits: FloodLimits = NORMAL,
    ) -> None:
        self._gate = FloodGate(flood_limits)
        self._reader = reader
        self._inserter = inserter
        self._dead_letters = dead_letters
        self._topics = topics
        self._on_progress = on_progress
        self.progress = Progress()
        self._begun = self._pace = 0.0
        """When the batch under way began, and the messages a second of the last one."""

    def run(self, stop: threading.Event) -> None:
        """Load until `stop` is set; what is away is waited for, and nothing is lost meanwhile.

        Raises:
            ConsumerError: the log is not the one that was read before, or most of it cannot be
                read or stored.
        """
        while not stop.is_set():
            batch = Batch(self._topics.plain)
            steps = (partial(self._fill, batch, stop), partial(self.store, batch), self.commit)
            if all(self._until_done(step, stop) for step in steps):
                self._tell(state="loading")
                if batch.messages:
                    self._measure(batch)

    def _measure(self, batch: Batch) -> None:
        seconds = time.monotonic() - self._begun
        RECORDS.labels(STAGE).inc(batch.messages)
        BATCH_SECONDS.labels(STAGE).observe(seconds)
        committed(STAGE)
        _LOG.debug("A batch is loaded.", extra={"records": batch.messages, "seconds": seconds})

    def gather(self, stop: threading.Event) -> Batch:
        """Read and decode until a batch is due: full, or lingered with nothing more waiting.

        Raises:
            UnreachableError: Kafka is away; what was read is lost to this loader, not to the log.
        """
        batch = Batch(self._topics.plain)
        self._fill(batch, stop)
        return batch

    def store(self, batch: Batch) -> None:
        """Insert every row and publish every dead letter of a batch; may be called again.

        Raises:
            UnreachableError: ClickHouse or Kafka is away; what is done is not done twice.
            ConsumerError: most of what comes cannot be stored; nothing of it is set aside.
        """
        while batch.tables:
            event_type, loadables = next(iter(batch.tables.items()))
            refused = self._inserter.insert(event_type, loadables)
            for row in refused:
                self._set_aside(batch, event_type, row)
            unfit = {id(row.loadable) for row in refused}
            taken = [it for it in loadables if id(it) not in unfit]
            batch.recovered += [it.recovers for it in taken if it.recovers]
            del batch.tables[event_type]
            self._tell(loaded=self.progress.loaded + len(taken))
        self._count(batch)
        if batch.dead:
            self._dead_letters.send(list(batch.dead.values()))
            for letter in batch.dead.values():
                _tell_set_aside(letter)
            self._tell(dead=self.progress.dead + len(batch.dead))
            batch.dead.clear()
        if batch.recovered:
            self._dead_letters.say(batch.recovered)
            batch.recovered.clear()
        if batch.messages:
            self._pace = pace_of(batch.messages, time.monotonic() - self._begun)

    def _count(self, batch: Batch) -> None:
        """Stop before a flood of dead letters: then nothing of the batch counts as read."""
        if batch.is_counted:
            return
        try:
            self._gate.batch(batch.messages, batch.dead.items())
        except FloodError as flood:
            self._dead_letters.say([flood.alert])
            raise ConsumerError(str(flood)) from flood
        batch.is_counted = True

    def commit(self) -> None:
        """Commit what was gathered; called when all of it is stored.

        Raises:
            UnreachableError: Kafka is away.
        """
        self._reader.commit(self._pace)
        self._tell(behind=self._reader.behind())
        lag(STAGE, self.progress.behind, self._pace)

    def _fill(self, batch: Batch, stop: threading.Event) -> None:
        """Read into a batch until it is due; where Kafka is away, go on later with the same."""
        due = last = 0.0
        while not (stop.is_set() or _full(batch)):
            wait = max(0.0, due - time.monotonic()) if due else _IDLE_S
            messages = self._reader.poll(wait)
            for message in messages:
                batch.add(message)
            now = time.monotonic()
            if not due:
                self._begun = now
                due, last = now + _LINGER_S, now + _LONGEST_S
            if not batch.messages or now >= last or (now >= due and len(messages) < _FLOWING):
                break

    def _set_aside(self, batch: Batch, event_type: str, refused: Refused) -> None:
        message = refused.loadable.message
        if self._topics.plain(message.topic) == "hub.dead-letters":
            # Its own dead letter would be refused the same way, and so on without end.
            _LOG.error(
                "A dead letter is not in ClickHouse, which would not take it.",
                extra={
                    "event_type": event_type,
                    "topic": "hub.dead-letters",
                    "partition": message.partition,
                    "offset": message.offset,
                },
            )
            return
        why = refused_by_table(event_type, refused.found)
        batch.set_aside(refused.loadable.number, message, why)

    def _until_done(self, step: Callable[[], None], stop: threading.Event) -> bool:
        pause = _FIRST_PAUSE_S
        while not stop.is_set():
            try:
                step()
            except UnreachableError as error:
                _LOG.warning("%s Nothing is lost; trying again in %.1f s.", error.sentence, pause)
                self._tell(state="waiting")
                stop.wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_S)
            else:
                if pause > _FIRST_PAUSE_S:
                    _LOG.warning("Loading goes on.")
                return True
        return False

    def _tell(self, **changed: int | str) -> None:
        told = replace(self.progress, **changed)  # type: ignore[arg-type]  # names of Progress
        if told != self.progress:
            self.progress = told
            self._on_progress(told)


def run(
    bootstrap: str,
    clickhouse_host: str,
    clickhouse_port: int,
    database: str,
    topics: Topics,
    stop: threading.Event,
    on_progress: Callable[[Progress], None] = lambda _: None,
    *,
    flood_limits: FloodLimits = NORMAL,
) -> None:
    """Create what the warehouse lacks, then load until `stop` is set.

    Raises:
        UnreachableError: Kafka or ClickHouse does not answer at the start.
        ConsumerError: a topic is missing, the log or a table is not the one expected, or most of
            what comes cannot be stored.
    """
    with ExitStack() as open_ones:
        client = connect(clickhouse_host, clickhouse_port)
        open_ones.callback(client.disconnect)
        create(client, database)
        reader = LogReader(bootstrap, topics)
        open_ones.callback(reader.close)
        dead_letters = DeadLetterBox(bootstrap, topics)
        open_ones.callback(dead_letters.close)
        loader = Loader(
            reader,
            Inserter(client, database),
            dead_letters,
            topics,
            on_progress,
            flood_limits=flood_limits,
        )
        loader.run(stop)


def _tell_set_aside(letter: DeadLetter) -> None:
    DEAD_LETTERS.labels(STAGE, letter.code).inc()
    _LOG.warning("A message is set aside.", extra=log_fields(letter))


def _full(batch: Batch) -> bool:
    return batch.messages >= _MOST_MESSAGES or batch.value_bytes >= _MOST_BYTES
