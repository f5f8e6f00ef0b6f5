"""The plausible range of a reading: from its weeks where there are enough, from documented noise
otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpi.catalog import Kpi, Term
from kpi.facts import MEASURES
from kpi.readings.amounts import Amount
from kpi.readings.interval import (
    Z,
    log_range,
    newcombe,
    t_quantile,
    total_variance,
    week_variance,
    wilson,
)
from kpi.readings.ledger import Floats, Groups, Ledger
from kpi.readings.noise import Noise, noises
from kpi.readings.sources import Rows
from kpi.readings.weeks import Weeks, weeks

ENOUGH_WEEKS = 6
FEW_WEEKS = 3
Range = tuple[Floats, Floats]
Terms = tuple[Term, ...]

# Decided by the advertiser, not drawn by chance.
DECIDED = ("spend", "other_marketing_cost", "category_spend", "test_spend", "control_spend")
# Money that comes in baskets: as noisy as their number and their spread.
IN_BASKETS = {
    "revenue": ("orders", "conversions", "won"),
    "gross_margin": ("orders", "conversions", "won"),
    "cost_of_goods": ("orders", "conversions", "won"),
    "refunds": (),
    "discounts": ("orders",),
    "pipeline_value": ("qualified_leads", "leads"),
    "cohort_margin": ("cohort_customers",),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Side:
    """One side of a KPI: its sum, the variance that pure chance gives it, and its terms."""

    value: Floats
    variance: Floats
    terms: Terms


def noise_of(kpi: Kpi) -> Noise:
    """Return the noise of a survey for a survey's KPIs, that of counts for the others."""
    fields = [t.field for t in (*kpi.numerator, *kpi.denominator)]
    survey = all("survey" in MEASURES[field].families for field in fields)
    return noises()["survey" if survey else "counts"]


def side(
    ledger: Ledger, terms: Terms, found: dict[str, Amount], groups: Groups, rows: Rows
) -> Side:
    """Return the sum of `terms` and its variance in counts alone (dispersion 1); nan where
    unknowable.
    """
    value, variance = np.zeros(groups.count), np.zeros(groups.count)
    for term in terms:
        x = found[term.field].values
        # An optional figure that is absent counts for nothing; a needed one was refused before.
        value = value + term.coefficient * np.nan_to_num(x)
        noise = _chance(ledger, term.field, x, groups, rows)
        variance = variance + term.coefficient**2 * np.where(np.isnan(x), 0.0, noise)
    return Side(value=value, variance=variance, terms=terms)


def _chance(ledger: Ledger, field: str, x: Floats, groups: Groups, rows: Rows) -> Floats:
    if field in DECIDED:
        return np.zeros_like(x)
    if MEASURES[field].unit in ("count", "people"):
        return np.abs(x)
    for counted in IN_BASKETS.get(field, ()):
        if ledger.has(counted):
            flags = rows.by_field[field]
            used = flags & ~np.isnan(ledger.figure(counted))
            number = np.bincount(
                groups.codes[used], weights=ledger.figure(counted)[used], minlength=groups.count
            )
            with np.errstate(divide="ignore", invalid="ignore"):
                each = x**2 / number * (1 + noises()["counts"].basket)
            return np.where(number > 0, each, np.nan)
    return np.full_like(x, np.nan)


def is_share(kpi: Kpi, top: Side, bottom: Side) -> bool:
    """Whether the KPI is a share of counted things, between 0 and 1 by what it is."""
    counted = all(
        MEASURES[t.field].unit in ("count", "people") for t in (*top.terms, *bottom.terms)
    )
    inside = bool(np.all((top.value <= bottom.value) & (top.value >= 0) | (bottom.value <= 0)))
    return kpi.unit == "%" and counted and inside and bool(bottom.terms)


