"""Where the tables of a sheet or text stand: titles above, header, rows, notes below, next
table.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kpi.catalog.headings import plain, unwrapped
from kpi.catalog.platforms import known_names
from kpi.facts import LeftOut
from kpi.intake.cells import cell_text
from kpi.intake.dates import read_date
from kpi.intake.numbers import is_missing, take_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi.intake.cells import Cell

    Rows = Sequence[Sequence[Cell]]

# A header is looked for in the first lines of each block only; below, every row is data.
HEADER_LINES = 60
SAMPLE = 40
# Lines that each name every column, at most.
HEADERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table as it stands in a file. `rows`: its cells as text, one list a row.

    `first_row` is the spreadsheet number of `rows[0]`, `header_row` that of the (last) header
    line; `titles`
    are the lines above; `left_out` the rows that are no data: titles, notes below, rows of another
    width
    (kept in `rows` all the same).
    """

    header: tuple[str, ...]
    rows: list[list[str]]
    left_out: tuple[LeftOut, ...] = ()
    sheet: str = ""
    first_row: int = 2
    header_row: int = 1
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a table stands, in row indexes from 0: header lines, data rows, titles above, notes
    below.
    """

    headers: tuple[int, ...]
    rows: tuple[range, ...]
    titles: tuple[str, ...] = ()
    notes: tuple[int, ...] = ()
    nameless: bool = False

    @property
    def first(self) -> int:
        return next((r.start for r in self.rows if r), self.headers[-1] + 1)

    def indexes(self) -> list[int]:
        return [i for part in self.rows for i in part]


@dataclass(slots=True)
class _Walk:
    """What has been found while walking down the blocks of a sheet."""

    places: list[Place] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)


def texts_of(row: Sequence[Cell]) -> list[str]:
    return [cell if isinstance(cell, str) else cell_text(cell) for cell in row]


def places(rows: Rows) -> tuple[Place, ...]:
    """Return the tables found in rows, in their order."""
    walk = _Walk()
    for block in _blocks(rows):
        _read_block(rows, block, walk)
    return tuple(walk.places)


def is_blank(row: Sequence[Cell]) -> bool:
    return not any(cell is not None and cell != "" and str(cell).strip() for cell in row)


def is_comment(row: Sequence[Cell]) -> bool:
    """Return whether a row is a line of talk: "# Start date: 20250101"."""
    first = row[0] if row else ""
    return isinstance(first, str) and first.startswith("#") and _filled(row) == 1


def _known(row: Sequence[Cell]) -> int:
    names = known_names()
    return sum(isinstance(cell, str) and cell != "" and plain(cell) in names for cell in row)


def _blocks(rows: Rows) -> list[range]:
    """Return the runs of rows between blank lines; a line of talk ends a run, and talk runs
    together.
    """
    found: list[range] = []
    start, talk = None, False
    for index, row in enumerate(rows):
        if is_blank(row):
            if start is not None:
                found.append(range(start, index))
            start = None
            continue
        comment = is_comment(row)
        if start is not None and comment != talk:
            found.append(range(start, index))
            start = None
        if start is None:
            start, talk = index, comment
    if start is not None:
        found.append(range(start, len(rows)))
    return found


def _filled(row: Sequence[Cell]) -> int:
    return sum(cell is not None and str(cell).strip() != "" for cell in row)


def _is_value(text: str) -> bool:
    """Return whether a cell is a figure, a date or a sign of no value, which no header is."""
    text = text.strip()
    return bool(text) and (
        take_apart(text) is not None or read_date(text) is not None or is_missing(text)
    )


def _read_block(rows: Rows, block: range, walk: _Walk) -> None:
    if is_comment(rows[block.start]):
        walk.titles += [line for i in block for line in [_line(rows[i])]]
        return
    last = walk.places[-1] if walk.places else None
    if last is not None and not walk.titles and _goes_on(rows, block, last):
        walk.places[-1] = _longer(last, _without_notes(rows, block, last.headers[-1]))
        return
    header = find_header(rows, block)
    if header is None:
        if last is None or len(block) > 1 or _filled(rows[block.start]) > 1:
            walk.titles += [_line(rows[i]) for i in block]
        elif last is not None:
            # One lone line below a table: its note, or the title of the next one.
            walk.titles.append(_line(rows[block.start]))
        return
    above = [_line(rows[i]) for i in range(block.start, header[0])]
    body = range(header[-1] + 1, block.stop)
    again = _repeat(rows, header[-1], body)
    if again is not None:
        _read_block(rows, range(block.start, again), walk)
        _read_block(rows, range(again, block.stop), walk)
        return
    nameless = len(header) == 1 and _is_data(rows, header[0])
    if nameless:
        body = range(header[0], block.stop)
    data, notes = _without_notes(rows, body, header[-1])
    walk.places.append(
        Place(
            headers=header,
            rows=(data,),
            titles=(*walk.titles, *above),
            notes=notes,
            nameless=nameless,
        )
    )
    walk.titles = []


def _repeat(rows: Rows, header: int, body: range) -> int | None:
    """Return the first row that names the columns again, all of them or its first ones."""
    names = [text.strip() for text in texts_of(rows[header])]
    if len(names) < 2 or any(_is_value(name) for name in names[:2]):
        return None
    for i in body[1:]:
        # Looked at cell by cell: on a long table, the first cell settles nearly every row.
        row = rows[i]
        if not row or row[0] != rows[header][0] or len(row) < 2 or row[1] != rows[header][1]:
            continue
        cells = [text.strip() for text in texts_of(_stripped(row))]
        common = min(len(cells), len(names))
        if common > 1 and cells[:common] == names[:common] and len(set(cells)) > 1:
            return i
    return None


def stacked(rows: Rows, found: tuple[Place, ...]) -> tuple[Place, ...]:
    """Return tables with those that follow one another under the same names made one."""
    joined: list[Place] = []
    for place in found:
        above = joined[-1] if joined else None
        if (
            above is not None
            and not place.titles
            and not above.notes
            and len(place.headers) == len(above.headers) == 1
            and not place.nameless
            and texts_of(rows[above.headers[0]]) == texts_of(rows[place.headers[0]])
            and above.rows[-1].stop == place.headers[0]
        ):
            joined[-1] = replace(
                above, rows=(*above.rows, *place.rows), notes=(*above.notes, *place.notes)
            )
        else:
            joined.append(place)
    return tuple(joined)


def _line(row: Sequence[Cell]) -> str:
    return " ".join(text.strip() for text in texts_of(row) if text.strip())


def _longer(place: Place, more: tuple[range, tuple[int, ...]]) -> Place:
    return Place(
        headers=place.headers,
        rows=(*place.rows, more[0]),
        titles=place.titles,
        notes=(*place.notes, *more[1]),
        nameless=place.nameless,
    )


def _goes_on(rows: Rows, block: range, place: Place) -> bool:
    """Return whether a block is more of the table above: same width, and values on its first
    line.
    """
    first = rows[block.start]
    width = len(rows[place.headers[-1]])
    if len(first) != width or _known(first) > 1:
        return False
    filled = [text for text in texts_of(first) if text.strip()]
    return len(filled) > 1 and any(_is_value(text) for text in filled)


def _without_notes(rows: Rows, body: range, header: int) -> tuple[range, tuple[int, ...]]:
    """Return the rows without the lines of talk at their end, and the indexes of those."""
    width = _filled(rows[header])
    stop = body.stop
    if width > 2:
        while stop > body.start and is_talk(rows[stop - 1]):
            stop -= 1
    return range(body.start, stop), tuple(range(stop, body.stop))


def is_talk(row: Sequence[Cell]) -> bool:
    """Return whether a row of a wide table is a sentence ("No data available.", a copyright)."""
    filled = [text for text in texts_of(row) if text.strip()]
    if len(filled) != 1 or _TOTAL_START.match(filled[0]):
        return False
    return take_apart(filled[0]) is None and read_date(filled[0]) is None


_TOTAL_START = re.compile(r"\s*(grand )?total", re.IGNORECASE)


def find_header(rows: Rows, block: range) -> tuple[int, ...] | None:
    """Return the index (or two, the group names first) of a block's header, or None when it is
    talk.
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
        return (block.start,) if len(block) > 1 and _is_data(rows, block.start) else None
    if best > block.start and _is_group_line(rows, best - 1, best):
        return (best - 1, best)
    return _twins(rows, best, block)


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
        and not any(_is_value(text) for text in (*upper, *lower))
    )


