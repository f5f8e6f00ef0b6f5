"""What is said and asked of a table as a whole: its columns' names and its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kpi.facts import Note

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
