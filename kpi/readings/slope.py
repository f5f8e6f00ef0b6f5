"""Whether a series of weeks rises or falls: three answers, and what would have shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpi.readings.interval import t_quantile
from kpi.readings.ledger import Floats
from kpi.readings.standing import Move

# Fewer whole weeks tell no slope from a shock.
LEAST_WEEKS = 8
# Two sides of 0.5 %: by simulation, weeks that only wander are then said to move in 1 to 7 cases of
# 100, the more the longer shocks last (docs/method-audit.md).
LEVEL = 0.995
# Below this share of its mean over all the weeks a move decides nothing.
FLOOR = 0.10
MOST_LASTING = 0.8
# A bend in the weeks looks like a shock that lasts; it leaves the line so many degrees of freedom.
LEAST_DEGREES = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """`change`: from the first week to the last along the fitted line, as a share; `noticeable`:
    the rise that would have been said to be one; both None when the weeks are too few or their
    mean is not above 0. `weeks`: how many were used.
    """

    move: Move
    weeks: int
    change: float | None = None
    noticeable: float | None = None

    @property
    def weeks_lacking(self) -> int:
        """How many more whole weeks it takes to tell."""
        return max(0, LEAST_WEEKS - self.weeks)


def slope(weeks: Floats, values: Floats, bases: Floats) -> Slope:
    """Return whether `values` rise or fall over the numbers of their `weeks`.

    `bases`: the denominators, 1 for totals: a week of few clicks counts less. Weighted regression
    of the logarithms (of the values where one is 0 or less); errors that last from week to week as
    an AR(1), its bias corrected; Student's t on as many weeks as they are worth.
    """
    count = len(values)
    weights = bases / (bases + np.median(bases)) if count else bases
    mean = float(np.average(values, weights=weights)) if count else 0.0
    if count < LEAST_WEEKS or not mean > 0:
        return Slope(move="", weeks=count)
    weights = weights / weights.mean()
    # What grows by so much a week is a straight line in the logarithm; a zero or a loss has none.
    logs = bool((values > 0).all())
    heights = np.log(values) if logs else values / mean
    heights = heights - np.average(heights, weights=weights)
    x = weeks - np.average(weeks, weights=weights)
    spread = float((weights * x**2).sum())
    each = float((weights * x * heights).sum()) / spread
    residual = (heights - each * x) * np.sqrt(weights)
    square = float((residual**2).sum())
    stays = _lasting(residual, square)
    worth = count * (1 - stays) / (1 + stays)
    error = np.sqrt(square / (count - 2) / spread * count / worth)
    span = float(weeks[-1] - weeks[0])
    change, sure = each * span, float(error) * span
    degrees = np.array([max(worth - 2, LEAST_DEGREES)])
    noticeable = max(float(t_quantile(degrees, LEVEL)[0]) * sure, np.log1p(FLOOR))
    told = abs(change) >= noticeable
    return Slope(
        move=("up" if change > 0 else "down") if told else "",
        weeks=count,
        change=float(np.expm1(change)) if logs else change,
        noticeable=float(np.expm1(noticeable)),
    )


def _lasting(residual: Floats, square: float) -> float:
    """The share of a week's shock that the next one keeps, freed of the bias of a fitted line."""
    if square <= 0:
        return 0.0
    kept = float((residual[1:] * residual[:-1]).sum()) / square
    return float(np.clip(kept + (2 + 4 * max(kept, 0.0)) / len(residual), 0.0, MOST_LASTING))
