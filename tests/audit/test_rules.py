# ruff: noqa: E501 - a table reads line by line
"""Each rule speaks when its claim flatters, and stays silent on the near miss."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from kpi.audit import Audit, Finding, audit
from kpi.brief import Brief
from kpi.catalog import rules
from kpi.facts import Facts, Source
from kpi.period import Period
from tests.audit.shop import GOOGLE, account, campaign, later, ordinary, without_days
from tests.readings.cube import facts

MARGIN = Brief(goal="conversion", model="ecommerce", margin=0.4)


def found(a: Audit, rule_: str) -> list[Finding]:
    return [one for one in (*a.warnings, *a.hidden_performers, *a.notes) if one.rule == rule_]


def said(facts_: Facts, brief: Brief | None = None, **how: Any) -> dict[str, Mapping[str, str]]:
    """Return rule → entity of everything said."""
    a = audit(facts_, brief, **how)
    return {one.rule: dict(one.entity) for one in (*a.warnings, *a.hidden_performers, *a.notes)}


# R01: clicks that do not sell

BAIT = {"ctr": 0.04, "click_cost": 0.4, "cost": 45.0, "shift": 2}


def test_r01_a_click_rate_above_the_peers_whose_results_are_dear() -> None:
    a = audit(account(*ordinary(), campaign("Bait", spend=400, **BAIT)))
    (one,) = found(a, "R01_clickbait")
    assert dict(one.entity) == {"campaign": "Bait", "platform": "Google Ads"}
    assert one.evidence["ctr"] == pytest.approx(0.04, rel=0.05)
    assert one.evidence["cost"] == pytest.approx(45, rel=0.05)
    assert one.evidence["cost_peers"] == pytest.approx(21, rel=0.05)
    assert one.evidence["low"].value < one.evidence["cost"] < one.evidence["high"].value
    assert one.confidence >= 0.9
    low, mid, high = one.money
    # What was paid beyond the peers' cost for the same results.
    paid = one.evidence["spend"] - one.evidence["conversions"] * one.evidence["cost_peers"]
    assert low < mid < high
    assert mid == pytest.approx(paid)


@pytest.mark.parametrize(
    ("why", "bait"),
    [
        ("cheap clicks pay", BAIT | {"cost": 21.0}),
        ("its click rate is ordinary", BAIT | {"ctr": 0.022}),
        ("its cost is under the floor", BAIT | {"cost": 25.0}),
        ("it counts another result", BAIT | {"result": "Lead"}),
        ("it has another role", BAIT | {"campaign_role": "awareness"}),
        ("it has another objective", BAIT | {"objective": "Traffic"}),
        ("it ran five weeks", BAIT | {"weeks": 5}),
    ],
)
def test_r01_is_silent_when(why: str, bait: dict[str, Any]) -> None:
    assert "R01_clickbait" not in said(account(*ordinary(), campaign("Bait", spend=400, **bait)))


@pytest.mark.parametrize(
    "aim", [{"campaign_role": "awareness"}, {"objective": "OUTCOME_AWARENESS"}]
)
def test_campaigns_that_aim_to_be_known_are_not_judged_by_what_a_sale_costs(
    aim: dict[str, str],
) -> None:
    known = [campaign(f"Known {i}", **aim) for i in range(3)]
    a = audit(account(*known, campaign("Bait", spend=2_500, **BAIT, **aim)))
    assert a.warnings == a.hidden_performers == ()


# R13: most of the money on the dearest results


def test_r13_a_big_campaign_pays_most_for_each_result() -> None:
    a = audit(account(*ordinary(), campaign("Big", spend=2_500, cost=45.0, shift=2)))
    (one,) = found(a, "R13_budget_worst")
    assert one.entity["campaign"] == "Big"
    assert one.evidence["spend_share"] == pytest.approx(2_500 / 5_300, rel=0.01)
    assert one.evidence["result_share"] < one.evidence["spend_share"]
    assert one.evidence["low"].value < 45 / 21 < one.evidence["high"].value
    assert one.evidence["low"].unit == "ratio"


@pytest.mark.parametrize(
    ("why", "big"),
    [
        ("it is dear, yet takes little of the money", {"spend": 600, "cost": 45.0}),
        ("its cost is under the floor", {"spend": 2_500, "cost": 26.0}),
        ("its results bring as much more", {"spend": 2_500, "cost": 45.0, "basket": 140.0}),
        ("nobody else pays for that result", {"spend": 2_500, "cost": 45.0, "result": "Lead"}),
    ],
)
def test_r13_is_silent_when(why: str, big: dict[str, Any]) -> None:
    assert "R13_budget_worst" not in said(account(*ordinary(), campaign("Big", shift=2, **big)))


def test_one_cause_on_one_campaign_is_one_finding_that_names_both_rules() -> None:
    a = audit(account(*ordinary(), campaign("Both", spend=2_500, **BAIT)))
    (one,) = a.warnings
    assert {one.rule, *one.merged} == {"R01_clickbait", "R13_budget_worst"}


# R14: a modest campaign that is cheap

GEM = {"spend": 200.0, "cost": 9.0, "ctr": 0.015, "shift": 2}


def test_r14_a_small_campaign_with_few_clicks_and_cheap_results() -> None:
    a = audit(account(*ordinary(), campaign("Gem", **GEM)))
    (one,) = a.hidden_performers
    assert one.entity["campaign"] == "Gem"
    assert one.evidence["ctr"] < one.evidence["ctr_peers"]
    assert one.money[1] == pytest.approx(
        one.evidence["conversions"] * one.evidence["cost_peers"] - one.evidence["spend"]
    )
    assert not a.warnings


def test_r14_ranks_by_what_is_gained_at_least_and_says_what_a_step_up_could_bring() -> None:
    lucky = campaign("Lucky", **GEM | {"spend": 60.0, "cost": 7.0, "shift": 1})
    solid = campaign("Solid", **GEM | {"spend": 500.0, "cost": 10.0})
    first, second = audit(account(*ordinary(6), lucky, solid)).hidden_performers
    assert (first.entity["campaign"], second.entity["campaign"]) == ("Solid", "Lucky")
    assert first.evidence["cost"] > second.evidence["cost"]
    for one in (first, second):
        seen = one.evidence
        assert 0 < seen["sure_gain"] < one.money[1]
        assert seen["spend_more"] == pytest.approx(0.2 * seen["spend"])
        # Half to four fifths of today's results per euro, and a little less for luck.
        today = 0.2 * seen["conversions"]
        assert 0.4 * today < seen["gain_low"] <= 0.5 * today
        assert 0.7 * today < seen["gain_high"] <= 0.8 * today + 1


@pytest.mark.parametrize(
    ("why", "gem"),
    [
        ("brand search is cheap by nature", GEM | {"campaign_role": "brand"}),
        ("it is not modest: its click rate is the best", GEM | {"ctr": 0.03}),
        ("it is a large one", GEM | {"spend": 900.0}),
        ("it is cheap by less than the floor", GEM | {"cost": 15.0}),
        ("its results are cheap and worth less", GEM | {"basket": 20.0}),
    ],
)
def test_r14_is_silent_when(why: str, gem: dict[str, Any]) -> None:
    others = [*ordinary(), campaign("Ordinary brand", campaign_role="brand")]
    assert "R14_hidden_gem" not in said(account(*others, campaign("Gem", **gem)))


def test_beside_a_dear_giant_an_ordinary_campaign_is_no_hidden_performer() -> None:
    giant = campaign("Giant", spend=6_000, cost=60.0)
    a = audit(account(*ordinary(), giant, campaign("Small", spend=200, ctr=0.018, shift=2)))
    assert [one.rule for one in a.warnings] == ["R13_budget_worst"]
    assert not a.hidden_performers


# R02: a better rate at a dearer price


def dearer(rate: float, price: float) -> Facts:
    """From week 6 on, clicks convert `rate` times as well and cost `price` times as much each."""
    return account(
        *(later(c, 6, spend=1.0, clicks=1 / price, impressions=1 / price, conversions=rate / price)
          for c in ordinary(weeks=13, basket=None))
    )  # fmt: skip


def test_r02_each_result_costs_more_though_the_rate_is_up() -> None:
    a = audit(dearer(1.25, 1.9))
    (one,) = found(a, "R02_cvr_up_cac_up")
    assert dict(one.entity) == {"platform": "Google Ads"}
    seen = one.evidence
    assert seen["conv_rate_after"] / seen["conv_rate_before"] == pytest.approx(1.25, rel=0.05)
    assert seen["cost_after"] / seen["cost_before"] == pytest.approx(1.9 / 1.25, rel=0.05)
    # Dearer clicks alone would have raised the cost by more than it rose.
    assert seen["amount"] > seen["cost_after"] - seen["cost_before"]
    assert seen["low"].value < seen["cost_after"] - seen["cost_before"] < seen["high"].value
    assert (a.before, a.period) == (
        Period(date(2026, 1, 5), date(2026, 2, 15)),
        Period(date(2026, 2, 16), date(2026, 3, 29)),
    )


@pytest.mark.parametrize(("rate", "price"), [(1.25, 1.3), (1.02, 1.9), (1.25, 1.25), (0.8, 1.9)])
def test_r02_is_silent_under_either_floor(rate: float, price: float) -> None:
    assert "R02_cvr_up_cac_up" not in said(dearer(rate, price))


# R03: more impressions, no more results


def emptier(impressions: float, conversions: float = 1.0) -> Facts:
    return account(
        *(later(c, 6, impressions=impressions, conversions=conversions) for c in ordinary(weeks=13))
    )


def test_r03_more_impressions_for_the_money_and_no_more_results() -> None:
    (one,) = found(audit(emptier(1.8)), "R03_reach_flat")
    assert one.evidence["impressions_change"] == pytest.approx(0.8, abs=0.06)
    assert one.evidence["expected"] / one.evidence["conversions"] == pytest.approx(1.8, rel=0.06)
    assert one.evidence["low"].value < 1.8 < one.evidence["high"].value


def test_r03_is_silent_when_results_follow_or_impressions_hardly_grow() -> None:
    assert "R03_reach_flat" not in said(emptier(1.8, 1.7))
    assert "R03_reach_flat" not in said(emptier(1.15))


def test_r03_is_not_about_awareness_nor_about_cycles_longer_than_the_period() -> None:
    for brief, missing in (
        (Brief(goal="awareness", model="ecommerce"), "goal"),
        (Brief(goal="conversion", model="ecommerce", sales_cycle_days=90), "weeks"),
    ):
        a = audit(emptier(1.8), brief)
        assert not found(a, "R03_reach_flat")
        assert {u.rule: u.missing for u in a.unchecked}["R03_reach_flat"] == (missing,)


# R07: sales that do not pay


def test_r07_a_return_under_break_even_loses_so_much_a_hundred() -> None:
    a = audit(account(*ordinary(basket=30.0)), MARGIN)
    (one,) = found(a, "R07_roas_margin")
    assert dict(one.entity) == {}
    assert one.evidence["break_even"] == 2.5
    assert one.evidence["roas"] == pytest.approx(1.42, abs=0.02)
    assert one.evidence["amount"] == pytest.approx(100 - 40 * one.evidence["roas"])
    assert one.money[1] == pytest.approx(one.evidence["spend"] - 0.4 * one.evidence["revenue"])


def test_r07_the_margin_that_would_change_the_verdict_does() -> None:
    losing = account(*ordinary(basket=30.0))
    needed = found(audit(losing, MARGIN), "R07_roas_margin")[0].evidence["margin_needed"]
    enough = Brief(goal="conversion", model="ecommerce", margin=needed)
    assert "R07_roas_margin" not in said(losing, enough)


def test_r07_is_silent_above_the_floor_and_says_when_the_margin_is_missing() -> None:
    assert "R07_roas_margin" not in said(account(*ordinary(basket=50.0)), MARGIN)
    unchecked = {u.rule: u.missing for u in audit(account(*ordinary())).unchecked}
    assert unchecked["R07_roas_margin"] == ("margin",)


def test_r07_names_the_platform_where_there_are_several() -> None:
    meta = Source(file="meta.csv", platform="Meta Ads", family="ads")
    rows = [dict(row, platform="Meta Ads", source=1) for c in ordinary(basket=30.0) for row in c]
    both = account(*ordinary(), rows, sources=(*GOOGLE, meta))
    assert said(both, MARGIN)["R07_roas_margin"] == {"platform": "Meta Ads"}


# R08: the average against its parts


def devices(share: tuple[float, float], rates: tuple[float, float], times: float) -> Facts:
    """Mobile's share of the clicks and the two rates, before; the other share and rates × `times`, after."""
    parts = []
    for name, rate, own in zip(
        ("mobile", "desktop"), rates, (share, (1 - share[0], 1 - share[1])), strict=True
    ):
        rows = campaign(
            "All", 13, spend=7_000, cost=0.5 / rate, segment=f"device={name}", basket=None
        )
        scale = {"clicks": 1.0, "spend": 1.0, "impressions": 1.0, "conversions": 1.0}
        before = dict.fromkeys(scale, own[0])
        rows = [
            {k: v * before.get(k, 1.0) if k in before else v for k, v in row.items()}
            for row in rows
        ]
        after = dict.fromkeys(scale, own[1] / own[0]) | {"conversions": own[1] / own[0] * times}
        parts.append(later(rows, 6, **after))
    return account(*parts)


