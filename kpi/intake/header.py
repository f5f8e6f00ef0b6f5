"""The line of a block of rows that names its columns, or the few lines that do so together."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kpi.catalog.headings import unwrapped
from kpi.intake.dates import read_date
from kpi.intake.lines import filled_cells, is_value, known_cells, stripped, texts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi.intake.lines import Rows

# A header is looked for in the first lines of each block only; below, every row is data.
HEADER_LINES = 60
SAMPLE = 40
# Cells of a line that tell whether it names columns.
ACROSS = 500
# Lines that each name every column, at most.
HEADERS = 3


def find_header(rows: Rows, block: range) -> tuple[int, ...] | None:
    """Return the indexes of the lines that name a block's columns, or None when it is talk.

    One line; two when the first names groups of columns; up to HEADERS when each names them all;
    the first row itself when a table has no names.
    """
    lines = range(block.start, min(block.stop, block.start + HEADER_LINES))
    width = _usual_width(rows, block)
    if width < 2:
        return _single_column(rows, block)
    best, best_score = None, 0.0
    for index in lines:
        score = _header_score(rows, index, block, width)
        if score > best_score:
            best, best_score = index, score
    if best is None:
        return _first_data(rows, block)
    if best > block.start and is_group_line(rows, best - 1, best):
        return (best - 1, best)
    return _twins(rows, best, block)


def _first_data(rows: Rows, block: range) -> tuple[int, ...] | None:
    """Return the first row of a table without names, below its title lines if it has some."""
    lines = block[:HEADER_LINES]
    first = next((i for i in lines if filled_cells(rows[i]) > 1 and is_data(rows, i)), block.stop)
    return (first,) if block.stop - first > 1 else None


def _twins(rows: Rows, header: int, block: range) -> tuple[int, ...]:
    """Return a header with the lines beside it that name every column again."""
    first = last = header
    while first > block.start and last - first < HEADERS - 1 and _is_twin(rows, first - 1, header):
        first -= 1
    while (
        last - first < HEADERS - 1
        and last + 2 < block.stop
        and _is_twin(rows, last + 1, header)
        and _figures_below(rows, last + 1, block)
    ):
        last += 1
    return tuple(range(first, last + 1))


def _is_twin(rows: Rows, above: int, header: int) -> bool:
    """Return whether a line names every column too, and no row of data could be so."""
    upper, lower = texts_of(rows[above]), texts_of(rows[header])
    return (
        len(upper) == len(lower) > 2
        and all(text.strip() for text in (*upper, *lower))
        and not any(is_value(text) for text in (*upper, *lower))
    )


def _usual_width(rows: Rows, block: range) -> int:
    counts = Counter(len(stripped(rows[i])) for i in list(block)[: 5 * SAMPLE])
    best = counts.most_common(1)[0]
    # Two lines of two widths: the wider is the table, the other its title.
    return max(w for w, c in counts.items() if c == best[1])


def _single_column(rows: Rows, block: range) -> tuple[int, ...] | None:
    first = block.start
    if known_cells(rows[first]) and not (len(block) > 1 and known_cells(rows[first + 1])):
        return (first,)
    return None


def _header_score(rows: Rows, index: int, block: range, width: int) -> float:
    """Return how much a row looks like column names; 0 when it cannot be."""
    texts = [text for text in texts_of(rows[index][:ACROSS]) if text.strip()]
    width = min(width, ACROSS)
    if not texts or (len(texts) < 2 <= width):
        return 0.0
    if sum(is_value(text) for text in texts) > len(texts) / 4:
        return 0.0
    known = known_cells(rows[index][:ACROSS])
    fullness = min(len(texts) / width, 1.0)
    unlike = len(set(texts)) / len(texts)
    below = rows[index + 1] if index + 1 < block.stop else None
    contrast = 0.0
    if below is not None:
        values = [is_value(text) for text in texts_of(below[:ACROSS])]
        contrast = sum(values) / max(len(values), 1)
    if known < 2 and contrast == 0.0 and (below is not None or known == 0):
        # Words above words: a header only when the rows below never bring figures either.
        return 0.0 if _figures_below(rows, index, block) or fullness < 0.8 else 0.3 * unlike
    # The earlier of two equals wins: a header comes before what looks like it.
    return known * 2 + fullness + unlike + contrast - (index - block.start) * 1e-3


def _figures_below(rows: Rows, index: int, block: range) -> bool:
    below = range(index + 1, min(block.stop, index + SAMPLE))
    return any(is_value(text) for i in below for text in texts_of(rows[i]))


def is_data(rows: Rows, index: int) -> bool:
    texts = [text for text in texts_of(rows[index]) if text.strip()]
    return sum(is_value(text) for text in texts) > len(texts) / 4 and known_cells(rows[index]) < 2


def is_group_line(rows: Rows, above: int, header: int) -> bool:
    """Return whether a line names groups of the columns below it, with holes where a group goes
    on.
    """
    upper, lower = texts_of(rows[above]), texts_of(rows[header])
    filled = sum(bool(text.strip()) for text in upper)
    if not 2 <= filled < sum(bool(text.strip()) for text in lower):
        return False
    # Months name groups; a figure never does.
    named = (read_date(text) or not is_value(text) for text in upper)
    if not all(named) or any(map(is_value, lower)):
        return False
    return known_cells(rows[above]) < known_cells(rows[header])


def header_names(rows: Rows, headers: tuple[int, ...]) -> tuple[str, ...]:
    """Return the column names: two lines are joined, and a repeated name gets its number."""
    return numbered(header_cells(rows, headers))


def header_cells(rows: Rows, headers: tuple[int, ...], *, whole: bool = False) -> tuple[str, ...]:
    """Return the names of the columns as they stand, "" for none; two lines are joined.

    Of lines that each name every column, the one with most names known counts; `whole` joins them
    all.
    """
    lower = [unwrapped(text.strip()) for text in texts_of(rows[headers[-1]])]
    if len(headers) > 1 and _is_twin(rows, headers[0], headers[-1]):
        if whole:
            lines = [[text.strip() for text in texts_of(rows[i])] for i in headers]
            return tuple(" ".join(names) for names in zip(*lines, strict=True))
        lower = [
            text.strip()
            for text in texts_of(rows[max(headers, key=lambda i: known_cells(rows[i]))])
        ]
    elif len(headers) > 1:
        upper, group = texts_of(rows[headers[0]]), ""
        for i, name in enumerate(lower):
            group = upper[i].strip() if i < len(upper) and upper[i].strip() else group
            # A name that stands on both lines is one cell over two.
            lower[i] = " - ".join(dict.fromkeys(part for part in (group, name) if part))
    return tuple(lower)


def numbered(names: Sequence[str]) -> tuple[str, ...]:
    """Return names that differ: an unnamed column is called by its letter, a second "Clicks"
    "Clicks (2)".
    """
    seen: Counter[str] = Counter()
    found = []
    for position, given in enumerate(names):
        name = given or f"Column {letters(position)}"
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(found)


def letters(position: int) -> str:
    """Return the letters of a column counted from 0, as a spreadsheet shows them (27 → AB)."""
    text = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(65 + rest) + text
    return text
