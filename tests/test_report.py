"""Workbooks to take away: they open, they hold what was asked, and no text wakes up as a
formula.
"""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date

import pandas as pd
import pytest
from openpyxl import load_workbook

import kpi
from kpi.errors import Where
from kpi.facts import Facts, Note, OriginalRows, Source, empty_cube
from kpi.report import cells_in_doubt, marked_workbook, template_workbook


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_template_reads_back_like_an_export(language: str) -> None:
    book = load_workbook(io.BytesIO(template_workbook(language, date(2026, 11, 25))))
    sheet = book.worksheets[0]
    assert sheet["A2"].value.date() == date(2026, 9, 28), "a Monday"
    for row in range(2, 10):
        values = ("Meta Ads", "Tapis", 1000, 30, 12.5, 2, 90)
        for column, value in enumerate(values, start=2):
            sheet.cell(row=row, column=column, value=value)
    out = io.BytesIO()
    book.save(out)
    facts = kpi.load([("template.xlsx", out.getvalue())])
    assert facts.questions == ()
    assert facts.total("spend") == pytest.approx(100.0)
    assert facts.total("impressions") == 8000
    assert facts.period is not None
    assert facts.period.first == date(2026, 9, 28)


def test_cells_in_doubt_are_listed_and_marked() -> None:
    data = b"Date,Campaign,Cost,Clicks\n2026-03-02,=1+1,12.5,10\n2026-03-03,B,n/a,12\n"
    facts = kpi.load([("x.csv", data)])
    found = cells_in_doubt(facts.sources[0])
    assert [(cell.row, cell.column) for cell in found] == [(3, "Cost")]
    book = load_workbook(io.BytesIO(marked_workbook(facts, 0, "en")))
    rows = book.worksheets[0]
    assert rows["C2"].value == "=1+1"
    assert rows["C2"].data_type == "s", "a name that looks like a formula stays a name"
    assert rows["D3"].fill.start_color.rgb == "FFFDF5E6"
    assert book.worksheets[1]["B2"].value == "Cost"


def test_a_workbook_keeps_every_text_as_it_stands() -> None:
    # Duplicate names, markup, blanks at both ends, empty cells, a name that is a number.
    data = (
        b"Date,Campaign,Cost,Note,Note\n"
        b'2026-03-02,"<b>&""A""", 12.5,  x ,\n'
        b"2026-03-03,0012,n/a,,\xc3\xa9\n"
    )
    facts = kpi.load([("x.csv", data)])
    sheet = load_workbook(io.BytesIO(marked_workbook(facts, 0, "fr"))).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    original = facts.originals[0]
    assert rows[0][1:] == [str(name) for name in original.cells.columns]
    for number, row, cells in zip(
        original.numbers, rows[1:], original.cells.to_numpy().tolist(), strict=True
    ):
        assert row == [number, *(cell or None for cell in cells)]
    assert rows[1][2] == '<b>&"A"'
    assert rows[2][2] == "0012"


def test_a_hundred_thousand_rows_are_written_in_a_moment() -> None:
    cells = [("2026-03-02", f"Campaign {n % 200}", "12.5", str(n)) for n in range(100_000)]
    frame = pd.DataFrame(cells, columns=["Date", "Campaign", "Cost", "Clicks"])
    numbers = tuple(range(2, 100_002))
    note = Note(code="placeholders", where=Where(column="Cost"), values={"rows": numbers[::2]})
    facts = Facts(
        cube=empty_cube(),
        sources=(Source(file="big.csv", notes=(note,)),),
        originals=(OriginalRows(dimensions=frame, cells=frame, numbers=numbers),),
    )
    began = time.process_time()
    data = marked_workbook(facts, 0, "en")
    assert time.process_time() - began < 4
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        first = book.read("xl/worksheets/sheet1.xml").decode()
        second = book.read("xl/worksheets/sheet2.xml").decode()
    assert first.count("<row ") == 100_001
    assert first.count(' s="1"') == 50_000
    assert second.count("<row ") == 50_001
