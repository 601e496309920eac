"""What `hutong registry load` says of files that cannot be taken, without asking Kafka."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra import ExitCode
from tests.infra.commands import Run


def test_a_path_that_leads_nowhere_is_a_usage_error(hutong: Run, tmp_path: Path) -> None:
    code, out, err = hutong("registry", "load", tmp_path / "nope")
    assert (code, out) == (ExitCode.USAGE, "")
    assert f"There is no file or folder {tmp_path / 'nope'}" in err
    assert "V-70" not in err


def test_a_folder_without_files_says_that(hutong: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing", "utf-8")
    code, _, err = hutong("registry", "load", tmp_path)
    assert code == ExitCode.USAGE
    assert "has no .xlsx, .yaml or .yml file" in err
    assert "bureau" not in err


@pytest.mark.parametrize("text", ["", "agencies: []\n", "# nothing yet\n"])
def test_files_without_a_row_say_that(hutong: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    code, _, err = hutong("registry", "load", tmp_path)
    assert (code, "there is no row in it" in err) == (ExitCode.DATA_REJECTED, True)
    assert "bureau" not in err


def test_one_problem_is_one_and_a_file_has_no_field(hutong: Run, tmp_path: Path) -> None:
    path = tmp_path / "old.yaml"
    path.write_bytes("agencies: [{agency_name: 郯城县司法局}]".encode("gbk"))
    code, _, err = hutong("registry", "load", path)
    assert code == ExitCode.DATA_REJECTED
    assert "1 problem, nothing published" in err
    assert "save it as UTF-8" in err
    assert "(file)" not in err
    assert "''" not in err
