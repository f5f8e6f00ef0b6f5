"""Campaigns near the buyer: sales from one's own name, from past visitors, from views alone.

That such an ad added a sale is not shown by what it is credited with; nothing here says it was
wasted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kpi.audit.alone import Share, ratio_alone
from kpi.audit.campaigns import ORDINARY, Table
from kpi.audit.claims import Claim, Lack, Looked, could_not, each_enough, frozen
from kpi.audit.evidence import Contrast, Sums, against_peers, without_dates
from kpi.audit.finding import Finding, Stake
from kpi.audit.scene import Scene
from kpi.audit.series import held
from kpi.catalog import Rule, rule
from kpi.readings.ledger import Flags, Floats, Ints
from kpi.readings.noise import noises

SEARCH = ("paid_search", "shopping")
# Under this share of the money a role changes nothing.
LITTLE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sides:
    """The campaigns of one role and those they are held against, of one pool, in the weeks in
    which both ran.
    """

    table: Table
    own: Ints
    rest: Ints
    columns: Flags

    def sums(self, name: str, members: Ints) -> Floats:
        return np.asarray(self.table.sums[name][members][:, self.columns].sum(0))

    @property
    def noun(self) -> str:
        return self.table.campaigns[int(self.own[0])].noun

    def total(self, name: str, *, own: bool) -> float:
        return float(self.sums(name, self.own if own else self.rest).sum())

    def contrast(self, top: str, bottom: str, events: str) -> Contrast:
        """Return top/bottom of the role against the others'."""
        mine, theirs = (
            Sums(
                top=self.sums(top, side)[None],
                bottom=self.sums(bottom, side)[None],
                events=self.sums(events, side)[None],
            )
            for side in (self.own, self.rest)
        )
        if not self.table.dated:
            spend = self.table.sums["spend"][self.rest].sum(1)
            alike = float((spend**2).sum() / spend.sum() ** 2)
            return without_dates(mine, theirs, np.array([alike]), noises()["campaigns"])
        return against_peers(mine, theirs, np.array([int(self.columns.sum())]))


def _sides(table: Table, members: Ints, roles: tuple[str, ...]) -> Sides | None:
    """The campaigns of some roles beside the ordinary ones of a pool, None where one side lacks."""
    role = [table.campaigns[int(i)].campaign_role for i in members]
    own = members[[one in roles for one in role]]
    rest = members[[one in ORDINARY for one in role]]
    if not len(own) or not len(rest):
        return None
    spend = table.sums["spend"]
    both = (spend[own].sum(0) > 0) & (spend[rest].sum(0) > 0)
    return Sides(table=table, own=own, rest=rest, columns=both) if both.any() else None


def _every(table: Table, roles: tuple[str, ...]) -> list[Sides]:
    found = (_sides(table, members, roles) for members in table.pools)
    return [one for one in found if one is not None]


def own_name(scene: Scene) -> Looked:
    """R09: most of the sales of paid search come from searches for the brand itself."""
    known = rule("R09_brand_cannibal")

    def look(table: Table) -> Looked:
        missing = table.missing("outcomes", "spend")
        told = set(scene.joined(table).channels)
        if missing or (told and not told & set(SEARCH)):
            return could_not(known.id, *(missing or ("campaign_role",)))
        sides = _every(table, ("brand",))
        if not sides:
            return could_not(known.id, "campaign_role")
        return _own_name(known, sides)

    return scene.each_shown(known.id, look)


def _own_name(known: Rule, sides: Sequence[Sides]) -> Looked:
    lacks = (
        Lack("conversions", _results(sides, own=True), known.minimums["brand_conversions"]),
        Lack("conversions", _results(sides, own=False), known.minimums["generic_conversions"]),
    )
    return each_enough(known, sides, lacks, sides[0].noun, lambda at: _brand_claim(known, at))


def _results(sides: Sequence[Sides], *, own: bool) -> Floats:
    return np.array([one.total("outcomes", own=own) for one in sides])


def _brand_claim(known: Rule, at: Sides) -> Claim | None:
    valued = all(at.table.held["revenue"][side].any() for side in (at.own, at.rest))
    worth = "revenue" if valued else "outcomes"
    own, rest = (at.total(worth, own=side) for side in (True, False))
    share = own / (own + rest) if own + rest > 0 else 0.0
    seen = at.contrast(worth, "spend", "outcomes")
    ratio = float(seen.factor[0])
    if share < known.floors["brand_value_share"] or not ratio >= known.floors["roas_ratio"]:
        return None
    chance = float(seen.above(known.margins["roas_ratio"])[0])
    spends = at.total("spend", own=True), at.total("spend", own=False)
    evidence = {
        "share": share,
        "roas": (own + rest) / sum(spends),
        "roas_rest": rest / spends[1],
        "roas_brand": own / spends[0],
        # The others' return from which the brand's is no longer so far above.
        "roas_limit": own / spends[0] / known.floors["roas_ratio"],
        "factor": ratio,
        "chance": chance,
    }
    return told_role(known, at, (evidence, chance), spends[0])


