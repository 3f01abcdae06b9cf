"""Worksheets: every cell as text, dates by their style, numbers beyond fifteen digits as damaged, no DTD."""

from __future__ import annotations

from typing import Any

import pytest
from tracker.base.errors import UnreadableError
from tracker.ingest import sheets
from tracker.ingest.delimited import Cells
from tracker.ingest.reader import Reject
from tracker.ingest.source import memory_source

SHEET = "xl/worksheets/sheet1.xml"
HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="str"><v>when</v></c></row>'
STYLES = (
    '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="{}"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="22"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)


def _source(rows: str, **others: str) -> Any:
    body = f"<?xml version='1.0'?><worksheet><sheetData>{rows}</sheetData></worksheet>"
    files = {SHEET: body.encode()} | {f"xl/{name}.xml": text.encode() for name, text in others.items()}
    return memory_source(files, SHEET)


def _when(cell: str, **others: str) -> str:
    (row,) = sheets.rows(_source(f'{HEADER}<row r="2"><c r="A2"><v>7</v></c>{cell}</row>', **others))
    assert isinstance(row, Cells)
    return row.values["when"]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("1.772517612E9", "1772517612"),
        ("1772517612.5", "1772517612.5"),
        ("0.0", "0"),
        ("999999999999999", "999999999999999"),
        ("2028712021985329157", "2028712021985329157.0"),
        ("2.0287120219853292E+18", "2.0287120219853292E+18"),
        ("NaN", "NaN"),
        ("1E999999999", "1E999999999"),
        ("words", "words"),
    ],
)
def test_sheets__a_number_is_its_digits_and_a_long_one_is_marked(stored: str, shown: str) -> None:
    assert _when(f'<c r="B2"><v>{stored}</v></c>') == shown


@pytest.mark.parametrize(
    ("form", "serial", "shown"),
    [
        ("yyyy\\-mm\\-dd hh:mm", "46084.25", "2026-03-03T06:00:00"),
        ("[$-409]d mmm yyyy", "46084", "2026-03-03"),
        ("[h]:mm:ss.000", "46084.250145833337", "2026-03-03T06:00:12.600"),
        ("General", "46084", "46084"),
        ("0.00&quot; days&quot;", "46084", "46084"),
        ("#,##0_d", "46084", "46084"),
        ("yyyy", "2958466", "2958466"),
        ("yyyy", "-1", "-1"),
    ],
)
def test_sheets__a_date_is_a_number_whose_style_says_so(form: str, serial: str, shown: str) -> None:
    assert _when(f'<c r="B2" s="1"><v>{serial}</v></c>', styles=STYLES.format(form)) == shown


def test_sheets__a_workbook_may_count_from_1904() -> None:
    cell, styles = '<c r="B2" s="1"><v>44622</v></c>', STYLES.format("yyyy")
    assert _when(cell, styles=styles, workbook='<workbook><workbookPr date1904="1"/></workbook>') == "2026-03-03"
    assert _when(cell, styles=styles) == "2022-03-02"


def test_sheets__texts_are_joined_from_their_runs_without_how_they_are_spoken() -> None:
    texts = "<sst><si><r><t>a &amp;</t></r><r><t> b_x000D_</t></r><rPh><t>c</t></rPh></si><si><t>d</t></si></sst>"
    assert _when('<c r="B2" t="s"><v>0</v></c>', sharedStrings=texts) == "a & b\r"
    assert _when('<x:c r="B2" t="s"><x:v>1</x:v></x:c>', sharedStrings=texts) == "d"


def test_sheets__cells_without_a_place_follow_one_another_and_missing_ones_are_empty() -> None:
    head = '<row><c t="str"><v>a</v></c><c t="str"><v>b</v></c><c t="str"><v>c</v></c></row>'
    (row,) = sheets.rows(_source(f'{head}<row><c><v>1</v></c><c r="C2"><v>3</v></c></row>'))
    assert isinstance(row, Cells)
    assert row.values == {"a": "1", "b": "", "c": "3"}


