"""What the log says now: the newest event of every business key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from kafka import KafkaConsumer
from kafka.errors import KafkaError

from producers.connecting import connected, topic_names, unreachable
from producers.errors import TopicMissingError
from producers.registry.kinds import BY_TYPE, Kind
from schemas.codec import UnreadableError, decode
from schemas.envelope import Event
from schemas.events.agencies import AgencyRegistered
from schemas.problems import InvalidEventError
from schemas.topic_reading import from_the_start
from schemas.topics import Topics

TOPICS: Final = ("facts.agencies", "facts.authority")
REGISTRARS: Final = frozenset({"JUSTICE_BUREAU", "DISTRICT_GOV"})
"""Kinds of agency that register others."""

_BUREAU: Final = "JUSTICE_BUREAU"
_PATIENCE_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Standing:
    """登记现状: the events of the registry in the order of the log."""

    events: tuple[Event, ...] = field(default=())

    @property
    def agencies(self) -> tuple[AgencyRegistered, ...]:
        """The newest registration of every agency."""
        newest = {
            e.registered_agency_id: e for e in self.admitted() if isinstance(e, AgencyRegistered)
        }
        return tuple(newest.values())

    def in_district(self, district: str) -> Self:
        """Return what concerns one district, by its 6-digit code."""
        return type(self)(tuple(e for e in self.events if e.district == district))

    def of_kind(self, kinds: Iterable[str], district: str = "") -> tuple[AgencyRegistered, ...]:
        """Return the agencies of some kinds, in one district or in all."""
        wanted = frozenset(kinds)
        return tuple(
            a for a in self.agencies if a.kind in wanted and a.district.startswith(district)
        )

    def by_key(self) -> Mapping[tuple[str, ...], Event]:
        """Return the newest event of every business key, of those that the judge admits."""
        return {_key(BY_TYPE[event.TYPE], event): event for event in self.admitted()}

    def next_seq(self, source: str) -> int:
        """Return the number that the source's next event bears; the first is 1."""
        return 1 + max((int(e.source_seq) for e in self.events if e.source == source), default=0)

    def admitted(self) -> Iterator[Event]:
        """Yield what the judge admits by V-05, in the order of the log.

        A registrar registers the others, the first one itself; who is not registered says
        nothing; on behalf of others speaks the justice bureau alone.
        """
        known: dict[str, AgencyRegistered] = {}
        for event in self.events:
            by = known.get(event.agency_id)
            if isinstance(event, AgencyRegistered):
                if _may_register(event, by, known.values()):
                    known[event.registered_agency_id] = event
                    yield event
            elif by and (event.on_behalf_of is None or by.kind == _BUREAU):
                yield event


def _may_register(
    event: AgencyRegistered, by: AgencyRegistered | None, known: Iterable[AgencyRegistered]
) -> bool:
    if any(a.kind in REGISTRARS and a.district == event.district for a in known):
        return by is not None and by.kind in REGISTRARS and by.district == event.district
    return event.registered_agency_id == event.agency_id and event.kind in REGISTRARS


def _key(kind: Kind, event: Event) -> tuple[str, ...]:
    return kind.key_of(kind.owner_of(event), event.model_dump())


def read_standing(bootstrap: str, topics: Topics) -> Standing:
    """Read the registry's topics to their present end, committed records only.

    What cannot be read is passed over: the judge has put it among the dead letters.

    Raises:
        UnreachableError: Kafka does not answer, or stops answering.
        TopicMissingError: the hub's topics have not been made.
    """
    names = [topics.named(plain) for plain in TOPICS]
    missing = sorted(set(names) - topic_names(bootstrap, "hutong-registry", _PATIENCE_S))
    if missing:
        raise TopicMissingError(
            f"There is no topic {', '.join(missing)} on {bootstrap}: run 'hutong topics create'."
        )
    consumer = connected(
        KafkaConsumer,
        bootstrap,
        _PATIENCE_S,
        client_id="hutong-registry",
        enable_auto_commit=False,
        isolation_level="read_committed",
    )
    try:
        records = sorted(from_the_start(consumer, names), key=_arrival)
    except (KafkaError, OSError) as error:
        raise unreachable(bootstrap, error) from error
    finally:
        consumer.close()
    return Standing(tuple(event for event in _events(records) if event.TYPE in BY_TYPE))


def _arrival(record: Any) -> tuple[int, str, int]:
    return (record.timestamp, record.topic, record.offset)


def _events(records: Iterable[Any]) -> Iterator[Event]:
    for record in records:
        try:
            message = decode(record.value)
        except (UnreadableError, InvalidEventError):
            continue
        if isinstance(message, Event):
            yield message
