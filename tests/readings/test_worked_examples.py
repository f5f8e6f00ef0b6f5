# ruff: noqa: E501 - a table reads line by line
"""Every KPI of the catalogue on figures worked by hand, with where the formula or the numbers come from.

Rows marked W.. are published or computed examples of the method's table of worked examples, copied with
their source. The others are worked here from the formula of the source named.
"""

from __future__ import annotations

import pytest

from kpi.brief import Brief
from kpi.catalog import kpis
from kpi.readings import measure
from tests.readings.cube import facts

ORGANIC = {"channel": "organic_search"}
EMAIL = {"channel": "email"}

WORKED = [
    # Reach and attention
    ("impressions", {"impressions": 12_500}, 12_500.0, "MASB dictionary: impression, a count"),
    ("reach", {"reach": 8_000}, 8_000.0, "Farris et al., Marketing Metrics: net reach, a count"),
    ("frequency", {"impressions": 12_000, "reach": 8_000}, 1.5, "Farris et al.: impressions / reach"),
    ("cpm", {"spend": 40, "impressions": 5_000}, 8.0, "W48 CPM 8; MASB: 1000 x cost / impressions"),
    ("cost_per_viewable", {"spend": 40, "viewable_impressions": 2_500}, 16.0, "1000 x cost / viewable, IAB/MRC"),
    ("viewable_rate", {"viewable_impressions": 700, "measurable_impressions": 1_000}, 0.7, "IAB/MRC: viewable / measurable"),
    ("incremental_reach_cost", {"spend": 120, "reach": 8_000}, 15.0, "1000 x cost / reach; = CPM 10 x frequency 1.5"),
    ("video_completion", {"video_completes": 300, "video_starts": 1_200}, 0.25, "IAB: completions / starts"),
    (
        "ad_recall_lift",
        {"test_yes": 56, "test_respondents": 70, "control_yes": 48, "control_respondents": 80},
        0.2,
        "W39a: 56/70 - 48/80, Newcombe 1998 (method 10)",
    ),
    ("share_of_search", {"brand_searches": 30, "category_searches": 120}, 0.25, "Hankins/Binet: brand / category"),
    ("share_of_voice", {"spend": 50, "category_spend": 400}, 0.125, "Farris et al.: own / category spend"),
    ("search_impression_share", {"impressions": 600, "eligible_impressions": 1_000}, 0.6, "Google Ads help: impressions / eligible"),
    ("brand_search_volume", {**ORGANIC, "brand_clicks": 420}, 420.0, "Search Console: a count"),
    # Visits
    ("ctr", {"clicks": 12, "impressions": 1_000}, 0.012, "W52 CTR 1.2 %; MASB: clicks / impressions"),
    ("cpc", {"spend": 0.6, "clicks": 2}, 0.3, "W35: 0.60 / 2, leconceptmarketing.com"),
    ("landing_page_view_rate", {"sessions": 450, "clicks": 500}, 0.9, "W49: 450 of 500, kpplaybook.com"),
    ("engaged_visit_rate", {"engaged_sessions": 210, "clicks": 500}, 0.42, "visits engaged / clicks paid"),
    ("sessions", {"sessions": 1_810}, 1_810.0, "GA4 help: a count"),
    ("users", {"users": 900}, 900.0, "GA4 help: active users, a count"),
    ("new_user_share", {"new_users": 630, "users": 900}, 0.7, "GA4 help: new / active users"),
    ("bounce_rate", {"sessions": 1_810, "engaged_sessions": 693}, 0.617127, "W32: 1 - 693/1,810, bbccss.com"),
    ("engagement_rate_web", {"sessions": 1_810, "engaged_sessions": 693}, 0.382873, "W32: 693/1,810, bbccss.com"),
    ("avg_engagement_time", {"engagement_seconds": 45_000, "users": 900}, 50.0, "GA4 help: seconds / active users"),
    ("pages_per_session", {"page_views": 4_525, "sessions": 1_810}, 2.5, "views / sessions"),
    ("scroll_read_rate", {"complete_reads": 150, "article_sessions": 600}, 0.25, "reads to the end / article visits"),
    ("returning_reader_rate", {"returning_users": 270, "users": 900}, 0.3, "GA4 help: returning / active users"),
    # Search
    ("organic_clicks", {**ORGANIC, "clicks": 5_274}, 5_274.0, "Search Console help: a count"),
    ("nonbrand_click_share", {**ORGANIC, "clicks": 500, "brand_clicks": 350}, 0.3, "(clicks - brand) / clicks"),
    ("avg_position", {**ORGANIC, "position": 7.5, "impressions": 200}, 7.5, "Search Console: weighted by impressions"),
    # Conversions
    ("session_conversion", {"conversions": 36, "sessions": 1_200}, 0.03, "conversions / sessions"),
    ("click_conversion", {"conversions": 2, "clicks": 100}, 0.02, "W48 CVR 2 %: conversions / clicks"),
    ("micro_conversion_rate", {"carts": 96, "sessions": 1_200}, 0.08, "sessions with a cart / sessions"),
    ("cart_abandonment", {"carts": 96, "orders": 24}, 0.75, "(carts - orders) / carts"),
    ("form_completion", {"form_submits": 30, "form_starts": 120}, 0.25, "forms sent / begun"),
    ("conversions", {"conversions": 74}, 74.0, "Google Ads help: a count"),
    ("view_through_share", {"view_conversions": 30, "conversions": 120}, 0.25, "without click / all"),
    # Cost and return
    ("cpa", {"spend": 80, "conversions": 2}, 40.0, "W48: 0.80 per click / 2 % = 40 (algebra)"),
    ("cac", {"spend": 10_000, "other_marketing_cost": 5_000, "new_customers": 30}, 500.0, "W17, connexion.agency"),
    (
        "incremental_cpa",
        {"test_spend": 9_000, "control_spend": 1_000, "test_sales": 500, "control_sales": 400},
        80.0,
        "(9,000 - 1,000) / (500 - 400); Blake, Nosko, Tadelis 2015",
    ),
    ("new_customer_share", {"new_customers": 30, "orders": 120}, 0.25, "first orders / orders"),
    ("roas", {"revenue": 2_500, "spend": 1_000}, 2.5, "W09, merchantmastery.io"),
    ("acos", {"revenue": 2_500, "spend": 1_000}, 0.4, "1 / W09; Amazon Ads help"),
    ("contribution_roas", {"gross_margin": 750, "spend": 1_000}, 0.75, "margin / spend; Farris et al."),
    ("romi", {"gross_margin": 10_000, "spend": 5_000}, 1.0, "W06: (10,000 - 5,000) / 5,000"),
    ("mer", {"revenue": 9_000, "spend": 2_000, "other_marketing_cost": 1_000}, 3.0, "revenue / marketing cost"),
    ("cost_share", {"revenue": 9_000, "spend": 2_000, "other_marketing_cost": 1_000}, 1 / 3, "1 / MER"),
    # Orders
    ("aov", {"revenue": 3_305.78, "orders": 81}, 40.812099, "3,305.78 / 81"),
    ("revenue_per_session", {"revenue": 2_160, "sessions": 1_200}, 1.8, "= 3 % x basket of 60"),
    ("gross_margin_per_order", {"gross_margin": 1_200, "orders": 50}, 24.0, "margin / orders; W11: 40 of 100 is 40 %"),
    ("discount_share", {"discounts": 200, "revenue": 1_800}, 0.1, "discounts / price before discount"),
    ("refund_rate", {"refunds": 54, "revenue": 1_800}, 0.03, "refunds / revenue"),
    # Leads
    ("cpl", {"spend": 480, "leads": 60}, 8.0, "spend / leads"),
    ("mql_rate", {"qualified_leads": 18, "leads": 60}, 0.3, "qualified / leads"),
    ("sql_rate", {"sales_qualified_leads": 9, "qualified_leads": 18}, 0.5, "accepted / qualified"),
    ("win_rate", {"won": 6, "lost_deals": 18}, 0.25, "won / closed"),
    ("lead_to_sale", {"won": 6, "leads": 60}, 0.1, "won / leads"),
    ("cost_per_sale_crm", {"spend": 480, "won": 6}, 80.0, "= cost per lead 8 / 10 %"),
    ("crm_sales", {"won": 6}, 6.0, "a count"),
    ("pipeline_roi", {"pipeline_value": 24_000, "spend": 480}, 50.0, "pipeline / spend"),
    ("sales_cycle", {"deal_days": 45}, 45.0, "the median of one value is itself"),
    # Shops
    ("visit_to_store", {"spend": 600, "store_visits": 400}, 1.5, "spend / visits"),
    (
        "store_sales_lift",
        {"test_sales": 550, "test_baseline": 500, "control_sales": 408, "control_baseline": 400},
        0.08,
        "550/500 - 408/400: growth of the test areas less the control's",
    ),
    ("local_actions", {"local_actions": 88}, 88.0, "a count"),
    # Email
    ("delivery_rate", {"delivered": 9_800, "sends": 10_000}, 0.98, "Mailchimp help: delivered / sent"),
    ("email_bounce", {"hard_bounces": 50, "sends": 10_000}, 0.005, "Mailchimp help: hard bounces / sent"),
    ("open_rate", {"opens": 50, "delivered": 100}, 0.5, "W29, brevo.com"),
    ("email_click_rate", {"email_clicks": 400, "delivered": 10_000}, 0.04, "W26, mo-jo.fr"),
    ("ctor", {"email_clicks": 400, "opens": 2_000}, 0.2, "W27, mo-jo.fr"),
    ("email_conversion", {**EMAIL, "conversions": 50, "delivered": 10_000}, 0.005, "conversions / delivered"),
    ("revenue_per_email", {**EMAIL, "revenue": 3_000, "delivered": 10_000}, 0.3, "= 0.5 % x basket of 60"),
    ("unsubscribe_rate", {"unsubscribes": 20, "delivered": 10_000}, 0.002, "Mailchimp help"),
    ("spam_complaint_rate", {"complaints": 8, "delivered": 10_000}, 0.0008, "Google sender rules: under 0.1 %"),
    ("list_growth", {"subscribers_gained": 300, "subscribers_lost": 100, "list_size": 5_000}, 0.04, "(in - out) / list"),
    ("list_churn", {"subscribers_lost": 100, "list_size": 5_000}, 0.02, "out / list"),
    ("active_subscriber_share", {"active_subscribers": 1_500, "list_size": 5_000}, 0.3, "active / list"),
    ("inactive_share", {"active_subscribers": 1_500, "list_size": 5_000}, 0.7, "1 - active share"),
    # Social
    ("followers", {"followers": 10_000}, 10_000.0, "a count"),
    ("follower_growth", {"followers": 10_500, "followers_start": 10_000}, 0.05, "(after - before) / before"),
    ("engagement_rate_reach", {"engagements": 40, "reach": 1_000}, 0.04, "W51 (LinkedIn, base 1,000)"),
    ("engagement_rate_followers", {"engagements": 100, "posts": 1, "followers": 10_000}, 0.01, "W36, synonyme-du-mot.com"),
    ("amplification_rate", {"shares": 12, "reach": 1_000}, 0.012, "Kaushik: shares / reach"),
    ("social_visit_rate", {"link_clicks": 25, "reach": 1_000}, 0.025, "clicks to the site / reach"),
    ("response_time", {"response_minutes": 42}, 42.0, "the median of one value is itself"),
    # Customers
    ("retention_rate", {"customers_start": 200, "lost_customers": 6}, 0.97, "MASB: kept / start; W23 3 % a month"),
    ("churn_rate", {"customers_start": 200, "lost_customers": 6}, 0.03, "W23: 3 % a month; lost / start"),
    ("revenue_churn", {"mrr_start": 100_000, "lost_mrr": 13_000}, 0.13, "1 - W15"),
    ("grr", {"mrr_start": 100_000, "lost_mrr": 13_000}, 0.87, "W15: 1 - (5,000 + 8,000)/100,000"),
    ("nrr", {"mrr_start": 100_000, "lost_mrr": 13_000, "expansion_mrr": 15_000}, 1.02, "W14, theprimecalculator.com"),
    ("mrr", {"mrr": 102_000}, 102_000.0, "the month's recurring revenue"),
    ("arpu", {"revenue": 20_000, "active_customers": 100}, 200.0, "W20 ARPA 200: revenue / customers"),
    ("clv", {"cohort_margin": 80_000, "cohort_customers": 40}, 2_000.0, "W18: 2,000 of margin a customer"),
    (
        "clv_cac",
        {"cohort_margin": 80_000, "cohort_customers": 40, "spend": 20_000, "new_customers": 40},
        4.0,
        "W18: 2,000 / (20,000/40), connexion.agency",
    ),
    (
        "payback",
        {"spend": 12_000, "new_customers": 10, "revenue": 20_000, "active_customers": 100, "gross_margin": 16_000},
        7.5,
        "W20: 1,200 / (200 x 80 %), pricingnest",
    ),
    ("repeat_rate", {"repeat_customers": 25, "cohort_customers": 100}, 0.25, "Shopify cohort help"),
    ("purchase_frequency", {"orders": 150, "customers": 100}, 1.5, "Farris et al.: orders / customers"),
    ("reactivation_rate", {"reactivated": 30, "inactive_targeted": 600}, 0.05, "back / targeted"),
    ("nps", {"promoters": 50, "detractors": 20, "respondents": 100}, 30.0, "Reichheld 2003: 50 % - 20 %"),
    ("csat", {"satisfied": 81, "respondents": 263}, 0.307985, "W38a: 81 of 263; MASB: satisfied / answers"),
    # Product
    ("cpi", {"spend": 500, "installs": 250}, 2.0, "spend / installs"),
    ("activation_rate", {"activated": 60, "signups": 150}, 0.4, "activated / sign-ups"),
    ("trial_to_paid", {"trials_paid": 12, "trials": 60}, 0.2, "paid / trials"),
    ("d30_retention", {"active_day30": 45, "cohort_users": 300}, 0.15, "active on day 30 / cohort"),
    ("stickiness", {"daily_active_users": 200, "monthly_active_users": 1_000}, 0.2, "DAU / MAU"),
]  # fmt: skip


