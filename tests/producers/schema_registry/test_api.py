"""The read API over HTTP: official paths, bodies, codes, and clients that mean no good."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from producers.schema_registry.catalogue import Catalogue
from producers.schema_registry.records import Registered, schema_record, wanted
from producers.schema_registry.responses import CONTENT_TYPE
from schemas.contracts import contracts, latest
from tests.producers.schema_registry.served import served_catalogue

PENALTY = "cn.xzzf.PenaltyDecided"
_CHANGED, _EXECUTED = "cn.xzzf.PenaltyChanged", "cn.xzzf.PenaltyExecuted"
VERDICT = "cn.xzzf.VerdictIssued"
NEWEST = latest("penalty.decided")
STRANGE = Registered("a/b c·渔%", 1, 90_001, '"string"')
USER = Registered("user", 1, 90_002, '"A"', references=(("A", STRANGE.subject, 1),))
GONE = Registered("gone", 1, 90_003, '"int"', deleted=True)
PROTOBUF = Registered("proto", 1, 90_004, 'syntax = "proto3";', schema_type="PROTOBUF")


@pytest.fixture(scope="module")
def registry() -> Iterator[httpx.Client]:
    catalogue = Catalogue.of(wanted())
    for schema in (STRANGE, USER, GONE, PROTOBUF):
        catalogue.apply(schema_record(schema))
    with served_catalogue(lambda: catalogue) as url, httpx.Client(base_url=url) as client:
        yield client


def _changed(schema: dict[str, Any], *fields: dict[str, Any]) -> str:
    return json.dumps({**schema, "fields": [*schema["fields"], *fields]})


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/", {}),
        (f"/subjects/{PENALTY}/versions", [1, NEWEST.version]),
        ("/subjects?subjectPrefix=cn.xzzf.Penalty", [_CHANGED, PENALTY, _EXECUTED]),
        ("/subjects?subjectPrefix=cn.xzzf.Penalty&limit=1", [_CHANGED]),
        ("/subjects?subjectPrefix=cn.xzzf.Penalty&offset=1&limit=7", [PENALTY, _EXECUTED]),
        ("/subjects?subjectPrefix=cn.xzzf.Penalty&offset=x&limit=-1", None),
        ("/subjects?subjectPrefix=gone", []),
        ("/subjects?subjectPrefix=gone&deleted=true", ["gone"]),
        ("/subjects/gone/versions?deleted=true", [1]),
        ("/schemas/types", ["AVRO"]),
        ("/schemas/ids/9/subjects", [PENALTY]),
        ("/schemas/ids/9/versions", [{"subject": PENALTY, "version": 1}]),
        ("/schemas/ids/9/schema", contracts()[9].schema),
        ("/schemas/ids/9?fetchMaxId=true", None),
        (f"/subjects/{PENALTY}/versions/1/schema", contracts()[9].schema),
        (f"/subjects/{PENALTY}/versions/1/referencedby", []),
        (f"/subjects/{quote(STRANGE.subject, safe='')}/versions", [1]),
        (f"/subjects/{quote(STRANGE.subject, safe='')}/versions/1/referencedby", [USER.schema_id]),
        ("/config", {"compatibilityLevel": "BACKWARD"}),
        (f"/config/{VERDICT}", {"compatibilityLevel": "FULL_TRANSITIVE"}),
        ("/config/nobody?defaultToGlobal=true", {"compatibilityLevel": "BACKWARD"}),
        ("/mode", {"mode": "READONLY"}),
        (f"/mode/{PENALTY}?defaultToGlobal=true", {"mode": "READONLY"}),
    ],
)
def test_what_is_asked_is_answered(registry: httpx.Client, path: str, body: object) -> None:
    answer = registry.get(path)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == CONTENT_TYPE
    if body is not None:
        assert answer.json() == body


@pytest.mark.parametrize("name", ["latest", "LATEST", "-1", str(NEWEST.version)])
def test_the_latest_version_has_several_names(registry: httpx.Client, name: str) -> None:
    found = registry.get(f"/subjects/{PENALTY}/versions/{name}").json()

    assert json.loads(found.pop("schema")) == NEWEST.schema
    assert found == {"subject": PENALTY, "version": NEWEST.version, "id": NEWEST.schema_id}


def test_schemas_of_other_kinds_and_with_references_are_shown_as_they_are(
    registry: httpx.Client,
) -> None:
    assert registry.get(f"/schemas/ids/{PROTOBUF.schema_id}").json() == {
        "schemaType": "PROTOBUF",
        "schema": PROTOBUF.schema,
    }
    assert registry.get("/subjects/user/versions/1").json()["references"] == [
        {"name": "A", "subject": STRANGE.subject, "version": 1}
    ]


def test_the_list_of_schemas_may_be_cut_to_the_latest(registry: httpx.Client) -> None:
    everything = registry.get("/schemas?subjectPrefix=cn.xzzf.").json()
    newest = registry.get("/schemas?subjectPrefix=cn.xzzf.&latestOnly=true").json()

    assert {s["id"] for s in everything} == set(contracts())
    assert {s["id"] for s in newest} == {
        latest(c.event_type).schema_id for c in contracts().values()
    }


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/subjects/nobody/versions", 40401),
        ("/subjects/gone/versions", 40401),
        ("/subjects/nobody/versions/1", 40401),
        ("/subjects//versions", 40401),
        ("/subjects/%FF%00/versions", 40401),
        (f"/subjects/{PENALTY}/versions/99", 40402),
        (f"/subjects/{PENALTY}/versions/0", 42202),
        (f"/subjects/{PENALTY}/versions/-2", 42202),
        (f"/subjects/{PENALTY}/versions/one", 42202),
        (f"/subjects/{PENALTY}/versions/99999999999", 42202),
        (f"/subjects/{PENALTY}/versions/{'9' * 5000}", 42202),
        (f"/subjects/{PENALTY}/versions/1.0/schema", 42202),
        ("/schemas/ids/99999", 40403),
        ("/schemas/ids/99999/schema", 40403),
        ("/schemas/ids/99999/versions", 40403),
        ("/schemas/ids/x", 40403),
        (f"/schemas/ids/{GONE.schema_id}/subjects", 40403),
        ("/config/nobody", 40408),
        (f"/mode/{PENALTY}", 40409),
        ("/elsewhere", 404),
    ],
)
def test_what_is_not_there_is_said_with_the_official_code(
    registry: httpx.Client, path: str, code: int
) -> None:
    answer = registry.get(path)

    assert answer.status_code == int(str(code)[:3])
    assert answer.headers["content-type"] == CONTENT_TYPE
    assert answer.json().keys() == {"error_code", "message"}
    assert answer.json()["error_code"] == code


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/config"),
        ("PUT", f"/config/{PENALTY}"),
        ("DELETE", f"/config/{PENALTY}"),
        ("PUT", "/mode"),
        ("PUT", f"/mode/{PENALTY}?force=true"),
        ("DELETE", f"/subjects/{PENALTY}?permanent=true"),
        ("DELETE", f"/subjects/{PENALTY}/versions/1"),
    ],
)
def test_nothing_can_be_changed(registry: httpx.Client, method: str, path: str) -> None:
    answer = registry.request(method, path, json={"compatibility": "NONE", "mode": "IMPORT"})

    assert (answer.status_code, answer.json()["error_code"]) == (422, 42205)


def test_registering_gives_the_id_that_stands_and_refuses_anything_new(
    registry: httpx.Client,
) -> None:
    path = f"/subjects/{PENALTY}/versions"
    known = {"schema": json.dumps(contracts()[9].schema)}
    new = {"schema": _changed(NEWEST.schema, {"name": "mine", "type": "int", "default": 0})}

    assert registry.post(path, json=known).json() == {"id": 9}
    refused = registry.post(path, json=new)
    assert (refused.status_code, refused.json()["error_code"]) == (422, 42205)


def test_a_schema_is_looked_up_under_its_subject(registry: httpx.Client) -> None:
    known = {"schema": json.dumps(contracts()[9].schema, indent=4), "schemaType": "AVRO"}

    found = registry.post(f"/subjects/{PENALTY}?normalize=true&deleted=false", json=known).json()
    assert (found["id"], found["version"], found["subject"]) == (9, 1, PENALTY)

    elsewhere = registry.post(f"/subjects/{VERDICT}", json=known)
    assert (elsewhere.status_code, elsewhere.json()["error_code"]) == (404, 40403)
    nowhere = registry.post("/subjects/nobody", json=known)
    assert (nowhere.status_code, nowhere.json()["error_code"]) == (404, 40401)


NO_DEFAULT = {"name": "mine", "type": "int"}
WITH_DEFAULT = {"name": "mine", "type": ["null", "string"], "default": None}


@pytest.mark.parametrize(
    ("where", "schema", "compatible"),
    [
        (f"{PENALTY}/versions", _changed(NEWEST.schema, WITH_DEFAULT), True),
        (f"{PENALTY}/versions", _changed(NEWEST.schema, NO_DEFAULT), False),
        (f"{PENALTY}/versions/latest", _changed(NEWEST.schema, NO_DEFAULT), False),
        (f"{PENALTY}/versions/1", _changed(contracts()[9].schema, NO_DEFAULT), False),
        # A field that is taken away: today's hub still reads, a reader of outputs does not.
        (f"{VERDICT}/versions", _changed({**latest("verdict.issued").schema, "fields": []}), False),
        ("nobody/versions/latest", '"string"', True),
        ("nobody/versions", '"string"', True),
    ],
)
def test_compatibility_is_that_of_the_subject(
    registry: httpx.Client, where: str, schema: str, *, compatible: bool
) -> None:
    answer = registry.post(f"/compatibility/subjects/{where}?verbose=true", json={"schema": schema})

    assert answer.status_code == 200
    assert answer.json()["is_compatible"] is compatible
    assert bool(answer.json()["messages"]) is not compatible
    silent = registry.post(f"/compatibility/subjects/{where}", json={"schema": schema})
    assert silent.json() == {"is_compatible": compatible}


def test_what_is_incompatible_is_said_with_field_reason_version_and_level(
    registry: httpx.Client,
) -> None:
    newest = latest("verdict.issued")
    schema = _changed(newest.schema, NO_DEFAULT)
    answer = registry.post(
        f"/compatibility/subjects/{VERDICT}/versions/latest?verbose=true", json={"schema": schema}
    )

    (message,) = answer.json()["messages"]
    version = f"Version: {newest.version}"
    for part in ("READER_FIELD_MISSING_DEFAULT_VALUE", "mine", version, "FULL_TRANSITIVE"):
        assert part in message


@pytest.mark.parametrize("version", ["", "/latest"])
def test_the_rules_of_the_house_count_as_on_the_command_line(
    registry: httpx.Client, version: str
) -> None:
    fields = [f for f in NEWEST.schema["fields"] if f["name"] != "case_id"]
    body = {"schema": json.dumps({**NEWEST.schema, "fields": fields})}
    where = f"/compatibility/subjects/{PENALTY}/versions{version}"

    answer = registry.post(f"{where}?verbose=true", json=body).json()

    assert answer["is_compatible"] is False
    (message,) = answer["messages"]
    for part in (
        "HOUSE_RULE",
        "case_id",
        "字段被删除",
        "a field was dropped",
        "oldSchemaVersion: ",
    ):
        assert part in message
    assert registry.post(where, json=body).json() == {"is_compatible": False}


def test_a_version_that_stands_is_compatible(registry: httpx.Client) -> None:
    body = {"schema": json.dumps(contracts()[9].schema)}
    where = f"/compatibility/subjects/{PENALTY}/versions"

    assert registry.post(where, json=body).json() == {"is_compatible": True}


def test_compatibility_with_a_version_that_is_not_there_cannot_be_asked(
    registry: httpx.Client,
) -> None:
    body = {"schema": '"string"'}
    codes = [
        registry.post(f"/compatibility/subjects/{where}", json=body).json()["error_code"]
        for where in (f"{PENALTY}/versions/99", f"{PENALTY}/versions/0", "nobody/versions/1")
    ]

    assert codes == [40402, 42202, 40401]


DEEP = '{"type":"array","items":' * 400 + '"int"' + "}" * 400
HOSTILE = {
    "no body": (b"", 400),
    "no JSON": (b"{", 400),
    "no UTF-8": (b'{"schema":"\xff"}', 400),
    "a list": (b"[]", 400),
    "a number": (b"7", 400),
    "a number that takes an hour to read": (b'{"schema":' + b"9" * 100_000 + b"}", 400),
    "nested lists": (b"[" * 100_000, 400),
    "no schema": (b"{}", 42201),
    "an empty schema": (b'{"schema":""}', 42201),
    "a schema that is a number": (b'{"schema":1}', 42201),
    "a schema that is an object": (b'{"schema":{"type":"string"}}', 42201),
    "an unknown kind": (b'{"schema":"x","schemaType":"XML"}', 42201),
    "a kind that is no text": (b'{"schema":"x","schemaType":[1]}', 42201),
    "references": (b'{"schema":"\\"A\\"","references":[{"name":"A"}]}', 42201),
    "no Avro": (b'{"schema":"nonsense"}', 42201),
    "an unknown type": (b'{"schema":"\\"uscc\\""}', 42201),
    "a lone surrogate": (b'{"schema":"\\"\\ud800\\""}', 42201),
    "types all the way down": (json.dumps({"schema": "[" * 5000}).encode(), 42201),
    "a type of a type of nothing": (
        json.dumps({"schema": '{"type":{"type":{"type":"nothing"}}}'}).encode(),
        42201,
    ),
    "too much": (b" " * (1_048_576 + 1), 413),
}


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize(
    "path",
    [
        f"/subjects/{PENALTY}",
        f"/subjects/{PENALTY}/versions",
        f"/compatibility/subjects/{PENALTY}/versions",
        f"/compatibility/subjects/{PENALTY}/versions/latest",
    ],
)
def test_a_body_that_means_no_good_is_refused_with_a_code(
    registry: httpx.Client, path: str, case: str
) -> None:
    body, code = HOSTILE[case]
    answer = registry.post(path, content=body)

    assert (answer.status_code, answer.json()["error_code"]) == (int(str(code)[:3]), code)
    assert answer.json()["message"]


@pytest.mark.parametrize(
    "path", [f"/subjects/{PENALTY}", f"/compatibility/subjects/{PENALTY}/versions"]
)
def test_a_deeply_nested_schema_is_answered_in_order(registry: httpx.Client, path: str) -> None:
    answer = registry.post(path, json={"schema": DEEP})

    assert answer.status_code < 500
    assert registry.get("/").status_code == 200
