"""The review of one date: what moved, what was put aside, in which currency it speaks."""

from dataclasses import replace
from datetime import date

import pytest

import kpi
from kpi.facts import Facts
from kpi.period import Period
from kpi.review import without
from tests.audit.shop import GOOGLE, campaign
from tests.readings.cube import day, facts

BRIEF = kpi.Brief(goal="acquisition", model="ecommerce", channels=("paid_search",))
PLAN = kpi.recommend(BRIEF)
TODAY = date(2026, 4, 20)


def reviewed(rows: Facts) -> kpi.Review:
    return kpi.review(rows, PLAN, BRIEF, TODAY)


def weeks(costs: list[float]) -> Facts:
    """Weeks of one campaign, 60 conversions each, at these costs per conversion."""
    rows = []
    for week, cost in enumerate(costs):
        for row in campaign("Generic", 1, spend=60 * cost, cost=cost):
            shifted = date.fromisoformat(row["date"]).toordinal() + 7 * week
            stamp = date.fromordinal(shifted).isoformat()
            rows.append(row | {"date": stamp, "date_end": stamp})
    return facts(rows)


def test_a_rate_that_halves_is_said_to_fall_and_one_that_doubles_to_rise() -> None:
    # Clicks cost the same: a sale at twice the cost is half the conversion rate.
    found = reviewed(weeks([20, 21, 20, 21, 30, 40, 42, 41, 40, 42]))
    assert (found.trend_kpi, found.trend_moves) == ("click_conversion", "down")
    assert reviewed(weeks([42, 40, 41, 40, 30, 21, 20, 21, 20, 20])).trend_moves == "up"


def test_a_rate_that_wobbles_is_not_said_to_move() -> None:
    assert reviewed(weeks([20, 22, 19, 21, 20, 22, 21, 20, 19, 22])).trend_moves == ""


def test_seven_weeks_are_too_few_to_compare_four_with_four() -> None:
    assert reviewed(weeks([20, 20, 20, 20, 60, 60, 60])).trend_moves == ""


def with_dear_campaigns(*names: str) -> kpi.Review:
    dear = [campaign(name, spend=3000, cost=80 + 10 * n) for n, name in enumerate(names)]
    usual = [campaign(f"Search {n}", cost=18 + n, shift=n) for n in range(8)]
    return reviewed(facts([row for rows in (*dear, *usual) for row in rows]))


def test_a_warning_put_aside_leaves_the_verdict_to_the_others() -> None:
    whole = with_dear_campaigns("Broad video", "Broad display")
    first, second = whole.audit.warnings
    assert whole.verdict.finding == first
    left = without(whole, [first])
    assert left.audit.warnings == (second,)
    assert left.verdict.finding == second


def test_all_warnings_put_aside_is_not_called_no_warning() -> None:
    whole = with_dear_campaigns("Broad video")
    assert len(whole.audit.warnings) == 1
    left = without(whole, whole.audit.warnings)
    assert kpi.say(left, "en", "first") == "No warning left: you dismissed 1."


def test_the_review_speaks_in_the_currency_of_most_of_the_money() -> None:
    rows = [day(f"2026-01-{d:02}", campaign="a", currency="USD", spend=1.0) for d in range(1, 10)]
    rows.append(day("2026-01-10", campaign="b", currency="EUR", spend=5000.0))
    assert reviewed(facts(rows)).currency == "EUR"


def test_a_file_that_tells_no_currency_is_said_in_the_brief_s() -> None:
    dear = [campaign("Broad", spend=3000, cost=80)]
    usual = [campaign(f"Search {n}", cost=18 + n, shift=n) for n in range(8)]
    rows = [{**row, "currency": ""} for rows in (*dear, *usual) for row in rows]
    francs = kpi.review(facts(rows), PLAN, replace(BRIEF, currency="CHF"), TODAY)
    assert [one.currency for one in francs.audit.warnings] == ["CHF"]
    # Beside two currencies, which one it is cannot be known.
    more = [day("2026-01-05", campaign=code, currency=code, spend=1.0) for code in ("USD", "EUR")]
    assert [one.currency for one in reviewed(facts([*rows, *more])).audit.warnings] == [""]


def prints(**read_as: object) -> str:
    """The fingerprint of one row whose source was read in some way."""
    row = day("2026-01-05", campaign="A", platform="Google Ads", impressions=100.0, clicks=10.0)
    source = replace(GOOGLE[0], **read_as)  # type: ignore[arg-type]
    return reviewed(facts([row], (source,))).fingerprint


def test_the_same_inputs_have_the_same_fingerprint() -> None:
    assert prints() == prints()


@pytest.mark.parametrize(
    "read_as",
    [
        {"file": "other.csv"},
        {"platform": "Bing Ads"},
        {"family": "web"},
        {"currency": "USD"},
        {"period": Period(date(2026, 1, 1), date(2026, 1, 31))},
        {"sheet": "May"},
    ],
)
def test_rows_read_in_another_way_have_another_fingerprint(read_as: dict) -> None:
    assert prints(**read_as) != prints()


def test_the_same_figures_under_another_name_have_another_fingerprint() -> None:
    def of(name: str) -> str:
        row = day("2026-01-05", platform="Google Ads", **{name: 10.0, "impressions": 100.0})
        return reviewed(facts([row], GOOGLE)).fingerprint

    assert of("clicks") != of("email_clicks")
    assert of("clicks") == of("clicks")


def test_weeks_that_slide_are_said_to_fall_before_their_ends_stand_apart() -> None:
    slow = [20 * 1.045**week for week in range(12)]
    found = reviewed(weeks(slow))
    assert (found.trend_kpi, found.trend_moves) == ("click_conversion", "down")
    assert found.trend_slope.change is not None
    steady = reviewed(weeks([20, 22, 19, 21, 20, 22, 21, 20, 19, 22]))
    assert steady.trend_slope.noticeable is not None
    assert reviewed(weeks([20, 20, 20, 20, 60, 60, 60])).trend_slope.weeks_lacking == 1
