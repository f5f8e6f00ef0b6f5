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

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Iterable, Iterator

DELIMITERS = (",", ";", "\t", "|")
# Excel's own limit is 32,767 characters; a longer cell is a quote never closed or a hostile file.
CELL_LIMIT = 1_000_000
# A cell over more lines than this is a quote never closed.
LINES_A_RECORD = 400
# A way to part cells that is not a delimiter's: on nearly every cell, and on enough lines.
SPACED_SHARE = 0.95
SPACED_ROWS = 5
# A longer line is not tried in other ways.
LONGEST_MENDED = 4000
# Quotes of one line tried as plain characters.
QUOTES_TRIED = 40
# Stands for a quote while its line is split; a private character, of no file.
_STAND_IN = "\ue000"
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
    best = max(DELIMITERS, key=lambda d: _score(head, d))
    if _score(head, best) == (0.0, 0.0) and _is_spaced_out(head):
        best = " "
    return _quoted(head, best)


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
    names = max(sum(plain(cell) in known for cell in row if cell.strip()) for row in rows[:60])
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
    reader = dialect.reader(io.StringIO(text, newline=""))
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
    if dialect.quote in text:
        _unpick(text, rows, ends, dialect)
    return rows, ()


def _unpick(text: str, rows: list[list[str]], ends: list[int], dialect: Dialect) -> None:
    """Read again, in place, the rows of another width whose quotes are not by the book."""
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    odd = [i for i, row in enumerate(rows) if row and len(row) != width]
    # A file of many widths is no table with a few rows gone wrong.
    if width < 2 or not odd or len(odd) > max(len(rows) // 4, 1):
        return
    odd = odd[:LINES_A_RECORD]
    lines = io.StringIO(text, newline=None).read().split("\n")
    for i in odd:
        first = ends[i - 1] if i else 0
        if ends[i] - first != 1 or ends[i] > len(lines) or _by_the_book(lines[first], dialect):
            continue
        again = next((r for r in _readings(lines[first], dialect) if len(r) == width), None)
        if again is not None:
            rows[i] = again


def _by_the_book(line: str, dialect: Dialect) -> bool:
    """Return whether nothing is wrong with a line's quotes (a line too long to try is let be)."""
    if dialect.quote not in line or len(line) > LONGEST_MENDED:
        return True
    try:
        list(dialect.reader([line], strict=True))
    except csv.Error:
        return False
    return True


def _readings(line: str, dialect: Dialect) -> Iterator[list[str]]:
    """Yield a line's cells if a quote closes only before a delimiter, then if one quote is plain,
    then if all are.
    """
    mark, end = dialect.quote, re.escape(dialect.delimiter)
    space = " ?" if dialect.spaced else ""
    cell = rf"{space}{mark}(.*?){mark}(?:{end}|$)|([^{mark}{end}]?[^{end}]*)(?:{end}|$)"
    found = re.findall(cell, line)
    if found and not line.endswith(dialect.delimiter):
        found = found[:-1]
    yield [(quoted or bare).replace(mark * 2, mark) for quoted, bare in found]
    places = [i for i, letter in enumerate(line) if letter == mark][:QUOTES_TRIED]
    for place in places:
        plain = f"{line[:place]}{_STAND_IN}{line[place + 1 :]}"
        yield [text.replace(_STAND_IN, mark) for text in _line(plain, dialect)]
    yield _line(line, dialect, quoted=False)


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


def _line(line: str, dialect: Dialect, *, quoted: bool = True) -> list[str]:
    try:
        return next(dialect.reader([line], quoted=quoted), [])
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
            row, used = _alone(lines[start].rstrip("\r\n"), width, dialect), 1
            place = Where(file=name, row=len(rows) + 1)
            notes.append(Note(code="unclosed_quote", where=place, values={"row": len(rows) + 1}))
        rows.append(row)
        start += used
    return rows, tuple(notes)


def _alone(line: str, width: int, dialect: Dialect) -> list[str]:
    """Return the cells of a line whose quote never closes: as many as in other rows, if it can
    be.
    """
    if len(line) <= LONGEST_MENDED:
        for row in _readings(line, dialect):
            if len(row) == width:
                return row
    return _line(line, dialect, quoted=False)


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
