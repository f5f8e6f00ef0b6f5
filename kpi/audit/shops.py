"""A shop over time: sales bought with discounts, a rise that last year had too, an ordinary day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kpi.audit.budget import EACH
from kpi.audit.claims import Claim, Looked, could_not, frozen, too_little
from kpi.audit.evidence import WHAT_IS_SEEN, Contrast
from kpi.audit.finding import Finding
from kpi.audit.scene import Scene
from kpi.audit.series import (
    ADS,
    ONE,
    UNKNOWN,
    Two,
    dated,
    held,
    one_currency,
    rows_of,
    rows_told,
    scope_of,
    series,
    two_periods,
    values_in,
)
from kpi.audit.telling import more_than, move, told_two
from kpi.catalog import Rule, rule
from kpi.facts import RECORDING, Quantity
from kpi.readings.interval import spread
from kpi.readings.ledger import Flags, Floats, Ints, Ledger

YEAR = 52
WEEK = 7


def discounts(scene: Scene) -> Looked:
    """R21: revenue rises and the margin does not."""
    known, ledger = rule("R21_discount"), scene.ledger
    needed = ("revenue", "gross_margin")
    rows = rows_told(ledger, *needed)
    if not rows.any():
        return could_not(known.id, "gross_margin")
    if one_currency(ledger, rows) is None:
        return could_not(known.id, "currencies")
    one = series(ledger, rows, (*needed, "orders", "discounts"))
    two = two_periods(known, one, scene.period, needed)
    if isinstance(two, Looked):
        return two
    orders, least = two.least("orders"), known.minimums["orders"]
    if orders < least:
        return too_little(known.id, "conversions", (orders, least), "order")
    return _discounts(known, ledger, two, rows)


def _discounts(known: Rule, ledger: Ledger, two: Two, rows: Flags) -> Looked:
    floors, margins = known.floors, known.margins
    sales = two.contrast("revenue", ONE, "orders")
    rate = two.contrast("gross_margin", "revenue", "orders")
    before, after = two.before("gross_margin"), two.after("gross_margin")
    rose = float(sales.factor[0]) >= floors["revenue"]
    if not rose or after > floors["gross_margin"] * before:
        return Looked(rule=known.id, tested=1)
    chance = max(
        WHAT_IS_SEEN * float(sales.above(margins["revenue_per_week"])[0]),
        float(rate.below(margins["margin_rate"])[0]),
    )
    kept = two.contrast("gross_margin", ONE, "orders")
    low, high = (float(bound[0]) - 1 for bound in kept.range())
    evidence: dict[str, object] = {
        "revenue_change": float(sales.factor[0]) - 1,
        "margin_amount_before": before,
        "margin_amount_after": after,
        "margin_more": before * floors["gross_margin"] - after,
        "weeks": two.halves.weeks,
        **move(kept),
        "chance": chance,
    }
    if held(ledger, rows, "discounts").any():
        given = two.rates("discounts", "revenue")
        evidence["discount_before"], evidence["discount_after"] = given
    lost = tuple(max(0.0, -before * one) for one in (high, after / before - 1, low))
    finding = told_two(
        known,
        two,
        evidence,
        money=(lost[0], lost[1], lost[2]),
        currency=one_currency(ledger, rows) or "",
    )
    claim = Claim(finding=finding, chance=chance, events=two.least("orders"), noun="order")
    return Looked(rule=known.id, claims=(claim,), tested=1)


def last_year_too(scene: Scene) -> Looked:
    """R19: orders rose over the last weeks, and over the same weeks a year before as much."""
    known, ledger = rule("R19_season_lift"), scene.ledger
    rows = _recorded_orders(ledger)
    if not rows.any():
        return could_not(known.id, "orders")
    two = two_periods(known, series(ledger, rows, ("orders",)), scene.period, ("orders",))
    if isinstance(two, Looked):
        return two
    least, there = max(known.minimums["weeks"], YEAR + 2.0 * two.halves.weeks), two.series.weeks
    if there < least or two.halves.before.min() < YEAR:
        return too_little(known.id, "weeks", (float(there), least), "")
    return _last_year(known, two, campaign=_campaign(known, ledger, two))


def _recorded_orders(ledger: Ledger) -> Flags:
    """The orders of the surest source that counts them."""
    families = (held(ledger, rows_of(ledger, (f,)), "orders") for f in (*RECORDING, UNKNOWN))
    return next((rows for rows in families if rows.any()), np.zeros(ledger.size, dtype=np.bool_))


def _campaign(known: Rule, ledger: Ledger, two: Two) -> bool | None:
    """Whether advertising rose with the orders and had not the year before: a campaign that the
    season may be mistaken for. None where it had: last year's rise tells nothing of the season.
    """
    paid = held(ledger, rows_of(ledger, ADS), "spend")
    spent = series(ledger, paid, ("spend",)) if paid.any() else None
    if spent is None:
        return False
    spend = dict(zip(spent.starts.tolist(), spent.sums["spend"].tolist(), strict=True))

    def rose(back: int, least: float) -> bool:
        """Whether every week is told, and the later ones spent at least so many times as much."""
        before, after = (
            sum(spend.get(int(day), np.nan) for day in two.series.starts[columns - back])
            for columns in (two.halves.before, two.halves.after)
        )
        return bool(after > 0 and after >= least * before)

    if not rose(0, known.floors["rise"]):
        return False
    return None if rose(YEAR, known.floors["spend_last_year"]) else True


def _last_year(known: Rule, two: Two, *, campaign: bool | None) -> Looked:
    if campaign is None:
        return could_not(known.id, "season")
    split = two.halves
    past = replace(split, before=split.before - YEAR, after=split.after - YEAR)
    ratio = ("orders", ONE, "orders")
    now, then = (two.series.contrast(ratio, half) for half in (split, past))
    rise, before = float(now.effect[0]), float(then.effect[0])
    share = known.floors["lift_left_share"]
    small = rise < np.log(known.floors["rise"]) or rise - before > share * rise
    if not np.isfinite(rise - before) or small:
        return Looked(rule=known.id, tested=1)
    chance, left = _left(known, now, then)
    evidence = {
        "change": float(now.factor[0]) - 1,
        "change_reference": float(then.factor[0]) - 1,
        # A rise twice last year's, in logarithms, leaves half of it to the campaign.
        "orders_more": more_than(
            two.after("orders"), two.before("orders") * np.exp(before / (1 - share))
        ),
        "weeks": split.weeks,
        **move(left),
        "chance": chance,
    }
    finding = told_two(known, two, evidence)
    if not campaign:
        # Every seasonal shop rises: without a campaign to credit, this is no more than a remark.
        remark = Claim(finding=replace(finding, kind="note"), chance=0.0)
        return Looked(rule=known.id, claims=(remark,) if chance <= EACH else ())
    claim = Claim(finding=finding, chance=chance, events=two.before("orders"), noun="order")
    return Looked(rule=known.id, claims=(claim,), tested=1)


def _left(known: Rule, now: Contrast, then: Contrast) -> tuple[float, Contrast]:
    """The chance of so little left if half of the rise were, and what is left."""
    half = 1 - known.margins["lift_left"]
    beyond = Contrast(
        effect=then.effect - half * now.effect,
        error=np.hypot(half * now.error, then.error),
        degrees=now.degrees,
    )
    left = replace(beyond, effect=now.effect - then.effect, error=np.hypot(now.error, then.error))
    return float(beyond.above(1.0)[0]), left


def ordinary_day(scene: Scene) -> Looked:
    """R20: the last day looks bad and is what that weekday always is. A note."""
    known, ledger = rule("R20_weekday"), scene.ledger
    rows, name = _counted(ledger)
    days_told = dated(ledger, rows) & (ledger.first_day == ledger.last_day)
    if not days_told.any():
        return could_not(known.id, "date" if rows.any() else "conversions")
    days, sums = _by_day(ledger, days_told, name)
    least = known.minimums["weeks"]
    if len(days) < WEEK * least:
        return too_little(known.id, "weeks", (len(days) / WEEK, least), "")
    last, noun = days[-1], "order" if name == "orders" else "conversion"
    usual = sums[(days % WEEK == last % WEEK) & (days < last)]
    month = sums[-4 * WEEK :]
    middle = float(np.median(usual))
    average = float(month.mean())
    fell = average >= known.minimums["a_day"] and sums[-1] <= (1 - known.floors["fall"]) * average
    # The weekday itself is low: else the day is bad and not ordinary.
    quiet = middle <= (1 - known.floors["fall"]) * average
    usual_day = abs(sums[-1] - middle) <= max(float(spread(usual)), np.sqrt(max(middle, 1.0)))
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
        scope=scope_of(ledger, days_told, np.array([last - 6])),
    )
    return Looked(rule=known.id, claims=(Claim(finding=finding, chance=0.0),), tested=1)


def _counted(ledger: Ledger) -> tuple[Flags, str]:
    """The orders of the surest source; else what the site converts, or one platform alone: what
    several claim is never added.
    """
    orders = _recorded_orders(ledger)
    if orders.any():
        return orders, "orders"
    site = held(ledger, rows_of(ledger, ("web",)), "conversions")
    if site.any():
        return site, "conversions"
    ads = held(ledger, rows_of(ledger, ADS), "conversions")
    alone = (
        len(values_in(ledger, ads, "platform")) <= 1 and len(values_in(ledger, ads, "result")) <= 1
    )
    return (ads if alone else np.zeros(ledger.size, dtype=np.bool_)), "conversions"


def _by_day(ledger: Ledger, rows: Flags, name: str) -> tuple[Ints, Floats]:
    """Every day from the first to the last, 0 where nothing was counted."""
    first, last = int(ledger.first_day[rows].min()), int(ledger.first_day[rows].max())
    sums = np.bincount(ledger.first_day[rows] - first, weights=ledger.figure(name)[rows])
    return np.arange(first, last + 1), sums.astype(np.float64)
