"""A rule that found nothing says that all is in order only where it could have seen otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from kpi.audit import audit
from kpi.audit.evidence import Contrast
from kpi.audit.sight import Condition, too_blind
from kpi.brief import Brief
from kpi.facts import Source
from tests.audit.shop import GOOGLE, account, campaign, ordinary

MARGIN = Brief(goal="conversion", model="ecommerce", margin=0.4)
BOTH = np.array([True, True])


def condition(*errors: float) -> Condition:
    """A cost against its peers': floor 1.5, margin 1.25, so that twice the floor is 2.25."""
    seen = Contrast(
        effect=np.zeros(len(errors)), error=np.array(errors), degrees=np.full(len(errors), np.inf)
    )
    return Condition(seen=seen, floor=1.5, margin=1.25)


def test_twice_the_floor_has_to_show_four_times_out_of_five() -> None:
    # log(2.25 / 1.25) = 0.588, over 1.645 (5 %) and 0.842 (four in five): 0.236.
    one = np.array([True]), np.array([100.0])
    assert (
        too_blind("R13_budget_worst", [condition(0.235)], one, (np.array([20.0]), "Lead")) is None
    )
    told = too_blind("R13_budget_worst", [condition(0.4727)], one, (np.array([20.0]), "Lead"))
    assert told.missing == ("conversions",)
    # Twice the error takes four times the results.
    assert told.values["count_needed"] == pytest.approx(80, abs=1)
    assert told.values["result"] == "Lead"


def test_what_holds_little_of_the_money_may_stay_unseen() -> None:
    events = np.array([200.0, 5.0]), "Lead"
    small, large = np.array([900.0, 100.0]), np.array([600.0, 400.0])
    seen = [condition(0.05, 2.0)]
    assert too_blind("R13_budget_worst", seen, (BOTH, small), events) is None
    assert too_blind("R13_budget_worst", seen, (BOTH, large), events) is not None


def test_a_large_calm_account_is_in_order_and_a_tiny_one_cannot_be_said_to_be() -> None:
    large = audit(account(*ordinary(6, weeks=16, spend=7_000.0)), MARGIN)
    assert {"R02_cvr_up_cac_up", "R03_reach_flat", "R07_roas_margin"} <= set(large.checked)
    tiny = audit(account(*ordinary(2, weeks=8, spend=60.0)), MARGIN)
    silent = {one.rule: one for one in tiny.unchecked}
    assert {"R02_cvr_up_cac_up", "R03_reach_flat"} <= set(silent)
    for rule in ("R02_cvr_up_cac_up", "R03_reach_flat"):
        assert silent[rule].missing == ("conversions",)
        assert silent[rule].values["count_needed"] > silent[rule].values["conversions"].value


def test_one_of_two_currencies_with_too_little_leaves_the_return_unchecked() -> None:
    """What was judged does not speak for what was not."""
    sources = (*GOOGLE, Source(file="us.csv", platform="Google Ads", family="ads", currency="USD"))
    euros = ordinary(3, weeks=16, spend=700.0)
    dollars = [campaign("US", 16, spend=600.0, cost=500.0, basket=1_500.0, currency="USD")]
    a = audit(account(*euros, *dollars, sources=sources), MARGIN)
    assert "R07_roas_margin" not in a.checked
    assert {one.rule: one.missing for one in a.unchecked}["R07_roas_margin"] == ("conversions",)
