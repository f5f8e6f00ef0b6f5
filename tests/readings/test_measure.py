# ruff: noqa: E501 - a table reads line by line
"""What a reading says, for whom, from which source, and when it says nothing."""

from __future__ import annotations

import math
import time
from datetime import date

import numpy as np
import pytest

from kpi.brief import Brief
from kpi.errors import UnknownName
from kpi.facts import Facts, Source
from kpi.period import Period
from kpi.readings import measure, needed
from tests.readings.cube import day, facts, span

GOOGLE = Source(file="google.csv", platform="Google Ads", family="ads")
META = Source(file="meta.csv", platform="Meta Ads", family="ads")
SHOP = Source(file="orders.csv", platform="Shopify", family="shop")
GA4 = Source(file="ga4.csv", platform="Google Analytics 4", family="web")


def only(found: Facts, id_: str, **how: object) -> dict:
    return measure(found, [id_], **how).iloc[0].to_dict()


# Sums first


def test_a_rate_of_rates_is_never_averaged() -> None:
    # 5 of 10 and 20 of 1,000 convert 2.48 % together; the mean of the two rates would say 26 %.
    rows = [{"conversions": 5, "clicks": 10}, {"conversions": 20, "clicks": 1_000}]
    assert only(facts(rows), "click_conversion")["value"] == pytest.approx(25 / 1_010)


def test_groups_come_in_the_order_of_their_names_and_only_those_with_figures() -> None:
    rows = [
        {"campaign": "b", "clicks": 1, "impressions": 100},
        {"campaign": "a", "clicks": 3, "impressions": 100},
        {"campaign": "c", "revenue": 5},
    ]
    found = measure(facts(rows), ["ctr"], by=("campaign",))
    assert list(found["campaign"]) == ["a", "b"]
    assert list(found["value"]) == [0.03, 0.01]
    assert list(found.columns) == [
        "kpi",
        "campaign",
        "value",
        "low",
        "high",
        "numerator",
        "denominator",
        "status",
    ]


def test_the_two_sums_stand_beside_the_value_unscaled() -> None:
    reading = only(facts([{"spend": 40, "impressions": 5_000}]), "cpm")
    assert (reading["numerator"], reading["denominator"], reading["value"]) == (40, 5_000, 8)


def test_only_rows_inside_the_period_count() -> None:
    rows = [
        day("2026-03-01", clicks=1, impressions=10),
        day("2026-03-02", clicks=9, impressions=10),
        span("2026-03-02", "2026-03-08", clicks=5, impressions=10),
    ]
    period = Period(date(2026, 3, 2), date(2026, 3, 3))
    assert only(facts(rows), "ctr", period=period)["value"] == 0.9


# Laws


def some_rows() -> list[dict]:
    rng = np.random.default_rng(7)
    return [
        day(
            f"2026-{1 + i // 28:02d}-{1 + i % 28:02d}",
            campaign="abc"[i % 3],
            spend=float(rng.integers(10, 90)),
            impressions=float(rng.integers(900, 9_000)),
            clicks=float(rng.integers(20, 90)),
            conversions=float(rng.integers(1, 9)),
            revenue=float(rng.integers(30, 400)),
            currency="EUR",
        )
        for i in range(84)
    ]


LAWFUL = ["ctr", "cpc", "cpa", "roas", "cpm", "conversions", "impressions"]


def test_row_order_never_matters() -> None:
    rows = some_rows()
    shuffled = [rows[i] for i in np.random.default_rng(1).permutation(len(rows))]
    first, second = (measure(facts(r), LAWFUL, by=("campaign",)) for r in (rows, shuffled))
    numbers = ["value", "low", "high", "numerator", "denominator"]
    assert np.allclose(first[numbers], second[numbers], rtol=1e-12)


