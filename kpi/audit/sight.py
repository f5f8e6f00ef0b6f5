"""Whether a rule that found nothing could have seen anything: silence is no proof of order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kpi.audit.budget import EACH
from kpi.audit.claims import too_little
from kpi.audit.evidence import Contrast
from kpi.audit.finding import Unchecked
from kpi.readings.interval import t_quantile
from kpi.readings.ledger import Flags, Floats

# An effect is to be seen once it is twice its floor, in logarithms.
TWICE = 2.0
# How often it is to be seen.
FOUR_IN_FIVE = 0.8
# Entities that hold less than this of the money may stay unseen: the rest is in order.
LITTLE = 0.2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Condition:
    """One condition of a rule: the contrast it looks at, its floor and margin, and the part that
    its error counts for (WHAT_IS_SEEN, else 1).
    """

    seen: Contrast
    floor: float
    margin: float
    counts: float = 1.0

    @property
    def blindness(self) -> Floats:
        """Return how many times as large as it may be each entity's error is, for twice the floor
        to pass the margin four times out of five.
        """
        gap = abs(TWICE * np.log(self.floor) - np.log(self.margin))
        degrees = np.minimum(self.seen.degrees, 1e6)
        level = 1 - EACH / self.counts
        steps = t_quantile(degrees, level) + t_quantile(degrees, FOUR_IN_FIVE)
        return np.where(np.isfinite(self.seen.error), self.seen.error * steps / gap, np.inf)


def too_blind(
    rule: str,
    conditions: Sequence[Condition],
    asked: tuple[Flags, Floats],
    events: tuple[Floats, str],
) -> Unchecked | None:
    """Return why a rule cannot say that all is in order: the entities `asked` (which, and what each
    weighs) in which twice the floor would not have shown weigh more than a fifth of them all.

    `events`: the successes of each, and what they are called. None where it would have shown.
    """
    which, weight = asked
    if not which.any():
        return None
    blindness = np.max([one.blindness for one in conditions], axis=0)
    blind = which & ~(blindness <= 1)
    if weight[blind].sum() <= LITTLE * weight[which].sum():
        return None
    counts, noun = events
    # The one that takes least to be seen of those unseen.
    told = blind & np.isfinite(blindness)
    least = np.where(told, counts * np.where(told, blindness, 0.0) ** 2, np.inf)
    one = int(np.argmin(least)) if told.any() else int(np.flatnonzero(blind)[0])
    needed = float(np.ceil(least[one])) if np.isfinite(least[one]) else float(counts[one]) + 1
    return too_little(rule, "conversions", (float(counts[one]), needed), noun).unchecked


def all_of(contrasts: Sequence[Contrast]) -> Contrast:
    """Return several contrasts, each of some entities, as one."""
    return Contrast(
        effect=np.concatenate([one.effect for one in contrasts]),
        error=np.concatenate([one.error for one in contrasts]),
        degrees=np.concatenate([one.degrees for one in contrasts]),
    )
