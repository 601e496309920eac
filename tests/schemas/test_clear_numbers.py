"""Numbers in clear are found as people write them; codes, dates and amounts are none (V-07)."""

from __future__ import annotations

import time
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.clear_numbers import (
    citizen_number_in,
    is_citizen_number,
    number_in_clear,
    without_numbers,
)

_CITIZEN: Final = (
    "11010519491231002X",
    "当事人张某，身份证号 11010519491231002x",
    "身份证110105 19491231 002X",
    "110105-19491231-002X",
    "110105-1949-1231-002X",
    "110105.19491231.002X",
    "110105/19491231/002X",
    "110105–19491231–002X",  # en dash
    "１１０１０５　１９４９１２３１　００２Ｘ",
    "11010519491231002×",  # the sign of multiplication
    "11010519491231002-X",
    "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
    "1. 110105 19491231 002X",
    "1.110105-1949-1231-002X",
    "SFZ11010519491231002X号",
    "1101\u200b05194912\u200b31002X",
    "110105 19491231 002X 13800138000",
    "身份证号码：110105202203071211",  # a child: called an identity number
)
_MOBILE: Final = (
    "13800138000",
    "电话13800138000",
    "电话-13800138000",
    "tel13800138000",
    "phone13800138000",
    "No.13800138000",
    "a13800138000b",
    "张三13800138000李四",
    "138 0013 8000",
    "138-0013-8000",
    "138.0013.8000",
    "138·0013·8000",
    "138－0013－8000",
    "１３８　００１３　８０００",
    "(138)0013-8000",
    "138-00138000",
    "1380013 8000",
    "1380-013-8000",
    "13800 138000",
    "1 3 8 0 0 1 3 8 0 0 0",
    "+86 138 0013 8000",
    "+86138-0013-8000",
    "(86)138-0013-8000",
    "+8613800138000",
    "8613800138000",
    "0086-13800138000",
    "013800138000",
    "0539-13800138000",
    "1. 138-00138000",
    "1.138-0013-8000",
    "138 0013 8000 139 0013 9000",
    "13900139000/13800138000",
    "2026-11-23 13800138000",
    "13800138000元旦放假",
    "https://files.example.cn/13800138000.pdf",
    "١٣٨٠٠١٣٨٠٠٠",  # Arabic digits
)
_NONE: Final = {
    "credit code": "统一社会信用代码 91350100M000100Y43",
    "credit code of digits": "113713220170390083",
    "credit code that ends in X": "1113990100700248XX",
    "credit code with eleven digits in it": "A1371322138012345F",
    "item code of 31 digits": "1137132201703900834370115001000",
    "supervision item": "13800138000123",
    "village": "139001380013",
    "landline": "办公电话 0539-6221234",
    "last four": "证件尾号 002X",
    "document number": "郯马综执罚〔2026〕第12号",
    "document number of many digits": "(京)文执罚【2018】第40002号",
    "case number": "案号 201611150201610696",
    "division, date, serial number": "371322202611230417",
    "the same in groups": "371322-20261123-0417",
    "unit, year, serial number": "FZ-150-2026-0012",
    "unit, date": "LY-150-20261123",
    "unit, year, short serial number": "1501-2026-012",
    "division, unit, serial number": "371322-151-00000012",
    "the same in fours": "371322-151-0000-0012",
    "hotline order": "LY-12345-202611230418",
    "bank card": "6217001380013800012",
    "bank card in groups": "6222 0202 1380 0138 000",
    "long run of digits": "13800138000138001380",
    "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca13800138000b855",
    "token": f"13800138000{'a' * 53}:002X",
    "git hash": "ab13800138000cdef0123456789abcdef0123456",
    "UUID": "13800138-0001-4380-8013-13800138000a",
    "amount": "罚款13800138000.00元",
    "amount without decimals": "13800138000元",
    "amount with commas": "13,800,138,000元",
    "amounts from to": "处15000-200000元罚款",
    "amounts from to with a dash": "处15000—200000元罚款",
    "amounts in a list": "150,2000,3000",
    "days": "2026.11.23-2026.12.31",
    "day and amount": "1985-03-12 100元",
    "day and time": "2026-11-23 13:00 至 2026-11-24 18:30",
    "file": "file_20261123_135959_0001.pdf",
    "path": "/2026/11/23/150/2026/0012",
    "milliseconds": "1763884800000",
    "no mobile prefix": "12345678901",
    "officers' certificates": "执法证号：15130322018、15130322019",
    "officer's certificate": "执法人员王某（执法证号 15130322018）",
}


