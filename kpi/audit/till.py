"""What platforms claim beside what the shop or the CRM counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpi.audit.alone import beside_alone
from kpi.audit.claims import Claim, Lack, Looked, could_not, each_enough, frozen
from kpi.audit.evidence import Contrast
from kpi.audit.finding import Finding
from kpi.audit.scene import Scene
from kpi.audit.series import (
    UNKNOWN,
    Beside,
    held,
    one_currency,
    rows_of,
    scope_of,
    side_by_side,
    sums_of,
    values_in,
)
from kpi.audit.telling import more_than
from kpi.catalog import Rule, rule
from kpi.catalog.naming import noun
from kpi.facts import Quantity
from kpi.readings.ledger import Flags, Ledger

RULE = "R18_double_count"
TILLS = ("shop", "crm")
# What a till records, by what platforms call it.
SALES = ("sale", "order")
# Models whose platforms count contacts where they do not say what they count.
CONTACTS = ("b2b", "lead_generation")
# Every platform together: orders that tell no channel.
ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Claims:
    """Sales claimed beside sales recorded. `channel`: of which channel, ALL where the till tells
    none, and then only a lower bound is known; `rows`: all that was added up.
    """

    channel: str
    platforms: tuple[str, ...]
    both: Beside
    rows: Flags

    @property
    def seen(self) -> Contrast:
        """Claims for one sale recorded."""
        return beside_alone(self.both)

    @property
    def claimed(self) -> float:
        return float(self.both.top.sum())

    @property
    def recorded(self) -> float:
        return float(self.both.bottom.sum())


def claims_and_orders(scene: Scene) -> list[Claims] | Looked:
    """Return the claims of each channel whose orders the till tells apart, else of all platforms
    against all orders; or why there is nothing to set side by side.
    """
    ledger = scene.ledger
    ads = held(ledger, rows_of(ledger, ("ads",)), "conversions")
    claimed = ads & _selling(scene)
    families = (*TILLS, UNKNOWN)
    tills = (
        held(ledger, rows_of(ledger, (f,)), "orders") & ~ledger.told("spend") for f in families
    )
    orders = next((rows for rows in tills if rows.any()), None)
    if not claimed.any() or orders is None:
        return could_not(RULE, "orders" if ads.any() else "conversions")
    both = set(values_in(ledger, orders, "channel")) & set(values_in(ledger, claimed, "channel"))
    groups = [
        (one, claimed & ledger.kept("channel", (one,)), orders & ledger.kept("channel", (one,)))
        for one in sorted(both)
    ]
    found = (_claims(ledger, *group) for group in groups or [(ALL, claimed, orders)])
    return [one for one in found if one is not None] or could_not(RULE, "date")


def _selling(scene: Scene) -> Flags:
    """The rows whose results are sales, as the platform names them, or the model lets suppose."""
    codes, values = scene.ledger.codes("result")
    contacts = scene.brief is not None and scene.brief.model in CONTACTS
    sales = [noun(str(v)).code in SALES if v else not contacts for v in values]
    return np.array(sales, dtype=np.bool_)[codes]


def _claims(ledger: Ledger, channel: str, claimed: Flags, orders: Flags) -> Claims | None:
    both = side_by_side(ledger, (claimed, ("conversions",)), (orders, ("orders",)))
    if both is None:
        return None
    platforms = values_in(ledger, claimed, "platform")
    return Claims(channel=channel, platforms=platforms, both=both, rows=claimed | orders)


def double_count(scene: Scene) -> Looked:
    """R18: platforms claim more sales than the till holds."""
    known, found = rule(RULE), claims_and_orders(scene)
    if isinstance(found, Looked):
        return found
    weeks = np.array([float(len(one.both.starts)) for one in found])
    lacks = [
        *((Lack("weeks", weeks, known.minimums["weeks"]),) if found[0].both.dated else ()),
        Lack("conversions", np.array([one.recorded for one in found]), known.minimums["orders"]),
    ]
    return each_enough(known, found, lacks, "order", lambda one: _claim(known, scene.ledger, one))


def _claim(known: Rule, ledger: Ledger, one: Claims) -> Claim | None:
    seen, floor = one.seen, known.floors["claimed_per_order"]
    if float(seen.factor[0]) < floor:
        return None
    chance = float(seen.above(known.margins["claimed_per_order"])[0])
    low, high = (float(bound[0]) for bound in seen.range())
    evidence = {
        "claimed": one.claimed,
        "actual": one.recorded,
        "share": one.claimed / one.recorded - 1,
        "orders_more": more_than(one.recorded, one.claimed / floor),
        "factor": float(seen.factor[0]),
        "platforms": one.platforms,
        "low": Quantity(low - 1, "%"),
        "high": Quantity(high - 1, "%"),
        "weeks": len(one.both.starts),
        "chance": chance,
        "result": "sale",
    }
    basket, currency = _basket(ledger)
    money = None
    if basket > 0:
        worth = one.recorded * basket
        money = (
            max(0.0, (low - 1) * worth),
            (one.claimed / one.recorded - 1) * worth,
            (high - 1) * worth,
        )
    entity = {} if one.channel == ALL else {"channel": one.channel}
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        variant="bound" if one.channel == ALL else "",
        entity=frozen(entity),
        money=money,
        currency=currency,
        evidence=frozen(evidence),
        dated=one.both.dated,
        scope=scope_of(ledger, one.rows, one.both.starts),
    )
    return Claim(finding=finding, chance=chance, events=one.recorded, noun="order")


def _basket(ledger: Ledger) -> tuple[float, str]:
    """What an order is worth in the till and its currency; 0 where it does not tell, or in several
    currencies.
    """
    rows = held(ledger, rows_of(ledger, TILLS), "orders", "revenue")
    sums, currency = sums_of(ledger, rows, ("revenue", "orders")), one_currency(ledger, rows)
    if not currency or sums["orders"] <= 0:
        return 0.0, ""
    return sums["revenue"] / sums["orders"], currency
