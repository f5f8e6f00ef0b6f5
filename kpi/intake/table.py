"""Where the tables of a sheet or text stand: titles above, header, rows, notes below, next
table.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kpi.catalog.headings import plain
from kpi.catalog.platforms import known_names
from kpi.facts import LeftOut
from kpi.intake.cells import cell_text
from kpi.intake.dates import read_date
from kpi.intake.header import HEADER_LINES, find_header, is_data
from kpi.intake.lines import (
    as_text,
    filled_cells,
    is_blank,
    is_comment,
    is_talk,
    is_value,
    known_cells,
    stripped,
    texts_of,
)

if TYPE_CHECKING:
    from kpi.intake.lines import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table as it stands in a file. `rows`: its cells as text, one list a row.

    `first_row` is the spreadsheet number of `rows[0]`, `header_row` that of the (last) header
    line; a table without names has its first row as `header`; `titles` are the lines above;
    `left_out` the rows that are no data: notes below, rows of another width (kept in `rows` all the
    same).
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
    """What has been found while walking down the blocks of a sheet.

    `titles`: the lines above the next table; `lone`: those of one cell that stand below the last
    one, whose groups they may name as well.
    """

    places: list[Place] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    lone: list[int] = field(default_factory=list)


def places(rows: Rows) -> tuple[Place, ...]:
    """Return the tables found in rows, in their order."""
    walk = _Walk()
    for block in _blocks(rows):
        _read_block(rows, block, walk)
    return tuple(walk.places)


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


def _read_block(rows: Rows, block: range, walk: _Walk) -> None:
    if is_comment(rows[block.start]):
        walk.titles += [line for i in block for line in [as_text(rows[i])]]
        return
    last = walk.places[-1] if walk.places else None
    if last is not None and len(walk.titles) == len(walk.lone):
        more = _goes_on(rows, block, last)
        if more is not None:
            data, notes = _without_notes(rows, range(more, block.stop), last.headers[-1])
            named = (*walk.lone, *range(block.start, more))
            walk.places[-1] = _longer(last, data, (*named, *notes))
            walk.titles, walk.lone = [], []
            return
    header = find_header(rows, block)
    if header is None:
        # Talk: a note of the table above, or the title of the next one.
        walk.titles += [as_text(rows[i]) for i in block]
        if last is not None:
            walk.lone += [i for i in block if filled_cells(rows[i]) == 1]
        return
    above = [as_text(rows[i]) for i in range(block.start, header[0])]
    body = range(header[-1] + 1, block.stop)
    again = _repeat(rows, header[-1], body)
    if again is not None:
        _read_block(rows, range(block.start, again), walk)
        _read_block(rows, range(again, block.stop), walk)
        return
    nameless = len(header) == 1 and is_data(rows, header[0])
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
    walk.titles, walk.lone = [], []


def _repeat(rows: Rows, header: int, body: range) -> int | None:
    """Return the first row that names the columns again, all of them or its first ones."""
    names = [text.strip() for text in texts_of(rows[header])]
    if len(names) < 2 or any(is_value(name) for name in names[:2]):
        return None
    for i in body[1:]:
        # Looked at cell by cell: on a long table, the first cell settles nearly every row.
        row = rows[i]
        if not row or row[0] != rows[header][0] or len(row) < 2 or row[1] != rows[header][1]:
            continue
        cells = [text.strip() for text in texts_of(stripped(row))]
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


def _longer(place: Place, data: range, notes: tuple[int, ...]) -> Place:
    return replace(place, rows=(*place.rows, data), notes=(*place.notes, *notes))


def _goes_on(rows: Rows, block: range, place: Place) -> int | None:
    """Return the first row of a block that is more of the table above, below the lone lines that
    name a group; None when the block is something else.

    Such a row holds values, and no more cells than the table has columns.
    """
    first = next((i for i in block if filled_cells(rows[i]) > 1), None)
    if first is None or known_cells(rows[first]) > 1:
        return None
    width = len(rows[place.headers[-1]])
    filled = [text for text in texts_of(rows[first]) if text.strip()]
    fits = len(rows[first]) == width or (first > block.start and len(rows[first]) < width)
    return first if fits and any(is_value(text) for text in filled) else None


def _without_notes(rows: Rows, body: range, header: int) -> tuple[range, tuple[int, ...]]:
    """Return the rows without the lines of talk at their end, and the indexes of those."""
    width = filled_cells(rows[header])
    stop = body.stop
    if width > 2:
        while stop > body.start and is_talk(rows[stop - 1]):
            stop -= 1
    return range(body.start, stop), tuple(range(stop, body.stop))


def is_turned(rows: Rows, place: Place) -> bool:
    """Return whether days run across the first line and names of figures down the first column."""
    across = [text for text in texts_of(rows[place.headers[0]])[1:] if text.strip()]
    if len(across) < 2 or not all(read_date(text) for text in across):
        return False
    down = [cell_text(rows[i][0]) for i in place.indexes()[:HEADER_LINES] if len(rows[i])]
    names = known_names()
    return any(plain(text) in names for text in down)
