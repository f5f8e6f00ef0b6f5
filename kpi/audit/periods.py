"""The last weeks against those before: a better rate at a dearer price, more impressions for no
more results.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kpi.audit.campaigns import Campaign, Table
from kpi.audit.claims import (
    Claim,
    Lack,
    Looked,
    could_not,
    dearer_than,
    frozen,
    too_little,
    with_enough,
)
from kpi.audit.evidence import WHAT_IS_SEEN, Contrast
from kpi.audit.finding import Stake, Unchecked
from kpi.audit.halves import Halves, halves, why_none
from kpi.audit.scene import Scene
from kpi.audit.series import Series, Two
from kpi.audit.sight import Condition, all_of, too_blind
from kpi.audit.telling import more_results, told_two
from kpi.brief import Brief
from kpi.catalog import Rule, rule
from kpi.facts import Quantity
from kpi.period import Period
from kpi.readings.causes import chain_effects
from kpi.readings.ledger import Ints

AWARENESS = "awareness"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pool(Two):
    """Campaigns whose results add up, week by week, over two periods; `campaign`: one of them,
    for its words.
    """

    campaign: Campaign
    entity: dict[str, str]


def dearer_clicks(scene: Scene) -> Looked:
    """R02: more results per click, yet each costs more."""
    return scene.each_whole("R02_cvr_up_cac_up", lambda one: _dearer_clicks(one, scene.period))


def _dearer_clicks(table: Table, period: Period | None) -> Looked:
    known = rule("R02_cvr_up_cac_up")
    pools = _pools(known, table, period, ("spend", "clicks", "outcomes"))
    if isinstance(pools, Looked):
        return pools
    claims, seen = [], []
    for pool in pools:
        rate, cost = pool.contrast("outcomes", "clicks", "outcomes"), pool.contrast(*COST)
        seen.append((rate, cost))
        past = (
            rate.factor[0] >= known.floors["click_conversion"]
            and cost.factor[0] >= known.floors["cpa"]
            and _worth_no_more(known, pool)
        )
        if past:
            chance = max(
                WHAT_IS_SEEN * float(rate.above(known.margins["click_conversion"])[0]),
                float(cost.above(known.margins["cpa"])[0]),
            )
            claims.append(_dearer_claim(known, pool, cost, chance))
    return Looked(
        rule=known.id,
        claims=tuple(claims),
        tested=len(pools),
        partly=_unseen(known, pools, seen, ("click_conversion", "cpa")),
    )


def _unseen(
    known: Rule,
    pools: Sequence[Pool],
    seen: Sequence[tuple[Contrast, Contrast]],
    ratios: tuple[str, str],
) -> Unchecked | None:
    """Why pools found in order may not be: too few results for twice the floor to show."""
    conditions = [
        Condition(
            seen=all_of([pair[side] for pair in seen]),
            floor=known.floors[ratio],
            margin=known.margins[ratio],
            counts=WHAT_IS_SEEN if ratio == "click_conversion" else 1.0,
        )
        for side, ratio in enumerate(ratios)
    ]
    money = np.array([pool.after("spend") for pool in pools])
    return too_blind(
        known.id,
        conditions,
        (np.ones(len(pools), dtype=np.bool_), money),
        (np.array([pool.least("outcomes") for pool in pools]), pools[0].campaign.noun),
    )


COST = ("spend", "outcomes", "outcomes")


def _worth_no_more(known: Rule, pool: Pool) -> bool:
    """A dearer result that brings as much more is no loss, where the file has what it brings."""
    spend, revenue = np.array([pool.after("spend")]), np.array([pool.after("revenue")])
    before = pool.before("revenue")
    reference = np.array([pool.before("spend") / before if before > 0 else np.nan])
    return bool(dearer_than(spend, revenue, reference, known.margins["cpa"])[0])


def _dearer_claim(known: Rule, pool: Pool, cost: Contrast, chance: float) -> Claim:
    was, now = _cost(pool.before), _cost(pool.after)
    low, high = (float(bound[0]) for bound in cost.range())
    rates = tuple(side("outcomes") / side("clicks") for side in (pool.before, pool.after))
    clicks = tuple(side("spend") / side("clicks") for side in (pool.before, pool.after))
    by_clicks, _ = chain_effects([(clicks[0], clicks[1]), (1 / rates[0], 1 / rates[1])])
    results = pool.after("outcomes")
    evidence = {
        "cost_before": was,
        "cost_after": now,
        "conv_rate_before": rates[0],
        "conv_rate_after": rates[1],
        "amount": by_clicks,
        "low": Quantity(was * (low - 1), "money"),
        "high": Quantity(was * (high - 1), "money"),
        "factor": float(cost.factor[0]),
        "conversions_more": more_results(
            results, pool.after("spend") / (was * known.floors["cpa"])
        ),
    }
    money = (max(0.0, results * was * (low - 1)), results * (now - was), results * was * (high - 1))
    return _claim(known, pool, (money, chance), evidence)


def _cost(side: object) -> float:
    return float(side("spend") / side("outcomes"))  # type: ignore[operator]


def empty_reach(scene: Scene) -> Looked:
    """R03: more impressions for the same money, and more of them for each result."""
    asked = scene.period, scene.brief
    return scene.each_whole("R03_reach_flat", lambda table: _empty_reach(table, *asked))


def _empty_reach(table: Table, period: Period | None, brief: Brief | None) -> Looked:
    known = rule("R03_reach_flat")
    if brief is not None and brief.goal == AWARENESS:
        return could_not(known.id, "goal", goal=brief.goal)
    pools = _pools(known, table, period, ("spend", "impressions", "outcomes"))
    if isinstance(pools, Looked):
        return pools
    slow = brief.sales_cycle_days if brief is not None else None
    if slow is not None and slow > 7 * pools[0].halves.weeks:
        there = float(pools[0].halves.weeks)
        return too_little(known.id, "weeks", (there, slow / 7), pools[0].campaign.noun)
    claims, seen = [], []
    for pool in pools:
        reach = pool.contrast("impressions", "spend", "impressions")
        each = pool.contrast("impressions", "outcomes", "outcomes")
        seen.append((reach, each))
        past = (
            reach.factor[0] >= known.floors["impressions_per_spend"]
            and each.factor[0] >= known.floors["impressions_per_conversion"]
        )
        if past:
            chance = max(
                float(reach.above(known.margins["impressions_per_spend"])[0]),
                float(each.above(known.margins["impressions_per_conversion"])[0]),
            )
            claims.append(_reach_claim(known, pool, (reach, each), chance))
    return Looked(
        rule=known.id,
        claims=tuple(claims),
        tested=len(pools),
        partly=_unseen(known, pools, seen, ("impressions_per_spend", "impressions_per_conversion")),
    )


def _reach_claim(known: Rule, pool: Pool, seen: tuple[Contrast, Contrast], chance: float) -> Claim:
    reach, each = seen
    low, high = (float(bound[0]) for bound in each.range())
    reach_low, reach_high = (float(bound[0]) for bound in reach.range())
    spend = pool.after("spend")
    # Impressions beyond what the money bought before, at the price they cost now.
    money = tuple(
        max(0.0, spend * (1 - 1 / x)) for x in (reach_low, float(reach.factor[0]), reach_high)
    )
    each_before = pool.before("impressions") / pool.before("outcomes")
    evidence = {
        "conversions_more": more_results(
            pool.after("outcomes"),
            pool.after("impressions") / (each_before * known.floors["impressions_per_conversion"]),
        ),
        "impressions_change": float(reach.factor[0]) - 1,
        "expected": pool.before("outcomes")
        * pool.after("impressions")
        / pool.before("impressions"),
        "conversions": pool.after("outcomes"),
        "low": Quantity(low, "ratio"),
        "high": Quantity(high, "ratio"),
        "factor": float(each.factor[0]),
    }
    return _claim(known, pool, ((money[0], money[1], money[2]), chance), evidence)


def _claim(
    known: Rule, pool: Pool, proof: tuple[Stake, float], evidence: dict[str, object]
) -> Claim:
    money, chance = proof
    campaign = pool.campaign
    shared = {
        "result": campaign.noun,
        "results": campaign.noun,
        "weeks": pool.halves.weeks,
        "conversions_before": pool.before("outcomes"),
        "conversions_after": pool.after("outcomes"),
        "chance": chance,
    }
    finding = told_two(
        known,
        pool,
        shared | evidence,
        entity=frozen(pool.entity),
        money=money,
        currency=campaign.currency,
    )
    return Claim(finding=finding, chance=chance, events=pool.least("outcomes"), noun=campaign.noun)


def _pools(
    known: Rule, table: Table, period: Period | None, needed: tuple[str, ...]
) -> list[Pool] | Looked:
    """The pools with enough weeks and results in both periods, or why there is none."""
    missing = table.missing(*needed)
    if missing:
        return could_not(known.id, *missing)
    if not table.dated:
        return could_not(known.id, "date")
    split = halves(table.starts, period)
    noun = table.campaigns[0].noun
    if split is None:
        reason, there, least = why_none(table.starts, period)
        return too_little(known.id, reason, (there, least), noun)
    kept = table.has(*needed) & table.selling
    groups = [members[kept[members]] for members in table.pools]
    pools = [_pool(table, members, split) for members in groups if len(members)]
    results = np.array([pool.least("outcomes") for pool in pools])
    enough = Lack("conversions", results, known.minimums["conversions_each_period"])
    told = with_enough(known.id, pools, (enough,), noun)
    if isinstance(told, Looked):
        return told
    # A period in which nothing was spent or shown is no period to compare with.
    found = [pool for pool in told if not pool.empty(needed)]
    return found or could_not(known.id, "empty", base=told[0].empty(needed))


def _pool(table: Table, members: Ints, split: Halves) -> Pool:
    """Sum the campaigns of one pool that have every figure and do not aim at awareness."""
    sums = {name: values[members].sum(0) for name, values in table.sums.items()}
    return Pool(
        series=Series(sums=sums, starts=table.starts, scope=table.scope(members)),
        halves=split,
        campaign=table.campaigns[int(members[0])],
        entity=table.names_of(members),
    )