@pytest.mark.parametrize("text", _CITIZEN)
def test_a_citizen_number_is_found_however_it_is_written(text: str) -> None:
    for found in (number_in_clear(text), citizen_number_in(text)):
        assert found is not None
        assert found.zh == "公民身份号码"
        assert found.masked in {"…002X", "…1211"}


@pytest.mark.parametrize("text", _MOBILE)
def test_a_mobile_number_is_found_however_it_is_written(text: str) -> None:
    found = number_in_clear(text)
    assert found is not None
    assert found.zh == "手机号码"
    assert citizen_number_in(text) is None


@pytest.mark.parametrize("kind", _NONE)
def test_what_is_no_number_of_a_person_raises_no_alarm(kind: str) -> None:
    assert number_in_clear(_NONE[kind]) is None


@pytest.mark.parametrize("text", [*_CITIZEN, *_MOBILE])
def test_a_masked_text_holds_no_number_in_clear(text: str) -> None:
    masked = without_numbers(text)
    assert "…" in masked
    assert number_in_clear(masked) is None


def test_masking_takes_every_number_and_nothing_else() -> None:
    text = "张三13800138000, 李四 139 0013 9000, 110105-19491231-002X, 2026-11-23"
    assert without_numbers(text) == "张三…8000, 李四 …9000, …002X, 2026-11-23"


@given(st.text())
def test_any_text_can_be_searched_and_masked(text: str) -> None:
    assert number_in_clear(without_numbers(text)) is None


@given(st.text("0123456789xX -.()+/８－\u200b执法证号元A", max_size=60))
def test_digits_in_any_groups_can_be_searched_and_masked(text: str) -> None:
    assert number_in_clear(without_numbers(text)) is None


@pytest.mark.parametrize(
    "between",
    [
        *" \t\n-./_()·•․‧∙⋅・．／＿（）－﹣﹘‐‑‒–—―−",
        *"\u00a0\u00ad\u2009\u200b\u200f\u2060\u3000\ufeff",
        " - ",
        "（—）",
    ],
)
def test_a_citizen_number_is_found_with_any_separator_between_its_groups(between: str) -> None:
    number = between.join(["110105", "1949", "1231", "002X"])
    found = citizen_number_in(f"，证件号：{number}。")
    assert found is not None
    assert found.masked == "…002X"


@pytest.mark.parametrize("zero", "0０٠۰߀०๐០᠐꘠𝟎𝟘𑁦")
@pytest.mark.parametrize("between", ["", " ", "－"])
def test_a_number_is_found_in_the_digits_of_any_script(zero: str, between: str) -> None:
    groups = ("".join(chr(ord(zero) + int(d)) for d in part) for part in ("138", "0013", "8000"))
    assert number_in_clear(f"电话：{between.join(groups)}，") is not None


@given(st.text("19０９٣ -（）、。，年A中", max_size=40), st.integers(0, 40))
def test_what_stands_around_a_number_does_not_hide_it(around: str, at: int) -> None:
    text = f"{around[:at]}电话：13800138000（手机）{around[at:]}"
    assert number_in_clear(text) is not None


@pytest.mark.parametrize(
    "text", ["1 ", "138001380", "14400138000 ", "1-", "9   ", "1F", "20", "19x", "13800138000元"]
)
def test_the_search_of_a_long_text_takes_time_in_proportion(text: str) -> None:
    long = "12345678901 " + text * (200_000 // len(text))
    began = time.process_time()
    number_in_clear(long)
    assert time.process_time() - began < 2


def test_a_number_of_a_county_that_never_was_is_nobodys_and_stops_nothing() -> None:
    assert not is_citizen_number("510199199001010012")
