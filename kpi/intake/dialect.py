"""How a text file separates its cells: a vote on row widths over the standard csv rules."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from kpi.catalog.headings import plain
from kpi.catalog.platforms import known_names
from kpi.errors import UnreadableFile, Where
from kpi.facts import Note

DELIMITERS = (",", ";", "\t", "|")
# Excel's own limit is 32,767 characters; a longer cell is a quote never closed or a hostile file.
CELL_LIMIT = 1_000_000
# A cell over more lines than this is a quote never closed.
LINES_A_RECORD = 400
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


def split(name: str, text: str, dialect: Dialect) -> tuple[list[list[str]], tuple[Note, ...]]:
    """Return all the rows of a text, blank ones included, so that row numbers are a spreadsheet's.

    A quote that is opened and never closed does not swallow the lines below: its line is read with
    the quote as a plain character, and said. Raises UnreadableFile when one cell is longer than any
    spreadsheet holds.
    """
    csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter)
    rows: list[list[str]] = []
    ends: list[int] = []
    try:
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
    except csv.Error as error:
        rows, notes = _mended(name, text, dialect)
        if notes:
            return rows, notes
        raise UnreadableFile(
            "huge_cell",
            Where(file=name, row=reader.line_num),
            values={"size": CELL_LIMIT, "limit": 32_767},
        ) from error
    if ends and ends[-1] > len(rows) and _swallowed(text, rows, ends, dialect):
        return _mended(name, text, dialect)
    return rows, ()


def _swallowed(text: str, rows: list[list[str]], ends: list[int], dialect: Dialect) -> bool:
    """Return whether a row that took several lines hides whole rows among them."""
    width = Counter(map(len, rows)).most_common(1)[0][0]
    odd = [
        (first, last)
        for row, first, last in zip(rows, [0, *ends], ends, strict=False)
        if last - first > 1 and len(row) != width
    ]
    if not odd or width < 2:
        return False
    lines = text.splitlines()
    hidden = [line for first, last in odd for line in lines[first + 1 : last]]
    return any(len(_line(line, dialect)) == width for line in hidden)


def _line(line: str, dialect: Dialect, quoting: int = csv.QUOTE_MINIMAL) -> list[str]:
    quoted: Literal[0, 3] = 3 if quoting == csv.QUOTE_NONE else 0
    try:
        return next(csv.reader([line], delimiter=dialect.delimiter, quoting=quoted), [])
    except csv.Error:
        return []


def _mended(name: str, text: str, dialect: Dialect) -> tuple[list[list[str]], tuple[Note, ...]]:
    """Return the rows with each line that opens a quote for good read on its own."""
    lines = text.splitlines(keepends=True)
    width = Counter(len(_line(line, dialect)) for line in lines[:5000]).most_common(1)[0][0]
    rows: list[list[str]] = []
    notes: list[Note] = []
    start = 0
    while start < len(lines):
        row, used = _record(lines, start, dialect)
        hidden = lines[start + 1 : start + used]
        if used > 1 and len(row) != width and any(len(_line(h, dialect)) == width for h in hidden):
            row, used = _line(lines[start].rstrip("\r\n"), dialect, csv.QUOTE_NONE), 1
            place = Where(file=name, row=len(rows) + 1)
            notes.append(Note(code="unclosed_quote", where=place, values={"row": len(rows) + 1}))
        rows.append(row)
        start += used
    return rows, tuple(notes)


def _record(lines: list[str], start: int, dialect: Dialect) -> tuple[list[str], int]:
    """Return the record that begins on a line, and how many lines it took (a few hundred at
    most).
    """
    reader = csv.reader(iter(lines[start : start + LINES_A_RECORD]), delimiter=dialect.delimiter)
    try:
        row = next(reader, [])
    except csv.Error:
        return [], LINES_A_RECORD
    return row, max(reader.line_num, 1)
