"""A span of whole days, and the weeks inside it. Weeks begin on Monday (ISO 8601)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from kpi.errors import UserError

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From `first` to `last`, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise UserError("period_reversed", values={"date_a": self.first, "date_b": self.last})

    @property
    def days(self) -> int:
        """Number of days, both ends included."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def months(self) -> int:
        """Number of calendar months, 0 unless the span is made of whole ones."""
        if self.first.day != 1 or self.last.day != monthrange(self.last.year, self.last.month)[1]:
            return 0
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    def previous(self) -> Period:
        """The span of the same length that ends the day before: as many months, or as many days."""
        if self.months:
            begin = self.first.year * 12 + self.first.month - 1 - self.months
            return Period(date(begin // 12, begin % 12 + 1, 1), self.first - DAY)
        return Period(self.first - timedelta(days=self.days), self.first - DAY)

    def overlap(self, other: Period) -> Period | None:
        """The days both hold, or None."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Period(first, last) if first <= last else None

    def whole_weeks(self) -> tuple[Period, ...]:
        """The weeks, Monday to Sunday, that lie inside entirely, the oldest first."""
        monday = self.first + timedelta(days=-self.first.weekday() % 7)
        weeks = []
        while monday + 6 * DAY <= self.last:
            weeks.append(Period(monday, monday + 6 * DAY))
            monday += WEEK
        return tuple(weeks)


def week_start(day: date) -> date:
    """The Monday of the week that holds `day`."""
    return day - timedelta(days=day.weekday())