def test_totals_of_groups_add_up_to_the_whole() -> None:
    found = facts(some_rows())
    parts = measure(found, LAWFUL, by=("campaign",)).groupby("kpi")["numerator"].sum()
    whole = measure(found, LAWFUL).set_index("kpi")["numerator"]
    assert np.allclose(parts[whole.index], whole)


def test_ten_times_the_money_leaves_rates_alone_and_multiplies_costs() -> None:
    rows = some_rows()
    dearer = [{**row, "spend": row["spend"] * 10, "revenue": row["revenue"] * 10} for row in rows]
    before, after = (measure(facts(r), LAWFUL).set_index("kpi") for r in (rows, dearer))
    times = after["value"] / before["value"]
    assert times.round(9).to_dict() == {
        "ctr": 1,
        "cpc": 10,
        "cpa": 10,
        "roas": 1,
        "cpm": 10,
        "conversions": 1,
        "impressions": 1,
    }


def test_text_and_category_columns_read_the_same() -> None:
    plain = facts(some_rows())
    coded = Facts(
        cube=plain.cube.astype(
            {"campaign": "category", "date": "category", "date_end": "category"}
        ),
        sources=plain.sources,
    )
    first, second = (measure(f, LAWFUL, by=("campaign",)) for f in (plain, coded))
    assert np.allclose(first["value"], second["value"])
    assert list(first["campaign"]) == list(second["campaign"])


# Why there is no value


@pytest.mark.parametrize(
    ("rows", "id_", "status"),
    [
        ([{"clicks": 3}], "ctr", "no_data"),
        ([{"clicks": 3, "impressions": math.nan}], "ctr", "no_data"),
        ([{"spend": 30, "conversions": 0}], "cpa", "no_denominator"),
        ([{"test_spend": 9, "control_spend": 1, "test_sales": 4, "control_sales": 5}], "incremental_cpa", "no_denominator"),
        ([day("2026-01-01", reach=5), day("2026-01-02", reach=6)], "reach", "not_additive"),
        ([{"platform": "a", "followers": 5}, {"platform": "b", "followers": 6}], "followers", "not_additive"),
        ([{"spend": 1, "currency": "EUR", "clicks": 1}, {"spend": 1, "currency": "USD", "clicks": 1}], "cpc", "mixed_currencies"),
        ([{"conversions": 3, "result": "leads", "spend": 1}, {"conversions": 3, "result": "purchases", "spend": 1}], "cpa", "not_additive"),
        ([{"revenue": 30, "spend": 3}], "contribution_roas", "needs_brief"),
        ([{"conversions": 0, "clicks": 12}], "click_conversion", "too_little"),
        ([day("2026-01-01", customers_start=9, lost_customers=1), day("2026-02-01", customers_start=9, lost_customers=1)], "churn_rate", "not_additive"),
    ],
)  # fmt: skip
def test_a_refusal_has_its_name_and_no_value(rows: list[dict], id_: str, status: str) -> None:
    reading = only(facts(rows), id_)
    assert reading["status"] == status
    assert math.isnan(reading["value"]) == (status != "too_little")


def test_no_reading_is_ever_infinite() -> None:
    rows = [
        {
            "campaign": name,
            "spend": s,
            "conversions": c,
            "clicks": k,
            "impressions": 0.0,
            "revenue": 0.0,
        }
        for name, s, c, k in (("a", 0, 0, 0), ("b", 5, 0, 0), ("c", 0, 3, 1), ("d", -2, 1, 1))
    ]
    found = measure(facts(rows), [*LAWFUL, "romi", "acos"], by=("campaign",))
    assert not np.isinf(found[["value", "low", "high"]].to_numpy()).any()


def test_an_unknown_name_says_what_is_near() -> None:
    with pytest.raises(UnknownName) as wrong:
        measure(facts([{"clicks": 1}]), ["crt"])
    assert "ctr" in wrong.value.values["options"]
    with pytest.raises(UnknownName):
        measure(facts([{"clicks": 1}]), ["ctr"], by=("campain",))


# Who may speak for a figure


