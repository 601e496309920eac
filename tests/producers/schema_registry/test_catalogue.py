"""What the records of `_schemas` make of subjects, versions and ids."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producers.schema_registry.catalogue import Catalogue
from producers.schema_registry.errors import (
    INVALID_SCHEMA,
    SUBJECT_NOT_FOUND,
    VERSION_NOT_FOUND,
    ApiError,
)
from producers.schema_registry.records import (
    Record,
    Registered,
    config_record,
    noop_record,
    ours,
    schema_record,
    wanted,
)
from schemas.contracts import contracts, latest

EMPTY = '{"type":"record","name":"A","namespace":"x","fields":[]}'
FIRST = Registered("x.A", 1, 101, EMPTY)
SECOND = Registered(
    "x.A",
    2,
    102,
    '{"type":"record","name":"A","namespace":"x","fields":[{"name":"n","type":"int","default":0}]}',
)


def _with(*records: Record) -> Catalogue:
    return Catalogue.of((schema_record(FIRST), schema_record(SECOND), *records))


def _delete_subject(subject: str, version: int) -> Record:
    key = {"keytype": "DELETE_SUBJECT", "subject": subject, "magic": 0}
    return Record(
        json.dumps(key).encode(), json.dumps({"subject": subject, "version": version}).encode()
    )


def test_every_contract_stands_under_its_id_with_the_full_name_as_its_subject() -> None:
    catalogue = Catalogue.of(wanted())

    for schema_id, contract in contracts().items():
        found = catalogue.by_id(schema_id)
        assert found is not None
        assert json.loads(found.schema) == contract.schema
        assert found.subject == f"cn.xzzf.{contract.schema['name']}"
        assert catalogue.version(found.subject, contract.version) == found
    assert catalogue.version("cn.xzzf.PenaltyDecided", None).schema_id == (
        latest("penalty.decided").schema_id
    )


def test_facts_are_read_backward_and_outputs_both_ways_through_all_versions() -> None:
    catalogue = Catalogue.of(wanted())

    assert catalogue.level("cn.xzzf.PenaltyDecided") == "BACKWARD_TRANSITIVE"
    assert catalogue.level("cn.xzzf.VerdictIssued") == "FULL_TRANSITIVE"
    assert catalogue.level() == "BACKWARD"


def test_a_deleted_version_is_hidden_but_its_bytes_can_still_be_read() -> None:
    catalogue = _with(schema_record(SECOND.gone()))

    assert catalogue.version("x.A", None) == FIRST
    with pytest.raises(ApiError) as refused:
        catalogue.version("x.A", 2)
    assert refused.value.code == VERSION_NOT_FOUND
    assert catalogue.by_id(102) == SECOND.gone()
    assert catalogue.version("x.A", 2, deleted=True) == SECOND.gone()


def test_a_deleted_subject_is_hidden_with_all_versions_up_to_the_one_named() -> None:
    catalogue = _with(_delete_subject("x.A", 2))

    assert catalogue.subjects() == []
    assert catalogue.subjects(deleted=True) == ["x.A"]
    with pytest.raises(ApiError) as refused:
        catalogue.versions("x.A")
    assert refused.value.code == SUBJECT_NOT_FOUND


def test_a_version_deleted_for_good_leaves_neither_number_nor_id() -> None:
    catalogue = _with(Record(schema_record(SECOND).key, None))

    assert [v.version for v in catalogue.versions("x.A", deleted=True)] == [1]
    assert catalogue.by_id(102) is None


def test_an_id_that_stands_under_two_subjects_survives_the_loss_of_one() -> None:
    twin = Registered("x.B", 1, 102, SECOND.schema)
    catalogue = _with(schema_record(twin), Record(schema_record(SECOND).key, None))

    assert catalogue.by_id(102) is not None
    assert catalogue.under(102) == [twin]


def test_a_compatibility_that_is_taken_back_gives_way_to_the_one_for_all() -> None:
    set_, unset = config_record("x.A", "FULL"), Record(config_record("x.A", "FULL").key, None)

    assert _with(set_).level("x.A") == "FULL"
    assert _with(set_, unset).level("x.A") is None


def test_a_schema_is_found_whatever_its_white_space_order_and_way_of_naming() -> None:
    catalogue = _with()
    rewritten = '{ "fields": [ ], "name": "x.A",\n "type": "record" }'

    assert catalogue.same("x.A", rewritten) == FIRST


def test_the_very_document_is_preferred_to_a_newer_one_that_writes_the_same_bytes() -> None:
    documented = Registered("x.A", 3, 103, json.dumps(json.loads(EMPTY) | {"doc": "said anew"}))
    catalogue = _with(schema_record(documented))
    generated = json.dumps(json.loads(EMPTY) | {"avro.java.string": "String"})

    assert catalogue.same("x.A", FIRST.schema) == FIRST
    assert catalogue.same("x.A", documented.schema) == documented
    assert catalogue.same("x.A", generated) == documented
    assert catalogue.same("x.A", '"string"') is None


def test_what_is_no_schema_is_refused_and_one_registered_by_somebody_is_passed_over() -> None:
    broken = Registered("x.A", 3, 103, "no schema at all")
    protobuf = Registered("x.A", 4, 104, 'syntax = "proto3";', schema_type="PROTOBUF")
    catalogue = _with(schema_record(broken), schema_record(protobuf))

    assert catalogue.same("x.A", EMPTY) == FIRST
    with pytest.raises(ApiError) as refused:
        catalogue.same("x.A", "no schema at all")
    assert refused.value.code == INVALID_SCHEMA


def test_references_of_others_are_kept_and_found_from_the_other_end() -> None:
    user = Registered("x.U", 1, 105, '"A"', references=(("A", "x.A", 1),))

    assert _with(schema_record(user)).referring("x.A", 1) == [105]


@given(st.binary(max_size=60), st.none() | st.binary(max_size=60))
def test_a_record_that_is_none_of_a_registry_changes_nothing(key: bytes, value: bytes) -> None:
    catalogue = _with(Record(key, value))

    assert catalogue.versions("x.A") == [FIRST, SECOND]


@pytest.mark.parametrize(
    "value",
    [b"[]", b"5", b'{"id":"x","schema":"{}"}', b'{"schema":"{}"}', b'{"id":7,"schema":7}', b"{"],
)
def test_a_schema_record_that_says_nonsense_changes_no_other(value: bytes) -> None:
    key = schema_record(Registered("x.A", 3, 0, "")).key

    assert [v.version for v in _with(Record(key, value)).versions("x.A")] == [1, 2]


def test_the_record_that_means_nothing_means_nothing() -> None:
    assert _with(noop_record()).versions("x.A") == [FIRST, SECOND]
    assert noop_record() == Record(b'{"keytype":"NOOP","magic":0}', None)


def test_records_have_the_bytes_that_other_registries_write() -> None:
    contract = ours()[0]
    record = schema_record(contract)

    assert record.key == (
        b'{"keytype":"SCHEMA","subject":"cn.xzzf.LawBasisChanged","version":1,"magic":1}'
    )
    assert json.loads(record.value or b"") == {
        "subject": "cn.xzzf.LawBasisChanged",
        "version": 1,
        "id": 1,
        "schema": contract.schema,
        "deleted": False,
    }
    assert config_record("s", "FULL") == Record(
        b'{"keytype":"CONFIG","subject":"s","magic":0}',
        b'{"subject":"s","compatibilityLevel":"FULL"}',
    )
