"""The cells of a file that could not be read as they stand, and a workbook that shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kpi.facts import Facts, KeptRows, Source
from kpi.report.sheets import Row, streamed
from kpi.words import say, text

# Notes that speak of single cells: no number, no value, rounded, brackets for minus …
ABOUT_CELLS = (
    "nan_inf", "placeholders", "suffixes", "parens_neg", "error_cells", "impossible_dates",
    "thousand_mixed", "percent_over", "neg_spend", "clicks_gt_impr", "conv_gt_clicks",
    "future_dates", "two_digit_years", "long_ids",
)  # fmt: skip
DOUBTFUL = "FFFDF5E6"
NOTHING: frozenset[int] = frozenset()
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
    source = facts.sources[index]
    doubtful = cells_in_doubt(source)
    return streamed(
        {
            text("rows.sheet_rows", language): _rows(facts.originals[index], doubtful, language),
            text("rows.sheet_doubts", language): _lines(doubtful, source, language),
        },
        DOUBTFUL,
    )


def _rows(original: KeptRows, doubtful: tuple[DoubtfulCell, ...], language: str) -> Iterator[Row]:
    cells = original.cells
    names = [str(name) for name in cells.columns]
    yield [text("rows.row", language), *names], NOTHING
    places = {name: place for place, name in enumerate(names, start=1)}
    marked: dict[int, set[int]] = {}
    for cell in doubtful:
        if cell.column in places:
            marked.setdefault(cell.row, set()).add(places[cell.column])
    columns = [cells.iloc[:, place].astype(str).tolist() for place in range(len(names))]
    for number, *texts in zip(original.numbers, *columns, strict=True):
        row = int(number)
        yield [row, *texts], frozenset(marked[row]) if row in marked else NOTHING


def _lines(doubtful: tuple[DoubtfulCell, ...], source: Source, language: str) -> Iterator[Row]:
    heads = ("rows.row", "rows.column", "rows.why")
    yield [text(head, language) for head in heads], NOTHING
    said = {note.code: say(note, language, "what") for note in source.notes}
    said |= {left.why: say(left, language, "what") for left in source.left_out}
    for cell in doubtful:
        yield [str(cell.row), cell.column, said.get(cell.code, cell.code)], NOTHING