def ads(source: int, platform: str, **figures: float) -> dict:
    return {"source": source, "platform": platform, "currency": "EUR", **figures}


TWO_PLATFORMS = [
    ads(0, "Google Ads", spend=100, clicks=50, conversions=10, revenue=400),
    ads(1, "Meta Ads", spend=300, clicks=90, conversions=20, revenue=900),
]


def test_conversions_that_two_platforms_claim_are_not_added() -> None:
    found = facts(TWO_PLATFORMS, (GOOGLE, META))
    assert only(found, "cpa")["status"] == "overlapping_claims"
    assert only(found, "roas")["status"] == "overlapping_claims"
    each = measure(found, ["cpa"], by=("platform",))
    assert list(each["value"]) == [10, 15]


def test_costs_that_nobody_claims_add_up_over_platforms() -> None:
    assert only(facts(TWO_PLATFORMS, (GOOGLE, META)), "cpc")["value"] == pytest.approx(400 / 140)


def test_new_customers_come_from_the_till_and_never_from_a_platform() -> None:
    claimed = [{**row, "new_customers": 99} for row in TWO_PLATFORMS]
    till = {"source": 2, "platform": "Shopify", "currency": "EUR", "new_customers": 8, "orders": 20}
    found = facts([*claimed, till], (GOOGLE, META, SHOP))
    assert only(found, "cac")["value"] == 50
    assert only(facts(claimed, (GOOGLE, META)), "cac")["status"] == "no_data"


def test_return_on_all_marketing_takes_the_revenue_of_the_till() -> None:
    till = {"source": 2, "platform": "Shopify", "currency": "EUR", "revenue": 2_000, "orders": 20}
    found = facts([*TWO_PLATFORMS, till], (GOOGLE, META, SHOP))
    assert only(found, "mer")["value"] == 5


def test_a_cost_per_conversion_divides_only_the_spend_of_the_source_that_counted_them() -> None:
    rows = [
        ads(0, "Google Ads", spend=100, conversions=10),
        ads(1, "Meta Ads", spend=300),
    ]
    assert only(facts(rows, (GOOGLE, META)), "cpa")["value"] == 10


def test_clicks_of_organic_search_do_not_cheapen_the_paid_ones() -> None:
    console = Source(file="search.csv", platform="Google Search Console", family="web")
    organic = {"source": 1, "platform": "Google Search Console", "channel": "organic_search"}
    rows = [
        ads(0, "Google Ads", spend=100, clicks=50, impressions=900),
        {**organic, "clicks": 950, "impressions": 9_000},
    ]
    found = facts(rows, (GOOGLE, console))
    assert only(found, "cpc")["value"] == 2
    assert only(found, "organic_clicks")["value"] == 950


def test_visits_are_set_against_clicks_on_the_channels_that_both_count() -> None:
    site = {"source": 1, "platform": "Google Analytics 4"}
    rows = [
        {**ads(0, "Google Ads", clicks=500), "channel": "paid_search"},
        {**site, "channel": "paid_search", "sessions": 450},
        {**site, "channel": "direct", "sessions": 5_000},
    ]
    assert only(facts(rows, (GOOGLE, GA4)), "landing_page_view_rate")["value"] == 0.9


def test_a_tidy_file_of_no_known_platform_may_hold_anything() -> None:
    assert only(facts([{"spend": 500, "new_customers": 10}]), "cac")["value"] == 50
    tidy = Source(file="all.csv", family="ads")
    assert only(facts([{"spend": 500, "new_customers": 10}], (tidy,)), "cac")["value"] == 50


# Forms


def test_a_stock_is_its_last_value() -> None:
    rows = [day(f"2026-03-{d:02d}", followers=1_000 + d) for d in (1, 15, 31)]
    assert only(facts(rows), "followers")["value"] == 1_031


