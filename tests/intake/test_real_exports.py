"""Real exports give the sums, days, currency and platform that were established by hand
(INDEX.tsv)."""

from __future__ import annotations

import ast
import math
import re
from functools import cache

import pytest

from kpi.errors import NothingRead
from kpi.facts import Facts
from kpi.intake import load
from tests.intake.exports import folder, index

# The platform as the index names it → as we do; a data set has none.
PLATFORMS = {
    "Google Ads": "Google Ads",
    "Meta Ads": "Meta Ads",
    "Google Analytics 4": "Google Analytics 4",
    "Google Search Console": "Google Search Console",
    "Mailchimp": "Mailchimp",
    "Klaviyo": "Klaviyo",
    "Shopify": "Shopify",
    "Meta Business Suite": "Meta Business Suite",
    "LinkedIn": "LinkedIn Ads",
    "TikTok Studio": "TikTok Studio",
    "TikTok Ads": "TikTok Ads",
    "X (Twitter)": "X",
    "Amazon Ads": "Amazon Ads",
    "Stripe": "Stripe",
    "Matomo": "Matomo",
    "dataset": "",
}
# The index counts what a file's main column counts; the cube keeps each idea under its own name.
ALSO = {"clicks": ("link_clicks", "email_clicks"), "conversions": ("orders",)}
# E-mail and analytics files have their sums in the note, by the file's own column names.
NOTED = {
    "Total Recipients": "sends", "Successful Deliveries": "delivered", "Unique Opens": "opens",
    "Unique Clicks": "email_clicks", "Unsubscribes": "unsubscribes",
     "Abuse Complaints": "complaints",
    "Unique Placed Order": "orders", "Revenue": "revenue", "Views": "page_views",
     "Key events": "conversions",
    "Total revenue": "revenue",
}  # fmt: skip
ROWS = index()
# Files of filters, of percentages by age, or with a header alone: nothing to add up.
NOTHING = ("gsc_fr_filtres.csv", "meta_campaigns_en_nodata.csv", "ga4_dashboard_empty.csv",
           "metabs_audience_utf16_multitable.csv")  # fmt: skip
FILLED = [row for row in ROWS if row["file"] not in NOTHING]
EMPTY = [row for row in ROWS if row["file"] in NOTHING]
# The 50 exact repeats of this data set are in the index's sums; we count them once, and ask.
ANSWERS = {"ds_workshop_campaigns_fr.csv": {"duplicates|ds_workshop_campaigns_fr.csv|": "all"}}
# Days known from the original file's name, or of a report whose rows stop earlier.
OTHER_DAYS = ("x_content_pseudo.csv",)


def ours(row: dict[str, str]) -> str:
    return next(name for start, name in PLATFORMS.items() if row["platform"].startswith(start))


pytestmark = pytest.mark.skipif(
    folder() is None,
    reason="the real exports are not on this machine: set JUSTE_MESURE_EXPORTS to their folder",
)


@cache
def facts_of(file: str) -> Facts:
    where = folder()
    assert where is not None
    return load([where / file], ANSWERS.get(file))


def total(facts: Facts, measure: str) -> float:
    if measure not in facts.cube:
        return math.nan
    return float(facts.cube[measure].sum(min_count=1))


def each(rows: list[dict[str, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", rows, ids=[row["file"] for row in rows])


@each(FILLED)
@pytest.mark.parametrize("measure", ["spend", "impressions", "clicks", "conversions", "revenue"])
def test_sums_are_those_of_the_index(row: dict[str, str], measure: str) -> None:
    facts = facts_of(row["file"])
    found = [total(facts, name) for name in (measure, *ALSO.get(measure, ()))]
    if not row[measure]:
        # An absent column is not zero. Only Meta's purchases are known where the index has no
        # figure.
        assert math.isnan(found[0]) or row["platform"].startswith("Meta")
        return
    assert any(value == pytest.approx(float(row[measure]), abs=0.01) for value in found), found


@each(FILLED)
def test_sums_of_the_note(row: dict[str, str]) -> None:
    told = re.search(r"\{.*?\}", row["note"])
    facts = facts_of(row["file"])
    for name, value in ast.literal_eval(told.group() if told else "{}").items():
        if name in NOTED:
            assert total(facts, NOTED[name]) == pytest.approx(float(value), abs=0.01), name


@each(FILLED)
def test_platform_currency_and_rows(row: dict[str, str]) -> None:
    source = next(s for s in facts_of(row["file"]).sources if s.rows_kept)
    assert source.platform == ours(row)
    told = re.sub(r"\W.*", "", row["currency"]).upper()
    assert source.currency == told or not told
    count = sum(len(left.rows) for left in source.left_out if left.why == "line_items")
    # The index counts no row in an excerpt of many tables.
    assert source.rows_kept + count == int(row["n_data_rows"]) or row["platform"] == "Matomo"
    assert source.rows_read == source.rows_kept + sum(len(left.rows) for left in source.left_out)


@each(FILLED)
def test_days(row: dict[str, str]) -> None:
    period = facts_of(row["file"]).period
    told = row["date_range"].replace("/", "-")
    if re.fullmatch(r"\S+\.\.\S+", told) and row["file"] not in OTHER_DAYS:
        assert period is not None
        assert f"{period.first}..{period.last}" == told


@each(FILLED)
def test_the_file_itself_agrees(row: dict[str, str]) -> None:
    if "edited" in row["kind"]:
        # Its author changed the figures and left the rates: our check rightly disagrees.
        checks = [check for source in facts_of(row["file"]).sources for check in source.checks]
        assert any(check.id == "rates" and not check.passed for check in checks)
        return
    for source in facts_of(row["file"]).sources:
        failed = [check for check in source.checks if not check.passed]
        assert not failed


@each(FILLED)
def test_language(row: dict[str, str]) -> None:
    sources = [s for s in facts_of(row["file"]).sources if s.rows_kept]
    assert sources[0].language == row["language"][:2] or ours(row) == ""


@each(EMPTY)
def test_a_file_without_figures_is_refused_in_words(row: dict[str, str]) -> None:
    where = folder()
    assert where is not None
    with pytest.raises(NothingRead) as caught:
        load([where / row["file"]])
    assert caught.value.problems[0].what in ("header_only", "filters_only", "no_known_column")
    assert caught.value.problems[0].where.file == row["file"]


def test_several_files_at_once_keep_their_own_sums() -> None:
    where = folder()
    assert where is not None
    names = ["gads_campaign_pt_brl.csv", "meta_adsreporting_ads_en_idr.csv", "klaviyo_miir.csv"]
    together = load([where / name for name in names])
    for i, name in enumerate(names):
        alone = facts_of(name).cube
        mine = together.cube[together.cube["source"] == i]
        assert mine["spend"].sum() == pytest.approx(alone["spend"].sum() if "spend" in alone else 0)


def test_a_part_of_the_account_is_said() -> None:
    # 18 search terms: 0.12 CAD listed, of an account that spent 164.11.
    checks = facts_of("gads_searchterms_en_cad_utf16.csv").sources[0].checks
    assert [c.passed for c in checks if c.id == "totals"] == [True]


def test_a_workbook_of_views_is_counted_once() -> None:
    facts = facts_of("gsc_en_workbook.xlsx")
    kept = [s.sheet for s in facts.sources if s.rows_kept]
    assert kept == ["Chart"]
    assert {n.code for s in facts.sources[1:] for n in s.notes} == {"overlap_sheets"}
