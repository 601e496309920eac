"""Settings: where they come from, and what is said about an impossible one."""

from pathlib import Path

import pytest

from infra import ExitCode
from infra.settings import Settings, SettingsError


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_an_argument_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hutong.toml").write_text("partitions = 5\nkafka_port = 1\nclickhouse_port = 2\n")
    monkeypatch.setenv("HUTONG_KAFKA_PORT", "3")
    monkeypatch.setenv("HUTONG_CLICKHOUSE_PORT", "4")

    settings = Settings.load(clickhouse_port=6)

    assert (settings.partitions, settings.kafka_port, settings.clickhouse_port) == (5, 3, 6)


@pytest.mark.parametrize(
    ("name", "value"),
    [("kafka_port", "70000"), ("clock", "sundial"), ("partitions", "0"), ("namespace", "T 1")],
)
def test_an_impossible_value_is_named_with_the_setting_and_ends_in_a_usage_error(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"HUTONG_{name.upper()}", value)

    with pytest.raises(SettingsError) as refused:
        Settings.load()

    assert refused.value.exit_code is ExitCode.USAGE
    assert f"The setting {name} cannot be '{value}'" in refused.value.sentence


def test_a_setting_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hutong.toml").write_text("kafka_prot = 1\n")

    with pytest.raises(SettingsError, match="There is no setting 'kafka_prot'"):
        Settings.load()


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "hutong.toml").write_text("partitions: 5\n")

    with pytest.raises(SettingsError, match=r"hutong\.toml cannot be read as TOML"):
        Settings.load()
