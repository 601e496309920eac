"""What a dead letter has come to, folded from what stands on `hub.dead-letters`.

```
OPEN ──replayed──▶ REPLAYED ──taken──▶ RECOVERED
  └──discarded──▶ DISCARDED
```

A letter may be replayed or discarded again; the last counts. Once it is recovered it stays so.
`v_dead_letters` says the same in SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

from schemas.events.hub import (
    DeadLetter,
    DeadLetterDiscarded,
    DeadLetterRecovered,
    DeadLetterReplayed,
    HubOutput,
)

COPY_HEADER: Final = "hutong_dead_letter"
"""Header of a copy: the id of the dead letter that it is a copy of."""

Said = DeadLetterReplayed | DeadLetterDiscarded | DeadLetterRecovered


class State(StrEnum):
    """状态 of a dead letter."""

    OPEN = "OPEN"
    REPLAYED = "REPLAYED"
    RECOVERED = "RECOVERED"
    DISCARDED = "DISCARDED"


STATE_NAMES: Final = {
    State.OPEN: "未处理",
    State.REPLAYED: "已重放",
    State.RECOVERED: "已恢复",
    State.DISCARDED: "已弃置",
}


@dataclass(slots=True)
class Case:
    """One message that was set aside, by whichever stages, and what was said of it since."""

    letter: DeadLetter
    """As it was set aside first."""
    stages: set[str]
    said: list[Said] = field(default_factory=list)
    copy_of: UUID | None = None
    """The dead letter of the first arrival, where the message is a copy that was replayed."""
    copies: list[UUID] = field(default_factory=list)
    """Dead letters of its copies: those that were set aside again."""
    is_recovered: bool = False
    """Whether the message was taken at last, by whichever copy."""

    @property
    def id(self) -> UUID:
        """The dead letter's id, which is its message's position."""
        return self.letter.output_id

    @property
    def state(self) -> State:
        """What it has come to."""
        if self.is_recovered:
            return State.RECOVERED
        match self.said[-1] if self.said else None:
            case DeadLetterDiscarded():
                return State.DISCARDED
            case None if not self.copies:
                return State.OPEN
            case _:
                return State.REPLAYED


def cases(outputs: Iterable[HubOutput]) -> dict[UUID, Case]:
    """Return the cases by id, from what stands on the topic, in the order of its partitions."""
    found: dict[UUID, Case] = {}
    later: list[Said] = []
    for output in outputs:
        match output:
            case DeadLetter() if output.output_id in found:
                found[output.output_id].stages.add(output.stage)
            case DeadLetter():
                found[output.output_id] = Case(output, {output.stage})
            case DeadLetterReplayed() | DeadLetterDiscarded() | DeadLetterRecovered():
                later.append(output)
            case _:
                pass
    for one in later:
        if (case := found.get(one.dead_letter_id)) is not None:
            case.said.append(one)
            case.is_recovered = case.is_recovered or isinstance(one, DeadLetterRecovered)
    for case in found.values():
        if (first := _first(case, found)) is not None:
            case.copy_of = first.id
            case.is_recovered = first.is_recovered
            first.copies.append(case.id)
    return found


def _first(copy: Case, found: Mapping[UUID, Case]) -> Case | None:
    """Return the case that a copy names, if it is one: anybody can write a header."""
    named = next((h.value for h in copy.letter.headers if h.name == COPY_HEADER), b"")
    try:
        first = found.get(UUID(named.decode("ascii")))
    except ValueError:
        return None
    if first is None or first is copy:
        return None
    one, other = first.letter, copy.letter
    is_same = (one.value, one.position.topic) == (other.value, other.position.topic)
    return first if is_same else None
