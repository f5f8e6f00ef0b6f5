"""The fast way to a table: a long, regular text is split by Arrow, only the columns that are used.

Whatever is odd (a cell over two lines, a blank line, a row of another width, several tables) makes
this way
step aside for the careful one, which gives the same answer on regular files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.csv

from kpi.intake.cells import Cells
from kpi.intake.dialect import split
from kpi.intake.header import HEADER_LINES, header_names
from kpi.intake.lines import is_blank, is_talk
from kpi.intake.numbers import MISSING, is_missing, proven_marks
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
_PLAIN = {".": re.compile(r"-?\d+(\.\d+)?"), ",": re.compile(r"-?\d+(,\d+)?")}
_NULLS = sorted({m for word in MISSING for m in (word, f" {word}", word.upper(), word.title())})


@dataclass(frozen=True, slots=True)
class _Body:
    """The bytes of the rows, and how they are split. `plain`: column → its decimal mark, plain
    figures only. `proven`: columns whose first rows prove how they write numbers.
    """

    data: bytes
    start: int
    stop: int
    delimiter: str
    width: int
    plain: Mapping[int, str]
    proven: frozenset[int]


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
    plain = {c: mark for c in range(width) if (mark := _plain_mark(samples[c])) is not None}
    proven = frozenset(c for c in range(width) if proven_marks(samples[c]))
    parts = _Body(data, start, stop, dialect.delimiter, width, plain, proven)

    def load(wishes: Mapping[int, Wish]) -> Loaded:
        return _load(parts, header_row + 2, header, wishes) or careful().load(wishes)

    header = header_names(rows, (header_row,))
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
    rows, _ = split(file, line.decode("utf-8", "replace").rstrip("\r"), dialect)
    return rows[0] if len(rows) == 1 else None if rows else []


def _plain_mark(sample: tuple[str, ...]) -> str | None:
    """Return the decimal mark of a column of bare figures ("" for whole ones), None when there is
    more.
    """
    given = [text for text in sample if not is_missing(text)]
    if not given:
        return None
    if all(text.removeprefix("-").isdigit() and text.isascii() for text in given):
        return ""
    for mark, pattern in _PLAIN.items():
        if all(pattern.fullmatch(text) for text in given):
            # Three digits after the mark in every cell may be thousands: the careful look decides.
            return mark if any(_proves(text, mark) for text in given) else None
    return None


def _proves(text: str, mark: str) -> bool:
    whole, found, fraction = text.removeprefix("-").partition(mark)
    return bool(found) and (len(fraction) != 3 or len(whole) > 3 or whole == "0")


def _load(
    body: _Body, first_number: int, header: tuple[str, ...], wishes: Mapping[int, Wish]
) -> Loaded | None:
    """Return the columns wished for; None when the rows are not what the first ones promised."""
    heads = {c for c, wish in wishes.items() if wish == "head" and c in body.proven}
    wishes = {c: wish for c, wish in wishes.items() if c not in heads}
    figures = {c for c, wish in wishes.items() if wish != "text" and c in body.plain}
    # One decimal mark a reading: a column of the other one is cleaned afterwards, as text.
    mark = "," if "," in {body.plain[c] for c in figures} else "."
    figures = {c for c in figures if body.plain[c] in (mark, "")}
    table = _read(body, dict(wishes), figures, mark) or _read(body, dict(wishes), set(), mark)
    if table is None:
        return None
    columns = {c: _cells(table, i) for i, c in enumerate(sorted(wishes))}
    if any(_grew_decimals(columns[c]) for c in figures):
        return None
    columns |= _heads(body, heads, table.num_rows)
    numbers = np.arange(first_number, first_number + table.num_rows, dtype=np.int64)

    def original(places: NDArray[np.int64]) -> pd.DataFrame:
        every = _read(body, dict.fromkeys(range(body.width), "figures"), set(), ".")
        if every is None:
            raise AssertionError
        kept = every.rename_columns(list(header)).take(pa.array(places))
        found: pd.DataFrame = kept.to_pandas()
        return found

    return Loaded(columns=columns, numbers=numbers, left_out=(), original=original)


def _heads(body: _Body, columns: set[int], count: int) -> dict[int, Cells]:
    """Return the first rows of some columns, as text, empty below."""
    if not columns:
        return {}
    stop = body.start
    for _ in range(HEAD_ROWS):
        found = body.data.find(b"\n", stop, body.stop)
        stop = body.stop if found < 0 else found + 1
    table = _read(replace(body, stop=stop), dict.fromkeys(columns, "figures"), set(), ".")
    if table is None:
        raise AssertionError
    rest = pa.repeat(pa.scalar("", pa.string()), count - table.num_rows)
    return {
        c: Cells(pa.concat_arrays([*table.column(i).chunks, rest]))
        for i, c in enumerate(sorted(columns))
    }


def _read(body: _Body, wishes: Mapping[int, Wish], figures: set[int], mark: str) -> pa.Table | None:
    names = [f"c{c}" for c in range(body.width)]
    kinds = {
        f"c{c}": pa.float64() if c in figures else _TEXT if wish == "text" else pa.string()
        for c, wish in wishes.items()
    }
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(pa.py_buffer(body.data).slice(body.start, body.stop - body.start)),
            read_options=pyarrow.csv.ReadOptions(column_names=names, block_size=1 << 22),
            parse_options=pyarrow.csv.ParseOptions(delimiter=body.delimiter),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=kinds,
                include_columns=[f"c{c}" for c in sorted(wishes)],
                null_values=_NULLS,
                decimal_point=mark,
            ),
        )
    except pa.ArrowInvalid:
        return None
    ends = body.data.count(b"\n", body.start, body.stop)
    lines = ends + (not body.data.endswith(b"\n", body.start, body.stop))
    return table if table.num_rows == lines else None


_TEXT = pa.dictionary(pa.int32(), pa.string())


def _cells(table: pa.Table, position: int) -> Cells:
    column = table.column(position)
    if pa.types.is_floating(column.type):
        return Cells(None, np.asarray(column.to_numpy(), dtype=np.float64))
    return Cells(column.combine_chunks())


def _grew_decimals(cells: Cells) -> bool:
    """Return whether decimals appear only below the rows looked at: "1.234" may then be a
    thousand.
    """
    figures = cells.figures
    if figures is None:
        return False
    known = figures[~np.isnan(figures)]
    first = figures[:LOOK]
    first = first[~np.isnan(first)]
    return bool((first == np.floor(first)).all() and (known != np.floor(known)).any())
