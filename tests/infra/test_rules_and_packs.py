"""`hutong rules` and `hutong pack`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from streams.policy.rulebook import RULES
from tests.infra.commands import Run

REFERENCE = "GC-02"
"""A rule that people decide, and the hub never."""

PACK = """
[pack]
id = "ours"
version = "1"
district = "371322"
effective_from = 2026-01-01
[params.immediate_hours]
value = 1
confirmed_by = "司法局"
doc_no = "司〔2026〕1号"
date = 2026-03-01
[enforced_from]
"YS-05" = 2026-02-01
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack of a district."""
    path = tmp_path / "ours.toml"
    path.write_text(PACK, "utf-8")
    return path


def test_every_rule_says_where_it_is_judged_or_why_not(hutong: Run) -> None:
    code, out, _ = hutong("rules", "--format", "json")
    found = json.loads(out)
    assert (code, [r["id"] for r in found]) == (0, list(RULES))
    assert found[0].keys() >= {"id", "mechanism", "implemented", "where", "vectors", "reason"}
    by_id = {r["id"]: r for r in found}
    assert by_id["YS-05"]["where"].startswith("streams.policy.mechanisms.transfer.")
    assert "VS-018" in by_id["YS-05"]["vectors"]
    assert by_id["YS-05"]["clocks"] == [
        "3 working_day from violation.discovered.discovered_at (clause)"
    ]
    reference = by_id[REFERENCE]
    assert (reference["implemented"], reference["where"]) == (False, None)
    assert reference["reason"] == RULES[REFERENCE].reference_only


def test_one_rule_is_shown_with_its_clause_and_one_mechanism_as_a_table(hutong: Run) -> None:
    code, out, _ = hutong("rules", "ys-05")
    assert (code, RULES["YS-05"].clause in out, "VS-018" in out) == (0, True, True)
    assert "仅供参考 reference only" in hutong("rules", REFERENCE)[1]
    _, out, _ = hutong("rules", "dispute")
    assert ("ZY-01" in out, "YS-05" in out) == (True, False)


def test_an_unknown_rule_is_misuse_with_the_nearest_named(hutong: Run) -> None:
    code, _, err = hutong("rules", "YS-99")
    assert (code, "did you mean" in err) == (2, True)


def test_a_good_pack_is_shown_with_who_confirmed_what(hutong: Run, pack: Path) -> None:
    code, out, _ = hutong("pack", "check", pack)
    assert code == 0
    for said in ("ours 1 · 371322", "司法局 司〔2026〕1号 2026-03-01", "拟定 proposed", "YS-05"):
        assert said in out
    (found,) = json.loads(hutong("pack", "check", pack, "--format", "json")[1])["packs"]
    hours = next(p for p in found["params"] if p["name"] == "immediate_hours")
    assert (hours["value"], hours["state"], hours["doc_no"]) == (1, "confirmed", "司〔2026〕1号")
    assert "YS-06" in hours["rules"]
    assert (found["effective_from"], found["enforced_from"]) == (
        "2026-01-01",
        {"YS-05": "2026-02-01"},
    )


def test_a_bad_pack_is_told_with_every_mistake(hutong: Run, pack: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text('[pack]\nid = "x"\n[params]\nx = 1\n', "utf-8")
    code, out, err = hutong("pack", "check", pack, bad, "--format", "json")
    said = json.loads(out)
    assert (code, len(said["mistakes"]), len(said["packs"])) == (3, 2, 1)
    assert err.count("bad.toml: ") == 2
    assert said["mistakes"][1] == {
        "place": str(bad),
        "key": "params.x",
        "zh": "没有此参数",
        "en": "no such parameter",
        "fix_zh": "hutong pack show 列出全部参数",
        "fix_en": "'hutong pack show' lists them",
    }
    assert hutong("pack", "show", bad)[0] == 3
    code, _, err = hutong("pack", "check", tmp_path / "none.toml")
    assert (code, "cannot be opened" in err) == (2, True)


def test_packs_are_compared_with_another_or_with_the_defaults(hutong: Run, pack: Path) -> None:
    code, out, _ = hutong("pack", "diff", pack, "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert {"part": "param", "name": "immediate_hours", "before": "2", "after": "1"} in found
    assert json.loads(hutong("pack", "diff", pack, pack, "--format", "json")[1]) == []
    assert "immediate_hours" in hutong("pack", "diff", pack)[1]


def test_the_proposed_defaults_are_shown(hutong: Run) -> None:
    code, out, _ = hutong("pack", "show")
    assert (code, "proposed" in out, "R-26" in out) == (0, True, True)
    found = json.loads(hutong("pack", "show", "--format", "json")[1])
    assert (found["district"], found["effective_from"]) == (None, None)
    assert {p["state"] for p in found["params"]} == {"proposed"}


def test_a_work_system_of_which_a_pack_enforces_no_rule_is_told(
    hutong: Run, tmp_path: Path
) -> None:
    pack = tmp_path / "few.toml"
    pack.write_text('[pack]\nid = "few"\nversion = "1"\nenforces = ["GX-11", "YS-05"]\n')
    lacking = ["first_inquiry", "assistance", "dispute"]
    code, out, _ = hutong("pack", "check", str(pack), "--format", "json")
    assert code == 0
    assert json.loads(out)["packs"][0]["systems_without_rule"] == lacking
    _, out, _ = hutong("pack", "show", str(pack))
    assert ", ".join(lacking) in out
    _, out, _ = hutong("pack", "show")
    assert "MB-02" not in out


def test_who_words_a_reading_anew_is_told_that_this_judges_nothing_otherwise(
    hutong: Run, tmp_path: Path
) -> None:
    path = tmp_path / "worded.toml"
    path.write_text('[pack]\nid = "w"\nversion = "1"\n[readings.R-01]\nzh = "甲"\n', "utf-8")
    code, out, _ = hutong("pack", "check", path)
    assert (code, "a reading is words" in out) == (0, True)
    assert "a reading is words" not in hutong("pack", "show")[1]
