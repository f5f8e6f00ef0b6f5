"""Sales that do not pay for the advertising that brought them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kpi.audit.campaigns import Table
from kpi.audit.claims import Claim, Looked, could_not, frozen
from kpi.audit.evidence import Contrast, Sums, own_error
from kpi.audit.finding import Finding
from kpi.brief import Brief
from kpi.catalog import Rule, rule
from kpi.facts import Quantity
from kpi.readings.ledger import Ints
from kpi.readings.noise import noises

# The amount a loss is told for: so much lost per hundred spent.
HUNDRED = 100.0


def below_break_even(table: Table, margin: float | None, *, alone: bool) -> Looked:
    """R07: return on spend times margin under 1. `margin`: known margin rate; `alone`: no other
    platform.
    """
    known = rule("R07_roas_margin")
    missing = [name for name in ("revenue", "spend") if not np.isfinite(table.totals[name]).any()]
    if missing or margin is None:
        return could_not(known.id, *missing, *(() if margin is not None else ("margin",)))
    pools = [table.members(int(code)) for code in np.unique(table.pool)]
    kept = table.has("revenue")
    pools = [members[kept[members]] for members in pools]
    able = [members for members in pools if len(members) and _enough(known, table, members)]
    if not able:
        return _too_little(known, table, pools)
    claims = (_claim(known, table, members, margin) for members in able)
    found = tuple(claim for claim in claims if claim is not None)
    if not alone:
        return Looked(rule=known.id, claims=found, tested=len(able))
    whole = tuple(_for_the_account(claim) for claim in found) if len(able) == 1 else found
    return Looked(rule=known.id, claims=whole, tested=len(able))


def _for_the_account(claim: Claim) -> Claim:
    return replace(claim, finding=replace(claim.finding, entity=frozen({})))


def _enough(known: Rule, table: Table, members: Ints) -> bool:
    counted = np.nan_to_num(table.totals["outcomes"][members]).sum()
    weeks = int((np.nan_to_num(table.sums["spend"][members]).sum(0) > 0).sum())
    return bool(
        counted >= known.minimums["conversions"]
        and (not table.dated or weeks >= known.minimums["weeks"])
    )


def _too_little(known: Rule, table: Table, pools: list[Ints]) -> Looked:
    counts = [float(np.nan_to_num(table.totals["outcomes"][m]).sum()) for m in pools] or [0.0]
    if table.dated and max(counts) >= known.minimums["conversions"]:
        return could_not(
            known.id,
            "weeks",
            weeks=len(table.starts),
            duration_needed=Quantity(known.minimums["weeks"], "week"),
        )
    return could_not(
        known.id,
        "conversions",
        conversions=max(counts),
        result=table.campaigns[0].noun,
        count_needed=known.minimums["conversions"],
    )


def _claim(known: Rule, table: Table, members: Ints, margin: float) -> Claim | None:
    sums = {name: np.nan_to_num(v[members]).sum(0)[None, :] for name, v in table.sums.items()}
    spend, revenue = float(sums["spend"].sum()), float(sums["revenue"].sum())
    roas = revenue / spend
    if not 0 < roas * margin <= known.floors["roas_over_breakeven"]:
        return None
    # Baskets vary: as many sales tell less about their sum than about their number.
    noise = noises()["counts"]
    events = sums["outcomes"] / (1 + noise.basket)
    active = np.array([int((sums["spend"] > 0).sum())])
    ratio = Sums(top=sums["revenue"], bottom=sums["spend"], events=events)
    if table.dated:
        error, degrees = own_error(ratio, active), active - 1.0
    else:
        variance = (noise.dispersion + noise.basket) / sums["outcomes"].sum() + noise.drift**2
        error, degrees = np.array([np.sqrt(variance)]), np.array([np.inf])
    return _finding(
        known,
        (table, members),
        Contrast(effect=np.log(np.array([roas])), error=error, degrees=degrees),
        (spend, revenue, margin),
    )


def _finding(
    known: Rule, where: tuple[Table, Ints], seen: Contrast, sums: tuple[float, float, float]
) -> Claim:
    (table, members), (spend, revenue, margin) = where, sums
    roas = revenue / spend
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
        "low": Quantity(low, "ratio"),
        "high": Quantity(high, "ratio"),
        "weeks": len(table.starts) if table.dated else 0,
        "result": campaign.noun,
        "conversions": float(np.nan_to_num(table.totals["outcomes"][members]).sum()),
        "spend": spend,
        "revenue": revenue,
        "chance": chance,
    }
    money = tuple(max(0.0, spend * (1 - margin * r)) for r in (high, roas, low))
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        entity=frozen({"platform": campaign.platform} if campaign.platform else {}),
        money=(money[0], money[1], money[2]),
        currency=campaign.currency,
        evidence=frozen(evidence),
        dated=table.dated,
    )
    return Claim(finding=finding, chance=chance)


def known_margin(brief: Brief | None) -> float | None:
    """Return the margin rate of the brief, None when unknown or zero."""
    return brief.margin or None if brief is not None else None
