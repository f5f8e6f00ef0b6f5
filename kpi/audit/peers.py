"""Campaigns against their peers: clicks that do not sell, money on dear results, cheap ones
unseen.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kpi.audit.campaigns import Table
from kpi.audit.claims import Claim, Lack, Looked, could_not, dearer_than, first_lacking
from kpi.audit.evidence import WHAT_IS_SEEN, Contrast
from kpi.audit.finding import Finding, Unchecked
from kpi.audit.scene import Scene
from kpi.audit.sight import Condition, too_blind
from kpi.audit.standings import CLICK, CONVERSION, COST, Standings, standings
from kpi.audit.telling import fewer_results, more_results, told
from kpi.catalog import DEAR, Rule, rule
from kpi.facts import Quantity
from kpi.readings.ledger import Flags, Floats

# Cheap by nature: asked about by other rules first.
NEAR_BUYERS = ("brand", "retargeting")
# A first step up in budget, and how well it may work beside today's budget (judgement).
STEP, AS_GOOD = 0.2, (0.5, 0.8)


def clickbait(scene: Scene) -> Looked:
    """R01: a click rate above the peers', fewer results per click, and dearer results."""
    return scene.each_shown("R01_clickbait", _clickbait)


def _clickbait(table: Table) -> Looked:
    known = rule("R01_clickbait")
    refused = unable(known, table, ("impressions", "clicks", "outcomes"))
    if refused is not None:
        return refused
    at = standings(table, ("impressions", "clicks", "outcomes"))
    click, conversion, cost = (at.contrast(ratio) for ratio in (CLICK, CONVERSION, COST))
    least, margins = known.minimums["expected_conversions"], known.margins
    due = at.own["clicks"] * at.rate("outcomes", "clicks", peers=True)
    able, why_none = first_lacking(
        known.id,
        at.kept,
        (
            *weeks_shared(known, at),
            Lack("clicks", at.own["clicks"], known.minimums["clicks"]),
            Lack("conversions", due, least),
            Lack("conversions", at.rest["outcomes"], known.minimums["peer_conversions"]),
        ),
        _noun(at),
    )
    # Only campaigns that flatter are asked about: a lucky click rate makes results cheaper, never
    # dearer, so choosing by it cannot raise false alarms on the cost.
    flattering = (click.factor >= known.floors["ctr"]) & (
        table.share_of_budget >= known.floors["spend_share"]
    )
    if why_none is not None:
        return why_none
    past = (
        (able & flattering)
        & (conversion.factor <= known.floors["click_conversion"])
        & _dear(known, at, cost, able & flattering)
    )
    few = at.own["outcomes"] < least
    fewer = at.fewer_than(due * margins["click_conversion"])
    chance = np.maximum.reduce(
        [
            WHAT_IS_SEEN * click.above(margins["ctr"]),
            np.where(few, fewer, conversion.below(margins["click_conversion"])),
            np.where(few, at.fewer_than(at.expected / margins["cpa"]), cost.above(margins["cpa"])),
        ]
    )
    seen = cost, chance
    return Looked(
        rule=known.id,
        claims=tuple(_clickbait_claim(known, at, int(i), seen, due) for i in np.flatnonzero(past)),
        tested=int((able & flattering).sum()),
        partly=_blind(known, at, flattering & ~able, due)
        or _unseen(known, at, cost, able & flattering & ~few),
    )


def _dear(known: Rule, at: Standings, cost: Contrast, asked: Flags) -> Flags:
    """Whether results are dearer than the floor, whichever peer is left out."""
    floor = known.floors["cpa"]
    dear = asked & (cost.factor >= floor)
    with np.errstate(divide="ignore", invalid="ignore"):
        kept: Flags = dear & (at.cost / at.cost_without_one(dear, cheapest=True) >= floor)
    return kept


def _clickbait_claim(
    known: Rule, at: Standings, i: int, seen: tuple[Contrast, Floats], due: Floats
) -> Claim:
    evidence = {
        "ctr": float(at.rate("clicks", "impressions")[i]),
        "ctr_peers": float(at.rate("clicks", "impressions", peers=True)[i]),
        "conv_rate": float(at.rate("outcomes", "clicks")[i]),
        "conv_rate_peers": float(at.rate("outcomes", "clicks", peers=True)[i]),
        "conversions_more": more_results(
            float(at.own["outcomes"][i]),
            float(at.own["spend"][i]) / at.turning_cost(i, known.floors["cpa"]),
            float(due[i]) * known.floors["click_conversion"],
        ),
    }
    low, high = (float(bound[i]) for bound in at.cost_range)
    return told(known, at, i, seen, (evidence, (low, high, "money")))


