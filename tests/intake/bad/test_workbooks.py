"""Workbooks, good and bad: what is read of each, what is said, and that nothing takes long."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

import kpi
from kpi.errors import UnreadableFile
from kpi.facts import Facts, Note
from tests.intake.bad.bounds import SECONDS, bounded
from tests.intake.bad.harness import says
from tests.intake.bad.making import (
    CLICKS,
    COST,
    CSV,
    HEADER,
    ROWS,
    SHEET,
    book,
    ods,
    ods_blank,
    ods_row,
    rewritten,
    saved,
    with_rows,
    xls,
)  # fmt: skip

GOOD = ("good.csv", CSV.encode())


def refused(data: bytes, seconds: float = SECONDS) -> UnreadableFile:
    """Return why a workbook is refused; the file beside it is read."""
    facts = bounded([("book.xlsx", data), GOOD], seconds=seconds)
    assert (facts.total("clicks"), facts.total("spend")) == (CLICKS, COST)
    (problem,) = facts.problems
    assert problem.where.file == "book.xlsx"
    assert isinstance(problem, UnreadableFile)
    assert says(problem)
    return problem


def read(data: bytes, answers: dict[str, str] | None = None, seconds: float = SECONDS) -> Facts:
    facts = bounded([("book.xlsx", data)], answers, seconds)
    assert facts.problems == ()
    assert all(map(says, (*notes(facts), *facts.questions)))
    return facts


def is_whole(facts: Facts) -> bool:
    """Return whether the fifteen rows are there, nothing asked."""
    first = facts.sources[0]
    return (facts.total("clicks"), facts.total("spend"), first.rows_kept, facts.questions) == (
        CLICKS, COST, 15, (),
    )  # fmt: skip


def notes(facts: Facts) -> list[Note]:
    return [note for source in facts.sources for note in source.notes]


def codes(facts: Facts) -> list[str]:
    return [note.code for note in notes(facts)]


# What every other workbook is compared with.


def test_xlsx_ok_ref() -> None:
    facts = read(saved(book()))
    assert is_whole(facts)
    assert codes(facts) == []


# Damaged, or protected.


def test_xlsx_truncated() -> None:
    assert refused(saved(book())[:3000]).what == "xlsx_truncated"


def test_xlsx_corrupt_xml() -> None:
    problem = refused(rewritten(saved(book()), SHEET, lambda xml: xml[: len(xml) // 2]))
    assert (problem.what, problem.where.sheet) == ("xlsx_corrupt_xml", "Sheet")


def test_xlsx_missing_part() -> None:
    problem = refused(rewritten(saved(book()), "xl/workbook.xml", None))
    assert problem.what == "xlsx_missing_part"


def test_xlsx_encrypted() -> None:
    mark = "EncryptedPackage".encode("utf-16-le")
    sealed = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + mark + b"\0" * 512
    problem = refused(sealed)
    assert problem.what == "xlsx_encrypted"
    assert "password" in kpi.say(problem, "en", "fix")


def test_protected_sheet() -> None:
    made = book()
    made.active.protection.sheet = True
    made.active.protection.password = "secret"
    facts = read(saved(made))
    assert is_whole(facts)
    assert codes(facts) == []


# Headers and values that only a workbook has.


def test_merged_headers() -> None:
    made = book(
        [["Date", "Campaign", "Spend", None, "Results"], [None, None, "Cost", "CPC", "Clicks"]]
    )
    for merged in ("A1:A2", "B1:B2", "C1:D1"):
        made.active.merge_cells(merged)
    for day, name, _, clicks, cost in ROWS:
        made.active.append([day, name, cost, cost / clicks, clicks])
    facts = read(saved(made))
    assert is_whole(facts)
    names = [column.name for column in facts.sources[0].columns]
    assert names == ["Date", "Campaign", "Spend - Cost", "Spend - CPC", "Results - Clicks"]
    assert codes(facts) == ["merged_headers"]


def test_words_merged_over_rows_are_those_of_each_row() -> None:
    made = book()
    for row in range(3, 17):
        made.active.cell(row, 2).value = None
    made.active.merge_cells("B2:B16")
    facts = read(saved(made))
    assert is_whole(facts)
    assert set(facts.cube["campaign"]) == {"Brand"}


def test_dates_1904() -> None:
    made = book([HEADER])
    made.epoch = CALENDAR_MAC_1904
    for day, *rest in ROWS[:5]:
        made.active.append([datetime.fromisoformat(day), *rest])
    facts = read(saved(made))
    assert sorted(facts.cube["date"]) == [f"2026-03-0{day}" for day in range(1, 6)]
    assert codes(facts) == []


def test_percent_format() -> None:
    made = book([[*HEADER, "CTR"]])
    for i, (_, name, _, clicks, cost) in enumerate(ROWS):
        made.active.append([46_082 + i, name, clicks / 0.0525, clicks, cost, 0.0525])
        made.active.cell(i + 2, 6).number_format = "0.00%"
    facts = read(saved(made))
    assert is_whole(facts)
    assert (min(facts.cube["date"]), max(facts.cube["date"])) == ("2026-03-01", "2026-03-15")
    assert codes(facts) == ["excel_serials"]
    assert notes(facts)[0].where.column == "Date"
    rate = next(column for column in facts.sources[0].columns if column.name == "CTR")
    assert rate.samples == ("5.25%", "5.25%", "5.25%")
    (check,) = [check for check in facts.sources[0].checks if check.id == "rates"]
    assert (check.passed, check.values["agreed"]) == (True, 15)


def test_numbers_as_text() -> None:
    rows = [
        (day, name, str(a), str(b), f"{c:.2f}".replace(".", ",")) for day, name, a, b, c in ROWS
    ]
    facts = read(saved(book([HEADER, *rows])))
    assert is_whole(facts)
    assert codes(facts) == []


def test_error_cells() -> None:
    cells = (
        b'<row r="17"><c r="A17" t="inlineStr"><is><t>2026-03-16</t></is></c>'
        b'<c r="B17" t="inlineStr"><is><t>Brand</t></is></c><c r="C17"><v>1000</v></c>'
        b'<c r="D17" t="e"><v>#N/A</v></c><c r="E17" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        b'<row r="18"><c r="A18" t="inlineStr"><is><t>2026-03-17</t></is></c>'
        b"<c r='E18' t='e'><v>#DIV/0!</v></c></row>"
    )
    facts = read(with_rows(cells))
    assert (facts.total("clicks"), facts.total("spend")) == (CLICKS, COST)
    found = [note.values for note in notes(facts) if note.code == "error_cells"]
    assert found == [
        {"sample": "#N/A", "count": 1, "cells": ("D17",)},
        {"sample": "#DIV/0!", "count": 2, "cells": ("E17", "E18")},
    ]


# Formulas never calculated: neither blanks nor zeros.


@pytest.mark.parametrize("rows", [range(2, 17), [9]], ids=["a column", "one cell"])
def test_formulas_nocache(rows: list[int]) -> None:
    made = book()
    for row in rows:
        made.active.cell(row, 5).value = f"=D{row}*0.5"
    problem = refused(saved(made))
    assert problem.what == "formulas_nocache"
    assert (problem.where.sheet, problem.where.column) == ("Sheet", "Cost")


@pytest.mark.parametrize("state", ["visible", "hidden", "veryHidden"])
def test_formulas_never_calculated_refuse_their_own_sheet_only(state: str) -> None:
    made = book()
    other = made.create_sheet("Draft")
    other.append(HEADER)
    other.append(["2026-04-01", "Draft", 1, 1, "=1+1"])
    other.sheet_state = state
    facts = bounded([("book.xlsx", saved(made))], {"hidden|book.xlsx": "visible"})
    assert is_whole(facts)
    found = [(n.where.sheet, n.where.column) for n in notes(facts) if n.code == "formulas_nocache"]
    assert found == ([("Draft", "Cost")] if state == "visible" else [])


def test_a_formula_that_gave_an_empty_text_was_calculated() -> None:
    data = with_rows(b'<row r="17"><c r="F17" t="str"><f>IF(1,"")</f><v></v></c></row>')
    assert is_whole(read(data))


# Sheets.


def test_hidden_sheets() -> None:
    made = book()
    for name, state in (("Secret", "hidden"), ("Deep", "veryHidden")):
        sheet = made.create_sheet(name)
        sheet.append(HEADER)
        sheet.append([f"2026-0{len(name)}-01", name, 1000, 10, 5])
        sheet.sheet_state = state
    made.active.row_dimensions[5].hidden = True
    made.active.column_dimensions["C"].hidden = True
    data = saved(made)
    facts = read(data)
    assert (facts.total("clicks"), facts.total("spend")) == (CLICKS, COST)
    (asked,) = facts.questions
    assert (asked.code, asked.default) == ("hidden_sheets", "visible")
    assert asked.values["names"] == ("Secret", "Deep")
    said = {note.code: note.values.get("names") for note in notes(facts)}
    assert said == {"hidden_rows": ("C", "5")}
    assert read(data, {asked.id: "visible"}).questions == ()
    every = read(data, {asked.id: "with_hidden", "sheets|book.xlsx": "*"})
    assert every.total("clicks") == CLICKS + 20


def test_multi_sheets() -> None:
    made = book()
    made.active.title = "March"
    made.create_sheet("Read me", 0).append(["How to use this workbook"])
    april = made.create_sheet("April")
    april.append(["Date", "Campaign", "Clicks", "Cost"])
    april.append(["2026-04-01", "Brand", 45, 20])
    made.create_sheet("Empty")
    data = saved(made)
    facts = read(data)
    (asked,) = facts.questions
    assert (asked.code, asked.default, asked.values["names"]) == (
        "multi_sheets", "March", ("April",),
    )  # fmt: skip
    assert (facts.total("clicks"), facts.total("spend")) == (CLICKS, COST)
    totals = {
        option.id: read(data, {asked.id: option.id}).total("clicks") for option in asked.options
    }
    assert totals == {"March": CLICKS, "April": 45, "*": CLICKS + 45}


def test_empty_workbook() -> None:
    made = book([])
    made.create_sheet("Other")
    problem = refused(saved(made))
    assert (problem.what, problem.values["names"]) == ("empty_workbook", ("Sheet", "Other"))


# Sizes that lie, and sizes that kill.


def with_dimension(reference: bytes) -> bytes:
    import re

    told = b'<dimension ref="' + reference + b'"/>'
    return rewritten(
        saved(book()), SHEET, lambda xml: re.sub(rb"<dimension[^>]*>", told, xml, count=1)
    )


def test_dimension_lie() -> None:
    assert is_whole(read(with_dimension(b"A1:XFD1048576"), seconds=1))


def test_dimension_small() -> None:
    assert is_whole(read(with_dimension(b"A1")))


FAR = {
    "as written": b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "single quotes": b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
    "small letters": b'<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
    "blanks": b"<row r = '1048576'><c\n r\n= 'XFD1048576' ><v>1</v></c></row>",
    "a sign in a value": b"<row r='1048576'><c x='>' r='XFD1048576'><v>1</v></c></row>",
    "a comment": b"<!-- <c \" --><row r='9'><c r='XFD1048576'><v>1</v></c></row><!-- \"></c> -->",
}


@pytest.mark.parametrize("xml", FAR.values(), ids=FAR.keys())
def test_far_cell(xml: bytes) -> None:
    facts = read(with_rows(xml))
    assert is_whole(facts)
    assert [(n.code, n.values["cells"]) for n in notes(facts)] == [("far_cell", ("XFD1048576",))]


def test_a_far_cell_of_prefixed_elements_is_seen() -> None:
    name = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = b'<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'
    data = rewritten(
        with_rows(cells),
        SHEET,
        lambda xml: xml.replace(b"<worksheet ", b'<worksheet xmlns:x="%b" ' % name),
    )
    facts = read(data)
    assert is_whole(facts)
    assert [note.values["cells"] for note in notes(facts)] == [("XFD1048576",)]


def test_a_stray_cell_beyond_any_table_is_left_out_and_said() -> None:
    facts = read(with_rows(b'<row r="17"><c r="ABC17"><v>1</v></c></row>'))
    assert is_whole(facts)
    assert [(n.code, n.values["cells"]) for n in notes(facts)] == [("far_cell", ("ABC17",))]
    facts = bounded([("book.xls", xls([HEADER, *ROWS, ["x"]], column=60_000))])
    assert is_whole(facts)
    assert codes(facts) == ["far_cell"]


def test_cells_without_address_are_counted_along_their_row() -> None:
    cells = b"<row>" + b"<c><v>1</v></c>" * 30_000 + b'</row><row r="9999"><c><v>1</v></c></row>'
    bounded([("book.xlsx", with_rows(cells)), GOOD])


def test_rows_beyond_any_sheet_end_nothing() -> None:
    facts = bounded([("book.xlsx", with_rows(b'<row r="4294967295"><c><v>1</v></c></row>')), GOOD])
    assert facts.total("clicks") >= CLICKS


def test_a_sheet_as_wide_as_no_table_is_refused() -> None:
    wide = [[f"c{i}" for i in range(700)], [1.0] * 700]
    problem = refused(saved(book(wide)))
    assert (problem.what, problem.values) == ("cols_10000", {"found": 700, "limit": 500})


def test_a_long_text_as_wide_as_no_table_is_refused() -> None:
    names = ",".join(["Date", "Campaign", "Clicks", *(f"c{i}" for i in range(597))])
    row = ",".join(["2026-03-01", "Brand", "3", *["1.5"] * 597])
    data = "\n".join([names, *[row] * 400]).encode()
    facts = bounded([("wide.csv", data), GOOD])
    assert [(p.what, p.values["found"]) for p in facts.problems] == [("cols_10000", 600)]


def test_empty_rows() -> None:
    rows = b"".join(b'<row r="%d" s="1" customFormat="1"/>' % i for i in range(17, 1_048_574))
    assert is_whole(read(with_rows(rows), seconds=3))


def test_empty_cells_with_a_format_are_no_cells() -> None:
    rows = b"".join(b'<row r="%d"><c r="XFD%d" s="0"/></row>' % (i, i) for i in range(17, 50_000))
    assert is_whole(read(with_rows(rows)))


# OpenDocument, whose repeats stand for cells.


def sheet_rows() -> str:
    """Return the table as LibreOffice writes it, with the blank that surrounds it."""
    edge = ods_blank(16_379)
    rows = "".join(ods_row(row, more=edge) for row in (HEADER, *ROWS))
    return rows + ods_row([], 1_048_560, more=ods_blank(16_384))


def test_ods_repeats_at_the_end_are_nothing() -> None:
    facts = bounded([("book.ods", ods(sheet_rows()))])
    assert is_whole(facts)


@pytest.mark.parametrize(
    "row",
    [
        ods_row(["x"], 4_294_967_295, more=ods_blank(16_384)),
        ods_row([], 1_000_000, more=ods_blank(16_384) + "<table:table-cell office:value='1'/>"),
        ods_row(["x"], 1_048_560) + ods_row([], 1, more=ods_blank(900)) + ods_row(["x"] * 30),
    ],
    ids=["rows", "columns", "rows and columns"],
)
def test_ods_repeats_that_spell_out_too_many_cells_are_refused(row: str) -> None:
    facts = bounded([("book.ods", ods(sheet_rows() + row)), GOOD])
    assert [problem.what for problem in facts.problems] == ["zip_bomb"]


# Made to harm.

DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///nowhere">]>'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE a ['
    + b"".join(b'<!ENTITY l%d "&l%d;&l%d;">' % (i, i - 1, i - 1) for i in range(1, 30))
    + b"]>"
)


def with_head(head: bytes) -> bytes:
    return rewritten(saved(book()), SHEET, lambda xml: head + xml[xml.index(b"<worksheet") :])


@pytest.mark.parametrize("before", [b"", b"<!--" + b" " * 10_000 + b"-->"], ids=["first", "after"])
def test_xxe(before: bytes) -> None:
    head = DOCTYPE.replace(b"<!DOCTYPE", before + b"<!DOCTYPE")
    assert refused(with_head(head)).what == "xxe"


def test_billion_laughs() -> None:
    assert refused(with_head(LAUGHS), seconds=1).what == "billion_laughs"


def test_zip_bomb() -> None:
    out = io.BytesIO(saved(book()))
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/media/image1.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(1001):
            member.write(bytes(1 << 20))
    problem = refused(out.getvalue(), seconds=1)
    assert problem.what == "zip_bomb"
    assert problem.values["size"] > 1001 << 20
