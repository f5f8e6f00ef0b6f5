"""One ratio or one share on its own: how far above a margin it is, and its plausible range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpi.audit.evidence import Contrast, Sums, own_error
from kpi.audit.series import Beside
from kpi.facts import Quantity
from kpi.readings.interval import wilson
from kpi.readings.ledger import Floats
from kpi.readings.noise import noises


def ratio_alone(
    top: Floats, bottom: Floats, events: Floats | None = None, *, dated: bool
) -> Contrast:
    """Return a ratio of sums, by weeks where there are two at least, else with the default noise.

    `top`, `bottom`: one number a week, or a single one; `events`: what limits the precision, the
    smaller side by default.
    """
    noise = noises()["counts"]
    with np.errstate(divide="ignore", invalid="ignore"):
        effect = np.log(np.array([top.sum() / bottom.sum()]))
        counted = events if events is not None else min(top, bottom, key=lambda one: one.sum())
        if dated and len(top) >= 2:
            sums = Sums(top=top[None], bottom=bottom[None], events=counted[None])
            error, degrees = own_error(sums)
            return Contrast(effect=effect, error=error, degrees=degrees)
        variance = noise.dispersion * (1 / top.sum() + 1 / bottom.sum()) + noise.drift**2
        return Contrast(effect=effect, error=np.sqrt([variance]), degrees=np.array([np.inf]))


def beside_alone(both: Beside) -> Contrast:
    """Return the ratio of two sums set side by side."""
    return ratio_alone(both.top, both.bottom, dated=both.dated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """`chance`: that of so much if the true share were at most the margin; `low`, `high`: its 95 %
    range (Wilson 1927, noisier than chance by the default dispersion).
    """

    value: float
    chance: float
    low: float
    high: float

    @property
    def range(self) -> dict[str, Quantity]:
        """The bounds as a sentence shows them."""
        return {"low": Quantity(self.low, "%"), "high": Quantity(self.high, "%")}


def share_of(part: float, whole: float, margin: float) -> Share:
    """Return a share of counted things against a margin; all of it noise where there is nothing."""
    from scipy.special import ndtr

    spread = noises()["counts"].dispersion
    if whole <= 0:
        return Share(value=0.0, chance=1.0, low=0.0, high=1.0)
    error = float(np.sqrt(margin * (1 - margin) * spread / whole))
    low, high = wilson(np.array([part]), np.array([whole]), spread)
    return Share(
        value=part / whole,
        chance=float(ndtr(-(part / whole - margin) / error)),
        low=float(low[0]),
        high=float(high[0]),
    )
