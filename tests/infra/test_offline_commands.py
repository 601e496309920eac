"""`hutong explain`, `whatif` and `readiness` over files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from infra.cli.explain_view import show_history
from infra.cli.history import told
from tests.infra.commands import Run
from tests.infra.event_files import WORLD, as_lines, founding_lines, write_lines


@pytest.fixture
def referred(tmp_path: Path) -> tuple[object, ...]:
    """A violation that nobody referred, judged after it was due."""
    events = write_lines(tmp_path / "e.jsonl", as_lines("VS-018"))
    now = "2026-03-01T00:00:00+08:00"
    return ("--events", events, "--world", WORLD, "--now", now)


def test_the_story_of_an_obligation_has_cause_clause_and_arithmetic(
    hutong: Run, referred: tuple[object, ...]
) -> None:
    code, out, _ = hutong("explain", "--rule", "YS-05", *referred, "--format", "json")
    (story,) = json.loads(out)
    assert (code, story["kind"], story["status"]) == (0, "obligation", "overdue")
    assert [s["step"] for s in story["life"]] == ["opened", "due_soon", "overdue"]
    opened = story["life"][0]
    assert opened["cause"]["event_type"] == "violation.discovered"
    assert opened["cause"]["received_at"] == "2026-02-13T15:00:00.000+08:00"
    assert "3个工作日" in opened["clause"].replace("個", "个")
    assert story["clock_said"]["amount"] == 3
    code, by_prefix, _ = hutong("explain", story["id"][:8], *referred)
    assert code == 0
    for said in ("逾期 · overdue", "二(二)2「", "3 working days:", "柳河镇人民政府", "R-01"):
        assert said in by_prefix


def test_the_story_of_a_verdict_rests_on_events_and_its_obligation(
    hutong: Run, tmp_path: Path
) -> None:
    events = write_lines(tmp_path / "e.jsonl", as_lines("VS-002"))
    words = ("--events", events, "--world", WORLD, "--now", "2026-12-01T00:00:00+08:00")
    _, out, _ = hutong(
        "explain", "--rule", "gx-11", "--agency", "市场监督", *words, "--format", "json"
    )
    stories = {story["kind"]: story for story in json.loads(out)}
    verdict = stories["verdict"]
    assert verdict["code"] == "SAME_DAY_MISSED"
    assert [e["event_type"] for e in verdict["rests_on"]] == ["inspection.recorded"]
    (behind,) = verdict["obligations"]
    assert behind["id"] == stories["obligation"]["id"]
    code, out, _ = hutong("explain", verdict["id"], *words)
    assert (code, "依据 rests on" in out, "satisfied_late" in out) == (0, True, True)


def test_an_extension_is_told_with_its_own_clause(hutong: Run, tmp_path: Path) -> None:
    events = write_lines(tmp_path / "e.jsonl", as_lines("VS-007"))
    code, out, _ = hutong("explain", "--rule", "GX-11", "--events", events, "--world", WORLD)
    assert (code, "延长 · extended" in out, "GX-12: 二(二)5「" in out) == (0, True, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Name an id"),
        (("abc", "EVENTS"), "begins with 'abc'"),
        (("--rule", "YS-06", "EVENTS"), "Nothing was concluded under YS-06"),
        (("abc", "--now", "2026-03-01T00:00:00+08:00"), "are for files"),
    ],
)
def test_what_cannot_be_explained_is_one_sentence(
    hutong: Run, referred: tuple[object, ...], words: tuple[str, ...], said: str
) -> None:
    given = [x for w in words for x in (referred if w == "EVENTS" else (w,))]
    code, _, err = hutong("explain", *given)
    assert (code, said in err, err.count("\n")) == (2, True, 1)
    assert "EVENTS" not in words or "'hutong query open-obligations' 列出现有编号 · " in err


def test_a_beginning_that_means_several_names_them(hutong: Run, tmp_path: Path) -> None:
    lines = [line for v in ("VS-018", "VS-019", "VS-002", "VS-004") for line in as_lines(v)]
    events = write_lines(tmp_path / "e.jsonl", lines)
    _, out, _ = hutong("judge", events, "--world", WORLD, "--format", "json")
    found = json.loads(out)
    ids = [entry["id"] for kind in ("obligations", "verdicts") for entry in found[kind]]
    firsts = [i[0] for i in ids]
    twice = next((first for first in firsts if firsts.count(first) > 1), None)
    words = ("--events", events, "--world", WORLD)
    code, _, err = hutong("explain", twice or "", *words)
    assert (code, "ids begin with" in err) == (2, True)
    rule = next(e["rule"] for kind in ("obligations", "verdicts") for e in found[kind])
    code, _, err = hutong("explain", "", *words)
    assert f"{ids[0]} {rule} " in err
    assert f"… 另 and {len(ids) - 20} more; give more" in err


def test_an_obligation_is_told_once_though_its_verdict_rests_on_it(
    hutong: Run, tmp_path: Path
) -> None:
    events = write_lines(tmp_path / "e.jsonl", as_lines("VS-002"))
    words = ("--events", events, "--world", WORLD, "--now", "2026-12-01T00:00:00+08:00")
    _, out, _ = hutong("explain", "--rule", "GX-11", *words)
    headings = [line for line in out.splitlines() if line.startswith("义务 Obligation")]
    assert len(headings) == len(set(headings)) > 0
    assert "见上 told above" in out


def test_a_change_that_neither_status_nor_words_show_is_shown_by_what_differs(
    hutong: Run, tmp_path: Path
) -> None:
    path = tmp_path / "silence.toml"
    path.write_text('[pack]\nid = "s"\nversion = "1"\n[params]\nsilence_wd = 5\n', "utf-8")
    events = write_lines(tmp_path / "e.jsonl", founding_lines() + as_lines("VS-002"))
    at = as_lines("VS-002")[-1]["received_at"]
    code, out, _ = hutong("whatif", "--pack", path, "--events", events, "--now", at)
    sides = [line.strip() for line in out.splitlines() if line.startswith("    ")]
    befores = [line for line in sides if line.startswith("原 before")]
    assert code == 0
    assert any("silence_due_at=" in line for line in befores)
    shown = [tuple(line.split(None, 2)[2] for line in pair) for pair in pairs(sides)]
    assert all(before != after for before, after in shown)


def pairs(sides: list[str]) -> list[tuple[str, str]]:
    """Return each 原 before with its 现 after."""
    told = [line for line in sides if line.startswith(("原 ", "现 "))]
    return list(zip(told[::2], told[1::2], strict=True))


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack by which 立即 is one hour and sharing is not judged before 2027."""
    path = tmp_path / "other.toml"
    text = (
        '[pack]\nid = "other"\nversion = "1"\ndistrict = "139901"\n[params]\nimmediate_hours = 1\n'
    )
    text += '[readings.R-01]\nzh = "另一种"\n[enforced_from]\n"GX-11" = 2027-01-01\n'
    path.write_text(text, "utf-8")
    return path