def test_growth_starts_from_the_first_value_of_the_series() -> None:
    rows = [
        day("2026-03-01", platform="x", followers=1_000),
        day("2026-03-31", platform="x", followers=1_050),
    ]
    assert only(facts(rows), "follower_growth")["value"] == pytest.approx(0.05)
    assert only(facts(rows[:1]), "follower_growth")["status"] == "no_data"


def test_people_exist_at_the_grain_they_were_counted_at() -> None:
    rows = [
        {"campaign": "a", "reach": 100, "impressions": 300},
        {"campaign": "b", "reach": 50, "impressions": 75},
    ]
    each = measure(facts(rows), ["frequency"], by=("campaign",))
    assert list(each["value"]) == [3, 1.5]
    assert only(facts(rows), "frequency")["status"] == "not_additive"


def test_an_impression_share_weighs_rows_that_have_one() -> None:
    rows = [{"impressions": 60, "eligible_impressions": 100}, {"impressions": 900}]
    assert only(facts(rows), "search_impression_share")["value"] == 0.6


def test_an_average_position_weighs_impressions() -> None:
    rows = [
        {"channel": "organic_search", "position": 2, "impressions": 300},
        {"channel": "organic_search", "position": 10, "impressions": 100},
    ]
    assert only(facts(rows), "avg_position")["value"] == 4


def test_a_delay_is_the_middle_value() -> None:
    rows = [{"response_minutes": m} for m in (3, 5, 8, 10, 20, 40, 2_000)]
    reading = only(facts(rows), "response_time")
    assert reading["value"] == 10
    assert reading["low"] < 10 < reading["high"]


def test_months_of_payback_count_the_months_that_the_revenue_covers() -> None:
    quarter = span(
        "2026-01-01",
        "2026-03-31",
        spend=12_000,
        new_customers=10,
        revenue=60_000,
        active_customers=100,
        gross_margin=48_000,
    )
    assert only(facts([quarter]), "payback")["value"] == pytest.approx(7.5)


# Ranges


def test_a_range_holds_its_value_and_widens_with_less_data() -> None:
    small = only(facts([{"spend": 50, "conversions": 5}]), "cpa")
    large = only(facts([{"spend": 5_000, "conversions": 500}]), "cpa")
    assert small["low"] < small["value"] < small["high"]
    assert large["high"] / large["low"] < small["high"] / small["low"]


def test_weeks_that_swing_widen_the_range_and_weeks_that_agree_never_below_chance() -> None:
    def weeks(costs: list[float]) -> Facts:
        first = np.datetime64("2026-01-05")
        return facts(
            [
                day(str(first + 7 * i + d), spend=cost, conversions=10.0)
                for i, cost in enumerate(costs)
                for d in range(7)
            ]
        )

    calm, wild = only(weeks([100.0] * 10), "cpa"), only(weeks([40.0, 160.0] * 5), "cpa")
    assert wild["high"] / wild["low"] > calm["high"] / calm["low"]
    assert calm["high"] / calm["value"] >= np.exp(1.96 / np.sqrt(700)) - 1e-3


def test_an_amount_without_any_count_has_a_value_and_no_range() -> None:
    reading = only(facts([{"revenue": 2_500, "spend": 1_000}]), "roas")
    assert reading["value"] == 2.5
    assert math.isnan(reading["low"])


def test_the_brief_margin_is_not_asked_where_the_file_has_one() -> None:
    brief = Brief(goal="conversion", model="ecommerce", margin=0.9)
    row = {"revenue": 100, "gross_margin": 40, "spend": 20}
    assert only(facts([row]), "contribution_roas", brief=brief)["value"] == 2


# A share stays a share, whoever stands beside it


def shares_of(*campaigns: tuple[str, float, float]) -> dict[str, dict]:
    rows = [
        day("2026-01-05", campaign=name, conversions=yes, clicks=asked)
        for name, yes, asked in campaigns
    ]
    found = measure(facts(rows), ["click_conversion"], by=("campaign",))
    return {row["campaign"]: row for row in found.to_dict("records")}


