"""Campaigns against their peers: clicks that do not sell, money on dear results, cheap ones
unseen.
"""

from __future__ import annotations

import numpy as np

from kpi.audit.campaigns import Table
from kpi.audit.claims import Claim, Looked, could_not, frozen
from kpi.audit.evidence import WHAT_IS_SEEN, Contrast
from kpi.audit.finding import Finding, Stake
from kpi.audit.standings import CLICK, CONVERSION, COST, Standings, standings
from kpi.catalog import Rule, rule
from kpi.facts import Quantity
from kpi.readings.ledger import Flags, Floats

# Cheap by nature: asked about by other rules first.
NEAR_BUYERS = ("brand", "retargeting")


def clickbait(table: Table) -> Looked:
    """R01: a click rate above the peers', fewer results per click, and dearer results."""
    known = rule("R01_clickbait")
    refused = _unable(known, table, ("impressions", "clicks", "outcomes"))
    if refused is not None:
        return refused
    with np.errstate(divide="ignore", invalid="ignore"):
        at = standings(table, ("impressions", "clicks", "outcomes"))
        click, conversion, cost = (at.contrast(ratio) for ratio in (CLICK, CONVERSION, COST))
        expected = at.own["clicks"] * at.rate("outcomes", "clicks", peers=True)
        able = (
            at.kept
            & (at.own["clicks"] >= known.minimums["clicks"])
            & (expected >= known.minimums["expected_conversions"])
            & (at.rest["outcomes"] >= known.minimums["peer_conversions"])
            & _enough_weeks(known, table)
            & (at.table.share_of_pool("spend") >= known.floors["spend_share"])
        )
        # Only campaigns that flatter are asked about: a lucky click rate makes results cheaper,
        # never dearer, so choosing by it cannot raise false alarms on the cost.
        flattering = able & (click.factor >= known.floors["ctr"])
        past = (
            flattering
            & (conversion.factor <= known.floors["click_conversion"])
            & (cost.factor >= known.floors["cpa"])
            & (at.cost / at.cost_without_one(cheapest=True) >= known.floors["cpa"])
        )
    if not able.any():
        return _too_little(known, at)
    chance = np.maximum.reduce(
        [
            WHAT_IS_SEEN * click.above(known.margins["ctr"]),
            conversion.below(known.margins["click_conversion"]),
            cost.above(known.margins["cpa"]),
        ]
    )
    claims = tuple(
        _clickbait_claim(known, at, int(i), (cost, chance)) for i in np.flatnonzero(past)
    )
    return Looked(rule=known.id, claims=claims, tested=int(flattering.sum()))


def _clickbait_claim(known: Rule, at: Standings, i: int, seen: tuple[Contrast, Floats]) -> Claim:
    cost, chance = seen
    low, high = (float(bound[i]) for bound in at.cost_range())
    evidence = {
        "ctr": float(at.rate("clicks", "impressions")[i]),
        "ctr_peers": float(at.rate("clicks", "impressions", peers=True)[i]),
        "conv_rate": float(at.rate("outcomes", "clicks")[i]),
        "conv_rate_peers": float(at.rate("outcomes", "clicks", peers=True)[i]),
        "low": Quantity(low, "money"),
        "high": Quantity(high, "money"),
    }
    return _claim(known, at, i, (cost, chance), evidence)