def what_if(hutong: Run, *words: object) -> dict[str, Any]:
    code, out, err = hutong("whatif", *words, "--format", "json")
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def test_another_pack_shows_what_would_differ_and_which_change_does_it(
    hutong: Run, pack: Path, tmp_path: Path
) -> None:
    lines = [line for v in ("VS-025", "VS-002", "VS-018") for line in as_lines(v)]
    events = write_lines(tmp_path / "e.jsonl", lines)
    words = ("--pack", pack, "--events", events, "--world", WORLD)
    found = what_if(hutong, *words)
    by_rule = {o["rule"]: o for o in found["otherwise"] if o["kind"] == "obligation"}
    urgent, shared = by_rule["YS-06"], by_rule["GX-11"]
    assert urgent["because"] == ["param immediate_hours: 2 → 1"]
    assert "2 elapsed hours" in urgent["before"]["arithmetic_en"]
    assert "1 elapsed hours" in urgent["after"]["arithmetic_en"]
    assert (shared["change"], shared["after"]) == ("gone", None)
    assert shared["because"] == ["enforced_from GX-11: - → 2027-01-01"]
    assert "YS-05" not in by_rule
    assert found["alike"] >= 1
    assert {c["part"]: c["judges_otherwise"] for c in found["pack_changes"]} == {
        "param": True,
        "reading": False,
        "enforced_from": True,
    }
    code, out, _ = hutong("whatif", *words)
    assert code == 0
    for said in (
        "因 because  param immediate_hours",
        "2 elapsed hours",
        "1 elapsed hours",
        "解读只是",
    ):
        assert said in out


