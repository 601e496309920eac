"""`hutong authority`: from the sample district's sheets, from a file of events, from the hub."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from infra import ExitCode
from infra.embedded import Instance
from infra.topics import ensure_topics
from producers.registry.sample import write_sample
from schemas.topics import Topics
from tests.infra.commands import Run
from tests.infra.event_files import founding_lines, write_lines

ON = ("--on", "2026-11-23")
JSON = ("--format", "json")


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The sample district's sheets."""
    folder = tmp_path / "district"
    write_sample(folder, "yaml")
    return folder


def _asked(hutong: Run, *words: object) -> dict[str, Any]:
    code, out, err = hutong("authority", *words, *JSON)
    assert code == 0, err
    said: dict[str, Any] = json.loads(out)
    return said


def test_an_entrusted_item_is_answered_with_its_terms_and_reasons(
    hutong: Run, sample: Path
) -> None:
    said = _asked(hutong, "--item", "SIM-W-001", "--township", "马头镇", *ON, "--events", sample)
    assert (said["listed"], said["mode"]) == ("IN_FORCE", "ENTRUSTED")
    assert said["implementing"]["name"] == "郯城县马头镇人民政府"
    assert said["decision_authority"] == said["responsible"] == said["coercion"]["by"]
    assert said["coercion"]["township_may"] is False
    assert said["delegation"]["delegation_id"] == "WT-2024-002"
    assert {r["rule"] for r in said["reasons"]} == {"QD-06", "QD-07", "QD-09", "QD-10", "QD-11"}
    assert all(r["clause"] for r in said["reasons"])
    assert said["list"]["source_doc_no"]


def test_an_empowered_item_is_the_townships_own(hutong: Run, sample: Path) -> None:
    code = "11371322017002002N"
    said = _asked(hutong, "--item", "SIM-E-029", "--township", code, *ON, "--events", sample)
    bodies = ("decision_authority", "implementing", "responsible")
    assert {said[body]["id"] for body in bodies} == {code}
    assert said["coercion"]["township_may"] is True
    assert said["exclusive_since"] == "2021-09-01"


def test_an_item_of_no_list_is_answered_too(hutong: Run, sample: Path) -> None:
    said = _asked(hutong, "--item", "NONE", "--township", "马头镇", "--events", sample)
    assert (said["listed"], said["implementing"], said["list"]) == ("UNKNOWN", None, None)
    assert [gap["code"] for gap in said["missing"]] == ["ITEM_NOT_IN_LIST"]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("SIM-W-001", ("委托下放 entrusted", "郯农委〔2023〕002号", "行政强制法 第17条")),
        ("SIM-E-029", ("赋权下放 empowered", "部门不得行使自", "QD-05")),
    ],
)
def test_people_read_it_as_tables(
    hutong: Run, sample: Path, item: str, expected: tuple[str, ...]
) -> None:
    code, out, _ = hutong(
        "authority", "--item", item, "--township", "马头镇", *ON, "--events", sample
    )
    assert code == 0
    assert all(text in out for text in expected)


def test_a_file_of_events_is_read_line_by_line(hutong: Run, tmp_path: Path) -> None:
    told = enumerate(founding_lines())
    lines = [line if n % 2 else line["event"] for n, line in told]
    path = write_lines(tmp_path / "world.jsonl", lines)
    words = ("--item", "A-090", "--township", "青石镇人民政府", "--events", path)
    before = _asked(hutong, *words, "--on", "2026-06-30")
    assert (before["listed"], before["transfers_on"]) == ("NOT_IN_FORCE", "2026-07-01")
    after = _asked(hutong, *words, "--on", "2026-07-01")
    assert (after["mode"], after["exclusive_since"]) == ("EMPOWERED", "2026-07-01")
    code, out, _ = hutong("authority", *words, "--on", "2026-06-30")
    assert (code, "下放日期 Transferred on" in out) == (0, True)


def test_a_list_of_events_in_one_json_file_is_read_as_well(hutong: Run, tmp_path: Path) -> None:
    events = [line["event"] for line in founding_lines()]
    path = tmp_path / "world.json"
    path.write_text(json.dumps(events), "utf-8")
    words = ("--item", "A-052", "--township", "云台乡", "--on", "2026-07-01")
    said = _asked(hutong, *words, "--events", path)
    assert said["listed"] == "OUT_OF_SCOPE"
    assert said["decision_authority"]["name"] == "青河区自然资源和规划局"


@pytest.mark.parametrize(
    ("township", "zh", "en"),
    [
        ("镇", "对应不止一个乡镇，请写其一", "several townships; name one"),
        ("", "不是乡镇，请写其一", "no township; name one"),
        ("郯城县农业农村局", "不是乡镇，请写其一", "no township; name one"),
    ],
)
def test_a_township_that_is_not_one_is_refused_with_those_there_are(
    hutong: Run, sample: Path, township: str, zh: str, en: str
) -> None:
    words = ("--item", "SIM-W-001", "--township", township, "--events", sample)
    code, _, err = hutong("authority", *words)
    assert code == ExitCode.USAGE
    assert -1 < err.find(zh) < err.find(en)
    assert "郯城县马头镇人民政府 11371322017002002N" in err