def retargeting(scene: Scene) -> Looked:
    """R10: retargeting is cheap, and its results come from known visitors or from views alone."""
    known = rule("R10_retargeting")

    def look(table: Table) -> Looked:
        missing = table.missing("outcomes", "spend")
        if missing:
            return could_not(known.id, *missing)
        joined = scene.joined(table)
        rows, extra = joined.advertising, ("view_conversions", "new_customers", "orders")
        if not any(c.campaign_role == "retargeting" for c in table.campaigns):
            return could_not(known.id, "campaign_role")
        if not any(held(scene.ledger, rows, name).any() for name in extra[:2]):
            return could_not(known.id, "view_conversions", "new_customers")
        sides = _every(joined.with_figures(rows, extra), ("retargeting",))
        if not sides:
            return could_not(known.id, "campaign_role")
        return _retargeting(known, sides)

    return scene.each_shown(known.id, look)


def _retargeting(known: Rule, sides: Sequence[Sides]) -> Looked:
    results = np.fmin(_results(sides, own=True), _results(sides, own=False))
    lacks = (Lack("conversions", results, known.minimums["conversions"]),)
    return each_enough(known, sides, lacks, sides[0].noun, lambda at: _retargeting_claim(known, at))


def _retargeting_claim(known: Rule, at: Sides) -> Claim | None:
    cost = at.contrast("spend", "outcomes", "outcomes")
    little = float(at.table.share_of_budget[at.own].sum()) < LITTLE
    if little or not float(cost.factor[0]) <= known.floors["cpa"]:
        return None
    found = _known_visitors(known, at)
    if found is None:
        return None
    share, by_view = found
    chance = max(float(cost.below(known.margins["cpa"])[0]), share.chance)
    spend = at.total("spend", own=True)
    peers = at.total("spend", own=False) / at.total("outcomes", own=False)
    evidence = {
        "share": share.value,
        "cost": spend / at.total("outcomes", own=True),
        "cost_peers": peers,
        "cost_limit": peers * known.floors["cpa"],
        "by_view": by_view,
        **share.range,
        "chance": chance,
    }
    return told_role(known, at, (evidence, chance), spend)


def _known_visitors(known: Rule, at: Sides) -> tuple[Share, bool] | None:
    """The share of results without a click, or of customers already known, when it is large."""
    held, floors, margins = at.table.held, known.floors, known.margins
    if held["view_conversions"][at.own].any():
        views, results = (at.sums(name, at.own) for name in ("view_conversions", "outcomes"))
        seen = share_by_week(views, results, margins["view_through_share"], dated=at.table.dated)
        if seen.value >= floors["view_through_share"]:
            return seen, True
    both = held["new_customers"] & held["orders"]
    if both[at.own].any() and both[at.rest].any():
        new = at.contrast("new_customers", "orders", "new_customers")
        if float(new.factor[0]) <= floors["new_customer_share"]:
            orders, fresh = (at.sums(name, at.own) for name in ("orders", "new_customers"))
            seen = share_by_week(orders - fresh, orders, 0.5, dated=at.table.dated)
            chance = float(new.below(margins["new_customer_share"])[0])
            return replace(seen, chance=chance), False
    return None


def share_by_week(part: Floats, whole: Floats, margin: float, *, dated: bool) -> Share:
    """A share by weeks where there are, its chance under the margin."""
    seen = ratio_alone(part, whole, dated=dated)
    low, high = (min(1.0, float(bound[0])) for bound in seen.range())
    value = float(part.sum() / whole.sum()) if whole.sum() > 0 else 0.0
    finite = bool(np.isfinite(seen.error[0])) and value > 0
    return Share(
        value=value,
        chance=float(seen.above(margin)[0]),
        low=low if finite else 0.0,
        high=high if finite else 1.0,
    )


def told_role(
    known: Rule,
    at: Sides,
    proof: tuple[Mapping[str, object], float],
    money: float | None,
    entity: dict[str, str] | None = None,
) -> Claim:
    """One finding on campaigns of a role. `money`: what was spent on results whose gain is not
    shown, from none of it to all.
    """
    evidence, chance = proof
    campaign = at.table.campaigns[int(at.own[0])]
    named = entity
    if named is None and len(at.own) == 1:
        named = dict(campaign.at)
    elif named is None:
        named = {**at.table.names_of(at.own), "campaign_role": campaign.campaign_role}
    stake: Stake | None = None if money is None else (0.0, money, money)
    shared = {
        "result": campaign.noun,
        "results": campaign.noun,
        "conversions": at.total("outcomes", own=True),
        "weeks": int(at.columns.sum()) if at.table.dated else 0,
    }
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        entity=frozen(named),
        money=stake,
        currency=campaign.currency,
        evidence=frozen({**shared, **evidence}),
        dated=at.table.dated,
        period=at.table.period(),
        scope=at.table.scope(np.union1d(at.own, at.rest), at.columns if at.table.dated else None),
    )
    return Claim(
        finding=finding,
        chance=chance,
        events=at.total("outcomes", own=True),
        noun=campaign.noun,
    )
