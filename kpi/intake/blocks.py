"""The rows of a long, regular text, parsed by Arrow: block after block, two at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from kpi.intake.cells import Cells
from kpi.intake.numbers import MISSING
from kpi.intake.threads import each

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

# Large enough to call Arrow seldom, small enough for few bytes to be under way at once.
BLOCK = 1 << 22
FIGURES, WHOLES, TEXTS = pa.float64(), pa.int64(), pa.string()
# A column of shorter runs than this is looked up row by row.
RUN = 4
_NULLS = sorted({m for word in MISSING for m in (word, f" {word}", word.upper(), word.title())})


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The bytes of some whole lines of a text in UTF-8, to be rows of `width` cells."""

    data: bytes
    start: int
    stop: int
    delimiter: str
    width: int

    def first(self, lines: int) -> Body:
        """Return the first of the lines."""
        stop = self.start
        for _ in range(lines):
            stop = self.data.find(b"\n", stop, self.stop) + 1
            if not stop:
                return self
        return replace(self, stop=stop)

    def lines(self) -> int:
        count = self._count(b"\n")
        return count + (not self.data.endswith(b"\n", self.start, self.stop))

    def _count(self, letter: bytes) -> int:
        letters = np.frombuffer(self.data, np.uint8, self.stop - self.start, self.start)
        return int(np.count_nonzero(letters == letter[0]))

    def table(self, kinds: Mapping[int, pa.DataType], mark: str = ".") -> pa.Table | None:
        """Return the columns in `kinds`, in their order; None when a row is of another width, a
        figure is none or the last line ends inside a quoted cell.
        """
        size = self.stop - self.start
        quoted = self.data.find(b'"', self.start, self.stop) >= 0
        if quoted and self._count(b'"') % 2:
            return None
        try:
            return pyarrow.csv.read_csv(
                pa.BufferReader(pa.py_buffer(self.data).slice(self.start, size)),
                read_options=pyarrow.csv.ReadOptions(
                    column_names=[str(c) for c in range(self.width)],
                    block_size=size,
                    use_threads=False,
                ),
                parse_options=pyarrow.csv.ParseOptions(
                    delimiter=self.delimiter,
                    quote_char='"' if quoted else False,
                ),
                convert_options=pyarrow.csv.ConvertOptions(
                    column_types={str(c): kind for c, kind in kinds.items()},
                    include_columns=[str(c) for c in kinds],
                    null_values=_NULLS,
                    check_utf8=False,
                    decimal_point=mark,
                ),
            )
        except pa.ArrowInvalid:
            return None


@dataclass(frozen=True, slots=True)
class Blocks:
    """A body cut in pieces of whole lines; `firsts[i]` is the row of the first line of `pieces[i]`,
    the last one the number of rows.
    """

    pieces: tuple[Body, ...]
    firsts: tuple[int, ...]

    @property
    def count(self) -> int:
        return self.firsts[-1]

    def columns(
        self, kinds: Mapping[int, pa.DataType], mark: str, coded: Collection[int]
    ) -> dict[int, Cells] | None:
        """Return some columns, those of `coded` as dictionaries; None when a line is not one row of
        the width, or a figure is none.
        """
        figures = {c: np.empty(self.count) for c, kind in kinds.items() if kind != TEXTS}
        texts: dict[int, list[pa.Array]] = {c: [] for c in kinds if c not in figures}

        def parse(place: int) -> dict[int, pa.Array] | None:
            piece, rows = self.pieces[place], slice(*self.firsts[place : place + 2])
            table = piece.table(kinds, mark)
            if table is None or table.num_rows != rows.stop - rows.start:
                return None
            # Parsed in one piece, a column has one chunk.
            found = {c: column.chunk(0) for c, column in zip(kinds, table.columns, strict=True)}
            for c, values in figures.items():
                values[rows] = found.pop(c).to_numpy(zero_copy_only=False)
            return {c: encoded(part) if c in coded else part for c, part in found.items()}

        for found in each(parse, range(len(self.pieces))):
            if found is None:
                return None
            for c, part in found.items():
                texts[c].append(part)
        cells = {c: Cells(None, values) for c, values in figures.items()}
        # A column's pieces go as soon as it is whole.
        return cells | {c: Cells(pa.chunked_array(texts.pop(c)).combine_chunks()) for c in [*texts]}

    def rows(self, places: NDArray[np.int64], positions: Sequence[int]) -> pa.Table:
        """Return some rows, as text, of a body whose `columns` were read."""
        kinds = dict.fromkeys(positions, TEXTS)
        order = np.argsort(places, kind="stable")
        wanted = places[order]
        bounds = np.searchsorted(wanted, self.firsts)
        found = [pa.table([pa.array([], TEXTS)] * len(kinds), [str(c) for c in kinds])]
        for i in np.flatnonzero(np.diff(bounds)).tolist():
            table = self.pieces[i].table(kinds)
            if table is None:
                raise AssertionError
            inside = wanted[bounds[i] : bounds[i + 1]] - self.firsts[i]
            found.append(table.take(pa.array(inside)))
        return pa.concat_tables(found).take(pa.array(np.argsort(order)))


def cut(body: Body) -> Blocks:
    """Return a body cut in blocks, their lines counted."""
    pieces = []
    start = body.start
    while start < body.stop:
        end = body.data.find(b"\n", min(start + BLOCK, body.stop), body.stop)
        stop = body.stop if end < 0 else end + 1
        pieces.append(replace(body, start=start, stop=stop))
        start = stop
    return Blocks(tuple(pieces), tuple(accumulate(map(Body.lines, pieces), initial=0)))


def encoded(texts: pa.StringArray) -> pa.DictionaryArray:
    """Return texts as codes. Exports are sorted: a text is looked up once for the rows in a row
    that say it.
    """
    changes = pc.not_equal(texts[1:], texts[:-1])
    if changes.true_count * RUN > len(texts):
        return texts.dictionary_encode()
    starts = np.append([0], pc.indices_nonzero(changes).to_numpy().astype(np.int64) + 1)
    runs = texts.take(pa.array(starts)).dictionary_encode()
    codes = np.repeat(runs.indices.to_numpy(), np.diff(starts, append=len(texts)))
    return pa.DictionaryArray.from_arrays(pa.array(codes), runs.dictionary)
