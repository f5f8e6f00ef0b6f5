"""Whole weeks: the unit in which advertising figures vary, weekdays and season included."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpi.readings.ledger import NO_DAY, Flags, Ints, Ledger

# 1970-01-05 was a Monday, day 4 of the count that numpy's days use.
MONDAY = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weeks:
    """The week of each row, and which weeks the rows cover from first day to last.

    `codes`: 0 is the earliest week, -1 a row without date or one that straddles two weeks;
    `starts`: the first day of each week (days since 1970-01-01); `whole`: weeks that lie inside
    the days covered.
    """

    codes: Ints
    starts: Ints
    whole: Flags

    @property
    def count(self) -> int:
        return len(self.starts)


def weeks(ledger: Ledger, rows: Flags, last_day: int | None = None) -> Weeks:
    """Return the weeks of `rows`; those that end after `last_day` are not whole."""
    first, last = ledger.first_day, ledger.last_day
    dated = rows & (first != NO_DAY)
    if not dated.any():
        return Weeks(
            codes=np.full(ledger.size, -1, dtype=np.int64),
            starts=np.zeros(0, dtype=np.int64),
            whole=np.zeros(0, dtype=np.bool_),
        )
    begin = _weekday(ledger, dated)
    numbers = ledger.week_numbers(begin)
    number = np.where(dated, numbers[0], -1)
    inside = dated & (numbers[1] == numbers[0])
    earliest = int(number[dated].min())
    count = int(number[dated].max()) - earliest + 1
    starts = (np.arange(count) + earliest) * 7 + begin
    end = int(last[dated].max()) if last_day is None else min(int(last[dated].max()), last_day)
    whole = (starts >= int(first[dated].min())) & (starts + 6 <= end)
    return Weeks(codes=np.where(inside, number - earliest, -1), starts=starts, whole=whole)


def _weekday(ledger: Ledger, dated: Flags) -> int:
    """Monday, unless every row is a week of its own that begins on another day (Sunday, say)."""
    if not ledger.spans_weeks:
        return MONDAY
    first, last = ledger.first_day[dated], ledger.last_day[dated]
    if (last - first == 6).all() and len(np.unique(first % 7)) == 1:
        return int(first[0] % 7)
    return MONDAY
