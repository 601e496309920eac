"""The embedded default: real Kafka and real ClickHouse as children of one runner.

Whoever wants them calls ``start``; nothing in here knows about events or rules.
"""

from infra.embedded.instance import Instance, start, start_detached, stop_running
from infra.embedded.status import InstanceStatus, status

__all__ = ["Instance", "InstanceStatus", "start", "start_detached", "status", "stop_running"]
