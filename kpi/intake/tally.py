"""The file's own totals beside our sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi.facts import MEASURES, Check
from kpi.intake.totals import PROOFS, close

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from kpi.intake.cells import Floats
    from kpi.intake.totals import Mask


def compare(
    totals: Mask, measures: Mapping[str, Floats], numbers: NDArray[np.int64], currency: str
) -> tuple[Check, ...]:
    """Return the comparison of our sums with the file's own totals, or nothing when it has none.

    A file may have totals of the rows shown, of the account, of each network: the row nearest to
    our sums is compared. `values`: field (the first measure that differs, else the surest),
    file_total, read_total, count (measures compared), currency. "totals" fails when our sum is
    above the file's; "partial" passes: the file lists a part of the account by its own choice.
    """
    rows = np.flatnonzero(totals).tolist()
    if not rows:
        return ()
    count = int((~totals).sum())
    sums = {
        name: float(np.nansum(values[~totals]))
        for name, values in measures.items()
        if MEASURES[name].kind == "flow" and not np.isnan(values[~totals]).all()
    }
    if not sums:
        return ()
    tries = [[row] for row in rows]
    if len(rows) > 1:
        # Subtotals alone: it is their sum that ours is compared with.
        tries.append(rows)
    best = max(tries, key=lambda some: (_agreements(some, sums, measures, count), -some[0]))
    told = {n: v for n in sums if not np.isnan(v := _sum(measures[n], best))}
    if not told:
        return ()
    apart = [n for n in told if not close(told[n], sums[n], count)]
    shown = next(n for n in (*PROOFS, *told) if n in (apart or told))
    above = any(told[n] < sums[n] for n in apart)
    values = {
        "field": shown,
        "file_total": told[shown],
        "read_total": sums[shown],
        "count": len(told),
        "currency": currency,
    }
    id_ = "partial" if apart and not above else "totals"
    return (Check(id=id_, passed=not above, values=values, rows=tuple(numbers[best].tolist())),)


def _agreements(
    rows: list[int], sums: Mapping[str, float], measures: Mapping[str, Floats], count: int
) -> int:
    return sum(close(_sum(measures[name], rows), read, count) for name, read in sums.items())


def _sum(values: Floats, rows: list[int]) -> float:
    told = values[rows]
    return float(np.nansum(told)) if not np.isnan(told).all() else float("nan")