def ratio_range(kpi: Kpi, top: Side, bottom: Side, noise: Noise, drift: Floats | float) -> Range:
    """Return the range of top/bottom (unscaled) from chance, `noise` and a log `drift`."""
    n, d = top.value, bottom.value if bottom.terms else np.ones_like(top.value)
    with np.errstate(divide="ignore", invalid="ignore"):
        if is_share(kpi, top, bottom):
            share = n / d
            spread = noise.dispersion + drift**2 * d * share * (1 - share)
            return wilson(n, d, spread)
        if kpi.unit == "points":
            each = (top.variance - n * n / d) / d**2 * noise.dispersion
            half = Z * np.sqrt(np.maximum(each, 0.0))
            return n / d - half, n / d + half
        below = bottom.variance / d**2 if bottom.terms else 0.0
        relative = noise.dispersion * (top.variance / n**2 + below) + drift**2
        absolute = noise.dispersion * (top.variance / d**2 + (n / d) ** 2 * below)
        half = Z * np.sqrt(absolute + (drift * n / d) ** 2)
        low, high = n / d - half, n / d + half
        positive = n > 0
        logs = log_range(np.where(positive, n / d, 1.0), np.where(positive, relative, 0.0), Z)
        plain = all(t.coefficient > 0 for t in top.terms)
        low = np.where(positive & plain, logs[0], low)
        high = np.where(positive & plain, logs[1], high)
        return np.where((n == 0) & plain, np.nan, low), np.where((n == 0) & plain, np.nan, high)


def weekly(ledger: Ledger, terms: Terms, rows: Rows, groups: Groups, span: Weeks) -> Floats:
    """Return a side's sums, one row a group and one column a whole week."""
    table = np.zeros((groups.count, span.count))
    for term in terms:
        used = rows.by_field[term.field] & (span.codes >= 0) & ~np.isnan(ledger.figure(term.field))
        place = groups.codes[used] * span.count + span.codes[used]
        sums = np.bincount(
            place,
            weights=ledger.figure(term.field)[used],
            minlength=groups.count * span.count,
        )
        table += term.coefficient * sums.reshape(groups.count, span.count)
    return table[:, span.whole]


def flows_only(kpi: Kpi) -> bool:
    """Whether a KPI's figures all add up over weeks."""
    fields = [t.field for t in (*kpi.numerator, *kpi.denominator)]
    return not kpi.per and all(MEASURES[field].kind in ("flow", "cohort") for field in fields)


def reading_range(
    ledger: Ledger, kpi: Kpi, rows: Rows, groups: Groups, sides: tuple[Side, Side]
) -> Range:
    """Return the range of top/bottom: never narrower than counting noise, wider where weeks say
    so.
    """
    top, bottom = sides
    noise = noise_of(kpi)
    low, high = ratio_range(kpi, top, bottom, noise, noise.drift)
    if not flows_only(kpi):
        return low, high
    span = weeks(ledger, rows.any)
    if int(span.whole.sum()) < FEW_WEEKS:
        return low, high
    seen_low, seen_high, active = _seen_range(ledger, kpi, rows, groups, (sides, span))
    bare = Noise(dispersion=1.0, drift=0.0, basket=noise.basket)
    bare_low, bare_high = ratio_range(kpi, top, bottom, bare, 0.0)
    enough, few = active >= ENOUGH_WEEKS, active >= FEW_WEEKS
    low = np.where(enough, np.fmin(seen_low, bare_low), np.where(few, np.fmin(seen_low, low), low))
    high = np.where(
        enough, np.fmax(seen_high, bare_high), np.where(few, np.fmax(seen_high, high), high)
    )
    return low, high


def _seen_range(
    ledger: Ledger, kpi: Kpi, rows: Rows, groups: Groups, seen: tuple[tuple[Side, Side], Weeks]
) -> tuple[Floats, Floats, Floats]:
    (top, bottom), span = seen
    numerator = weekly(ledger, top.terms, rows, groups, span)
    d = bottom.value if bottom.terms else np.ones_like(top.value)
    if bottom.terms:
        variance, active = week_variance(
            numerator, weekly(ledger, bottom.terms, rows, groups, span)
        )
    else:
        variance, active = total_variance(numerator)
    quantile = t_quantile(active.astype(np.float64) - 1)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        value = top.value / d
        # The logarithm has no place for a loss: a difference that may be negative keeps its plain
        # range.
        positive = (value > 0) & np.array(
            all(t.coefficient > 0 for t in top.terms) or is_share(kpi, top, bottom)
        )
        half = quantile * np.sqrt(variance)
        logs = log_range(value, variance, quantile)
        low = np.where(positive, logs[0], value - np.abs(value) * half)
        high = np.where(positive, logs[1], value + np.abs(value) * half)
    if is_share(kpi, top, bottom):
        low, high = np.maximum(low, 0.0), np.minimum(high, 1.0)
    return low, high, active.astype(np.float64)


def shares_difference(test: tuple[Side, Side], control: tuple[Side, Side]) -> Range:
    """Return the range of a difference of two shares of people asked."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return newcombe((test[0].value, test[1].value), (control[0].value, control[1].value))
