"""Reads a rule pack. Every mistake is told at once, with its place and what to do."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from streams.packs.checking import (
    Mistakes,
    amount,
    as_day,
    confirmed,
    month_day,
    unknown_keys,
    whole_number,
)
from streams.packs.enforcing import enforcing
from streams.policy.pack import Confirmation, Param, Params, Reading, RulePack
from streams.policy.rulebook import RULES

_PACKAGE: Final = "streams.packs"
_SECTIONS: Final = ("pack", "params", "readings", "enforced_from")
_HEAD: Final = ("id", "version", "district", "effective_from", "enforces")
_DISTRICT_DIGITS: Final = 6


class PackError(ValueError):
    """A rule pack cannot be read; `mistakes` says where, what and how to fix each."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = tuple(mistakes)


class MissingPackError(PackError):
    """A rule pack cannot be opened at all."""


@cache
def default_pack() -> RulePack:
    """Return the pack of proposed defaults (`proposed.toml`)."""
    text = files(_PACKAGE).joinpath("proposed.toml").read_text("utf-8")
    return pack_from(tomllib.loads(text))


def read_pack(path: Path) -> RulePack:
    """Return the pack in a TOML file; what it leaves out is the proposed default.

    Raises:
        MissingPackError: the file cannot be opened.
        PackError: it is no TOML, or something in it is wrong; every mistake names it.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        sentence = f"{path}: cannot be opened ({error.strerror}); check the name"
        raise MissingPackError([sentence]) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PackError([f"{path}: not TOML in UTF-8: {error}"]) from error
    try:
        return pack_from(data, default_pack())
    except PackError as error:
        raise PackError([f"{path}: {sentence}" for sentence in error.mistakes]) from error


def pack_from(data: Mapping[str, Any], defaults: RulePack | None = None) -> RulePack:
    """Return the pack that a table describes, over the defaults.

    Raises:
        PackError: something in it is wrong.
    """
    mistakes = Mistakes()
    unknown_keys("", data, _SECTIONS, mistakes)
    pack = RulePack(
        **_head(_table(data, "pack", mistakes), mistakes),
        params=Params(MappingProxyType(_params(data, defaults, mistakes))),
        readings=MappingProxyType(_readings(data, defaults, mistakes)),
        enforced_from=MappingProxyType(_enforced(data, mistakes)),
    )
    enforced = _enforces(data, mistakes)
    if mistakes:
        raise PackError(mistakes)
    return pack if enforced is None else enforcing(pack, enforced)


def _enforces(data: Mapping[str, Any], mistakes: Mistakes) -> list[str] | None:
    """Return the rules that alone are in force, where a pack names them."""
    named = _table(data, "pack", []).get("enforces")
    if named is None:
        return None
    if not isinstance(named, list):
        mistakes.append('pack.enforces: expected a list of rules, such as ["GX-11", "YS-05"]')
        return None
    known = [rule_id for rule_id in named if isinstance(rule_id, str) and rule_id in RULES]
    mistakes.extend(
        f"pack.enforces: {rule_id!r} is no rule; `hutong rules` lists them"
        for rule_id in named
        if rule_id not in known
    )
    return known


def _head(table: Mapping[str, Any], mistakes: Mistakes) -> dict[str, Any]:
    unknown_keys("pack", table, _HEAD, mistakes)
    for wanted in ("id", "version"):
        if not isinstance(table.get(wanted), str) or not table[wanted].strip():
            mistakes.append(f"pack.{wanted}: missing; name the pack and its version, in quotes")
    district = table.get("district", "")
    is_code = isinstance(district, str) and district.isascii() and district.isdecimal()
    if district and not (is_code and len(district) == _DISTRICT_DIGITS):
        mistakes.append(
            f"pack.district: {district!r} is no district; write its six digits in quotes, such as "
            '"371322"'
        )
    head = {
        "id": str(table.get("id", "")),
        "version": str(table.get("version", "")),
        "district": str(district),
    }
    if "effective_from" in table:
        day = as_day("pack.effective_from", table["effective_from"], mistakes)
        return head | ({"effective_from": day} if day else {})
    return head


def _table(data: Mapping[str, Any], name: str, mistakes: Mistakes) -> Mapping[str, Any]:
    table = data.get(name, {})
    if not isinstance(table, dict):
        mistakes.append(f"{name}: expected a section [{name}]")
        return {}
    return table


def _params(
    data: Mapping[str, Any], defaults: RulePack | None, mistakes: Mistakes
) -> dict[str, Param]:
    params = dict(defaults.params.by_name) if defaults else {}
    for name, entry in _table(data, "params", mistakes).items():
        where, known = f"params.{name}", params.get(name)
        if defaults and known is None:
            mistakes.append(f"{where}: no such parameter; `hutong pack show` lists them")
            continue
        table = entry if isinstance(entry, dict) else {"value": entry}
        confirmation = confirmed(where, table, ("value",), mistakes)
        if "value" not in table and known is not None:
            value = known.value
        else:
            found = _value(name, where, table.get("value"), mistakes)
            if found is None:
                continue
            value = found
        params[name] = Param(
            name,
            value,
            confirmation,
            str(table.get("zh", known.zh if known else "")),
            str(table.get("en", known.en if known else "")),
        )
    return params


def _value(name: str, where: str, value: Any, mistakes: Mistakes) -> Any:
    if name.endswith("_yuan"):
        return amount(where, value, mistakes)
    if name.endswith("_date"):
        return month_day(where, value, mistakes)
    return whole_number(where, value, mistakes)


def _readings(
    data: Mapping[str, Any], defaults: RulePack | None, mistakes: Mistakes
) -> dict[str, Reading]:
    readings = dict(defaults.readings) if defaults else {}
    for name, entry in _table(data, "readings", mistakes).items():
        where, known = f"readings.{name}", readings.get(name)
        if defaults and known is None:
            mistakes.append(f"{where}: no such reading; they are {', '.join(defaults.readings)}")
            continue
        if not isinstance(entry, dict):
            mistakes.append(f"{where}: expected a section [{where}]")
            continue
        confirmation = confirmed(where, entry, (), mistakes)
        reading = known or Reading(name, "", "", Confirmation())
        readings[name] = replace(
            reading,
            zh=str(entry.get("zh", reading.zh)),
            en=str(entry.get("en", reading.en)),
            confirmation=confirmation,
        )
    return readings


def _enforced(data: Mapping[str, Any], mistakes: Mistakes) -> dict[str, Any]:
    enforced = {}
    for rule_id, value in _table(data, "enforced_from", mistakes).items():
        where = f"enforced_from.{rule_id}"
        if rule_id not in RULES:
            mistakes.append(f"{where}: no such rule; `hutong rules` lists them")
        elif (day := as_day(where, value, mistakes)) is not None:
            enforced[rule_id] = day
    return enforced
