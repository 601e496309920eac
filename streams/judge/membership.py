"""Who judges which partition: consumer-group membership, apart from reading and committing.

The group says who ought to own a partition and notices who is gone; that nobody else writes is
ensured by the transactional id alone. Members are static (KIP-345): one that is killed and started
again gets its partitions back at once. Assignment is cooperative (KIP-429): only partitions that
move are let go.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Final, Self

from kafka import KafkaConsumer
from kafka.admin import KafkaAdminClient, MemberToRemove
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.errors import KafkaError

_LOG = logging.getLogger(__name__)
_SESSION_MS: Final = 6_000
"""How long a worker may be silent before others take over; Kafka's own least."""
_HEARTBEAT_MS: Final = 500
_POLL_MS: Final = 200
_STUCK_S: Final = 300.0
"""A worker that has not asked for so long judges nothing any more: others take over from it."""
_CLOSE_S: Final = 10.0


class Membership:
    """One worker's membership. `topic` is any that has the partitions to be shared out.

    The group is followed in a thread: kafka-python takes part in a rebalance only while it is
    polled, and a batch may take longer than others should wait.
    """

    def __init__(self, bootstrap: str, group: str, topic: str, name: str) -> None:
        self._bootstrap, self._group, self._name = bootstrap, group, name
        self._consumer = KafkaConsumer(
            bootstrap_servers=bootstrap,
            group_id=group,
            group_instance_id=name,
            client_id=name,
            enable_auto_commit=False,
            auto_offset_reset="latest",
            session_timeout_ms=_SESSION_MS,
            heartbeat_interval_ms=_HEARTBEAT_MS,
            partition_assignment_strategy=(CooperativeStickyAssignor,),
        )
        self._consumer.subscribe([topic])
        self._consumer.partitions_for_topic(topic)  # a leader that knows none shares out none
        self._owned = frozenset[int]()
        self._asked = time.monotonic()
        self._failure: Exception | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="membership", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(_CLOSE_S)
        self._consumer.close()

    def owned(self) -> frozenset[int]:
        """Return the partition numbers that this worker ought to judge now.

        Raises:
            FencedInstanceIdError: another worker bears the same name.
            KafkaError: the group cannot be followed.
        """
        self._asked = time.monotonic()
        if self._failure is not None:
            raise self._failure
        return self._owned

    def leave(self) -> None:
        """Leave for good, so that the others take over at once and not when the session ends."""
        self._stop.set()
        self._thread.join(_CLOSE_S)
        try:
            admin = KafkaAdminClient(
                bootstrap_servers=self._bootstrap, bootstrap_timeout_ms=int(_CLOSE_S * 1000)
            )
            try:
                admin.remove_group_members(
                    self._group, [MemberToRemove(group_instance_id=self._name)]
                )
            finally:
                admin.close()
        except KafkaError as error:
            _LOG.warning("the group will notice by itself that this worker is gone: %r", error)

    def _follow(self) -> None:
        try:
            while not self._stop.is_set():
                if time.monotonic() - self._asked > _STUCK_S:
                    self._stop.wait(_POLL_MS / 1000)
                    continue
                self._consumer.poll(timeout_ms=_POLL_MS)
                assigned = self._consumer.assignment()
                self._consumer.pause(*assigned)  # the records are read elsewhere
                self._owned = frozenset(tp.partition for tp in assigned)
        except Exception as error:  # noqa: BLE001  # raised where it is asked who owns what
            self._failure = error
