"""From one part of an upload to the sketches of its tables, every row in memory.

Whatever a hostile file may do, it does here: kpi.intake.apart runs it in another process.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from kpi.errors import UnreadableFile, Where
from kpi.facts import Note
from kpi.intake import careful
from kpi.intake.dialect import split, vote
from kpi.intake.markup import html_tables
from kpi.intake.table import Place, Table, is_turned, places, stacked
from kpi.intake.text import HEAD, decode
from kpi.intake.workbook import sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi.intake.container import Part
    from kpi.intake.sketch import Sketch
    from kpi.intake.table import Rows

COLUMNS_LIMIT = 500


def sketches_of(part: Part) -> Iterator[Sketch]:
    """Yield the sketch of each table of a part. Raises UnreadableFile when it holds none."""
    count = 0
    for sheet, given, said in _rows_of(part):
        rows, found, notes = _straight(part.file, sheet, given, said)
        for place in found:
            width = max(len(rows[i]) for i in place.headers)
            if width > COLUMNS_LIMIT:
                raise UnreadableFile(
                    "cols_10000",
                    Where(file=part.file, sheet=sheet),
                    values={"found": width, "limit": COLUMNS_LIMIT},
                )
            count += 1
            yield careful.sketch(part.file, sheet, rows, place, (*part.notes, *notes))
    if not count:
        raise UnreadableFile("prose", Where(file=part.file), values={"sample": opening(part.data)})


def tables_of(part: Part) -> Iterator[Table]:
    """Yield the tables of a part as they stand."""
    for sheet, rows, _ in _rows_of(part):
        for place in places(rows):
            yield careful.table(sheet, rows, place)


def opening(data: bytes) -> str:
    """Return the first words of a text, to show what it is."""
    text = decode("", data[:400]).data.decode("utf-8", "ignore")
    return " ".join(text.split())[:80]


def _straight(
    file: str, sheet: str, rows: Rows, notes: tuple[Note, ...]
) -> tuple[Rows, tuple[Place, ...], tuple[Note, ...]]:
    """Return rows and their tables, one that lies on its side turned: figures down, days across."""
    found = stacked(rows, places(rows))
    if len(found) != 1 or not is_turned(rows, found[0]):
        return rows, found, notes
    turned = list(zip_longest(*rows[found[0].headers[0] :], fillvalue=""))
    note = Note(code="transposed", where=Where(file=file, sheet=sheet))
    return turned, places(turned), (*notes, note)


def _rows_of(part: Part) -> Iterator[tuple[str, Rows, tuple[Note, ...]]]:
    """Yield (sheet, rows, notes) for each sheet of a part; a text has one."""
    if part.kind == "workbook":
        for sheet in sheets(part.file, part.data):
            yield sheet.name, sheet.rows, sheet.notes
    elif part.kind == "html":
        for rows in html_tables(part.data):
            yield "", rows, ()
    else:
        text = decode(part.file, part.data)
        content = text.data.decode("utf-8", "replace")
        dialect = vote(content[:HEAD])
        rows, odd = split(part.file, content, dialect)
        blank: list[list[str]] = [[] for _ in range(dialect.skip)]
        rows = [*blank, *rows[dialect.skip :]]
        yield "", rows[: len(rows) - text.cut], (*text.notes, *odd)
