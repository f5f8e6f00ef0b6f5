"""What understanding one table needs at hand, and what it says on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from kpi.facts import Note, Question
from kpi.intake.numbers import read_numbers, style_of

if TYPE_CHECKING:
    from kpi.intake.cells import Cells
    from kpi.intake.columns import Use
    from kpi.intake.corrections import Corrections
    from kpi.intake.identify import Identified
    from kpi.intake.sketch import Loaded

# Texts looked at to decide how a column writes its numbers: all of a short one, else as many,
# spread over the whole column.
PROOFS, SHORT = 1000, 20_000
MARKS = (".", ",")


@dataclass(slots=True)
class Desk:
    """What understanding one table needs at hand, and what it says on the way."""

    table: Identified
    loaded: Loaded
    corrections: Corrections
    # The decimal mark that the file proves, and the one of each column of figures.
    hint: str = ""
    marks: dict[int, str] = field(default_factory=dict)
    # What the figures of a column are multiplied by: its unit, or a rate of exchange.
    factors: dict[int, float] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def cells(self, use: Use) -> Cells:
        return self.loaded.columns[use.position]

    def note(self, code: str, column: str = "", **values: object) -> None:
        self.notes.append(Note(code=code, where=self.table.where(column), values=values))


def proofs(cells: Cells) -> list[str]:
    """Return distinct texts spread over a column, enough to decide how it writes its numbers."""
    if cells.texts is None:
        return []
    count = len(cells.texts)
    if count <= SHORT:
        return list(dict.fromkeys(cells.texts.to_pylist()))
    found = dict.fromkeys(cells.texts[:: count // PROOFS].to_pylist())
    if not any(mark in text for text in found for mark in MARKS):
        # A lone "2.000" among bare figures decides more than all of them.
        marked = cells.texts.filter(pc.match_substring_regex(cells.texts, "[.,]"))
        found |= dict.fromkeys(marked[:PROOFS].to_pylist())
    return list(found)


def total(desk: Desk, use: Use) -> float:
    """Return a column's sum, read in passing to see whether it counted anything."""
    cells = desk.cells(use)
    values = read_numbers(cells, style_of(proofs(cells), hint=".").decimal).values
    return float(np.nansum(values[np.isfinite(values)]))
