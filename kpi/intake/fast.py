"""The fast way to a table: a long, regular text is split by Arrow, only the columns that are used.

Whatever is odd (a cell over two lines, a blank line, a row of another width, several tables) makes
this way
step aside for the careful one, which gives the same answer on regular files.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from kpi.intake.blocks import FIGURES, TEXTS, WHOLES, Body, cut
from kpi.intake.cells import Cells
from kpi.intake.dialect import split
from kpi.intake.header import HEADER_LINES, header_names
from kpi.intake.lines import is_blank, is_talk
from kpi.intake.numbers import is_missing, proven_marks
from kpi.intake.sketch import HEAD_ROWS, LOOK, Loaded, Sketch
from kpi.intake.table import places

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from kpi.intake.dialect import Dialect
    from kpi.intake.sketch import Wish
    from kpi.intake.table import Place

# Below this size the careful way is as quick.
WORTH = 1 << 19
HEADS = (1 << 15, 1 << 19)
TAIL = 1 << 14
_PLAIN = {
    "": re.compile(r"-?[0-9]+"),
    ".": re.compile(r"-?[0-9]+(\.[0-9]+)?"),
    ",": re.compile(r"-?[0-9]+(,[0-9]+)?"),
}


def sketch(
    file: str, data: bytes, dialect: Dialect, careful: Callable[[], Sketch]
) -> Sketch | None:
    """Return the sketch of a long regular text, or None when it is not so.

    `careful` gives the other way's sketch, should a row far below turn out odd.
    """
    head = _head(data)
    rows, _ = split(file, head.decode("utf-8", "replace"), dialect)
    lines = head.count(b"\n")
    if (b"\r" in head and b"\r\n" not in head) or len(rows) != lines:
        return None
    found = places(rows[dialect.skip :])
    if len(found) != 1 or not _runs_through(found[0], len(rows) - dialect.skip):
        return None
    place = found[0]
    header_row = place.headers[0] + dialect.skip
    width = len(rows[header_row])
    body = rows[header_row + 1 :]
    if any(len(row) != width for row in body) or not all(name.strip() for name in rows[header_row]):
        return None
    start = _offset(head, header_row + 1)
    stop = _end(file, data, dialect, width)
    if stop is None or stop <= start:
        return None
    samples = tuple(tuple(row[c] for row in body[:LOOK]) for c in range(width))
    marks = {c: mark for c in range(width) if (mark := _plain_mark(samples[c])) is not None}
    header = header_names(rows, (header_row,))
    parts = Body(data=data, start=start, stop=stop, delimiter=dialect.delimiter, width=width)

    def load(wishes: Mapping[int, Wish]) -> Loaded:
        # Where the first rows leave open how a rate is written, all its rows are needed.
        whole = {c for c, wish in wishes.items() if wish == "head" and not proven_marks(samples[c])}
        wished: dict[int, Wish] = {c: "figures" if c in whole else w for c, w in wishes.items()}
        return _load(parts, marks, wished, header_row + 2, header) or careful().load(wishes)

    return Sketch(
        file=file, sheet="", header=header, titles=place.titles, header_row=header_row + 1,
        samples=samples, load=load,
    )  # fmt: skip


def _head(data: bytes) -> bytes:
    """Return the first whole lines: enough of them to look at, whatever their length."""
    for size in HEADS:
        head = data[:size]
        head = head[: head.rfind(b"\n") + 1]
        if head.count(b"\n") > LOOK + HEADER_LINES:
            break
    return head


def _runs_through(place: Place, count: int) -> bool:
    """Return whether a table goes on to the last of the rows looked at, on one header line."""
    one = len(place.rows) == 1 and len(place.headers) == 1 and not place.nameless
    return one and place.rows[0].stop == count and len(place.rows[0]) > 1


def _offset(head: bytes, lines: int) -> int:
    place = 0
    for _ in range(lines):
        place = head.index(b"\n", place) + 1
    return place


def _end(file: str, data: bytes, dialect: Dialect, width: int) -> int | None:
    """Return where the rows end, before the blank lines and the talk below them; None when it is
    not plain.
    """
    first = data.rfind(b"\n", 0, max(len(data) - TAIL, 1)) + 1
    lines = data[first:].split(b"\n")
    stop = len(data)
    if lines and not lines[-1]:
        lines.pop()
    else:
        stop += 1
    while lines:
        row = _row(file, lines[-1], dialect)
        if row is not None and len(row) == width and not is_blank(row) and not is_talk(row):
            break
        stop -= len(lines.pop()) + 1
    rows = [_row(file, line, dialect) for line in lines]
    if not rows or any(row is None or len(row) != width for row in rows):
        return None
    return min(stop, len(data))


def _row(file: str, line: bytes, dialect: Dialect) -> list[str] | None:
    text = line.decode("utf-8", "replace").rstrip("\r")
    if dialect.quote not in text and "\r" not in text:
        return text.split(dialect.delimiter) if text else []
    rows, _ = split(file, text, dialect)
    return rows[0] if len(rows) == 1 else None if rows else []


def _plain_mark(sample: tuple[str, ...]) -> str | None:
    """Return the decimal mark of a column of bare figures ("" for whole ones), None when there is
    more.
    """
    texts = set(sample)
    for mark, pattern in _PLAIN.items():
        if not all(pattern.fullmatch(text) or is_missing(text) for text in texts):
            continue
        # Three digits after the mark in every cell may be thousands: the careful look decides.
        proven = mark in proven_marks(texts) if mark else any(map(pattern.fullmatch, texts))
        return mark if proven else None
    return None


def _load(
    body: Body,
    marks: Mapping[int, str],
    wishes: Mapping[int, Wish],
    numbered: int,
    header: tuple[str, ...],
) -> Loaded | None:
    """Return the columns wished for; None when the rows are not what the first ones promised.

    `marks`: column → its decimal mark, of those whose first rows are plain figures; `numbered`: the
    spreadsheet row of the first row.
    """
    texts = {c for c, wish in wishes.items() if wish == "text"}
    kinds = {c: TEXTS for c, wish in wishes.items() if wish != "head"}
    figures = {c for c in kinds if c in marks and c not in texts}
    # One decimal mark a reading: a column of the other one is cleaned afterwards, as text.
    mark = "," if "," in {marks[c] for c in figures} else "."
    # Below whole figures, "2.000" may be a thousand times what it seems: it is no whole figure.
    plain = {c: FIGURES if marks[c] else WHOLES for c in figures if marks[c] in (mark, "")}
    blocks = cut(body)
    cells = blocks.columns(kinds | plain, mark, texts) or blocks.columns(kinds, mark, texts)
    if cells is None or any(_grew_decimals(column) for column in cells.values()):
        return None
    heads = {c: TEXTS for c in wishes if c not in kinds}
    first = body.first(HEAD_ROWS).table(heads) if heads else pa.table({})
    if first is None:
        return None
    for c, column in zip(heads, first.columns, strict=True):
        cells[c] = Cells(column.combine_chunks())

    def original(places: NDArray[np.int64]) -> pd.DataFrame:
        every = blocks.rows(places, range(body.width)).rename_columns(list(header))
        kept: pd.DataFrame = every.to_pandas()
        return kept

    numbers = np.arange(numbered, numbered + blocks.count, dtype=np.int64)
    return Loaded(columns=cells, numbers=numbers, original=original)


def _grew_decimals(cells: Cells) -> bool:
    """Return whether decimals appear only below the rows looked at: "1.234" may then be a
    thousand.
    """
    figures = cells.figures
    if figures is None or _has_decimals(figures[:LOOK]):
        return False
    return _has_decimals(figures)


def _has_decimals(figures: NDArray[np.float64]) -> bool:
    # Unknown figures differ from their floor too.
    return bool((np.floor(figures) != figures).sum() > np.isnan(figures).sum())
