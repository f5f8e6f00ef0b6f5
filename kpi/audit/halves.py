"""Which whole weeks the period rules compare: the last ones against as many just before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpi.period import Period
from kpi.readings.ledger import Ints

# Eight weeks found twice as much as four in small accounts (statistics of the method), and a
# season stays small.
MOST, LEAST = 8, 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Halves:
    """Column numbers of the weeks compared, and the days they cover."""

    before: Ints
    after: Ints
    before_period: Period
    period: Period

    @property
    def weeks(self) -> int:
        return len(self.after)


def halves(starts: Ints, period: Period | None) -> Halves | None:
    """Return the weeks to compare, None when either side would hold fewer than three.

    `starts`: first days of the whole weeks there are. Default: the last eight, or half of what
    there is.
    """
    end, count = len(starts), min(MOST, len(starts) // 2)
    if period is not None:
        first, last = (_day(day) for day in (period.first, period.last))
        inside = np.flatnonzero((starts >= first) & (starts + 6 <= last))
        if not len(inside):
            return None
        end, count = int(inside[-1]) + 1, min(len(inside), int(inside[0]))
    if count < LEAST:
        return None
    after, before = np.arange(end - count, end), np.arange(end - 2 * count, end - count)
    return Halves(
        before=before, after=after, before_period=_span(starts[before]), period=_span(starts[after])
    )


def _day(day: object) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))  # type: ignore[call-overload]


def _span(starts: Ints) -> Period:
    first = np.datetime64(int(starts[0]), "D").item()
    last = np.datetime64(int(starts[-1]) + 6, "D").item()
    return Period(first, last)
