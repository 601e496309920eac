"""Which rule pack is in force for a district on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from streams.packs.reading import PackError, read_pack
from streams.policy.pack import RulePack


def read_packs(folder: Path) -> tuple[RulePack, ...]:
    """Return every pack of a folder of TOML files, or the one pack of a file.

    Raises:
        MissingPackError: there is nothing of that name.
        PackError: a pack is wrong, two begin on one day for one district, or there is none.
    """
    if not folder.is_dir():
        return (read_pack(folder),)
    paths = sorted(folder.glob("*.toml"))
    mistakes: list[str] = []
    found: dict[tuple[str, date], Path] = {}
    packs = []
    for path in paths:
        try:
            pack = read_pack(path)
        except PackError as error:
            mistakes += error.mistakes
            continue
        earlier = found.setdefault((pack.district, pack.effective_from), path)
        if earlier != path:
            mistakes.append(
                f"{path}: begins on the same day as {earlier} for the same district; change "
                "pack.effective_from or pack.district of one of them"
            )
        packs.append(pack)
    if not paths:
        mistakes.append(f"{folder}: holds no rule pack; put a .toml file there")
    if mistakes:
        raise PackError(mistakes)
    return tuple(packs)


def in_force(packs: Iterable[RulePack], district: str, on: date) -> RulePack | None:
    """Return the pack of a district on a day: its own before one for all, the newest begun."""
    begun = [p for p in packs if p.district in {district, ""} and p.effective_from <= on]
    return max(begun, key=lambda p: (p.district == district, p.effective_from), default=None)
