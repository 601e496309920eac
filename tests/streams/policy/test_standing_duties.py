"""What is owed without an event: yearly duties, registers, and what a pack must enforce."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType

from schemas.instants import to_utc_millis
from streams.casebook.world import default_world
from streams.packs import default_pack
from streams.policy.ledger import Ledger
from streams.policy.life import transitions
from streams.policy.mechanisms.organisation.systems import SYSTEMS, systems_without_rule
from streams.policy.replay import replay
from streams.policy.rulebook import RULES
from streams.policy.rules import Mechanism
from streams.policy.steps import Kind
from tests.streams.vectors import all_received, case


def _ledger(case_id: str, at: str, enforced_from: Mapping[str, date]) -> Ledger:
    world = default_world()
    pack = replace(world.pack, enforced_from=MappingProxyType(dict(enforced_from)))
    now = to_utc_millis(datetime.fromisoformat(at))
    return replay(all_received(case(case_id)), pack, now, known=world.founding()).ledger


def _verdicts(ledger: Ledger, rule: str) -> set[tuple[str | None, str | None]]:
    return {(v.agency, v.code) for v in ledger.verdicts if v.rule.id == rule}


def test_a_year_that_began_before_the_rule_was_enforced_is_not_judged() -> None:
    at, day = "2027-01-01T00:00:00+08:00", date(2026, 1, 2)
    assert _verdicts(_ledger("HT-PX-04-2", at, {}), "PX-04")
    assert not _verdicts(_ledger("HT-PX-04-2", at, {"PX-04": day}), "PX-04")


def test_a_missing_assessment_is_not_named_before_the_rule_was_enforced() -> None:
    at, day = "2026-04-01T00:00:00+08:00", date(2026, 1, 1)
    assert _verdicts(_ledger("HT-ZR-02-1", at, {}), "ZR-02")
    quiet = _ledger("HT-ZR-02-1", at, {"ZR-02": day})
    assert not _verdicts(quiet, "ZR-02")
    assert not [o for o in quiet.obligations if o.rule.id == "ZR-02"]


def test_a_yearly_duty_is_due_soon_from_the_beginning_of_its_last_day() -> None:
    ledger = _ledger("HT-PX-02-1", "2026-12-31T12:00:00+08:00", {})
    duty = next(o for o in ledger.obligations if o.rule.id == "PX-02" and o.status == "open")
    steps = {step.kind: step.at for step in transitions(duty)}
    assert steps[Kind.DUE_SOON] == datetime.fromisoformat("2026-12-31T00:00:00+08:00")


def test_the_next_change_of_an_officer_is_the_end_of_the_year() -> None:
    ledger = _ledger("HT-PX-04-2", "2026-06-02T00:00:00+08:00", {})
    end = to_utc_millis(datetime.fromisoformat("2027-01-01T00:00:00+08:00"))
    assert end in ledger.wakes_at


def test_the_default_pack_enforces_a_rule_of_every_work_system() -> None:
    assert systems_without_rule(default_pack(), date(2026, 1, 1)) == ()


def test_a_work_system_whose_rules_are_all_put_off_is_named() -> None:
    off = {id_: date(2027, 1, 1) for id_, r in RULES.items() if r.mechanism is Mechanism.DISPUTE}
    pack = replace(default_pack(), enforced_from=MappingProxyType(off))
    assert systems_without_rule(pack, date(2026, 12, 31)) == (Mechanism.DISPUTE,)
    assert systems_without_rule(pack, date(2027, 1, 1)) == ()
    assert len(SYSTEMS) == 5
