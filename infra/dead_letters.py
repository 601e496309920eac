"""死信处理: reads the dead letters of a hub, sends their messages again, or lays them aside.

What is done is said on `hub.dead-letters`, by whom and why. A copy goes out before it is said: a
process that dies between the two leaves a letter that looks untouched. Replaying it once more is
harmless, for the second copy is a duplicate (docs/decisions/0016).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaError

from infra import ExitCode, HutongError
from producers.connecting import connected, unreachable
from schemas.catalogue import TOPIC_OF
from schemas.codec import UnreadableError, decode, encode
from schemas.dead_letter_states import COPY_HEADER, Case, cases
from schemas.dead_letters import NAMESPACE
from schemas.events.hub import (
    DeadLetter,
    DeadLetterDiscarded,
    DeadLetterReplayed,
    HubOutput,
    Position,
)
from schemas.instants import from_epoch_millis
from schemas.problems import InvalidEventError
from schemas.topic_reading import records_until
from schemas.topics import Topics

TOPIC: Final = TOPIC_OF[DeadLetter.TYPE]

_PATIENCE_S: Final = 10.0
_WAIT_S: Final = 30
_LARGEST_BYTES: Final = 4 * 1_048_576
_APART_S: Final = 0.002
"""Between two copies, so that their append times differ and they are judged in their order."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One dead letter that was sent again. `position` is that of its copy, if it has one."""

    case: Case
    position: Position | None


