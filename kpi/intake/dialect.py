"""How a text file separates its cells: a vote on row widths over the standard csv rules."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi.catalog.headings import plain
from kpi.catalog.platforms import known_names
from kpi.errors import UnreadableFile, Where
from kpi.facts import Note
from kpi.intake.mending import alone, cells_of, unpick

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Iterable

DELIMITERS = (",", ";", "\t", "|")
# Excel's own limit is 32,767 characters; a longer cell is a quote never closed or a hostile file.
CELL_LIMIT = 1_000_000
# A cell over more lines than this is a quote never closed.
LINES_A_RECORD = 400
# Names of one row looked at to see which delimiter parts them.
NAMES = 500
# A way to part cells that is not a delimiter's: on nearly every cell, and on enough lines.
SPACED_SHARE = 0.95
SPACED_ROWS = 5
_HINT = re.compile(r"^\ufeff?\"?sep=(.)\"?\r?\n?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How to split: `delimiter`, and `skip`, the lines before the first one that holds cells
    (`sep=`).

    `spaced`: a space follows each delimiter; `quote` and `escape` as the csv module means them.
    """

    delimiter: str
    skip: int = 0
    spaced: bool = False
    quote: str = '"'
    escape: str | None = None

    @property
    def is_plain(self) -> bool:
        """Return whether cells are quoted by the book (RFC 4180)."""
        return not self.spaced and self.quote == '"' and self.escape is None

    def reader(self, lines: Iterable[str], *, quoted: bool = True, strict: bool = False) -> Reader:
        """Return the rows of lines; `quoted`: quotes mean something; `strict`: odd ones raise."""
        return csv.reader(
            lines,
            strict=strict,
            delimiter=self.delimiter,
            skipinitialspace=self.spaced,
            quotechar=self.quote,
            escapechar=self.escape,
            quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        )


def vote(head: str) -> Dialect:
    """Return how a text separates its cells, from its first lines."""
    hint = _HINT.match(head)
    if hint:
        delimiter = "\t" if hint.group(1) == "\\" else hint.group(1)
        return Dialect(delimiter=delimiter, skip=1)
    scores = {delimiter: _score(head, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    if _is_unlikely(head, best, scores[best]) and _is_spaced_out(head):
        best = " "
    return _quoted(head, best)


def _is_unlikely(head: str, delimiter: str, score: tuple[float, float]) -> bool:
    """Return whether nothing but chance speaks for a delimiter: no known name, uneven rows."""
    names, regular = score
    uneven = _regularity(head, Dialect(delimiter=delimiter)) < SPACED_SHARE
    return not names and (not regular or uneven)


def _quoted(head: str, delimiter: str) -> Dialect:
    """Return how cells are quoted: by the book, unless another way makes the rows more regular."""
    dialect = Dialect(delimiter=delimiter, spaced=_is_spaced(head, delimiter))
    others = []
    if "'" in head:
        others.append(replace(dialect, quote="'"))
    if '\\"' in head:
        others.append(replace(dialect, escape="\\"))
    return max((dialect, *others), key=lambda d: _regularity(head, d))


def _is_spaced(head: str, delimiter: str) -> bool:
    """Return whether a space follows every delimiter ("a, b, c")."""
    if delimiter not in ",;":
        return False
    rows = [row for row in _rows(head, Dialect(delimiter=delimiter), 200) if len(row) > 1]
    after = [cell for row in rows for cell in row[1:] if cell]
    return len(rows) > 1 and sum(cell[0] == " " for cell in after) > SPACED_SHARE * len(after)


def _is_spaced_out(head: str) -> bool:
    """Return whether spaces part the cells: as many on every line, which no sentence does."""
    rows = [row for row in _rows(head, Dialect(delimiter=" "), 200) if row]
    return (
        len(rows) >= SPACED_ROWS
        and len(rows[0]) > 2
        and _regularity(head, Dialect(delimiter=" ")) > SPACED_SHARE
    )


def _regularity(head: str, dialect: Dialect) -> float:
    """Return the share of the rows that have the most frequent width."""
    rows = [row for row in _rows(head, dialect, 200) if row]
    if not rows:
        return 0.0
    return Counter(map(len, rows)).most_common(1)[0][1] / len(rows)


def _score(head: str, delimiter: str) -> tuple[float, float]:
    """Return how well a delimiter explains the lines: names known in one row, then regular
    widths.
    """
    found = _rows(head, Dialect(delimiter=delimiter), 200)
    rows = [row for row in found if any(cell.strip() for cell in row)]
    if not rows:
        return (0.0, 0.0)
    known = known_names()
    names = max(
        sum(plain(cell) in known for cell in row[:NAMES] if cell.strip()) for row in rows[:60]
    )
    width, count = Counter(len(row) for row in rows).most_common(1)[0]
    regular = count / len(rows) * min(width - 1, 6) ** 0.5 if width > 1 else 0.0
    return (float(names if names > 1 else 0), regular)


def _rows(text: str, dialect: Dialect, limit: int) -> list[list[str]]:
    csv.field_size_limit(CELL_LIMIT)
    found: list[list[str]] = []
    try:
        for row in dialect.reader(io.StringIO(text, newline="")):
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
    reader = dialect.reader(_lines(text))
    rows: list[list[str]] = []
    ends: list[int] = []
    try:
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
    except csv.Error as error:
        rows, notes = _mended(name, text, dialect) if dialect.quote in text else ([], ())
        if notes:
            return rows, notes
        raise UnreadableFile(
            "huge_cell",
            Where(file=name, row=reader.line_num),
            values={"size": CELL_LIMIT, "limit": 32_767},
        ) from error
    if ends and ends[-1] > len(rows) and _swallowed(text, rows, ends, dialect):
        return _mended(name, text, dialect)
    unpick(text, rows, ends, dialect)
    return rows, ()


def _lines(text: str) -> Iterable[str]:
    """Return the lines of a text with their ends. A StringIO would hold four bytes a letter."""
    data = io.BytesIO(text.encode("utf-8", "surrogatepass"))
    return io.TextIOWrapper(data, encoding="utf-8", errors="surrogatepass", newline="")


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
    return any(len(cells_of(line, dialect)) == width for line in hidden)


def _mended(name: str, text: str, dialect: Dialect) -> tuple[list[list[str]], tuple[Note, ...]]:
    """Return the rows with each line that opens a quote for good read on its own."""
    lines = text.splitlines(keepends=True)
    width = Counter(len(cells_of(line, dialect)) for line in lines[:5000]).most_common(1)[0][0]
    rows: list[list[str]] = []
    notes: list[Note] = []
    start = 0
    while start < len(lines):
        row, used = _record(lines, start, dialect)
        hidden = lines[start + 1 : start + used]
        if (
            used > 1
            and len(row) != width
            and any(len(cells_of(h, dialect)) == width for h in hidden)
        ):
            row, used = alone(lines[start].rstrip("\r\n"), width, dialect), 1
            place = Where(file=name, row=len(rows) + 1)
            notes.append(Note(code="unclosed_quote", where=place, values={"row": len(rows) + 1}))
        rows.append(row)
        start += used
    return rows, tuple(notes)


def _record(lines: list[str], start: int, dialect: Dialect) -> tuple[list[str], int]:
    """Return the record that begins on a line, and how many lines it took (a few hundred at
    most).
    """
    reader = dialect.reader(iter(lines[start : start + LINES_A_RECORD]))
    try:
        row: list[str] = next(reader, [])
    except csv.Error:
        return [], LINES_A_RECORD
    return row, max(reader.line_num, 1)