@pytest.mark.parametrize(("id_", "row", "expected", "source"), WORKED, ids=[w[0] for w in WORKED])
def test_a_kpi_is_its_formula(id_: str, row: dict, expected: float, source: str) -> None:
    reading = measure(facts([row]), [id_]).iloc[0]
    assert reading["status"] == "ok"
    assert reading["value"] == pytest.approx(expected, rel=1e-6)


def test_no_kpi_of_the_catalogue_is_without_its_example() -> None:
    assert {worked[0] for worked in WORKED} == set(kpis())


@pytest.mark.parametrize(
    ("id_", "row", "margin", "expected", "source"),
    [
        ("romi", {"spend": 10_000, "revenue": 50_000}, 0.6, 2.0, "W05, kameir.com"),
        ("contribution_roas", {"spend": 5_000, "revenue": 15_000}, 0.25, 0.75, "W12: 3 x 25 %"),
        ("contribution_roas", {"spend": 300, "revenue": 1_000}, 0.3, 1.0, "W07b: break-even at 3.33"),
        ("contribution_roas", {"spend": 400, "revenue": 1_000}, 0.4, 1.0, "W07c: break-even at 2.5"),
        ("contribution_roas", {"spend": 600, "revenue": 1_000}, 0.6, 1.0, "W07e: break-even at 1.67"),
        ("contribution_roas", {"spend": 700, "revenue": 1_000}, 0.7, 1.0, "W07f: break-even at 1.43"),
        ("gross_margin_per_order", {"revenue": 100, "orders": 1}, 0.4, 40.0, "W11: 100 - 60"),
        (
            "payback",
            {"spend": 12_000, "new_customers": 10, "revenue": 10_000, "active_customers": 100},
            0.8,
            15.0,
            "W21: 1,200 / (100 x 80 %), calculatorlib.com",
        ),
    ],
)  # fmt: skip
def test_the_margin_of_the_brief_stands_in_for_one_no_source_holds(
    id_: str, row: dict, margin: float, expected: float, source: str
) -> None:
    brief = Brief(goal="conversion", model="ecommerce", margin=margin)
    reading = measure(facts([row]), [id_], brief=brief).iloc[0]
    assert reading["status"] == "ok"
    assert reading["value"] == pytest.approx(expected)