def test_a_day_that_is_none_is_refused(hutong: Run, sample: Path) -> None:
    words = ("--item", "X", "--township", "马头镇", "--on", "23.11.2026", "--events", sample)
    code, _, err = hutong("authority", *words)
    assert (code, "'23.11.2026' 不是日期，请写成 2026-11-23 · " in err) == (ExitCode.USAGE, True)
    assert "takes a day such as 2026-11-23, not '23.11.2026'" in err


def test_a_folder_that_is_not_there_is_refused(hutong: Run, tmp_path: Path) -> None:
    words = ("--item", "X", "--township", "Y", "--events", tmp_path / "none")
    code, _, err = hutong("authority", *words)
    assert (code, "/none：请用 --events 指定事件文件" in err) == (ExitCode.USAGE, True)
    assert "/none: name a file of events" in err


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.jsonl", "{", ExitCode.DATA_REJECTED),
        ("a.jsonl", '{"event_type": 1}', ExitCode.DATA_REJECTED),
        ("a.jsonl", "[1]", ExitCode.DATA_REJECTED),
        ("a.jsonl", '{"event_type": "cn.xzzf.agency.registered.v1"}', ExitCode.DATA_REJECTED),
        ("a.jsonl", '{"event_type": "cn.xzzf.no.such.v1"}', ExitCode.DATA_REJECTED),
        ("a.yaml", "agencies: []", ExitCode.DATA_REJECTED),
        ("a.txt", "", ExitCode.DATA_REJECTED),
    ],
)
def test_files_that_are_wrong_say_so_in_a_sentence(
    hutong: Run, tmp_path: Path, name: str, text: str, expected: ExitCode
) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    code, out, err = hutong("authority", "--item", "X", "--township", "Y", "--events", path)
    assert (code, out) == (expected, "")
    assert name in err
    assert "Traceback" not in err


def test_bytes_that_are_no_text_and_a_file_that_is_not_there_are_refused(
    hutong: Run, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    for file, expected in (
        (path, ExitCode.DATA_REJECTED),
        (tmp_path / "none.jsonl", ExitCode.USAGE),
    ):
        code, _, err = hutong("authority", "--item", "X", "--township", "Y", "--events", file)
        assert (code, str(file) in err) == (expected, True)


def test_sheets_with_mistakes_are_refused(hutong: Run, sample: Path) -> None:
    agencies = sample / "agencies.yaml"
    agencies.write_text(agencies.read_text("utf-8") + "\nnonsense: [1]\n", "utf-8")
    words = ("--item", "X", "--township", "Y", "--events", sample)
    code, _, err = hutong("authority", *words)
    assert (code, "处错误，用 'hutong registry load --dry-run'" in err) == (
        ExitCode.DATA_REJECTED,
        True,
    )


@pytest.mark.usefixtures("no_kafka")
def test_without_kafka_it_says_what_to_start(hutong: Run) -> None:
    code, _, err = hutong("authority", "--item", "X", "--township", "Y")
    assert code == ExitCode.UNREACHABLE
    assert -1 < err.find("没有 Kafka 应答：用 'hutong up' 启动") < err.find("No Kafka answers at")
    assert -1 < err.find("也可用 --events 指定文件") < err.find("Or name files with --events")


def test_the_running_hub_is_asked_by_default(
    hub_instance: Instance, topics: Topics, hutong: Run, sample: Path
) -> None:
    ensure_topics(hub_instance.kafka_bootstrap, topics, partitions=1, clock="broker")
    code, _, err = hutong("registry", "load", sample, "--yes")
    assert code == 0, err
    asked = ("--item", "SIM-W-001", "--township", "马头镇", *ON)
    from_hub = _asked(hutong, *asked)
    from_sheets = _asked(hutong, *asked, "--events", sample)
    assert from_hub == from_sheets


def test_a_bad_line_is_named_and_told_to_programs(hutong: Run, tmp_path: Path) -> None:
    lines = founding_lines()
    path = write_lines(tmp_path / "world.jsonl", [*lines, {"event_type": "cn.xzzf.no.such.v1"}])
    code, out, err = hutong("authority", "--item", "X", "--township", "Y", "--events", path, *JSON)
    assert (code, f"{path}:{len(lines) + 1}: " in err) == (ExitCode.DATA_REJECTED, True)
    assert json.loads(out)["mistakes"][0]["key"] == "event_type"


def test_a_folder_without_sheets_is_told_what_belongs_there(hutong: Run, tmp_path: Path) -> None:
    asked = ("authority", "--item", "A-017", "--township", "x", "--events", tmp_path)
    code, _, err = hutong(*asked)
    assert (code, "exactly one justice bureau" in err, "--as" in err) == (3, True, False)