@pytest.mark.parametrize(
    "row",
    [
        '<row r="2"><c r="A2" t="s"><v>0</v></c></row>',
        '<row r="2"><c r="C2"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1</c></row>',
        '<row r="2"><c r="A2"><v>&bomb;</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c>',
    ],
)
def test_sheets__what_is_no_row_is_a_reject_with_its_number(row: str) -> None:
    *_, found = sheets.rows(_source(HEADER + row))
    assert isinstance(found, Reject)
    assert found.record.line == 2


def test_sheets__a_part_that_declares_entities_is_refused() -> None:
    bomb = '<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa">]><sst><si><t>&a;</t></si></sst>'
    with pytest.raises(UnreadableError, match="DTD"):
        list(sheets.rows(_source(HEADER, sharedStrings=bomb)))


def test_sheets__the_header_is_the_first_row_of_two_cells_and_needs_only_its_own_texts() -> None:
    texts = "<sst><si><t>id</t></si><si><t>when</t></si><si><t>broken"
    title = '<row r="1"><c r="A1" t="str"><v>Posts</v></c></row>'
    head = '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c></row>'
    source = _source(title + head, sharedStrings=texts)
    assert sheets.header(source) == ("id", "when")
    assert source.notes == []


def test_sheets__each_row_is_the_bytes_of_its_element() -> None:
    long = f'<c t="str"><v>{"1" * 900}</v></c>'
    many = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c>{long}</row>' for n in range(2, 3000))
    source = _source(HEADER + many)
    with source.open() as stream:
        body = stream.read()
    found = list(sheets.rows(source))
    assert [row.record.line for row in found] == list(range(2, 3000))
    for row in found:
        assert body[row.record.offset : row.record.offset + len(row.record.raw)] == row.record.raw


@pytest.mark.parametrize("before", ["", "<?xml version='1.0'?>", "<!-- <worksheet > -->"])
def test_sheets__a_sheet_that_declares_entities_is_refused_as_every_part_is(before: str) -> None:
    body = f'{before}<!DOCTYPE a [<!ENTITY x "y">]><worksheet><sheetData>{HEADER}</sheetData></worksheet>'
    source = memory_source({SHEET: body.encode()}, SHEET)
    with pytest.raises(UnreadableError, match="DTD"):
        list(sheets.rows(source))
    assert sheets.header(source) is None
    assert source.notes == ["XML with a DTD is not read"]


def test_sheets__a_text_that_shows_a_declaration_is_no_declaration() -> None:
    cell = '<c r="B2" t="inlineStr"><is><t><![CDATA[<!DOCTYPE html>]]></t></is></c>'
    assert _when(cell) == "<!DOCTYPE html>"


def test_sheets__numbers_that_point_nowhere_are_a_reject_or_no_date() -> None:
    texts, long = "<sst><si><t>a</t></si></sst>", "9" * 5000
    for number in (long, "1", "-1"):
        cell = f'<c r="A2" t="s"><v>{number}</v></c>'
        (row,) = sheets.rows(_source(f'{HEADER}<row r="2">{cell}</row>', sharedStrings=texts))
        assert isinstance(row, Reject)
    styles = STYLES.replace("<cellXfs>", f'<cellXfs><xf numFmtId="{long}"/>')
    for style in (long, "\u00b2", "-1", "0"):
        assert _when(f'<c r="B2" s="{style}"><v>46084</v></c>', styles=styles.format("yyyy")) == "46084"


def test_sheets__a_header_may_point_nowhere() -> None:
    row = f'<row r="1"><c r="A1" t="s"><v>{"9" * 5000}</v></c><c r="B1" t="s"><v>0</v></c></row>'
    assert sheets.header(_source(row, sharedStrings="<sst><si><t>id</t></si></sst>")) == ("", "id")


@pytest.mark.parametrize("part", ["sharedStrings", "styles"])
def test_sheets__a_part_of_empty_elements_without_end_is_refused(monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    monkeypatch.setattr("tracker.ingest.workbook._MOST_ELEMENTS", 1000)
    assert list(sheets.rows(_source(HEADER, **{part: f"<a>{'<si/>' * 999}</a>"}))) == []
    with pytest.raises(UnreadableError, match="too many texts or styles"):
        list(sheets.rows(_source(HEADER, **{part: f"<a>{'<si/>' * 1000}</a>"})))
