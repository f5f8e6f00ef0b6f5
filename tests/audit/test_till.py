"""The till: claims beside orders, discounts, seasons, ordinary days; and a tag set twice."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kpi.audit import Finding, audit
from kpi.brief import Brief
from kpi.facts import Facts
from tests.audit.shop import FIRST, WEEKDAYS, WOBBLE, campaign, ordinary
from tests.audit.test_joined import SITE, business
from tests.readings.cube import day, facts

Rows = list[dict[str, Any]]


def heard(whole: Facts, rule: str, brief: Brief | None = None) -> Finding | None:
    a = audit(whole, brief)
    return next((one for one in (*a.warnings, *a.notes) if one.rule == rule), None)


def till(weeks: int = 13, each: float = 5.0, **dimensions: str) -> Rows:
    """Return a shop's days: `each` orders a day of 60."""
    rows = []
    for i in range(7 * weeks):
        orders = each * WEEKDAYS[i % 7] * WOBBLE[(i // 7 + 3) % 12]
        rows.append(
            day(
                str(FIRST + i),
                source=2,
                currency="EUR",
                orders=orders,
                revenue=60 * orders,
                **dimensions,
            )
        )
    return rows


# R18: more sales claimed than recorded


def test_r18_platforms_claim_more_than_the_till_holds() -> None:
    """Three campaigns claim 35 sales a week each; the shop has 70 from that channel."""
    rows = ordinary(3)
    one = heard(business(*rows, till(12, 10.0, channel="paid_search")), "R18_double_count")
    assert (one.kind, dict(one.entity)) == ("doubt", {"channel": "paid_search"})
    assert one.evidence["claimed"] / one.evidence["actual"] == pytest.approx(1.44, rel=0.03)
    excess = one.evidence["claimed"] - one.evidence["actual"]
    assert one.money[1] == pytest.approx(60 * excess)
    enough = 10.0 * (1 + one.evidence["orders_more"] / one.evidence["actual"]) + 0.01
    back = business(*rows, till(12, enough, channel="paid_search"))
    assert heard(back, "R18_double_count") is None


def test_r18_without_channels_only_what_exceeds_all_orders_is_sure() -> None:
    rows = ordinary(3)
    one = heard(business(*rows, till(12, 10.0)), "R18_double_count")
    assert (one.variant, dict(one.entity)) == ("bound", {})
    # As many orders again that no ad brought hide it: nothing is proved.
    assert heard(business(*rows, till(12, 20.0)), "R18_double_count") is None


@pytest.mark.parametrize(
    ("why", "rows", "brief"),
    [
        ("leads are no sales", ordinary(3, result="Lead"), None),
        ("a business that sells to businesses counts contacts", ordinary(3, result=""),
         Brief(goal="acquisition", model="b2b")),
        ("the orders are another channel's", ordinary(3, channel="paid_social"), None),
    ],
)  # fmt: skip
def test_r18_is_silent_when(why: str, rows: list[Rows], brief: Brief | None) -> None:
    orders = till(12, 30.0 if "channel" in why else 10.0, channel="paid_search")
    assert heard(business(*rows, orders), "R18_double_count", brief) is None


# R21: sales bought with discounts


def given_away(sales: float, margin: float, weeks: int = 16) -> Rows:
    rows = till(weeks, 20.0)
    turn = str(FIRST + 7 * (weeks // 2))
    found = []
    for row in rows:
        late = row["date"] >= turn
        revenue = row["revenue"] * (sales if late else 1.0)
        rate = margin if late else 0.4
        found.append(
            {
                **row,
                "orders": row["orders"] * (sales if late else 1.0),
                "revenue": revenue,
                "gross_margin": rate * revenue,
                "discounts": (0.2 if late else 0.05) * revenue,
            }
        )
    return found


def test_r21_more_sales_and_no_more_margin() -> None:
    one = heard(business(given_away(1.3, 0.28)), "R21_discount")
    assert one.evidence["revenue_change"] == pytest.approx(0.3, abs=0.03)
    assert one.evidence["discount_after"] == pytest.approx(0.2)
    lost = one.evidence["margin_amount_before"] - one.evidence["margin_amount_after"]
    assert one.money[1] == pytest.approx(lost) == pytest.approx(one.evidence["margin_more"])
    for silent in (given_away(1.3, 0.36), given_away(1.05, 0.30), given_away(1.3, 0.4)):
        assert heard(business(silent), "R21_discount") is None


# R19: a rise that last year had too


def season(now: float, last_year: float, weeks: int = 75) -> Rows:
    """Orders of eight weeks times `now`; the same weeks a year before, times `last_year`."""
    rows = till(weeks, 20.0)
    found = []
    for i, row in enumerate(rows):
        week = i // 7
        times = 1.0
        if weeks - 8 <= week:
            times = now
        elif weeks - 60 <= week < weeks - 52:
            times = last_year
        found.append({**row, "orders": row["orders"] * times})
    return found


def test_r19_the_same_weeks_rose_as_much_last_year() -> None:
    one = heard(business(season(1.5, 1.5)), "R19_season_lift")
    assert one.evidence["change"] == pytest.approx(0.5, abs=0.06)
    assert one.evidence["change_reference"] == pytest.approx(0.5, abs=0.08)
    more = one.evidence["orders_more"] / (20.0 * 56)
    assert heard(business(season(1.5 + more + 0.02, 1.5)), "R19_season_lift") is None
    for silent in (season(1.5, 1.0), season(1.1, 1.1)):
        assert heard(business(silent), "R19_season_lift") is None
    unchecked = {u.rule: u.missing for u in audit(business(till(40))).unchecked}
    assert unchecked["R19_season_lift"] == ("weeks",)


def spending(now: float, last_year: float, weeks: int = 75) -> Rows:
    """What ads spent over the same weeks, times as much."""
    found = []
    for w in range(weeks):
        times = now if w >= weeks - 8 else last_year if weeks - 60 <= w < weeks - 52 else 1.0
        for d in range(7):
            date = str(FIRST + 7 * w + d)
            found.append({"date": date, "date_end": date, "source": 0, "spend": 50.0 * times})
    return found


@pytest.mark.parametrize(
    ("spend", "kind", "missing"),
    [
        ((1.5, 1.0), "warning", None),
        ((1.0, 1.0), "note", None),
        ((1.5, 1.5), None, ("season",)),
    ],
)
def test_r19_a_campaign_is_needed_for_the_season_to_be_mistaken_for_it(
    spend: tuple[float, float], kind: str | None, missing: tuple[str, ...] | None
) -> None:
    facts = business(season(1.5, 1.5), spending(*spend))
    one = heard(facts, "R19_season_lift")
    assert (one.kind if one is not None else None) == kind
    told = {u.rule: u.missing for u in audit(facts).unchecked}
    assert told.get("R19_season_lift") == missing


# R20: an ordinary Sunday


def test_r20_a_low_day_that_its_weekday_always_is() -> None:
    quiet = [
        {**row, "orders": row["orders"] * (0.5 if i % 7 == 6 else 1.0)}
        for i, row in enumerate(till(12, 20.0))
    ]
    one = heard(business(quiet), "R20_weekday")
    assert one.kind == "note"
    assert one.evidence["weekdays"] == "6"
    assert one.evidence["value"].value == pytest.approx(9.6, rel=0.1)
    assert heard(business(till(12, 20.0)), "R20_weekday") is None
    # Bad for its own weekday: no comfort.
    bad = [*quiet[:-1], {**quiet[-1], "orders": 2.0}]
    assert heard(business(bad), "R20_weekday") is None


# R15: a tag set twice


def site(bounce: tuple[float, float], weeks: int = 10, turn: int = 36) -> Facts:
    rows = []
    for i in range(7 * weeks):
        rate = bounce[i >= turn] * WOBBLE[i % 12]
        rows.append(
            day(
                str(FIRST + i),
                source=0,
                sessions=500.0,
                engaged_sessions=500.0 * (1 - rate),
                page_views=1_500.0 * (2 if i >= turn else 1),
                orders=10.0 * WOBBLE[(i + 4) % 12],
            )
        )
    return facts(rows, (SITE,))


def test_r15_from_one_day_on_nobody_bounces() -> None:
    one = heard(site((0.45, 0.04)), "R15_double_tracking")
    assert one.kind == "doubt"
    assert one.evidence["date"] == (FIRST + 36).item()
    assert one.evidence["factor"] == pytest.approx(2.0)
    assert one.evidence["bounce_after"] == pytest.approx(0.04, rel=0.1)
    for silent in (site((0.45, 0.3)), site((0.45, 0.45)), site((0.15, 0.08))):
        assert heard(silent, "R15_double_tracking") is None
    sold = site((0.45, 0.04))
    late = sold.cube["date"].astype(str) >= str(FIRST + 36)
    sold.cube.loc[late, "orders"] *= 2
    assert heard(sold, "R15_double_tracking") is None


@pytest.mark.parametrize("name", ["orders", "revenue", "gross_margin", "sessions", "conversions"])
@pytest.mark.parametrize("value", [0.0, -1.0, float("nan")])
def test_nothing_raises_on_figures_that_are_none(name: str, value: float) -> None:
    whole = business(*ordinary(3), given_away(1.3, 0.28), season(1.5, 1.5))
    if name in whole.cube:
        whole.cube[name] = np.where(whole.cube[name].notna(), value, np.nan)
    audit(whole)
    audit(Facts(cube=whole.cube.iloc[:1], sources=whole.sources))


def test_one_huge_order_is_no_season() -> None:
    rows = season(1.0, 1.0)
    rows[-5]["orders"] = 5_000.0
    assert heard(business(rows, campaign("A"), campaign("B")), "R19_season_lift") is None


# R28: the last days


def test_r28_the_last_days_look_dear_since_their_results_are_not_all_in() -> None:
    rows = [dict(row) for one in ordinary(3) for row in one]
    last = str(FIRST + 7 * 12 - 7)
    late = [
        {**r, "conversions": r["conversions"] * (0.4 if r["date"] >= last else 1)} for r in rows
    ]
    one = heard(business(late), "R28_lag")
    assert one.kind == "note"
    assert one.evidence["days"] == 7
    assert one.evidence["cost"] / one.evidence["cost_complete"] == pytest.approx(2.5, rel=0.05)
    assert heard(business(rows), "R28_lag") is None


def test_r28_each_currency_for_itself() -> None:
    """Euros that are dear at the end, and dollars beside them that are as ever."""
    last = str(FIRST + 7 * 12 - 7)
    euros = [
        {**row, "conversions": row["conversions"] * (0.4 if row["date"] >= last else 1)}
        for one in ordinary(3)
        for row in one
    ]
    dollars = campaign("US", cost=400.0, currency="USD")
    one = heard(business(euros, dollars), "R28_lag")
    assert (one.entity["currency"], one.currency) == ("EUR", "EUR")
    assert one.evidence["cost_complete"] == pytest.approx(20.8, rel=0.05)


def test_r20_what_several_platforms_claim_is_not_added() -> None:
    def quiet(name: str, platform: str) -> Rows:
        rows = campaign(name, platform=platform, spend=4_000.0)
        return [
            {**row, "conversions": row["conversions"] * (0.5 if i % 7 == 6 else 1.0)}
            for i, row in enumerate(rows)
        ]

    alone = heard(business(quiet("A", "Google Ads")), "R20_weekday")
    assert alone.evidence["value"].value < 20
    both = audit(business(quiet("A", "Google Ads"), quiet("B", "Meta Ads")))
    assert {u.rule: u.missing for u in both.unchecked}["R20_weekday"] == ("conversions",)
