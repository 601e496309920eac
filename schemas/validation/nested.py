"""Notes on the records within an event: V-06, V-22, V-62, V-78."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel

from schemas.document_numbers import DocumentNumber, read
from schemas.problems import Problem
from schemas.records import DocRef, LegalBasis, Material, PartyBlock


def notes_on_records(records: Iterable[tuple[str, BaseModel]]) -> Iterator[Problem]:
    """Yield the notes on the records within an event, given with their paths."""
    for path, record in records:
        if note := _NOTES.get(type(record)):
            yield from note(path, record)


def _document(path: str, doc: DocRef) -> Iterator[Problem]:
    if doc.doc_no is not None and doc.doc_date is not None:
        yield from year_of(f"{path}.doc_no", doc.doc_no, doc.doc_date.year)


def _material(path: str, material: Material) -> Iterable[Problem]:
    return (_unhashed(path),) if material.sha256 is None else ()


def _basis(path: str, basis: LegalBasis) -> Iterable[Problem]:
    unplaced = basis.article is None and basis.basis_text is None
    return (_without_article(path, basis),) if unplaced else ()


def _unhashed(path: str) -> Problem:
    return Problem(
        "V-62",
        f"{path}.sha256",
        "",
        "材料缺少内容哈希，以后无法证明内容未变",
        "the material has no content hash, so its content cannot be proven later",
        "附上文件，由发布工具计算 SHA-256",
        "attach the file, and the publishing tool fills in its SHA-256",
    )


def _without_article(path: str, basis: LegalBasis) -> Problem:
    return Problem(
        "V-78",
        f"{path}.article",
        "",
        f"依据“{basis.law_title}”未写明条款",
        f"the basis {basis.law_title!r} names no article",
        "写明条、款、项",
        "name article, paragraph and item",
    )


def _category(path: str, party: PartyBlock) -> Iterator[Problem]:
    """个体工商户 have credit codes from 92; state organs (11) are organisations (V-06)."""
    code = party.party_uscc
    if code is None:
        return
    individual = party.party_category == "个体工商户"
    if individual != code.startswith("92") or party.party_category == "自然人":
        yield Problem(
            "V-06",
            f"{path}.party_category",
            party.party_category,
            f"当事人类别与统一社会信用代码前两位 {code[:2]} 不符",
            f"the party's category does not fit a credit code that starts with {code[:2]}",
            "个体工商户的代码以 92 开头；自然人没有统一社会信用代码",
            "an individual business has a code from 92; a natural person has none",
        )


def year_of(path: str, doc_no: str, year: int) -> Iterator[Problem]:
    """Yield a note when the year in a document number is not the year of its date (V-22)."""
    number = read(doc_no)
    if isinstance(number, DocumentNumber) and number.year != year:
        yield Problem(
            "V-22",
            path,
            doc_no,
            f"文号年份 {number.year} 与文书日期年份 {year} 不同",
            f"the number's year {number.year} is not the year of the document's date, {year}",
            "核对文号与日期",
            "check the number and the date",
        )


_NOTES: Final[Mapping[type[BaseModel], Callable[[str, Any], Iterable[Problem]]]] = {
    PartyBlock: _category,
    DocRef: _document,
    Material: _material,
    LegalBasis: _basis,
}
"""Record → what is noted of it."""
