"""What the settings file may say, and what is said of a mistake in it."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from consumers.notifier.settings import NotifierSettingsError, Quiet, read_settings

GOOD = """
group_minutes = 1
[repeat_hours]
CRITICAL = 2
[quiet.WARN]
from = 18:00:00
to = 08:30:00
[heartbeat]
url = "https://beat.example.org/x"
[[receiver]]
name = "am"
kind = "alertmanager"
url = "http://127.0.0.1:9093/"
[[receiver]]
name = "hook"
kind = "webhook"
url = "https://hook.example.org/alerts"
secret = "${HUTONG_TEST_SECRET}"
[[receiver]]
name = "mail"
kind = "apprise"
url = "mailto://127.0.0.1:25?from=a@example.org&to=b@example.org"
roles = ["分管领导"]
"""


def said(tmp_path: Path, text: str) -> str:
    """Return what is said of a file that is wrong."""
    file = tmp_path / "notifier.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(NotifierSettingsError) as caught:
        read_settings(file)
    return caught.value.sentence


def test_a_good_file_is_read_and_secrets_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUTONG_TEST_SECRET", "s" * 16)
    file = tmp_path / "notifier.toml"
    file.write_text(GOOD, "utf-8")
    settings = read_settings(file)
    assert [r.name for r in settings.receivers] == ["am", "hook", "mail"]
    assert settings.receivers[0].url == "http://127.0.0.1:9093"
    assert getattr(settings.receivers[1], "secret", "") == "s" * 16
    assert settings.is_quiet("WARN", time(3, 0))
    assert not settings.is_quiet("BREACH", time(3, 0))
    assert settings.repeat_after("BREACH") is None


def test_a_variable_that_is_not_set_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HUTONG_TEST_SECRET", raising=False)
    sentence = said(tmp_path, GOOD)
    assert "receiver hook.secret" in sentence
    assert "HUTONG_TEST_SECRET is not set" in sentence


HOOK = '[[receiver]]\nname = "h"\nkind = "webhook"\nurl = "http://h"\n'


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ["receiver"]),
        ("receiver = 1", ["receiver"]),
        ("][", ["TOML"]),
        (HOOK, ["receiver h.secret", "required"]),
        (HOOK + 'secret = "short-and-secret"\nurl2 = 1', ["receiver h.url2", "not permitted"]),
        (HOOK + 'secret = "tiny-secret"', ["receiver h.secret", "16"]),
        (HOOK.replace("http://h", "ftp://h"), ["receiver h.url", "http://"]),
        (HOOK.replace("webhook", "pigeon"), ["receiver h", "alertmanager"]),
        (
            '[[receiver]]\nname = "m"\nkind = "apprise"\nurl = "carrier://pigeon"',
            ["receiver m", "Apprise cannot read this carrier:// address"],
        ),
        (HOOK + 'secret = "0123456789abcdef"\n' + HOOK, ["receiver h.secret"]),
        (
            (HOOK + 'secret = "0123456789abcdef"\n') * 2,
            ["two receivers are called h"],
        ),
        (
            HOOK + 'secret = "0123456789abcdef"\nseverities = ["LOUD"]',
            ["receiver h.severities", "BREACH"],
        ),
        (
            HOOK + 'secret = "0123456789abcdef"\n[quiet.WARN]\nfrom = 08:00:00\nto = 08:00:00',
            ["quiet.WARN", "same time"],
        ),
        (
            HOOK + 'secret = "0123456789abcdef"\n[repeat_hours]\nWARN = -1',
            ["repeat_hours.WARN", "greater than or equal to 0"],
        ),
    ],
)
def test_a_mistake_is_said_with_its_place(tmp_path: Path, text: str, parts: list[str]) -> None:
    sentence = said(tmp_path, text)
    for part in ("notifier.toml", *parts):
        assert part in sentence
    assert "tiny-secret" not in sentence
    assert "\n" not in sentence


def test_every_mistake_is_said_at_once(tmp_path: Path) -> None:
    sentence = said(tmp_path, HOOK + "[repeat_hours]\nWARN = -1")
    assert "receiver h.secret" in sentence
    assert "repeat_hours.WARN" in sentence


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotifierSettingsError, match="cannot be read"):
        read_settings(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("begins", "ends", "quiet", "loud"),
    [("18:00", "08:30", "23:00", "08:30"), ("12:00", "14:00", "12:00", "14:00")],
)
def test_quiet_hours_may_pass_midnight(begins: str, ends: str, quiet: str, loud: str) -> None:
    hours = Quiet.model_validate({"from": begins, "to": ends})
    assert hours.covers(time.fromisoformat(quiet))
    assert not hours.covers(time.fromisoformat(loud))


def test_the_example_of_the_how_to_is_a_good_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Path(__file__).parents[3] / "docs" / "how-to" / "deliver-alerts.md"
    example = page.read_text("utf-8").split("```toml\n")[1].split("```")[0]
    for name in ("HUTONG_WEBHOOK_SECRET", "MAIL_USER", "MAIL_PASSWORD"):
        monkeypatch.setenv(name, "0123456789abcdef")
    monkeypatch.setenv("WECOM_KEY", "693a91f6-7aac-4bc4-97a0-0ec2aaaaaaaa")
    file = tmp_path / "notifier.toml"
    file.write_text(example, "utf-8")
    assert len(read_settings(file).receivers) == 4
