"""地方参数: no parameter of a pack stands there for nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

import pytest

from schemas.instants import to_utc_millis
from streams.casebook.running import moments
from streams.casebook.world import default_world
from streams.coverage import worked_cases
from streams.packs import default_pack
from streams.packs.differences import rules_of
from streams.policy.pack import Param, RulePack
from streams.policy.replay import Conclusions, replay
from tests.streams.vectors import all_received, founding

Case = Mapping[str, Any]


class Asked(dict[str, Param]):
    """Parameters that keep in mind which of them were asked for."""

    def __init__(self, params: Mapping[str, Param]) -> None:
        super().__init__(params)
        self.names: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        """Return a parameter, and remember that it was asked for."""
        self.names.add(key)
        return super().get(key, default)


def given(params: dict[str, Param]) -> RulePack:
    pack = default_world().pack
    return replace(pack, params=replace(pack.params, by_name=MappingProxyType(params)))


def concluded(case: Case, pack: RulePack) -> list[Conclusions]:
    log = all_received(case)
    return [replay(log, pack, to_utc_millis(at), known=founding()) for at, _, _ in moments(case)]


@cache
def askers() -> Mapping[str, list[Case]]:
    """Return the worked cases by the parameters that they ask for, the shortest first."""
    found: defaultdict[str, list[Case]] = defaultdict(list)
    for case in sorted(worked_cases(), key=lambda case: len(case["given"])):
        asked = Asked(default_world().pack.params.by_name)
        concluded(case, given(asked))
        for name in asked.names:
            found[name].append(case)
    return found


def another(value: int | Decimal | str) -> int | Decimal | str:
    """Return another value of the same kind: half or a little less, or an earlier day."""
    match value:
        case int():
            return value // 2
        case Decimal():
            return value / 2
        case _:
            return "01-31"


@pytest.mark.parametrize("name", sorted(default_world().pack.params.by_name))
def test_a_parameter_that_is_set_otherwise_changes_what_is_concluded_of_a_worked_case(
    name: str,
) -> None:
    pack = default_world().pack
    changed = dict(pack.params.by_name)
    changed[name] = replace(changed[name], value=another(changed[name].value))
    otherwise = given(changed)
    assert any(
        _told(concluded(case, otherwise)) != _told(concluded(case, pack)) for case in askers()[name]
    )


def _told(ends: list[Conclusions]) -> list[object]:
    """Return what is concluded, without the explanations: they name a number in any case."""
    return [
        (
            [
                (o.id, o.due and o.due.at, o.soon_at, o.status, o.verdict)
                for o in end.ledger.obligations
            ],
            [(v.id, v.verdict, v.code, v.details) for v in end.ledger.verdicts],
            [r.received.identity for r in end.refused],
        )
        for end in ends
    ]


def test_every_parameter_is_named_by_a_rule_that_asks_for_it_or_by_a_check_of_the_door() -> None:
    of_no_rule = {n for n in default_pack().params.by_name if not rules_of("param", n)}
    assert of_no_rule == {"clock_skew_minutes"}, "V-40 asks for it, a check of validation"


def test_the_default_pack_sets_the_parameters_of_the_worked_cases_and_no_other() -> None:
    assert default_pack().params.by_name.keys() == default_world().pack.params.by_name.keys()
