"""KPIs made of other KPIs: customer value to acquisition cost, and the months that pay the cost
back.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from kpi.period import Period
from kpi.readings.interval import Z
from kpi.readings.ledger import NO_DAY, Flags, Floats, Groups, Ledger, Statuses
from kpi.readings.reading import OK, Reading

DAYS_PER_MONTH = 365.25 / 12
# The first refusal found stands, the most telling first.
REFUSALS = (
    "mixed_currencies", "overlapping_claims", "not_additive", "no_data", "needs_brief",
    "no_denominator", "too_little",
)  # fmt: skip


def clv_to_cac(clv: Reading, cac: Reading) -> Reading:
    """Return lifetime margin over acquisition cost. Range: both logarithms' variances added."""
    return _quotient(clv.value, cac.value, (clv, cac))


def payback_months(
    ledger: Ledger, groups: Groups, parts: tuple[Reading, Reading, Reading]
) -> Reading:
    """Return cac / (revenue per customer and month × margin rate), from the readings of the three.

    Churn before the payback is not counted (the KPI's trap says so).
    """
    cac, arpu, margin = parts
    with np.errstate(divide="ignore", invalid="ignore"):
        monthly = arpu.value / months(ledger, groups) * margin.value
    return _quotient(cac.value, monthly, parts)


def _quotient(top: Floats, bottom: Floats, parts: tuple[Reading, ...]) -> Reading:
    status = _status(parts)
    with np.errstate(invalid="ignore"):
        status[(status == OK) & ~(bottom > 0)] = "no_denominator"
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = sum((np.log(part.high / part.low) / (2 * Z)) ** 2 for part in parts[:2])
        value, half = top / bottom, np.exp(Z * np.sqrt(spread))
        low, high = value / half, value * half
    touched: Flags = np.logical_or.reduce([part.touched for part in parts])
    return Reading.of(
        status=status,
        scale=1.0,
        touched=touched,
        tries=False,
        value=value,
        low=low,
        high=high,
        numerator=top,
        denominator=bottom,
    )


def _status(parts: tuple[Reading, ...]) -> Statuses:
    status = np.full(len(parts[0].status), OK, dtype=object)
    for refusal in reversed(REFUSALS):
        for part in parts:
            status[part.status == refusal] = refusal
    return status


def months(ledger: Ledger, groups: Groups) -> Floats:
    """Return how many months the rows of each group cover; 1 where they have no dates.

    Whole calendar months count as such, other spans by their days.
    """
    used = ~np.isnan(ledger.figure("active_customers"))
    dated = used & (ledger.first_day != NO_DAY)
    first = np.full(groups.count, np.iinfo(np.int64).max)
    last = np.full(groups.count, NO_DAY)
    np.minimum.at(first, groups.codes[dated], ledger.first_day[dated])
    np.maximum.at(last, groups.codes[dated], ledger.last_day[dated])
    # Many groups, few spans: each span is turned into months once.
    found, places = np.unique(np.stack([first, last]), axis=1, return_inverse=True)
    spans = [1.0 if b == NO_DAY else _months(int(a), int(b)) for a, b in found.T]
    return np.array(spans)[places.reshape(-1)]


def _months(first: int, last: int) -> float:
    epoch = date(1970, 1, 1)
    span = Period(epoch + timedelta(days=first), epoch + timedelta(days=last))
    return float(span.months or span.days / DAYS_PER_MONTH)