def test_r08_the_total_rises_while_every_part_falls() -> None:
    a = audit(devices((0.8, 0.4), (0.01, 0.04), 0.8))
    (one,) = found(a, "R08_simpson")
    seen = one.evidence
    assert seen["kpi"] == "click_conversion"
    assert seen["before"].value < seen["after"].value
    assert set(seen["segments"]) == {"device=mobile", "device=desktop"}
    assert seen["rate_effect"] < 0
    assert seen["low"].value > 0
    assert (seen["share_before"], seen["share_after"]) in (
        (pytest.approx(0.8), pytest.approx(0.4)),
        (pytest.approx(0.2), pytest.approx(0.6)),
    )


def test_r08_is_silent_when_the_parts_move_with_the_total() -> None:
    assert "R08_simpson" not in said(devices((0.8, 0.4), (0.01, 0.04), 1.2))
    assert "R08_simpson" not in said(devices((0.6, 0.6), (0.01, 0.04), 0.8))


# R12: a lead that small numbers may explain


def test_r12_a_leader_on_few_results_is_a_note_and_no_warning() -> None:
    rows = [
        {"campaign": name, "platform": "Google Ads", "spend": 50.0, "clicks": k, "conversions": c}
        for name, k, c in (("A", 60, 4), ("B", 300, 12), ("C", 280, 13), ("D", 310, 12))
    ]
    a = audit(facts(rows, GOOGLE))
    (one,) = a.notes
    assert (one.rule, one.entity["campaign"], one.confidence, one.money) == (
        "R12_small_winner",
        "A",
        None,
        None,
    )
    assert 0 < one.evidence["likelihood_pct"] < 0.8
    # Shrunk towards the others, which know more: 4 of 60 is 6.7 %.
    assert one.evidence["conv_rate"] < 4 / 60
    assert one.evidence["conversions_needed"] > 4
    assert not a.warnings


