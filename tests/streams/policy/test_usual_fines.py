"""Fines against those of their item (V-32): the definition read literally, in any order."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import Final, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from streams.casebook.reading import entries
from streams.casebook.world import default_world
from streams.policy.intake import Received
from streams.policy.replay import replay
from streams.policy.rules import ScopeKind
from tests.streams.vectors import founding

PACK = default_world().pack
_AMOUNTS: Final = ("0.01", "0.02", "100.00", "300.00", "199.99", "2000000.00", "3000000.00")


class Fined(NamedTuple):
    """A fine of an item in a year."""

    item: str
    year: int
    amount: str


_fines = st.lists(
    st.builds(
        Fined,
        st.sampled_from(("A-017", "A-090")),
        st.integers(2024, 2026),
        st.sampled_from(_AMOUNTS),
    ),
    min_size=1,
    max_size=9,
)


def _log(fines: list[Fined]) -> list[Received]:
    given_ = [
        {
            "type": "penalty.decided",
            "at": f"{fined.year}-06-01T09:{number:02d}:00.000+08:00",
            "agency": "T01",
            "refs": {"case_id": f"C{number}"},
            "fields": {"item_code": fined.item, "fine_amount_yuan": fined.amount},
        }
        for number, fined in enumerate(fines)
    ]
    read = entries({"id": "F", "given": given_}, default_world())
    log = [e for e in read if isinstance(e, Received)]
    assert len(log) == len(fines)
    return log


def _suspect(log: list[Received]) -> list[str]:
    now = max(r.fact.shared_at for r in log) + timedelta(days=1)
    ledger = replay(log, PACK, now, known=founding(), kinds=frozenset({ScopeKind.ITEM})).ledger
    return sorted(str(v.events[0]) for v in ledger.verdicts if v.code == "FINE_UNIT_SUSPECT")


@given(_fines, st.randoms(use_true_random=False))
def test_a_fine_is_suspect_from_10000_times_the_median_of_the_others(
    fines: list[Fined], order: random.Random
) -> None:
    log = _log(fines)
    expected = []
    for index, fined in enumerate(fines):
        others = [
            Decimal(other.amount)
            for position, other in enumerate(fines)
            if position != index
            and other.item == fined.item
            and other.year in {fined.year - 1, fined.year}
        ]
        if others and Decimal(fined.amount) >= 10_000 * median(others):
            expected.append(str(log[index].fact.id))
    order.shuffle(log)
    assert _suspect(log) == sorted(expected)
