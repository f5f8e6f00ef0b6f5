"""HTML tables, which some tools save under the name of a workbook."""

from __future__ import annotations

from html.parser import HTMLParser

from kpi.intake.text import decode


class _Reader(HTMLParser):
    """Gathers the cells of each table; nested tags inside a cell give their text."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables:
            self._close()
            if not self.tables[-1]:
                self.tables[-1].append([])
            self._cell = []
            span = dict(attrs).get("colspan") or "1"
            self._span = int(span) if span.isdigit() else 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._close()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _close(self) -> None:
        if self._cell is not None:
            text = " ".join("".join(self._cell).split())
            self.tables[-1][-1] += [text, *[""] * (min(self._span, 500) - 1)]
        self._cell = None


def html_tables(data: bytes) -> list[list[list[str]]]:
    """Return the rows of each table of a web page that holds more than one cell."""
    reader = _Reader()
    reader.feed(decode("", data).data.decode("utf-8", "replace"))
    reader.close()
    return [rows for rows in reader.tables if sum(map(len, rows)) > 1]
