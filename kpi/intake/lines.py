"""One line of a sheet or text: what its cells are like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi.catalog.headings import plain
from kpi.catalog.platforms import known_names
from kpi.intake.cells import cell_text
from kpi.intake.dates import read_date
from kpi.intake.numbers import is_missing, take_apart
from kpi.intake.totals import says_total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi.intake.cells import Cell

    Rows = Sequence[Sequence[Cell]]


def texts_of(row: Sequence[Cell]) -> list[str]:
    return [cell if isinstance(cell, str) else cell_text(cell) for cell in row]


def is_blank(row: Sequence[Cell]) -> bool:
    return not any(cell is not None and cell != "" and str(cell).strip() for cell in row)


def is_comment(row: Sequence[Cell]) -> bool:
    """Return whether a row is a line of talk: "# Start date: 20250101"."""
    first = row[0] if row else ""
    return isinstance(first, str) and first.startswith("#") and filled_cells(row) == 1


def known_cells(row: Sequence[Cell]) -> int:
    names = known_names()
    return sum(isinstance(cell, str) and cell != "" and plain(cell) in names for cell in row)


def filled_cells(row: Sequence[Cell]) -> int:
    return sum(cell is not None and str(cell).strip() != "" for cell in row)


def is_value(text: str) -> bool:
    """Return whether a cell is a figure, a date or a sign of no value, which no header is."""
    text = text.strip()
    return bool(text) and (
        take_apart(text) is not None or read_date(text) is not None or is_missing(text)
    )


def as_text(row: Sequence[Cell]) -> str:
    return " ".join(text.strip() for text in texts_of(row) if text.strip())


def stripped(row: Sequence[Cell]) -> Sequence[Cell]:
    """Return a row without the empty cells at its end."""
    end = len(row)
    while end and (row[end - 1] is None or str(row[end - 1]).strip() == ""):
        end -= 1
    return row[:end]


def is_talk(row: Sequence[Cell]) -> bool:
    """Return whether a row of a wide table is a sentence ("No data available.", a copyright)."""
    filled = [text for text in texts_of(row) if text.strip()]
    if len(filled) != 1 or says_total(filled[0]):
        return False
    return take_apart(filled[0]) is None and read_date(filled[0]) is None