def budget_on_worst(table: Table) -> Looked:
    """R13: a campaign with much of its platform's money pays too much for each result."""
    known = rule("R13_budget_worst")
    refused = _unable(known, table, ("outcomes",))
    if refused is not None:
        return refused
    with np.errstate(divide="ignore", invalid="ignore"):
        at = standings(table, ("outcomes",))
        cost, share = at.contrast(COST), at.table.share_of_pool("spend")
        least = known.minimums["conversions_each"]
        able = (
            at.kept
            & (at.own["outcomes"] >= least)
            & (at.rest["outcomes"] >= least)
            & _enough_weeks(known, table)
        )
        big = able & (share >= known.floors["spend_share"])
        past = (
            big
            & (cost.factor >= known.floors["cpa"])
            & (at.cost / at.cost_without_one(cheapest=True) >= known.floors["cpa"])
            & _worth_no_more(known, at)
        )
    if not able.any():
        return _too_little(known, at)
    chance = cost.above(known.margins["cpa"])
    claims = tuple(_worst_claim(known, at, int(i), (cost, chance)) for i in np.flatnonzero(past))
    return Looked(rule=known.id, claims=claims, tested=int(big.sum()))


def _worth_no_more(known: Rule, at: Standings) -> Flags:
    """Dear results that bring as much more are no bad bargain: spend per revenue must be dear
    too.
    """
    priced = (at.own["revenue"] > 0) & (at.rest["revenue"] > 0)
    dear = at.rate("spend", "revenue") / at.rate("spend", "revenue", peers=True)
    kept: Flags = ~priced | (dear >= known.margins["cpa"])
    return kept


def _worst_claim(known: Rule, at: Standings, i: int, seen: tuple[Contrast, Floats]) -> Claim:
    low, high = (float(bound[i]) for bound in seen[0].range())
    evidence = {
        "spend_share": float(at.table.share_of_pool("spend")[i]),
        "result_share": float(at.table.share_of_pool("outcomes")[i]),
        "low": Quantity(low, "ratio"),
        "high": Quantity(high, "ratio"),
    }
    return _claim(known, at, i, seen, evidence)


def hidden_gem(table: Table, warned: Flags) -> Looked:
    """R14: a small campaign with an ordinary click rate and the cheapest results.

    `warned`: campaigns found to pay too much. Beside one of those any ordinary campaign looks
    cheap, so they are no peers here.
    """
    known = rule("R14_hidden_gem")
    refused = _unable(known, table, ("impressions", "clicks", "outcomes"))
    if refused is not None:
        return refused
    with np.errstate(divide="ignore", invalid="ignore"):
        at = standings(table, ("impressions", "clicks", "outcomes"), warned)
        cost, click = at.contrast(COST), at.contrast(CLICK)
        share = at.table.share_of_pool("spend")
        able = (
            at.kept
            & (at.own["outcomes"] >= known.minimums["conversions"])
            & (at.rest["outcomes"] >= known.minimums["conversions"])
            & _enough_weeks(known, table)
        )
        modest = able & (click.factor < known.floors["ctr"])
        small = modest & (share <= known.floors["spend_share"]) & _cold(table)
        past = (
            small
            & (cost.factor <= known.floors["cpa"])
            & (at.cost / at.cost_without_one(cheapest=False) <= known.floors["cpa"])
            & _worth_no_less(at)
        )
    if not able.any():
        return _too_little(known, at)
    chance = cost.below(known.margins["cpa"])
    claims = tuple(_gem_claim(known, at, int(i), (cost, chance)) for i in np.flatnonzero(past))
    return Looked(rule=known.id, claims=claims, tested=int(small.sum()))


def _cold(table: Table) -> Flags:
    return np.array([c.campaign_role not in NEAR_BUYERS for c in table.campaigns], dtype=np.bool_)


def _worth_no_less(at: Standings) -> Flags:
    priced = (at.own["revenue"] > 0) & (at.rest["revenue"] > 0)
    cheap = at.rate("spend", "revenue") <= at.rate("spend", "revenue", peers=True)
    kept: Flags = ~priced | cheap
    return kept


def _gem_claim(known: Rule, at: Standings, i: int, seen: tuple[Contrast, Floats]) -> Claim:
    low, high = (float(bound[i]) for bound in at.cost_range())
    evidence = {
        "ctr": float(at.rate("clicks", "impressions")[i]),
        "ctr_peers": float(at.rate("clicks", "impressions", peers=True)[i]),
        "spend_share": float(at.table.share_of_pool("spend")[i]),
        "low": Quantity(low, "money"),
        "high": Quantity(high, "money"),
    }
    return _claim(known, at, i, seen, evidence)


