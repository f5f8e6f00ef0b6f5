"""Which whole weeks the period rules compare: the last ones against as many just before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpi.audit.campaigns import days_of, whole_weeks
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
    end, count = _sides(starts, period)
    if count < LEAST:
        return None
    after, before = np.arange(end - count, end), np.arange(end - 2 * count, end - count)
    return Halves(
        before=before,
        after=after,
        before_period=whole_weeks(starts[before]),
        period=whole_weeks(starts[after]),
    )


def why_none(starts: Ints, period: Period | None) -> tuple[str, float, float]:
    """Return why there are no two periods to compare: the reason, the weeks there are and those it
    takes.
    """
    if period is None:
        return "weeks", float(len(starts)), 2.0 * LEAST
    inside = _inside(starts, period)
    if len(inside) < LEAST:
        return "weeks", float(len(inside)), float(LEAST)
    return "weeks_before", float(inside[0]), float(LEAST)


def _sides(starts: Ints, period: Period | None) -> tuple[int, int]:
    """The number after the last week compared, and how many weeks each side has."""
    if period is None:
        return len(starts), min(MOST, len(starts) // 2)
    inside = _inside(starts, period)
    return (int(inside[-1]) + 1, min(len(inside), int(inside[0]))) if len(inside) else (0, 0)


def _inside(starts: Ints, period: Period) -> Ints:
    first, last = days_of(period)
    return np.flatnonzero((starts >= first) & (starts + 6 <= last))
