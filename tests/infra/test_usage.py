"""A command that is used wrongly says so in Chinese first and in English, and exits with 2."""

from __future__ import annotations

import pytest
import typer
from typer._click import exceptions

from infra.cli.misuse import told
from tests.infra.commands import Run


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (("explain", "--bad"), "没有选项 --bad；", "No such option: --bad."),
        (("judge", "--formt", "json"), "没有选项 --formt，是否指 --format；", "--format)"),
        (("authority",), "缺少选项 --item；", "Missing option '--item'."),
        (("pack", "check"), "缺少参数 files；", "Missing argument 'files'."),
        (("judge", "--format", "xml"), "--format 的值无效；", "'xml' is not one of"),
        (("explain", "--rule"), "选项 --rule 的用法不对", "requires an argument"),
        (("rules", "YS-05", "more"), "多出的参数 more；", "extra argument(s) (more)."),
        (("nope",), "没有命令 'nope'；", "No such command 'nope'."),
        (("topic", "nope"), "没有命令 'nope'；用法见 hutong topic -h", "How it is used"),
    ],
    ids=lambda part: part if isinstance(part, str) else " ".join(part),
)
def test_it_says_what_is_wrong_and_what_shows_how_it_is_meant(
    hutong: Run, words: tuple[str, ...], zh: str, en: str
) -> None:
    code, out, err = hutong(*words)
    assert (code, out) == (2, "")
    chinese, _, english = err.partition(" · ")
    assert zh in chinese
    assert en in english
    assert err.count("\n") == 1


def test_a_command_that_is_given_nothing_shows_its_help(hutong: Run) -> None:
    code, out, err = hutong("topic")
    assert (code, err) == (2, "")
    assert "Usage: hutong topic" in out


def test_what_has_no_words_of_its_own_is_still_told_in_both_languages() -> None:
    assert told(exceptions.UsageError("odd")) == "命令的用法不对 · odd.\n"
    assert told(exceptions.BadParameter("odd", param_hint="--x")).startswith("--x 的值无效 · ")
    assert told(exceptions.UsageError("Missing command.")).startswith("缺少子命令 · ")


def test_a_question_that_is_answered_no_ends_the_command(
    hutong: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise typer.Abort

    monkeypatch.setattr("infra.cli.app", lambda **_: refuse())
    assert hutong("rules") == (1, "", "已中止 · Aborted.\n")
