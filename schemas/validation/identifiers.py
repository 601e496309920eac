"""Notes on identifiers: credit codes, division codes and document numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemas.credit_codes import (
    category_is_listed,
    check_character_fits,
    organisation_code_fits,
)
from schemas.divisions import (
    is_in_order,
    province_is_listed,
    township_is_usual,
    village_is_usual,
)
from schemas.document_numbers import NotANumber, read
from schemas.problems import Problem
from schemas.validation.walk import Leaf


def notes_on_identifiers(leaves: Iterable[Leaf]) -> Iterator[Problem]:
    """Yield the notes on each identifier by its form."""
    for leaf in leaves:
        match leaf.form:
            case "uscc":
                yield from _credit_code(leaf)
            case "region" if not is_in_order(leaf.value):
                yield from _region(leaf)
            case "doc_no":
                yield from _document_number(leaf)
            case _:
                pass


def _credit_code(leaf: Leaf) -> Iterator[Problem]:
    code = leaf.value
    fix = ("对照登记证书核对该代码", "check the code against the certificate")
    if not check_character_fits(code):
        yield Problem(
            "V-02", leaf.path, code, "校验码不符", "the check character does not fit", *fix
        )
    if not organisation_code_fits(code):
        yield Problem(
            "V-03",
            leaf.path,
            code,
            f"其中的组织机构代码 {code[8:17]} 校验码不符",
            f"the check character of the organisation code {code[8:17]} in it does not fit",
            *fix,
        )
    if not category_is_listed(code):
        yield Problem(
            "V-04",
            leaf.path,
            code,
            f"登记管理部门和机构类别“{code[:2]}”不在公布的目录中",
            f"authority and category {code[:2]!r} are not in the published list",
            *fix,
        )


def _region(leaf: Leaf) -> Iterator[Problem]:
    code = leaf.value
    if not province_is_listed(code):
        yield Problem(
            "V-11",
            leaf.path,
            code,
            f"没有代码为 {code[:2]} 的省级行政区",
            f"no province has the code {code[:2]}",
            "核对区划代码的前两位",
            "check the first two digits",
        )
    if not township_is_usual(code):
        yield Problem(
            "V-13",
            leaf.path,
            code,
            f"第 7–9 位 {code[6:9]} 不是街道、镇或乡的编号（001–399）",
            f"digits 7 to 9 ({code[6:9]}) number no sub-district, town or township",
            "核对乡镇代码；开发区等可以保留",
            "check the township code; a development zone may have it",
        )
    if not village_is_usual(code):
        yield Problem(
            "V-14",
            leaf.path,
            code,
            f"第 10–12 位 {code[9:]} 不是村（居）委会的编号（001–399）",
            f"digits 10 to 12 ({code[9:]}) number no village or residents' committee",
            "核对村（社区）代码",
            "check the village code",
        )


def _document_number(leaf: Leaf) -> Iterator[Problem]:
    found = read(leaf.value)
    if isinstance(found, NotANumber):
        yield Problem(
            "V-20",
            leaf.path,
            leaf.value,
            f"文号{found.zh}",
            f"document number: {found.en}",
            "照文书上的文号填写，例如 郯马综执罚〔2026〕第12号",
            "give it as the document has it, such as 郯马综执罚〔2026〕第12号",
        )