def test_r12_is_silent_on_a_leader_that_the_numbers_carry() -> None:
    rows = [
        {"campaign": name, "platform": "Google Ads", "spend": 50.0, "clicks": k, "conversions": c}
        for name, k, c in (("A", 3_000, 300), ("B", 3_000, 120), ("C", 2_800, 130))
    ]
    assert not audit(facts(rows, GOOGLE)).notes


# Files without days


@pytest.mark.parametrize(
    ("rule_", "special"),
    [
        ("R01_clickbait", {"spend": 400.0, **BAIT}),
        ("R13_budget_worst", {"spend": 2_500.0, "cost": 50.0}),
        ("R14_hidden_gem", GEM | {"cost": 7.0}),
    ],
)
def test_without_days_a_gap_is_likely_at_most(rule_: str, special: dict[str, Any]) -> None:
    a = audit(without_days(*ordinary(), campaign("Odd", **special)))
    (one,) = found(a, rule_)
    assert one.entity["campaign"] == "Odd"
    assert not one.dated
    assert 0.66 <= one.confidence < 0.9


def test_without_days_what_needs_them_is_listed() -> None:
    missing = {u.rule: u.missing for u in audit(without_days(*ordinary()), MARGIN).unchecked}
    assert missing["R02_cvr_up_cac_up"] == ("date",)
    assert missing["R03_reach_flat"] == ("date",)
    assert "date" in missing["R08_simpson"]


