"""Results that follow an ad that was seen and not clicked."""

from __future__ import annotations

import numpy as np

from kpi.audit.campaigns import Table
from kpi.audit.claims import Claim, Lack, Looked, could_not, each_enough
from kpi.audit.roles import Sides, share_by_week, told_role
from kpi.audit.scene import Scene
from kpi.audit.series import held
from kpi.audit.telling import share_fewer
from kpi.catalog import Rule, rule
from kpi.readings.ledger import Flags, Ints


def without_click(scene: Scene) -> Looked:
    """R11: many results follow an ad that was seen and not clicked."""
    known = rule("R11_view_through")
    if scene.brief is not None and scene.brief.goal == "awareness":
        return could_not(known.id, "goal", goal=scene.brief.goal)

    def look(table: Table) -> Looked:
        missing = table.missing("outcomes", "spend")
        if missing:
            return could_not(known.id, *missing)
        joined = scene.joined(table)
        rows = joined.advertising
        if not held(scene.ledger, rows, "view_conversions").any():
            return could_not(known.id, "view_conversions")
        wider = joined.with_figures(rows, ("view_conversions",))
        return _without_click(known, wider, scene)

    return scene.each_shown(known.id, look)


def _without_click(known: Rule, table: Table, scene: Scene) -> Looked:
    told = table.held["view_conversions"] & table.held["outcomes"] & table.selling
    pools = [members[told[members]] for members in table.pools]
    pools = [members for members in pools if len(members)]
    if not pools:
        return could_not(known.id, "view_conversions")
    results = np.array([float(table.sums["outcomes"][members].sum()) for members in pools])
    target = scene.brief.targets.get("cpa") if scene.brief is not None else None
    return each_enough(
        known,
        pools,
        (Lack("conversions", results, known.minimums["conversions"]),),
        table.campaigns[int(pools[0][0])].noun,
        lambda members: _view_claim(known, table, members, target),
    )


def _view_claim(known: Rule, table: Table, members: Ints, target: float | None) -> Claim | None:
    views, results = (table.sums[name][members].sum(0) for name in ("view_conversions", "outcomes"))
    # Some platforms count them beside their conversions and not among them.
    whole = results if (views <= results).all() else results + views
    share = share_by_week(views, whole, known.margins["view_through_share"], dated=table.dated)
    floor = known.floors["view_through_share"]
    if share.value < floor:
        return None
    spend = float(table.sums["spend"][members].sum())
    clicked = float(whole.sum() - views.sum())
    evidence: dict[str, object] = {
        "share": share.value,
        "conversions": float(whole.sum()),
        "cost": spend / float(whole.sum()),
        "views_fewer": share_fewer(float(views.sum()), float(whole.sum()), floor),
        **share.range,
        "chance": share.chance,
    }
    if clicked > 0:
        evidence["cost_clicks"] = spend / clicked
    at = Sides(table=table, own=members, rest=members, columns=_all(table))
    money = None if target is None else max(0.0, spend - clicked * target)
    return told_role(known, at, (evidence, share.chance), money, entity=table.names_of(members))


def _all(table: Table) -> Flags:
    return np.ones(table.sums["spend"].shape[1], dtype=np.bool_)
