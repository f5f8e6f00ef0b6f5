"""A change is taken apart into causes that add up to it exactly."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

import kpi
from kpi.errors import UnknownName
from kpi.facts import Source
from kpi.period import Period
from kpi.readings import compare
from kpi.readings.causes import chain_effects, mix_and_rate, shapley_effects
from tests.readings.cube import facts, span

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
APRIL = Period(date(2026, 4, 1), date(2026, 4, 30))


def months(*rows: tuple[dict, dict]) -> list[dict]:
    return [
        span(str(period.first), str(period.last), **row)
        for pair in rows
        for period, row in zip((MARCH, APRIL), pair, strict=True)
    ]


# The method's worked examples (Ang, LMDI; the numbers are W52 and those of the statistics notes).

CPA_CHAIN = [(8 / 1_000, 12 / 1_000), (1 / 0.012, 1 / 0.009), (1 / 0.02, 1 / 0.025)]
REVENUE_CHAIN = [(10_000, 11_000), (125, 100), (0.012, 0.015), (0.02, 0.016), (60, 63)]


def test_a_product_is_taken_apart_by_logarithmic_means() -> None:
    assert chain_effects(CPA_CHAIN) == pytest.approx((17.253701, 12.241696, -9.495397), abs=1e-6)
    effects = chain_effects(REVENUE_CHAIN)
    assert effects == pytest.approx((1_649.53, -3_861.94, 3_861.94, -3_861.94, 844.41), abs=0.005)
    assert sum(effects) == pytest.approx(-1_368)


def test_shapley_shares_a_change_over_every_order() -> None:
    effects = shapley_effects(REVENUE_CHAIN)
    assert effects == pytest.approx((1_672.83, -3_908.30, 3_919.68, -3_908.30, 856.08), abs=0.006)
    assert sum(effects) == pytest.approx(-1_368)


def test_at_a_zero_the_logarithm_gives_way_to_shapley() -> None:
    stopped = [*REVENUE_CHAIN[:3], (0.02, 0.0), REVENUE_CHAIN[4]]
    effects = chain_effects(stopped)
    assert effects == pytest.approx((922.6, -2_053.0, 2_202.9, -19_541.5, 468.9), abs=0.06)
    assert sum(effects) == pytest.approx(-18_000)


def test_a_rate_over_segments_is_rate_and_mix() -> None:
    (rate_a, mix_a), (rate_b, mix_b) = mix_and_rate(
        [(160, 8_000), (200, 4_000)], [(396, 18_000), (124, 2_250)]
    )
    assert (rate_a, rate_b) == pytest.approx((0.001556, 0.001136), abs=1e-6)
    assert (mix_a, mix_b) == pytest.approx((-0.001520, -0.005492), abs=1e-6)


def test_the_order_of_time_only_turns_the_signs() -> None:
    back = [(after, before) for before, after in REVENUE_CHAIN]
    assert chain_effects(back) == pytest.approx(
        [-effect for effect in chain_effects(REVENUE_CHAIN)]
    )


@pytest.mark.parametrize("seed", range(20))
def test_causes_always_add_up(seed: int) -> None:
    rng = np.random.default_rng(seed)
    factors = [tuple(rng.uniform(0.1, 9, 2)) for _ in range(int(rng.integers(1, 7)))]
    change = np.prod([b for _, b in factors]) - np.prod([a for a, _ in factors])
    assert sum(chain_effects(factors)) == pytest.approx(change)
    segments = [[(float(n), float(d)) for n, d in rng.integers(0, 50, (4, 2))] for _ in range(2)]
    segments[0][0] = segments[1][1] = (5.0, 40.0)
    r0, r1 = (sum(n for n, _ in s) / sum(d for _, d in s) for s in segments)
    assert np.sum(mix_and_rate(*segments)) == pytest.approx(r1 - r0)


# On facts


def test_a_dearer_conversion_is_dearer_and_rarer_clicks_less_a_better_rate() -> None:
    rows = months(
        (
            {"spend": 8_000, "impressions": 1e6, "clicks": 12_000, "conversions": 240},
            {"spend": 12_000, "impressions": 1e6, "clicks": 9_000, "conversions": 225},
        )
    )
    change = compare(facts(rows), "cpa", before=MARCH, after=APRIL)
    assert (change.before, change.after) == pytest.approx((33.333333, 53.333333))
    assert [cause.name for cause in change.causes] == ["cpm", "ctr", "click_conversion"]
    assert [cause.effect for cause in change.causes] == pytest.approx(
        [17.253701, 12.241696, -9.495397]
    )
    assert change.causes[1].before == pytest.approx(0.012)
    assert sum(cause.effect for cause in change.causes) == pytest.approx(change.delta)


def test_a_step_that_the_file_lacks_joins_its_neighbours() -> None:
    rows = months(
        (
            {"spend": 80, "clicks": 100, "conversions": 4},
            {"spend": 90, "clicks": 90, "conversions": 5},
        )
    )
    change = compare(facts(rows), "cpa", before=MARCH, after=APRIL)
    assert [cause.name for cause in change.causes] == ["cpc", "click_conversion"]
    assert sum(cause.effect for cause in change.causes) == pytest.approx(change.delta)


def test_a_total_falls_with_what_it_is_made_of() -> None:
    rows = months(
        (
            {"spend": 10_000, "impressions": 1_250_000, "clicks": 15_000, "conversions": 300},
            {"spend": 11_000, "impressions": 1_100_000, "clicks": 16_500, "conversions": 264},
        )
    )
    change = compare(facts(rows), "conversions", before=MARCH, after=APRIL)
    assert [cause.name for cause in change.causes] == ["click_conversion", "ctr", "cpm", "spend"]
    assert sum(cause.effect for cause in change.causes) == pytest.approx(-36)


def test_segments_carry_rate_and_mix_the_largest_first() -> None:
    rows = months(
        (
            {"channel": "a", "clicks": 8_000, "conversions": 160},
            {"channel": "a", "clicks": 18_000, "conversions": 396},
        ),
        (
            {"channel": "b", "clicks": 4_000, "conversions": 200},
            {"channel": "b", "clicks": 2_250, "conversions": 124},
        ),
    )
    change = compare(facts(rows), "click_conversion", before=MARCH, after=APRIL, by=("channel",))
    assert change.delta == pytest.approx(-0.004321, abs=1e-6)
    first = change.causes[0]
    assert (first.name, dict(first.entity)) == ("mix", {"channel": "b"})
    assert first.effect == pytest.approx(-0.005492, abs=1e-6)
    assert sum(cause.effect for cause in change.causes) == pytest.approx(change.delta)


def test_a_segment_that_spent_for_nothing_still_adds_up() -> None:
    rows = months(
        (
            {"channel": "a", "spend": 100, "conversions": 10},
            {"channel": "a", "spend": 100, "conversions": 10},
        ),
        (
            {"channel": "b", "spend": 50, "conversions": 0},
            {"channel": "b", "spend": 80, "conversions": 0},
        ),
    )
    change = compare(facts(rows), "cpa", before=MARCH, after=APRIL, by=("channel",))
    assert change.delta == pytest.approx(3)
    assert sum(cause.effect for cause in change.causes) == pytest.approx(3)


@pytest.mark.parametrize("id_", ["romi", "bounce_rate", "nps", "ctr", "aov", "roas", "mer"])
def test_whatever_the_kpi_its_causes_add_up(id_: str) -> None:
    one = {
        "spend": 100,
        "revenue": 300,
        "gross_margin": 90,
        "sessions": 50,
        "engaged_sessions": 20,
        "promoters": 9,
        "detractors": 3,
        "respondents": 20,
        "clicks": 70,
        "impressions": 900,
        "orders": 6,
    }
    two = {name: value * (1 + 0.1 * i) for i, (name, value) in enumerate(one.items())}
    change = compare(facts(months((one, two))), id_, before=MARCH, after=APRIL)
    assert change.status == "ok"
    assert sum(cause.effect for cause in change.causes) == pytest.approx(change.delta)


def test_a_change_that_cannot_be_read_says_why() -> None:
    rows = months(({"spend": 100, "conversions": 10}, {"spend": 100, "conversions": 0}))
    change = compare(facts(rows), "cpa", before=MARCH, after=APRIL)
    assert (change.status, change.delta, change.causes) == ("no_denominator", None, ())
    two = (
        Source(file="a", platform="Google Ads", family="ads"),
        Source(file="b", platform="Meta Ads", family="ads"),
    )
    rows = months(
        *(
            ({"source": i, "platform": s.platform, "spend": 9, "conversions": 3},) * 2
            for i, s in enumerate(two)
        )
    )
    assert (
        compare(facts(rows, two), "cpa", before=MARCH, after=APRIL).status == "overlapping_claims"
    )
    with pytest.raises(UnknownName):
        compare(facts(rows), "cap", before=MARCH, after=APRIL)


GOOGLE = Source(file="google.csv", platform="Google Ads", family="ads")
META = Source(file="meta.csv", platform="Meta Ads", family="ads")
SHOP = Source(file="orders.csv", platform="Shopify", family="shop")


def test_results_of_several_kinds_are_no_step_on_the_way() -> None:
    sales = {"result": "Purchase", "spend": 100, "impressions": 9_000, "clicks": 200}
    leads = {"result": "Lead", "spend": 50, "impressions": 5_000, "clicks": 90, "revenue": 0}
    rows = months(
        (
            {**sales, "conversions": 10, "revenue": 600},
            {**sales, "conversions": 9, "revenue": 540},
        ),
        ({**leads, "conversions": 8}, {**leads, "conversions": 40, "spend": 150}),
    )
    change = compare(facts(rows), "roas", before=MARCH, after=APRIL)
    assert [cause.name for cause in change.causes] == ["revenue/clicks", "ctr", "cpm"]
    assert sum(cause.effect for cause in change.causes) == pytest.approx(change.delta)
    assert "Revenue to clicks" in kpi.say(change, "en", "all")
    assert "chiffre d’affaires" in kpi.say(change, "fr", "all").lower()


def test_sales_that_two_platforms_claim_are_no_step_on_the_way() -> None:
    both = [
        {"source": i, "platform": name, "spend": 50, "clicks": 100, "conversions": 9}
        for i, name in enumerate(("Google Ads", "Meta Ads"))
    ]
    till = {"source": 2, "platform": "Shopify", "new_customers": 10}
    rows = months(
        *((row, {**row, "spend": 60}) for row in both),
        (till, {**till, "new_customers": 8}),
    )
    change = compare(facts(rows, (GOOGLE, META, SHOP)), "cac", before=MARCH, after=APRIL)
    assert [cause.name for cause in change.causes] == ["cpc", "clicks/new_customers"]
    assert sum(cause.effect for cause in change.causes) == pytest.approx(change.delta)


def test_the_till_of_a_return_is_not_added_to_what_platforms_claim() -> None:
    ads = {"source": 0, "platform": "Google Ads", "spend": 100, "revenue": 400, "conversions": 4}
    till = {"source": 1, "platform": "Shopify", "revenue": 900, "orders": 9}
    rows = months((ads, ads), (till, {**till, "revenue": 1_000}))
    change = compare(facts(rows, (GOOGLE, SHOP)), "mer", before=MARCH, after=APRIL)
    assert [(cause.name, round(cause.effect, 9)) for cause in change.causes] == [
        ("aov", 1),
        ("cpa", 0),
    ]


@pytest.mark.parametrize("id_", ["mer", "cac", "cost_share"])
def test_what_two_files_tell_apart_is_not_split_and_says_so(id_: str) -> None:
    ads = [
        {"source": 0, "platform": name, "channel": "paid_search", "spend": spend, "clicks": spend}
        for name, spend in (("Google Ads", 100), ("Bing Ads", 50))
    ]
    till = {"source": 1, "platform": "Shopify", "revenue": 900, "orders": 9, "new_customers": 5}
    rows = months(
        *((row, row) for row in ads), (till, {**till, "revenue": 990, "new_customers": 6})
    )
    found = facts(rows, (GOOGLE, SHOP))
    change = compare(found, id_, before=MARCH, after=APRIL, by=("platform",))
    plain = compare(found, id_, before=MARCH, after=APRIL)
    assert change.unsplit
    assert change.causes == plain.causes
    assert "other" not in {cause.name for cause in change.causes}
    assert "This split does not exist here" in kpi.say(change, "en", "all")
    assert "Cette répartition n’existe pas ici" in kpi.say(change, "fr", "all")


def test_a_middle_value_has_no_parts() -> None:
    rows = months(
        *(
            (
                {"channel": name, "response_minutes": 10 * n},
                {"channel": name, "response_minutes": 9},
            )
            for n, name in enumerate(("a", "b", "c"), start=1)
        )
    )
    change = compare(facts(rows), "response_time", before=MARCH, after=APRIL, by=("channel",))
    assert (change.unsplit, change.delta) == (True, -11)
    assert [cause.effect for cause in change.causes] == [-11]
