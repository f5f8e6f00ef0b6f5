"""The cells of a file that could not be read as they stand, and a workbook that shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kpi.facts import Facts, Source
from kpi.report.sheets import put_text, saved
from kpi.words import say, text

# Notes that speak of single cells: no number, no value, rounded, brackets for minus …
ABOUT_CELLS = (
    "nan_inf", "placeholders", "suffixes", "parens_neg", "error_cells", "impossible_dates",
    "thousand_mixed", "percent_over", "neg_spend", "clicks_gt_impr", "conv_gt_clicks",
    "future_dates", "two_digit_years", "long_ids",
)  # fmt: skip
DOUBTFUL = "FFFDF5E6"
# Rows that every such export sets aside: nothing to look at.
EXPECTED = ("totals_row", "line_items", "cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtfulCell:
    """One cell: its row as a spreadsheet numbers it, its column, and the code of what was found."""

    row: int
    column: str
    code: str


def cells_in_doubt(source: Source) -> tuple[DoubtfulCell, ...]:
    """Return the cells that notes and left-out rows name, in the order of the file."""
    found = [
        DoubtfulCell(row=int(row), column=note.where.column, code=note.code)
        for note in source.notes
        if note.code in ABOUT_CELLS
        for row in note.values.get("rows", ())
    ]
    found += [
        DoubtfulCell(row=row, column="", code=left.why)
        for left in source.left_out
        if left.why not in EXPECTED
        for row in left.rows
    ]
    return tuple(sorted(found, key=lambda cell: (cell.row, cell.column, cell.code)))


def marked_workbook(facts: Facts, index: int, language: str) -> bytes:
    """Return the kept rows of one source as an XLSX, doubtful cells coloured, and a list of
    them.
    """
    from openpyxl import Workbook
    from openpyxl.styles import PatternFill

    source, original = facts.sources[index], facts.originals[index]
    doubtful = cells_in_doubt(source)
    fill = PatternFill("solid", start_color=DOUBTFUL)
    marked = {(cell.row, cell.column) for cell in doubtful}
    book = Workbook()
    sheet = book.active
    sheet.title = text("rows.sheet_rows", language)
    names = [str(name) for name in original.cells.columns]
    for column, name in enumerate([text("rows.row", language), *names], start=1):
        put_text(sheet.cell(row=1, column=column), name)
    rows = zip(original.numbers, original.cells.itertuples(index=False), strict=True)
    for place, (number, cells) in enumerate(rows, start=2):
        sheet.cell(row=place, column=1, value=int(number))
        for column, (name, value) in enumerate(zip(names, cells, strict=True), start=2):
            cell = sheet.cell(row=place, column=column)
            put_text(cell, str(value))
            if (int(number), name) in marked:
                cell.fill = fill
    _list(book.create_sheet(text("rows.sheet_doubts", language)), doubtful, source, language)
    return saved(book)


def _list(sheet: object, doubtful: tuple[DoubtfulCell, ...], source: Source, language: str) -> None:
    for row, line in enumerate(_lines(doubtful, source, language), start=1):
        for column, words in enumerate(line, start=1):
            put_text(sheet.cell(row=row, column=column), words)  # type: ignore[attr-defined]


def _lines(
    doubtful: tuple[DoubtfulCell, ...], source: Source, language: str
) -> Iterator[tuple[str, ...]]:
    yield (text("rows.row", language), text("rows.column", language), text("rows.why", language))
    said = {note.code: say(note, language, "what") for note in source.notes}
    said |= {left.why: say(left, language, "what") for left in source.left_out}
    for cell in doubtful:
        yield str(cell.row), cell.column, said.get(cell.code, cell.code)
