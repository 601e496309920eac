"""`hutong query` and `hutong late`, as a person or a script calls them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.cli import main
from tests.consumers.story import Story

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def hutong(
    story: Story, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Return a function that runs the command against the story: exit code, output, errors."""
    monkeypatch.setenv("HUTONG_CLICKHOUSE_PORT", str(story.log.instance.clickhouse_port))
    monkeypatch.setenv("HUTONG_NAMESPACE", story.log.topics.namespace)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["hutong", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def test_late_shows_who_what_since_when_how_long_and_the_clause(hutong: Run) -> None:
    code, out, _ = hutong("late")
    (line,) = (line for line in out.splitlines() if "owed" in line)
    assert code == 0
    for shown in ("马头镇", "2026-11-23 23:00:00", "2小时0分", "二(二)5", "自形成當日及時共享"):
        assert shown in line


def test_late_can_be_asked_of_one_agency_and_one_rule(hutong: Run) -> None:
    _, out, _ = hutong("late", "--agency", "马头", "--rule", "GX-11", "--format", "json")
    assert {row["what"] for row in json.loads(out)} == {
        "penalty.decided owed",
        "penalty.decided late",
    }
    _, out, _ = hutong("late", "--agency", "水务", "--format", "json")
    assert json.loads(out) == []
    code, out, _ = hutong("late", "--agency", "水务")
    assert (code, "none" in out) == (0, True)


def test_json_keeps_types_and_gives_times_in_shanghai(hutong: Run) -> None:
    _, out, _ = hutong("query", "referrals", "--format", "json")
    (row,) = json.loads(out)
    assert row["misdirected"] is True
    assert row["ys06_due_at"] is None
    assert row["shared_at"] == "2026-11-23T13:00:00.000+08:00"


def test_csv_has_a_header_and_a_line_a_row(hutong: Run) -> None:
    _, out, _ = hutong("query", "late-sharing", "-p", "limit=1", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(out))
    assert (row["subject"], row["delay"], row["shared_at"]) == ("owed", "2小时0分", "")


def test_list_names_every_saved_query_with_its_parameters(hutong: Run) -> None:
    _, out, _ = hutong("query", "list", "--format", "json")
    listed = {row["name"]: row["parameters"] for row in json.loads(out)}
    assert listed["late-sharing"] == "agency, limit"
    assert listed.keys() >= {"sharing-by-agency", "open-obligations", "referrals", "dead-letters"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("query", "nope"),
            "There is no saved query 'nope'; there are: data-quality, dead-letters",
        ),
        (("query", "late", "-p", "who=x"), "The query late has no parameter 'who'"),
        (("query", "late", "-p", "limit=ten"), "limit of late is a whole number, not 'ten'"),
        (("query", "late", "-p", "agency"), "--param takes name=value, not 'agency'"),
    ],
)
def test_misuse_is_one_sentence_and_exit_2(
    hutong: Run, words: tuple[str, ...], sentence: str
) -> None:
    code, out, err = hutong(*words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert sentence in err


def test_clickhouse_that_does_not_answer_is_exit_4(
    hutong: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HUTONG_CLICKHOUSE_PORT", "9")
    code, _, err = hutong("late")
    assert (code, err.count("\n")) == (4, 1)
    assert "127.0.0.1:9 的 ClickHouse 没有应答：用 'hutong up' 启动" in err
    assert "ClickHouse at 127.0.0.1:9 does not answer (Connection refused" in err
    monkeypatch.setenv("HUTONG_CLICKHOUSE_PORT", "0")
    code, _, err = hutong("late", "--data-dir", str(tmp_path))
    assert (code, "No Hutong runs in" in err) == (4, True)


def test_a_free_port_is_found_through_the_instance_that_runs(
    hutong: Run, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUTONG_CLICKHOUSE_PORT", "0")
    code, out, _ = hutong(
        "late", "--format", "json", "--data-dir", str(story.log.instance.data_dir)
    )
    assert (code, len(json.loads(out))) == (0, 2)


def test_a_namespace_that_was_never_loaded_is_said_to_be_empty(
    hutong: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUTONG_NAMESPACE", "nowhere.")
    code, _, err = hutong("late")
    assert (code, "Nothing was loaded into the database nowhere_hutong yet" in err) == (1, True)