def test_without_days_a_loss_is_still_seen() -> None:
    (one,) = found(audit(without_days(*ordinary(basket=25.0)), MARGIN), "R07_roas_margin")
    assert not one.dated


# The audit as a whole


def test_what_was_checked_found_and_unchecked_is_every_rule_once() -> None:
    for facts_, brief in (
        (account(*ordinary()), MARGIN),
        (without_days(*ordinary()), None),
        (emptier(1.8), None),
    ):
        a = audit(facts_, brief)
        heard = [one.rule for one in (*a.warnings, *a.hidden_performers, *a.notes)]
        heard += [id_ for one in a.warnings for id_ in one.merged]
        assert sorted({*heard, *a.checked, *(u.rule for u in a.unchecked)}) == sorted(rules())
        assert not set(a.checked) & set(heard)


def test_warnings_come_by_money() -> None:
    bait, big = (
        campaign("Bait", spend=400, **BAIT),
        campaign("Big", spend=3_000, cost=45.0, shift=2),
    )
    a = audit(account(*ordinary(), bait, big))
    assert [one.money[1] for one in a.warnings] == sorted(
        (one.money[1] for one in a.warnings), reverse=True
    )


def test_an_ordinary_account_is_left_in_peace() -> None:
    a = audit(account(*ordinary(6, weeks=16)), MARGIN)
    assert not (a.warnings)
    assert not (a.hidden_performers)


