"""Problems that a file shows before any event is made of it, worded once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from producers.registry.nodes import Finding, Place
from schemas.problems import Problem


def unreadable(file: str, reason: str) -> Finding:
    """Return that a file cannot be read."""
    return _finding(
        Place(file),
        ("V-70", "(file)", ""),
        (f"无法读取：{reason}", f"it cannot be read: {reason}"),
        ("给出 .xlsx、.yaml 或 .yml 文件", "give an .xlsx, .yaml or .yml file"),
    )


def not_utf8(file: str) -> Finding:
    """Return that a file is written in another encoding."""
    return _finding(
        Place(file),
        ("V-70", "(file)", ""),
        ("不是 UTF-8 编码，可能是 GBK", "it is not in UTF-8; perhaps it is in GBK"),
        ("用编辑器“另存为”UTF-8 编码", "save it as UTF-8 in the editor"),
    )


def no_stored_value(place: Place, name: str, formula: str) -> Finding:
    """Return that a workbook has a formula and not what it results in."""
    return _finding(
        place,
        ("V-70", name, formula),
        ("公式没有保存计算结果", "the formula's result is not stored in the file"),
        (
            "用 Excel 或 WPS 打开并保存，或把公式换成值",
            "open and save it in a spreadsheet program, or put the value in place of the formula",
        ),
    )


def unknown_name(place: Place, what: tuple[str, str], name: str, known: Iterable[str]) -> Finding:
    """Return that a sheet, list, heading or field has a name nobody knows."""
    names = list(known)
    close = difflib.get_close_matches(name, names, n=3) or names
    return _finding(
        place,
        ("V-70", "(name)", name),
        (f"没有名为“{name}”的{what[0]}", f"there is no {what[1]} named {name!r}"),
        (f"可用：{'、'.join(close)}", f"use one of: {', '.join(close)}"),
    )


def missing_heading(place: Place, known: Iterable[str]) -> Finding:
    """Return that a sheet has no row of headings."""
    return _finding(
        place,
        ("V-70", "(headings)", ""),
        ("前 20 行内没有标题行", "no row of headings in the first 20 rows"),
        (
            f"加一行标题：{'、'.join(known)}",
            "write a row of headings; 'hutong registry sample' shows them",
        ),
    )


def twice(place: Place, name: str, value: str, first: Place) -> Finding:
    """Return that the same thing is entered twice."""
    return _finding(
        place,
        ("V-70", name, value),
        (f"重复：{first} 已有同一条", f"entered twice: first at {first}"),
        ("只保留一条", "keep one of them"),
    )


def wrong_form(place: Place, name: str, value: object, zh: str, en: str) -> Finding:
    """Return that something else was expected here."""
    return _finding(
        place,
        ("V-70", name, str(value)),
        (f"此处应为{zh}", f"{en} is expected here"),
        (f"改成{zh}", f"write {en}"),
    )


def no_such(place: Place, name: str, value: str, what: tuple[str, str], rule: str) -> Finding:
    """Return that a reference leads nowhere: neither the files nor the log know it."""
    return _finding(
        place,
        (rule, name, value),
        (
            f"文件和已登记的数据中都没有这个{what[0]}",
            f"neither the files nor the log know this {what[1]}",
        ),
        (f"核对，或先登记该{what[0]}", f"check it, or register the {what[1]} as well"),
    )


def unknown_agency(place: Place, field: str, name: str, known: Iterable[str]) -> Finding:
    """Return that no agency is registered under a name."""
    close = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
    zh, en = "、".join(close), ", ".join(close)
    return _finding(
        place,
        ("V-05", field, name),
        (f"没有登记名为“{name}”的机关", f"no agency is registered under the name {name!r}"),
        (
            f"核对名称{f'，例如 {zh}' if close else ''}，或写统一社会信用代码",
            f"check the name{f', such as {en},' if close else ''} or write its credit code",
        ),
    )


def rounded_number(place: Place, name: str, value: object) -> Finding:
    """Return that a workbook has cut a long number to 15 digits."""
    return _finding(
        place,
        ("V-70", name, str(value)),
        (
            "超过 15 位的编码被表格软件当作数字，末位已丢失",
            "a code of more than 15 digits is stored as a number, whose last digits are lost",
        ),
        ("把该列设为“文本”格式后重新填写", "format the column as text and enter it again"),
    )


def no_day(place: Place, name: str, value: object) -> Finding:
    """Return that a date or time cannot be understood."""
    return _finding(
        place,
        ("V-42", name, str(value)),
        ("不是日期或时间", "this is no date or time"),
        (
            "写成 2026-01-31、2026年1月31日或 2026-01-31 09:00（北京时间）",
            "write 2026-01-31, 2026年1月31日 or 2026-01-31 09:00 (Asia/Shanghai)",
        ),
    )


def no_choice(place: Place, name: str, value: object) -> Finding:
    """Return that neither yes nor no was said."""
    return _finding(
        place,
        ("V-70", name, str(value)),
        ("应填“是”或“否”", "this is neither yes nor no"),
        ("填“是”或“否”", "write 是 or 否, yes or no"),
    )


def _finding(
    place: Place, what: tuple[str, str, str], said: tuple[str, str], fix: tuple[str, str]
) -> Finding:
    rule, field, value = what
    return Finding(place, Problem(rule, field, value, *said, *fix))
