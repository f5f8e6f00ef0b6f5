"""Cells that stand on several rows: their words are those of each row, their figure counts
once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi.intake.dates import read_date
from kpi.intake.numbers import take_apart

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kpi.intake.cells import Cell

    Range = tuple[tuple[int, int], tuple[int, int]]


def is_repeated(cell: Cell) -> bool:
    """Return whether a cell says the same of each row that it stands on: words, or a day."""
    if not isinstance(cell, str):
        return not isinstance(cell, int | float | None)
    return take_apart(cell) is None or read_date(cell) is not None


def fill_down(rows: list[list[Cell]], ranges: Iterable[Range]) -> None:
    """Write the words of merged cells on each of their rows, in their first column."""
    # Merged cells never overlap: more rows than the sheet has cells is a trap.
    allowed = len(rows) * max(map(len, rows[:1]), default=0)
    for (top, left), (bottom, _) in ranges:
        allowed -= min(bottom, len(rows)) - top
        if allowed < 0:
            return
        if top >= len(rows) or left >= len(rows[top]) or not is_repeated(rows[top][left]):
            continue
        for row in rows[top + 1 : bottom + 1]:
            row[left] = rows[top][left]
