"""The last weeks against those before: a better rate at a dearer price, more impressions for no
more results.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpi.audit.campaigns import Campaign, Table
from kpi.audit.claims import Claim, Looked, could_not, frozen
from kpi.audit.evidence import WHAT_IS_SEEN, Contrast, Sums, against_before
from kpi.audit.finding import Finding, Stake
from kpi.audit.halves import LEAST, Halves, halves
from kpi.brief import Brief
from kpi.catalog import Rule, rule
from kpi.facts import Quantity
from kpi.period import Period
from kpi.readings.causes import chain_effects
from kpi.readings.ledger import Floats, Ints

AWARENESS = "awareness"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pool:
    """Campaigns whose results add up, week by week, over two periods; `campaign`: one of them,
    for its words.
    """

    campaign: Campaign
    sums: dict[str, Floats]
    halves: Halves

    def side(self, top: str, bottom: str, events: str, columns: Ints) -> Sums:
        return Sums(
            top=self.sums[top][None, columns],
            bottom=self.sums[bottom][None, columns],
            events=self.sums[events][None, columns],
        )

    def contrast(self, top: str, bottom: str, events: str) -> Contrast:
        """Return top/bottom after against before."""
        after = self.side(top, bottom, events, self.halves.after)
        return against_before(after, self.side(top, bottom, events, self.halves.before))

    def before(self, name: str) -> float:
        return float(self.sums[name][self.halves.before].sum())

    def after(self, name: str) -> float:
        return float(self.sums[name][self.halves.after].sum())


def dearer_clicks(table: Table, period: Period | None) -> Looked:
    """R02: more results per click, yet each costs more."""
    known = rule("R02_cvr_up_cac_up")
    pools = _pools(known, table, period, ("spend", "clicks", "outcomes"))
    if isinstance(pools, Looked):
        return pools
    claims = []
    for pool in pools:
        rate, cost = pool.contrast("outcomes", "clicks", "outcomes"), pool.contrast(*COST)
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
    return Looked(rule=known.id, claims=tuple(claims), tested=len(pools))


COST = ("spend", "outcomes", "outcomes")


def _worth_no_more(known: Rule, pool: Pool) -> bool:
    """A dearer result that brings as much more is no loss, where the file has what it brings."""
    before, after = pool.before("revenue"), pool.after("revenue")
    if not (before > 0 and after > 0):
        return True
    dear = pool.after("spend") / after / (pool.before("spend") / before)
    return dear >= known.margins["cpa"]


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
    }
    money = (max(0.0, results * was * (low - 1)), results * (now - was), results * was * (high - 1))
    return _claim(known, pool, (money, chance), evidence)


def _cost(side: object) -> float:
    return float(side("spend") / side("outcomes"))  # type: ignore[operator]


def empty_reach(table: Table, period: Period | None, brief: Brief | None) -> Looked:
    """R03: more impressions for the same money, and more of them for each result."""
    known = rule("R03_reach_flat")
    if brief is not None and brief.goal == AWARENESS:
        return could_not(known.id, "goal", goal=brief.goal)
    pools = _pools(known, table, period, ("spend", "impressions", "outcomes"))
    if isinstance(pools, Looked):
        return pools
    slow = brief.sales_cycle_days if brief is not None else None
    if slow is not None and slow > 7 * pools[0].halves.weeks:
        return _too_few_weeks(known, pools[0].halves.weeks, slow / 7)
    claims = []
    for pool in pools:
        reach = pool.contrast("impressions", "spend", "impressions")
        each = pool.contrast("impressions", "outcomes", "outcomes")
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
    return Looked(rule=known.id, claims=tuple(claims), tested=len(pools))


def _reach_claim(known: Rule, pool: Pool, seen: tuple[Contrast, Contrast], chance: float) -> Claim:
    reach, each = seen
    low, high = (float(bound[0]) for bound in each.range())
    reach_low, reach_high = (float(bound[0]) for bound in reach.range())
    spend = pool.after("spend")
    # Impressions beyond what the money bought before, at the price they cost now.
    money = tuple(
        max(0.0, spend * (1 - 1 / x)) for x in (reach_low, float(reach.factor[0]), reach_high)
    )
    evidence = {
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
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        entity=frozen({"platform": campaign.platform} if campaign.platform else {}),
        money=money,
        currency=campaign.currency,
        evidence=frozen(shared | evidence),
    )
    return Claim(finding=finding, chance=chance)


def _pools(
    known: Rule, table: Table, period: Period | None, needed: tuple[str, ...]
) -> list[Pool] | Looked:
    """The pools with enough weeks and results in both periods, or why there is none."""
    missing = [name for name in needed if not np.isfinite(table.totals[name]).any()]
    if missing:
        return could_not(known.id, *("conversions" if m == "outcomes" else m for m in missing))
    if not table.dated:
        return could_not(known.id, "date")
    split = halves(table.starts, period)
    if split is None:
        return _too_few_weeks(known, len(table.starts), 2 * LEAST)
    pools = [_pool(table, int(code), split, needed) for code in np.unique(table.pool)]
    least = known.minimums["conversions_each_period"]
    able = [
        pool
        for pool in pools
        if pool is not None and min(pool.before("outcomes"), pool.after("outcomes")) >= least
    ]
    if able:
        return able
    most = max((p for p in pools if p is not None), key=lambda p: p.after("outcomes"), default=None)
    if most is None:
        return could_not(
            known.id, "conversions", conversions=0.0, result="conversions", count_needed=least
        )
    found = min(most.before("outcomes"), most.after("outcomes"))
    return could_not(
        known.id, "conversions", conversions=found, result=most.campaign.noun, count_needed=least
    )


def _too_few_weeks(known: Rule, weeks: int, needed: float) -> Looked:
    return could_not(
        known.id, "weeks", weeks=weeks, duration_needed=Quantity(float(np.ceil(needed)), "week")
    )


def _pool(table: Table, code: int, split: Halves, needed: tuple[str, ...]) -> Pool | None:
    """Sum the campaigns of one pool that have every figure and do not aim at awareness."""
    kept = table.has(*needed) & table.selling
    members = [i for i in table.members(code) if kept[i]]
    if not members:
        return None
    sums = {name: np.nan_to_num(values[members]).sum(0) for name, values in table.sums.items()}
    return Pool(campaign=table.campaigns[members[0]], sums=sums, halves=split)
