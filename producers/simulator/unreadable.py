"""Messages that are no events: noise, torn frames, unknown schemas, bodies against the rules."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any, Final

import fastavro

from producers.simulator.planned import Planned
from producers.simulator.scene import Scene
from schemas.catalogue import TOPIC_OF
from schemas.codec import FRAME_BYTES, MAGIC
from schemas.contracts import latest
from schemas.envelope import Event
from schemas.topics import FAMILIES

_UNKNOWN_FROM: Final = 900_000
"""Schema ids from here on were never given."""
_CUT_USCC: Final = 17

_Writer = Callable[["_Noise", Planned], Planned]


class _Noise:
    """Makes unreadable messages out of readable ones."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._numbers: Counter[str] = Counter()

    def cut_credit_code(self, model: Planned) -> Planned:
        """Readable Avro, but the publisher's credit code lost its last character."""
        record = self._copied(model)
        record["agency_id"] = record["agency_id"][:_CUT_USCC]
        return self._written(model, record)

    def recorded_before(self, model: Planned) -> Planned:
        """Readable Avro, but recorded before it happened."""
        record = self._copied(model)
        record["recorded_at"], record["occurred_at"] = (
            record["occurred_at"],
            record["occurred_at"] + (model.shared_at - record["occurred_at"]) / 2,
        )
        return self._written(model, record)

    def random_bytes(self, model: Planned) -> Planned:
        """Noise that does not begin like a frame."""
        rng = self._scene.rng
        value = bytes([rng.randrange(1, 256)]) + rng.randbytes(rng.randrange(20, 160))
        return replace(model, topic_plain=self._anywhere(), value=value, headers=())

    def unknown_schema(self, model: Planned) -> Planned:
        """A frame whose schema id nobody knows."""
        rng = self._scene.rng
        schema_id = _UNKNOWN_FROM + rng.randrange(10_000)
        frame = struct.pack(">bI", MAGIC, schema_id)
        return replace(model, value=frame + rng.randbytes(rng.randrange(20, 90)))

    def torn(self, model: Planned) -> Planned:
        """A frame that ends in the middle of its body."""
        end = self._scene.rng.randrange(FRAME_BYTES + 1, len(model.value) - 1)
        return replace(model, value=model.value[:end])

    def empty(self, model: Planned) -> Planned:
        """Nothing at all."""
        return replace(model, topic_plain=self._anywhere(), value=b"", headers=())

    def _anywhere(self) -> str:
        return f"facts.{self._scene.rng.choice(FAMILIES)}"

    def _copied(self, model: Planned) -> dict[str, Any]:
        """Return the fields under a new id, as if from an import with numbers of its own."""
        record = _event(model).model_dump()
        source = record["source"].rpartition(":")[0] + ":import"
        self._numbers[source] += 1
        number = f"{self._numbers[source]:08}"
        return record | {
            "event_id": self._scene.event_id(),
            "source": source,
            "source_seq": number,
        }

    def _written(self, model: Planned, record: dict[str, Any]) -> Planned:
        """Return the record in a frame, past the model that would refuse it."""
        contract = latest(_event(model).TYPE)
        body = BytesIO()
        body.write(struct.pack(">bI", MAGIC, contract.schema_id))
        fastavro.schemaless_writer(body, fastavro.parse_schema(contract.schema), record)
        return replace(
            model,
            topic_plain=TOPIC_OF[contract.event_type],
            value=body.getvalue(),
            headers=(("content-type", b"application/avro"),),
        )


_FLAVOURS: Final[tuple[_Writer, ...]] = (
    _Noise.cut_credit_code,
    _Noise.random_bytes,
    _Noise.unknown_schema,
    _Noise.torn,
    _Noise.recorded_before,
)


def unreadable(scene: Scene, readable: Sequence[Planned], count: int) -> list[Planned]:
    """Return `count` messages that no hub can take, each made out of another readable one.

    All values are distinct; one of them is empty when there are enough.
    """
    noise = _Noise(scene)
    models = scene.rng.sample(readable, count)
    made = []
    for number, model in enumerate(models):
        make = _Noise.empty if number == len(_FLAVOURS) else _FLAVOURS[number % len(_FLAVOURS)]
        at = scene.hours.working()
        made.append(replace(make(noise, model), shared_at=at, event=None))
    return made


def _event(model: Planned) -> Event:
    if model.event is None:
        raise ValueError("only a readable message can be spoilt")
    return model.event
