"""送达: from `hub.deliveries` to the inbox of each agency.

An inbox is `inbox.<agency>`, one partition, kept for good, made when the first delivery for the
agency comes. Its records are keyed by the district; the value is the delivery itself
(`routing.assigned` or `routing.reassigned` in the Confluent frame), and the headers tell what it is
without decoding: `hutong_delivery` (its id), `hutong_event` and `hutong_event_type` (what is
delivered) and `hutong_reason` (the rule that names the receiver), beside the CloudEvents
attributes.

At least once: after a crash a delivery may be written again, always with the same
`hutong_delivery`, which is derived from its cause. Readers drop an id they have seen.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Sequence
from pathlib import Path

from kafka import KafkaAdminClient
from kafka.admin import NewTopic
from kafka.errors import KafkaError, TopicAlreadyExistsError

from schemas.codec import KafkaHeaders
from schemas.events.hub import Delivery, Reason
from schemas.floods import NORMAL, FloodLimits
from schemas.instants import epoch_millis
from schemas.topics import Topics
from streams.faust_app import Place, serve
from streams.relay import Arrived, NotTakenError, Outgoing, hub_headers

log = logging.getLogger(__name__)

SOURCES = ("hub.deliveries",)

_TOPIC_NAME = re.compile(r"[A-Za-z0-9._-]{1,249}")
_LARGEST_BYTES = 4 * 2**20
"""A delivery is an event and its envelope, so an inbox takes more than `facts.*` do."""
_ANSWER_TIMEOUT_MS = 10_000
_PAUSE_S = 0.5


def run(
    bootstrap: str,
    topics: Topics,
    *,
    data_dir: Path,
    simulated: bool = False,
    flood_limits: FloodLimits = NORMAL,
) -> int:
    """Deliver until SIGTERM or SIGINT; return the exit code (0, 1 or 4)."""
    inboxes = Inboxes(bootstrap, topics, simulated=simulated)

    async def step(arrived: Arrived) -> Sequence[Outgoing]:
        delivery = arrived.output
        if not isinstance(delivery, Delivery):
            raise TypeError(f"{delivery.TYPE} on hub.deliveries")  # the relay has looked
        return [addressed(delivery, arrived.value, await inboxes.of(delivery.to))]

    place = Place(bootstrap, topics, data_dir, simulated, flood_limits)
    return serve("router", SOURCES, step, place)


def addressed(delivery: Delivery, value: bytes, topic: str) -> Outgoing:
    """Return the record of a delivery for an inbox; `value` is the delivery as it came."""
    return Outgoing(
        topic=topic,
        key=delivery.district.encode(),
        value=value,
        headers=_headers(delivery),
        at_ms=epoch_millis(delivery.judged_at),
    )


class Inboxes:
    """The inboxes there are; makes those that are not there yet."""

    def __init__(self, bootstrap: str, topics: Topics, *, simulated: bool) -> None:
        self._bootstrap = bootstrap.split(",")
        self._topics = topics
        self._timestamps = "CreateTime" if simulated else "LogAppendTime"
        self._there: set[str] = set()

    async def of(self, agency: str) -> str:
        """Return the topic of an agency's inbox, made if need be.

        Waits as long as Kafka is away.

        Raises:
            NotTakenError: no topic can bear the agency's name.
        """
        name = self._topics.inbox(agency)
        if not _TOPIC_NAME.fullmatch(name):
            raise NotTakenError(_nameless(agency))
        while name not in self._there:
            try:
                await asyncio.to_thread(self._make, name)
            except (KafkaError, OSError) as error:
                log.warning("Inbox %s cannot be made yet: %s.", name, error)
                await asyncio.sleep(_PAUSE_S)
            else:
                self._there.add(name)
        return name

    def _make(self, name: str) -> None:
        admin = KafkaAdminClient(
            bootstrap_servers=self._bootstrap,
            bootstrap_timeout_ms=_ANSWER_TIMEOUT_MS,
            request_timeout_ms=_ANSWER_TIMEOUT_MS,
        )
        config = {
            "retention.ms": "-1",
            "retention.bytes": "-1",
            "message.timestamp.type": self._timestamps,
            "max.message.bytes": str(_LARGEST_BYTES),
        }
        try:
            admin.create_topics([NewTopic(name, 1, -1, topic_configs=config)])
        except TopicAlreadyExistsError:
            pass  # an earlier start made it
        finally:
            admin.close()


def _headers(delivery: Delivery) -> KafkaHeaders:
    return [
        *hub_headers(delivery),
        ("ce_subject", delivery.subject.encode()),
        ("hutong_delivery", str(delivery.output_id).encode()),
        ("hutong_event", str(delivery.event_id).encode()),
        ("hutong_event_type", delivery.event_type.encode()),
        ("hutong_reason", delivery.reason_rule.encode()),
    ]


def _nameless(agency: str) -> Reason:
    return Reason(
        rule_id="V-01",
        field="to",
        value=agency[:200],
        message_zh="收件机关的代码不能用作收件箱名称",
        message_en="the receiver's code cannot name an inbox",
        fix_zh="登记并使用该机关的统一社会信用代码",
        fix_en="register the agency and use its unified social credit code",
    )
