"""Campaigns near the buyer: that the ad added the sale is not shown."""

from __future__ import annotations

from typing import Any

import pytest

from kpi.audit import Finding, audit
from kpi.brief import Brief
from kpi.facts import Facts
from tests.audit.shop import account, campaign, ordinary, without_days

BRAND = {"campaign_role": "brand", "spend": 700.0, "cost": 5.0}
AGAIN = {"campaign_role": "retargeting", "spend": 300.0, "cost": 8.0}


def found(whole: Facts, rule: str, brief: Brief | None = None) -> Finding | None:
    return next((one for one in audit(whole, brief).warnings if one.rule == rule), None)


def views(rows: list[dict[str, Any]], share: float) -> list[dict[str, Any]]:
    """Return the rows with so large a share of their results without a click."""
    return [{**row, "view_conversions": share * row["conversions"]} for row in rows]


# R09: sales from one's own name


@pytest.mark.parametrize("dated", [True, False])
def test_r09_most_sales_of_search_come_from_the_brand(dated: bool) -> None:
    rows = (*ordinary(3), campaign("Brand", **BRAND))
    one = found(account(*rows) if dated else without_days(*rows), "R09_brand_cannibal")
    assert dict(one.entity) == {"campaign": "Brand", "platform": "Google Ads"}
    # 140 sales of 60 a week against 3 × 35: nearly six tenths, at 12 for 1 against 3.
    assert one.evidence["share"] == pytest.approx(0.575, abs=0.02)
    assert one.evidence["roas_rest"] == pytest.approx(2.9, rel=0.05)
    assert one.evidence["roas_limit"] == pytest.approx(4.0, rel=0.05)
    low, middle, high = one.money
    assert (low, middle, high) == (0.0, high, pytest.approx(700 * (11 if dated else 12), rel=0.01))
    assert one.dated == dated


def test_r09_falls_once_the_others_return_what_it_names() -> None:
    limit = found(account(*ordinary(3), campaign("Brand", **BRAND)), "R09_brand_cannibal").evidence[
        "roas_limit"
    ]
    better = [campaign(f"Better {i}", cost=60 / limit * 0.98, shift=3 * i) for i in range(3)]
    assert found(account(*better, campaign("Brand", **BRAND)), "R09_brand_cannibal") is None


@pytest.mark.parametrize(
    ("why", "brand"),
    [
        ("it is a small part of the sales", BRAND | {"spend": 100.0}),
        ("it is cheap by less than the floor", BRAND | {"cost": 9.0, "spend": 2_000.0}),
        ("nobody says that it is the brand", BRAND | {"campaign_role": ""}),
        ("it is no search", BRAND | {"channel": "paid_social", "platform": "Meta Ads"}),
    ],
)
def test_r09_is_silent_when(why: str, brand: dict[str, Any]) -> None:
    rest = ordinary(3)
    if "channel" in brand:
        rest = ordinary(3, channel="paid_social", platform="Meta Ads")
    assert found(account(*rest, campaign("Brand", **brand)), "R09_brand_cannibal") is None


# R10: past visitors


def test_r10_cheap_results_that_nobody_clicked_for() -> None:
    rows = (*ordinary(3), views(campaign("Again", **AGAIN), 0.7))
    one = found(account(*rows), "R10_retargeting")
    assert one.entity["campaign"] == "Again"
    assert one.evidence["share"] == pytest.approx(0.7)
    assert one.evidence["cost_limit"] == pytest.approx(0.5 * one.evidence["cost_peers"])
    limit = one.evidence["cost_limit"]
    dearer = views(campaign("Again", **AGAIN | {"cost": 1.03 * limit}), 0.7)
    assert found(account(*ordinary(3), dearer), "R10_retargeting") is None


def test_r10_cheap_results_of_customers_already_known() -> None:
    def new(rows: list[dict[str, Any]], share: float) -> list[dict[str, Any]]:
        figures = ({"orders": row["conversions"]} for row in rows)
        return [
            {**row, **one, "new_customers": share * one["orders"]}
            for row, one in zip(rows, figures, strict=True)
        ]

    rest = [new(one, 0.7) for one in ordinary(3)]
    one = found(account(*rest, new(campaign("Again", **AGAIN), 0.2)), "R10_retargeting")
    assert one.evidence["share"] == pytest.approx(0.8)
    assert not one.evidence["by_view"]
    as_new = new(campaign("Again", **AGAIN), 0.6)
    assert found(account(*rest, as_new), "R10_retargeting") is None


@pytest.mark.parametrize(
    ("why", "rows"),
    [
        ("most of its results follow a click", views(campaign("Again", **AGAIN), 0.3)),
        ("it is not cheaper", views(campaign("Again", **AGAIN | {"cost": 18.0}), 0.7)),
        ("it spends next to nothing", views(campaign("Again", **AGAIN | {"spend": 60.0}), 0.7)),
        ("its role is unknown", views(campaign("Again", spend=300.0, cost=8.0), 0.7)),
    ],
)
def test_r10_is_silent_when(why: str, rows: list[dict[str, Any]]) -> None:
    assert found(account(*ordinary(3), rows), "R10_retargeting") is None


# R11: no click


def test_r11_results_without_a_click() -> None:
    rows = [views(one, 0.5) for one in ordinary(3)]
    one = found(account(*rows), "R11_view_through")
    assert one.evidence["share"] == pytest.approx(0.5)
    assert one.evidence["cost_clicks"] == pytest.approx(2 * one.evidence["cost"])
    assert one.money is None
    whole, fewer = one.evidence["conversions"], one.evidence["views_fewer"]
    left = (0.5 * whole - fewer) / (whole - fewer)
    assert left < 0.35 < (0.5 * whole - fewer + 1) / (whole - fewer + 1)
    assert found(account(*(views(one, left) for one in ordinary(3))), "R11_view_through") is None
    assert (
        found(account(*rows), "R11_view_through", Brief(goal="awareness", model="ecommerce"))
        is None
    )


def test_r11_with_a_target_says_what_was_paid_beyond_it() -> None:
    rows = [views(one, 0.5) for one in ordinary(3)]
    brief = Brief(goal="conversion", model="ecommerce", targets={"cpa": 25.0})
    one = found(account(*rows), "R11_view_through", brief)
    spend = one.evidence["cost"] * one.evidence["conversions"]
    assert one.money[1] == pytest.approx(spend - 0.5 * one.evidence["conversions"] * 25.0)
