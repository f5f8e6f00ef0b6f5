"""How a text file separates its cells: a vote on row widths over the standard csv rules."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi.catalog.headings import plain
from kpi.catalog.platforms import known_names
from kpi.errors import UnreadableFile, Where

if TYPE_CHECKING:
    from collections.abc import Sequence

DELIMITERS = (",", ";", "\t", "|")
# Excel's own limit is 32,767 characters; a longer cell is a quote never closed or a hostile file.
CELL_LIMIT = 1_000_000
_HINT = re.compile(r"^\ufeff?\"?sep=(.)\"?\r?\n?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How to split: `delimiter`, and `skip`, the lines before the first one that holds cells
    (`sep=`).
    """

    delimiter: str
    skip: int = 0


def vote(head: str) -> Dialect:
    """Return how a text separates its cells, from its first lines."""
    hint = _HINT.match(head)
    if hint:
        delimiter = "\t" if hint.group(1) == "\\" else hint.group(1)
        return Dialect(delimiter=delimiter, skip=1)
    best = max(DELIMITERS, key=lambda d: _score(head, d))
    return Dialect(delimiter=best)


def _score(head: str, delimiter: str) -> tuple[float, float]:
    """Return how well a delimiter explains the lines: names known in one row, then regular
    widths.
    """
    rows = [row for row in _rows(head, delimiter, 200) if any(cell.strip() for cell in row)]
    if not rows:
        return (0.0, 0.0)
    known = known_names()
    names = max(sum(plain(cell) in known for cell in row if cell.strip()) for row in rows[:60])
    width, count = Counter(len(row) for row in rows).most_common(1)[0]
    regular = count / len(rows) * min(width - 1, 6) ** 0.5 if width > 1 else 0.0
    return (float(names if names > 1 else 0), regular)


def _rows(text: str, delimiter: str, limit: int) -> list[list[str]]:
    csv.field_size_limit(CELL_LIMIT)
    found: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            found.append(row)
            if len(found) >= limit:
                break
    except csv.Error:
        return found
    return found


def split(name: str, text: str, dialect: Dialect) -> list[list[str]]:
    """Return all the rows of a text, blank ones included, so that row numbers are a spreadsheet's.

    Raises UnreadableFile when one cell is longer than any spreadsheet holds.
    """
    csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter)
    try:
        return list(reader)
    except csv.Error as error:
        raise UnreadableFile(
            "huge_cell",
            Where(file=name, row=reader.line_num),
            values={"size": CELL_LIMIT, "limit": 32_767},
        ) from error


def widths(rows: Sequence[Sequence[str]]) -> Counter[int]:
    """Return how many rows have each count of cells."""
    return Counter(map(len, rows))
