"""One KPI week by week."""

from __future__ import annotations

import numpy as np
import pytest

from kpi.facts import Facts
from kpi.readings import trend, trend_slope
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


# Rises, falls, no sign of it, too few weeks


def weekly_costs(costs: list[float]) -> Facts:
    rows = []
    for week, cost in enumerate(costs):
        monday = str(np.datetime64("2026-01-05") + 7 * week)
        sunday = str(np.datetime64("2026-01-05") + 7 * week + 6)
        rows.append(span(monday, sunday, spend=60 * cost, conversions=60.0))
    return facts(rows)


def test_weeks_that_fall_slowly_are_said_to_fall_before_their_ranges_part() -> None:
    wobble = (1.02, 0.98, 1.0, 1.03, 0.97)
    costs = [20 * (1 - 0.02 * week) * wobble[week % 5] for week in range(12)]
    found = trend_slope(weekly_costs(costs), "cpa")
    assert found.move == "down"
    assert found.change == pytest.approx(-0.22, abs=0.02)
    ranges = trend(weekly_costs(costs), "cpa")
    assert ranges["high"].iloc[-1] > ranges["low"].iloc[0], "the bands overlap all along"
    assert trend_slope(weekly_costs(costs[::-1]), "cpa").move == "up"


def test_weeks_that_wobble_say_what_would_have_shown() -> None:
    found = trend_slope(weekly_costs([20, 24, 18, 21, 23, 19, 22, 20, 24, 18]), "cpa")
    assert (found.move, found.weeks, found.weeks_lacking) == ("", 10, 0)
    assert found.noticeable is not None
    assert found.change is not None
    assert abs(found.change) < found.noticeable
    # True when fed back in: the same weeks with that much more of a slope do move.
    more = [
        cost * (1 + 1.4 * found.noticeable * (week / 9 - 0.5))
        for week, cost in enumerate([20, 24, 18, 21, 23, 19, 22, 20, 24, 18])
    ]
    assert trend_slope(weekly_costs(more), "cpa").move == "up"


def test_a_line_that_falls_by_less_than_a_tenth_decides_nothing() -> None:
    found = trend_slope(weekly_costs([20 - 0.1 * week for week in range(10)]), "cpa")
    assert (found.move, found.noticeable) == ("", pytest.approx(0.1))
    assert found.change == pytest.approx(-0.0449, abs=1e-4)


def test_seven_weeks_say_how_many_more_it_takes() -> None:
    found = trend_slope(weekly_costs([20, 19, 18, 17, 16, 15, 14]), "cpa")
    assert (found.move, found.change, found.weeks_lacking) == ("", None, 1)
    assert trend_slope(facts([{"clicks": 1, "impressions": 9}]), "ctr").weeks_lacking == 8


@pytest.mark.parametrize("costs", [[0.0] * 12, [20.0] * 12])
def test_weeks_all_alike_have_no_slope(costs: list[float]) -> None:
    assert trend_slope(weekly_costs(costs), "cpa").move == ""


def test_weeks_that_wander_are_seldom_said_to_move() -> None:
    rng = np.random.default_rng(11)
    moves = 0
    for _ in range(200):
        shock, costs = 0.0, []
        for _ in range(16):
            shock = 0.5 * shock + np.sqrt(0.75) * rng.normal()
            costs.append(20 * float(np.exp(0.15 * shock)))
        moves += bool(trend_slope(weekly_costs(costs), "cpa").move)
    assert moves <= 10, "5 % at most"


def test_a_week_of_few_tries_and_no_success_is_drawn_at_nought() -> None:
    rows = [
        *daily("2026-01-05", 7, clicks=2, conversions=1),
        *daily("2026-01-12", 7, clicks=2, conversions=0),
    ]
    assert trend(facts(rows), "click_conversion")["value"].tolist() == [0.5, 0]