def test_the_period_asked_for_is_the_period_judged() -> None:
    whole = emptier(1.8)
    calm = Period(date(2026, 1, 26), date(2026, 2, 15))
    assert "R03_reach_flat" not in said(whole, period=calm)
    a = audit(whole, period=Period(date(2026, 2, 16), date(2026, 3, 29)))
    assert a.period == Period(date(2026, 2, 16), date(2026, 3, 29))
    assert found(a, "R03_reach_flat")


def test_a_period_that_ended_long_before_the_export_is_judged_to_its_last_day() -> None:
    eight_weeks = Period(date(2026, 1, 5), date(2026, 3, 1))
    bait = campaign("Bait", 14, spend=400, **BAIT)
    (one,) = audit(account(*ordinary(weeks=14), bait), period=eight_weeks).warnings
    assert one.evidence["weeks"] == 8


def test_the_last_days_are_not_judged() -> None:
    """Conversions dated by their click are still coming in: the last seven days, fourteen for b2b."""
    rows = list(ordinary(weeks=13))
    assert audit(account(*rows)).period.last == date(2026, 3, 29)
    b2b = Brief(goal="acquisition", model="b2b")
    assert audit(account(*rows), b2b).period.last == date(2026, 3, 22)


def test_the_same_account_is_judged_the_same_in_any_row_order() -> None:
    rows = [row for c in (*ordinary(), campaign("Bait", spend=400, **BAIT)) for row in c]
    one, other = audit(facts(rows, GOOGLE)), audit(facts(rows[::-1], GOOGLE))
    assert [f.rule for f in one.warnings] == [f.rule for f in other.warnings]
    assert one.warnings[0].money == pytest.approx(other.warnings[0].money)
