"""Rows that cover days, weeks and months at once: one length is kept, and it is asked."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from kpi.intake.cells import Coded
    from kpi.period import Period

# The longest span in days of each length; what is longer is a "period".
LENGTHS = (("day", 1), ("week", 7), ("month", 31), ("quarter", 92), ("year", 366))


def length_of(period: Period) -> str:
    """Return day, week, month, quarter, year or period."""
    return next((name for name, days in LENGTHS if period.days <= days), "period")


def crossing(days: Mapping[str, Period | None]) -> bool:
    """Return whether two different spans share days, so that their rows cannot be added up."""
    spans = sorted({(p.first, p.last) for p in days.values() if p is not None})
    return any(after[0] <= before[1] for before, after in pairwise(spans))


def lengths(column: Coded, days: Mapping[str, Period | None]) -> Counter[str]:
    """Return how many rows cover each length."""
    counts = np.bincount(column.codes, minlength=len(column.values))
    found: Counter[str] = Counter()
    for text, count in zip(column.values, counts.tolist(), strict=True):
        period = days[text]
        if period is not None:
            found[length_of(period)] += count
    return found


def rows_of_other_length(
    column: Coded, days: Mapping[str, Period | None], kept: str
) -> NDArray[np.bool_]:
    """Return the rows whose span is of another length than the one kept."""
    other = np.array(
        [(p := days[text]) is not None and length_of(p) != kept for text in column.values],
        dtype=bool,
    )
    return other[column.codes]
