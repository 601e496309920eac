"""Rule packs: read with every mistake told, chosen by district and day, compared."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from streams.packs import PackError, default_pack, in_force, read_pack, read_packs
from streams.packs.differences import changes, with_change

HEAD = '[pack]\nid = "p"\nversion = "1"\n'
CONFIRMED = 'confirmed_by = "司法局"\ndoc_no = "司〔2026〕1号"\ndate = 2026-03-01\n'


def written(folder: Path, text: str, name: str = "p.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def mistakes(folder: Path, text: str) -> list[str]:
    path = written(folder, text)
    with pytest.raises(PackError) as caught:
        read_pack(path)
    assert {m.place for m in caught.value.mistakes} == {str(path)}
    return [f"{m.key}: {m.zh}；{m.fix_zh}。 / {m.en}; {m.fix_en}" for m in caught.value.mistakes]


def test_what_a_pack_leaves_out_is_the_proposed_default(tmp_path: Path) -> None:
    pack = read_pack(written(tmp_path, f"{HEAD}[params.immediate_hours]\nvalue = 1\n{CONFIRMED}"))
    assert pack.params.number("immediate_hours") == 1
    assert pack.params.number("prompt_wd") == default_pack().params.number("prompt_wd")
    confirmation = pack.params.by_name["immediate_hours"].confirmation
    assert (confirmation.confirmed_by, confirmation.date) == ("司法局", "2026-03-01")
    assert pack.params.by_name["immediate_hours"].zh == "立即"
    assert not pack.params.by_name["prompt_wd"].confirmation.is_given


def test_a_value_may_stand_alone_and_a_confirmation_without_a_new_value(tmp_path: Path) -> None:
    text = f"{HEAD}[params]\nprompt_wd = 2\n[params.immediate_hours]\n{CONFIRMED}"
    pack = read_pack(written(tmp_path, text))
    assert pack.params.number("prompt_wd") == 2
    assert pack.params.number("immediate_hours") == 2
    assert pack.params.by_name["immediate_hours"].confirmation.is_given


def test_readings_are_confirmed_and_reworded(tmp_path: Path) -> None:
    pack = read_pack(written(tmp_path, f'{HEAD}[readings.R-01]\nzh = "甲"\n{CONFIRMED}'))
    reading = pack.readings["R-01"]
    assert (reading.zh, reading.confirmation.is_given) == ("甲", True)
    assert reading.en == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[pack]\nid = "p"\n', 'write version = "1" under [pack]'),
        ('[pack]\nid = ""\nversion = "1"\n', "pack.id: 缺少规则包的名称"),
        (f"{HEAD}district = 371322\n", "371322 is no district"),
        (f'{HEAD}district = "37"\n', '"37" is no district'),
        (f'{HEAD}effective_from = "soon"\n', '"soon" is no date'),
        (f"{HEAD}effective_from = 2026-01-01T00:00:00\n", "pack.effective_from"),
        (f'{HEAD}efective_from = "2026-01-01"\n', "did you mean effective_from?"),
        (f"{HEAD}[parms]\n", "no such key; did you mean params?"),
        (f"{HEAD}[zzz]\n", "no such key; use pack, params"),
        ("pack = 1\n", "expected a section [pack]"),
        (f"{HEAD}[params]\nimmediat_hours = 1\n", "params.immediat_hours: 没有此参数"),
        (f"{HEAD}[params]\nimmediate_hours = -1\n", "-1 is no whole number"),
        (f"{HEAD}[params]\nimmediate_hours = 1.5\n", "1.5 is no whole number"),
        (f"{HEAD}[params]\nimmediate_hours = true\n", "true is no whole number"),
        (f"{HEAD}[params]\nimmediate_hours = 100001\n", "100001 is no whole number"),
        (f'{HEAD}[params]\nmajor_fine_org_yuan = "1.234"\n', '"1.234" is no amount'),
        (f'{HEAD}[params]\nmajor_fine_org_yuan = "much"\n', '"much" is no amount'),
        (f"{HEAD}[params]\nmajor_fine_org_yuan = true\n", "true is no amount"),
        (f'{HEAD}[params]\nmajor_fine_org_yuan = "1e40"\n', '"1e40" is no amount'),
        (f'{HEAD}enforces = ["GX-99"]\n', '"GX-99" is no rule'),
        (f'{HEAD}enforces = [["GX-11"]]\n', "['GX-11'] is no rule"),
        (f'{HEAD}[params]\nassessment_date = "02-29"\n', "no day of every year"),
        (f'{HEAD}[params]\nassessment_date = "end"\n', "no day of every year"),
        (f'{HEAD}[params.prompt_wd]\nvalue = 1\nconfirmed_by = "x"\n', "add doc_no, date"),
        (f"{HEAD}[params.prompt_wd]\nvalue = 1\n{CONFIRMED}by = 1\n", "params.prompt_wd.by"),
        (
            f'{HEAD}[params.prompt_wd]\nconfirmed_by = 1\ndoc_no = "x"\ndate = "x"\n',
            "params.prompt_wd.confirmed_by: 1 不是文字",
        ),
        (
            f'{HEAD}[params.prompt_wd]\nconfirmed_by = "x"\ndoc_no = "x"\ndate = "x"\n',
            'params.prompt_wd.date: "x" 不是日期',
        ),
        (f'{HEAD}[readings.R-99]\nzh = "x"\n', "readings.R-99: 没有此解读"),
        (f'{HEAD}[readings]\nR-01 = "x"\n', "readings.R-01: 应为小节"),
        (f'{HEAD}[enforced_from]\n"YS-99" = 2026-01-01\n', "enforced_from.YS-99: 没有此规则"),
        (f'{HEAD}[enforced_from]\n"YS-05" = 1\n', "enforced_from.YS-05: 1 不是日期"),
        ("[pack\n", "not TOML in UTF-8"),
        ("", 'pack.id: 缺少规则包的名称或版本；在 [pack] 下写 id = "tancheng"'),
        (f"{HEAD}enforces = 1\n", 'write ["GX-11", "YS-05"]'),
        (f"{HEAD}[params]\nmanifest_hour = 25\n", "25 is no whole number of 0 to 24"),
        (f'{HEAD}[params]\nmajor_fine_org_yuan = "1e5"\n', '"1e5" is no amount'),
        (f'{HEAD}[params]\nmajor_fine_org_yuan = "５０００"\n', '"５０００" is no amount'),
        (f"{HEAD}[params]\nmajor_fine_org_yuan = 2027-01-01T00:00:00\n", "2027-01-01 00:00:00 is"),
        (f'{HEAD}[params]\nassessment_date = "０３-31"\n', "no day of every year"),
        (f'{HEAD}[enforced_from]\n"GX-10" = 2026-01-01\n', "reference only and never judged"),
        (f'{HEAD}[readings.R-01]\nzh = " "\n', "readings.R-01.zh: "),
        (f'{HEAD}[readings.R-01]\nen = "x"\n', "only the English is worded anew"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    assert any(said in mistake for mistake in mistakes(tmp_path, text))


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    found = mistakes(tmp_path, '[pack]\nid = "p"\n[params]\nx = 1\nprompt_wd = "a"\n[foo]\n')
    assert len(found) == 4


def test_a_pack_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="cannot be opened"):
        read_pack(tmp_path / "none.toml")


def _packs(folder: Path) -> Path:
    for name, district, day in (
        ("all", "", "2025-01-01"),
        ("own", "371322", "2026-01-01"),
        ("later", "371322", "2026-07-01"),
    ):
        text = f'[pack]\nid = "{name}"\nversion = "1"\neffective_from = {day}\n'
        written(folder, text + (f'district = "{district}"\n' if district else ""), f"{name}.toml")
    return folder


@pytest.mark.parametrize(
    ("district", "day", "chosen"),
    [
        ("371322", date(2026, 6, 30), "own"),
        ("371322", date(2026, 7, 1), "later"),
        ("371322", date(2025, 12, 31), "all"),
        ("139901", date(2026, 7, 1), "all"),
        ("139901", date(2024, 12, 31), None),
    ],
)
def test_the_pack_in_force_is_the_districts_own_and_the_newest_begun(
    tmp_path: Path, district: str, day: date, chosen: str | None
) -> None:
    found = in_force(read_packs(_packs(tmp_path)), district, day)
    assert (found and found.id) == chosen


def test_a_folder_with_two_packs_for_one_day_or_none_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="holds no rule pack"):
        read_packs(tmp_path)
    _packs(tmp_path)
    text = '[pack]\nid = "x"\nversion = "1"\ndistrict = "371322"\neffective_from = 2026-01-01\n'
    written(tmp_path, text, "x.toml")
    written(tmp_path, "[pack]", "y.toml")
    with pytest.raises(PackError) as caught:
        read_packs(tmp_path)
    assert "begins on the same day as" in caught.value.mistakes[0].en
    assert len(caught.value.mistakes) == 3


def test_packs_are_compared_part_by_part(tmp_path: Path) -> None:
    text = (
        f'{HEAD}district = "371322"\neffective_from = 2026-01-01\n'
        f"[params.immediate_hours]\nvalue = 1\n{CONFIRMED}"
        '[readings.R-01]\nzh = "甲"\n[enforced_from]\n"YS-05" = 2026-02-01\n'
    )
    before, after = default_pack(), read_pack(written(tmp_path, text))
    found = changes(before, after)
    assert [(c.part, c.name) for c in found] == [
        ("param", "immediate_hours"),
        ("reading", "R-01"),
        ("enforced_from", "YS-05"),
        ("confirmation", "immediate_hours"),
        ("district", "district"),
        ("effective_from", "effective_from"),
    ]
    assert [c.name for c in found if c.can_judge_otherwise] == ["immediate_hours", "YS-05"]
    assert changes(before, before) == ()
    one = with_change(before, found[0], after)
    assert (one.params.number("immediate_hours"), dict(one.enforced_from)) == (1, {})
    first = with_change(before, found[2], after).enforced_from
    assert dict(first) == {"YS-05": date(2026, 2, 1)}
    back = next(c for c in changes(after, before) if c.part == "enforced_from")
    assert not with_change(after, back, before).enforced_from
    assert with_change(before, found[1], after) is before


def test_an_amount_written_otherwise_is_no_change(tmp_path: Path) -> None:
    before, after = (
        read_pack(written(tmp_path, f"{HEAD}[params]\nmajor_fine_org_yuan = {amount}\n"))
        for amount in ("5000", '"5000.00"')
    )
    assert changes(before, after) == ()


def test_an_amount_is_read_to_the_cent(tmp_path: Path) -> None:
    pack = read_pack(written(tmp_path, f'{HEAD}[params]\nmajor_fine_org_yuan = "5000.50"\n'))
    assert pack.params.yuan("major_fine_org_yuan") == Decimal("5000.50")
