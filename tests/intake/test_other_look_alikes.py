"""Look-alikes of shops, CRMs, e-mail, analytics and page statistics give the sums they hold.

The figures are added up by hand from the rows of tests/exports/others.py.
"""

from __future__ import annotations

import pytest

from kpi.facts import Facts
from kpi.intake import load
from tests.intake.exports import LOOK_ALIKES

DEALS = {"leads": 3, "won": 1, "lost_deals": 1, "pipeline_value": 1_800, "revenue": 1_000}
SENDS = {"sends": 3_000, "opens": 1_100, "email_clicks": 130, "unsubscribes": 8}

# file, platform, family, language, currency, first and last day, sums
READ = [
    # Shops: void orders out, an order of two lines once.
    ("woocommerce_orders.csv", "WooCommerce", "shop", "en", "", ("2026-03-05", "2026-03-06"),
     {"orders": 2, "revenue": 150}),
    ("prestashop_fr.csv", "PrestaShop", "shop", "fr", "EUR", ("2026-03-02", "2026-03-13"),
     {"orders": 2, "revenue": 81.8}),
    ("magento.csv", "Magento", "shop", "en", "", ("2026-03-02", "2026-03-15"),
     {"orders": 2, "revenue": 136.39, "refunds": 100}),
    ("amazon_orders.txt", "Amazon Seller Central", "shop", "en", "EUR",
     ("2026-03-02", "2026-03-15"), {"orders": 2, "revenue": 160, "discounts": 5}),
    ("etsy.csv", "Etsy", "shop", "en", "USD", ("2026-03-05", "2026-03-13"),
     {"orders": 2, "revenue": 67.2, "discounts": 2}),
    ("squarespace.csv", "Squarespace", "shop", "en", "USD", ("2026-03-02", "2026-03-14"),
     {"orders": 2, "revenue": 70, "refunds": 25}),
    # Payments: withdrawals, fees and failed charges out, several currencies converted.
    ("paypal.csv", "PayPal", "shop", "en", "EUR", ("2026-03-02", "2026-03-15"),
     {"orders": 2, "revenue": 150, "refunds": 100}),
    ("stripe_payments.csv", "Stripe", "shop", "en", "EUR", ("2026-03-02", "2026-03-15"),
     {"orders": 2, "revenue": 39.2, "refunds": 30}),
    ("stripe_balance.csv", "Stripe", "shop", "en", "EUR", ("2026-03-02", "2026-03-14"),
     {"orders": 1, "revenue": 100, "refunds": 100}),
    # Deals: dated by their creation, won by their stage or status.
    ("hubspot_deals_de.csv", "HubSpot", "crm", "de", "", ("2026-03-02", "2026-03-14"), DEALS),
    ("pipedrive.csv", "Pipedrive", "crm", "en", "EUR", ("2026-03-02", "2026-03-14"), DEALS),
    ("zoho_deals.csv", "Zoho CRM", "crm", "en", "", ("2026-03-02", "2026-03-14"), DEALS),
    ("salesforce.csv", "Salesforce", "crm", "en", "", ("2026-03-02", "2026-03-14"), DEALS),
    # E-mail: each reader once.
    ("hubspot_emails.csv", "HubSpot Emails", "email", "en", "", ("2026-03-02", "2026-03-14"),
     {**SENDS, "delivered": 2_970, "complaints": 1}),
    ("brevo_fr.csv", "Brevo", "email", "fr", "", ("2026-03-02", "2026-03-14"),
     {**SENDS, "delivered": 2_970, "complaints": 1, "hard_bounces": 15}),
    ("activecampaign.csv", "ActiveCampaign", "email", "en", "", ("2026-03-02", "2026-03-14"),
     SENDS),
    # Pages and videos: organic figures alone, totals rows out.
    ("meta_posts_fr.csv", "Meta Business Suite", "social", "fr", "", ("2026-03-02", "2026-03-14"),
     {"impressions": 3_000, "engagements": 128, "shares": 14}),
    ("linkedin_page.csv", "LinkedIn Pages", "social", "en", "", ("2026-03-02", "2026-03-14"),
     {"impressions": 300, "clicks": 30, "engagements": 14, "shares": 1}),
    ("youtube_studio.csv", "YouTube Studio", "social", "en", "", ("2026-03-02", "2026-03-14"),
     {"impressions": 40_000, "video_views": 3_000}),
    # Analytics: totals rows without a name, days in the title lines.
    ("search_console_de.csv", "Google Search Console", "web", "de", "", ("", ""),
     {"clicks": 140, "impressions": 3_800}),
    ("business_profile.csv", "Google Business Profile", "web", "en", "", ("", ""),
     {"impressions": 2_970, "clicks": 110, "local_actions": 100}),
    ("plausible.csv", "Plausible", "web", "en", "", ("2026-03-02", "2026-03-03"),
     {"sessions": 250, "page_views": 610}),
    ("universal_analytics.csv", "Universal Analytics", "web", "en", "",
     ("2019-06-01", "2019-06-30"), {"sessions": 1_820, "conversions": 33}),
    ("ga4_exploration.csv", "Google Analytics 4", "web", "en", "", ("2026-03-02", "2026-03-15"),
     {"sessions": 1_500, "conversions": 27, "revenue": 1_300}),
    ("adobe_analytics.csv", "Adobe Analytics", "web", "en", "", ("2026-03-02", "2026-03-15"),
     {"sessions": 1_820, "page_views": 5_200, "orders": 33, "revenue": 1_650.5}),
    ("matomo_fr.csv", "Matomo", "web", "fr", "", ("2026-03-02", "2026-03-03"), {"sessions": 250}),
]  # fmt: skip


