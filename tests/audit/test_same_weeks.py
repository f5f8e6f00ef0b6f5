"""A campaign is set beside its peers over the weeks in which both ran, and over no others."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from kpi.audit import audit
from kpi.period import Period
from kpi.readings import measure
from tests.audit.shop import FIRST, account, campaign, later, ordinary
from tests.audit.test_rules import GEM, found, said

Days = list[dict[str, Any]]


def week(number: int) -> str:
    return str(FIRST + 7 * number)


def dear_until(turn: int, weeks: int = 40) -> list[Days]:
    """Four ordinary campaigns whose results cost 2.5 times as much before a week."""
    return [
        [{**r, "conversions": r["conversions"] / (2.5 if r["date"] < week(turn) else 1)} for r in c]
        for c in ordinary(4, weeks=weeks, basket=None)
    ]


def only_until(turn: int, rows: Days) -> Days:
    return [row for row in rows if row["date"] < week(turn)]


@pytest.mark.parametrize("clicks", [{}, {"ctr": 0.05, "click_cost": 0.4}])
def test_a_campaign_of_the_dear_season_costs_what_everybody_did_then(
    clicks: dict[str, Any],
) -> None:
    early = only_until(8, campaign("Early", 40, spend=9_000.0, cost=50.0, basket=None, **clicks))
    assert audit(account(*dear_until(8), early)).warnings == ()


def test_a_campaign_of_the_cheap_season_is_no_hidden_performer() -> None:
    cheap = [later(c, 8, conversions=0.4) for c in ordinary(4, weeks=40, basket=None)]
    sale = only_until(8, campaign("Sale", 40, spend=200.0, cost=20.0, ctr=0.018, basket=None))
    assert audit(account(*cheap, sale)).hidden_performers == ()


def test_in_the_weeks_they_share_a_dear_campaign_is_still_found() -> None:
    dear = only_until(8, campaign("Dear", 40, spend=9_000.0, cost=150.0, basket=None, shift=2))
    facts = account(*dear_until(8), dear)
    (one,) = found(audit(facts), "R13_budget_worst")
    assert one.evidence["weeks"] == 8
    assert one.period == Period(date(2026, 1, 5), date(2026, 3, 1))
    costs = measure(facts, ["cpa"], by=("campaign",), period=one.period).set_index("campaign")
    peers = costs.loc[[f"Ordinary {i}" for i in range(4)]]
    assert one.evidence["cost"] == pytest.approx(costs.loc["Dear", "value"])
    assert one.evidence["cost_peers"] == pytest.approx(
        peers["numerator"].sum() / peers["denominator"].sum()
    )


def test_under_six_common_weeks_nothing_is_said_of_a_campaign() -> None:
    five = only_until(5, campaign("Short", 40, spend=20_000.0, cost=90.0, basket=None))
    assert "R13_budget_worst" not in said(account(*ordinary(4, weeks=40, basket=None), five))


def test_late_bills_are_no_weeks_of_a_campaign() -> None:
    rows = campaign("Early", 40, spend=9_000.0, cost=50.0, basket=None)
    bills = [
        row if row["date"] < week(8) else {**row, "spend": 0.5, "conversions": 0.0} for row in rows
    ]
    assert audit(account(*dear_until(8), bills)).warnings == ()


def test_the_share_of_the_budget_is_of_all_that_the_platform_spent() -> None:
    calls = [
        campaign(name, spend=500.0, cost=cost, shift=shift, basket=None, result="Call")
        for name, cost, shift in (("Calls A", 40.0, 0), ("Calls B", 10.0, 3))
    ]
    facts = account(*ordinary(4, spend=20_000.0, basket=None), *calls)
    assert "R13_budget_worst" not in said(facts)
    # Half the sales' money is under 15 % of the platform's: small enough to be hidden.
    gem = campaign("Gem", **(GEM | {"spend": 700.0}))
    leads = [campaign(f"Leads {i}", spend=2_000.0, result="Lead") for i in range(2)]
    (one,) = audit(account(*ordinary(2, spend=1_500.0), gem, *leads)).hidden_performers
    assert one.evidence["spend_share"] == pytest.approx(700 / 7_700, rel=0.01)


def test_one_odd_peer_proves_nothing_in_the_weeks_shared() -> None:
    cheap = campaign("Cheap", spend=2_000.0, cost=6.0, basket=None, shift=4)
    big = campaign("Big", spend=2_500.0, cost=24.0, basket=None, shift=2)
    assert "R13_budget_worst" not in said(account(*ordinary(3, basket=None), cheap, big))


# A campaign without a single result


def sink(spend: float, **how: Any) -> Days:
    return [
        {**row, "conversions": 0.0} for row in campaign("Sink", spend=spend, basket=None, **how)
    ]


def test_a_big_campaign_without_a_single_result_is_told() -> None:
    a = audit(account(*ordinary(4, basket=None), sink(5_000.0)))
    (one,) = found(a, "R13_budget_worst")
    assert one.entity["campaign"] == "Sink"
    # The cost per result does not exist: it is very likely above this, and below nothing.
    assert one.evidence["cost"].unit == "over"
    assert one.evidence["cost_peers"] * 1.5 < one.evidence["cost"].value < one.evidence["spend"]
    assert one.evidence["conversions"] == 0
    assert one.money[0] < one.money[1] == one.money[2] == one.evidence["spend"]


def test_clicks_without_a_single_result_are_told() -> None:
    a = audit(account(*ordinary(4, basket=None), sink(600.0, ctr=0.05)))
    assert (
        said(account(*ordinary(4, basket=None), sink(600.0, ctr=0.05)))["R01_clickbait"]["campaign"]
        == "Sink"
    )
    assert a.warnings[0].evidence["conv_rate"] == 0


def test_a_campaign_that_could_not_have_many_results_is_not_in_order_but_unchecked() -> None:
    few = [campaign(f"Small {i}", spend=75.0, cost=100.0, basket=None, shift=i) for i in range(3)]
    a = audit(account(*few, sink(80.0)))
    assert "R13_budget_worst" not in a.checked
    silence = {one.rule: one for one in a.unchecked}["R13_budget_worst"]
    assert silence.missing == ("conversions",)
    assert silence.values["conversions"].value < silence.values["count_needed"] == 10


def test_a_campaign_with_hardly_a_result_is_told_too() -> None:
    rows = sink(5_000.0)
    rows[10]["conversions"] = 1.0
    (one,) = found(audit(account(*ordinary(4, basket=None), rows)), "R13_budget_worst")
    assert one.evidence["cost"] == pytest.approx(one.evidence["spend"])


def test_worthless_results_are_no_hidden_performance() -> None:
    free = [{**row, "revenue": 0.0} for row in campaign("Signups", **GEM)]
    assert audit(account(*ordinary(6), free)).hidden_performers == ()
    blank = [{k: v for k, v in row.items() if k != "revenue"} for row in campaign("Blank", **GEM)]
    assert audit(account(*ordinary(6), blank)).hidden_performers == ()


def test_dear_results_worth_nothing_are_still_dear() -> None:
    big = campaign("Big", spend=2_500.0, cost=45.0, basket=0.0, shift=2)
    assert said(account(*ordinary(), big))["R13_budget_worst"]["campaign"] == "Big"


def test_a_ninth_shape_of_accounts_has_campaigns_that_come_and_go() -> None:
    from bench.calibration.accounts import SETTINGS
    from bench.calibration.accounts import account as simulated

    setting = next(one for one in SETTINGS if one.partial)
    spend = simulated(setting, 3).spend
    weeks = spend[:, : spend.shape[1] // 7 * 7].reshape(len(spend), -1, 7).sum(2) > 0
    assert 0 < (weeks.mean(1) < 0.8).sum() < len(spend)
    assert np.array_equal(spend, simulated(setting, 3).spend)
