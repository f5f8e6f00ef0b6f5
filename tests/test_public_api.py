"""The public API of the design, in a plain Python session, on files in the platforms' own
formats.
"""

from __future__ import annotations

import math
from datetime import date

import pandas as pd
import pytest

import kpi
from tests.browser import planted
from tests.intake.exports import LOOK_ALIKES

FILES = [("google.csv", planted.google_french()), ("meta.csv", planted.meta_english())]


@pytest.fixture(scope="module")
def facts() -> kpi.Facts:
    return kpi.load(FILES)


@pytest.fixture(scope="module")
def brief() -> kpi.Brief:
    return kpi.Brief(
        goal="acquisition",
        model="ecommerce",
        channels=("paid_search", "paid_social", "email"),
        margin=0.40,
        currency="EUR",
    )


@pytest.fixture(scope="module")
def plan(brief: kpi.Brief) -> kpi.Plan:
    return kpi.recommend(brief)


def test_a_plan_holds_three_to_five_kpis_and_a_reason_for_every_other(plan: kpi.Plan) -> None:
    assert 3 <= len(plan.kpis) <= 5
    assert plan.kpis[0] == plan.north_star
    held = {one.id for one in (*plan.kpis, *plan.guardrails)}
    assert {reason.kpi for reason in plan.rejected} | held == set(kpi.catalog.kpis())
    assert {reason.filter for reason in plan.rejected} == {"decides", "unique", "coherent"}
    assert plan.why("impressions").filter == "decides"


def test_a_kpi_says_what_it_is_in_both_languages(plan: kpi.Plan) -> None:
    one = plan.north_star
    assert all((one.id, one.form, one.numerator, one.unit, one.direction))
    for words in (one.name, one.decision, one.trap):
        assert words["fr"]
        assert words["en"]
        assert words["fr"] != words["en"]


def test_facts_hold_a_cube_and_where_it_came_from(facts: kpi.Facts) -> None:
    assert isinstance(facts.cube, pd.DataFrame)
    assert [source.platform for source in facts.sources] == ["Google Ads", "Meta Ads"]
    assert all(source.currency == "EUR" for source in facts.sources)
    assert facts.problems == ()


def test_totals_add_what_adds_up_and_refuse_the_rest(facts: kpi.Facts) -> None:
    assert facts.total("spend") == pytest.approx(facts.cube["spend"].sum())
    assert math.isnan(facts.total("unsubscribes")), "absent is not zero"
    with pytest.raises(kpi.OverlappingClaims) as claims:
        facts.total("conversions")
    assert claims.value.values["platforms"] == ("Google Ads", "Meta Ads")
    with pytest.raises(kpi.UnknownName) as unknown:
        facts.total("clics")
    assert "clicks" in unknown.value.values["options"]


def test_reach_is_never_summed() -> None:
    data = b"Campaign,Reach,Amount spent (EUR)\nA,100,5\nB,120,6\n"
    with pytest.raises(kpi.NotAdditive):
        kpi.load([("reach.csv", data)]).total("reach")


def test_money_in_two_currencies_is_never_summed() -> None:
    data = b"Campaign,Cost,Currency\nA,5,EUR\nB,6,USD\n"
    with pytest.raises(kpi.MixedCurrencies) as mixed:
        kpi.load([("two.csv", data)]).total("spend")
    assert mixed.value.values["currencies"] == ("EUR", "USD")


def test_a_figure_leads_back_to_the_rows_of_its_file(facts: kpi.Facts) -> None:
    rows = facts.rows(campaign=planted.GEM)
    assert set(rows["file"]) == {"meta.csv"}
    assert rows["row"].min() >= 2
    spent = rows["Amount spent (EUR)"].astype(float).sum()
    cube = facts.cube[facts.cube["campaign"] == planted.GEM]
    assert spent == pytest.approx(cube["spend"].sum())


