"""Campaigns beside what the site, the shop and the CRM counted of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from kpi.audit import Finding, audit
from kpi.brief import Brief
from kpi.facts import Facts, Source
from tests.audit.shop import FIRST, GOOGLE, WOBBLE, campaign, ordinary
from tests.readings.cube import day, facts, span

SITE = Source(file="site.csv", platform="Google Analytics 4", family="web")
SHOP = Source(file="shop.csv", platform="Shopify", family="shop", currency="EUR")
CRM = Source(file="crm.csv", platform="HubSpot", family="crm")
Rows = list[dict[str, Any]]


def business(*parts: Iterable[dict[str, Any]]) -> Facts:
    return facts([row for rows in parts for row in rows], (*GOOGLE, SITE, SHOP, CRM))


def found(whole: Facts, rule: str, brief: Brief | None = None) -> Finding | None:
    return next((one for one in audit(whole, brief).warnings if one.rule == rule), None)


def visits(rows: Rows, arrive: float, engaged: float = 0.6) -> Rows:
    """Return what the site counted of a campaign's clicks, its name in other letters."""
    return [
        day(
            row["date"],
            source=1,
            channel="paid_search",
            campaign=row["campaign"].upper().replace(" ", "_"),
            sessions=arrive * row["clicks"],
            engaged_sessions=engaged * arrive * row["clicks"],
        )
        for row in rows
    ]


def leads(rows: Rows, close: float) -> Rows:
    """Return the CRM's leads of a campaign, dated by their own day, and those won."""
    return [
        day(
            row["date"],
            source=3,
            campaign=row["campaign"],
            leads=row["conversions"],
            won=close * row["conversions"],
        )
        for row in rows
    ]


# R26: clicks without visits


def test_r26_clicks_that_left_no_visit() -> None:
    rest, odd = ordinary(3), campaign("Odd One", shift=2)
    parts = (*rest, odd, *(visits(one, 0.9) for one in rest))
    one = found(business(*parts, visits(odd, 0.5)), "R26_click_session")
    assert (one.kind, one.entity["campaign"]) == ("doubt", "Odd One")
    assert one.evidence["share"] == pytest.approx(0.5, rel=0.02)
    assert one.evidence["share_peers"] == pytest.approx(0.9, rel=0.02)
    # Paid for, and not arrived: (clicks - visits / 0.9) at what a click costs.
    clicks, visits_ = one.evidence["clicks"], one.evidence["visits"]
    assert one.money[1] == pytest.approx((clicks - visits_ / 0.9) * 0.5)
    enough = 0.5 + one.evidence["visits_more"] / clicks
    assert found(business(*parts, visits(odd, enough + 0.001)), "R26_click_session") is None
    for arrive in (0.8, 0.7):
        assert found(business(*parts, visits(odd, arrive)), "R26_click_session") is None


def test_r26_is_silent_when_every_campaign_loses_as_much() -> None:
    rest = ordinary(4)
    banner = business(*rest, *(visits(one, 0.5) for one in rest))
    assert found(banner, "R26_click_session") is None


def test_r26_needs_visits() -> None:
    missing = {u.rule: u.missing for u in audit(business(*ordinary(3))).unchecked}
    assert missing["R26_click_session"] == ("sessions",)
    assert missing["R30_curious_clicks"] == ("engaged_sessions",)


# R30: clicks from the curious


def test_r30_clicks_that_leave_at_once() -> None:
    rest = ordinary(3)
    odd = campaign("Odd", ctr=0.04, click_cost=0.5, shift=2)
    parts = (*rest, odd, *(visits(one, 0.9) for one in rest))
    one = found(business(*parts, visits(odd, 0.9, 0.25)), "R30_curious_clicks")
    assert one.evidence["engaged_rate"] == pytest.approx(0.225, rel=0.02)
    assert one.evidence["engaged_rate_peers"] == pytest.approx(0.54, rel=0.02)
    clicks = 2 * one.evidence["spend"]
    more = one.evidence["visits_more"] / clicks
    back = business(*parts, visits(odd, 0.9, (0.225 + more) / 0.9 + 0.01))
    assert found(back, "R30_curious_clicks") is None
    # Where visits are missing altogether, that is what is said.
    lost = audit(business(*parts, visits(odd, 0.4, 0.25)))
    assert [w.rule for w in lost.warnings] == ["R26_click_session"]


# R25: cheap leads, dear sales


