"""Workbooks to take away: they open, they hold what was asked, and no text wakes up as a
formula.
"""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook

import kpi
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