def _usual_width(rows: Rows, block: range) -> int:
    counts = Counter(len(_stripped(rows[i])) for i in list(block)[: 5 * SAMPLE])
    best = counts.most_common(1)[0]
    # Two lines of two widths: the wider is the table, the other its title.
    return max(w for w, c in counts.items() if c == best[1])


def _stripped(row: Sequence[Cell]) -> Sequence[Cell]:
    """Return a row without the empty cells at its end."""
    end = len(row)
    while end and (row[end - 1] is None or str(row[end - 1]).strip() == ""):
        end -= 1
    return row[:end]


def _single_column(rows: Rows, block: range) -> tuple[int, ...] | None:
    first = block.start
    if _known(rows[first]) and not (len(block) > 1 and _known(rows[first + 1])):
        return (first,)
    return None


def _header_score(rows: Rows, index: int, block: range, width: int) -> float:
    """Return how much a row looks like column names; 0 when it cannot be."""
    texts = [text for text in texts_of(rows[index]) if text.strip()]
    if not texts or (len(texts) < 2 <= width):
        return 0.0
    if sum(_is_value(text) for text in texts) > len(texts) / 4:
        return 0.0
    known = _known(rows[index])
    fullness = min(len(texts) / width, 1.0)
    unlike = len(set(texts)) / len(texts)
    below = rows[index + 1] if index + 1 < block.stop else None
    contrast = 0.0
    if below is not None:
        values = [_is_value(text) for text in texts_of(below)]
        contrast = sum(values) / max(len(values), 1)
    if known < 2 and contrast == 0.0 and (below is not None or known == 0):
        # Words above words: a header only when the rows below never bring figures either.
        return 0.0 if _figures_below(rows, index, block) or fullness < 0.8 else 0.3 * unlike
    # The earlier of two equals wins: a header comes before what looks like it.
    return known * 2 + fullness + unlike + contrast - (index - block.start) * 1e-3


