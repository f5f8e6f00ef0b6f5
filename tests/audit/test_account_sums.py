"""What is said of a platform or of the account is the sum of all its rows, named or not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kpi.audit import audit
from kpi.brief import Brief
from kpi.facts import Facts, Source
from kpi.period import Period
from kpi.readings import measure
from kpi.words import say
from tests.audit.shop import FIRST, GOOGLE, account, campaign, later, ordinary
from tests.audit.test_rules import MARGIN, emptier, found, said
from tests.readings.cube import facts

Days = list[dict[str, Any]]
META = Source(file="meta.csv", platform="Meta Ads", family="ads", currency="EUR")


def blank(rows: Days, name: str) -> Days:
    return [{k: v for k, v in row.items() if k != name} for row in rows]


def unnamed(campaigns: list[Days]) -> list[Days]:
    return [[{**row, "campaign": ""} for row in rows] for rows in campaigns]


def test_r07_is_the_return_that_measure_gives_over_the_same_weeks() -> None:
    without = blank(campaign("No value", spend=2_000.0, cost=30.0), "revenue")
    for given in (
        account(*ordinary(basket=30.0)),
        account(*ordinary(2, basket=30.0), *unnamed(ordinary(2, basket=45.0))),
        account(*ordinary(2, basket=30.0), without),
    ):
        a = audit(given, MARGIN)
        (one,) = found(a, "R07_roas_margin")
        (read,) = measure(given, ["roas"], period=a.judged)["value"]
        assert one.evidence["roas"] == pytest.approx(read)


def test_rows_without_a_name_count_for_the_account_and_are_compared_with_nobody() -> None:
    dear = unnamed([campaign("Hidden", spend=5_000.0, cost=60.0, basket=400.0)])
    a = audit(account(*ordinary(3, basket=30.0), *dear), MARGIN)
    assert not found(a, "R07_roas_margin")
    assert "R07_roas_margin" in a.checked
    assert all(one.entity.get("campaign") != "" for one in a.warnings)


def test_unnamed_rows_are_part_of_the_budget() -> None:
    big = campaign("Big", spend=2_500.0, cost=45.0, basket=None, shift=2)
    rest = unnamed([campaign("Rest", spend=9_000.0, basket=None)])
    assert "R13_budget_worst" in said(account(*ordinary(basket=None), big))
    assert "R13_budget_worst" not in said(account(*ordinary(basket=None), big, *rest))


def test_unnamed_rows_are_part_of_a_platforms_impressions() -> None:
    rows = [later(c, 6, impressions=0.2) for c in unnamed(ordinary(8, weeks=13))]
    named = [later(c, 6, impressions=1.8) for c in ordinary(weeks=13)]
    assert "R03_reach_flat" not in said(account(*named, *rows))


def test_a_file_without_names_lacks_campaigns() -> None:
    rows = [{**row, "objective": o} for o in "ab" for c in unnamed(ordinary(2)) for row in c]
    missing = {u.rule: u.missing for u in audit(facts(rows, GOOGLE)).unchecked}
    for rule in ("R01_clickbait", "R13_budget_worst", "R14_hidden_gem", "R12_small_winner"):
        assert missing[rule] == ("campaign",)


def two_currencies() -> Facts:
    dollars = [{**row, "currency": "USD"} for row in campaign("US", spend=20.0, basket=500.0)]
    return account(*ordinary(2, basket=30.0), dollars)


def test_r07_names_the_currency_where_money_was_spent_in_two() -> None:
    (one,) = found(audit(two_currencies(), MARGIN), "R07_roas_margin")
    assert dict(one.entity) == {"platform": "Google Ads", "currency": "EUR"}
    for language in ("fr", "en"):
        assert say(one, language, "headline").startswith("Google Ads · EUR · ROAS")


def test_r07_names_the_result_where_money_went_to_two() -> None:
    leads = blank(campaign("Leads", spend=300.0, cost=5.0, result="Lead"), "revenue")
    (one,) = found(audit(account(*ordinary(2, basket=30.0), leads), MARGIN), "R07_roas_margin")
    assert dict(one.entity) == {"platform": "Google Ads", "result": "Purchase"}


def test_results_that_have_no_revenue_at_all_are_not_called_a_loss() -> None:
    leads = campaign("Leads", spend=3_000.0, cost=5.0, result="Lead", basket=0.0)
    assert not found(audit(account(*ordinary(2), leads), MARGIN), "R07_roas_margin")


def test_a_platform_is_named_where_the_sentence_is_about_it() -> None:
    (one,) = found(audit(emptier(1.8)), "R03_reach_flat")
    assert say(one, "en").startswith("Google Ads · +")


def test_above_a_whole_margin_no_margin_would_do() -> None:
    losing = account(*ordinary(3, basket=8.0))
    (one,) = found(audit(losing, MARGIN), "R07_roas_margin")
    assert one.evidence["margin_needed"] > 1
    said_en = say(one, "en", "would_change")
    assert "No margin would be enough" in said_en
    assert "%" not in said_en
    assert "ROAS of 2.5" in said_en
    enough = account(*ordinary(3, basket=one.evidence["basket_needed"] * 1.001))
    assert not found(audit(enough, MARGIN), "R07_roas_margin")


def test_periods_of_platforms_that_differ_are_those_of_each_finding() -> None:
    google = [row for c in ordinary(weeks=20) for row in c]
    back = str(FIRST + 7 * 11 - 700)
    meta = [
        {**row, "platform": "Meta Ads", "source": 1, "date": str(day), "date_end": str(day)}
        | {"impressions": row["impressions"] * (2 if str(day) >= back else 1)}
        for c in ordinary(3, weeks=20)
        for row in c
        for day in [FIRST.__class__(row["date"]) - 700]
    ]
    a = audit(facts([*google, *meta], (*GOOGLE, META)))
    (one,) = found(a, "R03_reach_flat")
    assert one.entity["platform"] == "Meta Ads"
    assert (one.before, one.period) == (
        Period(date(2024, 2, 26), date(2024, 4, 21)),
        Period(date(2024, 4, 22), date(2024, 6, 16)),
    )
    assert (a.before, a.period) == (None, None)


def test_one_campaign_with_two_results_is_told_apart() -> None:
    both = [
        campaign("Big", spend=3_000.0, cost=60.0, basket=None),
        campaign("Big", spend=500.0, cost=4.0, basket=None, result="Lead"),
    ]
    (one,) = found(audit(account(*ordinary(3, basket=None), *both)), "R13_budget_worst")
    assert dict(one.entity) == {
        "campaign": "Big",
        "platform": "Google Ads",
        "result": "Purchase",
    }


def test_margin_alone_missing_asks_for_the_margin_alone() -> None:
    silence = next(u for u in audit(account(*ordinary())).unchecked if u.missing == ("margin",))
    assert "margin rate" in say(silence, "en")
    assert "Revenue" not in say(silence, "en")
    assert "Chiffre" not in say(silence, "fr")


def test_the_brief_of_an_awareness_goal_is_heard() -> None:
    a = audit(emptier(1.8), Brief(goal="awareness", model="ecommerce"))
    assert not found(a, "R03_reach_flat")
