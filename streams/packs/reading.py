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

from streams.mistakes import FileError, MissingFileError, Mistake, unopened
from streams.packs.checking import (
    Mistakes,
    amount,
    as_day,
    confirmed,
    month_day,
    said,
    unknown_keys,
    whole_number,
    worded,
    wrong,
)
from streams.packs.enforcing import enforcing
from streams.policy.pack import Param, Params, Reading, RulePack
from streams.policy.rulebook import RULES

_PACKAGE: Final = "streams.packs"
_SECTIONS: Final = ("pack", "params", "readings", "enforced_from")
_HEAD: Final = ("id", "version", "district", "effective_from", "enforces")
_DISTRICT_DIGITS: Final = 6


class PackError(FileError):
    """A rule pack cannot be read; `mistakes` says where, what and how to fix each."""


class MissingPackError(PackError, MissingFileError):
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
        raise MissingPackError([unopened(path, str(error.strerror))]) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PackError([_not_toml(path, str(error))]) from error
    try:
        return pack_from(data, default_pack())
    except PackError as error:
        raise PackError(replace(mistake, place=str(path)) for mistake in error.mistakes) from error


def _not_toml(path: Path, why: str) -> Mistake:
    return Mistake(
        str(path),
        "",
        "不是 UTF-8 的 TOML",
        f"not TOML in UTF-8: {why}",
        "改正该处",
        "mend it there",
    )


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
        mistakes.append(
            wrong(
                "pack.enforces",
                "应为规则列表",
                "expected a list of rules",
                '写成 ["GX-11", "YS-05"]',
                'write ["GX-11", "YS-05"]',
            )
        )
        return None
    known = [rule_id for rule_id in named if isinstance(rule_id, str) and rule_id in RULES]
    mistakes.extend(
        wrong(
            "pack.enforces",
            f"没有规则 {said(rule_id)}",
            f"{said(rule_id)} is no rule",
            "hutong rules 列出全部规则",
            "'hutong rules' lists them",
        )
        for rule_id in named
        if rule_id not in known
    )
    return known


def _head(table: Mapping[str, Any], mistakes: Mistakes) -> dict[str, Any]:
    unknown_keys("pack", table, _HEAD, mistakes)
    for wanted, example in (("id", "tancheng"), ("version", "1")):
        if not isinstance(table.get(wanted), str) or not table[wanted].strip():
            mistakes.append(
                wrong(
                    f"pack.{wanted}",
                    "缺少规则包的名称或版本",
                    "missing; a pack has a name and a version",
                    f'在 [pack] 下写 {wanted} = "{example}"',
                    f'write {wanted} = "{example}" under [pack]',
                )
            )
    district = table.get("district", "")
    is_code = isinstance(district, str) and district.isascii() and district.isdecimal()
    if district and not (is_code and len(district) == _DISTRICT_DIGITS):
        mistakes.append(
            wrong(
                "pack.district",
                f"{said(district)} 不是区县代码",
                f"{said(district)} is no district",
                '写成加引号的六位代码，如 "371322"',
                'write its six digits in quotes, such as "371322"',
            )
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
        mistakes.append(_no_section(name))
        return {}
    return table


def _no_section(name: str) -> Mistake:
    return wrong(
        name,
        f"应为小节 [{name}]",
        f"expected a section [{name}]",
        f"写成 [{name}]，其下逐行写键和值",
        f"write [{name}] and keys with values below it",
    )


def _params(
    data: Mapping[str, Any], defaults: RulePack | None, mistakes: Mistakes
) -> dict[str, Param]:
    params = dict(defaults.params.by_name) if defaults else {}
    for name, entry in _table(data, "params", mistakes).items():
        where, known = f"params.{name}", params.get(name)
        if defaults and known is None:
            mistakes.append(
                wrong(
                    where,
                    "没有此参数",
                    "no such parameter",
                    "hutong pack show 列出全部参数",
                    "'hutong pack show' lists them",
                )
            )
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
        words = worded(where, table, (known.zh, known.en) if known else ("", ""), mistakes)
        params[name] = Param(name, value, confirmation, *words)
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
            known_ones = ", ".join(defaults.readings)
            mistakes.append(
                wrong(
                    where,
                    "没有此解读",
                    "no such reading",
                    f"可用 {known_ones}",
                    f"they are {known_ones}",
                )
            )
            continue
        if not isinstance(entry, dict):
            mistakes.append(_no_section(where))
            continue
        confirmation = confirmed(where, entry, (), mistakes)
        zh, en = worded(where, entry, (known.zh, known.en) if known else ("", ""), mistakes)
        readings[name] = Reading(name, zh, en, confirmation)
    return readings


def _enforced(data: Mapping[str, Any], mistakes: Mistakes) -> dict[str, Any]:
    enforced = {}
    for rule_id, value in _table(data, "enforced_from", mistakes).items():
        where = f"enforced_from.{rule_id}"
        if rule_id not in RULES:
            mistakes.append(
                wrong(
                    where,
                    "没有此规则",
                    "no such rule",
                    "hutong rules 列出全部规则",
                    "'hutong rules' lists them",
                )
            )
        elif RULES[rule_id].reference_only is not None:
            mistakes.append(
                wrong(
                    where,
                    "该规则仅供参考，从不判定",
                    "the rule is reference only and never judged",
                    "去掉此行",
                    "leave it out",
                )
            )
        elif (day := as_day(where, value, mistakes)) is not None:
            enforced[rule_id] = day
    return enforced
