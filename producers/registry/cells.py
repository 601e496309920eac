"""Cells: what one written value means for its column. Times without a zone are Asia/Shanghai."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from producers.registry import complaints
from producers.registry.columns import Column
from producers.registry.nodes import Finding, Formula, Node, Place, Scalar
from schemas.codes import CODE_LISTS
from schemas.fields import LONG_TERM
from schemas.instants import SHANGHAI

SEPARATORS: Final = re.compile(r"[、,，;；\n]+")
"""Between the entries of a list in one cell."""

_EXACT_DIGITS: Final = 15
_YES: Final = frozenset({"是", "有", "√", "✓", "y", "yes", "true", "1"})
_NO: Final = frozenset({"否", "无", "×", "✗", "n", "no", "false", "0"})
_FOREVER: Final = frozenset({"长期", "长期有效", "long term"})
_DAY: Final = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MOMENT: Final = re.compile(
    _DAY.pattern + r"[\sT]+(\d{1,2})\s*[:：时]\s*(\d{1,2})(?:[:：分]\s*(\d{1,2}))?分?秒?"
)
_SPAN: Final = re.compile(r"\s*(?:至|到|~|～|\.\.)\s*")
_LAW: Final = re.compile(
    r"《(?P<law>[^》]+)》\s*(?P<article>第[^条]{1,12}条(?:之[一二三四五六七八九十]+)?)?"
)
_LAST_INSTANT: Final = time(23, 59, 59, 999000)


class MisreadError(ValueError):
    """A value that cannot be what its column holds."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant; `day_only` when no time of day was given and the last instant is taken."""

    value: str
    day_only: bool


def meant(node: Node, column: Column, agencies: Mapping[str, str]) -> Any:
    """Return what a scalar means: text, number, bool, date, `Moment`.

    Args:
        node: the value with its place.
        column: what it is for.
        agencies: name → credit code, for columns that name an agency.

    Raises:
        MisreadError: it cannot be that.
    """
    if isinstance(node.value, Mapping | tuple):
        raise MisreadError(
            complaints.wrong_form(node.place, column.name, "…", "一个值", "a single value")
        )
    stored(node, column.name)
    value, place = node.value, node.place
    if column.base is bool:
        return _choice(value, place, column.name)
    if column.base is date:
        return _day(value, place, column.name)
    if column.base is datetime:
        return _moment(value, place, column.name)
    text = text_of(value, place, column.name)
    if column.form == "uscc":
        return _agency(text, place, column.name, agencies)
    return _code(text, column.code_list) if column.code_list else text


def stored(node: Node, name: str) -> None:
    """Check that a value is there, not only a formula for it.

    Raises:
        MisreadError: the workbook does not store the formula's result.
    """
    if isinstance(node.value, Formula):
        raise MisreadError(complaints.no_stored_value(node.place, name, node.value.text))


def spread(node: Node, column: Column) -> Iterator[Node]:
    """Yield the entries of a list: those of a YAML list, or the parts of one cell's text.

    A span of days (`2026-10-01 至 2026-10-07`) is every day of it.
    """
    if isinstance(node.value, tuple):
        for entry in node.value:
            yield from spread(entry, column) if column.base is date else (entry,)
        return
    if not isinstance(node.value, str):
        yield node
        return
    for part in filter(None, map(str.strip, SEPARATORS.split(node.value))):
        ends = _SPAN.split(part) if column.base is date else []
        if len(ends) == 2:  # noqa: PLR2004  first and last
            yield from _days_between(ends, node.place, column.name)
        else:
            yield Node(node.place, part)


def bases(text: str) -> list[dict[str, str]]:
    """Return the legal bases in a text: each 《law》 with its article, else the prose itself."""
    found = [
        {"law_title": m["law"], **({"article": m["article"]} if m["article"] else {})}
        for m in _LAW.finditer(text)
    ]
    return found or [{"law_title": text.strip()}]


def _days_between(ends: list[str], place: Place, name: str) -> Iterator[Node]:
    first, last = (_day(end, place, name) for end in ends)
    for number in range((last - first).days + 1):
        yield Node(place, first + timedelta(days=number))


def text_of(value: Scalar, place: Place, name: str) -> str:
    """Return a value as text: a whole number without a decimal point.

    Raises:
        MisreadError: a number so long that the workbook has lost its last digits.
    """
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            if abs(value) >= 10**_EXACT_DIGITS:
                raise MisreadError(complaints.rounded_number(place, name, value))
            return str(int(value)) if value == int(value) else str(value)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat()
        case date() | time():
            return value.isoformat()
        case Formula():
            return ""
        case _:
            return (value or "").replace("\u3000", " ").replace("\xa0", " ").strip()


def _choice(value: Scalar, place: Place, name: str) -> bool:
    if isinstance(value, bool):
        return value
    text = text_of(value, place, name).casefold()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise MisreadError(complaints.no_choice(place, name, value))


def _day(value: Scalar, place: Place, name: str) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = text_of(value, place, name)
    if text in _FOREVER:
        return LONG_TERM
    found = _DAY.fullmatch(text) or _COMPACT.fullmatch(text)
    try:
        return date(*(int(part) for part in found.groups())) if found else _never()
    except ValueError as error:
        raise MisreadError(complaints.no_day(place, name, value)) from error


def _moment(value: Scalar, place: Place, name: str) -> Moment:
    try:
        if isinstance(value, datetime):
            instant = value
        else:
            text = text_of(value, place, name)
            found = _MOMENT.fullmatch(text)
            instant = (
                datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]  # noqa: DTZ001  the zone follows
                if found
                else datetime.fromisoformat(text)
            )
    except ValueError as error:
        raise MisreadError(complaints.no_day(place, name, value)) from error
    day_only = instant.tzinfo is None and _says_no_time(value)
    if day_only:
        instant = datetime.combine(instant.date(), _LAST_INSTANT)
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=SHANGHAI)
    return Moment(instant.isoformat(), day_only)


def _says_no_time(value: Scalar) -> bool:
    """Whether only a date was written; a workbook's date is a datetime at midnight."""
    if isinstance(value, datetime):
        return value.time() == time()
    return isinstance(value, date) or ":" not in str(value).replace("：", ":").replace("时", ":")


def _never() -> date:
    raise ValueError("no date")


def _agency(text: str, place: Place, name: str, agencies: Mapping[str, str]) -> str:
    """Return the code of an agency by name; a code is checked where the event is made."""
    if text in agencies:
        return agencies[text]
    if unicodedata.normalize("NFKC", text).isascii():
        return text
    raise MisreadError(complaints.unknown_agency(place, name, text, agencies))


def _code(text: str, list_name: str) -> str:
    """Return the code that a text is, or whose Chinese label it is; else the text itself."""
    labels = CODE_LISTS[list_name].labels
    if text in labels:
        return text
    return next((code for code, (zh, _) in labels.items() if zh == text), text)