def _figures_below(rows: Rows, index: int, block: range) -> bool:
    below = range(index + 1, min(block.stop, index + SAMPLE))
    return any(_is_value(text) for i in below for text in texts_of(rows[i]))


def _is_data(rows: Rows, index: int) -> bool:
    texts = [text for text in texts_of(rows[index]) if text.strip()]
    return sum(_is_value(text) for text in texts) > len(texts) / 4 and _known(rows[index]) < 2


def is_turned(rows: Rows, place: Place) -> bool:
    """Return whether days run across the first line and names of figures down the first column."""
    across = [text for text in texts_of(rows[place.headers[0]])[1:] if text.strip()]
    if len(across) < 2 or not all(read_date(text) for text in across):
        return False
    down = [cell_text(rows[i][0]) for i in place.indexes()[:HEADER_LINES] if len(rows[i])]
    names = known_names()
    return any(plain(text) in names for text in down)


def _is_group_line(rows: Rows, above: int, header: int) -> bool:
    """Return whether a line names groups of the columns below it, with holes where a group goes
    on.
    """
    upper, lower = texts_of(rows[above]), texts_of(rows[header])
    filled = sum(bool(text.strip()) for text in upper)
    if not 2 <= filled < sum(bool(text.strip()) for text in lower):
        return False
    return not any(_is_value(text) for text in upper) and _known(rows[above]) < _known(rows[header])


def header_names(rows: Rows, headers: tuple[int, ...], *, whole: bool = False) -> tuple[str, ...]:
    """Return the column names: two lines are joined, and a repeated name gets its number.

    Of lines that each name every column, the one with most names known counts; `whole` joins them
    all.
    """
    lower = [unwrapped(text.strip()) for text in texts_of(rows[headers[-1]])]
    if len(headers) > 1 and _is_twin(rows, headers[0], headers[-1]):
        if whole:
            lines = [[text.strip() for text in texts_of(rows[i])] for i in headers]
            return numbered([" ".join(names) for names in zip(*lines, strict=True)])
        lower = [
            text.strip() for text in texts_of(rows[max(headers, key=lambda i: _known(rows[i]))])
        ]
    elif len(headers) > 1:
        upper, group = texts_of(rows[headers[0]]), ""
        for i, name in enumerate(lower):
            group = upper[i].strip() if i < len(upper) and upper[i].strip() else group
            # A name that stands on both lines is one cell over two.
            lower[i] = " - ".join(dict.fromkeys(part for part in (group, name) if part))
    return numbered(lower)


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
