"""What is said and asked of a table as a whole: its columns' names and its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kpi.catalog.headings import plain
from kpi.facts import Note, Option, Question
from kpi.intake.corrections import key

if TYPE_CHECKING:
    from kpi.intake.identify import Identified

_UNNAMED = re.compile(r"^Column [A-Z]{1,3}$")
_REPEATED = re.compile(r" \(\d+\)$")


def table_notes(table: Identified) -> Iterator[Note]:
    """Yield what the columns and the place of a table call for."""
    sketch = table.sketch
    unnamed = tuple(
        name
        for name, cells in zip(sketch.header, sketch.samples, strict=True)
        if _UNNAMED.match(name) and any(cells)
    )
    if unnamed and not sketch.nameless:
        values = {"count": len(unnamed), "columns": unnamed}
        yield Note(code="blank_headers", where=table.where(), values=values)
    personal = tuple(
        use.name for use in table.uses if use.is_a("personal") or use.is_a("key", "customer_key")
    )
    if personal:
        yield Note(code="emails_pii", where=table.where(), values={"columns": personal})
    if table.card is None and sketch.titles:
        values = {"row": sketch.header_row}
        yield Note(code="header_row7", where=table.where(row=sketch.header_row), values=values)


def first_name(name: str) -> str:
    """Return a column's name without the number that tells it from its namesakes ("Clicks (2)")."""
    return _REPEATED.sub("", name)


def namesakes(table: Identified) -> Iterator[Question]:
    """Yield a question for each figure that several columns of one name tell differently."""
    groups: dict[str, list[int]] = {}
    for position, name in enumerate(table.sketch.header):
        groups.setdefault(plain(first_name(name)), []).append(position)
    used = {use.position for use in table.all("measure")}
    for positions in groups.values():
        cells = {table.sketch.samples[position] for position in positions}
        if len(cells) < 2 or not used & set(positions):
            continue
        names = tuple(table.sketch.header[position] for position in positions)
        yield Question(
            id=key("twin", *table.place, names[0]),
            code="dup_headers",
            where=table.where(names[0]),
            options=tuple(Option(id=name) for name in names),
            default=names[0],
            values={"columns": names},
        )
