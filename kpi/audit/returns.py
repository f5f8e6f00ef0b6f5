"""Sales that do not pay for the advertising that brought them."""

from __future__ import annotations

import numpy as np

from kpi.audit.campaigns import Table
from kpi.audit.claims import Claim, Lack, Looked, could_not, first_lacking, frozen
from kpi.audit.evidence import Contrast, Sums, own_error
from kpi.audit.finding import Finding, Unchecked
from kpi.audit.scene import Scene
from kpi.audit.sight import Condition, all_of, too_blind
from kpi.catalog import Rule, rule
from kpi.facts import Quantity
from kpi.readings.ledger import Flags, Floats, Ints
from kpi.readings.noise import noises

# The amount a loss is told for: so much lost per hundred spent.
HUNDRED = 100.0


def below_break_even(scene: Scene) -> Looked:
    """R07: return on spend times margin under 1, for each platform, currency and result; for the
    whole account where nothing else was spent on.
    """
    alone = sum(len(table.pools) for table in scene.shown) == 1

    def look(table: Table) -> Looked:
        return _below_break_even(table, scene.margin, alone=alone)

    return scene.each_shown("R07_roas_margin", look)


def _below_break_even(table: Table, margin: float | None, *, alone: bool) -> Looked:
    known = rule("R07_roas_margin")
    missing = table.missing("revenue", "spend")
    if missing or margin is None:
        return could_not(known.id, *missing, *(() if margin is not None else ("margin",)))
    pools = [_pool(table, members) for members in table.pools]
    pools = [pool for pool in pools if pool["revenue"].sum() > 0]
    if not pools:
        return could_not(known.id, "revenue")
    weeks = np.array([float((pool["answered_spend"] > 0).sum()) for pool in pools])
    sales = np.array([float(pool["sales"].sum()) for pool in pools])
    able, why_none = first_lacking(
        known.id,
        np.ones(len(pools), dtype=np.bool_),
        (
            *((Lack("weeks", weeks, known.minimums["weeks"]),) if table.dated else ()),
            Lack("conversions", sales, known.minimums["conversions"]),
        ),
        table.campaigns[0].noun,
    )
    if why_none is not None:
        return why_none
    told = [pool for pool, enough in zip(pools, able, strict=True) if enough]
    seen = [_return(table, pool) for pool in told]
    claims = (
        _finding(known, (table, pool), one, (margin, alone))
        for pool, one in zip(told, seen, strict=True)
        if 0 < float(one.factor[0]) * margin <= known.floors["roas_over_breakeven"]
    )
    return Looked(
        rule=known.id,
        claims=tuple(claims),
        tested=len(told),
        partly=_unseen(known, (pools, able), seen, table.campaigns[0].noun),
    )


def _unseen(
    known: Rule,
    asked: tuple[list[dict[str, Floats]], Flags],
    seen: list[Contrast],
    noun: str,
) -> Unchecked | None:
    """Why returns found in order may not be: pools with too little to judge, or for twice the floor
    to show.
    """
    pools, able = asked
    every = all_of(seen)
    error, degrees = np.full(len(pools), np.inf), np.ones(len(pools))
    error[able], degrees[able] = every.error, every.degrees
    sums = [[float(pool[name].sum()) for pool in pools] for name in ("answered_spend", "sales")]
    money, sales = (np.array(one) for one in sums)
    return too_blind(
        known.id,
        (
            Condition(
                seen=Contrast(effect=np.zeros(len(pools)), error=error, degrees=degrees),
                floor=known.floors["roas_over_breakeven"],
                margin=known.margins["roas_over_breakeven"],
            ),
        ),
        (np.ones(len(pools), dtype=np.bool_), money),
        (sales, noun),
    )


def _pool(table: Table, members: Ints) -> dict[str, Floats]:
    """The sums by week of campaigns whose results add up, and which they are."""
    sums = {name: values[members].sum(0) for name, values in table.sums.items()}
    return sums | {"members": members.astype(np.float64)}


def _return(table: Table, pool: dict[str, Floats]) -> Contrast:
    """The return on spend of one pool, with its error."""
    roas = pool["revenue"].sum() / pool["answered_spend"].sum()
    # Baskets vary: as many sales tell less about their sum than about their number.
    noise = noises()["counts"]
    ratio = Sums(
        top=pool["revenue"][None, :],
        bottom=pool["answered_spend"][None, :],
        events=pool["sales"][None, :] / (1 + noise.basket),
    )
    if table.dated:
        error, degrees = own_error(ratio)
    else:
        variance = (noise.dispersion + noise.basket) / pool["sales"].sum() + noise.drift**2
        error, degrees = np.array([np.sqrt(variance)]), np.array([np.inf])
    with np.errstate(divide="ignore", invalid="ignore"):
        return Contrast(effect=np.log(np.array([roas])), error=error, degrees=degrees)


def _finding(
    known: Rule,
    where: tuple[Table, dict[str, Floats]],
    seen: Contrast,
    told: tuple[float, bool],
) -> Claim:
    (table, pool), (margin, alone) = where, told
    members = pool["members"].astype(np.int64)
    spend, revenue = float(pool["answered_spend"].sum()), float(pool["revenue"].sum())
    sales, roas = float(pool["sales"].sum()), revenue / spend
    low, high = (float(bound[0]) for bound in seen.range())
    chance = float(seen.below(known.margins["roas_over_breakeven"] / margin)[0])
    campaign = table.campaigns[int(members[0])]
    evidence = {
        "roas": roas,
        "break_even": 1 / margin,
        "amount": HUNDRED * (1 - roas * margin),
        "spend_unit": HUNDRED,
        "sales_back": HUNDRED * roas,
        "margin": margin,
        "margin_needed": 1 / roas,
        "basket_needed": revenue / sales / (roas * margin),
        "low": Quantity(low, "ratio"),
        "high": Quantity(high, "ratio"),
        "weeks": int((pool["answered_spend"] > 0).sum()) if table.dated else 0,
        "result": campaign.noun,
        "conversions": sales,
        "spend": spend,
        "revenue": revenue,
        "chance": chance,
    }
    money = tuple(max(0.0, spend * (1 - margin * r)) for r in (high, roas, low))
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        entity=frozen({} if alone else table.names_of(members)),
        money=(money[0], money[1], money[2]),
        currency=campaign.currency,
        evidence=frozen(evidence),
        dated=table.dated,
        period=table.period(),
        scope=table.scope(members),
    )
    return Claim(finding=finding, chance=chance, events=sales, noun=campaign.noun)
