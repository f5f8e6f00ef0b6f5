"""From one part of an upload to the sketches of its tables, every row in memory.

Whatever a hostile file may do, it does here: kpi.intake.apart runs it in another process.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from kpi.errors import UnreadableFile, Where
from kpi.facts import Note
from kpi.intake import careful
from kpi.intake.dialect import split, vote
from kpi.intake.extent import place_of
from kpi.intake.header import letters
from kpi.intake.lines import stripped
from kpi.intake.markup import html_tables
from kpi.intake.percents import as_shown
from kpi.intake.table import Place, Table, is_turned, places, stacked
from kpi.intake.text import HEAD, decode
from kpi.intake.unsplit import unsplit
from kpi.intake.workbook import Sheet, sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi.intake.container import Part
    from kpi.intake.lines import Rows
    from kpi.intake.sketch import Sketch

COLUMNS_LIMIT = 500


def sketches_of(part: Part) -> tuple[Sketch, ...]:
    """Return the sketch of each table of a part. Raises UnreadableFile when it holds none.

    A sheet that cannot be read is only noted when another can.
    """
    found: list[Sketch] = []
    refused: list[UnreadableFile] = []
    for sheet in _sheets_of(part):
        try:
            found += _of_sheet(part, sheet)
        except UnreadableFile as error:
            refused.append(error)
    if found:
        said = tuple(Note(code=e.what, where=e.where, values=dict(e.values)) for e in refused)
        return tuple(replace(sketch, notes=(*sketch.notes, *said)) for sketch in found)
    if refused:
        raise refused[0]
    raise UnreadableFile("prose", Where(file=part.file), values={"sample": opening(part.data)})


def _of_sheet(part: Part, sheet: Sheet) -> Iterator[Sketch]:
    apart = unsplit(part.file, sheet.rows)
    given = sheet.rows if apart is None else apart
    rows, found, notes = _straight(part.file, sheet.name, given, sheet.notes)
    if apart is not None:
        where = Where(file=part.file, sheet=sheet.name)
        notes = (*notes, Note(code="unsplit_lines", where=where))
    if sheet.extent is not None and sheet.extent.unsaved:
        _refuse_unsaved(part.file, sheet, sheet.extent.unsaved, found if rows is given else ())
    for place in found:
        width = max(len(stripped(rows[i])) for i in place.headers)
        refuse_width(part.file, sheet.name, width)
        sketch = careful.sketch(part.file, sheet.name, rows, place, (*part.notes, *notes))
        if sheet.extent is not None and sheet.extent.percents and rows is given:
            sketch = replace(sketch, samples=as_shown(sketch.samples, sheet.extent.percents))
        yield sketch


def refuse_width(file: str, sheet: str, width: int) -> None:
    """Raise UnreadableFile when a table has more columns than we read."""
    if width > COLUMNS_LIMIT:
        values = {"found": width, "limit": COLUMNS_LIMIT}
        raise UnreadableFile("cols_10000", Where(file=file, sheet=sheet), values=values)


def _refuse_unsaved(
    file: str, sheet: Sheet, addresses: list[str], found: tuple[Place, ...]
) -> None:
    """Raise UnreadableFile when a formula without result stands in a table, or where one would
    stand: its cell reads as empty, and the sum would be wrong.
    """
    tables = [(place.headers[-1] + 1, careful.names_at(sheet.rows, place)) for place in found]
    for address in addresses:
        row, column = place_of(address)
        names = next((n for top, n in reversed(tables) if top < row and column <= len(n)), None)
        if names is None and found:
            continue
        name = names[column - 1] if names else letters(column - 1)
        where = Where(file=file, sheet=sheet.name, row=row, column=name)
        raise UnreadableFile("formulas_nocache", where)


def tables_of(part: Part) -> Iterator[Table]:
    """Yield the tables of a part as they stand."""
    for sheet in _sheets_of(part):
        for place in places(sheet.rows):
            yield careful.table(sheet.name, sheet.rows, place)


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


def _sheets_of(part: Part) -> Iterator[Sheet]:
    """Yield the sheets of a part; a text has one, a page as many as tables."""
    if part.kind == "workbook":
        yield from sheets(part.file, part.data, hidden=part.hidden)
    elif part.kind == "html":
        for rows in html_tables(part.file, part.data):
            yield Sheet(name="", rows=rows)
    else:
        text = decode(part.file, part.data, part.encoding)
        content = text.data.decode("utf-8", "replace")
        dialect = vote(content[:HEAD])
        rows, odd = split(part.file, content, dialect)
        blank: list[list[str]] = [[] for _ in range(dialect.skip)]
        rows = [*blank, *rows[dialect.skip :]]
        yield Sheet(name="", rows=rows[: len(rows) - text.cut], notes=(*text.notes, *odd))
