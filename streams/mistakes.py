"""What is wrong with a file that somebody handed in: where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from schemas.instants import FIRST_DAY, LAST_DAY, refuse_beyond_reach, to_utc_millis
from schemas.problems import shortened


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake. `place` is a file with its line, or the id of what it stands in."""

    place: str
    key: str
    zh: str
    en: str
    fix_zh: str
    fix_en: str

    def __str__(self) -> str:
        where = ": ".join(filter(None, (self.place, self.key)))
        return f"{where}: {self.zh}；{self.fix_zh}。 / {self.en}; {self.fix_en}."

    def as_json(self) -> dict[str, str]:
        """Return it as plain values."""
        return {
            "place": self.place,
            "key": self.key,
            "zh": self.zh,
            "en": self.en,
            "fix_zh": self.fix_zh,
            "fix_en": self.fix_en,
        }


class FileError(ValueError):
    """A file cannot be used as it is; `mistakes` are all that were found."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


class MissingFileError(FileError):
    """A file cannot be opened at all."""


def expected(place: str, key: str, zh: str, en: str, form: str) -> Mistake:
    """Return the mistake of something in the wrong form."""
    return Mistake(place, key, f"应为{zh}", f"expected {en}", "改正其形式", f"write {form}")


def unopened(path: Path, why: str) -> Mistake:
    """Return the mistake of a file that cannot be opened."""
    return Mistake(
        str(path), "", "打不开", f"cannot be opened ({why})", "核对文件名", "check the name"
    )


def absent(place: str, key: str) -> Mistake:
    """Return the mistake of a key that is not there."""
    return Mistake(place, key, "缺少此键", "the key is missing", "补上", "add it")


def instant(place: str, key: str, text: object) -> datetime | Mistake:
    """Return an instant in UTC milliseconds, or what is wrong: no offset, or not V-42's years."""
    said = shortened(repr(text))
    try:
        read = datetime.fromisoformat(str(text))
    except ValueError:
        return _no_instant(place, key, said)
    if read.tzinfo is None:
        return _no_instant(place, key, said)
    try:
        found = to_utc_millis(read)
        refuse_beyond_reach(found)
    except ValueError:
        return beyond_reach(place, key, said)
    return found


def _no_instant(place: str, key: str, said: str) -> Mistake:
    return Mistake(
        place,
        key,
        f"{said} 不是带时区的时间",
        f"{said} is no instant with an offset",
        "写成 2026-11-23T09:00:00.000+08:00",
        "write 2026-11-23T09:00:00.000+08:00",
    )


def beyond_reach(place: str, key: str, said: str) -> Mistake:
    """Return the mistake of an instant outside the years of V-42."""
    return Mistake(
        place,
        key,
        f"{said} 超出 {FIRST_DAY} 至 {LAST_DAY} (UTC)",
        f"{said} lies outside {FIRST_DAY} to {LAST_DAY} in UTC",
        "核对年份",
        "check the year",
    )


def nearest(name: str, known: Iterable[str]) -> str:
    """Return up to three known names that look like a name, or the first few there are."""
    names = sorted(known)
    close = get_close_matches(name, names, n=3, cutoff=0.5)
    return ", ".join(close or names[:8])