def budget_on_worst(scene: Scene) -> Looked:
    """R13: a campaign with much of its platform's money pays too much for each result."""
    return scene.each_shown("R13_budget_worst", _budget_on_worst)


def _budget_on_worst(table: Table) -> Looked:
    known = rule("R13_budget_worst")
    refused = unable(known, table, ("outcomes",))
    if refused is not None:
        return refused
    at = standings(table, ("outcomes",))
    cost, least = at.contrast(COST), known.minimums["conversions_each"]
    # A campaign that should have had enough results and has hardly any is judged by that.
    due = np.fmax(at.own["outcomes"], at.expected)
    able, why_none = first_lacking(
        known.id,
        at.kept,
        (
            *weeks_shared(known, at),
            Lack("conversions", at.rest["outcomes"], least),
            Lack("conversions", due, least),
        ),
        _noun(at),
    )
    if why_none is not None:
        return why_none
    big = table.share_of_budget >= known.floors["spend_share"]
    past = _dear(known, at, cost, able & big) & _worth_no_more(known, at)
    few = at.own["outcomes"] < least
    fewer = at.fewer_than(at.expected / known.margins["cpa"])
    chance = np.where(few, fewer, cost.above(known.margins["cpa"]))
    claims = (_worst_claim(known, at, int(i), (cost, chance)) for i in np.flatnonzero(past))
    return Looked(
        rule=known.id,
        claims=tuple(claims),
        tested=int((able & big).sum()),
        partly=_blind(known, at, big & ~able, due) or _unseen(known, at, cost, able & big & ~few),
    )


def _unseen(known: Rule, at: Standings, cost: Contrast, asked: Flags) -> Unchecked | None:
    """Why costs found in order may not be: too few results for twice the floor to show."""
    condition = Condition(seen=cost, floor=known.floors["cpa"], margin=known.margins["cpa"])
    counts = at.own["outcomes"], _noun(at)
    return too_blind(known.id, (condition,), (asked, at.own["spend"]), counts)


def _blind(known: Rule, at: Standings, asked: Flags, due: Floats) -> Unchecked | None:
    """Why a campaign without a single result, which the rule asks about, could not be judged."""
    none = at.kept & asked & (at.own["outcomes"] == 0) & (at.rest["spend"] > 0)
    if not none.any():
        return None
    enough = Lack("conversions", due, next(v for n, v in known.minimums.items() if "conv" in n))
    _, why = first_lacking(known.id, none, (*weeks_shared(known, at), enough), _noun(at))
    least = Lack("conversions", at.rest["outcomes"], enough.least)
    why = why or first_lacking(known.id, none, (least,), _noun(at))[1]
    return None if why is None else why.unchecked


def _worth_no_more(known: Rule, at: Standings) -> Flags:
    """Dear results that bring as much more are no bad bargain: spend per revenue must be dear
    too.
    """
    reference = at.rate("spend", "revenue", peers=True)
    dear = dearer_than(at.own["spend"], at.own["revenue"], reference, known.margins["cpa"])
    return dear | ~at.table.held["revenue"]


def _worst_claim(known: Rule, at: Standings, i: int, seen: tuple[Contrast, Floats]) -> Claim:
    evidence = {
        "spend_share": float(at.table.share_of_budget[i]),
        "result_share": float(at.table.share_of_pool("outcomes")[i]),
        "conversions_more": more_results(
            float(at.own["outcomes"][i]),
            float(at.own["spend"][i]) / at.turning_cost(i, known.floors["cpa"]),
        ),
    }
    low, high = (float(bound[i]) for bound in seen[0].range())
    return told(known, at, i, seen, (evidence, (low, high, "ratio")))


def gems(scene: Scene, found: Sequence[Finding]) -> Looked:
    """R14: a small campaign with an ordinary click rate and the cheapest results.

    Beside a campaign `found` to pay too much any ordinary one looks cheap: those are no peers here.
    """
    named = [dict(one.entity) for one in found if rule(one.rule).cause == DEAR]

    def look(table: Table) -> Looked:
        warned = np.array([dict(c.at) in named for c in table.campaigns], dtype=np.bool_)
        return _hidden_gem(table, warned)

    return scene.each_shown("R14_hidden_gem", look)


