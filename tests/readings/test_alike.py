"""Two periods compare only where every file covers both, read the same way, over as many days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

import kpi
from kpi.catalog import kpi as kpi_of
from kpi.facts import Facts, Source
from kpi.period import Period
from kpi.readings import compare, measure, measure_before, moved, trend
from tests.readings.cube import day, facts, span

GOOGLE = Source(file="google.csv", platform="Google Ads", family="ads")
META = Source(file="meta.csv", platform="Meta Ads", family="ads")
SHOP = Source(file="orders.csv", platform="Shopify", family="shop")
# Eight weeks, then eight weeks.
BEFORE = Period(date(2026, 1, 5), date(2026, 3, 1))
AFTER = Period(date(2026, 3, 2), date(2026, 4, 26))


def daily(first: str, last: str, **row: object) -> list[dict]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [
        day(str(start + timedelta(days=n)), currency="EUR", **row)
        for n in range((end - start).days + 1)
    ]


def ads(first: str, source: int = 0, last: str = "2026-04-26") -> list[dict]:
    platform = ("Google Ads", "Meta Ads", "Meta Ads")[source]
    figures = {"spend": 100, "impressions": 10_000, "clicks": 200, "conversions": 5}
    return daily(first, last, source=source, platform=platform, channel="paid_search", **figures)


def till(first: str = "2026-01-05") -> list[dict]:
    return daily(first, "2026-04-26", source=2, platform="Shopify", revenue=1_290, orders=20)


def one(found: Facts, id_: str) -> dict:
    return measure_before(found, [id_], (BEFORE, AFTER)).iloc[0].to_dict()


# Every file covers both


def test_a_file_that_begins_in_the_second_period_is_not_compared() -> None:
    found = facts([*ads("2026-01-05"), *ads("2026-03-02", 1), *till()], (GOOGLE, META, SHOP))
    for id_ in ("mer", "impressions", "cpm"):
        change = compare(found, id_, before=BEFORE, after=AFTER)
        assert (change.status, change.delta, change.causes) == ("not_covered", None, ())
        assert one(found, id_)["status"] == "not_covered"
    assert kpi.say(compare(found, "mer", before=BEFORE, after=AFTER), "en") == (
        "“MER” is not compared: a file covers only one of the two periods."
    )
    # The till covers both: what it alone tells compares.
    assert one(found, "aov") | {"low": 0, "high": 0} == {
        "kpi": "aov", "value": 64.5, "low": 0, "high": 0, "numerator": 56 * 1_290,
        "denominator": 56 * 20, "status": "ok",
    }  # fmt: skip


@pytest.mark.parametrize("first", ["2026-01-06", "2026-02-23", "2026-03-09"])
def test_a_file_that_begins_within_a_period_covers_none_of_it(first: str) -> None:
    found = facts([*ads("2026-01-05"), *ads(first, 1)], (GOOGLE, META))
    assert one(found, "impressions")["status"] == "not_covered"


def test_a_file_that_ends_before_the_second_period_does_is_not_compared() -> None:
    rows = [*ads("2026-01-05"), *ads("2026-01-05", 1, last="2026-04-12")]
    assert one(facts(rows, (GOOGLE, META)), "impressions")["status"] == "not_covered"


def test_a_campaign_that_paused_is_not_a_file_that_is_missing() -> None:
    rows = [*ads("2026-01-05"), *ads("2026-01-05", 1, last="2026-01-20"), *ads("2026-03-16", 1)]
    found = one(facts(rows, (GOOGLE, META)), "impressions")
    assert (found["status"], found["value"]) == ("ok", (56 + 16) * 10_000)


def test_files_that_follow_each_other_are_one_series() -> None:
    rows = [
        *ads("2026-01-05"),
        *ads("2026-01-05", 1, last="2026-03-01"),
        *[row | {"source": 2} for row in ads("2026-03-02", 1)],
    ]
    assert one(facts(rows, (GOOGLE, META, META)), "impressions")["status"] == "ok"
    # A hole between two files is not a pause: nobody exported it.
    holed = [row for row in rows if not (row["source"] == 1 and row["date"] > "2026-02-10")]
    assert one(facts(holed, (GOOGLE, META, META)), "impressions")["status"] == "not_covered"


def test_what_the_file_says_of_its_own_days_counts() -> None:
    told = replace(META, period=Period(date(2026, 1, 1), date(2026, 4, 30)))
    rows = [*ads("2026-01-05"), *ads("2026-01-12", 1)]
    assert one(facts(rows, (GOOGLE, told)), "impressions")["status"] == "ok"


def test_a_cost_that_only_one_period_knows_is_not_compared() -> None:
    costs = daily("2026-03-02", "2026-04-26", source=3, other_marketing_cost=50)
    manual = Source(file="costs.csv", family="manual")
    found = facts([*ads("2026-01-05"), *till(), *costs], (GOOGLE, META, SHOP, manual))
    assert one(found, "mer")["status"] == "not_covered"
    assert one(found, "aov")["status"] == "ok"


def test_the_period_before_is_read_as_the_period_now_is() -> None:
    # Before, Google alone claims; now both do, so that the till answers: for both.
    rows = [*ads("2026-01-05"), *ads("2026-01-05", 1)]
    for row in rows:
        if row["source"] == 1 and row["date"] < "2026-03-02":
            row["conversions"] = 0
    shop = [{**row, "conversions": row["orders"], "channel": "paid_search"} for row in till()]
    web = Source(file="ga4.csv", platform="Google Analytics 4", family="web")
    found = facts([*rows, *shop], (GOOGLE, META, web))
    now = measure(found, ["cpa"], period=AFTER).iloc[0]
    before = one(found, "cpa")
    assert (now["status"], now["value"]) == ("ok", 10)
    assert (before["status"], before["value"]) == ("ok", 10)


def test_weeks_that_one_file_lacks_are_not_whole() -> None:
    found = facts([*ads("2026-01-05"), *ads("2026-03-04", 1), *till()], (GOOGLE, META, SHOP))
    weeks = trend(found, "mer")
    assert weeks.loc[weeks["complete"], "week"].min().date() == date(2026, 3, 9)
    assert trend(found, "aov")["complete"].all()


# As many days


def monthly(**by_day: float) -> Facts:
    rows = []
    for month in range(1, 7):
        months = Period(date(2026, month, 1), date(2026, month + 1, 1) - timedelta(days=1))
        row = {name: value * months.days for name, value in by_day.items()}
        rows.append(span(str(months.first), str(months.last), **row))
    return facts(rows, (replace(SHOP, platform="Google Analytics 4", family="web"),))


def month(number: int) -> Period:
    return Period(date(2026, number, 1), date(2026, number + 1, 1) - timedelta(days=1))


@pytest.mark.parametrize("number", [2, 3, 4, 5, 6])
def test_the_same_day_after_day_moves_in_no_month(number: int) -> None:
    found, now = monthly(conversions=1_000.0), month(number)
    before = measure_before(found, ["conversions"], (now.previous(), now)).iloc[0]
    assert (before["status"], before["value"]) == ("ok", 1_000.0 * now.days)
    assert moved(measure(found, ["conversions"], period=now).iloc[0], before) == ""


def test_rates_compare_as_they_are_whatever_the_length() -> None:
    found = monthly(revenue=1_200.0, orders=20.0)
    before = measure_before(found, ["aov"], (month(2), month(3))).iloc[0]
    assert (before["value"], before["denominator"]) == (60, 28 * 20)


def test_people_of_a_shorter_month_are_not_compared() -> None:
    found = monthly(reach=1_000.0)
    ads_only = replace(SHOP, family="ads", platform="Meta Ads")
    found = Facts(cube=found.cube, sources=(ads_only,))
    assert measure_before(found, ["reach"], (month(2), month(3)))["status"].item() == "unequal_days"
    rows = measure_before(found, ["reach"], (month(3), Period(date(2026, 5, 1), date(2026, 5, 31))))
    assert (rows["status"].item(), rows["value"].item()) == ("ok", 31_000)


def test_rows_that_straddle_a_period_are_not_taken_for_its_total() -> None:
    # Weeks that begin in one month and end in the next count in none.
    first = date(2026, 1, 5)
    mondays = [first + timedelta(days=7 * n) for n in range(16)]
    rows = [
        span(str(monday), str(monday + timedelta(days=6)), impressions=700, clicks=7)
        for monday in mondays
    ]
    found = facts(rows, (GOOGLE,))
    spans = (month(2), month(3))
    assert measure_before(found, ["impressions"], spans)["status"].item() == "not_covered"
    assert measure_before(found, ["ctr"], spans)["status"].item() == "ok"


def test_a_total_of_a_longer_period_is_told_by_day() -> None:
    change = compare(monthly(conversions=10.0), "conversions", before=month(2), after=month(3))
    assert (change.before, change.after) == (280, 310)
    assert kpi.say(change, "en").startswith(
        "“Conversions” goes from 280 in 28 days to 310 in 31 days (0% per day)"
    )


def test_a_review_compares_a_month_with_the_month_before() -> None:
    brief = kpi.Brief(goal="acquisition", model="ecommerce", channels=("paid_search",))
    plan = kpi.recommend(brief)
    plan = replace(plan, kpis=(kpi_of("conversions"), *plan.kpis[1:]))
    for number in (2, 3, 4, 5, 6):
        found = kpi.review(
            monthly(conversions=1_000.0), plan, brief, date(2026, 7, 1), month(number)
        )
        now, before = found.readings.iloc[0], found.before.iloc[0]
        assert (before["status"], moved(now, before)) == ("ok", "")
