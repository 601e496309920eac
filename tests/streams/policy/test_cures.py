"""Cures: which conclusion an objection means, and from which day a rule is enforced."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest

from schemas.events.supervision import VerdictContested
from schemas.instants import to_utc_millis
from streams.casebook.world import default_world
from streams.policy.intake import Received
from streams.policy.ledger import Ledger
from streams.policy.replay import replay
from tests.streams.vectors import all_received

WORLD = default_world()
NOW = to_utc_millis(datetime.fromisoformat("2026-06-08T09:00:00+08:00"))


def _shared(at: str, formed: str, event_id: str, **fields: Any) -> dict[str, Any]:
    return {
        "type": "info.shared",
        "at": f"{at}T09:00:00+08:00",
        "agency": "D-MS",
        "event_id": event_id,
        "refs": {"subject": "b"},
        "fields": {"formed_at": f"{formed}T09:00:00+08:00", **fields},
    }


OBJECTION = {
    "type": "verdict.contested",
    "at": "2026-06-05T09:00:00+08:00",
    "agency": "D-MS",
    "refs": {"subject": "b"},
    "fields": {"verdict_ref": {"rule": "GX-11", "agency": "D-MS"}, "reason": "时间有误"},
}
LATE_TWICE = (
    _shared("2026-06-02", "2026-06-01", "first"),
    _shared("2026-06-04", "2026-06-03", "second", supersedes_event_id="first"),
)
"""A fact and its correction, each with a formation of its own, each shared a day late."""


def _log(*given: dict[str, Any]) -> list[Received]:
    return all_received({"id": "cures", "given": given})


def _ledger(log: list[Received], enforced_from: date | None = None) -> Ledger:
    start = {"GX-11": enforced_from} if enforced_from else {}
    pack = replace(WORLD.pack, enforced_from=MappingProxyType(start))
    return replay(log, pack, NOW, known=WORLD.founding()).ledger


def _flags(ledger: Ledger) -> dict[UUID, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return by duty the flags on it and on the finding behind which it stands."""
    found = {v.obligation_id: v.flags for v in ledger.verdicts if v.rule.id == "GX-11"}
    return {o.id: (o.flags, found[o.id]) for o in ledger.obligations if o.rule.id == "GX-11"}


def test_an_objection_that_names_no_duty_means_all_of_the_rule_and_the_agency() -> None:
    flagged = _flags(_ledger(_log(*LATE_TWICE, OBJECTION)))
    assert list(flagged.values()) == [(("CONTESTED",), ("CONTESTED",))] * 2


@pytest.mark.parametrize("meant", [0, 1])
def test_an_objection_that_names_a_duty_means_it_and_its_finding_and_no_other(meant: int) -> None:
    *said, objection = _log(*LATE_TWICE, OBJECTION)
    event = objection.event
    assert isinstance(event, VerdictContested)
    duties = list(_flags(_ledger(said)))
    named = event.verdict_ref.model_copy(update={"obligation_id": duties[meant]})
    fact = replace(objection.fact, event=event.model_copy(update={"verdict_ref": named}))
    flagged = _flags(_ledger([*said, replace(objection, fact=fact)]))
    assert flagged[duties[meant]] == (("CONTESTED",), ("CONTESTED",))
    assert flagged[duties[1 - meant]] == ((), ())


def test_what_happened_before_a_rules_first_day_is_not_judged_by_it() -> None:
    log = _log(*LATE_TWICE)
    from_the_start = _ledger(log, date(2026, 6, 1))
    from_the_third = _ledger(log, date(2026, 6, 3))
    assert _days(from_the_start) == ({date(2026, 6, 1), date(2026, 6, 3)},) * 2
    assert _days(from_the_third) == ({date(2026, 6, 3)},) * 2


def _days(ledger: Ledger) -> tuple[set[date], set[date | None]]:
    """Return the days of formation of the duties, and of the duties that findings name."""
    owed = (o for o in ledger.obligations if o.rule.id == "GX-11")
    duties: dict[UUID | None, date] = {o.id: o.clock_start.date() for o in owed}
    named = {v.obligation_id for v in ledger.verdicts if v.rule.id == "GX-11"}
    return set(duties.values()), {duties.get(id_) for id_ in named}


def test_a_finding_tells_its_arithmetic_and_what_followed_in_both_languages() -> None:
    late = next(v for v in _ledger(_log(LATE_TWICE[0])).verdicts if v.code == "SAME_DAY_MISSED")
    assert "2026-06-01" in late.zh
    assert late.zh.endswith("迟 9小时")
    assert "due by the end of that natural day, 2026-06-01" in late.en
    assert late.en.endswith("9 h late")
