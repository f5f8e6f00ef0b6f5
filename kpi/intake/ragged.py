"""Rows of another width than their header: cells dropped at the end, or lost in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from kpi.catalog.headings import plain
from kpi.catalog.platforms import ANY, cards, known_names
from kpi.intake.cells import cell_text
from kpi.intake.dates import read_date
from kpi.intake.lines import is_value, stripped
from kpi.intake.numbers import is_missing, take_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi.intake.cells import Cell
    from kpi.intake.lines import Rows

    Test = Callable[[str], bool]

# When this share of the rows, and so many of them, lack cells at the end, the writer drops
# empty ones: that is no oddity, as long as no other row has an empty cell there and the cells left
# fit their columns.
TRIMMED_SHARE = 0.1
TRIMMED_ROWS = 3
# Rows looked at to see what a column holds, and the share of them that must agree.
LOOKED_AT = 200
AGREED = 0.9


def without_gaps(names: Sequence[str], rows: Rows, indexes: Sequence[int]) -> tuple[str, ...]:
    """Return column names without their blanks, where every row has as many cells as names left."""
    named = tuple(name for name in names if name)
    widths = Counter(len(rows[i]) for i in indexes)
    if len(named) == len(names) or len(named) < 2 or not widths:
        return tuple(names)
    usual = widths.most_common(1)[0][0]
    return named if usual == len(named) and not widths[len(names)] else tuple(names)


def regular(
    rows: Rows, indexes: Sequence[int], header: Sequence[str]
) -> tuple[list[int], list[int]]:
    """Return the rows whose cells stand under their names, and those where that is not sure."""
    width = len(header)
    short = [i for i in indexes if len(rows[i]) < width]
    odd = {i for i in indexes if len(rows[i]) > width and len(stripped(rows[i])) > width}
    if short and _is_trimmed(rows, indexes, short, header):
        tests = _tests(rows, indexes, header)
        odd.update(i for i in short if not _fits(rows[i], tests))
    else:
        odd.update(short)
    return [i for i in indexes if i not in odd], sorted(odd)


def _is_trimmed(
    rows: Rows, indexes: Sequence[int], short: Sequence[int], header: Sequence[str]
) -> bool:
    """Return whether the writer of a file drops the empty cells at the end of its rows."""
    if len(short) < TRIMMED_ROWS or len(short) <= TRIMMED_SHARE * len(indexes):
        return False
    whole = [i for i in indexes if len(rows[i]) == len(header)]
    if not whole:
        # No row proves where the cells left belong: only a column that counts nothing may go.
        least = max(len(rows[i]) for i in short)
        return not any(plain(name) in known_names() for name in header[least:])
    return not any(cell_text(rows[i][-1]).strip() == "" for i in whole)


def _tests(rows: Rows, indexes: Sequence[int], header: Sequence[str]) -> list[Test | None]:
    """Return what a cell of each column must be, as the whole rows show, else as its name says."""
    whole = [i for i in indexes if len(rows[i]) == len(header)][:LOOKED_AT]
    if not whole:
        return [_by_name(name) for name in header]
    return [_by_cells([cell_text(rows[i][c]) for i in whole]) for c in range(len(header))]


def _by_cells(cells: Sequence[str]) -> Test | None:
    given = [text for text in cells if not is_missing(text)]
    for test in (_is_day, _is_number, _is_word):
        if given and sum(map(test, given)) >= AGREED * len(given):
            return test
    return None


def _by_name(name: str) -> Test | None:
    meaning = cards()[ANY].meanings.get(plain(name))
    if meaning is None:
        return None
    if meaning.name in ("date", "date_end"):
        return _is_day
    return _is_number if meaning.kind in ("measure", "part", "rate") else _is_word


def _is_day(text: str) -> bool:
    return read_date(text) is not None


def _is_number(text: str) -> bool:
    return take_apart(text) is not None


def _is_word(text: str) -> bool:
    return not is_value(text)


def _fits(row: Sequence[Cell], tests: Sequence[Test | None]) -> bool:
    pairs = zip(map(cell_text, row), tests, strict=False)
    return all(test is None or is_missing(text) or test(text) for text, test in pairs)
