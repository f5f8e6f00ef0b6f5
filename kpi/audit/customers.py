"""Customers: advertising that sells to those one has, customers who cost more than they bring."""

from __future__ import annotations

import numpy as np

from kpi.audit.alone import ratio_alone, share_of
from kpi.audit.claims import Claim, Looked, could_not, frozen, too_little
from kpi.audit.finding import Finding
from kpi.audit.lists import PAID
from kpi.audit.scene import Scene
from kpi.audit.series import held, rows_of, scope_of, series, sums_of
from kpi.catalog import Rule, rule
from kpi.facts import Quantity
from kpi.readings.ledger import NO_DAY, Flags, Ledger

SHOPS = ("shop", "crm")
# Models whose customers buy again by nature.
RETURNING = ("subscription",)
LOYALTY = "loyalty"
DAYS_A_MONTH = 30.4


def existing_customers(scene: Scene) -> Looked:
    """R27: most of the sales that paid channels bring are existing customers'."""
    known, ledger, brief = rule("R27_new_vs_returning"), scene.ledger, scene.brief
    if brief is not None and (brief.goal == LOYALTY or brief.model in RETURNING):
        return could_not(known.id, "goal", goal=brief.goal)
    shop = held(ledger, rows_of(ledger, SHOPS), "orders", "new_customers")
    spending = held(ledger, rows_of(ledger, ("ads", "")), "spend")
    if not shop.any():
        return could_not(known.id, "orders", "new_customers")
    if not spending.any():
        return could_not(known.id, "spend")
    paid = shop & ledger.kept("channel", PAID)
    if not paid.any():
        return could_not(known.id, "channel")
    sums = sums_of(ledger, paid, ("orders", "new_customers"))
    least = known.minimums["orders"]
    if sums["orders"] < least:
        return too_little(known.id, "conversions", (sums["orders"], least), "order")
    return _existing(known, scene, (paid, spending), sums)


def _existing(
    known: Rule, scene: Scene, rows: tuple[Flags, Flags], sums: dict[str, float]
) -> Looked:
    paid, spending = rows
    orders, new = sums["orders"], sums["new_customers"]
    floor, margin = known.floors["new_share"], known.margins["new_share"]
    if new / orders > floor:
        return Looked(rule=known.id, tested=1)
    dated = series(scene.ledger, paid, ("orders", "new_customers"))
    if dated is not None and dated.weeks >= 2:
        seen = ratio_alone(dated.sums["new_customers"], dated.sums["orders"], dated=True)
        chance, (low, high) = float(seen.below(margin)[0]), (float(b[0]) for b in seen.range())
    else:
        share = share_of(orders - new, orders, 1 - margin)
        chance, low, high = share.chance, 1 - share.high, 1 - share.low
    spend = sums_of(scene.ledger, spending, ("spend",))["spend"]
    evidence = {
        "conversions": orders,
        "result": "order",
        "cost": spend / orders,
        "share_existing": 1 - new / orders,
        "customers_more": float(np.floor(floor * orders - new) + 1),
        "low": Quantity(max(0.0, low), "%"),
        "high": Quantity(min(1.0, high), "%"),
        "chance": chance,
    }
    if new > 0:
        evidence["cac"] = spend / new
    target = scene.brief.targets.get("cac") if scene.brief is not None else None
    money = None if target is None else max(0.0, spend - new * target)
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        money=None if money is None else (0.0, money, money),
        currency=_currency(scene.ledger, spending),
        evidence=frozen(evidence),
        dated=dated is not None,
        scope=scope_of(scene.ledger, paid | spending),
    )
    claim = Claim(finding=finding, chance=chance, events=new, noun="new_customer")
    return Looked(rule=known.id, claims=(claim,), tested=1)


def _currency(ledger: Ledger, rows: Flags) -> str:
    codes, values = ledger.codes("currency")
    used = {str(values[code]) for code in np.unique(codes[rows])} - {""}
    return used.pop() if len(used) == 1 else ""


def dear_customers(scene: Scene) -> Looked:
    """R23: a customer costs more than the margin that those of a cohort have brought."""
    known, ledger = rule("R23_clv_cac"), scene.ledger
    cohorts = held(ledger, rows_of(ledger, SHOPS), "cohort_margin", "cohort_customers")
    spending = held(ledger, rows_of(ledger, ("ads", "")), "spend")
    won = held(ledger, rows_of(ledger, SHOPS), "new_customers")
    needed = (("spend", spending), ("new_customers", won), ("cohort_margin", cohorts))
    missing = [name for name, rows in needed if not rows.any()]
    if missing:
        return could_not(known.id, *missing)
    if not (cohorts & (ledger.first_day != NO_DAY)).any():
        return could_not(known.id, "date")
    sums = sums_of(ledger, cohorts, ("cohort_margin", "cohort_customers"))
    least = known.minimums["cohort_customers"]
    if sums["cohort_customers"] < least:
        have = sums["cohort_customers"], least
        return too_little(known.id, "conversions", have, "customer")
    dated = cohorts & (ledger.first_day != NO_DAY)
    days = int(ledger.last_day[dated].max() - ledger.first_day[dated].min()) + 1
    months = days / DAYS_A_MONTH
    if months < known.minimums["history_months"]:
        weeks = known.minimums["history_months"] * DAYS_A_MONTH / 7
        return too_little(known.id, "weeks", (days / 7, weeks), "customer")
    return _dear(known, scene, (cohorts, spending, won), months)


def _dear(known: Rule, scene: Scene, rows: tuple[Flags, Flags, Flags], months: float) -> Looked:
    ledger, (cohorts, spending, won) = scene.ledger, rows
    margin, customers = (
        ledger.figure("cohort_margin")[cohorts],
        ledger.figure("cohort_customers")[cohorts],
    )
    spend = sums_of(ledger, spending, ("spend",))["spend"]
    new = sums_of(ledger, won, ("new_customers",))["new_customers"]
    if not (spend > 0 and new > 0 and margin.sum() > 0 and customers.sum() > 0):
        return could_not(known.id, "empty", base="new_customers")
    cac, worth = spend / new, float(margin.sum() / customers.sum())
    ratio = worth / cac
    if ratio > known.floors["clv_cac"]:
        return Looked(rule=known.id, tested=1)
    # Cohorts are the clusters; acquisition cost is what was paid.
    seen = ratio_alone(margin, customers, customers, dated=len(margin) >= 2)
    chance = float(seen.below(known.margins["clv_cac"] * cac)[0])
    low, high = (float(bound[0]) for bound in seen.range())
    evidence = {
        "cac": cac,
        "clv": worth,
        "duration": round(months),
        "customers": float(customers.sum()),
        "clv_limit": known.floors["clv_cac"] * cac,
        "low": Quantity(low, "money"),
        "high": Quantity(high, "money"),
        "chance": chance,
    }
    money = tuple(max(0.0, new * (cac - one)) for one in (high, worth, low))
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        money=(money[0], money[1], money[2]),
        currency=_currency(ledger, spending),
        evidence=frozen(evidence),
        scope=scope_of(ledger, cohorts | spending | won),
    )
    claim = Claim(finding=finding, chance=chance, events=float(customers.sum()), noun="customer")
    return Looked(rule=known.id, claims=(claim,), tested=1)