def test_the_same_pack_judges_nothing_otherwise(hutong: Run, pack: Path, tmp_path: Path) -> None:
    events = write_lines(tmp_path / "e.jsonl", as_lines("VS-025"))
    words = ("--events", events, "--world", WORLD)
    found = what_if(hutong, "--pack", pack, "--against", pack, *words)
    assert (found["otherwise"], found["pack_changes"]) == ([], [])


@pytest.fixture
def closure(hutong: Run, tmp_path: Path) -> Path:
    """The bureau's notice that two working days are none."""
    notice = json.loads(hutong("schema", "show", "closure.declared", "--as", "example")[1])
    bureau = founding_lines()[0]["event"]
    notice |= {name: bureau[name] for name in ("agency_id", "region_code", "source")}
    notice |= {"closure_from": "2026-02-24", "closure_to": "2026-02-25"}
    return write_lines(tmp_path / "c.jsonl", [notice])


def test_another_calendar_moves_due_times(hutong: Run, closure: Path, tmp_path: Path) -> None:
    events = write_lines(tmp_path / "e.jsonl", as_lines("VS-018"))
    words = ("--events", events, "--world", WORLD)
    (one,) = (
        o
        for o in what_if(hutong, "--calendar", closure, *words)["otherwise"]
        if (o["kind"], o["rule"]) == ("obligation", "YS-05")
    )
    assert one["because"] == ["calendar"]
    assert one["before"]["due_at"].startswith("2026-02-25")
    assert one["after"]["due_at"].startswith("2026-02-27")
    code, _, err = hutong("whatif", "--calendar", events, *words)
    assert (code, "is no event of the calendar" in err) == (3, True)
    assert hutong("whatif", *words)[0] == 2


def test_a_pack_and_a_calendar_together_are_told_apart(
    hutong: Run, pack: Path, closure: Path, tmp_path: Path
) -> None:
    lines = [line for v in ("VS-018", "VS-002") for line in as_lines(v)]
    events = write_lines(tmp_path / "e.jsonl", lines)
    words = ("--pack", pack, "--calendar", closure, "--events", events, "--world", WORLD)
    because = {o["rule"]: o["because"] for o in what_if(hutong, *words)["otherwise"]}
    assert because["YS-05"] == ["calendar"]
    assert because["GX-11"] == ["enforced_from GX-11: - → 2027-01-01"]


def test_readiness_names_what_is_missing_agency_by_agency(hutong: Run, tmp_path: Path) -> None:
    events = write_lines(tmp_path / "e.jsonl", founding_lines())
    code, out, _ = hutong("readiness", "--events", events, "--format", "json")
    (district,) = json.loads(out)
    assert (code, district["district"]) == (0, "139901")
    rules = {r["rule"]: r for r in district["rules"]}
    (lack,) = rules["XT-03"]["lacks"]
    assert (lack["need"], lack["load_with"]) == ("liaisons", ["agency.liaison_registered"])
    assert "柳河镇人民政府" in {a["name"] for a in lack["agencies"]}
    assert rules["YS-02"]["ready"]
    assert district["ready"] + district["not_ready"] == len(rules)
    code, out, _ = hutong("readiness", "--events", events, "--rule", "xt-03")
    assert (code, "联络员 liaisons" in out, "ZR-01" in out) == (0, True, False)


def test_a_district_without_any_registration_is_told_so(hutong: Run, tmp_path: Path) -> None:
    card = json.loads(hutong("schema", "show", "scorecard.computed", "--as", "example")[1])
    card["event_type"] = "cn.xzzf.scorecard.computed.v1"
    events = write_lines(tmp_path / "e.jsonl", [card])
    code, out, _ = hutong("readiness", "--events", events)
    assert (code, "hutong registry load" in out) == (0, True)
    code, _, err = hutong("readiness", "--events", write_lines(tmp_path / "none.jsonl", []))
    assert (code, "holds no event" in err) == (3, True)


def test_an_empty_calendar_changes_nothing_and_is_refused(hutong: Run, tmp_path: Path) -> None:
    events = write_lines(tmp_path / "e.jsonl", founding_lines())
    calendar = write_lines(tmp_path / "c.jsonl", [])
    code, _, err = hutong("whatif", "--calendar", calendar, "--events", events)
    assert (code, "c.jsonl: 没有任何事件" in err) == (3, True)