def test_r25_leads_no_dearer_that_do_not_buy() -> None:
    rest, odd = ordinary(3, weeks=18), campaign("Odd", 18, cost=18.0, shift=2)
    parts = (*rest, odd, *(leads(one, 0.3) for one in rest))
    one = found(business(*parts, leads(odd, 0.1)), "R25_cpl_quality")
    assert one.evidence["cost_lead"] == pytest.approx(18, rel=0.05)
    assert one.evidence["close_rate"] == pytest.approx(0.1)
    assert one.evidence["cost"] == pytest.approx(180, rel=0.05)
    assert one.evidence["cost_peers"] == pytest.approx(69, rel=0.06)
    # Leads younger than a cycle of 28 days are left out: 14 weeks of 18.
    assert one.evidence["weeks"] <= 14
    more = one.evidence["sales_more"] / one.evidence["leads"]
    assert found(business(*parts, leads(odd, 0.1 + more + 0.002)), "R25_cpl_quality") is None
    for close in (0.3, 0.22):
        assert found(business(*parts, leads(odd, close)), "R25_cpl_quality") is None


def test_what_r25_warns_of_is_no_hidden_performer() -> None:
    """Its leads are the cheapest: a hidden performer, were they worth as much."""
    rest = ordinary(4, weeks=18)
    odd = campaign("Odd", 18, cost=9.0, spend=300.0, ctr=0.018, shift=2, basket=None)
    rest = [[{k: v for k, v in row.items() if k != "revenue"} for row in one] for one in rest]
    honest = audit(business(*rest, odd))
    assert [one.rule for one in honest.hidden_performers] == ["R14_hidden_gem"]
    sold = [leads(one, 0.4) for one in rest]
    poor = audit(business(*rest, odd, *sold, leads(odd, 0.1)))
    assert [one.rule for one in poor.warnings] == ["R25_cpl_quality"]
    assert poor.hidden_performers == ()


def test_r25_does_not_judge_leads_that_come_from_nowhere() -> None:
    rest, odd = ordinary(3, weeks=18), campaign("Odd", 18, cost=18.0, shift=2)
    nameless = [{**row, "campaign": ""} for one in rest for row in leads(one, 0.3)]
    a = audit(business(*rest, odd, *(leads(one, 0.3) for one in rest), leads(odd, 0.1), nameless))
    assert {u.rule: u.missing for u in a.unchecked}["R25_cpl_quality"] == ("campaign",)


# R27: sales to existing customers


def orders(new: float, weeks: int = 12, channel: str = "paid_search") -> Rows:
    return [
        day(
            str(FIRST + i),
            source=2,
            channel=channel,
            orders=20.0 * WOBBLE[i % 12],
            new_customers=new * 20.0 * WOBBLE[i % 12],
        )
        for i in range(7 * weeks)
    ]


def test_r27_paid_sales_are_existing_customers() -> None:
    one = found(business(*ordinary(3), orders(0.2)), "R27_new_vs_returning")
    assert one.evidence["share_existing"] == pytest.approx(0.8)
    assert one.evidence["cac"] == pytest.approx(5 * one.evidence["cost"])
    more = one.evidence["customers_more"] / one.evidence["conversions"]
    assert found(business(*ordinary(3), orders(0.2 + more + 0.001)), "R27_new_vs_returning") is None
    for silent in (orders(0.45), orders(0.2, channel="direct"), orders(0.2, channel="")):
        assert found(business(*ordinary(3), silent), "R27_new_vs_returning") is None
    loyal = Brief(goal="loyalty", model="ecommerce")
    assert found(business(*ordinary(3), orders(0.2)), "R27_new_vs_returning", loyal) is None


# R23: a customer costs more than it brought


def cohorts(each: float, months: int = 8) -> Rows:
    first = FIRST.astype("datetime64[M]") + 1
    return [
        span(
            str((first + m).astype("datetime64[D]")),
            str((first + m + 1).astype("datetime64[D]") - 1),
            source=2,
            cohort_customers=60.0,
            cohort_margin=60.0 * each * WOBBLE[m % 12],
            new_customers=60.0,
        )
        for m in range(months)
    ]


def test_r23_the_margin_of_a_customer_does_not_cover_its_cost() -> None:
    """Eight months of customers from February on; the ads of January are none of their cost."""
    ads = ordinary(3, weeks=40)
    cost = 3 * 100 * 242 / (60 * 8)
    one = found(business(*ads, cohorts(0.6 * cost)), "R23_clv_cac")
    assert one.evidence["cac"] == pytest.approx(cost, rel=0.01)
    cost = one.evidence["cac"]
    assert one.evidence["clv"] == pytest.approx(0.6 * cost, rel=0.02)
    assert one.money[1] == pytest.approx(480 * (cost - one.evidence["clv"]))
    limit = one.evidence["clv_limit"]
    assert found(business(*ads, cohorts(1.02 * limit)), "R23_clv_cac") is None
    a = audit(business(*ads, cohorts(0.6 * cost, months=3)))
    assert "R23_clv_cac" in {u.rule for u in a.unchecked}


