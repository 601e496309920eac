"""What the judge tells those who watch it: counts a batch, and log lines with event and matter."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final

from schemas.codec import UnreadableError, decode
from schemas.dead_letters import log_fields
from schemas.envelope import Event
from schemas.events.hub import DeadLetter, EventRejected, HubOutput, ObligationChanged
from schemas.metrics import BATCH_SECONDS, DEAD_LETTERS, LATE, OUTPUTS, RECORDS, committed
from schemas.problems import InvalidEventError
from streams.judge.docket import Docket
from streams.judge.merge import LogRecord

_LOG = logging.getLogger(__name__)
_LATE: Final = frozenset({"overdue", "satisfied_late"})

WORKER: Final = "judge"


def measured(records: int, outputs: Sequence[HubOutput], seconds: float) -> None:
    """Count a batch that is committed."""
    RECORDS.labels(WORKER).inc(records)
    OUTPUTS.labels(WORKER).inc(len(outputs))
    BATCH_SECONDS.labels(WORKER).observe(seconds)
    committed(WORKER)
    for output in outputs:
        match output:
            case ObligationChanged(status=status) if status in _LATE and not output.withdrawn:
                if output.previous_status not in _LATE:
                    LATE.labels(output.debtor).inc()
            case DeadLetter():
                DEAD_LETTERS.labels(WORKER, output.code).inc()
            case _:
                pass


def tell_set_aside(letter: DeadLetter, outputs: Sequence[HubOutput]) -> None:
    """Log a message that is refused or cannot be read, never what it says."""
    refused = next((output for output in outputs if isinstance(output, EventRejected)), None)
    _LOG.warning(
        "A message is set aside.",
        extra={
            "event_id": refused and refused.event_id,
            "event_type": refused and refused.event_type,
            "agency": refused and refused.agency,
            **log_fields(letter),
        },
    )


def tell_judged(docket: Docket, record: LogRecord, outputs: Sequence[HubOutput]) -> None:
    """Log one record that was judged: its event and matter, its place, and how much follows."""
    try:
        event = decode(record.value)
    except (UnreadableError, InvalidEventError):
        return
    if not isinstance(event, Event):
        return
    _LOG.debug(
        "An event is judged.",
        extra={
            "event_id": event.event_id,
            "event_type": event.TYPE,
            "matter_id": docket.matter_of(event),
            "district": event.district,
            "agency": event.agency_judged,
            "topic": record.topic,
            "partition": record.partition,
            "offset": record.offset,
            "outputs": len(outputs),
        },
    )
