"""What the hub's processes count for Prometheus, each under its own name as `worker`.

Names follow Prometheus (base units, `_total`, `_seconds`). Labels are few: workers, codes of dead
letters, receivers of the settings, and agencies, of which the registry has some dozens.
"""

from __future__ import annotations

import math
from typing import Final

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]  # it has no annotations

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_DELAYS: Final = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0)

RECORDS: Final = Counter("hutong_records_total", "Records read and done.", ["worker"])
OUTPUTS: Final = Counter("hutong_outputs_total", "Messages written of them.", ["worker"])
DEAD_LETTERS: Final = Counter(
    "hutong_dead_letters_total",
    "Messages set aside, by the code of the reason.",
    ["worker", "code"],
)
BATCH_SECONDS: Final = Histogram(
    "hutong_batch_seconds",
    "Time from a batch that is read to its commit.",
    ["worker"],
    buckets=_SECONDS,
)
BEHIND: Final = Gauge("hutong_behind_records", "Records that are not done yet.", ["worker"])
TIME_TO_CLEAR: Final = Gauge(
    "hutong_time_to_clear_seconds",
    "Lag: how long what is behind takes at the pace of the last commit.",
    ["worker"],
)
LAST_COMMIT: Final = Gauge(
    "hutong_last_commit_timestamp_seconds", "When offsets were committed last.", ["worker"]
)
DUE_BACKLOG: Final = Gauge(
    "hutong_due_backlog", "Scopes whose time has come and that are not judged yet.", ["worker"]
)
LATE: Final = Counter(
    "hutong_late_duties_total",
    "Duties that became overdue or were done late, by debtor.",
    ["agency"],
)
OUTPUT_DELAY: Final = Histogram(
    "hutong_output_delay_seconds",
    "From the judge's conclusion, for what fell due its due time, to what came of it being on its "
    "topic: of the worker `alerts` that is the delay of alerts.",
    ["worker"],
    buckets=_DELAYS,
)
NOTIFICATIONS: Final = Counter(
    "hutong_notifications_total", "Notifications that a receiver has taken.", ["receiver"]
)
NOTIFICATION_DELAY: Final = Histogram(
    "hutong_notification_delay_seconds",
    "From the decision to tell a receiver to its having taken it.",
    ["receiver"],
    buckets=_DELAYS,
)


def lag(worker: str, behind: int, pace: float) -> None:
    """Set how far a worker is behind; `pace` in records a second, 0 when unknown.

    Time to clear is infinite where something waits and nothing has been done yet.
    """
    BEHIND.labels(worker).set(behind)
    waits = behind / pace if pace else math.inf
    TIME_TO_CLEAR.labels(worker).set(waits if behind else 0.0)


def committed(worker: str) -> None:
    """Note that offsets were committed now."""
    LAST_COMMIT.labels(worker).set_to_current_time()
