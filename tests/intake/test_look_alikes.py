"""Our own look-alike exports give the sums that their generator was told."""

from __future__ import annotations

import math

import pytest

from kpi.facts import Facts
from kpi.intake import load
from tests.exports import generate as made
from tests.intake.exports import LOOK_ALIKES

FORTNIGHT = ("2026-03-02", "2026-03-15")

# file, platform, report, family, language, currency, sums
READ = [
    ("google_ads_en.csv", "Google Ads", "campaign", "ads", "en", "EUR", made.SUMS),
    ("google_ads_en_utf16.csv", "Google Ads", "campaign", "ads", "en", "EUR", made.SUMS),
    ("google_ads_fr.csv", "Google Ads", "campaign", "ads", "fr", "EUR", made.SUMS),
    ("google_ads_fr_excel.csv", "Google Ads", "campaign", "ads", "fr", "EUR", made.SUMS),
    ("google_ads_pt.csv", "Google Ads", "campaign", "ads", "pt", "EUR", made.SUMS),
    ("google_ads_en.xlsx", "Google Ads", "campaign", "ads", "en", "EUR", made.SUMS),
    ("meta_ads_en.csv", "Meta Ads", "", "ads", "en", "EUR", {**made.META_SUMS, "conversions": 76}),
    ("meta_ads_fr.csv", "Meta Ads", "", "ads", "fr", "EUR", {**made.META_SUMS, "conversions": 76}),
    ("ga4_en.csv", "Google Analytics 4", "traffic", "web", "en", "", made.GA4_SUMS),
    ("ga4_fr.csv", "Google Analytics 4", "traffic", "web", "fr", "", made.GA4_SUMS),
    ("ga4_es.csv", "Google Analytics 4", "overview", "web", "es", "", {"sessions": 1_395}),
    ("search_console_en.csv", "Google Search Console", "", "web", "en", "",
     {"clicks": 450, "impressions": 23_082}),
    ("search_console_fr.csv", "Google Search Console", "", "web", "fr", "",
     {"clicks": 141, "impressions": 6_852}),
    ("mailchimp.csv", "Mailchimp", "", "email", "en", "", made.SEND_SUMS),
    ("klaviyo.csv", "Klaviyo", "", "email", "en", "", made.SEND_SUMS),
    ("shopify_orders.csv", "Shopify", "", "shop", "en", "EUR", made.ORDER_SUMS),
    ("crm_fr.csv", "", "", "crm", "fr", "", made.DEAL_SUMS),
    ("tidy_fr.csv", "", "", "ads", "fr", "EUR", made.TIDY_SUMS),
    ("tidy_en.csv", "", "", "ads", "en", "EUR", made.TIDY_SUMS),
]  # fmt: skip


def read(file: str) -> Facts:
    return load([LOOK_ALIKES / file])


@pytest.mark.parametrize("case", READ, ids=[case[0] for case in READ])
def test_a_file_is_recognised_and_gives_its_sums(case: tuple[str, ...]) -> None:
    file, platform, report, family, language, currency, sums = case
    facts = read(file)
    source = facts.sources[0]
    told = (source.platform, source.report, source.family, source.language, source.currency)
    assert told == (platform, report, family, language, currency)
    for measure, total in dict(sums).items():  # type: ignore[call-overload]
        assert facts.cube[measure].sum() == pytest.approx(total, abs=0.005), measure
    assert all(check.passed for check in source.checks)
    assert not facts.problems


@pytest.mark.parametrize("name", made.FILES)
def test_the_files_are_what_the_generator_writes(name: str) -> None:
    # A workbook's parts carry dates in their archive: its sums are tested above, not its bytes.
    if not name.endswith(".xlsx"):
        assert (LOOK_ALIKES / name).read_bytes() == made.FILES[name]()


@pytest.mark.parametrize("file", ["google_ads_fr.csv", "meta_ads_en.csv", "ga4_fr.csv"])
def test_a_period_without_a_day_column_stands_on_every_row(file: str) -> None:
    cube = read(file).cube
    assert set(cube["date"]) == {FORTNIGHT[0]}
    assert set(cube["date_end"]) == {FORTNIGHT[1]}


