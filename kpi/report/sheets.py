"""Writing texts in a workbook so that none wakes up as a formula, and none breaks the file."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell

# Characters that XML cannot hold: one of them makes the whole workbook unreadable.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST = 32_767


def put_text(cell: Cell, text: str) -> None:
    """Write a text as a text: "=1+1" stays the characters it is made of."""
    cell.value = FORBIDDEN.sub("", text)[:LONGEST]
    if cell.value:
        cell.data_type = "s"


def saved(book: Workbook) -> bytes:
    """Return the workbook's bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
