"""What a finding says would change the verdict is true when fed back in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from kpi.audit import Audit, Finding, audit
from kpi.audit.budget import unsettled
from kpi.audit.claims import Claim, Looked
from kpi.brief import Brief
from kpi.facts import Facts
from tests.audit.shop import GOOGLE, account, campaign, ordinary
from tests.audit.test_rules import BAIT, GEM, MARGIN, dearer, devices, emptier, found
from tests.readings.cube import facts


def with_results(whole: Facts, more: float, **where: str) -> Facts:
    """Return the facts with `more` results spread over the rows that are `where` and after."""
    cube = whole.cube.copy()
    rows = cube["date"].astype(str) >= where.pop("after", "")
    rows &= cube["date"].astype(str) <= where.pop("until", "9")
    for name, value in where.items():
        rows &= cube[name].astype(str) == value
    cube.loc[rows, "conversions"] *= 1 + more / cube.loc[rows, "conversions"].sum()
    return Facts(cube=cube, sources=whole.sources)


def days(one: Finding) -> dict[str, str]:
    return {"after": str(one.period.first), "until": str(one.period.last)}


def test_the_results_that_make_a_dear_campaign_fine() -> None:
    for special in (
        {"spend": 400.0, **BAIT},
        {"spend": 2_500.0, "cost": 45.0, "shift": 2},
    ):
        whole = account(*ordinary(), campaign("Odd", **special))
        (one,) = audit(whole).warnings
        more = one.evidence["conversions_more"]
        assert more == int(more) >= 1
        at = {"campaign": "Odd", **days(one)}
        # A thousandth over, for the sums of days that are no whole numbers.
        assert not audit(with_results(whole, more + 0.001, **at)).warnings
        (still,) = audit(with_results(whole, more / 2, **at)).warnings
        assert still.rule == one.rule


def test_the_results_whose_loss_ends_a_hidden_performance() -> None:
    whole = account(*ordinary(), campaign("Gem", **GEM))
    (one,) = audit(whole).hidden_performers
    fewer = one.evidence["conversions_fewer"]
    at = {"campaign": "Gem", **days(one)}
    assert not audit(with_results(whole, -fewer - 0.001, **at)).hidden_performers
    assert audit(with_results(whole, 1.001 - fewer, **at)).hidden_performers


@pytest.mark.parametrize(
    ("rule", "whole"),
    [("R02_cvr_up_cac_up", dearer(1.25, 1.9)), ("R03_reach_flat", emptier(1.8))],
)
def test_the_results_that_a_period_lacked(rule: str, whole: Facts) -> None:
    (one,) = found(audit(whole), rule)
    more = one.evidence["conversions_more"]
    assert not found(audit(with_results(whole, more + 0.001, **days(one))), rule)
    assert found(audit(with_results(whole, more - 1.001, **days(one))), rule)


def test_the_results_that_bring_a_segment_back_to_its_rate() -> None:
    whole = devices((0.8, 0.4), (0.01, 0.04), 0.8)
    (one,) = found(audit(whole), "R08_simpson")
    more, name = one.evidence["conversions_more"], one.evidence["segment_turn"]
    at = {"segment": name, **days(one)}
    assert not found(audit(with_results(whole, more + 0.001, **at)), "R08_simpson")
    assert found(audit(with_results(whole, more - 1.001, **at)), "R08_simpson")


def test_the_margin_that_makes_a_return_pay() -> None:
    whole = account(*ordinary(basket=30.0))
    (one,) = found(audit(whole, MARGIN), "R07_roas_margin")
    enough = one.evidence["margin_needed"]
    fine = Brief(goal="conversion", model="ecommerce", margin=enough)
    assert not found(audit(whole, fine), "R07_roas_margin")
    near = replace(fine, margin=0.85 * enough)
    assert found(audit(whole, near), "R07_roas_margin")


def test_the_results_at_which_a_leader_is_one() -> None:
    def rows(times: float) -> list[Mapping[str, Any]]:
        return [
            {
                "campaign": name,
                "platform": "Google Ads",
                "spend": 50.0,
                "clicks": k * times,
                "conversions": c * times,
            }
            for name, k, c in (("A", 60, 4), ("B", 300, 12), ("C", 280, 13), ("D", 310, 12))
        ]

    (one,) = audit(facts(rows(1.0), GOOGLE)).notes
    enough = one.evidence["conversions_needed"] / one.evidence["conversions"]
    assert not audit(facts(rows(enough), GOOGLE)).notes


def test_a_claim_that_chance_may_explain_is_settled_by_the_results_it_asks_for() -> None:
    """As many weeks more at the same rates, and it stands."""

    def seen(weeks: int) -> Audit:
        odd = campaign("Odd", weeks, spend=90.0, cost=29.0, ctr=0.04, click_cost=0.4, shift=2)
        return audit(account(*ordinary(weeks=weeks, spend=400.0), odd))

    early = seen(9)
    assert not early.warnings
    (one,) = early.unsettled
    assert (one.finding.rule, one.noun) == ("R01_clickbait", "Purchase")
    weeks = int(np.ceil(one.needed / (90.0 / 29.0)))
    assert [w.rule for w in seen(9 + weeks).warnings] == ["R01_clickbait"]
    # Half of what it asks for would not do.
    assert not seen(9 + weeks // 2).warnings


def test_what_no_number_of_results_would_settle_is_not_waited_for() -> None:
    """Where ordinary differences are most of the doubt, more results leave it as it is."""
    finding = Finding(rule="R01_clickbait", kind="warning")

    def left(fixed: float) -> list[float]:
        claim = Claim(finding=finding, chance=0.25, events=30.0, fixed=fixed)
        return [u.needed for u in unsettled([Looked(rule=finding.rule, claims=(claim,), tested=1)])]

    assert left(0.0) == [41.0]  # 30 × (1.036 / 0.674)² - 30: the quantiles of 15 and 25 %
    assert left(0.2) == [78.0]
    assert left(0.6) == []
