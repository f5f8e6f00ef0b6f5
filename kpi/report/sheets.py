"""Writing texts in a workbook so that none wakes up as a formula, and none breaks the file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell

# Characters that XML cannot hold: one of them makes the whole workbook unreadable.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST = 32_767
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
TAIL = "</sheetData></worksheet>"
# Rows written at a time: enough to be quick, few enough to stay small in memory.
AT_ONCE = 2_000

# A row: its texts (a number stays a number) and the places of those that are marked.
Row = tuple[Sequence[str | int], frozenset[int]]


def put_text(cell: Cell, text: str) -> None:
    """Write a text as a text: "=1+1" stays the characters it is made of."""
    cell.value = _clean(text)
    if cell.value:
        cell.data_type = "s"


def saved(book: Workbook) -> bytes:
    """Return the workbook's bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def streamed(sheets: Mapping[str, Iterable[Row]], colour: str) -> bytes:
    """Return a workbook of sheets of texts by title; marked cells are filled with `colour`.

    A hundred thousand rows take a second: openpyxl makes the book and its styles, the rows are
    written straight into it.
    """
    from openpyxl import Workbook
    from openpyxl.styles import PatternFill

    book = Workbook()
    book.remove(book.active)
    for title in sheets:
        sample = book.create_sheet(title)["A1"]
        sample.fill = PatternFill("solid", start_color=colour)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(book))) as made,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        parts = {f"xl/worksheets/sheet{n}.xml": rows for n, rows in enumerate(sheets.values(), 1)}
        for name in made.namelist():
            if name not in parts:
                target.writestr(name, made.read(name))
        for name, rows in parts.items():
            with target.open(name, "w") as part:
                part.writelines(_xml(rows, sample.style_id))
    return out.getvalue()


def _xml(rows: Iterable[Row], style: int) -> Iterator[bytes]:
    yield HEAD.encode()
    written = (_row(number, row, style) for number, row in enumerate(rows, start=1))
    while batch := "".join(islice(written, AT_ONCE)):
        yield batch.encode()
    yield TAIL.encode()


def _row(number: int, row: Row, style: int) -> str:
    values, marked = row
    cells = [_cell(value, style if place in marked else 0) for place, value in enumerate(values)]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(value: str | int, style: int) -> str:
    drawn = f' s="{style}"' if style else ""
    if isinstance(value, int):
        return f"<c{drawn}><v>{value}</v></c>"
    if not value:
        return f"<c{drawn}/>"
    kept = escape(_clean(value))
    return f'<c{drawn} t="inlineStr"><is><t xml:space="preserve">{kept}</t></is></c>'


def _clean(text: str) -> str:
    return FORBIDDEN.sub("", text)[:LONGEST]
