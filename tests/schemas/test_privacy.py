"""Everything textual that agencies publish is searched for numbers in clear (V-07)."""

from __future__ import annotations

from typing import Annotated, Any, Final, get_origin

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from schemas.catalogue import FACTS
from schemas.contracts.examples import example
from schemas.events.agencies.officers import OfficerRegistered
from schemas.events.complaints.receiving import ComplaintReceived
from schemas.fields import READING, Uscc
from schemas.markers import Form, marks
from schemas.privacy import CITIZEN_ONLY, NOT_SEARCHED, IdentityToken
from schemas.problems import problems_of
from schemas.records import PartyBlock
from schemas.tokens import token_of
from tests.schemas.refusing import problems
from tests.schemas.walking import fields_within, is_text

_CITIZEN: Final = "11010519491231002X"
_MOBILE: Final = "138-0013-8000"


_TEXTS: Final = {
    name: info for name, info in fields_within(FACTS.values()) if is_text(info.annotation)
}
"""Every field of the facts that holds text."""
_DISTINCT: Final = {repr((i.annotation, i.metadata)): name for name, i in _TEXTS.items()}


def _form(info: FieldInfo) -> str:
    return next((mark.name for mark in marks(info) if isinstance(mark, Form)), "")


def _rules(info: FieldInfo, value: str) -> set[str]:
    listed = get_origin(info.annotation) is tuple
    adapter = TypeAdapter[Any](Annotated[info.annotation, info])  # type: ignore[arg-type]
    given = f"urn:xzzf:371322:11371322017002002N:{value}" if _form(info) == "source" else value
    try:
        adapter.validate_python([given] if listed else given, context={READING: True})
    except ValidationError as error:
        return {problem.rule for problem in problems_of(error)}
    return set()


@pytest.mark.parametrize("name", sorted(_DISTINCT.values()))
def test_every_text_is_searched_unless_its_form_is_excepted(name: str) -> None:
    info = _TEXTS[name]
    form = _form(info)
    assert form or "CodeOf" in repr(marks(info)), "a text needs a form or a code list"
    if form not in NOT_SEARCHED:
        assert "V-07" in _rules(info, _CITIZEN)
        assert ("V-07" in _rules(info, _MOBILE)) == (form not in CITIZEN_ONLY)


def test_no_exception_is_made_for_a_form_that_no_field_has() -> None:
    forms = {_form(info) for info in _TEXTS.values()}
    assert {*NOT_SEARCHED, *CITIZEN_ONLY} <= forms


@pytest.mark.parametrize("form", sorted({*NOT_SEARCHED} - {"source_seq", "event_type", "uscc"}))
def test_a_form_that_is_not_searched_takes_no_number(form: str) -> None:
    info = next(i for i in _TEXTS.values() if _form(i) == form)
    assert _rules(info, _CITIZEN)
    assert _rules(info, "13800138000")


def test_a_citizen_number_in_place_of_a_credit_code_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter[str](Uscc).validate_python(_CITIZEN)
    (problem,) = problems_of(caught.value)
    assert problem.rule == "V-07"
    assert _CITIZEN not in str(problem)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("subject", "AJ-11010519491231002X"),
        ("case_id", "tel13800138000"),
        ("recorded_by", "13800138000"),
        ("decision_doc_no", "郯马综执罚〔2026〕13800138000号"),
        ("source", "urn:xzzf:371322:11371322017002002N:phone-13800138000"),
        ("date_only", ("13800138000",)),
        ("officers", ({"officer_cert_no": _CITIZEN},)),
    ],
)
def test_a_number_in_an_identifier_is_refused_with_its_place(name: str, value: object) -> None:
    (problem,) = problems("penalty.decided", **{name: value})
    assert problem.rule == "V-07"
    assert problem.field.startswith(name)
    assert "13800138000" not in str(problem)
    assert _CITIZEN not in str(problem)


@pytest.mark.parametrize("path", ["13800138000.pdf", "138%2D0013%2D8000.pdf"])
def test_a_number_in_the_address_of_a_file_is_refused(path: str) -> None:
    doc = {"title": "委托书", "dataref": f"https://files.example.cn/{path}"}
    (problem,) = problems("authority.delegation_signed", doc=doc)
    assert (problem.rule, problem.field) == ("V-07", "doc.dataref")
    assert "0013" not in problem.value


@pytest.mark.parametrize(
    "recorder", ["101-P1", "马头镇综合执法办公室", token_of(_CITIZEN, b"secret").text]
)
def test_who_recorded_it_is_named_by_post_or_token(recorder: str) -> None:
    values = example(FACTS["penalty.decided"]).model_dump() | {"recorded_by": recorder}
    assert FACTS["penalty.decided"].model_validate(values)


def test_an_officer_is_registered_by_a_certificate_that_looks_like_a_telephone_number() -> None:
    changed = {"subject": "15130322018", "officer_cert_no": "15130322018"}
    values = example(OfficerRegistered).model_dump() | changed
    assert OfficerRegistered.model_validate(values).subject == "15130322018"


_DIGEST: Final = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    "value",
    [
        "",
        "王某",
        "tel13800138000",
        _CITIZEN,
        _DIGEST,
        f"{_DIGEST}:",
        f"{_DIGEST}:02X",
        f"{_DIGEST}:1002X",
        f"{_DIGEST}: 02X",
        f"{_DIGEST}:002X\n",
        f"{_DIGEST.upper()}:002X",
        f"{_DIGEST[1:]}:002X",
        f"hmac-sha256:{_DIGEST}:002X",
        f"{_DIGEST}:{_CITIZEN}",
    ],
)
def test_what_is_no_token_is_refused_and_told_how_to_make_one(value: str) -> None:
    fields = {"party_name": "王某", "party_category": "自然人", "party_id_token": value}
    with pytest.raises(ValidationError) as caught:
        PartyBlock.model_validate(fields)
    (problem,) = problems_of(caught.value)
    assert (problem.rule, problem.field) == ("V-07", "party_id_token")
    assert "64" in problem.zh
    assert "64" in problem.en
    assert "token_of" in problem.fix_zh
    assert "token_of" in problem.fix_en
    assert _CITIZEN not in str(problem)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (_CITIZEN, "居民身份证"),
        ("110105 19491231 002x", "居民身份证"),
        ("Ｅ１２３４５６７８", "护照"),
        ("A123456(7)", "港澳居民来往内地通行证"),
        ("军字第1234567号", "军官证"),
        ("AB 12 3", "其他"),
        ("12", "其他"),
    ],
)
def test_every_token_that_is_made_is_taken(number: str, kind: str) -> None:
    token = token_of(number, b"secret", kind).text
    assert TypeAdapter[str](IdentityToken).validate_python(token) == token
    values = example(ComplaintReceived).model_dump() | {"complainant_token": token}
    assert ComplaintReceived.model_validate(values).complainant_token == token
