"""HTML tables, which some tools save under the name of a workbook."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from kpi.errors import UnreadableFile, Where
from kpi.intake.extent import CELLS_LIMIT
from kpi.intake.merged import is_repeated
from kpi.intake.precheck import CELL
from kpi.intake.text import decode

# As in browsers, no cell is wider or higher; a height of 0 reaches down to the end.
_WIDEST, _HIGHEST = 1000, 65_534


@dataclass(slots=True)
class _Table:
    """A table so far. `held` and `below`: column → (rows still covered by a cell from above, the
    text it leaves there), for the row so far and for the next one.
    """

    rows: list[list[str]] = field(default_factory=list)
    held: dict[int, tuple[int, str]] = field(default_factory=dict)
    below: dict[int, tuple[int, str]] = field(default_factory=dict)
    cell: list[str] | None = None
    width: int = 1
    height: int = 1

    def start_row(self) -> None:
        self.end_row()
        self.rows.append([])
        self.held, self.below = self.below, {}

    def start_cell(self, width: int, height: int) -> None:
        if not self.rows:
            self.start_row()
        self.end_cell()
        self.cell, self.width, self.height = [], width, height

    def end_cell(self) -> None:
        if self.cell is None:
            return
        self._cover()
        row, text = self.rows[-1], " ".join("".join(self.cell).split())
        if self.height > 1:
            left = text if is_repeated(text) else ""
            texts = [left, *[""] * (self.width - 1)]
            self.below |= {len(row) + i: (self.height - 1, t) for i, t in enumerate(texts)}
        row += [text, *[""] * (self.width - 1)]
        self.cell = None

    def end_row(self) -> None:
        self.end_cell()
        for column in sorted(self.held):
            self.rows[-1] += [""] * (column - len(self.rows[-1]))
            self._cover()

    def _cover(self) -> None:
        """Put the cells that reach down from above, as far as they follow the row so far."""
        row = self.rows[-1]
        while len(row) in self.held:
            rest, text = self.held.pop(len(row))
            if rest > 1:
                self.below[len(row)] = (rest - 1, text)
            row.append(text)


class _Reader(HTMLParser):
    """Gathers the cells of each table; nested tags inside a cell give their text, and a table
    inside a cell stands apart.
    """

    def __init__(self, file: str) -> None:
        super().__init__()
        self.tables: list[_Table] = []
        self._file = file
        self._open: list[_Table] = []
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._open.append(_Table())
            self.tables.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._open[-1].start_row()
            self._count(self._open[-1])
        elif tag in ("td", "th") and self._open:
            given = dict(attrs)
            width = min(max(_span(given.get("colspan")), 1), _WIDEST)
            self._open[-1].start_cell(width, min(_span(given.get("rowspan")) or _HIGHEST, _HIGHEST))

    def handle_endtag(self, tag: str) -> None:
        if not self._open:
            return
        if tag in ("td", "th") or tag == "tr":
            self._open[-1].end_cell()
        elif tag == "table":
            self._open.pop().end_row()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1].cell is not None:
            self._open[-1].cell.append(data)

    def close(self) -> None:
        super().close()
        while self._open:
            self._open.pop().end_row()

    def _count(self, table: _Table) -> None:
        """Refuse a page whose few bytes spell out more cells than we read."""
        self._cells += len(table.rows[-2]) if len(table.rows) > 1 else 0
        if self._cells > CELLS_LIMIT:
            values = {"size": self._cells * CELL, "limit": CELLS_LIMIT * CELL}
            raise UnreadableFile("zip_bomb", Where(file=self._file), values=values)


def _span(given: str | None) -> int:
    digits = (given or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else 1


def html_tables(file: str, data: bytes) -> list[list[list[str]]]:
    """Return the rows of each table of a web page that holds more than one cell.

    Raises UnreadableFile when cells that span others make it far larger than it looks.
    """
    reader = _Reader(file)
    reader.feed(decode("", data).data.decode("utf-8", "replace"))
    reader.close()
    return [table.rows for table in reader.tables if sum(map(len, table.rows)) > 1]
