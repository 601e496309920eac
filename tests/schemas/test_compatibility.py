"""What may follow an earlier version of a schema, and what is refused, with field and reason."""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from schemas.avro import AvroSchema
from schemas.contracts import latest
from schemas.contracts.__main__ import main
from schemas.contracts.compatibility import (
    Break,
    Direction,
    Promise,
    breaks,
    breaks_of,
    broken_promises,
    promise_of,
)
from schemas.contracts.derive import derived
from schemas.contracts.differences import Kind, differences, parsed

Edit = Callable[[AvroSchema], object]

PENALTY = latest("penalty.decided").schema
VERDICT = latest("verdict.issued").schema
YUAN = {"type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 2}


def field(schema: AvroSchema, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(f for f in schema["fields"] if f["name"] == name)
    return found


def party(schema: AvroSchema) -> AvroSchema:
    record: AvroSchema = field(schema, "party")["type"]
    return record


def edited(schema: AvroSchema, edit: Edit) -> AvroSchema:
    changed = copy.deepcopy(schema)
    edit(changed)
    return changed


def drop(schema: AvroSchema, name: str) -> None:
    schema["fields"].remove(field(schema, name))


def add(schema: AvroSchema, **new: object) -> None:
    schema["fields"].append({"doc": "新 · New"} | new)


BROKEN: dict[str, tuple[Edit, Direction, str, str]] = {
    "a new field without a default": (
        lambda s: add(s, name="court", type="string"),
        Direction.BACKWARD,
        "court",
        "a new field has no default",
    ),
    "a new field without a default inside a record": (
        lambda s: add(party(s), name="age", type="long"),
        Direction.BACKWARD,
        "party.age",
        "a new field has no default",
    ),
    "a new field without a default inside a list": (
        lambda s: add(field(s, "officers")["type"]["items"], name="page", type="long"),
        Direction.BACKWARD,
        "officers[].page",
        "a new field has no default",
    ),
    "a new field without a default inside an optional record": (
        lambda s: add(field(s, "sharing_restriction")["type"][1], name="until", type="long"),
        Direction.BACKWARD,
        "sharing_restriction.until",
        "a new field has no default",
    ),
    "an optional field that becomes required": (
        lambda s: field(s, "fine_amount_yuan").update(type=YUAN),
        Direction.BACKWARD,
        "fine_amount_yuan",
        "is now required, but older messages hold null",
    ),
    "a type that Avro cannot promote": (
        lambda s: field(s, "case_id").update(type="boolean"),
        Direction.BACKWARD,
        "case_id",
        "its type was string and is now boolean",
    ),
    "a record under another name": (
        lambda s: party(s).update(name="Person"),
        Direction.BACKWARD,
        "party",
        "its type was cn.xzzf.PartyBlock and is now cn.xzzf.Person",
    ),
    "a required field that is dropped": (
        lambda s: drop(s, "remedy_text"),
        Direction.BOTH,
        "remedy_text",
        "a field was dropped",
    ),
    "an optional field that is dropped inside a record": (
        lambda s: drop(party(s), "party_uscc"),
        Direction.BOTH,
        "party.party_uscc",
        "a field was dropped",
    ),
    "another scale of a decimal": (
        lambda s: field(s, "fine_amount_yuan").update(type=["null", YUAN | {"scale": 4}]),
        Direction.BOTH,
        "fine_amount_yuan",
        "its type was decimal(18, 2)? and is now decimal(18, 4)?",
    ),
    "a day that becomes an instant": (
        lambda s: field(s, "decision_date").update(
            type={"type": "long", "logicalType": "timestamp-millis"}
        ),
        Direction.BOTH,
        "decision_date",
        "its type was date and is now timestamp-millis",
    ),
    "an instant that loses its meaning": (
        lambda s: field(s, "act_at").update(type="long"),
        Direction.BOTH,
        "act_at",
        "its type was timestamp-millis and is now long",
    ),
    "bytes where there was text": (
        lambda s: field(s, "remedy_text").update(type="bytes"),
        Direction.BOTH,
        "remedy_text",
        "its type was string and is now bytes",
    ),
    "money in another unit": (
        lambda s: field(s, "fine_amount_yuan").update(unit="万元"),
        Direction.BOTH,
        "fine_amount_yuan",
        "its unit was CNY and is now 万元",
    ),
    "another code list": (
        lambda s: field(s, "procedure").update(codes="item_type"),
        Direction.BOTH,
        "procedure",
        "its code list was procedure and is now item_type",
    ),
    "codes as an enum": (
        lambda s: add(
            s,
            name="colour",
            type={"type": "enum", "name": "Colour", "symbols": ["RED"]},
            default="RED",
        ),
        Direction.BOTH,
        "colour",
        "a new code of it breaks readers",
    ),
    "a type that no table holds": (
        lambda s: add(s, name="weight", type=["null", "double"], default=None),
        Direction.BOTH,
        "weight",
        "no table holds the type double",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_break_is_refused_with_direction_field_and_reason(kind: str) -> None:
    edit, direction, path, reason = BROKEN[kind]
    found = breaks(PENALTY, edited(PENALTY, edit), Promise.BACKWARD)
    assert [(b.path, reason in b.en) for b in found if b.direction is direction] == [(path, True)]
    assert {b.path for b in found} == {path}
    assert all(b.zh and b.fix_zh and b.fix_en for b in found)


@pytest.mark.parametrize(
    "edit",
    [
        lambda s: add(s, name="court", type=["null", "string"], default=None),
        lambda s: add(party(s), name="age", type="long", default=0),
        lambda s: field(s, "remedy_text").update(type=["null", "string"], default=None),
        lambda s: field(s, "remedy_text").update(doc="救济 · Remedies"),
        lambda s: field(s, "remedy_text").update(codes="procedure"),
    ],
    ids=["new optional field", "new field in a record", "now optional", "words", "now has codes"],
)
def test_what_todays_hub_can_read_may_follow(edit: Edit) -> None:
    assert breaks(PENALTY, edited(PENALTY, edit), Promise.BACKWARD) == ()


def test_older_readers_of_the_hubs_outputs_must_read_what_it_writes_today() -> None:
    optional = edited(VERDICT, lambda s: field(s, "clause").update(type=["null", "string"]))
    assert breaks(VERDICT, optional, Promise.BACKWARD) == ()
    (found,) = breaks(VERDICT, optional, Promise.FULL)
    assert (found.direction, found.path) == (Direction.FORWARD, "clause")
    assert promise_of("verdict.issued") is Promise.FULL
    assert promise_of("penalty.decided") is Promise.BACKWARD


def test_a_field_of_the_hubs_outputs_that_older_readers_need_cannot_be_dropped() -> None:
    (found,) = breaks(VERDICT, edited(VERDICT, lambda s: drop(s, "clause")), Promise.FULL)
    assert (found.direction, found.path) == (Direction.FORWARD, "clause")


def test_what_only_the_library_sees_is_told_in_its_words() -> None:
    colour = {"type": "enum", "name": "Colour", "symbols": ["RED", "BLUE"]}
    two = edited(PENALTY, lambda s: add(s, name="colour", type=colour))
    one = edited(two, lambda s: field(s, "colour")["type"].update(symbols=["RED"]))
    found = {b.direction: b for b in breaks(two, one, Promise.BACKWARD)}
    assert "BLUE" in found[Direction.BACKWARD].en
    assert "symbols" in found[Direction.BACKWARD].en


def history(*versions: AvroSchema) -> dict[str, str]:
    return {
        f"avro/penalty.decided.v{number}.avsc": json.dumps(schema)
        for number, schema in enumerate(versions, start=1)
    }


def test_every_earlier_version_counts_not_only_the_last() -> None:
    dropped = edited(PENALTY, lambda s: drop(s, "licence_affected"))
    back = edited(dropped, lambda s: add(s, name="licence_affected", type="long", default=0))
    assert breaks(dropped, back, Promise.BACKWARD) == ()
    (found,) = broken_promises(history(PENALTY, dropped, back))
    assert (found.event_type, found.older, found.newer) == ("penalty.decided", 1, 3)
    assert found.path == "licence_affected"
    assert "its type was string? and is now long" in found.en


def test_more_than_nine_versions_are_taken_in_their_order() -> None:
    longer = edited(PENALTY, lambda s: add(s, name="court", type=["null", "string"], default=None))
    assert broken_promises(history(*[PENALTY] * 10, longer)) == ()
    assert {b.path for b in broken_promises(history(*[longer] * 10, PENALTY))} == {"court"}


def test_the_default_of_a_field_that_old_messages_lack_stays_as_it_is() -> None:
    one = edited(PENALTY, lambda s: add(s, name="court", type="string", default="无"))
    two = edited(PENALTY, lambda s: add(s, name="court", type="string", default="不详"))
    assert list(breaks_of("penalty.decided", [one, two])) == []  # no message lacks it
    (found,) = breaks_of("penalty.decided", [PENALTY, one, two])
    assert (found.path, found.older) == ("court", 2)
    assert 'its default was "无" and is now "不详"' in found.en


def test_the_contracts_of_today_keep_every_promise() -> None:
    assert broken_promises(derived()) == ()


def test_an_incompatible_model_fails_lint_and_is_not_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shorter = edited(PENALTY, lambda s: drop(s, "remedy_text"))
    tampered = derived() | history(PENALTY, shorter)
    monkeypatch.setattr("schemas.contracts.derive.derived", lambda **_: tampered)
    monkeypatch.setattr("schemas.contracts.__main__.derived", lambda **_: tampered)
    monkeypatch.setattr("schemas.contracts.__main__._write", lambda _: pytest.fail("written"))
    for option in ("--check", "--release"):
        monkeypatch.setattr(sys, "argv", ["contracts", option])
        assert main() == 1
        said = capsys.readouterr().err
        assert "penalty.decided v1 → v2 [BOTH] remedy_text: 字段被删除" in said
        assert "a field was dropped; keep it" in said


def test_a_break_says_where_what_and_how_to_fix_it_in_both_languages() -> None:
    told = Break(Direction.FORWARD, "clause", "甲", "a", "改", "mend", "verdict.issued", 1, 2)
    assert str(told) == (
        "verdict.issued v1 → v2 [FORWARD] clause: 甲；改（旧版本的读者读不了新版本的消息）。 / "
        "a; mend (readers of the older version could not read the newer one's messages)."
    )


def test_differences_name_what_was_added_dropped_and_changed() -> None:
    def edit(schema: AvroSchema) -> None:
        drop(schema, "remedy_text")
        add(schema, name="court", type=["null", "string"], default=None)
        field(schema, "hearing_held").update(default=True)

    found = differences(parsed(PENALTY), parsed(edited(PENALTY, edit)))
    assert [(d.kind, d.path, d.older, d.newer) for d in found] == [
        (Kind.DROPPED, "remedy_text", "string", ""),
        (Kind.DEFAULT, "hearing_held", "false", "true"),
        (Kind.ADDED, "court", "", "string?"),
    ]
