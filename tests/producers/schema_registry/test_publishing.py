"""What is still to be written, and what stands in the way."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from producers.schema_registry.catalogue import Catalogue
from producers.schema_registry.errors import (
    ChangedError,
    DraftError,
    IdTakenError,
    NotPublishedError,
)
from producers.schema_registry.publishing import check, missing, refuse_drafts
from producers.schema_registry.records import Record, config_record, ours, schema_record, wanted
from schemas.contracts import latest

STANDING = {record.key: record.value for record in wanted()}
OURS = ours()[0]
KEY = schema_record(OURS).key


def test_everything_is_written_to_an_empty_topic_and_nothing_to_a_full_one() -> None:
    assert missing({}, "t") == list(wanted())
    assert missing(STANDING, "t") == []


def test_only_what_is_missing_or_different_is_written() -> None:
    config = config_record(OURS.subject, "NONE")
    standing = {k: v for k, v in STANDING.items() if k != KEY} | {config.key: config.value}

    assert [r.key for r in missing(standing, "t")] == [config.key, KEY]


def test_a_record_that_another_registry_wrote_anew_in_its_own_way_is_left_alone() -> None:
    value = json.loads(STANDING[KEY] or b"")
    text = json.dumps(json.loads(value["schema"]), indent=1)
    rewritten = {"md5": "x", "ts": 1} | value | {"schema": text}
    del rewritten["deleted"]

    assert missing(STANDING | {KEY: json.dumps(rewritten).encode()}, "t") == []


def test_a_contract_that_somebody_deleted_comes_back() -> None:
    gone = schema_record(OURS.gone())

    assert missing(STANDING | {gone.key: gone.value}, "t") == [schema_record(OURS)]


def test_a_schema_of_somebody_else_under_an_id_of_ours_is_named() -> None:
    other = schema_record(replace(OURS, subject="somebody-value", version=4, schema='"string"'))

    with pytest.raises(IdTakenError, match=r"id 1 of cn.xzzf.LawBasisChanged .*somebody-value ver"):
        missing({other.key: other.value}, "t")


def test_the_same_schema_under_another_subject_takes_nothing_away() -> None:
    copy = schema_record(replace(OURS, subject="facts.law-changes-value"))

    assert missing(STANDING | {copy.key: copy.value}, "t") == []


def test_a_version_of_ours_under_another_id_is_named() -> None:
    other = schema_record(replace(OURS, schema_id=9001))

    with pytest.raises(IdTakenError, match=r"LawBasisChanged version 1 stands on t .* 9001, not 1"):
        missing({other.key: other.value}, "t")


@pytest.mark.parametrize("deleted", [False, True])
def test_another_content_under_an_id_of_ours_is_refused_and_never_replaced(deleted: bool) -> None:  # noqa: FBT001
    before = json.loads(OURS.schema)
    before["fields"].pop()
    other = schema_record(replace(OURS, schema=json.dumps(before), deleted=deleted))

    with pytest.raises(
        ChangedError, match=r"LawBasisChanged version 1 \(id 1\) .*new version"
    ) as it:
        missing(STANDING | {other.key: other.value}, "t")
    assert "另立新版本" in str(it.value)
    with pytest.raises(ChangedError):
        check(Catalogue.of([*wanted(), other]), "t")


def test_what_is_not_released_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    penalty = latest("penalty.decided")
    drafts = "producers.schema_registry.publishing.unreleased"
    monkeypatch.setattr(drafts, lambda: (penalty,))
    with pytest.raises(DraftError, match=rf"penalty.decided v{penalty.version}.*--drafts") as it:
        refuse_drafts()
    assert "尚未发布" in str(it.value)
    monkeypatch.setattr(drafts, tuple)
    refuse_drafts()


def test_the_check_names_what_a_registry_lacks() -> None:
    check(Catalogue.of(wanted()), "t")
    without = [Record(k, v) for k, v in STANDING.items() if k != KEY]

    with pytest.raises(NotPublishedError, match=r"t lacks cn.xzzf.LawBasisChanged version 1"):
        check(Catalogue.of(without), "t")
