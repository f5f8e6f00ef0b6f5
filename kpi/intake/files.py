"""From an uploaded file to the sketches of its tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kpi.errors import UnreadableFile, UserError, Where
from kpi.intake import apart, fast
from kpi.intake.container import Part, parts
from kpi.intake.corrections import Corrections
from kpi.intake.dialect import vote
from kpi.intake.mending import misquoted
from kpi.intake.parsing import opening, refuse_width
from kpi.intake.text import HEAD, decode

WITH_HIDDEN = "with_hidden"
NOTHING_SAID = Corrections()

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi.intake.sketch import Sketch
    from kpi.intake.table import Table


def sketches(
    name: str, data: bytes, corrections: Corrections = NOTHING_SAID
) -> Iterator[Sketch | UserError]:
    """Yield the sketch of each table of a file, and an error for each part that could not be
    read.
    """
    for part in parts(name, data):
        if isinstance(part, UserError):
            yield part
            continue
        try:
            wished = corrections.text("hidden", part.file) == WITH_HIDDEN
            chosen = corrections.text("encoding", part.file)
            yield from _of_part(replace(part, hidden=wished, encoding=chosen))
        except UserError as error:
            yield error


def tables(name: str, data: bytes) -> tuple[Table, ...]:
    """Return the tables of a file as they stand: header and cell texts, what surrounds them left
    out.

    `Table.rows` are the texts of the file, after the title lines and without the notes below; a
    row of another
    width is kept, and listed in `left_out`. Raises UnreadableFile when the file holds no table.
    """
    found: list[Table] = []
    for part in parts(name, data):
        if isinstance(part, UserError):
            raise part
        found += apart.tables(part)
    if not found:
        raise UnreadableFile("prose", Where(file=name), values={"sample": opening(data)})
    return tuple(found)


def _of_part(part: Part) -> tuple[Sketch, ...]:
    if part.kind == "text" and len(part.data) > fast.WORTH:
        quick = _quick(part)
        if quick is not None:
            return (quick,)
    return apart.sketches(part)


def _quick(part: Part) -> Sketch | None:
    text = decode(part.file, part.data, part.encoding)
    if text.notes:
        return None
    dialect = vote(text.data[:HEAD].decode("utf-8", "ignore"))
    if not dialect.is_plain or next(misquoted(text.data, dialect), None) is not None:
        return None
    found = fast.sketch(part.file, text.data, dialect, lambda: apart.sketches(part)[0])
    if found is not None:
        refuse_width(part.file, "", len(found.header))
    return found
