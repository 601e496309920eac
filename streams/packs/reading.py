"""Reads a rule pack. Every mistake is told at once, with its place and what to do."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from streams.policy.pack import Confirmation, Param, Params, Reading, RulePack
from streams.policy.rulebook import RULES

_MONTH_DAY: Final = re.compile(r"\d{2}-\d{2}")
_PACKAGE: Final = "streams.packs"


class PackError(ValueError):
    """A rule pack cannot be read; `mistakes` says where, what and how to fix each."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = tuple(mistakes)


@cache
def default_pack() -> RulePack:
    """Return the pack of proposed defaults (`proposed.toml`)."""
    text = files(_PACKAGE).joinpath("proposed.toml").read_text("utf-8")
    return pack_from(tomllib.loads(text))


def read_pack(path: Path) -> RulePack:
    """Return the pack in a TOML file; what it leaves out is the proposed default.

    Raises:
        PackError: the file cannot be read, or something in it is wrong.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise PackError([f"{path}: {error.strerror}"]) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PackError([f"{path}: not TOML in UTF-8: {error}"]) from error
    return pack_from(data, default_pack())


def pack_from(data: Mapping[str, Any], defaults: RulePack | None = None) -> RulePack:
    """Return the pack that a table describes, over the defaults.

    Raises:
        PackError: something in it is wrong.
    """
    mistakes: list[str] = []
    head = _table(data, "pack", mistakes)
    params = dict(defaults.params.by_name) if defaults else {}
    for name, entry in _table(data, "params", mistakes).items():
        value = _value(name, entry, params.get(name), defaults, mistakes)
        if value is not None:
            params[name] = Param(name, value, _confirmation(entry))
    readings = dict(defaults.readings) if defaults else {}
    for name, entry in _table(data, "readings", mistakes).items():
        if defaults and name not in defaults.readings:
            mistakes.append(f"readings.{name}: no such reading; they are R-01 to R-26")
            continue
        known = readings.get(name)
        readings[name] = Reading(
            name,
            str(entry.get("zh", known.zh if known else "")),
            str(entry.get("en", known.en if known else "")),
            _confirmation(entry),
        )
    enforced = _enforced(_table(data, "enforced_from", mistakes), mistakes)
    unknown = sorted(set(data) - {"pack", "params", "readings", "enforced_from"})
    mistakes += [
        f"[{name}]: no such section; use pack, params, readings, enforced_from" for name in unknown
    ]
    for wanted in ("id", "version"):
        if not head.get(wanted):
            mistakes.append(f"pack.{wanted}: missing; name the pack and its version")
    effective = head.get("effective_from", date.min)
    if not isinstance(effective, date):
        mistakes.append(f"pack.effective_from: {effective!r} is no date; write 2026-01-01")
    if mistakes:
        raise PackError(mistakes)
    return RulePack(
        id=str(head["id"]),
        version=str(head["version"]),
        params=Params(MappingProxyType(params)),
        readings=MappingProxyType(readings),
        enforced_from=MappingProxyType(enforced),
        district=str(head.get("district", "")),
        effective_from=effective,
    )


def _table(data: Mapping[str, Any], name: str, mistakes: list[str]) -> Mapping[str, Any]:
    table = data.get(name, {})
    if not isinstance(table, dict):
        mistakes.append(f"{name}: expected a section [{name}]")
        return {}
    return table


def _value(
    name: str,
    entry: Any,
    known: Param | None,
    defaults: RulePack | None,
    mistakes: list[str],
) -> int | Decimal | str | None:
    where = f"params.{name}"
    if defaults and known is None:
        mistakes.append(f"{where}: no such parameter; `hutong pack check` lists them")
        return None
    value = entry.get("value") if isinstance(entry, dict) else entry
    if name.endswith("_yuan"):
        return _amount(where, value, mistakes)
    if name.endswith("_date"):
        return _month_day(where, value, mistakes)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        mistakes.append(f"{where}: {value!r} is no whole number of 0 or more")
        return None
    return value


def _amount(where: str, value: Any, mistakes: list[str]) -> Decimal | None:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0:
        mistakes.append(f'{where}: {value!r} is no amount in yuan; write "5000.00"')
        return None
    return amount


def _month_day(where: str, value: Any, mistakes: list[str]) -> str | None:
    text = str(value)
    try:
        good = bool(_MONTH_DAY.fullmatch(text)) and bool(date.fromisoformat(f"2001-{text}"))
    except ValueError:
        good = False
    if not good:
        mistakes.append(f'{where}: {value!r} is no day of a year; write "03-31"')
        return None
    return text


def _confirmation(entry: Any) -> Confirmation:
    if not isinstance(entry, dict):
        return Confirmation()
    return Confirmation(*(str(entry.get(k, "")) for k in ("confirmed_by", "doc_no", "date")))


def _enforced(table: Mapping[str, Any], mistakes: list[str]) -> dict[str, date]:
    enforced = {}
    for rule_id, day in table.items():
        if rule_id not in RULES:
            mistakes.append(f"enforced_from.{rule_id}: no such rule; `hutong rules` lists them")
        elif not isinstance(day, date):
            mistakes.append(f"enforced_from.{rule_id}: {day!r} is no date; write 2026-01-01")
        else:
            enforced[rule_id] = day
    return enforced
