"""A sample district, 郯城县 as the simulator has it, to be edited into one's own."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from producers.registry.reading import read
from producers.registry.writing import write_workbook

WORKBOOK: Final = "registry.xlsx"


def write_sample(folder: Path, form: str) -> list[Path]:
    """Write the sample district into a new or empty folder; return the files.

    Args:
        folder: made where it is missing.
        form: `yaml` for files by subject, `xlsx` for one workbook.

    Raises:
        FileExistsError: the folder holds something.
        OSError: it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f"{folder} is not an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    with as_file(files(__name__)) as home:
        sources = sorted(home.glob("*.yaml"))
        if form == "xlsx":
            rows, _ = read(sources)
            write_workbook(rows, folder / WORKBOOK)
            return [folder / WORKBOOK]
        written = []
        for source in sources:
            target = folder / source.name
            target.write_bytes(source.read_bytes())
            written.append(target)
        return written
