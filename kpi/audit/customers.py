"""Customers: advertising that sells to those one has, customers who cost more than they bring."""

from __future__ import annotations

from kpi.audit.alone import ratio_alone, share_of
from kpi.audit.claims import Claim, Looked, could_not, frozen, too_little
from kpi.audit.finding import Finding
from kpi.audit.lists import PAID
from kpi.audit.scene import Scene
from kpi.audit.series import (
    ADS,
    absent,
    common_days,
    dated,
    held,
    one_currency,
    rows_of,
    rows_told,
    scope_of,
    series,
    sums_of,
)
from kpi.audit.telling import more_than
from kpi.audit.till import TILLS
from kpi.catalog import Rule, rule
from kpi.facts import Quantity
from kpi.readings.ledger import Flags, Ledger

# Models whose customers buy again by nature.
RETURNING = ("subscription",)
LOYALTY = "loyalty"
DAYS_A_MONTH = 30.4


def _recorded(ledger: Ledger, *names: str) -> Flags:
    """The rows of the shop or the CRM that have some figures, else of whatever file has them."""
    own = held(ledger, rows_of(ledger, TILLS), *names)
    return own if own.any() else rows_told(ledger, *names)


def existing_customers(scene: Scene) -> Looked:
    """R27: most of the sales that paid channels bring are existing customers'."""
    known, ledger, brief = rule("R27_new_vs_returning"), scene.ledger, scene.brief
    if brief is not None and (brief.goal == LOYALTY or brief.model in RETURNING):
        return could_not(known.id, "goal", goal=brief.goal)
    shop = _recorded(ledger, "orders", "new_customers")
    spending = held(ledger, rows_of(ledger, ADS), "spend")
    if not shop.any() or not spending.any():
        return could_not(known.id, *absent(ledger, "orders", "new_customers", "spend"))
    paid = shop & ledger.kept("channel", PAID)
    if not paid.any():
        return could_not(known.id, "channel")
    common = common_days(ledger, spending, paid)
    if common is None:
        return could_not(known.id, "date")
    if one_currency(ledger, common[0]) is None:
        return could_not(known.id, "currencies")
    sums, least = sums_of(ledger, common[1], ("orders", "new_customers")), known.minimums["orders"]
    if sums["orders"] < least:
        return too_little(known.id, "conversions", (sums["orders"], least), "order")
    return _existing(known, scene, common, sums)


def _existing(
    known: Rule, scene: Scene, rows: tuple[Flags, Flags], sums: dict[str, float]
) -> Looked:
    spending, paid = rows
    orders, new = sums["orders"], sums["new_customers"]
    floor, margin = known.floors["new_share"], known.margins["new_share"]
    if new / orders > floor:
        return Looked(rule=known.id, tested=1)
    by_week = series(scene.ledger, paid, ("orders", "new_customers"))
    if by_week is not None and by_week.weeks >= 2:
        seen = ratio_alone(by_week.sums["new_customers"], by_week.sums["orders"], dated=True)
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
        "customers_more": more_than(new, floor * orders),
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
        currency=one_currency(scene.ledger, spending) or "",
        evidence=frozen(evidence),
        dated=by_week is not None,
        scope=scope_of(scene.ledger, paid | spending),
    )
    claim = Claim(finding=finding, chance=chance, events=new, noun="new_customer")
    return Looked(rule=known.id, claims=(claim,), tested=1)


def dear_customers(scene: Scene) -> Looked:
    """R23: a customer costs more than the margin that those of a cohort have brought."""
    known, ledger = rule("R23_clv_cac"), scene.ledger
    cohorts = rows_told(ledger, "cohort_margin", "cohort_customers")
    spending, won = held(ledger, rows_of(ledger, ADS), "spend"), _recorded(ledger, "new_customers")
    if not (cohorts.any() and spending.any() and won.any()):
        return could_not(known.id, *absent(ledger, "spend", "new_customers", "cohort_margin"))
    told = dated(ledger, cohorts)
    common = common_days(ledger, spending, won)
    if not told.any() or common is None:
        return could_not(known.id, "date")
    if one_currency(ledger, common[0] | cohorts) is None:
        return could_not(known.id, "currencies")
    customers, least = (
        sums_of(ledger, cohorts, ("cohort_customers",))["cohort_customers"],
        known.minimums["cohort_customers"],
    )
    if customers < least:
        return too_little(known.id, "conversions", (customers, least), "customer")
    days = int(ledger.last_day[told].max() - ledger.first_day[told].min()) + 1
    needed = known.minimums["history_months"] * DAYS_A_MONTH
    if days < needed:
        return too_little(known.id, "weeks", (days / 7, needed / 7), "")
    return _dear(known, ledger, (cohorts, *common), days / DAYS_A_MONTH)


def _dear(known: Rule, ledger: Ledger, rows: tuple[Flags, Flags, Flags], months: float) -> Looked:
    cohorts, spending, won = rows
    names = ("cohort_margin", "cohort_customers")
    margin, customers = (ledger.figure(name)[cohorts] for name in names)
    spend = sums_of(ledger, spending, ("spend",))["spend"]
    new = sums_of(ledger, won, ("new_customers",))["new_customers"]
    if not (spend > 0 and new > 0 and margin.sum() > 0 and customers.sum() > 0):
        return could_not(known.id, "empty", base="new_customers")
    cac, worth = spend / new, float(margin.sum() / customers.sum())
    if worth > known.floors["clv_cac"] * cac:
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
        currency=one_currency(ledger, spending) or "",
        evidence=frozen(evidence),
        scope=scope_of(ledger, cohorts | spending | won),
    )
    claim = Claim(finding=finding, chance=chance, events=float(customers.sum()), noun="customer")
    return Looked(rule=known.id, claims=(claim,), tested=1)
