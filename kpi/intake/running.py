"""Columns of running totals: each row holds all since the start, and rows must not be added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from kpi.errors import Where
from kpi.facts import MEASURES, Note
from kpi.intake.meeting import DETAIL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi.intake.frame import Frame

# Ordinary counts fall from one period to the next about half the time: ten rises in a row are one
# chance in a thousand, for one campaign.
FEWEST = 10
# A running total begins with about one period's worth, and its steps keep their size; a figure that
# only grows begins with more than it adds, or adds ever more.
FIRST, STEPS = 3.0, 2.5
RISING = 0.8
# Sheets kept by hand: a platform's long export never holds one.
MOST_ROWS = 20_000


def running_notes(place: Where, frame: Frame, names: Mapping[str, str]) -> Iterator[Note]:
    """Yield a note of each flow that never falls from one date to the next; `names`: the columns
    of the fields.
    """
    if len(frame) > MOST_ROWS:
        return
    groups, order = _lines(frame)
    for name, values in frame.measures.items():
        if MEASURES[name].kind == "flow" and _runs(groups, values[order]):
            where = Where(file=place.file, sheet=place.sheet, column=names.get(name, name))
            yield Note(code="running_total", where=where, values={"count": len(frame)})


def _lines(frame: Frame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return what each row is of (a campaign, say) and the rows in order: by that, then by day."""
    codes = np.zeros(len(frame), dtype=np.int64)
    for name in ("platform", "account", *DETAIL):
        column = frame.dimensions.get(name)
        if column is not None and len(column.values) > 1:
            _, codes = np.unique(codes * len(column.values) + column.codes, return_inverse=True)
    column = frame.dimensions["date"]
    ranks = np.argsort(np.argsort(np.array(column.values, dtype=np.str_)))
    order = np.lexsort((ranks[column.codes], codes)).astype(np.int64)
    dated = ~column.is_blank()[order]
    order = order[dated]
    return codes[order].astype(np.int64), order


def _runs(groups: NDArray[np.int64], values: NDArray[np.float64]) -> bool:
    """Return whether a figure, line by line, only rises as a running total does."""
    told = ~np.isnan(values)
    groups, values = groups[told], values[told]
    long = [line for line in np.split(values, _turns(groups)) if len(line) >= FEWEST]
    return bool(long) and all(map(_is_running, long))


def _turns(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.flatnonzero(np.diff(groups)) + 1


def _is_running(line: NDArray[np.float64]) -> bool:
    steps = np.diff(line)
    if (steps < 0).any() or (steps > 0).mean() < RISING:
        return False
    usual, half = float(np.median(steps)), len(steps) // 2
    early, late = float(np.median(steps[:half])), float(np.median(steps[half:]))
    steady = late <= STEPS * early and bool((np.diff(steps) < 0).any())
    return steady and bool(0 < line[0] <= FIRST * usual)