def test_a_neighbour_does_not_change_the_range_of_a_share() -> None:
    alone = shares_of(("a", 3, 4))["a"]
    beside = shares_of(("a", 3, 4), ("calls", 5, 4))["a"]
    assert (beside["low"], beside["high"]) == (alone["low"], alone["high"])
    assert alone["high"] <= 1


def test_more_conversions_than_clicks_is_no_share_and_keeps_its_range() -> None:
    calls = shares_of(("a", 3, 4), ("calls", 50, 40))["calls"]
    assert calls["value"] == 1.25
    assert calls["low"] < 1.25 < calls["high"]


@pytest.mark.parametrize(
    ("id_", "figures"),
    [
        ("open_rate", {"opens": 998.0, "delivered": 1_000.0}),
        ("bounce_rate", {"sessions": 500.0, "engaged_sessions": 498.0}),
        ("discount_share", {"discounts": 90.0, "revenue": 10.0, "orders": 3.0}),
    ],
)
def test_a_share_never_leaves_nought_to_one_with_a_neighbour_that_does(
    id_: str, figures: dict
) -> None:
    odd = {name: 5.0 * (1 + i) for i, name in enumerate(reversed(figures))}
    first = np.datetime64("2026-01-05")
    rows = [
        day(str(first + 7 * week), campaign=name, **row)
        for week in range(8)
        for name, row in (("a", figures), ("odd", odd))
    ]
    found = measure(facts(rows), [id_], by=("campaign",)).iloc[0]
    assert 0 <= found["low"] <= found["value"] <= found["high"] <= 1


def test_a_weekly_rate_on_one_or_two_tries_stays_a_share() -> None:
    first = np.datetime64("2026-01-05")
    tries = [(1, 1), (1, 2), (0, 1), (2, 2), (1, 1), (1, 2), (1, 1), (0, 2)]
    rows = [
        day(str(first + 7 * week), new_customers=float(yes), orders=float(asked))
        for week, (yes, asked) in enumerate(tries)
    ]
    found = measure(facts(rows), ["new_customer_share"]).iloc[0]
    assert 0 <= found["low"] < found["high"] <= 1


def test_what_stands_at_the_end_of_a_period_is_known_and_has_no_range() -> None:
    rows = [day(f"2026-03-{d:02d}", followers=1_000 + d, platform="x") for d in (1, 15, 31)]
    assert math.isnan(only(facts(rows), "followers")["low"])
    assert math.isnan(only(facts(rows), "follower_growth")["high"])


# No success in a small base


@pytest.mark.parametrize(("asked", "more"), [(1, 29), (12, 18), (29, 1)])
def test_no_success_in_a_small_base_says_how_many_more_it_takes(asked: float, more: float) -> None:
    reading = only(facts([{"conversions": 0, "clicks": asked}]), "click_conversion")
    assert reading["status"] == "too_little"
    assert needed(reading) == more
    enough = only(facts([{"conversions": 0, "clicks": asked + more}]), "click_conversion")
    assert (enough["status"], needed(enough)) == ("ok", 0)


def test_few_euros_are_no_few_tries() -> None:
    # Nothing came of 12 euros: the same in cents must read the same.
    for spend in (12, 1_200):
        reading = only(facts([{"revenue": 0, "spend": spend, "conversions": 0}]), "roas")
        assert (reading["value"], reading["status"]) == (0, "ok")
    assert only(facts([{"spend": 0, "impressions": 12}]), "cpm")["status"] == "ok"
    assert only(facts([{"conversions": 0}]), "conversions")["status"] == "ok"


