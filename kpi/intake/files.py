"""From an uploaded file to the sketches of its tables."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from kpi.errors import UnreadableFile, UserError, Where
from kpi.facts import Note
from kpi.intake import careful, fast
from kpi.intake.container import Part, parts
from kpi.intake.dialect import split, vote
from kpi.intake.markup import html_tables
from kpi.intake.sketch import Sketch
from kpi.intake.table import Place, Table, is_turned, places, stacked
from kpi.intake.text import HEAD, decode
from kpi.intake.workbook import sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi.intake.table import Rows

COLUMNS_LIMIT = 500


def sketches(name: str, data: bytes) -> Iterator[Sketch | UserError]:
    """Yield the sketch of each table of a file, and an error for each part that could not be
    read.
    """
    for part in parts(name, data):
        if isinstance(part, UserError):
            yield part
            continue
        try:
            yield from list(_of_part(part))
        except UserError as error:
            yield error


def tables(name: str, data: bytes) -> tuple[Table, ...]:
    """Return the tables of a file as they stand: header and cell texts, what surrounds them left
    out.

    `Table.rows` are the texts of the file, after the title lines and without the notes below; a
    row of another
    width is kept, and listed in `left_out`. Raises UnreadableFile when the file holds no table.
    """
    found = []
    for part in parts(name, data):
        if isinstance(part, UserError):
            raise part
        for sheet, rows, _ in _rows_of(part):
            found += [careful.table(sheet, rows, place) for place in places(rows)]
    if not found:
        raise UnreadableFile("prose", Where(file=name), values={"sample": _opening(data)})
    return tuple(found)


def _of_part(part: Part) -> Iterator[Sketch]:
    if part.kind == "text" and len(part.data) > fast.WORTH:
        quick = _quick(part)
        if quick is not None:
            yield quick
            return
    yield from _with_care(part)


def _with_care(part: Part) -> Iterator[Sketch]:
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
        raise UnreadableFile("prose", Where(file=part.file), values={"sample": _opening(part.data)})


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


def _quick(part: Part) -> Sketch | None:
    text = decode(part.file, part.data)
    if text.notes:
        return None
    dialect = vote(text.data[:HEAD].decode("utf-8", "ignore"))
    if not dialect.is_plain:
        return None
    return fast.sketch(part.file, text.data, dialect, lambda: next(_with_care(part)))


def _opening(data: bytes) -> str:
    text = decode("", data[:400]).data.decode("utf-8", "ignore")
    return " ".join(text.split())[:80]