def _hidden_gem(table: Table, warned: Flags) -> Looked:
    known = rule("R14_hidden_gem")
    refused = unable(known, table, ("impressions", "clicks", "outcomes"))
    if refused is not None:
        return refused
    at = standings(table, ("impressions", "clicks", "outcomes"), warned)
    cost, click = at.contrast(COST), at.contrast(CLICK)
    least = known.minimums["conversions"]
    able, why_none = first_lacking(
        known.id,
        at.kept,
        (
            *weeks_shared(known, at),
            Lack("conversions", at.own["outcomes"], least),
            Lack("conversions", at.rest["outcomes"], least),
        ),
        _noun(at),
    )
    if why_none is not None:
        return why_none
    floor = known.floors["cpa"]
    small = (
        (able & (click.factor < known.floors["ctr"]))
        & (table.share_of_budget <= known.floors["spend_share"])
        & _cold(table)
    )
    past = small & (cost.factor <= floor) & _worth_no_less(at)
    past &= at.cost / at.cost_without_one(past, cheapest=False) <= floor
    chance = cost.below(known.margins["cpa"])
    claims = tuple(_gem_claim(known, at, int(i), (cost, chance)) for i in np.flatnonzero(past))
    return Looked(
        rule=known.id,
        claims=claims,
        tested=int(small.sum()),
        partly=_unseen(known, at, cost, small),
    )


def _cold(table: Table) -> Flags:
    return np.array([c.campaign_role not in NEAR_BUYERS for c in table.campaigns], dtype=np.bool_)


def _worth_no_less(at: Standings) -> Flags:
    """Cheap results that bring nothing, less for the money, or nobody knows what beside peers
    whose worth is known, are no hidden performance.
    """
    reference = at.rate("spend", "revenue", peers=True)
    kept: Flags = ~np.isfinite(reference) | (at.rate("spend", "revenue") <= reference)
    return kept


def _gem_claim(known: Rule, at: Standings, i: int, seen: tuple[Contrast, Floats]) -> Claim:
    evidence = {
        "ctr": float(at.rate("clicks", "impressions")[i]),
        "ctr_peers": float(at.rate("clicks", "impressions", peers=True)[i]),
        "spend_share": float(at.table.share_of_budget[i]),
        **_scaled_up(at, i, seen[0]),
        "conversions_fewer": fewer_results(
            float(at.own["outcomes"][i]),
            float(at.own["spend"][i]) / at.turning_cost(i, known.floors["cpa"]),
        ),
    }
    low, high = (float(bound[i]) for bound in at.cost_range)
    return told(known, at, i, seen, (evidence, (low, high, "money")))


def _scaled_up(at: Standings, i: int, cost: Contrast) -> dict[str, float]:
    """What a first step up could bring: its results at half to four fifths of the efficiency that
    is left once the campaign's luck is taken off. `sure_gain`: what it saves at least, for ranking.
    """
    expected, bound = (float(one[i]) for one in cost.pooled(at.kept, at.table.peers))
    spend, peers = float(at.own["spend"][i]), float(at.cost_peers[i])
    results = STEP * spend / (peers * expected)
    return {
        "spend_more": STEP * spend,
        "gain_low": float(np.floor(AS_GOOD[0] * results)),
        "gain_high": float(np.ceil(AS_GOOD[1] * results)),
        "sure_gain": spend * (1 / bound - 1),
    }


def weeks_shared(known: Rule, at: Standings) -> tuple[Lack, ...]:
    """Return how many weeks a campaign and its peers have to share, none without dates."""
    if not at.table.dated:
        return ()
    return (Lack("weeks", at.weeks.astype(np.float64), known.minimums["weeks"]),)


def _noun(at: Standings) -> str:
    """What the results are called of the campaign that has most of them."""
    most = int(np.argmax(np.where(at.kept, at.own["outcomes"], -1.0)))
    return at.table.campaigns[most].noun


def unable(known: Rule, table: Table, needed: tuple[str, ...]) -> Looked | None:
    """Return why the rule cannot look at this table at all: a column that no campaign has, or no
    campaign beside another.
    """
    missing = table.missing("spend", *needed)
    if not table.named.any():
        missing = ("campaign", *missing)
    if missing:
        return could_not(known.id, *missing)
    if table.dated and not len(table.starts):
        weeks = Quantity(known.minimums["weeks"], "week")
        return could_not(known.id, "weeks", weeks=0, duration_needed=weeks)
    if not beside(table, table.has(*needed) & table.selling & table.named).any():
        return could_not(known.id, "peers")
    return None


def beside(table: Table, kept: Flags) -> Flags:
    """Campaigns that have at least one peer among those `kept`."""
    number = np.bincount(table.peers, weights=kept.astype(np.float64))
    found: Flags = kept & (number[table.peers] >= 2)
    return found