def test_infer_supposes_and_marks_what_it_supposed(facts: kpi.Facts) -> None:
    supposed = kpi.infer(facts)
    assert supposed.goal == "acquisition"
    assert set(supposed.channels) == {"paid_search", "paid_social"}
    assert supposed.currency == "EUR"
    assert {"goal", "model", "channels", "currency"} <= supposed.inferred


def test_measure_gives_a_ratio_of_sums_for_any_grouping(facts: kpi.Facts) -> None:
    rows = kpi.measure(facts, ["ctr", "cpa"], by=("campaign",))
    columns = ["kpi", "campaign", "value", "low", "high", "numerator", "denominator", "status"]
    assert list(rows.columns) == columns
    own = facts.cube[facts.cube["campaign"] == planted.CLICKBAIT]
    told = rows[(rows["kpi"] == "cpa") & (rows["campaign"] == planted.CLICKBAIT)].iloc[0]
    assert told["value"] == pytest.approx(own["spend"].sum() / own["conversions"].sum())
    assert told["low"] < told["value"] < told["high"]


def test_compare_takes_a_change_apart_into_causes_that_add_up(facts: kpi.Facts) -> None:
    before = kpi.Period(date(2026, 8, 3), date(2026, 9, 13))
    after = kpi.Period(date(2026, 9, 14), date(2026, 10, 25))
    google = facts.restrict(platform="Google Ads")
    change = kpi.compare(google, "cpa", before=before, after=after, by=("campaign",))
    assert change.after - change.before == pytest.approx(change.delta)
    assert sum(cause.effect for cause in change.causes) == pytest.approx(change.delta)


def test_an_audit_names_what_flatters_what_hides_and_what_it_could_not_check(
    facts: kpi.Facts, brief: kpi.Brief, plan: kpi.Plan
) -> None:
    audit = kpi.audit(facts, brief, plan)
    clickbait = next(one for one in audit.warnings if one.rule == "R01_clickbait")
    assert clickbait.entity["campaign"] == planted.CLICKBAIT
    assert clickbait.confidence is not None
    assert 0.66 <= clickbait.confidence <= 1
    low, middle, high = clickbait.money
    assert 0 < low <= middle <= high
    assert clickbait.rows[0].file == "google.csv"
    assert [one.entity["campaign"] for one in audit.hidden_performers] == [planted.GEM]
    told = {*audit.checked, *(one.rule for one in audit.unchecked)}
    assert "R08_simpson" in told


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_finding_says_each_of_its_parts(
    facts: kpi.Facts, brief: kpi.Brief, language: str
) -> None:
    found = kpi.audit(facts, brief).warnings[0]
    for part in ("headline", "you_see", "it_hides", "confidence", "at_stake", "action"):
        said = kpi.say(found, language, part)
        assert said
        assert "{" not in said
    assert planted.CLICKBAIT in kpi.say(found, language, "headline")


def test_the_same_inputs_give_the_same_review(
    facts: kpi.Facts, plan: kpi.Plan, brief: kpi.Brief
) -> None:
    today = date(2026, 11, 25)
    one = kpi.review(facts, plan, brief, today=today)
    other = kpi.review(kpi.load(FILES), plan, brief, today=today)
    assert one.fingerprint == other.fingerprint
    pd.testing.assert_frame_equal(one.readings, other.readings)
    assert one.fingerprint != kpi.review(facts, plan, brief, today=date(2026, 11, 26)).fingerprint


def test_every_file_that_can_be_read_is_read() -> None:
    facts = kpi.load([("empty.csv", b""), *FILES])
    assert [problem.what for problem in facts.problems] == ["empty_file"]
    assert facts.problems[0].where.file == "empty.csv"
    with pytest.raises(kpi.NothingRead):
        kpi.load([("empty.csv", b"")])


def test_tables_gives_the_text_of_a_file_as_it_stands() -> None:
    data = (LOOK_ALIKES / "google_ads_fr.csv").read_bytes()
    (table, *_) = kpi.intake.tables("google_ads_fr.csv", data)
    assert "Campagne" in table.header
    assert table.first_row > 3, "title lines stand above"
    assert all(isinstance(cell, str) for row in table.rows for cell in row)
