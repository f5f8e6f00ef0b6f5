"""A workbook to type figures in by hand, which reads back like any export."""

from __future__ import annotations

from datetime import date, timedelta

from kpi.period import week_start
from kpi.report.sheets import put_text, saved
from kpi.words import label, text

COLUMNS = (
    ("date", "dimension"), ("platform", "dimension"), ("campaign", "dimension"),
    ("impressions", "field"), ("clicks", "field"), ("spend", "field"), ("conversions", "field"),
    ("revenue", "field"),
)  # fmt: skip
WEEKS = 8


def template_workbook(language: str, today: date) -> bytes:
    """Return an XLSX with the headers, the Mondays of the last eight weeks, and a sheet of
    advice.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = text("template.sheet", language)
    for column, (name, kind) in enumerate(COLUMNS, start=1):
        cell = sheet.cell(row=1, column=column)
        put_text(cell, label(name, language, kind))
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = 18
    first = week_start(today) - timedelta(weeks=WEEKS)
    for week in range(WEEKS):
        sheet.cell(row=2 + week, column=1, value=first + timedelta(weeks=week))
    sheet.freeze_panes = "B2"
    advice = book.create_sheet(text("template.advice", language))
    for row, number in enumerate(range(1, 5), start=1):
        put_text(advice.cell(row=row, column=1), text(f"template.advice_{number}", language))
    advice.column_dimensions["A"].width = 90
    return saved(book)
