"""One column of a table, kept the way that is cheapest for what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kpi.catalog.headings import unwrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Codes = NDArray[np.int32]

# A writer of formulas writes them from the first rows on.
FIRST = 100
# Numbers up to so many times the rows are counted in a table rather than looked up.
FEW = 4

# A cell as a reader gives it: text from a text file, anything from a workbook.
Cell = str | float | bool | date | datetime | time | None


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of few values: `values[codes[i]]` is the text of row i."""

    codes: Codes
    values: tuple[str, ...]

    def map(self, change: Callable[[str], str]) -> Coded:
        """Return the column with each distinct value changed; values that become one share a
        code.
        """
        return coded_as(self.codes, [change(value) for value in self.values])

    def where(self, keep: NDArray[np.bool_]) -> Coded:
        return Coded(self.codes[keep], self.values)

    def texts(self) -> list[str]:
        return [self.values[code] for code in self.codes]

    def is_blank(self) -> NDArray[np.bool_]:
        return self.says(lambda text: not text.strip())

    def says(self, what: Callable[[str], bool]) -> NDArray[np.bool_]:
        """Return the rows whose text is so."""
        said = np.array([what(value) for value in self.values], dtype=bool)
        return said[self.codes] if said.any() else np.zeros(len(self.codes), dtype=bool)

    def changes(self) -> int:
        """Return how often a row says something else than the one before."""
        return int(np.count_nonzero(self.codes[1:] != self.codes[:-1]))

    def sums(self, columns: Sequence[Floats]) -> list[Floats]:
        """Return, for each column of figures, the sum of the known ones of each value, else 0."""
        known = [np.nan_to_num(c) if np.isnan(c).any() else c for c in columns]
        steps = np.diff(self.codes)
        if not len(steps) or (steps < 0).any():
            count = len(self.values)
            return [np.bincount(self.codes, c, count).astype(np.float64) for c in known]
        starts = np.append(0, np.flatnonzero(steps) + 1)
        found = np.zeros((len(columns), len(self.values)))
        for sums, figures in zip(found, known, strict=True):
            sums[self.codes[starts]] = np.add.reduceat(figures, starts)
        return [*found]


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one column: texts, or figures that were numbers already in the file, or both.

    `figures` is NaN where a cell is text; `texts` is "" where a cell is a figure.
    """

    texts: pa.Array | None
    figures: Floats | None = None

    def __len__(self) -> int:
        return len(self.figures) if self.figures is not None else len(self.texts or ())

    def coded(self) -> Coded:
        """Return the column as text, coded."""
        if self.figures is None:
            return code(self.texts)
        if self.texts is None:
            values, codes = np.unique(self.figures, return_inverse=True)
            return Coded(codes.astype(np.int32), tuple(figure_text(v) for v in values))
        texts = self.texts.to_pylist()
        figures = self.figures
        both = [t or figure_text(f) for t, f in zip(texts, figures, strict=True)]
        return code(pa.array(both, pa.string()))

    def where(self, keep: NDArray[np.bool_]) -> Cells:
        texts = None if self.texts is None else self.texts.filter(pa.array(keep))
        return Cells(texts, None if self.figures is None else self.figures[keep])

    def first(self, count: int) -> Cells:
        """Return the first cells."""
        return Cells(
            None if self.texts is None else self.texts[:count],
            None if self.figures is None else self.figures[:count],
        )


def coded_as(codes: Codes, values: Sequence[str]) -> Coded:
    """Return a Coded whose equal values share one code."""
    places: dict[str, int] = {}
    again = np.array([places.setdefault(v, len(places)) for v in values], dtype=np.int32)
    if len(places) == len(values):
        return Coded(codes, tuple(values))
    return Coded(again[codes], tuple(places))


def known_sum(values: Floats) -> float:
    """Return the sum of the known figures; 0 when there is none."""
    # What skips the unknown ones copies them all.
    total = values.sum()
    return float(np.nansum(values) if np.isnan(total) else total)


def row_keys(columns: Sequence[Coded]) -> tuple[NDArray[np.int64], int]:
    """Return a number a row, the same for rows that are equal in all columns, and a bound above it.

    Numbers follow the order of the first column's codes, then of the next one's.
    """
    keys, size = np.zeros(len(columns[0].codes) if columns else 0, dtype=np.int64), 1
    for column in columns:
        count = len(column.values)
        if count == 1:
            continue
        if size * count >= 1 << 62:
            _, keys = np.unique(keys, return_inverse=True)
            size = int(keys.max()) + 1
        if size > 1:
            keys *= count
        keys += column.codes
        size *= count
    return keys, size


def plainly_differ(keys: NDArray[np.int64], size: int) -> bool:
    """Return whether it is plain that no number is there twice: they rise, or a table of `size`
    counts them.
    """
    if (keys[1:] > keys[:-1]).all():
        return True
    return size <= FEW * len(keys) and bool(np.bincount(keys).max() == 1)


def ranked(keys: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], int]:
    """Return the place of each number, below `size`, among the different ones in order, and how
    many these are.
    """
    if size <= FEW * len(keys):
        found = np.flatnonzero(np.bincount(keys))
        places = np.zeros(size, dtype=np.int64)
        places[found] = np.arange(len(found))
        return places[keys], len(found)
    codes, found = pd.factorize(keys)
    places = np.empty(len(found), dtype=np.int64)
    places[np.argsort(found)] = np.arange(len(found))
    return places[codes], len(found)


def constant(value: str, count: int) -> Coded:
    """Return a column that says the same on every row."""
    return Coded(np.zeros(count, dtype=np.int32), (value,))


def code(texts: pa.Array) -> Coded:
    """Return a string or dictionary array, coded."""
    if not pa.types.is_dictionary(texts.type):
        texts = pc.dictionary_encode(texts)
    codes = texts.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    values = texts.dictionary.to_pylist()
    if any(value.startswith('="') for value in values[:FIRST]):
        return coded_as(codes, [unwrapped(value) for value in values])
    return Coded(codes, tuple(values))


def figure_text(figure: float) -> str:
    """Return a workbook's number as people read it there (916.0 → "916"); "" for nan."""
    if figure != figure:
        return ""
    return str(int(figure)) if figure == int(figure) and abs(figure) < 1e15 else repr(figure)


def cell_text(cell: Cell) -> str:
    """Return a workbook's cell as text: dates in ISO form, whole numbers without decimals."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, int | float):
        return figure_text(float(cell))
    return str(cell)


def gather(cells: Sequence[Cell]) -> Cells:
    """Return the Cells of a column given cell by cell."""
    kinds = set(map(type, cells))
    if kinds <= {str}:
        return Cells(pa.array(cells, pa.string()))
    if kinds <= {int, float}:
        return Cells(None, np.array(cells, dtype=np.float64))
    numeric = [isinstance(c, int | float) and not isinstance(c, bool) for c in cells]
    figures = np.array([c if n else np.nan for c, n in zip(cells, numeric, strict=True)], float)
    texts = ["" if n else cell_text(c) for c, n in zip(cells, numeric, strict=True)]
    return Cells(pa.array(texts, pa.string()), figures if any(numeric) else None)