def read(file: str) -> Facts:
    return load([LOOK_ALIKES / file])


@pytest.mark.parametrize("case", READ, ids=[case[0] for case in READ])
def test_a_file_is_recognised_and_gives_its_sums(case: tuple[str, ...]) -> None:
    file, platform, family, language, currency, days, sums = case
    facts = read(file)
    source = facts.sources[0]
    told = (source.platform, source.family, source.language, source.currency)
    assert told == (platform, family, language, currency)
    assert (facts.cube["date"].min(), facts.cube["date_end"].max()) == days
    for measure, total in dict(sums).items():  # type: ignore[call-overload]
        assert facts.cube[measure].sum() == pytest.approx(total, abs=0.005), measure
    assert all(check.passed for check in source.checks)
    assert not facts.problems


@pytest.mark.parametrize("file", [case[0] for case in READ if case[0] != "universal_analytics.csv"])
def test_nothing_is_asked_that_the_file_tells(file: str) -> None:
    assert not read(file).questions


# A comparison has each figure twice: the period compared counts, the one before does not.
COMPARED = [
    (
        "Top queries,Last 3 months Clicks,Previous 3 months Clicks,Last 3 months Impressions,"
        "Previous 3 months Impressions"
    ),
    (
        "Pages les plus populaires,3 derniers mois Clics,3 mois précédents Clics,"
        "3 derniers mois Impressions,3 mois précédents Impressions"
    ),
    "Top pages,Clicks,Same period last year Clicks,Impressions,Same period last year Impressions",
]


@pytest.mark.parametrize("header", COMPARED, ids=["en", "fr", "year"])
def test_a_comparison_counts_one_period(header: str) -> None:
    facts = load([("export.csv", f"{header}\na,500,400,10000,9000\nb,50,,1000,\n".encode())])
    assert facts.sources[0].platform == "Google Search Console"
    assert (facts.total("clicks"), facts.total("impressions")) == (550, 11_000)
    assert not facts.questions


def test_a_second_table_of_the_former_analytics_is_offered() -> None:
    assert [question.code for question in read("universal_analytics.csv").questions] == [
        "two_tables"
    ]


def test_lines_at_one_price_each_are_added_up() -> None:
    # Two shoes at 30 and a hat at 60, each line 60: the platform's price is the line's.
    cube = read("amazon_orders.txt").cube
    assert cube["orders"].sum() == 2
    assert cube[cube["date"] == "2026-03-02"]["revenue"].sum() == 120


@pytest.mark.parametrize(
    ("header", "platform"),
    [
        # Everyday words of a trade are no platform.
        ("Campaign,Date,Sent,Delivered,Opened,Clicked,Hard bounces,Soft bounces", ""),
        ("Date,Unique visitors,Page views,Visits,Bounce rate", ""),
        ("Commande,Date,Client,Livraison,Paiement,Total", ""),
        ("Campaign,Sent,Unique opens,Open rate,Unique clicks,Unsubscribe rate", ""),
    ],
)
def test_everyday_columns_of_a_trade_name_no_platform(header: str, platform: str) -> None:
    cells = ["2026-03-02" if name == "Date" else "7" for name in header.split(",")]
    facts = load([("export.csv", f"{header}\n{','.join(cells)}\n".encode())])
    assert facts.sources[0].platform == platform
