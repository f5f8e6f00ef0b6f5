"""Frames → cube: the one aggregation after which everything is small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from kpi.facts import DIMENSIONS, MEASURES, empty_cube
from kpi.intake.cells import Coded, constant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from kpi.intake.cells import Floats
    from kpi.intake.frame import Frame
    from kpi.intake.sketch import Loaded

# Figures of which the median is taken: their rows stay one by one.
ONE_BY_ONE = ("deal_days", "response_minutes")
# Said of every row of a campaign: found again after the rows are gathered.
TEXTS = tuple(name for name in DIMENSIONS if name != "source")


Codes = tuple["NDArray[np.int64]", list[object]]


def cube_of(frames: Sequence[Frame]) -> tuple[pd.DataFrame, dict[str, Codes]]:
    """Return the cube of all sources: one row per combination of the dimensions present in each.

    Columns: DIMENSIONS (text, "" when absent; `source` the frame's position) and the measures that
    any source holds (float64, nan when absent). Flows are summed, nan only where every row is;
    stocks keep the last row's value; people and weighted figures stay only where one row makes the
    cell. Beside it, each text dimension as codes and the sorted values they stand for.
    """
    parts = [_gathered(frame, source) for source, frame in enumerate(frames) if len(frame)]
    if not parts:
        return empty_cube(), {}
    cubes = [cube for cube, _ in parts]
    cube = cubes[0] if len(cubes) == 1 else pd.concat(cubes, ignore_index=True)
    codes = {name: _as_one([columns[name] for _, columns in parts]) for name in TEXTS}
    return _ordered(cube), codes


def _as_one(columns: Sequence[Coded]) -> Codes:
    """The codes of one dimension over all sources, in the order of the texts."""
    values = sorted({value for column in columns for value in column.values})
    if len(values) == 1:
        return np.zeros(sum(len(c.codes) for c in columns), dtype=np.int64), list(values)
    rank = {value: place for place, value in enumerate(values)}
    places = [np.array([rank[v] for v in c.values], dtype=np.int64)[c.codes] for c in columns]
    return places[0] if len(places) == 1 else np.concatenate(places), list(values)


def _ordered(cube: pd.DataFrame) -> pd.DataFrame:
    names = [name for name in MEASURES if name in cube.columns]
    return cube[[*DIMENSIONS, *names]]


def _gathered(frame: Frame, source: int) -> tuple[pd.DataFrame, dict[str, Coded]]:
    columns = [frame.dimensions.get(name) or constant("", len(frame)) for name in TEXTS]
    groups = _groups(columns, len(frame), one_by_one=_stays_apart(frame))
    data: dict[str, object] = {}
    said: dict[str, pd.Series] = {}
    for name, column in zip(TEXTS, columns, strict=True):
        # Most rows end on the day they begin: one column of texts serves both.
        same = name == "date_end" and column.values == columns[0].values
        if same and np.array_equal(column.codes, columns[0].codes):
            data[name] = data["date"]
        elif len(column.values) == 1:
            # So does one for all the columns that say nothing.
            value = column.values[0]
            if value not in said:
                said[value] = _text(column, groups)
            data[name] = said[value]
        else:
            data[name] = _text(column, groups)
    data["source"] = np.full(len(groups.first), source, dtype=np.int64)
    for name, values in frame.measures.items():
        data[name] = _gather(name, values, groups)
    coded = {
        name: column if groups.whole else Coded(column.codes[groups.first], column.values)
        for name, column in zip(TEXTS, columns, strict=True)
    }
    return pd.DataFrame(data, copy=False), coded


def _stays_apart(frame: Frame) -> bool:
    return any(name in frame.measures for name in ONE_BY_ONE)


@dataclass(frozen=True, slots=True)
class Groups:
    """Which cell of the cube each row goes to: `first[g]` is the first row of cell g, `of[i]` the
    cell of row i.

    `of` is None when every row is a cell of its own; `whole` when they are in order too.
    """

    first: NDArray[np.int64]
    of: NDArray[np.int64] | None
    whole: bool = False


def _groups(columns: Sequence[Coded], count: int, *, one_by_one: bool = False) -> Groups:
    """Return the cells, in the order of the first column's text (the date), then as the rows
    came.
    """
    key = np.zeros(count, dtype=np.int64)
    size = 1
    for position, column in enumerate(columns):
        if len(column.values) == 1:
            continue
        codes = _in_order(column) if position == 0 else column.codes
        if size * len(column.values) >= 1 << 62:
            _, key = np.unique(key, return_inverse=True)
            size = int(key.max()) + 1
        key = key * len(column.values) + codes
        size *= len(column.values)
    if one_by_one:
        return Groups(np.argsort(key, kind="stable"), None)
    if (key[1:] > key[:-1]).all():
        return Groups(np.arange(count), None, whole=True)
    codes, uniques = pd.factorize(key)
    if len(uniques) == count:
        return Groups(np.argsort(key, kind="stable"), None)
    order = np.argsort(uniques, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    of = place[codes]
    first = np.full(len(order), -1, dtype=np.int64)
    first[of[::-1]] = np.arange(count - 1, -1, -1)
    return Groups(first, of)


def _in_order(column: Coded) -> NDArray[np.int64]:
    """Return codes that follow the order of the texts."""
    order = sorted(range(len(column.values)), key=column.values.__getitem__)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[column.codes]


def _text(column: Coded, groups: Groups) -> pd.Series:
    if len(column.values) == 1:
        texts = pa.repeat(pa.scalar(column.values[0], pa.large_string()), len(groups.first))
    else:
        codes = column.codes if groups.whole else column.codes[groups.first]
        texts = pa.array(column.values, pa.large_string()).take(pa.array(codes))
    return pd.Series(pd.array(texts, dtype="str"), copy=False)


def _gather(name: str, values: Floats, groups: Groups) -> Floats:
    if groups.of is None:
        return values if groups.whole else values[groups.first]
    count = len(groups.first)
    known = ~np.isnan(values)
    kind = MEASURES[name].kind
    if kind == "flow":
        sums = np.bincount(groups.of, weights=np.where(known, values, 0.0), minlength=count)
        return np.where(np.bincount(groups.of[known], minlength=count) > 0, sums, np.nan)
    last = np.full(count, np.nan)
    last[groups.of[known]] = values[known]
    if kind == "stock":
        return last
    alone = np.bincount(groups.of, minlength=count) == 1
    return np.where(alone, last, np.nan)


class Kept:
    """The kept rows of a source as they stood in the file, made when they are asked for.

    The same names as facts.OriginalRows: `dimensions` (one row a kept row), `cells` (the file's
    own columns as
    text, without personal data), `numbers` (spreadsheet rows).
    """

    def __init__(self, frame: Frame, loaded: Loaded, hidden: Sequence[str]) -> None:
        self._frame = frame
        self._loaded = loaded
        self._hidden = list(hidden)

    @property
    def dimensions(self) -> pd.DataFrame:
        found: Mapping[str, Coded] = self._frame.dimensions
        count = len(self._frame)
        columns = {name: found.get(name) or constant("", count) for name in TEXTS}
        data = {
            name: pd.Categorical.from_codes(column.codes, pd.Index(column.values))
            for name, column in columns.items()
        }
        return pd.DataFrame(data)

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(self._frame.numbers.tolist())

    @property
    def cells(self) -> pd.DataFrame:
        """Return the file's own columns, one row a kept row (an order's row appears once for each
        event).
        """
        rows = np.searchsorted(self._loaded.numbers, self._frame.numbers)
        return self._loaded.original(rows).drop(columns=self._hidden)
