"""Lines that each stand whole in one cell: a text opened in a spreadsheet and never split."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kpi.intake.dialect import split, vote
from kpi.intake.lines import filled_cells, is_blank, is_value, texts_of
from kpi.intake.text import HEAD

if TYPE_CHECKING:
    from kpi.intake.lines import Rows

# So many of the lines have the usual number of cells; the others are titles and notes.
ALIKE = 0.5
FEWEST_COLUMNS, FEWEST_LINES = 3, 2


def unsplit(file: str, rows: Rows) -> Rows | None:
    """Return rows of one cell each with their cells apart, None where they are not such lines."""
    if any(filled_cells(row) > 1 for row in rows):
        return None
    lines = [next((text for text in texts_of(row) if text.strip()), "") for row in rows]
    dialect = vote("\n".join(lines)[:HEAD])
    found = [split(file, line, dialect)[0] if line else [] for line in lines]
    apart = [one[0] if len(one) == 1 else [line] for one, line in zip(found, lines, strict=True)]
    told = [row for row in apart if not is_blank(row)]
    width, count = Counter(map(len, told)).most_common(1)[0] if told else (0, 0)
    if width < FEWEST_COLUMNS or count < max(ALIKE * len(told), FEWEST_LINES):
        return None
    below = [row for row in told if len(row) == width][1:]
    return apart if any(is_value(text) for row in below for text in row) else None
