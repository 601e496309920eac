"""Document numbers are read in all their shapes; what is glued to one is refused (V-20)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.document_numbers import DocumentNumber, NotANumber, read

_BRACKETS = ["〔〕", "[]", "【】", "()", "（）", "［］"]


@given(
    prefix=st.text("郯马综执罚镇青监一", min_size=1, max_size=36),
    year=st.integers(1900, 2099),
    sequence=st.integers(0, 10**16 - 1),
    brackets=st.sampled_from(_BRACKETS),
    ordinal=st.sampled_from(["第", ""]),
)
def test_the_usual_form_says_the_same_in_any_brackets_and_widths(
    prefix: str, year: int, sequence: int, brackets: str, ordinal: str
) -> None:
    said = DocumentNumber(prefix, year, "", sequence)
    assert read(f"{prefix}〔{year}〕{ordinal}{sequence}号") == said
    assert read(f"{prefix} {brackets[0]}{year}{brackets[1]} {ordinal}{sequence}号") == said


@pytest.mark.parametrize("glued", ["某某公司", "便民超市", "行政处罚决定书"])
@pytest.mark.parametrize("brackets", _BRACKETS)
def test_a_name_glued_to_the_prefix_is_refused_in_the_usual_form_too(
    glued: str, brackets: str
) -> None:
    found = read(f"{glued}郯罚{brackets[0]}2026{brackets[1]}第12号")
    assert isinstance(found, NotANumber)
    assert found.en.startswith("the name of a party or the title of a document is glued")
