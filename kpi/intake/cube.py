"""Frames → cube: the one aggregation after which everything is small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa

from kpi.facts import DIMENSIONS, MEASURES, empty_cube
from kpi.intake.cells import Coded, constant, plainly_differ, ranked, row_keys
from kpi.intake.frame import TEXTS
from kpi.intake.threads import each

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from narwhals.typing import IntoDataFrameT
    from numpy.typing import NDArray

    from kpi.intake.cells import Codes, Floats
    from kpi.intake.frame import Frame

    Places = NDArray[np.int64]

# Figures of which the median is taken: their rows stay one by one.
ONE_BY_ONE = ("deal_days", "response_minutes")
# A shorter cube is written before a second thread has begun.
LONG = 1 << 18
# Rows of one text, made once and repeated.
ALIKE = 1 << 16


def gathered(rows: IntoDataFrameT, by: Sequence[str]) -> IntoDataFrameT:
    """Return rows added up: one row per combination of the columns `by`, in their order.

    `rows`: a frame of any engine that Narwhals speaks. Its other columns are measures, null where
    absent, and `row`, the place of each row, when a stock is among them. Flows are summed; stocks
    keep the last row's value; people and weighted figures stay only where one row makes the cell.
    A measure stays null where no row has it: engines sum nothing to 0, so what is known is counted.
    """
    frame = nw.from_native(rows)
    names = [name for name in frame.collect_schema().names() if name in MEASURES]
    flows = [name for name in names if MEASURES[name].kind == "flow"]
    lasts = {f"last {name}": name for name in names if MEASURES[name].kind == "stock"}
    alone = [name for name in names if name not in (*flows, *lasts.values())]
    places = [
        nw.when(~nw.col(name).is_null()).then(nw.col("row")).alias(last)
        for last, name in lasts.items()
    ]
    cells = (
        frame.with_columns(*places)
        .group_by(*by)
        .agg(
            nw.len().alias("rows of the cell"),
            *(nw.col(name).sum() for name in flows),
            *(nw.col(name).count().alias(f"known {name}") for name in flows),
            *(nw.col(name).max() for name in (*alone, *lasts)),
        )
    )
    for last, name in lasts.items():
        cells = cells.join(frame.select(nw.col("row").alias(last), name), on=last, how="left")
    known = {name: nw.col(f"known {name}") > 0 for name in flows}
    known |= {name: nw.col("rows of the cell") == 1 for name in alone}
    told = [nw.when(known[n]).then(nw.col(n)).alias(n) if n in known else nw.col(n) for n in names]
    return cells.select(*by, *told).sort(*by).to_native()


def cube_of(frames: Sequence[Frame]) -> tuple[pd.DataFrame, dict[str, tuple[Codes, list[str]]]]:
    """Return the cube of all sources: one row per combination of the dimensions present in each.

    Columns: DIMENSIONS (text, "" when absent; `source` the frame's position) and the measures that
    any source holds (float64, nan when absent), as `gathered` gives them. Beside it, each text
    dimension as codes and the sorted values they stand for.
    """
    parts = [_part(frame, source) for source, frame in enumerate(frames) if len(frame)]
    if not parts:
        return empty_cube(), {}
    cubes = [cube for cube, _ in parts]
    cube = cubes[0] if len(cubes) == 1 else pd.concat(cubes, ignore_index=True)
    codes = {name: _as_one([columns[name] for _, columns in parts]) for name in TEXTS}
    names = [name for name in MEASURES if name in cube.columns]
    return cube[[*DIMENSIONS, *names]], codes


def _as_one(columns: Sequence[Coded]) -> tuple[Codes, list[str]]:
    """The codes of one dimension over all sources, in the order of the texts."""
    values = sorted({value for column in columns for value in column.values})
    if len(values) == 1:
        return np.zeros(sum(len(c.codes) for c in columns), dtype=np.int32), values
    rank = {value: place for place, value in enumerate(values)}
    places = [_renamed(c, [rank[value] for value in c.values]) for c in columns]
    return places[0] if len(places) == 1 else np.concatenate(places), values


def _renamed(column: Coded, codes: list[int]) -> Codes:
    if codes == list(range(len(codes))):
        return column.codes
    return np.array(codes, dtype=np.int32)[column.codes]


def _part(frame: Frame, source: int) -> tuple[pd.DataFrame, dict[str, Coded]]:
    """Return the cube of one source, and its text dimensions coded."""
    columns = {name: frame.dimensions.get(name) or constant("", len(frame)) for name in TEXTS}
    groups = _groups(columns, frame)
    if groups.first is not None:
        columns = {
            name: Coded(column.codes[groups.first], column.values)
            for name, column in columns.items()
        }
    data: dict[str, object] = dict(_texts(columns))
    data["source"] = np.full(len(columns["date"].codes), source, dtype=np.int64)
    return pd.DataFrame(data | _measures(frame, groups), copy=False), columns


@dataclass(frozen=True, slots=True)
class Groups:
    """Which cell of the cube each row goes to: `first[g]` is the first row of cell g, `of[i]` the
    cell of row i.

    `of` is None when every row is a cell of its own, `first` too when they are in order.
    """

    first: Places | None = None
    of: Places | None = None


def _groups(columns: Mapping[str, Coded], frame: Frame) -> Groups:
    """Return the cells, in the order of the first column's text (the date), then as the rows
    came.
    """
    date, *others = columns.values()
    place = {value: i for i, value in enumerate(sorted(date.values))}
    ordered = Coded(_renamed(date, [place[value] for value in date.values]), date.values)
    keys, size = row_keys([ordered, *(one for one in others if not _same(one, date))])
    if any(name in frame.measures for name in ONE_BY_ONE):
        return Groups(np.argsort(keys, kind="stable"))
    if (keys[1:] > keys[:-1]).all():
        return Groups()
    if plainly_differ(keys, size):
        return Groups(np.argsort(keys, kind="stable"))
    of, count = ranked(keys, size)
    first = np.empty(count, dtype=np.int64)
    first[of[::-1]] = np.arange(len(of) - 1, -1, -1)
    return Groups(first, of if count < len(of) else None)


def _same(column: Coded, other: Coded) -> bool:
    return column.values == other.values and np.array_equal(column.codes, other.codes)


def _texts(columns: Mapping[str, Coded]) -> Mapping[str, pd.Series]:
    """Return the columns of texts; those that say the same on every row are one and the same."""
    alike: dict[str, str] = {}
    shown = {
        name: alike.setdefault(column.values[0], name) if len(column.values) == 1 else name
        for name, column in columns.items()
    }
    # Most rows end on the day they begin.
    if _same(columns["date"], columns["date_end"]):
        shown["date_end"] = shown["date"]
    made = sorted(set(shown.values()))
    long = len(columns["date"].codes) > LONG
    texts = (each if long else map)(_text, [columns[name] for name in made])
    found = dict(zip(made, texts, strict=True))
    return {name: found[one] for name, one in shown.items()}


def _text(column: Coded) -> pd.Series:
    count = len(column.codes)
    if len(column.values) == 1:
        some = pa.repeat(pa.scalar(column.values[0], pa.large_string()), min(count, ALIKE))
        texts = pa.chunked_array([some[: count - i] for i in range(0, count, ALIKE)], some.type)
    else:
        texts = pa.array(column.values, pa.large_string()).take(pa.array(column.codes))
    return pd.Series(pd.array(texts, dtype="str"), copy=False)


def _measures(frame: Frame, groups: Groups) -> dict[str, Floats]:
    if groups.of is None:
        first = groups.first
        return {n: v if first is None else v[first] for n, v in frame.measures.items()}
    rows = {"cell": groups.of, "row": np.arange(len(frame)), **frame.measures}
    cells = gathered(pd.DataFrame(rows, copy=False), ["cell"])
    return {name: cells[name].to_numpy() for name in frame.measures}
