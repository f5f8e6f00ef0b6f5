"""A shop over time: sales bought with discounts, a rise that last year had too, an ordinary day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kpi.audit.budget import EACH
from kpi.audit.claims import Claim, Looked, could_not, frozen, too_little
from kpi.audit.evidence import WHAT_IS_SEEN, Contrast
from kpi.audit.finding import Finding
from kpi.audit.halves import Halves, halves, why_none
from kpi.audit.scene import Scene
from kpi.audit.series import Series, Two, held, rows_of, scope_of, series, two_periods
from kpi.audit.telling import told_two
from kpi.audit.till import currency_of_rows
from kpi.catalog import Rule, rule
from kpi.facts import RECORDING, Quantity
from kpi.readings.interval import t_tail
from kpi.readings.ledger import NO_DAY, Flags, Floats, Ints, Ledger

YEAR = 52
TILLS = ("shop", "crm")
WEEK = 7


def discounts(scene: Scene) -> Looked:
    """R21: revenue rises and the margin does not."""
    known, ledger = rule("R21_discount"), scene.ledger
    rows = held(ledger, rows_of(ledger, ("shop", "manual")), "revenue", "gross_margin")
    if not rows.any():
        return could_not(known.id, "gross_margin")
    one = series(ledger, rows, ("revenue", "gross_margin", "orders", "discounts"))
    if one is None:
        return could_not(known.id, "date")
    one = replace(one, sums={**one.sums, "one": np.ones(one.weeks)})
    two = two_periods(one, scene.period)
    if two is None:
        reason, there, least = why_none(one.starts, scene.period)
        return too_little(known.id, reason, (there, least), "order")
    orders, least = two.least("orders"), known.minimums["orders"]
    if orders < least:
        return too_little(known.id, "conversions", (orders, least), "order")
    if min(two.least("revenue"), two.least("gross_margin")) <= 0:
        return could_not(known.id, "empty", base="gross_margin")
    return _discounts(known, ledger, two, rows)


def _discounts(known: Rule, ledger: Ledger, two: Two, rows: Flags) -> Looked:
    floors, margins = known.floors, known.margins
    sales = two.contrast("revenue", "one", "orders")
    rate = two.contrast("gross_margin", "revenue", "orders")
    before, after = two.before("gross_margin"), two.after("gross_margin")
    rose = float(sales.factor[0]) >= floors["revenue"]
    if not rose or after > floors["gross_margin"] * before:
        return Looked(rule=known.id, tested=1)
    chance = max(
        WHAT_IS_SEEN * float(sales.above(margins["revenue_per_week"])[0]),
        float(rate.below(margins["margin_rate"])[0]),
    )
    kept = two.contrast("gross_margin", "one", "orders")
    low, high = (float(bound[0]) - 1 for bound in kept.range())
    evidence: dict[str, object] = {
        "revenue_change": float(sales.factor[0]) - 1,
        "margin_amount_before": before,
        "margin_amount_after": after,
        "margin_more": before * floors["gross_margin"] - after,
        "weeks": len(two.halves.after),
        "low": Quantity(low, "signed_percent"),
        "high": Quantity(high, "signed_percent"),
        "chance": chance,
    }
    if held(ledger, rows, "discounts").any():
        evidence["discount_before"] = two.before("discounts") / two.before("revenue")
        evidence["discount_after"] = two.after("discounts") / two.after("revenue")
    lost = tuple(max(0.0, -before * one) for one in (high, after / before - 1, low))
    finding = told_two(
        known,
        two,
        evidence,
        money=(lost[0], lost[1], lost[2]),
        currency=currency_of_rows(ledger, rows),
    )
    claim = Claim(finding=finding, chance=chance, events=two.least("orders"), noun="order")
    return Looked(rule=known.id, claims=(claim,), tested=1)


def last_year_too(scene: Scene) -> Looked:
    """R19: orders rose over the last weeks, and over the same weeks a year before as much."""
    known, ledger = rule("R19_season_lift"), scene.ledger
    counted = next(
        (f for f in RECORDING if held(ledger, rows_of(ledger, (f,)), "orders").any()), None
    )
    if counted is None:
        return could_not(known.id, "orders")
    rows = held(ledger, rows_of(ledger, (counted,)), "orders")
    one = series(ledger, rows, ("orders",))
    if one is None:
        return could_not(known.id, "date")
    one = replace(one, sums={**one.sums, "one": np.ones(one.weeks)})
    split = halves(one.starts, scene.period)
    least = known.minimums["weeks"]
    if split is None or one.weeks < least or split.before.min() < YEAR:
        return too_little(known.id, "weeks", (float(one.weeks), max(least, YEAR + 16.0)), "order")
    return _last_year(known, one, split, campaign=_campaign(known, ledger, one, split))


def _campaign(known: Rule, ledger: Ledger, one: Series, split: Halves) -> bool | None:
    """Whether advertising rose with the orders and had not the year before: a campaign that the
    season may be mistaken for. None where it had: last year's rise tells nothing of the season.
    """
    paid = held(ledger, rows_of(ledger, ("ads", "")), "spend")
    spent = series(ledger, paid, ("spend",)) if paid.any() else None
    if spent is None:
        return False
    place = np.clip(np.searchsorted(spent.starts, one.starts), 0, spent.weeks - 1)
    there = spent.starts[place] == one.starts if spent.weeks else np.zeros(one.weeks, np.bool_)
    spend = np.where(there, spent.sums["spend"][place], np.nan) if spent.weeks else np.nan * place

    def rose(back: int, least: float) -> bool:
        before, after = (float(spend[w - back].sum()) for w in (split.before, split.after))
        return after > 0 and after >= least * before

    if not rose(0, known.floors["rise"]):
        return False
    return None if rose(YEAR, known.floors["spend_last_year"]) else True


def _last_year(known: Rule, one: Series, split: Halves, *, campaign: bool | None) -> Looked:
    if campaign is None:
        return could_not(known.id, "season")
    past = replace(split, before=split.before - YEAR, after=split.after - YEAR)
    now, then = (one.contrast(("orders", "one", "orders"), half) for half in (split, past))
    rise, before = float(now.effect[0]), float(then.effect[0])
    left = rise - before
    share = known.floors["lift_left_share"]
    if not np.isfinite(left) or rise < np.log(known.floors["rise"]) or left > share * rise:
        return Looked(rule=known.id, tested=1)
    chance, low, high = _left(known, now, then)
    orders = one.total("orders", split.after)
    start = one.total("orders", split.before)
    evidence = {
        "kpi": "orders",
        "change": float(now.factor[0]) - 1,
        "change_reference": float(then.factor[0]) - 1,
        # A rise twice last year's, in logarithms, leaves half of it to the campaign.
        "orders_more": float(np.floor(start * np.exp(before / (1 - share)) - orders) + 1),
        "weeks": len(split.after),
        "low": Quantity(low, "signed_percent"),
        "high": Quantity(high, "signed_percent"),
        "chance": chance,
    }
    two = Two(series=one, halves=split)
    finding = told_two(known, two, evidence)
    if not campaign:
        # Every seasonal shop rises: without a campaign to credit, this is no more than a remark.
        sure = chance <= EACH
        remark = Claim(finding=replace(finding, kind="note"), chance=0.0)
        return Looked(rule=known.id, claims=(remark,) if sure else ())
    claim = Claim(finding=finding, chance=chance, events=start, noun="order")
    return Looked(rule=known.id, claims=(claim,), tested=1)


def _left(known: Rule, now: Contrast, then: Contrast) -> tuple[float, float, float]:
    """The chance of so little left if half of the rise were, and the 95 % range of what is left."""
    margin = known.margins["lift_left"]
    rise, before = float(now.effect[0]), float(then.effect[0])
    error = float(np.hypot((1 - margin) * now.error[0], then.error[0]))
    chance = float(t_tail(np.array([(before - (1 - margin) * rise) / error]), now.degrees)[0])
    whole = Contrast(
        effect=np.array([rise - before]),
        error=np.array([np.hypot(now.error[0], then.error[0])]),
        degrees=now.degrees,
    )
    low, high = (float(bound[0]) - 1 for bound in whole.range())
    return (chance if np.isfinite(chance) else 1.0), low, high


def ordinary_day(scene: Scene) -> Looked:
    """R20: the last day looks bad and is what that weekday always is. A note."""
    known, ledger = rule("R20_weekday"), scene.ledger
    rows, name = _counted(ledger)
    if not rows.any():
        return could_not(known.id, "conversions")
    dated = rows & (ledger.first_day != NO_DAY) & (ledger.first_day == ledger.last_day)
    if not dated.any():
        return could_not(known.id, "date")
    days, sums = _by_day(ledger, dated, name)
    least = known.minimums["weeks"]
    if len(days) < WEEK * least:
        return too_little(known.id, "weeks", (len(days) / WEEK, least), "order")
    last, noun = days[-1], "order" if name == "orders" else "conversion"
    usual = sums[(days % WEEK == last % WEEK) & (days < last)]
    month = sums[-4 * WEEK :]
    middle = float(np.median(usual))
    spread = 1.4826 * float(np.median(np.abs(usual - middle)))
    average = float(month.mean())
    fell = average >= known.minimums["a_day"] and sums[-1] <= (1 - known.floors["fall"]) * average
    # The weekday itself is low: else the day is bad and not ordinary.
    quiet = middle <= (1 - known.floors["fall"]) * average
    usual_day = abs(sums[-1] - middle) <= max(spread, np.sqrt(max(middle, 1.0)))
    if not (fell and quiet and usual_day):
        return Looked(rule=known.id, tested=1)
    low, high = (float(np.quantile(usual, level)) for level in (0.1, 0.9))
    evidence = {
        "value": Quantity(float(sums[-1]), noun),
        "date": np.datetime64(int(last), "D").item(),
        "weekdays": str((int(last) + 3) % WEEK),
        "usual": Quantity(middle, noun),
        "low": Quantity(low, noun),
        "high": Quantity(high, noun),
        "weeks": len(usual),
    }
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        evidence=frozen(evidence),
        scope=scope_of(ledger, dated, np.array([last - 6])),
    )
    return Looked(rule=known.id, claims=(Claim(finding=finding, chance=0.0),), tested=1)


def _counted(ledger: Ledger) -> tuple[Flags, str]:
    """The orders of the till, else the conversions of one platform."""
    for family in TILLS:
        rows = held(ledger, rows_of(ledger, (family,)), "orders")
        if rows.any():
            return rows, "orders"
    return held(ledger, rows_of(ledger, ("web", "ads")), "conversions"), "conversions"


def _by_day(ledger: Ledger, rows: Flags, name: str) -> tuple[Ints, Floats]:
    """Every day from the first to the last, 0 where nothing was counted."""
    first, last = int(ledger.first_day[rows].min()), int(ledger.first_day[rows].max())
    sums = np.bincount(ledger.first_day[rows] - first, weights=ledger.figure(name)[rows])
    return np.arange(first, last + 1), sums.astype(np.float64)
