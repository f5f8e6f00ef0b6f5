"""The plausible range of a reading: from its weeks where there are enough, from documented noise
otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpi.catalog import Kpi
from kpi.facts import MEASURES
from kpi.readings.amounts import Amount, amounts
from kpi.readings.interval import (
    Z,
    log_range,
    newcombe,
    t_quantile,
    total_variance,
    week_variance,
    wilson,
)
from kpi.readings.ledger import Flags, Floats, Groups, Ledger
from kpi.readings.noise import Noise, noises
from kpi.readings.sides import (
    COUNTS,
    DECIDED,
    IN_BASKETS,
    Terms,
    flows_only,
    is_counted,
    is_part,
    kinds,
)
from kpi.readings.sources import Rows
from kpi.readings.weeks import Weeks, weeks

ENOUGH_WEEKS = 6
FEW_WEEKS = 3
Range = tuple[Floats, Floats]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Side:
    """One side of a KPI: its sum, the variance that pure chance gives it, and its terms."""

    value: Floats
    variance: Floats
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """One KPI asked of some rows, group by group, with what each of its figures amounts to."""

    ledger: Ledger
    kpi: Kpi
    groups: Groups
    rows: Rows
    amounts: dict[str, Amount]

    @classmethod
    def of(cls, ledger: Ledger, kpi: Kpi, groups: Groups, rows: Rows) -> Asked:
        found = amounts(ledger, rows, groups)
        return cls(ledger=ledger, kpi=kpi, groups=groups, rows=rows, amounts=found)

    def summed(self, field: str, rows: Flags) -> Floats:
        """Return the sum of another figure of the same rows, 0 where they have none."""
        values = self.ledger.figure(field)
        used = rows & ~np.isnan(values)
        return np.bincount(
            self.groups.codes[used], weights=values[used], minlength=self.groups.count
        ).astype(np.float64)


def noise_of(kpi: Kpi) -> Noise:
    """Return the noise of a survey for a survey's KPIs, that of counts for the others."""
    fields = [t.field for t in (*kpi.numerator, *kpi.denominator)]
    survey = all("survey" in MEASURES[field].families for field in fields)
    return noises()["survey" if survey else "counts"]


def side(at: Asked, terms: Terms) -> Side:
    """Return the sum of `terms` and the variance that counts alone give it, nan if unknowable."""
    value, variance = np.zeros(at.groups.count), np.zeros(at.groups.count)
    for term in terms:
        x = at.amounts[term.field].values
        # An optional figure that is absent counts for nothing; a needed one is refused by status.
        value = value + term.coefficient * np.nan_to_num(x)
        chance = np.where(np.isnan(x), 0.0, _chance(at, term.field, x))
        variance = variance + term.coefficient**2 * chance
    return Side(value=value, variance=variance, terms=terms)


def _chance(at: Asked, field: str, x: Floats) -> Floats:
    if field in DECIDED:
        return np.zeros_like(x)
    if MEASURES[field].kind == "stock":
        return np.zeros_like(x)
    if MEASURES[field].unit in COUNTS:
        return np.abs(x)
    # A till may count orders beside a platform that counts conversions: each group's own count.
    number = np.zeros_like(x)
    for counted in IN_BASKETS.get(field, ()):
        if at.ledger.has(counted):
            found = at.summed(counted, at.rows.by_field[field])
            number = np.where(number > 0, number, found)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = x**2 / number * (1 + noises()["counts"].basket)
    return np.where(number > 0, each, np.nan)


def shares(kpi: Kpi, top: Side, bottom: Side) -> Flags:
    """Return the groups in which a KPI that is a share by what it is lies between 0 and 1.

    Each group for itself: a neighbour that counts more conversions than clicks changes nothing.
    """
    if kpi.unit != "%" or not kpi.denominator or not is_part(kpi):
        return np.zeros(len(top.value), dtype=np.bool_)
    return (top.value >= 0) & (top.value <= bottom.value) & (bottom.value > 0)


