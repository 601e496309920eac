"""Which rule pack is in force for a district on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from streams.mistakes import Mistake
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
    mistakes: list[Mistake] = []
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
                Mistake(
                    str(path),
                    "pack.effective_from",
                    f"与 {earlier} 同区同日生效",
                    f"begins on the same day as {earlier} for the same district",
                    "改其一的 pack.effective_from 或 pack.district",
                    "change pack.effective_from or pack.district of one of them",
                )
            )
        packs.append(pack)
    if not paths:
        mistakes.append(
            Mistake(
                str(folder),
                "",
                "其中没有规则包",
                "holds no rule pack",
                "放入 .toml 文件",
                "put a .toml file there",
            )
        )
    if mistakes:
        raise PackError(mistakes)
    return tuple(packs)


def in_force(packs: Iterable[RulePack], district: str, on: date) -> RulePack | None:
    """Return the pack of a district on a day: its own before one for all, the newest begun."""
    begun = [p for p in packs if p.district in {district, ""} and p.effective_from <= on]
    return max(begun, key=lambda p: (p.district == district, p.effective_from), default=None)
