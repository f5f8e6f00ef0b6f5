"""What platforms claim beside what the shop or the CRM counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpi.audit.alone import ratio_alone
from kpi.audit.claims import Claim, Lack, Looked, could_not, first_lacking, frozen
from kpi.audit.evidence import Contrast
from kpi.audit.finding import Finding
from kpi.audit.scene import Scene
from kpi.audit.series import Beside, held, rows_of, scope_of, side_by_side, sums_of
from kpi.catalog import Rule, rule
from kpi.catalog.naming import noun
from kpi.facts import RECORDING, Quantity
from kpi.readings.ledger import Flags, Ledger

# What a till records, by what platforms call it.
SALES = ("sale", "order")
LEADS = "lead"
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
        return ratio_alone(self.both.top, self.both.bottom, dated=self.both.dated)

    @property
    def claimed(self) -> float:
        return float(self.both.top.sum())

    @property
    def recorded(self) -> float:
        return float(self.both.bottom.sum())


def claims_and_orders(scene: Scene) -> tuple[Claims, ...] | tuple[str, ...]:
    """Return the claims of each channel whose orders the till tells apart, else of all platforms
    against all orders; the columns missing when there is nothing to set side by side.
    """
    ledger = scene.ledger
    claimed = held(ledger, rows_of(ledger, ("ads",)), "conversions") & _selling(scene)
    family = next(
        (f for f in RECORDING[:2] if held(ledger, rows_of(ledger, (f,)), "orders").any()), None
    )
    if not claimed.any() or family is None:
        return ("conversions",) if not claimed.any() else ("orders",)
    orders = held(ledger, rows_of(ledger, (family,)), "orders")
    codes, values = ledger.codes("channel")
    told = {str(values[code]) for code in np.unique(codes[orders])} - {""}
    paid = {str(values[code]) for code in np.unique(codes[claimed])} - {""}
    groups = [
        (one, claimed & ledger.kept("channel", (one,)), orders & ledger.kept("channel", (one,)))
        for one in sorted(told & paid)
    ]
    if not groups:
        groups = [(ALL, claimed, orders)]
    found = (_claims(ledger, *group) for group in groups)
    return tuple(one for one in found if one is not None)


def _selling(scene: Scene) -> Flags:
    """The rows whose results are sales, as the platform names them, or the model lets suppose."""
    codes, values = scene.ledger.codes("result")
    contacts = scene.brief is not None and scene.brief.model in CONTACTS
    sales = [noun(str(v)).code in SALES if v else not contacts for v in values]
    return np.array(sales, dtype=np.bool_)[codes]


def _claims(ledger: Ledger, channel: str, claimed: Flags, orders: Flags) -> Claims | None:
    both = side_by_side(ledger, (claimed, ("conversions",)), (orders, ("orders",)))
    if both is None or both.bottom.sum() <= 0:
        return None
    codes, values = ledger.codes("platform")
    platforms = sorted({str(values[code]) for code in np.unique(codes[claimed])} - {""})
    return Claims(channel=channel, platforms=tuple(platforms), both=both, rows=claimed | orders)


def double_count(scene: Scene) -> Looked:
    """R18: platforms claim more sales than the till holds."""
    known = rule("R18_double_count")
    found = claims_and_orders(scene)
    if any(isinstance(one, str) for one in found):
        return could_not(known.id, *map(str, found))
    every = [one for one in found if isinstance(one, Claims)]
    if not every:
        return could_not(known.id, "date")
    weeks = np.array([float(len(one.both.starts)) for one in every])
    orders = np.array([one.recorded for one in every])
    dated = every[0].both.dated
    able, why = first_lacking(
        known.id,
        np.ones(len(every), dtype=np.bool_),
        (
            *((Lack("weeks", weeks, known.minimums["weeks"]),) if dated else ()),
            Lack("conversions", orders, known.minimums["orders"]),
        ),
        "order",
    )
    if why is not None:
        return why
    told = [one for one, enough in zip(every, able, strict=True) if enough]
    past = (one for one in told if float(one.seen.factor[0]) >= known.floors["claimed_per_order"])
    return Looked(
        rule=known.id,
        claims=tuple(_claim(known, scene.ledger, one) for one in past),
        tested=len(told),
    )


def _claim(known: Rule, ledger: Ledger, one: Claims) -> Claim:
    seen, floor = one.seen, known.floors["claimed_per_order"]
    chance = float(seen.above(known.margins["claimed_per_order"])[0])
    low, high = (float(bound[0]) for bound in seen.range())
    evidence = {
        "claimed": one.claimed,
        "actual": one.recorded,
        "share": one.claimed / one.recorded - 1,
        "orders_more": float(np.floor(one.claimed / floor - one.recorded) + 1),
        "factor": float(seen.factor[0]),
        "platforms": one.platforms,
        "low": Quantity(low - 1, "%"),
        "high": Quantity(high - 1, "%"),
        "weeks": len(one.both.starts),
        "chance": chance,
        "result": "sale",
    }
    basket = _basket(ledger)
    money = None
    if basket is not None:
        ends = (max(0.0, (bound - 1) * one.recorded * basket) for bound in (low, high))
        first, last = ends
        money = (first, (one.claimed - one.recorded) * basket, last)
    entity = {} if one.channel == ALL else {"channel": one.channel}
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        variant="bound" if one.channel == ALL else "",
        entity=frozen(entity),
        money=money,
        currency=currency_of_rows(ledger, one.rows),
        evidence=frozen(evidence),
        dated=one.both.dated,
        scope=scope_of(ledger, one.rows, one.both.starts),
    )
    return Claim(finding=finding, chance=chance, events=one.recorded, noun="order")


def _basket(ledger: Ledger) -> float | None:
    """What an order is worth in the till, None where it does not tell, or in several currencies."""
    rows = held(ledger, rows_of(ledger, RECORDING[:2]), "orders", "revenue")
    sums = sums_of(ledger, rows, ("revenue", "orders"))
    if sums["orders"] <= 0 or sums["revenue"] <= 0 or not currency_of_rows(ledger, rows):
        return None
    return sums["revenue"] / sums["orders"]


def currency_of_rows(ledger: Ledger, rows: Flags) -> str:
    codes, values = ledger.codes("currency")
    used = {str(values[code]) for code in np.unique(codes[rows])} - {""}
    return used.pop() if len(used) == 1 else ""