def test_a_cost_is_read_over_the_days_that_both_files_cover() -> None:
    """Twenty more weeks of orders, or of ads, change nothing in what a customer cost."""
    short = found(business(*ordinary(3), orders(0.2)), "R27_new_vs_returning").evidence
    for whole in (
        business(*ordinary(3), orders(0.2, weeks=32)),
        business(*ordinary(3, weeks=32), orders(0.2)),
    ):
        one = found(whole, "R27_new_vs_returning").evidence
        assert one["cac"] == pytest.approx(short["cac"], rel=0.01)
        assert one["conversions"] == pytest.approx(short["conversions"], rel=0.01)
    apart = [
        {**row, "date": f"2027{row['date'][4:]}", "date_end": f"2027{row['date'][4:]}"}
        for row in orders(0.2)
    ]
    missing = {u.rule: u.missing for u in audit(business(*ordinary(3), apart)).unchecked}
    assert missing["R27_new_vs_returning"] == ("date",)


def test_amounts_of_two_currencies_are_never_added() -> None:
    dollars = campaign("US", currency="USD")
    missing = {
        u.rule: u.missing
        for u in audit(business(*ordinary(3), dollars, orders(0.2), cohorts(20.0))).unchecked
    }
    assert missing["R27_new_vs_returning"] == missing["R23_clv_cac"] == ("currencies",)


def test_visits_whose_campaigns_bear_other_names_are_no_missing_column() -> None:
    rest = ordinary(3)
    strangers = [{**row, "campaign": "utm " + row["campaign"][-1]} for row in visits(rest[0], 0.5)]
    missing = {u.rule: u.missing for u in audit(business(*rest, strangers)).unchecked}
    assert missing["R26_click_session"] == ("campaign",)


def test_a_plain_spreadsheet_is_judged_as_the_tool_it_was_copied_from() -> None:
    """Files that no card recognises, and one sheet that holds all of it."""
    plain = (Source(file="all.csv"),) * 4
    rest, odd = ordinary(3, weeks=18), campaign("Odd", 18, cost=18.0, shift=2)
    won = facts(
        [
            {**row, "source": 0, "leads": row["conversions"], "won": close * row["conversions"]}
            for rows, close in ((*((one, 0.3) for one in rest), (odd, 0.1)))
            for row in rows
        ],
        plain,
    )
    assert found(won, "R25_cpl_quality").entity["campaign"] == "Odd"
    known = facts([row for one in (*ordinary(3), orders(0.2)) for row in one], plain)
    assert found(known, "R27_new_vs_returning").evidence["share_existing"] == pytest.approx(0.8)


# R22: a tired ad


def seen(name: str, tired: bool, weeks: int = 16) -> Rows:
    """A campaign week by week, with its reach; a tired one is seen more, clicked less."""
    rows = []
    for w in range(weeks):
        late = tired and w >= weeks // 2
        wave = WOBBLE[(w + len(name)) % 12]
        impressions = 70_000.0
        rows.append(
            span(
                str(FIRST + 7 * w),
                str(FIRST + 7 * w + 6),
                campaign=name,
                platform="Google Ads",
                currency="EUR",
                spend=700.0,
                impressions=impressions,
                reach=impressions / (6.0 if late else 3.0),
                clicks=1_400.0 * wave * (0.6 if late else 1.0),
                conversions=35.0 * wave * (0.6 if late else 1.0),
            )
        )
    return rows


def test_r22_each_person_sees_it_more_and_clicks_less() -> None:
    calm = [seen(f"Calm {i}" * (i + 1), tired=False) for i in range(3)]
    one = found(business(*calm, seen("Worn", tired=True, weeks=17)), "R22_fatigue")
    assert one.entity["campaign"] == "Worn"
    assert one.evidence["times"] == pytest.approx(6.0)
    assert one.evidence["ctr_after"] < 0.7 * one.evidence["ctr_before"]
    assert found(business(*calm, seen("Fine", tired=False)), "R22_fatigue") is None
    # All fall together: the cause lies elsewhere.
    all_tired = [seen(f"Worn {i}" * (i + 1), tired=True) for i in range(4)]
    assert found(business(*all_tired), "R22_fatigue") is None


def test_r22_takes_no_reach_by_day() -> None:
    rows = [{**row, "reach": 100.0} for one in ordinary(3) for row in one]
    assert {u.rule: u.missing for u in audit(business(rows)).unchecked}["R22_fatigue"] == (
        "reach_week",
    )