def test_days_counted_from_the_start_become_dates() -> None:
    assert list(read("ga4_es.csv").cube["date"]) == [f"2026-03-0{day}" for day in (2, 3, 4, 5)]


def test_a_second_table_is_offered_and_can_be_chosen() -> None:
    asked = read("ga4_es.csv").questions[0]
    assert (asked.code, asked.default) == ("two_tables", "8")
    second = load([LOOK_ALIKES / "ga4_es.csv"], {asked.id: asked.options[1].id})
    assert set(second.cube["segment"]) == {"city=Madrid", "city=Sevilla"}


def test_totals_are_left_out_and_compared() -> None:
    source = read("google_ads_en.csv").sources[0]
    assert [(left.why, left.rows) for left in source.left_out] == [("totals_row", (7, 8))]
    check = next(check for check in source.checks if check.id == "totals")
    assert check.values["file_total"] == check.values["read_total"] == pytest.approx(4_544.15)


def test_totals_first_are_left_out_too() -> None:
    assert [left.rows for left in read("meta_ads_en.csv").sources[0].left_out] == [(2,)]


def test_purchases_are_preferred_to_results_of_several_kinds() -> None:
    facts = read("meta_ads_en.csv")
    assert set(facts.cube["result"]) == {"purchase"}
    note = next(n for n in facts.sources[0].notes if n.code == "conversions_counted")
    assert (note.where.column, note.values["names"]) == ("Purchases", ("Results",))


def test_both_kinds_of_clicks_are_kept() -> None:
    cube = read("meta_ads_fr.csv").cube
    assert (cube["clicks"] > cube["link_clicks"]).all()


def test_reach_stays_by_campaign_and_is_not_the_file_total() -> None:
    cube = read("meta_ads_en.csv").cube
    assert sorted(cube["reach"]) == [6_105, 38_210, 92_450]


def test_channels_and_roles_come_from_types_and_names() -> None:
    cube = read("google_ads_fr.csv").cube.set_index("campaign")
    assert cube["channel"].to_dict() == {
        "Marque - Recherche": "paid_search",
        "Générique - Chaussures": "paid_search",
        "Shopping - Tout": "shopping",
    }
    assert cube["campaign_role"].to_dict() == {
        "Marque - Recherche": "brand",
        "Générique - Chaussures": "generic",
        "Shopping - Tout": "",
    }


def test_analytics_channels_are_named_in_any_language() -> None:
    found = set(read("ga4_fr.csv").cube["channel"])
    assert found == set(read("ga4_en.csv").cube["channel"])
    assert found == {"organic_search", "paid_search", "email", "direct"}


def test_an_order_of_two_lines_counts_once_and_a_void_one_not() -> None:
    source = read("shopify_orders.csv").sources[0]
    assert {left.why: left.rows for left in source.left_out} == {
        "cancelled": (6,),
        "line_items": (3,),
    }


def test_personal_data_stays_out() -> None:
    facts = read("shopify_orders.csv")
    columns = {column.name: column for column in facts.sources[0].columns}
    assert columns["Phone"].why == "personal"
    assert columns["Phone"].samples == columns["Email"].samples == ()
    shown = facts.rows(platform="Shopify")
    assert not {"Phone", "Billing Name", "Email"} & set(shown.columns)
    assert not any("example.org" in str(cell) for cell in facts.cube.to_numpy().ravel())


def test_a_deal_is_dated_by_its_creation_and_won_when_its_stage_says_so() -> None:
    cube = read("crm_fr.csv").cube
    assert list(cube["won"]) == [1, 0, 0, 1, 0]
    assert cube["deal_days"].tolist()[0] == 39
    assert math.isnan(cube["deal_days"].tolist()[1])


def test_a_platform_column_is_read_as_platforms() -> None:
    cube = read("tidy_fr.csv").cube
    assert set(zip(cube["platform"], cube["channel"], strict=True)) == {
        ("Google Ads", "paid_search"),
        ("Meta Ads", "paid_social"),
    }


def test_original_rows_carry_the_numbers_of_the_spreadsheet() -> None:
    rows = read("google_ads_fr.csv").rows(campaign="Shopping - Tout")
    assert rows["row"].tolist() == [6]
    assert rows["Coût"].tolist() == ["1\u202f598,80"]
