"""Every type of field has words of its own for what does not fit it, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from producers.publisher import event_from
from schemas.problems import InvalidEventError, Problem
from tests.schemas.test_validation_rules import changed


def _told(event_type: str, change: dict[str, Any]) -> Problem:
    with pytest.raises(InvalidEventError) as caught:
        event_from(event_type, changed(event_type, change))
    (problem,) = caught.value.problems
    return problem


def _chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


@pytest.mark.parametrize(
    ("event_type", "field", "value", "zh", "fix"),
    [
        ("penalty.decided", "decision_date", "2026/11/23", "不是日期", "2026-11-23"),
        ("penalty.decided", "decision_date", "2026-02-30", "没有这一天", "2026-11-23"),
        ("penalty.decided", "decision_date", "2026年11月23日", "不是日期", "2026-11-23"),
        ("penalty.decided", "decision_date", ["x"], "不是日期", "2026-11-23"),
        ("penalty.decided", "act_at", "2026-13-01T00:00:00Z", "不是时间", "+08:00"),
        ("penalty.decided", "act_at", {}, "不是时间", "+08:00"),
        ("coercion.applied", "extended_days", "二十八", "不是整数", "28"),
        ("coercion.applied", "extended_days", 1.5, "不是整数", "28"),
        ("coercion.applied", "extended_days", [], "不是整数", "28"),
        ("statistics.provided", "figures.0.value", "三十七", "不是数字", "28.5"),
        ("penalty.decided", "is_major", "也许", "true", "true"),
        ("penalty.decided", "is_major", [], "true", "true"),
        ("penalty.decided", "event_id", "12", "不是 UUID", "8-4-4-4-12"),
        ("penalty.decided", "event_id", 12, "不是 UUID", "8-4-4-4-12"),
        ("penalty.decided", "violation_facts", 12, "应为文字", "text"),
        ("penalty.decided", "party", "某公司", "记录", "title"),
        ("penalty.decided", "officers", "王建国", "列表", "one"),
        ("penalty.decided", "source", "urn:xzzf:371322", "来源系统", "urn:xzzf:371322"),
        ("penalty.decided", "source_seq", "第一", "序号", "00000042"),
        ("process.recorded", "sha256", "ABC", "SHA-256", "file"),
    ],
)
def test_a_value_of_another_type_is_told_with_its_remedy(
    event_type: str, field: str, value: Any, zh: str, fix: str
) -> None:
    problem = _told(event_type, {field: value})
    assert (problem.rule, problem.field) == ("V-70", field)
    assert zh in problem.zh
    assert fix in problem.fix_en
    assert _chinese(problem.fix_zh)
    assert not _chinese(problem.en + problem.fix_en)


@pytest.mark.parametrize(
    ("given", "zh"), [("五万元", "汉字数字"), ("5万至10万元", "区间"), ("1_000", "以元为单位")]
)
def test_what_is_no_amount_is_told_with_what_to_write(given: str, zh: str) -> None:
    problem = _told("penalty.decided", {"fine_amount_yuan": given})
    assert (problem.rule, problem.value) == ("V-30", given)
    assert zh in problem.zh


@pytest.mark.parametrize(
    ("event_type", "change", "field", "value"),
    [
        ("penalty.decided", {"fine_amount_yuan": "0.00"}, "fine_amount_yuan", "0.00"),
        ("license.decided", {"valid_to": "2020-01-01"}, "valid_to", "2020-01-01"),
        ("penalty.decided", {"publicity_until": "2020-01-01"}, "publicity_until", "2020-01-01"),
        ("penalty.decided", {"share_category": "G1"}, "share_category", "G1"),
        ("dispute.raised", {"violation_id": "", "referral_id": ""}, "violation_id", ""),
        ("penalty.decided", {"complaint_id": "n/a"}, "complaint_id", "N/A"),
        ("complaint.linked", {"complaint_ids": ["TS-1", "无"]}, "complaint_ids", "无"),
        ("violation.dismissed", {"reason": "无"}, "reason", "无"),
        ("standard.published", {"tiers.1.max_yuan": "1.00"}, "tiers.1.max_yuan", "1.00"),
    ],
)
def test_a_record_that_contradicts_itself_names_the_field_and_its_value(
    event_type: str, change: dict[str, Any], field: str, value: str
) -> None:
    problem = _told(event_type, change)
    assert (problem.field, problem.value) == (field, value)


@pytest.mark.parametrize("given", ["tel13800138000", "QQ13800138000号", "id11010519491231002X"])
def test_a_number_after_a_latin_letter_is_found_in_any_text_of_an_event(given: str) -> None:
    for field in ("violation_facts", "remark", "case_source"):
        assert _told("penalty.decided", {field: given}).rule == "V-07"


def test_the_districts_own_codes_are_taken_where_they_are_given_and_named_where_not() -> None:
    data = changed("license.decided", {"status": "FROZEN"})
    codes = {"license_status": frozenset({"FROZEN", "SEALED"})}
    assert event_from("license.decided", data, codes=codes).model_dump()["status"] == "FROZEN"
    problem = _told("license.decided", {"status": "FROZEN"})
    assert (problem.rule, problem.value) == ("V-75", "FROZEN")
    assert "codes" in problem.fix_zh
    with pytest.raises(InvalidEventError) as caught:
        event_from("license.decided", data | {"status": "MELTED"}, codes=codes)
    assert "SEALED" in caught.value.problems[0].fix_en


def test_an_event_of_every_version_is_read_and_of_none_beyond() -> None:
    for version, known in ((1, True), (2, True), (3, False)):
        data = changed("penalty.decided", {"event_type": f"cn.xzzf.penalty.decided.v{version}"})
        if known:
            assert event_from("penalty.decided", data)
        else:
            with pytest.raises(InvalidEventError, match="V-73"):
                event_from("penalty.decided", data)


def test_references_meet_however_they_are_written() -> None:
    said = ["WF-9B ", "ｗｆ-9b", "\u200bWF-9B", "wf-9B"]
    events = [
        event_from("penalty.decided", changed("penalty.decided", {"violation_id": s, "subject": s}))
        for s in said
    ]
    assert {(e.violation_id, e.subject) for e in events} == {("WF-9B", "WF-9B")}


def test_the_case_of_a_code_in_a_table_is_kept() -> None:
    data = changed("code_table.published", {"codes": [{"code": " authority", "zh": "实施机关"}]})
    assert event_from("code_table.published", data).model_dump()["codes"][0]["code"] == "authority"


def test_a_token_in_place_of_an_identifier_is_kept_as_made_among_stray_blanks() -> None:
    token = f"{'0a' * 32}:002x"
    for given in (token, f" {token}", f"{token}\n"):
        data = changed("penalty.decided", {"subject": given})
        assert event_from("penalty.decided", data).subject == token
