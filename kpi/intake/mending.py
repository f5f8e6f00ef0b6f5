"""Single lines that are not written as the others: a stray quote, another way to part cells."""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from kpi.intake.lines import is_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi.intake.dialect import Dialect

# A longer line is not tried in other ways.
LONGEST_MENDED = 4000
# Quotes of one line tried as plain characters.
QUOTES_TRIED = 40
# Lines of one file read again, at most.
LINES_MENDED = 400
# Stands for a quote while its line is split; a private character, of no file.
_STAND_IN = "\ue000"
_LINE_END = re.compile(rb"\r\n|\r|\n")
# What a single line of a file may part its cells by; a space last, which sentences hold too.
OTHERS = ("\t", ";", "|", ",", " ")
# A line parted by spaces is a row when its cells are figures where its neighbours' are, this often.
ALIKE = 0.75
# A title of so many words would pass for as many names.
NAMES = 4


def unpick(text: str, rows: list[list[str]], ends: list[int], dialect: Dialect) -> None:
    """Read again, in place, the rows that are not written as the others.

    `ends[i]`: how many lines of the text rows 0 to i took. Tried on those of one line: quotes that
    are not by the book as plain characters, then another delimiter.
    """
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    if width < 2:
        return
    odd = [i for i, row in enumerate(rows) if row and len(row) != width]
    tried = sorted({*_misquoted(text, ends, dialect), *odd})[:LINES_MENDED]
    if not tried:
        return
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for i in tried:
        first = ends[i - 1] if i else 0
        if ends[i] - first != 1 or ends[i] > len(lines):
            continue
        again = _requoted(lines[first], width, dialect)
        if again is None:
            again = _parted(lines[first], i, rows, width, dialect)
        rows[i] = rows[i] if again is None else again


def misquoted(data: bytes, dialect: Dialect) -> Iterator[re.Match[bytes]]:
    """Yield the places where a cell opens with two quotes and goes on, which no writer means."""
    mark, end = dialect.quote.encode(), dialect.delimiter.encode()
    # One letter is looked for many times faster than two.
    if mark not in data or mark * 2 not in data:
        return iter(())
    two, end = re.escape(mark * 2), re.escape(end)
    # The two quotes first, what stands before them after: a pattern that opens with a literal is
    # looked for at the speed of memory.
    before = b"(?:(?<=^%b)|(?<=%b%b)|(?<=%b %b))" % (two, end, two, end, two)
    after = b"[^%b%b\\r\\n ]" % (re.escape(mark), end)
    return re.finditer(two + before + after, data, re.MULTILINE)


def _misquoted(text: str, ends: list[int], dialect: Dialect) -> set[int]:
    """Return the rows that `misquoted` cells stand in."""
    found: set[int] = set()
    line = place = 0
    data = text.encode() if dialect.quote * 2 in text else b""
    for match in misquoted(data, dialect):
        line += len(_LINE_END.findall(data, place, match.start()))
        place = match.start()
        found.add(bisect_right(ends, line))
        if len(found) == LINES_MENDED:
            break
    return found - {len(ends)}


def _requoted(line: str, width: int, dialect: Dialect) -> list[str] | None:
    if _by_the_book(line, dialect):
        return None
    return next((row for row in _readings(line, dialect) if len(row) == width), None)


def _parted(
    line: str, place: int, rows: list[list[str]], width: int, dialect: Dialect
) -> list[str] | None:
    """Return a row of one cell parted in another way, when its cells are as its neighbours'."""
    if len(line) > LONGEST_MENDED:
        return None
    below = next((row for row in rows[place + 1 :] if len(row) == width), None)
    above = next((row for row in reversed(rows[:place]) if len(row) == width), None)
    for delimiter in OTHERS:
        cells = cells_of(line, replace(dialect, delimiter=delimiter))
        if delimiter == dialect.delimiter or len(cells) != width:
            continue
        if above is None and below is not None and _names(cells, below):
            return cells
        if any(_alike(cells, row) for row in (above, below) if row is not None and above):
            return cells
    return None


def _names(cells: list[str], below: list[str]) -> bool:
    """Return whether cells may name the columns of the row below them."""
    filled = all(cell.strip() and not is_value(cell) for cell in cells)
    return len(cells) >= NAMES and filled and any(map(is_value, below))


def _alike(cells: list[str], other: list[str]) -> bool:
    """Return whether figures stand where another row has some."""
    valued = [c for c, text in enumerate(other) if is_value(text)]
    same = sum(is_value(cells[c]) for c in valued)
    return len(valued) > 1 and same >= ALIKE * len(valued)


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
        yield [text.replace(_STAND_IN, mark) for text in cells_of(plain, dialect)]
    yield cells_of(line, dialect, quoted=False)


def cells_of(line: str, dialect: Dialect, *, quoted: bool = True) -> list[str]:
    try:
        return next(dialect.reader([line], quoted=quoted), [])
    except csv.Error:
        return []


def alone(line: str, width: int, dialect: Dialect) -> list[str]:
    """Return the cells of a line whose quote never closes: as many as in other rows, if it can
    be.
    """
    if len(line) <= LONGEST_MENDED:
        for row in _readings(line, dialect):
            if len(row) == width:
                return row
    return cells_of(line, dialect, quoted=False)
