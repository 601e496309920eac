"""Reads events from files, as the hub would have received them.

A value is an event in the committed JSON form, or {"event": …, "received_at": …}. Without a
receipt an event counts as received when it was recorded, or formed where that is later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from schemas.catalogue import FACTS, MODELS, TOPIC_OF
from schemas.codec import cloud_headers, encode
from schemas.events.hub import ScorecardComputed
from schemas.fields import READING
from schemas.instants import refuse_beyond_reach, shown
from schemas.problems import InvalidEventError, Problem, problems_of, shortened
from streams.json_files import Placed, readable
from streams.mistakes import (
    FileError,
    MissingFileError,
    Mistake,
    beyond_reach,
    expected,
    instant,
    nearest,
)
from streams.policy.facts import Fact
from streams.policy.intake import Received, digest_of
from streams.policy.registry import Scorecard

_WRAPPED: Final = frozenset({"event", "received_at"})


@dataclass(frozen=True, slots=True)
class Log:
    """What the hub received: `assumed` receipts are the events' own, `empty` files held nothing."""

    received: tuple[Received, ...] = ()
    scorecards: frozenset[Scorecard] = frozenset()
    assumed: int = 0
    unreadable: int = 0
    empty: tuple[Mistake, ...] = ()


def read_log(paths: Iterable[Path]) -> Log:
    """Return the log that files hold; what stands first was received first at one instant.

    Raises:
        MissingFileError: one cannot be opened; with every mistake of every file.
        FileError: with every mistake of every file; or no file holds anything.
    """
    mistakes: list[Mistake] = []
    received: list[Received] = []
    scorecards: set[Scorecard] = set()
    assumed = 0
    empty: list[Mistake] = []
    missing = False
    for path in paths:
        try:
            found_in, wrong = readable(path)
        except FileError as error:
            mistakes += error.mistakes
            missing = missing or isinstance(error, MissingFileError)
            continue
        mistakes += wrong
        if not found_in and not wrong:
            empty.append(_nothing(path))
        for placed in found_in:
            found = _read(placed, len(received), mistakes)
            if isinstance(found, Received):
                received.append(found)
                assumed += not _is_wrapped(placed.value)
            elif found is not None:
                scorecards.add(found)
    if mistakes:
        raise (MissingFileError if missing else FileError)(mistakes)
    if empty and not received and not scorecards:
        raise FileError(empty)
    return Log(tuple(received), frozenset(scorecards), assumed, empty=tuple(empty))


def _nothing(path: Path) -> Mistake:
    return Mistake(
        str(path),
        "",
        "没有任何事件",
        "holds no event",
        "写入事件，或不列此文件",
        "write events into it, or leave the file out",
    )


def _is_wrapped(value: Mapping[str, Any]) -> bool:
    return "event" in value and value.get("received_at") is not None


def _read(placed: Placed, offset: int, mistakes: list[Mistake]) -> Received | Scorecard | None:
    """Return what one value says, or None and the mistakes in it."""
    before = len(mistakes)
    data, receipt = _unwrapped(placed, mistakes)
    type_ = _type(placed.place, data, mistakes) if len(mistakes) == before else ""
    if len(mistakes) > before:
        return None
    try:
        if type_ == ScorecardComputed.TYPE:
            plain = {name: value for name, value in data.items() if name != "event_type"}
            card = ScorecardComputed.model_validate(plain, context={READING: True})
            return card.scorecard_id, card.year
        said = FACTS[type_].model_validate(data, context={READING: True})
        value = encode(said)
    except ValidationError as error:
        mistakes += [_wrong(placed.place, problem) for problem in problems_of(error)]
        return None
    except InvalidEventError as error:
        mistakes += [_wrong(placed.place, problem) for problem in error.problems]
        return None
    except ArithmeticError:
        mistakes.append(expected(placed.place, "", "可传输的数", "numbers that travel", "less"))
        return None
    at = receipt or max(said.recorded_at, said.formed_at or said.recorded_at)
    try:
        refuse_beyond_reach(at)
    except ValueError:
        mistakes.append(beyond_reach(placed.place, "recorded_at", shown(at)))
        return None
    fact = Fact(said, at, TOPIC_OF[type_], 0, offset)
    return Received(fact, digest_of(value), said.district.encode(), tuple(cloud_headers(said)))


def _unwrapped(
    placed: Placed, mistakes: list[Mistake]
) -> tuple[Mapping[str, Any], datetime | None]:
    value, place = placed.value, placed.place
    if not isinstance(value, dict):
        mistakes.append(
            Mistake(
                place,
                "",
                "不是事件",
                f"expected an event, found {shortened(repr(value))}",
                "写一个 JSON 对象；hutong schema show 类型 --as example 有样例",
                "write a JSON object; 'hutong schema show TYPE --as example' prints one",
            )
        )
        return {}, None
    if "event" not in value:
        return value, None
    mistakes += [
        Mistake(
            place,
            key,
            "没有这个键",
            "there is no such key beside an event",
            "只写 event 和 received_at",
            "write event and received_at only",
        )
        for key in sorted(value.keys() - _WRAPPED)
    ]
    data = value["event"]
    if not isinstance(data, dict):
        return _unwrapped(Placed(f"{place}: event", data), mistakes)
    if value.get("received_at") is None:
        return data, None
    at = instant(place, "received_at", value["received_at"])
    if isinstance(at, Mistake):
        mistakes.append(at)
        return data, None
    return data, at


def _type(place: str, data: Mapping[str, Any], mistakes: list[Mistake]) -> str:
    named = data.get("event_type")
    written = str(named) if named else ""
    type_ = written.removeprefix("cn.xzzf.").rpartition(".v")[0] or written
    if type_ in FACTS or type_ == ScorecardComputed.TYPE:
        return type_
    by_hub = type_ in MODELS
    mistakes.append(
        Mistake(
            place,
            "event_type",
            "该类型由枢纽发布，不是事实" if by_hub else "没有此事件类型" if named else "缺少此键",
            f"{type_} is said by the hub, not by agencies"
            if by_hub
            else f"there is no event type {shortened(repr(named))}"
            if named
            else "the key is missing",
            "去掉它" if by_hub else "写成 cn.xzzf.<类型>.v1",
            "leave it out"
            if by_hub
            else f"write cn.xzzf.<type>.v1, such as {nearest(type_, FACTS)}",
        )
    )
    return ""


def _wrong(place: str, problem: Problem) -> Mistake:
    zh, en = f"[{problem.rule}] {problem.zh}", f"[{problem.rule}] {problem.en}"
    if problem.value:
        zh, en = f"{problem.value!r} {zh}", f"{problem.value!r} {en}"
    return Mistake(place, problem.field, zh, en, problem.fix_zh, problem.fix_en)
