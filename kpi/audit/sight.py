"""Whether a rule that found nothing could have seen anything: silence is no proof of order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kpi.audit.budget import ERROR
from kpi.audit.claims import too_little
from kpi.audit.evidence import Contrast
from kpi.audit.finding import Unchecked
from kpi.readings.interval import t_quantile
from kpi.readings.ledger import Flags, Floats

# An effect is to be seen once it is twice its floor, in logarithms.
TWICE = 2.0
# Entities that hold less than this of the money may stay unseen: the rest is in order.
LITTLE = 0.2


def too_blind(
    rule: str,
    seen: Contrast,
    bounds: tuple[float, float],
    asked: tuple[Flags, Floats],
    events: tuple[Floats, str],
) -> Unchecked | None:
    """Return why a rule cannot say that all is in order: the entities `asked` (which, and what each
    weighs) in which twice the floor would not have shown weigh more than a fifth of them all.

    `bounds`: (floor, margin) of the ratio; `events`: the successes of each, and what they are
    called. None where it would have shown.
    """
    which, weight = asked
    if not which.any():
        return None
    wanted = _wanted_error(seen, bounds, int(which.sum()))
    with np.errstate(invalid="ignore"):
        blind = which & ~(seen.error <= wanted)
    if weight[blind].sum() <= LITTLE * weight[which].sum():
        return None
    counts, noun = events
    # The one that takes least to be seen of those unseen.
    with np.errstate(divide="ignore", invalid="ignore"):
        least = counts * (seen.error / wanted) ** 2
    told = np.where(blind & np.isfinite(least), least, np.inf)
    one = int(np.argmin(told)) if np.isfinite(told).any() else int(np.flatnonzero(blind)[0])
    needed = float(np.ceil(told[one])) if np.isfinite(told[one]) else float(counts[one]) + 1
    return too_little(rule, "conversions", (float(counts[one]), needed), noun).unchecked


def all_of(contrasts: Sequence[Contrast]) -> Contrast:
    """Return several contrasts, each of some entities, as one."""
    return Contrast(
        effect=np.concatenate([one.effect for one in contrasts]),
        error=np.concatenate([one.error for one in contrasts]),
        degrees=np.concatenate([one.degrees for one in contrasts]),
    )


def _wanted_error(seen: Contrast, bounds: tuple[float, float], tested: int) -> Floats:
    """The standard error at which twice the floor passes the margin at the error allowed."""
    floor, margin = bounds
    gap = abs(TWICE * np.log(floor) - np.log(margin))
    degrees = np.minimum(seen.degrees, 1e6)
    return np.asarray(gap / t_quantile(degrees, 1 - ERROR / tested))
