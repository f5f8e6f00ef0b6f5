"""Spans of days: what stands before one, in months where it is made of months."""

from datetime import date

import pytest

import kpi


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ((2026, 3, 1), (2026, 3, 31), ((2026, 2, 1), (2026, 2, 28))),
        ((2024, 3, 1), (2024, 3, 31), ((2024, 2, 1), (2024, 2, 29))),
        ((2026, 1, 1), (2026, 3, 31), ((2025, 10, 1), (2025, 12, 31))),
        ((2025, 1, 1), (2025, 12, 31), ((2024, 1, 1), (2024, 12, 31))),
        # Not made of months: as many days.
        ((2026, 3, 2), (2026, 3, 29), ((2026, 2, 2), (2026, 3, 1))),
        ((2026, 3, 1), (2026, 3, 30), ((2026, 1, 30), (2026, 2, 28))),
    ],
)
def test_before_whole_months_stand_as_many_months(
    first: tuple[int, int, int],
    last: tuple[int, int, int],
    before: tuple[tuple[int, int, int], tuple[int, int, int]],
) -> None:
    span = kpi.Period(date(*first), date(*last))
    assert span.previous() == kpi.Period(*(date(*day) for day in before))


def test_months_are_counted_only_when_whole() -> None:
    assert kpi.Period(date(2026, 11, 1), date(2027, 2, 28)).months == 4
    assert kpi.Period(date(2026, 11, 2), date(2026, 11, 30)).months == 0