def _claim(
    known: Rule, at: Standings, i: int, seen: tuple[Contrast, Floats], evidence: dict[str, object]
) -> Claim:
    """The part every finding on a campaign shares: its name, its cost beside its peers', the
    money.
    """
    cost, chance = seen
    campaign = at.table.campaigns[i]
    low, high = (float(bound[i]) for bound in cost.range())
    money = _stake(float(at.own["spend"][i]), (low, float(cost.factor[i]), high))
    shared = {
        "name": campaign.name,
        "result": campaign.noun,
        "results": campaign.noun,
        "cost": float(at.cost[i]),
        "cost_peers": float(at.cost_peers[i]),
        "weeks": int(at.table.active[i]) if at.table.dated else 0,
        "conversions": float(at.own["outcomes"][i]),
        "conversions_peers": float(at.rest["outcomes"][i]),
        "spend": float(at.own["spend"][i]),
        "spend_peers": float(at.rest["spend"][i]),
        "factor": float(cost.factor[i]),
        "factor_low": low,
        "factor_high": high,
        "chance": float(chance[i]),
    }
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        entity=frozen(campaign.at),
        money=money,
        currency=campaign.currency,
        evidence=frozen(shared | evidence),
        dated=at.table.dated,
    )
    return Claim(finding=finding, chance=float(chance[i]))


def _stake(spend: float, factors: tuple[float, float, float]) -> Stake:
    """What was paid beyond the peers' cost for the same results (or saved, when cheaper), never
    below 0.
    """
    paid = sorted(
        abs(spend * (1 - 1 / factor)) * (1.0 if _same(factors, factor) else 0.0)
        for factor in factors
    )
    return paid[0], abs(spend * (1 - 1 / factors[1])), paid[-1]


def _same(factors: tuple[float, float, float], factor: float) -> bool:
    """Whether a bound of the factor lies on the same side of 1 as its middle."""
    return (factor - 1) * (factors[1] - 1) > 0


def _enough_weeks(known: Rule, table: Table) -> Flags:
    if not table.dated:
        return np.ones(len(table.campaigns), dtype=np.bool_)
    enough: Flags = table.active >= known.minimums["weeks"]
    return enough


def _unable(known: Rule, table: Table, needed: tuple[str, ...]) -> Looked | None:
    """Why the rule cannot look at this table at all: a column that no campaign has, or no
    campaign beside another.
    """
    missing = [name for name in ("spend", *needed) if not np.isfinite(table.totals[name]).any()]
    if missing:
        named = ("conversions" if name == "outcomes" else name for name in missing)
        return could_not(known.id, *named)
    if table.dated and table.active.max(initial=0) < known.minimums["weeks"]:
        return could_not(
            known.id,
            "weeks",
            weeks=int(table.active.max(initial=0)),
            duration_needed=Quantity(known.minimums["weeks"], "week"),
        )
    if not _beside(table, table.has(*needed) & table.selling).any():
        return could_not(known.id, "peers")
    return None


def _beside(table: Table, kept: Flags) -> Flags:
    """Campaigns that have at least one peer that spent."""
    number = np.bincount(table.peers, weights=kept.astype(np.float64))
    beside: Flags = kept & (number[table.peers] >= 2)
    return beside


def _too_little(known: Rule, at: Standings) -> Looked:
    least = next(v for name, v in known.minimums.items() if "conversions" in name)
    most = int(np.argmax(np.where(at.kept, at.own["outcomes"], -1.0)))
    return could_not(
        known.id,
        "conversions",
        conversions=float(at.own["outcomes"][most]),
        result=at.table.campaigns[most].noun,
        count_needed=least,
    )
