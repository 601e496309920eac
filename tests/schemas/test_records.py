"""Records that events share: a basis names something, and a token is no number in clear."""

from __future__ import annotations

import pytest

from schemas.records import LegalBasis, PartyBlock
from tests.schemas.refusing import refused


@pytest.mark.parametrize("title", ["", "  ", "　"])
def test_a_basis_that_names_nothing_is_refused(title: str) -> None:
    (problem,) = refused(LegalBasis, {"law_title": title, "article": "第七十五条"})
    assert (problem.rule, problem.field) == ("V-78", "law_title")


def test_a_basis_in_prose_will_do() -> None:
    prose = "《山东省城镇容貌和环境卫生管理办法》有关规定"
    assert LegalBasis(law_title=prose).article is None


_PERSON = {"party_name": "王某", "party_category": "自然人"}


@pytest.mark.parametrize("number", ["11010519491231002X", "１１０１０５１９４９１２３１００２Ｘ"])
def test_an_identity_number_in_place_of_its_token_is_refused(number: str) -> None:
    (problem,) = refused(PartyBlock, _PERSON | {"party_id_token": number})
    assert (problem.rule, problem.field) == ("V-07", "party_id_token")


def test_a_token_whose_digits_look_like_a_telephone_number_is_taken() -> None:
    token = f"13800138000{'a' * 53}:002X"
    assert PartyBlock.model_validate(_PERSON | {"party_id_token": token}).party_id_token == token


def test_a_legal_basis_goes_by_its_prose_or_its_law_where_it_has_no_title() -> None:
    assert (
        LegalBasis.model_validate({"basis_text": "按市容条例第十条"}).law_title
        == "按市容条例第十条"
    )
    assert LegalBasis.model_validate({"law_id": "L-1", "article": "第十条"}).law_title == "L-1"
    (problem,) = refused(LegalBasis, {"article": "第十条"})
    assert (problem.rule, problem.field) == ("V-70", "law_title")
