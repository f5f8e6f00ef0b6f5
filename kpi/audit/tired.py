"""Ads that wear out: each person sees them more and more, and clicks less."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpi.audit.campaigns import Table
from kpi.audit.claims import Claim, Looked, could_not, frozen, too_little
from kpi.audit.evidence import Contrast, Sums, against_before
from kpi.audit.finding import Finding
from kpi.audit.halves import Halves, halves, why_none
from kpi.audit.joined import Joined
from kpi.audit.scene import Scene
from kpi.audit.series import held
from kpi.audit.standings import CLICK, COST
from kpi.audit.telling import more_results
from kpi.catalog import Rule, rule
from kpi.facts import Quantity
from kpi.readings.ledger import Flags, Floats, Ledger

# The days that a row of reach has to cover: people seen twice in a week are counted once.
WEEK = 6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Worn:
    """Campaigns × two periods, with the reach of each week."""

    table: Table
    reach: Floats
    halves: Halves

    def sides(self, values: Floats) -> tuple[Floats, Floats]:
        """Return the sums before and after."""
        return values[:, self.halves.before].sum(1), values[:, self.halves.after].sum(1)

    def contrast(self, ratio: tuple[str, str, str], rest: Flags | None = None) -> Contrast:
        """Return each campaign after against before, or its peers among `rest`."""
        sums = self.table.sums
        found = {
            name: sums[name] if rest is None else self.table.others(sums[name], rest)
            for name in ratio
        }
        after, before = (
            Sums(
                top=found[ratio[0]][:, columns],
                bottom=found[ratio[1]][:, columns],
                events=found[ratio[2]][:, columns],
            )
            for columns in (self.halves.after, self.halves.before)
        )
        return against_before(after, before)

    def beside(self, ratio: tuple[str, str, str], kept: Flags) -> Contrast:
        """Return each campaign's move less its peers', its own where it has none."""
        own, rest = self.contrast(ratio), self.contrast(ratio, kept)
        known = np.isfinite(rest.effect) & np.isfinite(rest.error)
        effect = own.effect - np.where(known, rest.effect, 0.0)
        error = np.sqrt(own.error**2 + np.where(known, rest.error, 0.0) ** 2)
        return Contrast(effect=effect, error=error, degrees=own.degrees)


def tired_ads(scene: Scene) -> Looked:
    """R22: frequency rises, click rate falls and cost rises, beyond what the peers' do."""
    known = rule("R22_fatigue")

    def look(table: Table) -> Looked:
        missing = table.missing("impressions", "clicks", "outcomes", "spend")
        joined = scene.joined(table)
        rows = held(scene.ledger, joined.advertising, "reach")
        if missing or not rows.any():
            return could_not(known.id, *missing, *(() if rows.any() else ("reach",)))
        if not table.dated:
            return could_not(known.id, "date")
        split = halves(table.starts, scene.period)
        if split is None or 2 * split.weeks < known.minimums["weeks"]:
            reason, there, _ = why_none(table.starts, scene.period)
            return too_little(known.id, reason, (there, known.minimums["weeks"]), "")
        reach = _weekly_reach(scene.ledger, joined, rows)
        if reach is None:
            return could_not(known.id, "reach_week")
        return _tired(known, Worn(table=table, reach=reach, halves=split))

    return scene.each_whole(known.id, look)


def _weekly_reach(ledger: Ledger, joined: Joined, rows: Flags) -> Floats | None:
    """Reach by campaign and week where one row covers a whole week; None where it is by day, which
    counts a person once a day.
    """
    whole = rows & (ledger.last_day - ledger.first_day == WEEK)
    if not whole.any():
        return None
    # Two rows of one week (by age, say) may be the same people.
    return np.where(joined.numbers(whole) == 1, joined.sums(whole, "reach"), np.nan)


def _tired(known: Rule, worn: Worn) -> Looked:
    table, floors = worn.table, known.floors
    kept = table.has("impressions", "clicks", "outcomes") & table.selling & table.named
    seen = np.where(np.isfinite(worn.reach), table.sums["impressions"], 0.0)
    shown, people = worn.sides(seen), worn.sides(np.nan_to_num(worn.reach))
    with np.errstate(divide="ignore", invalid="ignore"):
        before, after = (one / who for one, who in zip(shown, people, strict=True))
        rose = (after / before >= floors["frequency"]) & (after >= floors["frequency_per_week"])
    clicks = np.minimum(*worn.sides(table.sums["clicks"]))
    able = kept & (clicks >= known.minimums["clicks"])
    if not able.any():
        most = float(clicks[kept].max(initial=0.0))
        return too_little(known.id, "clicks", (most, known.minimums["clicks"]), "click")
    click, cost = worn.beside(CLICK, kept), worn.beside(COST, kept)
    asked = able & rose
    some = np.minimum(*worn.sides(table.sums["outcomes"])) > 0
    past = asked & some & (click.factor <= floors["ctr"]) & (cost.factor >= floors["cpa"])
    chance = np.maximum(click.below(known.margins["ctr"]), cost.above(known.margins["cpa"]))
    claims = tuple(
        _claim(known, worn, int(i), float(chance[i]), float(after[i])) for i in np.flatnonzero(past)
    )
    return Looked(rule=known.id, claims=claims, tested=int(asked.sum()))


def _claim(known: Rule, worn: Worn, i: int, chance: float, frequency: float) -> Claim:
    table = worn.table
    campaign = table.campaigns[i]
    sums = {
        name: tuple(float(side[i]) for side in worn.sides(table.sums[name]))
        for name in ("clicks", "impressions", "spend", "outcomes")
    }
    costs = tuple(s / r for s, r in zip(sums["spend"], sums["outcomes"], strict=True))
    rates = tuple(c / n for c, n in zip(sums["clicks"], sums["impressions"], strict=True))
    own = worn.contrast(COST)
    low, high = (float(bound[i]) for bound in own.range())
    results = sums["outcomes"][1]
    evidence = {
        "name": campaign.name,
        "result": campaign.noun,
        "times": frequency,
        "ctr_before": rates[0],
        "ctr_after": rates[1],
        "cost_before": costs[0],
        "cost_after": costs[1],
        "conversions_more": more_results(
            results, sums["spend"][1] / (costs[0] * known.floors["cpa"])
        ),
        "weeks": 2 * worn.halves.weeks,
        "low": Quantity(costs[0] * (low - 1), "money"),
        "high": Quantity(costs[0] * (high - 1), "money"),
        "chance": chance,
    }
    money = tuple(
        max(0.0, results * costs[0] * (one - 1)) for one in (low, costs[1] / costs[0], high)
    )
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        entity=campaign.at,
        money=(money[0], money[1], money[2]),
        currency=campaign.currency,
        evidence=frozen(evidence),
        period=worn.halves.period,
        before=worn.halves.before_period,
        scope=table.scope([i], np.concatenate([worn.halves.before, worn.halves.after])),
    )
    return Claim(finding=finding, chance=chance, events=results, noun=campaign.noun)