def test_what_another_district_s_pack_would_judge_is_not_asked_and_that_is_told(
    hutong: Run, pack: Path, tmp_path: Path
) -> None:
    events = write_lines(tmp_path / "e.jsonl", founding_lines() + as_lines("VS-025"))
    text = '[pack]\nid = "p"\nversion = "9"\ndistrict = "371322"\n[params]\nimmediate_hours = 1\n'
    pack.write_text(text, "utf-8")
    code, out, err = hutong("whatif", "--pack", pack, "--events", events, "--format", "json")
    assert (code, json.loads(out)["otherwise"]) == (0, [])
    assert "not used for the events of 139901" in err


def test_what_an_agency_wrote_does_not_steer_the_terminal(
    hutong: Run, pack: Path, tmp_path: Path
) -> None:
    named = json.dumps([*founding_lines(), *as_lines("VS-018")], ensure_ascii=False)
    path = tmp_path / "e.json"
    path.write_text(named.replace("柳河镇人民政府", r"柳河镇\u001b[2J\u009d人民政府"), "utf-8")
    words = ("--events", path, "--now", "2026-03-01T00:00:00+08:00")
    pack.write_text(f'{pack.read_text("utf-8")}"YS-05" = 2027-01-01\n', "utf-8")
    explained = hutong("explain", "--rule", "YS-05", *words)[1]
    otherwise = hutong("whatif", "--pack", pack, *words)[1]
    for said in (explained, otherwise):
        assert "柳河镇 [2J 人民政府" in said
        assert "\x1b" not in said
        assert "\x9d" not in said


def test_a_hubs_history_does_not_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    (history,) = told([_row(subject="\x1b[2Jx", explanation_zh="一\r二")], [], "1")
    show_history(history)
    said = capsys.readouterr().out
    assert " [2Jx" in said
    assert not {"\x1b", "\r"} & set(said)


def _row(**change: object) -> dict[str, Any]:
    texts = ("clause_ref", "clause", "trigger_type", "clock_start", "judged_at", "due_at", "param")
    ends = ("satisfied_by", "waived_by", "reassigned_by", "explanation_zh", "explanation_en")
    return {
        **dict.fromkeys((*texts, *ends), ""),
        "id": "1",
        "rule": "YS-05",
        "debtor": "甲",
        "subject": "WF-1",
        "status": "open",
        "trigger_event_id": "t",
        "verdict": "PENDING",
        "threshold_source": "clause",
        "extensions": 0,
        "flags": (),
        "withdrawn": False,
        **change,
    }


@pytest.mark.parametrize("status", ["open", "overdue", "satisfied"])
def test_a_hubs_history_tells_that_a_duty_was_taken_over(status: str) -> None:
    first = _row(reassigned_by="r", status=status)
    later = _row(reassigned_by="r", status="satisfied_late", satisfied_by="s")
    (taken,) = told([first, later], [], "1")
    steps = [(s["step"], s["cause_event_id"]) for s in taken["history"]]
    assert steps == [("taken_over", "r"), ("satisfied_late", "s")]
    gone = _row(reassigned_by="r", status="reassigned")
    (left,) = told([_row(), gone, gone | {"withdrawn": True}], [], "1")
    steps = [(s["step"], s["cause_event_id"]) for s in left["history"]]
    assert steps == [("opened", "t"), ("reassigned", "r"), ("withdrawn", None)]


def test_readiness_of_a_rule_that_is_none_is_misuse_with_the_nearest_named(
    hutong: Run, tmp_path: Path
) -> None:
    events = write_lines(tmp_path / "e.jsonl", founding_lines())
    code, out, err = hutong("readiness", "--events", events, "--rule", "XT-99")
    assert (code, out, "did you mean XT-" in err) == (2, "", True)


def test_a_pack_that_is_missing_is_misuse_and_told_to_programs(
    hutong: Run, referred: tuple[object, ...], tmp_path: Path
) -> None:
    missing = tmp_path / "none.toml"
    code, out, err = hutong("whatif", "--pack", missing, *referred, "--format", "json")
    assert (code, "cannot be opened" in err) == (2, True)
    (told,) = json.loads(out)["mistakes"]
    assert (told["place"], told["zh"], told["fix_en"]) == (str(missing), "打不开", "check the name")
    missing.write_text("[nonsense]\n", "utf-8")
    assert hutong("whatif", "--pack", missing, *referred)[0] == 3
