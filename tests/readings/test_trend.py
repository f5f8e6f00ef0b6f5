"""One KPI week by week."""

from __future__ import annotations

import numpy as np
import pytest

from kpi.readings import trend
from tests.readings.cube import day, facts, span


def daily(first: str, days: int, **row: float) -> list[dict]:
    start = np.datetime64(first)
    return [day(str(start + i), **row) for i in range(days)]


def test_weeks_begin_on_monday_and_say_whether_they_are_whole() -> None:
    # Wednesday 7 January 2026 to Tuesday 20 January: one whole week between two cut ones.
    found = trend(facts(daily("2026-01-07", 14, spend=10, conversions=2)), "cpa")
    assert list(found["week"].dt.strftime("%Y-%m-%d")) == ["2026-01-05", "2026-01-12", "2026-01-19"]
    assert list(found["complete"]) == [False, True, False]
    assert list(found["value"]) == [5, 5, 5]
    assert (found["low"] < 5).all()


def test_a_week_without_reading_is_a_gap() -> None:
    rows = [
        *daily("2026-01-05", 7, spend=10, conversions=2),
        *daily("2026-01-19", 7, spend=10, conversions=0),
    ]
    found = trend(facts(rows), "cpa")
    assert found["value"].tolist() == pytest.approx([5, np.nan, np.nan], nan_ok=True)


def test_weeks_that_an_export_begins_on_sunday_are_kept_whole() -> None:
    rows = [span(f"2026-01-{d:02d}", f"2026-01-{d + 6:02d}", followers=d) for d in (4, 11, 18)]
    found = trend(facts(rows), "followers")
    assert list(found["week"].dt.day) == [4, 11, 18]
    assert found["complete"].all()


def test_an_export_without_days_has_no_weeks() -> None:
    assert trend(facts([span("2026-01-01", "2026-03-31", clicks=1, impressions=9)]), "ctr").empty
    assert trend(facts([{"clicks": 1, "impressions": 9}]), "ctr").empty
