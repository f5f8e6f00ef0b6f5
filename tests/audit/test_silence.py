"""What could not be checked says why, truly: the condition that failed, with what there is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kpi.audit import Unchecked, audit
from kpi.facts import Facts, Quantity, Source
from kpi.period import Period
from kpi.words import say
from tests.audit.shop import GOOGLE, account, campaign, ordinary
from tests.audit.test_rules import MARGIN, devices
from tests.readings.cube import day, facts


def why(given: Facts, rule: str, **how: Any) -> Unchecked:
    return next(one for one in audit(given, MARGIN, **how).unchecked if one.rule == rule)


def test_a_campaign_alone_has_no_peers_however_many_clicks_it_has() -> None:
    alone = account(campaign("Alone", spend=70_000.0))
    for rule in ("R01_clickbait", "R12_small_winner", "R13_budget_worst", "R14_hidden_gem"):
        assert why(alone, rule).missing == ("peers",)


def test_too_few_clicks_are_the_fewest_that_a_ranking_would_need() -> None:
    rows = [campaign("Much", spend=700.0), campaign("Little", 1, spend=5.0)]
    undated = [{**row, "date": "", "date_end": ""} for c in rows for row in c]
    silence = why(facts(undated, GOOGLE), "R12_small_winner")
    assert silence.missing == ("clicks",)
    assert silence.values["conversions"] == Quantity(10.0, "clicks")


def test_the_whole_span_has_no_weeks_before_it() -> None:
    given = account(*ordinary(weeks=40))
    for rule in ("R02_cvr_up_cac_up", "R03_reach_flat"):
        silence = why(given, rule, period=given.period)
        assert silence.missing == ("weeks_before",)
        assert silence.values["weeks"] == 0
        assert "0 weeks; minimum: 3 weeks" in say(silence, "en")


def test_a_period_without_rows_is_what_is_missing() -> None:
    long_ago = Period(date(2024, 1, 1), date(2024, 6, 30))
    given = account(*ordinary())
    for rule in ("R01_clickbait", "R07_roas_margin", "R12_small_winner", "R13_budget_worst"):
        assert why(given, rule, period=long_ago).missing == ("period",)
    assert say(why(given, "R01_clickbait", period=long_ago), "en").startswith("No row")


def test_five_days_hold_no_week_and_an_absent_column_is_absent() -> None:
    given = account(*(c[:5] for c in ordinary(3, spend=70_000.0, basket=None)))
    for rule in ("R01_clickbait", "R02_cvr_up_cac_up", "R13_budget_worst", "R12_small_winner"):
        silence = why(given, rule)
        assert (silence.missing, silence.values["weeks"]) == (("weeks",), 0)
    assert why(given, "R07_roas_margin").missing == ("revenue",)


@pytest.mark.parametrize("figure", ["spend", "impressions", "clicks"])
def test_a_period_at_zero_is_none_to_compare_with(figure: str) -> None:
    turn = "2026-02-16"
    rows = [{**r, figure: 0.0 if r["date"] < turn else r[figure]} for c in ordinary() for r in c]
    rule = "R02_cvr_up_cac_up" if figure == "clicks" else "R03_reach_flat"
    silence = why(facts(rows, GOOGLE), rule)
    assert (silence.missing, silence.values["base"]) == (("empty",), figure)
    assert say(silence, "fr").startswith("L’une des deux périodes")


def test_nothing_too_little_is_above_what_it_would_take() -> None:
    accounts = (
        account(*ordinary(weeks=5)),
        account(*ordinary(weeks=30, spend=9.0)),
        account(*ordinary(2, weeks=12), campaign("Big", 3, spend=9_000.0)),
        account(*ordinary(30, spend=20.0)),
        account(campaign("Big", spend=7_000.0), campaign("Small", spend=3.0)),
        devices((0.995, 0.993), (0.01, 0.04), 0.8),
    )
    for given in accounts:
        for silence in audit(given, MARGIN).unchecked:
            if "weeks" in silence.values:
                assert silence.values["weeks"] < silence.values["duration_needed"].value
            if "count_needed" in silence.values:
                there = silence.values["conversions"]
                assert there.value < silence.values["count_needed"], silence


def test_thirty_equal_campaigns_were_looked_at() -> None:
    """None holds a share of the budget that would matter: that is in order, not unchecked."""
    assert "R01_clickbait" in audit(account(*ordinary(30))).checked


def test_two_large_segments_are_what_an_average_needs() -> None:
    assert why(devices((0.995, 0.993), (0.01, 0.04), 0.8), "R08_simpson").missing == ("segments",)


STRAY: dict[str, Any] = {
    "campaign": "Ordinary 0",
    "platform": "Google Ads",
    "currency": "EUR",
    "result": "Purchase",
    "channel": "paid_search",
    "clicks": 1.0,
    "impressions": 10.0,
    "conversions": 0.0,
}


def test_a_file_without_campaigns_does_not_take_the_weeks_from_the_campaigns_chart() -> None:
    rows = [row for c in ordinary(weeks=13) for row in c]
    contacts = [day(f"2026-0{m}-15", source=1, subscribers_gained=9.0) for m in range(1, 8)]
    files = (*GOOGLE, Source(file="liste.csv", platform=""))
    alone = audit(facts(rows, GOOGLE), MARGIN).judged
    assert alone is not None
    assert audit(facts([*rows, *contacts], files), MARGIN).judged == alone


def test_a_stray_row_without_a_date_does_not_take_the_weeks_from_all() -> None:
    rows = [row for c in ordinary(weeks=13) for row in c]
    a = audit(facts([*rows, {**STRAY, "spend": 40.0}], GOOGLE), MARGIN)
    assert a.judged is not None
    assert "R02_cvr_up_cac_up" in a.checked
    (aside,) = a.aside
    assert (aside.rows, aside.spend, aside.currency) == (1, 40.0, "EUR")
    assert say(aside, "en").startswith("Rows without a definite week, left out")
    assert "€40.00" in say(aside, "en")
    assert audit(facts(rows, GOOGLE), MARGIN).aside == ()


def test_much_money_without_a_date_is_judged_without_weeks() -> None:
    rows = [row for c in ordinary(weeks=13) for row in c]
    a = audit(facts([*rows, {**STRAY, "spend": 800.0}], GOOGLE), MARGIN)
    assert (a.judged, a.aside) == (None, ())


def test_a_stray_row_does_not_take_the_weeks_from_an_average() -> None:
    given = devices((0.8, 0.4), (0.01, 0.04), 0.8)
    rows = [dict(row) for row in given.cube.to_dict("records")]
    stray = {**STRAY, "segment": "device=mobile", "spend": 1.0, "campaign": "All"}
    a = audit(facts([*rows, stray], GOOGLE))
    assert "R08_simpson" in [one.rule for one in a.warnings]
