"""`hutong schema` and `hutong dictionary`, as a person or a script calls them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import fastavro
import pytest

from infra import ExitCode
from schemas.catalogue import MODELS, TOPIC_OF
from schemas.contracts import FOLDER, latest, versions_of
from schemas.contracts.examples import example
from tests.infra.commands import Run


def test_list_gives_every_type_with_its_version_id_topic_and_subject(hutong: Run) -> None:
    code, out, _ = hutong("schema", "list", "--format", "json")
    rows = {row["type"]: row for row in json.loads(out)}
    assert (code, rows.keys()) == (0, MODELS.keys())
    for event_type, row in rows.items():
        newest = latest(event_type)
        assert (row["version"], row["id"]) == (newest.version, newest.schema_id)
        assert row["topic"] == TOPIC_OF[event_type]
    assert rows["penalty.decided"]["subject"] == "cn.xzzf.PenaltyDecided"
    _, out, _ = hutong("schema", "list")
    assert "行政处罚决定" in out


def test_show_prints_what_other_tools_read(hutong: Run) -> None:
    _, out, _ = hutong("schema", "show", "penalty.decided")
    read: Any = fastavro.parse_schema(json.loads(out))
    assert read["name"] == "cn.xzzf.PenaltyDecided"
    _, out, _ = hutong("schema", "show", "penalty.decided", "--as", "example")
    MODELS["penalty.decided"].model_validate_json(out)
    _, out, _ = hutong("schema", "show", "penalty.decided", "--as", "clickhouse")
    assert out.startswith("CREATE TABLE IF NOT EXISTS hutong.penalty_decided\n")
    _, out, _ = hutong("schema", "show", "penalty.decided", "--as", "json")
    assert json.loads(out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_an_earlier_version_can_be_shown_in_avro_only(hutong: Run) -> None:
    code, out, _ = hutong("schema", "show", "penalty.decided", "--version", "1")
    assert (code, json.loads(out)) == (0, versions_of("penalty.decided")[0].schema)
    code, _, err = hutong("schema", "show", "penalty.decided", "--version", 1, "--as", "json")
    assert (code, "is kept in Avro only" in err) == (ExitCode.USAGE, True)
    code, _, err = hutong("schema", "show", "penalty.decided", "--version", "99")
    assert (code, "penalty.decided has versions 1 to" in err) == (ExitCode.USAGE, True)


@pytest.mark.parametrize("name", ["行政处罚决定", "cn.xzzf.penalty.decided.v1", "penalty.decided"])
def test_a_type_is_known_by_its_names(hutong: Run, name: str) -> None:
    code, out, _ = hutong("schema", "show", name)
    assert (code, json.loads(out)["name"]) == (0, "PenaltyDecided")


@pytest.mark.parametrize("command", [("schema", "show"), ("schema", "diff"), ("dictionary",)])
def test_an_unknown_type_suggests_the_nearest(hutong: Run, command: tuple[str, ...]) -> None:
    code, out, err = hutong(*command, "penalty.decide")
    assert (code, out) == (ExitCode.USAGE, "")
    assert "no event type 'penalty.decide' (did you mean penalty.decided" in err


def test_diff_names_what_changed_between_two_versions(hutong: Run) -> None:
    code, out, _ = hutong("schema", "diff", "penalty.decided", "1", "2", "--format", "json")
    rows = json.loads(out)
    assert code == 0
    assert {
        "change": "added",
        "field": "violated_basis[].basis_text",
        "before": "",
        "after": "string?",
    } in rows
    _, back, _ = hutong("schema", "diff", "penalty.decided", "2", "1", "--format", "json")
    assert {r["field"] for r in json.loads(back) if r["change"] == "dropped"} == {
        r["field"] for r in rows if r["change"] == "added"
    }
    _, out, _ = hutong("schema", "diff", "penalty.decided", "2", "2")
    assert "none" in out


def _written(folder: Path, schema: dict[str, Any]) -> Path:
    path = folder / "mine.avsc"
    path.write_text(json.dumps(schema), "utf-8")
    return path


def test_a_schema_file_that_is_in_the_catalogue_is_named(hutong: Run, tmp_path: Path) -> None:
    path = _written(tmp_path, versions_of("penalty.decided")[0].schema)
    code, out, _ = hutong("schema", "check", path)
    assert (code, out) == (0, f"{path}: penalty.decided v1, id 9\n")


def test_a_schema_without_our_words_is_still_known(hutong: Run, tmp_path: Path) -> None:
    newest = latest("penalty.decided")
    bare = json.loads(json.dumps(newest.schema))
    for field in bare["fields"]:
        for word in ("doc", "unit", "codes", "privacy"):
            field.pop(word, None)
    _, out, _ = hutong("schema", "check", _written(tmp_path, bare))
    known = f"penalty.decided v{newest.version}, id {newest.schema_id}"
    assert known in out
    bare["fields"].reverse()  # other bytes: it is read by name, but it is not ours
    _, out, _ = hutong("schema", "check", _written(tmp_path, bare))
    assert known not in out


def test_a_schema_file_that_may_follow_is_compatible(hutong: Run, tmp_path: Path) -> None:
    schema = json.loads(json.dumps(latest("penalty.decided").schema))
    new = {"name": "court", "type": ["null", "string"], "default": None, "doc": "法院 · Court"}
    schema["fields"].append(new)
    code, out, _ = hutong("schema", "check", _written(tmp_path, schema))
    assert (code, "compatible (BACKWARD_TRANSITIVE)" in out) == (0, True)


def test_a_schema_file_that_breaks_a_promise_ends_with_field_and_reason(
    hutong: Run, tmp_path: Path
) -> None:
    schema = json.loads(json.dumps(latest("penalty.decided").schema))
    schema["fields"] = [f for f in schema["fields"] if f["name"] != "remedy_text"]
    code, out, _ = hutong("schema", "check", _written(tmp_path, schema), "--format", "json")
    (told,) = json.loads(out)
    assert code == ExitCode.DATA_REJECTED
    assert (told["file"], told["compatible"]) == (str(tmp_path / "mine.avsc"), False)
    (row,) = told["breaks"]
    assert (row["event_type"], row["field"]) == ("penalty.decided", "remedy_text")
    assert "a field was dropped" in row["reason"]
    code, out, _ = hutong("schema", "check", _written(tmp_path, schema))
    assert (code, "字段被删除" in out) == (ExitCode.DATA_REJECTED, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is no Avro schema"),
        ('{"type": "recrod", "name": "X"}', "is no Avro schema"),
        ('{"type": "record", "name": "X", "fields": [{"name": "a"}]}', "is no Avro schema"),
        ('"string"', "is not a record"),
        ("[" * 100_000, "is no Avro schema"),
        (
            '{"type": "record", "name": "PenaltyDecide", "namespace": "cn.xzzf", "fields": []}',
            "no subject of the catalogue (did you mean cn.xzzf.PenaltyDecided",
        ),
    ],
)
def test_a_file_that_is_no_schema_of_ours_is_refused_in_one_sentence(
    hutong: Run, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "mine.avsc"
    path.write_text(text, "utf-8")
    code, out, err = hutong("schema", "check", path)
    assert (code, out) == (ExitCode.DATA_REJECTED, "")
    assert said in err
    assert err.startswith(str(path))
    assert err.count("\n") == 1


def test_a_file_that_is_not_there_is_a_usage_error(hutong: Run, tmp_path: Path) -> None:
    code, _, err = hutong("schema", "check", tmp_path / "none.avsc")
    assert (code, "cannot be read" in err) == (ExitCode.USAGE, True)


def test_of_several_files_each_is_told_and_none_stops_the_others(
    hutong: Run, tmp_path: Path
) -> None:
    good, bad, lost = (tmp_path / f"{name}.avsc" for name in ("good", "bad", "lost"))
    schema = latest("penalty.decided").schema
    good.write_text(json.dumps(schema), "utf-8")
    shorter = [f for f in schema["fields"] if f["name"] != "case_id"]
    bad.write_text(json.dumps({**schema, "fields": shorter}), "utf-8")

    code, out, err = hutong("schema", "check", good, lost, bad)
    assert code == ExitCode.USAGE
    assert f"{good}: penalty.decided v" in out
    assert str(bad) in out
    assert "case_id" in out
    assert err.startswith(f"{lost} cannot be read")

    code, out, err = hutong("schema", "check", good, lost, bad, "--format", "json")
    rows = json.loads(out)
    assert (code, err) == (ExitCode.USAGE, "")
    assert [(r["file"], r["event_type"], r["compatible"]) for r in rows] == [
        (str(good), "penalty.decided", True),
        (str(lost), "", False),
        (str(bad), "penalty.decided", False),
    ]
    assert [b["field"] for b in rows[2]["breaks"]] == ["case_id"]
    assert hutong("schema", "check", good, bad)[0] == ExitCode.DATA_REJECTED


def test_without_a_file_the_committed_contracts_are_checked(
    hutong: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, _ = hutong("schema", "check")
    assert (code, "in order" in out) == (0, True)
    monkeypatch.setattr("schemas.contracts.derive.committed", dict)
    code, _, err = hutong("schema", "check")
    assert (code, "ids.json is stale: run `make contracts`" in err) == (ExitCode.FAILURE, True)


def test_the_dictionary_is_the_committed_page(hutong: Run, tmp_path: Path) -> None:
    code, out, _ = hutong("dictionary")
    assert (code, out) == (0, FOLDER.joinpath("dictionary.html").read_text("utf-8"))
    code, said, _ = hutong("dictionary", "--out", tmp_path)
    assert (code, said) == (0, f"{tmp_path / 'dictionary.html'}\n")
    assert (tmp_path / "dictionary.html").read_text("utf-8") == out


def test_a_page_that_cannot_be_written_is_said(hutong: Run, tmp_path: Path) -> None:
    code, _, err = hutong("dictionary", "--out", tmp_path / "none" / "page.html")
    assert (code, "cannot be written" in err) == (ExitCode.USAGE, True)
    code, _, err = hutong("dictionary", "penalty.decided", "--out", tmp_path / "page.html")
    assert (code, "for the whole page" in err) == (ExitCode.USAGE, True)


def test_one_event_is_a_table_in_the_terminal_and_whole_in_json(hutong: Run) -> None:
    _, out, _ = hutong("dictionary", "penalty.decided")
    for shown in ("行政处罚决定", "罚款金额（元）", "单位 unit CNY", "代码表 codes penalty_kind"):
        assert shown in out
    _, out, _ = hutong("dictionary", "penalty.decided", "--format", "json")
    told = json.loads(out)
    assert {f["name"] for f in told["fields"]} == set(MODELS["penalty.decided"].model_fields)
    assert told["example"]["event_id"] == str(example(MODELS["penalty.decided"]).event_id)  # type: ignore[union-attr]


def test_the_whole_dictionary_is_told_to_programs(hutong: Run) -> None:
    _, out, _ = hutong("dictionary", "--format", "json")
    told = json.loads(out)
    assert {e["type"] for e in told["events"]} == set(MODELS)
    assert all(told[part] for part in ("envelope", "records", "code_lists", "rules"))
    _, out, _ = hutong("dictionary", "--format", "table")
    assert "共享管理" in out