def test_each_group_has_its_own_middle_value_and_range() -> None:
    rng = np.random.default_rng(3)
    sizes = {"a": 1, "b": 4, "c": 7, "d": 40}
    rows = [
        {"campaign": name, "response_minutes": float(minutes)}
        for name, size in sizes.items()
        for minutes in rng.integers(1, 400, size)
    ]
    found = measure(facts(rows), ["response_time"], by=("campaign",)).set_index("campaign")
    for name in sizes:
        mine = np.sort([row["response_minutes"] for row in rows if row["campaign"] == name])
        assert found.loc[name, "value"] == np.median(mine)
        assert found.loc[name, "denominator"] == len(mine)
        assert math.isnan(found.loc[name, "low"]) == (len(mine) < 6)
    # Conover's ranks for 40 values: the 13th and the 28th, one further for safety.
    d = np.sort([row["response_minutes"] for row in rows if row["campaign"] == "d"])
    assert (found.loc["d", "low"], found.loc["d", "high"]) == (d[12], d[27])
    assert found.loc["a", "numerator"] == rows[0]["response_minutes"]


def test_delays_and_payback_of_three_thousand_groups_take_no_loop() -> None:
    rows = [
        span(
            "2026-01-01",
            f"2026-0{1 + i % 3}-{(31, 28, 31)[i % 3]}",
            campaign=f"c{i}",
            response_minutes=5.0,
            spend=100.0,
            new_customers=2.0,
            revenue=90.0,
            active_customers=10.0,
            gross_margin=30.0,
        )
        for i in range(3_000)
    ]
    found = facts(rows)
    measure(found, ["response_time"], by=("campaign",))
    began = time.process_time()
    several = measure(found, ["response_time", "payback"], by=("campaign",))
    assert time.process_time() - began < 0.25
    first = several[several["kpi"] == "payback"].set_index("campaign")["value"]
    # 50 to win a customer who brings 3 of margin over one, two or three months.
    assert first[["c0", "c1", "c2"]].tolist() == pytest.approx([50 / 3, 100 / 3, 50])


# What does not add up


def test_two_networks_that_end_on_different_days_have_no_common_number_of_followers() -> None:
    rows = [
        day("2026-03-30", platform="a", followers=5_000),
        day("2026-03-31", platform="b", followers=80),
    ]
    assert only(facts(rows), "followers")["status"] == "not_additive"
    each = measure(facts(rows), ["followers"], by=("platform",))
    assert list(each["value"]) == [5_000, 80]


@pytest.mark.parametrize("id_", ["frequency", "reach", "engagement_rate_reach"])
def test_people_counted_for_one_campaign_of_two_are_not_those_of_the_account(id_: str) -> None:
    counted = {"campaign": "a", "reach": 100, "impressions": 300, "engagements": 20}
    rows = [counted, {"campaign": "b", "impressions": 900, "engagements": 90}]
    assert only(facts(rows), id_)["status"] == "not_additive"
    each = measure(facts(rows), ["frequency"], by=("campaign",)).iloc[0]
    assert (each["campaign"], each["value"]) == ("a", 3)
    # A campaign that was never shown leaves the count whole.
    rows[1] = {"campaign": "b", "impressions": 0}
    assert only(facts(rows), id_)["status"] == "ok"


def test_people_counted_apart_from_their_impressions_take_those_of_their_days() -> None:
    rows = [
        span("2026-03-01", "2026-03-31", reach=100),
        *(day(f"2026-03-{d:02d}", impressions=10) for d in range(1, 32)),
        day("2026-04-01", impressions=10),
    ]
    assert only(facts(rows), "frequency")["value"] == 3.1


def test_the_range_of_a_return_counts_the_baskets_of_its_own_source() -> None:
    google = ads(0, "Google Ads", spend=100, conversions=10, revenue=400)
    alone = only(facts([google], (GOOGLE, SHOP)), "roas")
    till = {"source": 1, "platform": "Shopify", "currency": "EUR", "revenue": 900, "orders": 20}
    beside = only(facts([google, till], (GOOGLE, SHOP)), "roas")
    assert beside["value"] == 4
    assert (beside["low"], beside["high"]) == (alone["low"], alone["high"])
    assert beside["low"] < 4
