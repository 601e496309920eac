"""What the files of a registry mean, and what is said of files that are wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from producers.registry.bureau import Bureau, NoBureauError, bureau_of
from producers.registry.cells import bases
from producers.registry.desired import Desired, desired
from producers.registry.difference import difference, events_of
from producers.registry.kinds import KINDS
from producers.registry.known import Known
from producers.registry.nodes import Finding
from producers.registry.reading import read
from producers.registry.sample import write_sample
from producers.registry.standing import Standing

BUREAU = Bureau("113713220170390083", "371322")
TOWNSHIP = "1137132201700100X3"
AGENCIES = f"""
agencies:
  - {{registered_agency_id: "{BUREAU.id}", agency_name: 郯城县司法局, kind: JUSTICE_BUREAU,
     agency_region_code: 371322, active_from: 2026-01-01}}
  - {{registered_agency_id: "{TOWNSHIP}", agency_name: 马头镇人民政府, kind: TOWNSHIP_GOV,
     agency_region_code: 371322101, active_from: 2026-01-01}}
"""


def _understood(*paths: Path) -> tuple[list[Desired], list[Finding]]:
    rows, findings = read(paths)
    made, wrong = desired(rows, BUREAU, Known.of(rows, ()))
    return made, [*findings, *wrong]


def _yaml(folder: Path, text: str) -> tuple[list[Desired], list[Finding]]:
    (folder / "registry.yaml").write_text(AGENCIES + text, "utf-8")
    return _understood(folder / "registry.yaml")


def _book(folder: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(folder / "registry.xlsx")
    return folder / "registry.xlsx"


def _fields(made: Iterable[Desired], type_name: str) -> list[dict[str, Any]]:
    drafts = (d.draft for d in made if type_name == d.draft.TYPE)
    return [draft.model_dump(mode="json") for draft in drafts]


def _said(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(f.problem.rule, f.problem.field) for f in findings]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_two_columns_of_a_kind_share_a_heading(kind: Any) -> None:
    headings = [name for column in kind.columns for name in (column.name, column.zh)]
    assert len(headings) == len(set(headings))


def test_the_sample_is_right_in_both_forms_and_says_the_same(tmp_path: Path) -> None:
    write_sample(tmp_path / "yaml", "yaml")
    write_sample(tmp_path / "book", "xlsx")
    texts, no_findings = _understood(tmp_path / "yaml")
    sheets, none_either = _understood(tmp_path / "book")
    assert (no_findings, none_either) == ([], [])
    assert {d.key: d.draft for d in texts} == {d.key: d.draft for d in sheets}
    modes = {
        item["mode"] for e in _fields(texts, "authority.item_list_published") for item in e["items"]
    }
    assert modes == {"EMPOWERED", "ENTRUSTED", "COOPERATE", "RETAINED"}


def test_the_sample_is_never_written_over_a_folder_in_use(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("agencies: []", "utf-8")
    with pytest.raises(FileExistsError):
        write_sample(tmp_path, "yaml")


def test_the_bureau_is_registered_before_all_others(tmp_path: Path) -> None:
    write_sample(tmp_path / "yaml", "yaml")
    made, _ = _understood(tmp_path / "yaml")
    assert _fields(made[:1], "agency.registered")[0]["registered_agency_id"] == BUREAU.id


def test_a_sheet_is_read_under_a_title_with_chinese_or_english_headings(tmp_path: Path) -> None:
    path = _book(
        tmp_path,
        {
            "机关": [
                ["郯城县执法机关名册"],
                [
                    "序号",
                    "登记机关*",
                    "机关名称\nagency_name",
                    "kind",
                    "机关区划",
                    "启用日期",
                    "备注",
                ],
                [1, BUREAU.id, "郯城县司法局", "区司法局", 371322, datetime(2026, 1, 1), "x"],  # noqa: DTZ001
                [2, TOWNSHIP, "马头镇人民政府", "TOWNSHIP_GOV", 371322101, "2026年1月1日", None],
                [None] * 7,
            ],
            "说明": [["不读"], ["不读"]],
        },
    )
    made, findings = _understood(path)
    assert findings == []
    first, second = _fields(made, "agency.registered")
    assert (first["kind"], first["active_from"]) == ("JUSTICE_BUREAU", "2026-01-01")
    assert (second["agency_region_code"], second["active_from"]) == ("371322101", "2026-01-01")


def test_a_merged_cell_counts_for_every_row_it_spans(tmp_path: Path) -> None:
    (tmp_path / "agencies.yaml").write_text(AGENCIES, "utf-8")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "officers"
    sheet.append(["所在机关", "执法证号"])
    sheet.append(["马头镇人民政府", 15130322001])
    sheet.append([None, 15130322002])
    sheet.merge_cells("A2:A3")
    book.save(tmp_path / "officers.xlsx")
    made, findings = _understood(tmp_path)
    assert findings == []
    officers = _fields(made, "officer.registered")
    assert {o["officer_cert_no"]: o["officer_agency_id"] for o in officers} == {
        "15130322001": TOWNSHIP,
        "15130322002": TOWNSHIP,
    }


def test_a_code_that_the_workbook_rounded_is_told_with_sheet_row_and_column(tmp_path: Path) -> None:
    path = _book(
        tmp_path,
        {
            "机关": [
                ["机关名称", "登记机关", "机关类别", "机关区划", "启用日期"],
                ["郯城县司法局", 113713220170390083, "区司法局", "371322", "2026-01-01"],
            ]
        },
    )
    _, (finding,) = _understood(path)
    assert (finding.place.sheet, finding.place.row) == ("机关", 2)
    assert finding.place.column == "B 登记机关"
    assert "文本" in finding.problem.fix_zh


def test_lines_of_a_list_go_to_the_row_that_they_name(tmp_path: Path) -> None:
    (tmp_path / "agencies.yaml").write_text(AGENCIES, "utf-8")
    items = [
        [
            "list_id",
            "version",
            "item_code",
            "item_name",
            "item_type",
            "mode",
            "owner_dept_id",
            "township_scope",
            "effective_from",
            "basis",
        ]
    ]
    for code, version in (("A-1", "1"), ("A-2", "1"), ("A-3", "2")):
        items.append(
            [
                "QD",
                version,
                code,
                "对占用通道的处罚",
                "处罚",
                "赋权下放",
                "郯城县司法局",
                "马头镇人民政府",
                "2026-01-01",
                "《城市道路管理条例》第四十二条",
            ]
        )
    heading = [
        "agency_id",
        "list_id",
        "version",
        "kind",
        "effective_from",
        "published_url",
        "published_at",
    ]
    row = [
        "马头镇人民政府",
        "QD",
        "1",
        "乡镇事项清单",
        "2026-01-01",
        "https://a.example",
        "2026-01-01",
    ]
    _book(tmp_path, {"item_lists": [heading, row], "事项 items": items})
    made, (stray,) = _understood(tmp_path)
    (published,) = _fields(made, "authority.item_list_published")
    assert [item["item_code"] for item in published["items"]] == ["A-1", "A-2"]
    assert published["items"][0]["basis"][0]["article"] == "第四十二条"
    assert published["on_behalf_of"] == TOWNSHIP
    assert (stray.place.sheet, stray.place.row) == ("事项 items", 4)


def test_a_time_that_is_only_a_date_is_the_end_of_its_day_and_says_so(tmp_path: Path) -> None:
    made, findings = _yaml(
        tmp_path, "liaison_filings: [{agency_id: 马头镇人民政府, filed_at: 2026-01-06}]"
    )
    assert findings == []
    (filed,) = _fields(made, "agency.liaison_filed")
    assert filed["filed_at"] == "2026-01-06T15:59:59.999000Z"
    assert filed["date_only"] == ["filed_at"]


@pytest.mark.parametrize("written", ["2026-01-06 15:00", "2026年1月6日 15:00", "2026-01-06T07:00Z"])
def test_a_time_without_a_zone_is_that_of_shanghai(tmp_path: Path, written: str) -> None:
    made, findings = _yaml(
        tmp_path, f"liaison_filings: [{{agency_id: 马头镇人民政府, filed_at: {written}}}]"
    )
    assert findings == []
    assert _fields(made, "agency.liaison_filed")[0]["filed_at"] == "2026-01-06T07:00:00Z"


def test_yaml_takes_codes_as_written(tmp_path: Path) -> None:
    text = "officers: [{officer_cert_no: 0123, officer_agency_id: 马头镇人民政府}]"
    made, findings = _yaml(tmp_path, text)
    assert findings == []
    assert _fields(made, "officer.registered")[0]["officer_cert_no"] == "0123"


def test_a_span_of_days_is_every_day_of_it(tmp_path: Path) -> None:
    text = "calendars: [{year: 2026, rest_days: [2026-10-01 至 2026-10-03, 2026-01-01]}]"
    made, findings = _yaml(tmp_path, text)
    assert findings == []
    assert _fields(made, "calendar.published")[0]["rest_days"] == [
        "2026-10-01",
        "2026-10-02",
        "2026-10-03",
        "2026-01-01",
    ]


@pytest.mark.parametrize(
    ("text", "rule", "field"),
    [
        ("officers: [{officer_cert_no: Z1, officer_agency_id: 马头}]", "V-05", "officer_agency_id"),
        (
            'officers: [{officer_cert_no: Z1, officer_agency_id: "11371322017002002N"}]',
            "V-05",
            "officer_agency_id",
        ),
        ("channels: [{agency_id: 马头镇人民政府, kind: 电话}]", "V-70", "value"),
        ("channels: [{kind: 电话, value: 12345}]", "V-70", "agency_id"),
        (
            "closures: [{closure_from: 明天, closure_to: 2026-01-02, reason: 雪}]",
            "V-42",
            "closure_from",
        ),
        (
            "closures: [{closure_from: 2026-01-03, closure_to: 2026-01-02, reason: 雪}]",
            "V-44",
            "closure_to",
        ),
        ("officer: []", "V-70", "(name)"),
        ("officers: [{姓名: 王}]", "V-70", "(name)"),
        ("officers: 无", "V-70", "officers"),
        ("officers: [无]", "V-70", "(row)"),
        (
            "posts: [{agency_id: 马头镇人民政府, item_code: 无, post_id: P, officer_cert_no: Z}]",
            "V-70",
            "valid_from",
        ),
    ],
)
def test_a_mistake_is_told_by_rule_and_field(
    tmp_path: Path, text: str, rule: str, field: str
) -> None:
    _, findings = _yaml(tmp_path, text)
    assert (rule, field) in _said(findings)
    assert all(f.place.file == "registry.yaml" and f.place.row for f in findings)


def test_an_item_and_an_officer_that_nobody_registered_are_told(tmp_path: Path) -> None:
    post = "agency_id: 马头镇人民政府, post_id: P, valid_from: 2026-01-01"
    _, findings = _yaml(tmp_path, f"posts: [{{{post}, item_code: 无, officer_cert_no: Z}}]")
    assert _said(findings) == [("QD-01", "item_code"), ("V-55", "officer_cert_no")]


def test_what_is_entered_twice_is_told_with_both_places(tmp_path: Path) -> None:
    one = "{officer_cert_no: Z1, officer_agency_id: 马头镇人民政府}"
    _, (finding,) = _yaml(tmp_path, f"officers: [{one}, {one}]")
    assert finding.place.path == "officers[1]"
    assert "officers[0]" in finding.problem.zh


@pytest.mark.parametrize("content", ["a: [", "\t- x", "a: &b [*b]", "- 1", "\x00"])
def test_a_file_that_is_no_registry_is_told_and_nothing_made_of_it(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / "x.yaml").write_text(content, "utf-8")
    made, findings = _understood(tmp_path / "x.yaml")
    assert made == []
    assert findings


def test_a_file_of_another_form_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"PK not really")
    rows, findings = read([tmp_path / "x.xlsx", tmp_path / "none.yaml", tmp_path / "x.docx"])
    assert rows == {}
    assert [f.place.file for f in findings] == ["x.xlsx", "none.yaml", "x.docx"]


def test_without_one_bureau_nobody_publishes(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(AGENCIES.replace("JUSTICE_BUREAU", "DISTRICT_DEPT"), "utf-8")
    rows, _ = read([tmp_path])
    with pytest.raises(NoBureauError, match="--as"):
        bureau_of(rows, Standing(), None)
    with pytest.raises(NoBureauError, match=TOWNSHIP):
        bureau_of(rows, Standing(), TOWNSHIP)


@pytest.mark.parametrize(
    ("right", "wrong", "rule"),
    [
        (BUREAU.id, BUREAU.id[:-1], "V-01"),
        ("agency_region_code: 371322,", "机关区划: 3713,", "V-10"),
    ],
)
def test_a_mistake_in_the_bureaus_own_row_is_told_once(
    tmp_path: Path, right: str, wrong: str, rule: str
) -> None:
    (tmp_path / "x.yaml").write_text(AGENCIES.replace(right, wrong), "utf-8")
    rows, _ = read([tmp_path])
    bureau = bureau_of(rows, Standing(), None)
    _, findings = desired(rows, bureau, Known.of(rows, ()))
    assert [(f.problem.rule, f.place.row) for f in findings] == [(rule, findings[0].place.row)]
    assert findings[0].place.path.startswith("agencies[0].")


def test_the_same_difference_has_the_same_ids_at_any_time(tmp_path: Path) -> None:
    made, _ = _yaml(tmp_path, "")
    entries = difference(made, {}, ["agencies"])
    early = events_of(entries, BUREAU, datetime(2026, 1, 1, tzinfo=UTC), 1)
    late = events_of(entries, BUREAU, datetime(2026, 2, 1, tzinfo=UTC), 7)
    assert [e.event_id for e in early] == [e.event_id for e in late]
    assert [e.source_seq for e in late] == ["00000007", "00000008"]


def test_another_district_on_the_same_hub_is_left_alone(tmp_path: Path) -> None:
    made, _ = _yaml(tmp_path, "")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    ours = events_of(difference(made, {}, ["agencies"]), BUREAU, now, 1)
    theirs = [e.model_copy(update={"region_code": "371321"}) for e in ours]
    standing = Standing((*ours, *theirs)).in_district(BUREAU.district)
    assert standing.events == tuple(ours)


def test_prose_is_a_legal_basis_too() -> None:
    assert bases("《甲法》第十条、《乙条例》") == [
        {"law_title": "甲法", "article": "第十条"},
        {"law_title": "乙条例"},
    ]
    assert bases("按惯例") == [{"law_title": "按惯例"}]


def test_an_alias_is_refused_before_it_is_expanded(tmp_path: Path) -> None:
    bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    bomb += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    path = tmp_path / "bomb.yaml"
    path.write_text("\n".join(bomb), "utf-8")

    _, (found,) = read([path])

    assert "the alias *a0 is not read: write out" in found.problem.en
    assert "不支持引用" in found.problem.zh
    assert "line 2" in found.problem.en


def test_what_is_nested_too_deeply_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "deep.yaml"
    path.write_text("agencies: " + "[" * 20_000, "utf-8")

    _, (found,) = read([path])

    assert "nested too deeply" in found.problem.en


def test_a_file_in_another_encoding_is_told_to_be_saved_as_utf8(tmp_path: Path) -> None:
    path = tmp_path / "old.yaml"
    path.write_bytes("agencies: [{agency_name: 郯城县司法局}]".encode("gbk"))

    _, (found,) = read([path])

    assert "GBK" in found.problem.zh
    assert found.problem.fix_en == "save it as UTF-8 in the editor"


def test_a_formula_without_a_stored_result_is_called_so(tmp_path: Path) -> None:
    headings = ["registered_agency_id", "agency_name", "kind", "agency_region_code", "active_from"]
    row = ['=CONCATENATE("1137132201700100","X3")', "马头镇人民政府", "TOWNSHIP_GOV", "371322101"]
    path = _book(tmp_path, {"agencies": [headings, [*row, "2026-01-01"]]})

    made, (found,) = _understood(path)

    assert made == []
    assert found.place.column == "A registered_agency_id"
    assert found.problem.value.startswith("=CONCATENATE")
    assert "the formula's result is not stored" in found.problem.en
