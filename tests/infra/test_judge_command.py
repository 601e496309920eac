"""`hutong judge`: events from files, and worked cases."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.infra.commands import Run
from tests.infra.event_files import (
    VECTORS,
    WORLD,
    as_lines,
    founding_lines,
    write_lines,
)


def judged(hutong: Run, *words: object) -> dict[str, Any]:
    code, out, err = hutong("judge", *words, "--format", "json")
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def only(found: dict[str, Any], kind: str, rule: str) -> dict[str, Any]:
    (one,) = (entry for entry in found[kind] if entry["rule"] == rule)
    assert isinstance(one, dict)
    return one


def test_a_file_is_judged_in_a_world_as_the_case_says(hutong: Run, tmp_path: Path) -> None:
    events = write_lines(tmp_path / "e.jsonl", as_lines("VS-018"))
    now = "2026-02-25T23:59:59.999+08:00"
    found = judged(hutong, events, "--world", WORLD, "--now", now)
    duty = only(found, "obligations", "YS-05")
    assert (duty["due_at"], duty["status"]) == (now, "open")
    assert "3 working days: 2026-02-14, 2026-02-24, 2026-02-25" in duty["arithmetic_en"]
    assert (found["now"], found["receipts_assumed"]) == (now, 0)
    later = judged(hutong, events, "--world", WORLD)
    assert only(later, "obligations", "YS-05")["status"] == "overdue"


def test_registry_events_in_the_files_found_the_registry(hutong: Run, tmp_path: Path) -> None:
    registry = write_lines(tmp_path / "registry.jsonl", founding_lines())
    events = tmp_path / "events.json"
    events.write_text(json.dumps(as_lines("VS-018")), "utf-8")
    found = judged(hutong, events, registry)
    assert only(found, "obligations", "YS-05")["debtor_name"] == "柳河镇人民政府"
    assert found["refused"] == []


def test_without_a_receipt_an_event_counts_as_received_when_recorded_and_that_is_said(
    hutong: Run, tmp_path: Path
) -> None:
    events = write_lines(tmp_path / "e.jsonl", as_lines("VS-018", receipts=False))
    found = judged(hutong, events, "--world", WORLD)
    assert found["receipts_assumed"] == 1
    assert only(found, "obligations", "YS-05")["clock_start"].startswith("2026-02-13T15:00")
    code, out, _ = hutong("judge", events, "--world", WORLD)
    assert (code, "recorded_at" in out, "YS-05" in out) == (0, True, True)


def test_when_a_complaint_came_in_is_no_receipt_of_the_hub(hutong: Run, tmp_path: Path) -> None:
    complaint = json.loads(hutong("schema", "show", "complaint.received", "--as", "example")[1])
    assert complaint["received_at"]
    path = write_lines(tmp_path / "e.jsonl", [complaint])
    code, out, err = hutong("judge", path, "--format", "json")
    assert (code, json.loads(out)["receipts_assumed"]) == (3, 1)
    assert "all 1 events were refused" in err


def test_examples_as_they_are_printed_can_be_judged(hutong: Run, tmp_path: Path) -> None:
    text = "".join(
        hutong("schema", "show", type_, "--as", "example")[1]
        for type_ in ("agency.registered", "penalty.decided", "scorecard.computed")
    )
    lines = json.loads(hutong("schema", "show", "scorecard.computed", "--as", "example")[1])
    assert "event_type" not in lines
    examples = tmp_path / "examples.json"
    text = text.removesuffix(json.dumps(lines, ensure_ascii=False, indent=2) + "\n")
    examples.write_text(text, "utf-8")
    code, out, _ = hutong("judge", examples)
    assert (code, "V-05" in out, "--world" in out) == (0, True, True)


def test_repeated_duties_of_one_rule_and_debtor_have_one_line_unless_all_are_asked_for(
    hutong: Run, tmp_path: Path
) -> None:
    one = as_lines("VS-018")[0]
    lines = []
    for number in range(5):
        event = {**one["event"], "event_id": str(uuid4()), "violation_id": f"W-{number}"}
        lines.append({**one, "event": {**event, "source_seq": str(number + 1)}})
    events = write_lines(tmp_path / "e.jsonl", lines)
    words = ("judge", events, "--world", WORLD, "--now", "2026-02-25T23:59:59.999+08:00")
    code, out, _ = hutong(*words)
    assert (code, "×5" in out, "5 项 duties" in out, "open 5" in out) == (0, True, True, True)
    assert "--all lists each" in out
    _, every, _ = hutong(*words, "--all")
    assert ("×5" in every, "--all lists each" in every) == (False, False)
    assert len(every.splitlines()) > len(out.splitlines())


def test_refusals_duplicates_routes_and_statements_are_told(hutong: Run, tmp_path: Path) -> None:
    lines = as_lines("VS-030")
    events = write_lines(tmp_path / "e.jsonl", [*lines, *lines])
    found = judged(hutong, events, "--world", WORLD, "--now", "2026-08-07T00:00:00+08:00")
    assert {r["rule"] for x in found["refused"] for r in x["reasons"]} >= {"YS-02"}
    assert {x["event_type"] for x in found["duplicates"]} == {"violation.discovered"}
    assert {s["kind"] for s in found["statements"]} >= {"lead"}
    code, out, _ = hutong("judge", events, "--world", WORLD)
    assert code == 0
    for said in ("拒收 · Refused", "重复 · Duplicates", "其他 · Statements", "YS-02"):
        assert said in out


def test_events_are_read_from_standard_input(
    hutong: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = write_lines(tmp_path / "e.jsonl", as_lines("VS-018")).read_text("utf-8")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert judged(hutong, "-", "--world", WORLD)["obligations"]


def test_standard_input_in_another_encoding_is_told_as_a_file_is(
    hutong: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.TextIOWrapper(io.BytesIO("机关".encode("gbk")))
    monkeypatch.setattr("sys.stdin", written)
    code, _, err = hutong("judge", "-")
    assert (code, "-: 不是 UTF-8" in err) == (3, True)


def test_another_pack_counts_other_hours(hutong: Run, tmp_path: Path) -> None:
    pack = tmp_path / "p.toml"
    pack.write_text('[pack]\nid = "p"\nversion = "9"\n[params]\nimmediate_hours = 1\n', "utf-8")
    events = write_lines(tmp_path / "e.jsonl", as_lines("VS-025"))
    found = judged(hutong, events, "--world", WORLD, "--pack", pack)
    assert found["packs"][0] == {"district": "139901", "id": "p", "version": "9"}
    assert "1 elapsed hours" in only(found, "obligations", "YS-06")["arithmetic_en"]


def test_the_packs_of_the_settings_are_those_of_the_hub(
    hutong: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "packs"
    folder.mkdir()
    text = '[pack]\nid = "ours"\nversion = "1"\ndistrict = "139901"\n'
    folder.joinpath("ours.toml").write_text(text, "utf-8")
    monkeypatch.setenv("HUTONG_PACKS", str(folder))
    lines = founding_lines() + as_lines("VS-018")
    found = judged(hutong, write_lines(tmp_path / "e.jsonl", lines))
    assert found["packs"][0]["id"] == "ours"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"event_type": ', "e.jsonl:1:16: 不是 JSON"),
        ("[1]", "e.jsonl:1[0]: 不是事件"),
        ('{"event": 1, "received_at": "x"}', "e.jsonl:1: event: 不是事件"),
        ('{"event": {}, "at": "x"}', "e.jsonl:1: at: 没有这个键"),
        ("{}", "e.jsonl:1: event_type: 缺少此键"),
        ('{"event_type": "cn.xzzf.penalty.decide.v1"}', "such as penalty.decided"),
        ('{"event_type": "cn.xzzf.verdict.issued.v1"}', "is said by the hub"),
        ('{"event_type": "cn.xzzf.penalty.decided.v1"}', "e.jsonl:1: event_id: [V-70]"),
        ('{"event_type": "cn.xzzf.scorecard.computed.v1"}', "scorecard_id: [V-70]"),
        ('{"a": NaN}', "NaN is no number of JSON"),
        (
            '{"event": {}, "received_at": "2026-01-01"}',
            "received_at: '2026-01-01' 不是带时区的时间",
        ),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": ' + "9" * 5000 + "}", "a number of 5000 digits"),
        ('{"a": 1e999}', "1e999 is too large a number"),
        ('{"a": [{"fine": 1, "b": 2, "fine": 3}]}', "e.jsonl:1: a[0].fine: 此键在同一对象中重复"),
        (
            '{"event": {}, "received_at": "9999-12-31T23:59:59+08:00"}',
            "received_at: '9999-12-31T23:59:59+08:00' 超出 1900-01-01 至 2199-12-31",
        ),
    ],
)
def test_a_bad_event_is_told_with_file_line_key_and_what_to_do(
    hutong: Run, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "e.jsonl"
    path.write_text(text, "utf-8")
    code, out, err = hutong("judge", path)
    assert (code, out) == (3, "")
    assert said in err


def test_an_amount_beyond_all_bounds_is_told(hutong: Run, tmp_path: Path) -> None:
    event = json.loads(hutong("schema", "show", "penalty.decided", "--as", "example")[1])
    path = write_lines(tmp_path / "e.jsonl", [event | {"confiscated_amount_yuan": "9" * 300}])
    code, _, err = hutong("judge", path)
    assert (code, "e.jsonl:1" in err) == (3, True)


def test_a_case_that_cannot_be_judged_fails_by_itself(hutong: Run, tmp_path: Path) -> None:
    (good,) = some("VS-002")
    event = {**good["given"][0], "fields": {"formed_at": []} | {"formed_at": {"a": 1}}}
    path = case_file(tmp_path, {**good, "id": "odd", "given": [event]}, good)
    code, out, _ = hutong("judge", "--vectors", path, "--format", "json")
    odd, other = json.loads(out)["results"]
    assert (code, odd["passed"], other["passed"]) == (1, False, True)
    assert odd["notes"][0].startswith("odd given[0]: fields.formed_at: \"{'a': 1}\" 的形式不能读取")


def test_every_bad_line_is_told(hutong: Run, tmp_path: Path) -> None:
    path = tmp_path / "e.jsonl"
    path.write_text("{}\n\n{\n1\n", "utf-8")
    code, _, err = hutong("judge", path)
    assert (code, err.count("e.jsonl:3")) == (3, 1)
    path.write_text("{}\n\n1\n", "utf-8")
    code, out, err = hutong("judge", path, "--format", "json")
    assert [m["place"].rpartition(":")[2] for m in json.loads(out)["mistakes"]] == ["1", "3"]
    assert code == 3


def test_a_file_that_cannot_be_read_is_misuse(hutong: Run, tmp_path: Path) -> None:
    code, _, err = hutong("judge", tmp_path / "none.json")
    assert (code, "cannot be opened" in err) == (2, True)
    path = tmp_path / "gbk.json"
    path.write_bytes("机关".encode("gbk"))
    code, _, err = hutong("judge", path)
    assert (code, "is not UTF-8" in err) == (3, True)


def test_the_mistakes_of_every_file_are_told_together(hutong: Run, tmp_path: Path) -> None:
    one, other, good = (tmp_path / name for name in ("one.json", "other.jsonl", "good.jsonl"))
    one.write_bytes("机关".encode("gbk"))
    other.write_text('{"event_type": \n{}', "utf-8")
    write_lines(good, as_lines("VS-018"))
    code, _, err = hutong("judge", one, other, good)
    assert code == 3
    assert all(said in err for said in ("one.json: ", "other.jsonl:1:", "other.jsonl:2:"))
    code, _, err = hutong("judge", one, tmp_path / "none.json")
    assert (code, "one.json" in err, "cannot be opened" in err) == (2, True, True)


@pytest.mark.parametrize("text", ["", "[]", " \n"])
def test_files_that_hold_nothing_are_refused_and_one_among_others_is_told(
    hutong: Run, tmp_path: Path, text: str
) -> None:
    empty = tmp_path / "empty.json"
    empty.write_text(text, "utf-8")
    code, out, err = hutong("judge", empty)
    assert (code, out, "empty.json: 没有任何事件" in err) == (3, "", True)
    good = write_lines(tmp_path / "good.jsonl", as_lines("VS-018"))
    code, out, err = hutong("judge", empty, good, "--world", WORLD)
    assert (code, "YS-05" in out, "holds no event" in err) == (0, True, True)


@pytest.mark.parametrize("now", ["1900-01-01T00:00:00+08:00", "9999-12-31T23:59:59+08:00"])
def test_a_moment_beyond_the_years_of_the_hub_is_misuse(
    hutong: Run, tmp_path: Path, now: str
) -> None:
    path = write_lines(tmp_path / "e.jsonl", as_lines("VS-018"))
    code, _, err = hutong("judge", path, "--now", now)
    assert (code, "超出 1900-01-01" in err, "lies outside" in err) == (2, True, True)
    assert ("2199-12-31 (UTC)" in err, "2199-12-31 in UTC" in err) == (True, True)


@pytest.mark.parametrize("now", ["1900-01-01T08:00:00+08:00", "2199-12-31T23:59:59.999+08:00"])
def test_the_first_and_the_last_moment_of_the_hub_can_be_asked_for(
    hutong: Run, tmp_path: Path, now: str
) -> None:
    path = write_lines(tmp_path / "e.jsonl", as_lines("VS-018"))
    assert hutong("judge", path, "--world", WORLD, "--now", now)[0] == 0


def test_an_assumed_receipt_beyond_the_years_of_the_hub_is_told(
    hutong: Run, tmp_path: Path
) -> None:
    (event,) = as_lines("VS-018", receipts=False)
    at = "1900-01-01T00:00:00+08:00"
    event |= {"recorded_at": at, "occurred_at": at, "discovered_at": at}
    code, _, err = hutong("judge", write_lines(tmp_path / "e.jsonl", [event]), "--world", WORLD)
    assert (code, "e.jsonl:1: recorded_at: 1900-01-01T00:00:00.000+08:00 超出" in err) == (3, True)


def test_a_pack_of_another_district_is_not_used_and_that_is_told(
    hutong: Run, tmp_path: Path
) -> None:
    pack = tmp_path / "p.toml"
    text = '[pack]\nid = "p"\nversion = "9"\ndistrict = "{}"\n'
    pack.write_text(text.format("371322"), "utf-8")
    events = write_lines(tmp_path / "e.jsonl", founding_lines() + as_lines("VS-018"))
    asked = ("judge", events, "--pack", pack, "--format", "json")
    code, out, err = hutong(*asked)
    assert (code, json.loads(out)["packs"][0]["id"]) == (0, "proposed")
    assert "pack p 9 is of district 371322 and not used for the events of 139901" in err
    pack.write_text(text.format("139901"), "utf-8")
    code, out, err = hutong(*asked)
    assert (json.loads(out)["packs"][0]["id"], err) == ("p", "")


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("e.json", "--vectors", "v.json"),
        ("--vectors", "v.json", "--now", "2026-01-01T00:00:00+08:00"),
        ("e.json", "--now", "today"),
    ],
)
def test_misuse_is_one_sentence(hutong: Run, words: tuple[str, ...], tmp_path: Path) -> None:
    path = write_lines(tmp_path / "e.json", [])
    code, _, err = hutong("judge", *(path if w == "e.json" else w for w in words))
    assert (code, err.count("\n")) == (2, 1)
    assert any("\u4e00" <= sign <= "\u9fff" for sign in err)


def some(*ids: str) -> list[dict[str, Any]]:
    return [case for case in json.loads(VECTORS.read_text("utf-8")) if case["id"] in ids]


def case_file(tmp_path: Path, *cases: Any) -> Path:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(cases, ensure_ascii=False), "utf-8")
    return path


def test_worked_cases_pass_or_say_where_they_differ(hutong: Run, tmp_path: Path) -> None:
    (good,) = some("VS-002")
    bad = {**good, "id": "bad", "expect": [{**good["expect"][0], "status": "waived"}]}
    worse = {**good, "id": "worse", "absent": [good["expect"][0]], "expect": []}
    none = {**good, "id": "none", "expect": [{"kind": "nothing"}]}
    any_kind = {**good, "id": "any kind", "expect": [{"code": "NO_SUCH"}]}
    path = case_file(tmp_path, good, bad, worse, none, any_kind)
    code, out, _ = hutong("judge", "--vectors", path, "--format", "json")
    found = json.loads(out)
    assert (code, found["passed"], found["failed"]) == (1, 1, 4)
    assert [r["passed"] for r in found["results"]] == [True, False, False, False, False]
    assert found["results"][0]["differences"] == []
    assert found["results"][1]["differences"][0]["expected"]["status"] == "waived"
    code, out, _ = hutong("judge", "--vectors", path)
    assert (code, "✗ bad" in out, "1 通过 passed, 4 未通过 failed" in out) == (1, True, True)
    for said in ("the nearest has: status='satisfied_late'", "不应有", "no output of that kind"):
        assert said in out


def test_worked_cases_that_all_pass_end_with_0(hutong: Run, tmp_path: Path) -> None:
    path = case_file(tmp_path, *some("VS-002", "VS-004"))
    code, out, _ = hutong("judge", "--vectors", path, "--world", WORLD, "--format", "json")
    assert (code, json.loads(out)["passed"]) == (0, 2)


def test_a_case_whose_event_cannot_be_made_says_why(hutong: Run, tmp_path: Path) -> None:
    (good,) = some("VS-002")
    event = {**good["given"][0], "fields": {**good["given"][0]["fields"], "formed_at": 7}}
    broken = {**good, "id": "broken", "given": [event]}
    path = case_file(tmp_path, broken, good)
    code, out, _ = hutong("judge", "--vectors", path, "--format", "json")
    found = json.loads(out)
    assert (code, found["failed"], found["passed"]) == (1, 1, 1)
    assert found["results"][0]["notes"]
    assert "note" in hutong("judge", "--vectors", path)[1]


def test_a_case_that_passes_although_an_event_could_not_be_made_says_so_in_the_table(
    hutong: Run, tmp_path: Path
) -> None:
    fields = {"item_code": "A-017", "fine_amount_yuan": "-1"}
    penalty = {"type": "penalty.decided", "at": GIVEN["at"], "agency": "T01", "fields": fields}
    case: dict[str, Any] = {"id": "blind", "given": [penalty], "expect": []}
    refused = {"kind": "rejection", "event": "penalty.decided", "reasons": ["V-30"]}
    path = case_file(tmp_path, case, {**case, "id": "foreseen", "expect": [refused]})
    code, out, err = hutong("judge", "--vectors", path)
    assert (code, "2 通过 passed" in out) == (0, True)
    assert "blind: penalty.decided blind-0: fine_amount_yuan = '-1' [V-30]" in err
    assert "foreseen" not in err


def test_what_a_failed_case_names_and_nothing_knows_is_noted(hutong: Run, tmp_path: Path) -> None:
    given = [{**GIVEN, "agency": "T99", "fields": {"vilage_code": "139901100201"}}]
    path = case_file(tmp_path, {"id": "A", "given": given, "expect": [{"kind": "lead"}]})
    code, out, _ = hutong("judge", "--vectors", path, "--format", "json")
    (result,) = json.loads(out)["results"]
    assert code == 1
    assert result["notes"] == [
        "patrol.recorded: vilage_code: 没有此字段，略过 · no such field; it is passed over",
        "没有机关 'T99' · the world has no agency 'T99', and the case registers none",
    ]


GIVEN = {"type": "patrol.recorded", "at": "2026-01-05T09:00:00+08:00", "agency": "T01"}


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (7, "cases.json:1[0]: 应为案例"),
        ({"given": [GIVEN]}, "cases.json:1[0]: id: 缺少此键"),
        ({"id": 7, "given": [GIVEN]}, "id: 应为非空文字"),
        ({"id": "A"}, "A: given: 缺少此键"),
        ({"id": "A", "given": []}, "A: given: 应为至少一个事件或时刻"),
        ({"id": "A", "given": 1}, "A: given: 应为列表"),
        ({"id": "A", "given": [1]}, "A given[0]: 应为事件"),
        ({"id": "A", "given": [{}]}, "A given[0]: agency: 缺少此键"),
        ({"id": "A", "given": [{**GIVEN, "type": "patrol.recored"}]}, "such as patrol.recorded"),
        ({"id": "A", "given": [{**GIVEN, "at": "2026-01-05"}]}, "A given[0]: at: '2026-01-05'"),
        ({"id": "A", "given": [{**GIVEN, "type": []}]}, "A given[0]: type: 应为文字"),
        ({"id": "A", "given": [{**GIVEN, "at": 5}]}, "5 is no instant with an offset"),
        ({"id": "A", "given": [{**GIVEN, "at": "0001-01-01T00:00:00+08:00"}]}, "A given[0]: at:"),
        ({"id": "A", "given": [{**GIVEN, "refs": []}]}, "A given[0]: refs: 应为对象"),
        ({"id": "A", "given": [{**GIVEN, "event_id": 1}]}, "event_id: 应为文字"),
        ({"id": "A", "given": [{**GIVEN, "field": {}}]}, "field: 没有这个键，是否为 fields"),
        ({"id": "A", "given": [GIVEN], "expcet": []}, "write expect, or leave it out"),
        ({"id": "A", "given": [GIVEN]}, "A: expect: 缺少此键"),
        ({"id": "A", "given": [GIVEN], "expectations": []}, "write expect, or leave it out"),
        ({"id": "A", "given": [GIVEN], "expect": [], "expects": []}, "A: expects: 没有这个键"),
        ({"id": "A", "given": [GIVEN], "expect": [{}]}, "A: expect[0]: 应为有内容的输出"),
        ({"id": "A", "given": [GIVEN], "expect": [{"note": "x"}]}, "expect[0]: 应为有内容的输出"),
        ({"id": "A", "given": [GIVEN], "absent": [{"kind": 7}]}, "A: absent[0].kind: 应为文字"),
        (
            {"id": "A", "given": [GIVEN], "absent": [{"kind": "obligatoin"}]},
            "A: absent[0].kind: 没有 'obligatoin'，是否为 obligation",
        ),
        (
            {"id": "A", "given": [GIVEN], "absent": [{"kind": "obligation", "statuss": "open"}]},
            "A: absent[0].statuss: 没有 'statuss'，是否为 status",
        ),
        (
            {"id": "A", "given": [{**GIVEN, "at": "9999-12-31T00:00:00+08:00"}], "expect": []},
            "超出 1900-01-01 至 2199-12-31",
        ),
        (
            {"id": "A", "given": [GIVEN], "expect": [{"kind": "verdict", "note": "n"}]},
            "A: expect[0]: 只写了 kind",
        ),
        ({"id": "A", "given": [GIVEN], "when": ["x"]}, "A: when[0]: 'x'"),
        ({"id": "A", "given": [GIVEN], "when": "x"}, "A: when: 应为列表"),
        ({"id": "A", "given": [GIVEN], "expect": {}}, "A: expect: 应为输出列表"),
        ({"id": "A", "given": [GIVEN], "expect": [1]}, "A: expect[0]: 应为对象"),
        ({"id": "A", "given": [GIVEN], "absent": ["x"]}, "A: absent[0]: 应为对象"),
        ({"id": "A", "given": [GIVEN], "as_of": 1}, "A: as_of: 应为列表"),
        ({"id": "A", "given": [GIVEN], "as_of": [1]}, "A as_of[0]: 应为对象"),
        ({"id": "A", "given": [GIVEN], "as_of": [{}]}, "A as_of[0]: at: 缺少此键"),
        ({"id": "A", "given": [GIVEN], "as_of": [{"at": "x"}]}, "A as_of[0]: at: 'x'"),
    ],
)
def test_a_malformed_case_is_told_with_id_key_and_what_to_do(
    hutong: Run, tmp_path: Path, case: Any, said: str
) -> None:
    code, out, _ = hutong("judge", "--vectors", case_file(tmp_path, case))
    assert (code, said in out) == (3, True)


def test_a_malformed_case_fails_by_itself(hutong: Run, tmp_path: Path) -> None:
    (good,) = some("VS-002")
    path = case_file(tmp_path, {"id": "A"}, good, good)
    code, out, _ = hutong("judge", "--vectors", path, "--format", "json")
    found = json.loads(out)
    assert (code, found["passed"], found["failed"]) == (3, 1, 2)
    assert [(r["id"], r["passed"]) for r in found["results"]] == [
        ("VS-002", True),
        ("A", False),
        ("VS-002", False),
    ]
    assert "given" in found["results"][1]["notes"][0]
    assert "has the same id" in found["results"][2]["notes"][0]


def test_two_cases_of_one_id_and_a_file_without_any_are_refused(
    hutong: Run, tmp_path: Path
) -> None:
    one = {"id": "A", "given": [GIVEN], "expect": []}
    code, out, _ = hutong("judge", "--vectors", case_file(tmp_path, one, one))
    assert (code, "has the same id" in out) == (3, True)
    code, _, err = hutong("judge", "--vectors", case_file(tmp_path))
    assert (code, "at least one" in err) == (3, True)


def test_what_a_case_names_beside_the_format_is_passed_over(hutong: Run, tmp_path: Path) -> None:
    (good,) = some("VS-002")
    more = {"remarks": "for people", "title_en": "t", "expect_note": "n", "rules": ["ZZZ-1"]}
    said = {**good["expect"][0], "note": "for people"}
    path = case_file(tmp_path, {**good, **more, "expect": [said]})
    assert hutong("judge", "--vectors", path)[0] == 0


def test_what_a_passed_case_names_and_nothing_knows_is_told_all_the_same(
    hutong: Run, tmp_path: Path
) -> None:
    (good,) = some("VS-002")
    fields = {**good["given"][0]["fields"], "formd_at": "x"}
    given = [{**good["given"][0], "fields": fields, "source_seq": 3}]
    absent = [
        {"kind": "alert", "agency": "T01"},
        {"kind": "verdict", "rule": "GX-99", "whose": "T01", "note": "n"},
    ]
    one = {**good, "rules": ["ZZZ-1", "V-33"], "given": given, "absent": absent}
    path = case_file(tmp_path, one, {**one, "id": "other", "expect": [], "absent": []})
    code, out, err = hutong("judge", "--vectors", path, "--format", "json")
    assert code == 0
    notes = json.loads(out)["results"][0]["notes"]
    for said in (
        "there is no rule 'ZZZ-1'",
        "absent: 没有输出种类 'alert'",
        "absent: 没有规则 'GX-99'",
        "no rule is known to say 'whose'",
        "'note' is not compared",
        "formd_at: 没有此字段",
        "source_seq: 应写在 fields 之内",
    ):
        assert any(said in note for note in notes)
        assert said in err
    assert "VS-002 (+1): 没有规则 'ZZZ-1'" in err
    assert "V-33" not in err
    assert "other: 没有任何期望，不会失败" in err


def test_an_instant_is_as_expected_whatever_its_offset(hutong: Run, tmp_path: Path) -> None:
    (good,) = some("VS-002")
    due = datetime.fromisoformat(good["expect"][0]["due_at"])
    same = {**good["expect"][0], "due_at": f"{due.astimezone(UTC):%Y-%m-%dT%H:%M:%S.999Z}"}
    other = {**same, "due_at": f"{due.astimezone(UTC):%Y-%m-%dT%H:%M:%S.998Z}"}
    path = case_file(
        tmp_path, {**good, "expect": [same]}, {**good, "id": "other", "expect": [other]}
    )
    code, out, _ = hutong("judge", "--vectors", path)
    assert (code, "1 通过 passed, 1 未通过 failed" in out) == (1, True)
    assert f"the nearest has: due_at='{good['expect'][0]['due_at']}'\n" in out


def test_a_value_in_no_readable_form_is_told_with_case_entry_and_field(
    hutong: Run, tmp_path: Path
) -> None:
    decided = {**GIVEN, "type": "penalty.decided", "fields": {"officers": 5, "item_code": "A-017"}}
    path = case_file(tmp_path, {"id": "A", "given": [decided], "expect": []})
    code, out, _ = hutong("judge", "--vectors", path)
    assert (code, "A given[0]: fields.officers: '5' 的形式不能读取" in out) == (1, True)
    both = {**decided, "fields": {"officers": 5, "materials": 5, "docs": 5}}
    path = case_file(tmp_path, {"id": "A", "given": [both], "expect": []})
    code, out, _ = hutong("judge", "--vectors", path)
    assert (code, "A given[0]: " in out, "in no form that can be read" in out) == (1, True, True)


def test_a_day_beyond_the_years_of_the_hub_is_refused_as_the_hub_would(
    hutong: Run, tmp_path: Path
) -> None:
    decided = {**GIVEN, "type": "penalty.decided", "fields": {"formed_at": "9999-12-31"}}
    expect = [{"kind": "rejection", "reasons": ["V-42"]}]
    path = case_file(tmp_path, {"id": "A", "given": [decided], "expect": expect})
    assert hutong("judge", "--vectors", path)[0] == 0


def test_where_nothing_of_a_rule_came_no_other_rule_is_called_the_nearest(
    hutong: Run, tmp_path: Path
) -> None:
    (good,) = some("VS-002")
    wanted = {"kind": "obligation", "rule": "YS-05", "status": "open"}
    unwanted = {"kind": "obligation", "rule": "GX-11"}
    path = case_file(tmp_path, {**good, "expect": [wanted], "absent": [unwanted]})
    _, out, _ = hutong("judge", "--vectors", path)
    assert "no obligation of YS-05" in out
    assert "却有 but there is: rule='GX-11'" in out.replace("kind='obligation', ", "")


def _world(change: Any) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(WORLD.read_text("utf-8"))
    change(data)
    return data


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.pop("district"), "district.region_code"),
        (lambda d: d.pop("agencies"), "agencies: 应为列表"),
        (lambda d: d.pop("item_list"), "item_list.items: 应为列表"),
        (lambda d: d["agencies"][0].pop("uscc"), "agencies[0].uscc: 缺少此键"),
        (lambda d: d["agencies"].insert(0, 1), "agencies[0]: 应为对象"),
        (lambda d: d["item_list"]["items"][0].update(owner_dept="X"), "there is no agency 'X'"),
        (lambda d: d["officers"][0].update(agency="X"), "officers[0].agency"),
        (lambda d: d["officers"][0].update(agency=["X"]), "officers[0].agency"),
        (lambda d: d["params"].update(major_fine_org_yuan="x"), "params.major_fine_org_yuan"),
        (lambda d: d["params"].update(major_fine_org_yuan="1e40"), "params.major_fine_org_yuan"),
        (lambda d: d["params"].update(prompt_wd=-1), "params.prompt_wd: -1 不是"),
        (lambda d: d["params"].update(promt_wd=1), "params.promt_wd: 没有此参数"),
        (lambda d: d["param_confirmations"][0].update(doc_no="x"), "add confirmed_by, date"),
        (lambda d: d["rulepack"].update(version=1), "rulepack.version: 缺少"),
        (lambda d: d["district"].update(region_code="1399"), 'district.region_code: "1399" 不是'),
        (lambda d: d.update(params=[]), "params: 应为对象"),
        (lambda d: d["agencies"][0].update(uscc="1"), "registered_agency_id"),
        (lambda d: d["officers"][0].pop("officer_cert_no"), "officer_cert_no"),
    ],
)
def test_a_malformed_world_is_told(hutong: Run, tmp_path: Path, change: Any, said: str) -> None:
    path = tmp_path / "world.json"
    path.write_text(json.dumps(_world(change), ensure_ascii=False), "utf-8")
    cases = case_file(tmp_path, *some("VS-002"))
    code, _, err = hutong("judge", "--vectors", cases, "--world", path)
    assert code == 3
    assert said in err


def test_a_world_is_one_object(hutong: Run, tmp_path: Path) -> None:
    path = tmp_path / "world.json"
    path.write_text("[]", "utf-8")
    code, _, err = hutong("judge", "--vectors", case_file(tmp_path), "--world", path)
    assert (code, "one JSON object" in err) == (3, True)