def ratio_range(kpi: Kpi, top: Side, bottom: Side, noise: Noise) -> Range:
    """Return the range of top/bottom (unscaled) that counts and `noise` alone would give."""
    n, d = top.value, bottom.value if bottom.terms else np.ones_like(top.value)
    with np.errstate(divide="ignore", invalid="ignore"):
        if kpi.unit == "points":
            each = (top.variance - n * n / d) / d**2 * noise.dispersion
            half = Z * np.sqrt(np.maximum(each, 0.0))
            return n / d - half, n / d + half
        below = bottom.variance / d**2 if bottom.terms else np.zeros_like(d)
        if _positive(top):
            relative = noise.dispersion * (top.variance / n**2 + below) + noise.drift**2
            low, high = log_range(n / d, relative, Z)
            low, high = np.where(n > 0, low, np.nan), np.where(n > 0, high, np.nan)
        else:
            absolute = noise.dispersion * (top.variance / d**2 + (n / d) ** 2 * below)
            half = Z * np.sqrt(absolute + (noise.drift * n / d) ** 2)
            low, high = n / d - half, n / d + half
        if not is_counted((*top.terms, *bottom.terms)):
            return low, high
        spread = noise.dispersion + noise.drift**2 * n * (1 - n / d)
        part, (least, most) = shares(kpi, top, bottom), wilson(n, d, spread)
    return np.where(part, least, low), np.where(part, most, high)


def weekly(at: Asked, terms: Terms, span: Weeks) -> Floats:
    """Return a side's sums, one row a group and one column a whole week."""
    table = np.zeros((at.groups.count, span.count))
    for term in terms:
        figures = at.ledger.figure(term.field)
        used = at.rows.by_field[term.field] & (span.codes >= 0) & ~np.isnan(figures)
        place = at.groups.codes[used] * span.count + span.codes[used]
        sums = np.bincount(place, weights=figures[used], minlength=table.size)
        table += term.coefficient * sums.reshape(table.shape)
    return np.asarray(table[:, span.whole])


def reading_range(at: Asked, sides: tuple[Side, Side]) -> Range:
    """Return the range of top/bottom: never narrower than counting noise, wider where weeks say so.

    From the weeks where there are six or more, from documented noise otherwise.
    """
    top, bottom = sides
    noise = noise_of(at.kpi)
    if kinds(at.kpi.numerator) == {"stock"}:
        # What stands at the end of a period is known, not drawn.
        return np.full_like(top.value, np.nan), np.full_like(top.value, np.nan)
    low, high = _noise_range(at, sides, noise)
    part = shares(at.kpi, top, bottom)
    return np.where(part, np.maximum(low, 0.0), low), np.where(part, np.minimum(high, 1.0), high)


def _noise_range(at: Asked, sides: tuple[Side, Side], noise: Noise) -> Range:
    top, bottom = sides
    low, high = ratio_range(at.kpi, top, bottom, noise)
    if not flows_only(at.kpi):
        return low, high
    span = weeks(at.ledger, at.rows.any)
    if int(span.whole.sum()) < FEW_WEEKS:
        return low, high
    seen_low, seen_high, active = _seen_range(at, sides, span)
    bare = ratio_range(at.kpi, top, bottom, Noise(dispersion=1.0, drift=0.0, basket=noise.basket))
    enough, few = active >= ENOUGH_WEEKS, active >= FEW_WEEKS
    floor_low, floor_high = np.where(enough, bare[0], low), np.where(enough, bare[1], high)
    return (
        np.where(few, np.fmin(seen_low, floor_low), low),
        np.where(few, np.fmax(seen_high, floor_high), high),
    )


def _seen_range(at: Asked, sides: tuple[Side, Side], span: Weeks) -> tuple[Floats, Floats, Floats]:
    top, bottom = sides
    numerator = weekly(at, top.terms, span)
    if bottom.terms:
        variance, active = week_variance(numerator, weekly(at, bottom.terms, span))
    else:
        variance, active = total_variance(numerator)
    # Weeks do not show what moved them all at once.
    variance = variance + noises()["weeks"].drift ** 2
    quantile = t_quantile(active.astype(np.float64) - 1)
    part = shares(at.kpi, top, bottom)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        value = top.value / (bottom.value if bottom.terms else 1.0)
        # The logarithm has no place for a loss: what may be negative keeps a plain range.
        logs = log_range(value, variance, quantile)
        half = np.abs(value) * quantile * np.sqrt(variance)
    lasting = (value > 0) & (part | _positive(top))
    low = np.where(lasting, logs[0], value - half)
    high = np.where(lasting, logs[1], value + half)
    return low, high, active.astype(np.float64)


def _positive(top: Side) -> bool:
    """Whether a side can be no loss: nothing is taken away in it."""
    return all(term.coefficient > 0 for term in top.terms)


def shares_difference(test: tuple[Side, Side], control: tuple[Side, Side]) -> Range:
    """Return the range of a difference of two shares of people asked."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return newcombe((test[0].value, test[1].value), (control[0].value, control[1].value))