class DeadLetters:
    """The dead letters of a hub; made by `dead_letters`."""

    def __init__(
        self, consumer: KafkaConsumer, bootstrap: str, topics: Topics, *, simulated: bool
    ) -> None:
        self._consumer = consumer
        self._bootstrap = bootstrap
        self._topics = topics
        self._simulated = simulated
        self._producer: Any = None

    def read(self) -> dict[UUID, Case]:
        """Return all dead letters by id.

        Raises:
            HutongError: the topic is missing.
        """
        return cases(self._outputs())

    def replay(self, case: Case, by: str, reason: str | None) -> Replayed | None:
        """Send a message again, byte for byte, and say so.

        What only the loader could not store goes to the loader alone; anything else is appended
        to the topic that it came from. A message without key and value cannot be sent: None.

        Raises:
            HutongError: the message is no longer in the log, or this hub's clock is simulated.
        """
        record = self._original(case)
        if is_for_the_loader(case):
            self._say(self._for_the_loader(case, record, by, reason), case)
            return Replayed(case, None)
        if self._simulated:
            raise HutongError(
                "This hub's clock is simulated: only the driver of its day may append messages. "
                "Replay on a hub with the broker's clock.",
                ExitCode.USAGE,
            )
        if record.key is None and record.value is None:
            return None
        copy = self._append(case, record)
        at = case.letter.position
        position = Position(topic=at.topic, partition=at.partition, offset=copy.offset)
        said = self._replayed(case, by, reason, position, copy.timestamp)
        self._say(said, case)
        time.sleep(_APART_S)
        return Replayed(case, position)

    def discard(self, case: Case, by: str, reason: str) -> None:
        """Say that a dead letter needs nothing more."""
        letter = case.letter
        self._say(
            DeadLetterDiscarded(
                output_id=uuid5(NAMESPACE, f"discarded/{case.id}/{len(case.said)}"),
                district=letter.district,
                judged_at=_now(),
                dead_letter_id=case.id,
                position=letter.position,
                by=by,
                reason=reason,
            ),
            case,
        )

    def close(self) -> None:
        """Close the connections."""
        if self._producer is not None:
            self._producer.close(timeout=5)
        self._consumer.close()

    def _outputs(self) -> Iterator[HubOutput]:
        name = self._topics.named(TOPIC)
        numbers = sorted(self._consumer.partitions_for_topic(name) or ())
        if not numbers:
            raise HutongError(
                f"Kafka at {self._bootstrap} has no topic {name}: create the hub's topics with "
                "'hutong topic create', or check the namespace."
            )
        for number in numbers:
            for record in self._records(TopicPartition(name, number), 0):
                try:
                    message = decode(record.value)
                except (UnreadableError, InvalidEventError):  # no hub wrote it
                    continue
                if isinstance(message, HubOutput):
                    yield message

    def _records(self, partition: TopicPartition, first: int) -> Iterator[Any]:
        """Yield the committed records of a partition from an offset to its present end."""
        consumer = self._consumer
        consumer.assign([partition])
        end = consumer.end_offsets([partition])[partition]
        consumer.seek(partition, max(first, consumer.beginning_offsets([partition])[partition]))
        yield from records_until(consumer, {partition: end})

    def _original(self, case: Case) -> Any:
        """Return the message as it stands in the log: a letter may have had no room for it."""
        at = case.letter.position
        partition = TopicPartition(self._topics.named(at.topic), at.partition)
        record = next(self._records(partition, at.offset), None)
        if record is None or record.offset != at.offset:
            raise HutongError(
                f"The message of dead letter {case.id} no longer stands at {at.topic}, partition "
                f"{at.partition}, offset {at.offset}: nothing was sent. Restore the topic."
            )
        return record

    def _append(self, case: Case, record: Any) -> Any:
        """Append a copy. It names the letter of the first arrival, however often it came since."""
        kept = [(name, value) for name, value in record.headers if name != COPY_HEADER]
        sending = self._sender().send(
            record.topic,
            key=record.key,
            value=record.value,
            partition=record.partition,
            headers=[*kept, (COPY_HEADER, str(case.copy_of or case.id).encode())],
        )
        return sending.get(timeout=_WAIT_S)

    def _for_the_loader(
        self, case: Case, record: Any, by: str, reason: str | None
    ) -> DeadLetterReplayed:
        said = self._replayed(case, by, reason, None, int(time.time() * 1000))
        return said.model_copy(update={"value": record.value})

    def _replayed(
        self, case: Case, by: str, reason: str | None, position: Position | None, at_ms: int
    ) -> DeadLetterReplayed:
        letter = case.letter
        return DeadLetterReplayed(
            output_id=uuid5(NAMESPACE, f"replayed/{case.id}/{len(case.said)}"),
            district=letter.district,
            judged_at=from_epoch_millis(at_ms),
            dead_letter_id=case.id,
            position=position,
            first_position=letter.position,
            first_shared_at=letter.shared_at,
            stage=letter.stage,
            by=by,
            reason=reason,
        )

    def _say(self, output: HubOutput, case: Case) -> None:
        self._sender().send(
            self._topics.named(TOPIC),
            key=output.district.encode(),
            value=encode(output),
            partition=case.letter.position.partition,  # all topics have the same partition count
        ).get(timeout=_WAIT_S)

    def _sender(self) -> Any:
        if self._producer is None:
            self._producer = connected(
                KafkaProducer,
                self._bootstrap,
                _PATIENCE_S,
                acks="all",
                enable_idempotence=True,
                compression_type="lz4",
                max_request_size=_LARGEST_BYTES + 4096,
            )
        return self._producer


def is_for_the_loader(case: Case) -> bool:
    """Whether only ClickHouse could not take the message.

    The judge has it then, and a copy would be a duplicate. What cannot be decoded is set aside by
    the judge too, however far behind it may be.
    """
    return case.stages == {"loader"} and case.letter.code == "INVALID"


@contextmanager
def dead_letters(bootstrap: str, topics: Topics, *, simulated: bool) -> Iterator[DeadLetters]:
    """Connect to a hub's dead letters.

    Raises:
        UnreachableError: no Kafka answers there.
    """
    consumer = connected(
        KafkaConsumer,
        bootstrap,
        _PATIENCE_S,
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="none",
    )
    opened = DeadLetters(consumer, bootstrap, topics, simulated=simulated)
    try:
        yield opened
    except (KafkaError, OSError) as error:
        raise unreachable(bootstrap, error) from error
    finally:
        opened.close()


def _now() -> Any:
    return from_epoch_millis(int(time.time() * 1000))
