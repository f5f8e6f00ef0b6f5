"""How many cells the sheets of an OpenDocument workbook become once its repeats are spelled
out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi.intake.extent import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG = re.compile(
    rb"<(/?)(?:[\w-]+:)?(table|table-row|table-cell|covered-table-cell)(?=[\s/>])"
    rb"((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>(?=(\s*</)?)"
)
_REPEATED = re.compile(rb":number-(?:rows|columns)-repeated\s*=\s*[\"']\s*(\d{1,12})")


@dataclass(slots=True)
class _Sheet:
    """What has been seen of a sheet. `below`: empty rows that count only if a filled one follows;
    `place`: cells of the row so far, `filled` up to its last filled one.
    """

    width: int = 0
    rows: int = 0
    below: int = 0
    times: int = 1
    place: int = 0
    filled: int = 0

    def cell(self, times: int, *, is_filled: bool) -> None:
        self.place += times
        if is_filled:
            self.filled = self.place

    def start_row(self, times: int) -> None:
        self.times, self.place, self.filled = times, 0, 0

    def end_row(self) -> None:
        if self.filled:
            self.width = max(self.width, self.filled)
            self.rows, self.below = self.rows + self.below + self.times, 0
        else:
            self.below += self.times


def area(chunks: Iterator[bytes]) -> int:
    """Return the cells of all sheets, each a rectangle up to its last filled row and cell.

    Every file of LibreOffice ends its rows and sheets with thousands of repeated empty cells:
    these never count.
    """
    total, sheet = 0, _Sheet()
    for block in blocks(chunks):
        for closes, name, attributes, empty in _TAG.findall(block):
            alone = attributes.endswith(b"/")
            if name == b"table":
                total, sheet = total + sheet.width * sheet.rows, _Sheet()
            elif name == b"table-row":
                if not closes:
                    sheet.start_row(_times(attributes))
                if closes or alone:
                    sheet.end_row()
            elif not closes:
                is_filled = b"value" in attributes or not (alone or empty)
                sheet.cell(_times(attributes), is_filled=is_filled)
    return total + sheet.width * sheet.rows


def _times(attributes: bytes) -> int:
    found = _REPEATED.search(attributes)
    return int(found[1]) if found else 1
