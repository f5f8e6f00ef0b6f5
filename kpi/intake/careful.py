"""The careful way to a table: every row in memory, odd ones set aside and said. Workbooks too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi.errors import Where
from kpi.facts import LeftOut, Note
from kpi.intake.cells import cell_text, gather
from kpi.intake.grouped import grouping, spread
from kpi.intake.header import header_cells, header_names, letters, numbered
from kpi.intake.lines import texts_of
from kpi.intake.ragged import regular, without_gaps
from kpi.intake.sketch import LOOK, Loaded, Sketch
from kpi.intake.table import Place, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from kpi.intake.lines import Rows
    from kpi.intake.sketch import Wish


def sketch(file: str, sheet: str, rows: Rows, place: Place, notes: tuple[Note, ...] = ()) -> Sketch:
    """Return the sketch of one table among rows held in memory."""
    header = names_at(rows, place)
    kept, ragged = regular(rows, place.indexes(), header)
    said = (*notes, *_notes(file, sheet, rows, place, ragged, len(header)))
    body: Rows = [rows[i] for i in kept]
    grouped = grouping(rows, place)
    if grouped is not None:
        body, kept = spread(rows, kept, grouped)
        header = grouped.header
    width = len(header)
    first = [_fitted(texts_of(row), width) for row in body[:LOOK]]
    samples = tuple(tuple(row[c] for row in first) for c in range(width))

    def load(wishes: Mapping[int, Wish]) -> Loaded:
        return _load(body, kept, header, wishes)

    return Sketch(
        file=file,
        sheet=sheet,
        header=header,
        titles=place.titles,
        header_row=place.headers[-1] + 1,
        samples=samples,
        load=load,
        notes=said,
        left_out=_left_out(ragged, notes),
        nameless=place.nameless,
    )


def names_at(rows: Rows, place: Place) -> tuple[str, ...]:
    """Return a table's column names; letters when it has none. Empty columns at the end are
    dropped.
    """
    cells = header_cells(rows, place.headers)
    if place.nameless:
        return tuple(f"Column {letters(i)}" for i in range(len(cells)))
    named = without_gaps(cells, rows, place.indexes())
    names = numbered(named)
    if len(named) < len(cells):
        return names
    last = rows[place.headers[-1]]
    width = len(names)
    while (
        width > 1 and not cell_text(last[width - 1]).strip() and _is_empty(rows, place, width - 1)
    ):
        width -= 1
    return names[:width]


def _is_empty(rows: Rows, place: Place, column: int) -> bool:
    return not any(
        len(rows[i]) > column and cell_text(rows[i][column]).strip() for i in place.indexes()
    )


def _left_out(ragged: list[int], notes: tuple[Note, ...]) -> tuple[LeftOut, ...]:
    cut = tuple(n.where.row for n in notes if n.code == "truncated_utf8" and n.where.row)
    odd = {"ragged": tuple(i + 1 for i in ragged), "truncated_utf8": cut}
    return tuple(LeftOut(why=why, rows=found) for why, found in odd.items() if found)


def _widths(rows: Rows, ragged: list[int]) -> int | str:
    """Return how many cells odd rows have: "2, 8" when they differ."""
    found = sorted({len(rows[i]) for i in ragged})
    return found[0] if len(found) == 1 else ", ".join(map(str, found))


def _fitted(row: list[str], width: int) -> list[str]:
    return row[:width] if len(row) >= width else [*row, *[""] * (width - len(row))]


def _load(
    body: Rows, kept: list[int], header: tuple[str, ...], wishes: Mapping[int, Wish]
) -> Loaded:
    columns = {}
    for column in wishes:
        columns[column] = gather([row[column] if column < len(row) else "" for row in body])

    def original(places: NDArray[np.int64]) -> pd.DataFrame:
        import pandas as pd

        cells = [_fitted(texts_of(body[place]), len(header)) for place in places]
        return pd.DataFrame(cells, columns=list(header), dtype="str")

    return Loaded(
        columns=columns,
        numbers=np.array(kept, dtype=np.int64) + 1,
        original=original,
    )


def _notes(
    file: str, sheet: str, rows: Rows, place: Place, ragged: list[int], width: int
) -> tuple[Note, ...]:
    where = Where(file=file, sheet=sheet)
    found = []
    if ragged:
        values = {
            "found": _widths(rows, ragged), "wanted": width, "rows": tuple(i + 1 for i in ragged),
        }  # fmt: skip
        found.append(Note(code="ragged", where=where, values=values))
    grouped = grouping(rows, place)
    if grouped is not None:
        spot = Where(file=file, sheet=sheet, row=place.headers[0] + 1)
        found.append(Note(code="groups_spread", where=spot, values={"names": grouped.names}))
    elif len(place.headers) > 1:
        columns = header_names(rows, place.headers)
        found.append(Note(code="merged_headers", where=where, values={"columns": columns}))
    return tuple(found)


def table(sheet: str, rows: Rows, place: Place) -> Table:
    """Return one table as it stands: its cells as text, rows of another width kept and said."""
    indexes = place.indexes()
    header = header_cells(rows, place.headers, whole=True)
    if place.nameless:
        indexes = indexes[1:]
    else:
        header = without_gaps(header, rows, indexes)
    odd = tuple(i + 1 for i in indexes if len(rows[i]) != len(header))
    left_out = [LeftOut(why="notes", rows=tuple(i + 1 for i in place.notes))] if place.notes else []
    if odd:
        left_out.append(LeftOut(why="ragged", rows=odd))
    return Table(
        header=header,
        rows=[texts_of(rows[i]) for i in indexes],
        left_out=tuple(left_out),
        sheet=sheet,
        first_row=place.first + place.nameless + 1,
        header_row=place.headers[-1] + 1,
        titles=place.titles,
    )