def test_revenue_less_its_costs_is_a_margin_before_any_rate_is_supposed() -> None:
    # W11 (merchantmastery.io): 100 sold, 60 of cost, 40 % of margin; the brief's 10 % is not asked.
    row = {"revenue": 100, "cost_of_goods": 60, "spend": 20}
    brief = Brief(goal="conversion", model="ecommerce", margin=0.1)
    assert measure(facts([row]), ["contribution_roas"], brief=brief)["value"].item() == 2.0


@pytest.mark.parametrize(
    ("id_", "row", "low", "high", "source"),
    [
        ("csat", {"satisfied": 81, "respondents": 263}, 0.2553, 0.3662, "W38a, Newcombe 1998"),
        ("csat", {"satisfied": 15, "respondents": 148}, 0.0624, 0.1605, "W38b, Newcombe 1998"),
        ("csat", {"satisfied": 1, "respondents": 29}, 0.0061, 0.1718, "W38d, Newcombe 1998"),
        (
            "ad_recall_lift",
            {"test_yes": 56, "test_respondents": 70, "control_yes": 48, "control_respondents": 80},
            0.0524,
            0.3339,
            "W39a, Newcombe 1998 (method 10)",
        ),
        (
            "ad_recall_lift",
            {"test_yes": 10, "test_respondents": 10, "control_yes": 0, "control_respondents": 20},
            0.6791,
            1.0,
            "W39c, Newcombe 1998 (method 10)",
        ),
    ],
)  # fmt: skip
def test_a_share_of_people_asked_has_the_published_range(
    id_: str, row: dict, low: float, high: float, source: str
) -> None:
    reading = measure(facts([row]), [id_]).iloc[0]
    assert (reading["low"], reading["high"]) == pytest.approx((low, high), abs=2e-4)
