"""A ratio takes the rows where both sides are told, over the days that both sides cover."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest

from kpi.facts import Source
from kpi.period import Period
from kpi.readings import measure
from tests.readings.cube import day, facts, span

GOOGLE = Source(file="google.csv", platform="Google Ads", family="ads")
META = Source(file="meta.csv", platform="Meta Ads", family="ads")
SHOP = Source(file="orders.csv", platform="Shopify", family="shop")


def value(
    rows: list[dict], id_: str, sources: tuple[Source, ...] = (META,), **how: object
) -> float:
    return float(measure(facts(rows, sources), [id_], **how)["value"].iloc[0])  # type: ignore[arg-type]


def test_results_whose_cost_nobody_told_do_not_cheapen_the_others() -> None:
    rows = [{"spend": 100, "conversions": 10}, {"spend": math.nan, "conversions": 10}]
    assert value(rows, "cpa") == 10
    assert value([{**row, "revenue": 300} for row in rows], "roas") == 3


def test_clicks_without_impressions_do_not_raise_the_click_rate() -> None:
    rows = [{"impressions": 1_000, "clicks": 20}, {"impressions": math.nan, "clicks": 20}]
    assert value(rows, "ctr") == 0.02


def test_an_ad_without_result_costs_where_the_file_writes_no_zero() -> None:
    rows = [{"spend": 100, "conversions": 10}, {"spend": 100, "conversions": math.nan}]
    assert value(rows, "cpa") == 20


def test_an_empty_cell_is_unknown_in_a_file_that_writes_its_zeros() -> None:
    rows = [
        {"spend": 100, "conversions": 10},
        {"spend": 100, "conversions": 0},
        {"spend": 500, "conversions": math.nan},
    ]
    assert value(rows, "cpa") == 20


def test_sales_without_their_amount_are_no_sales_for_nothing() -> None:
    rows = [
        {"spend": 100, "conversions": 10, "revenue": 300},
        {"spend": 100, "conversions": 10, "revenue": math.nan},
    ]
    assert value(rows, "roas") == 3
    orders = [{"orders": row["conversions"], "revenue": row["revenue"]} for row in rows]
    assert value(orders, "aov", (SHOP,)) == 30
    # Nothing sold and nothing earned: that money was spent for nothing.
    assert value([rows[0], {"spend": 100}], "roas") == 1.5


def test_a_lost_day_of_which_only_the_cost_is_left_is_no_day_without_result() -> None:
    rows = [
        {"spend": 100, "impressions": 900, "clicks": 20, "conversions": 5},
        {"spend": 100, "impressions": math.nan, "clicks": math.nan, "conversions": math.nan},
    ]
    assert value(rows, "cpa") == 20
    assert value(rows, "cpc") == 5


def test_a_campaign_of_unknown_revenue_is_still_named() -> None:
    rows = [
        {"campaign": "a", "spend": 100, "conversions": 10, "revenue": 300},
        {"campaign": "b", "spend": 100, "conversions": 10},
    ]
    found = measure(facts(rows, (META,)), ["roas"], by=("campaign",))
    assert list(found["status"]) == ["ok", "no_data"]


def test_a_tidy_file_may_keep_its_two_sides_in_rows_of_their_own() -> None:
    rows = [
        {"platform": "Google Ads", "spend": 100, "clicks": 50},
        {"platform": "Shopify", "new_customers": 10},
    ]
    assert value(rows, "cac", (Source(file="all.csv"),)) == 10


def daily(first: str, days: int, **row: object) -> list[dict]:
    start = date.fromisoformat(first)
    return [day(str(start + timedelta(days=n)), **row) for n in range(days)]


def test_a_year_of_the_till_over_two_months_of_ads_is_no_return() -> None:
    ads = daily("2026-01-05", 56, source=0, platform="Google Ads", spend=10)
    till = daily("2025-03-01", 366, source=1, platform="Shopify", revenue=120, orders=2)
    assert value([*ads, *till], "mer", (GOOGLE, SHOP)) == 12


def test_weeks_of_ads_take_the_same_days_of_the_till() -> None:
    # March holds four whole weeks of ads (2 to 29) and thirty-one days of sales.
    ads = [
        span(f"{first}", f"{first + timedelta(days=6)}", source=0, platform="Google Ads", spend=70)
        for first in (date(2026, 2, 23) + timedelta(days=7 * n) for n in range(6))
    ]
    till = daily("2026-02-23", 42, source=1, platform="Shopify", revenue=120, orders=2)
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    assert value([*ads, *till], "mer", (GOOGLE, SHOP), period=march) == 12


def test_a_till_that_sells_every_third_day_covers_the_days_between() -> None:
    ads = daily("2026-01-05", 28, source=0, platform="Google Ads", spend=10)
    till = daily("2026-01-07", 25, source=1, platform="Shopify", revenue=90, orders=1)[::3]
    assert value([*ads, *till], "mer", (GOOGLE, SHOP)) == pytest.approx(9 * 90 / 280)
