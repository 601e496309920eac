"""The docket judges each district by the rule pack that it has."""

from __future__ import annotations

from types import MappingProxyType

from schemas.events.hub import ObligationChanged
from streams.judge.docket import Docket
from streams.judge.state import MemoryBase, State
from streams.packs import default_pack
from streams.packs.differences import PackChange, with_change
from streams.policy.pack import Param, Params, RulePack
from tests.streams.vectors import founding, log_record, received


def _published(pack_of: dict[str, RulePack]) -> ObligationChanged:
    docket = Docket(State(MemoryBase()), lambda d: pack_of.get(d, default_pack()), 0)
    facts = [*founding(), received("VS-025", 0).fact]
    outputs = [o for n, fact in enumerate(facts) for o in docket.take(log_record(fact, n))]
    (urgent,) = (o for o in outputs if isinstance(o, ObligationChanged) and o.rule_id == "YS-06")
    return urgent


def test_each_district_is_judged_by_its_own_pack_and_the_output_names_it() -> None:
    hour = Params(MappingProxyType({"immediate_hours": Param("immediate_hours", 1)}))
    one = RulePack("one", "1", hour)
    change = PackChange("param", "immediate_hours", "2", "1")
    pack = with_change(default_pack(), change, one)
    by_own, by_other = _published({"139901": pack}), _published({"371322": pack})
    assert by_own.due_at is not None
    assert by_other.due_at is not None
    assert (by_other.due_at - by_own.due_at).total_seconds() == 3600
