"""Rows that tell the same figures at several levels: a campaign, then its ad groups, then its
keywords.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kpi.intake.overlaps import COMPLETE
from kpi.intake.totals import ROUNDING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kpi.intake.cells import Coded, Floats
    from kpi.intake.frame import Frame

    Mask = NDArray[np.bool_]

# What a campaign divides into: a row that names fewer of them than another stands above it.
NESTED = ("ad_group", "ad", "keyword")
# What two levels that say the same agree on, as far as the table holds it.
WEIGHTS = ("spend", "impressions", "clicks")


def other_levels(frame: Frame) -> Mask:
    """Return the rows that tell again what the rows of the kept level tell.

    A column may name the level ("Delivery level", "Entity"): the level of the largest sums is kept,
    the most detailed among equals. Else the rows above are repeats where each campaign has the same
    sums on the rows that name its ad groups, ads or keywords as on those that do not.
    """
    weights = [frame.measures[name] for name in WEIGHTS if name in frame.measures]
    if not weights or len(frame) < 2:
        return np.zeros(len(frame), dtype=bool)
    named = frame.keys.get("level")
    if named is not None and len(set(named.values) - {""}) > 1:
        return _besides_the_fullest(named, np.nan_to_num(weights[0]))
    return _repeated(frame, weights)


def _besides_the_fullest(named: Coded, weight: Floats) -> Mask:
    blank = named.is_blank()
    sums = pd.Series(weight[~blank]).groupby(named.codes[~blank]).agg(["sum", "size"])
    kept = sums[sums["sum"] >= COMPLETE * sums["sum"].max()]["size"].idxmax()
    apart: Mask = ~blank & (named.codes != kept)
    return apart


def _repeated(frame: Frame, figures: Sequence[Floats]) -> Mask:
    """Return the rows of every level that a more detailed one adds up to."""
    again = np.zeros(len(frame), dtype=bool)
    campaigns = frame.dimensions.get("campaign")
    blanks = [frame.dimensions[name].is_blank() for name in NESTED if name in frame.dimensions]
    if campaigns is None or not any(blank.any() for blank in blanks):
        return again
    weights = np.vstack([np.nan_to_num(values) for values in figures])
    filled = np.sum([(~blank).astype(int) << k for k, blank in enumerate(blanks)], axis=0)
    for coarse, fine in permutations(np.unique(filled).tolist(), 2):
        above, below = (filled == coarse) & ~again, (filled == fine) & ~again
        if _stands_above(coarse, fine, int(above.sum()), int(below.sum())):
            again |= above & np.isin(campaigns.codes, _same(campaigns, weights, above, below))
    return again


def _stands_above(coarse: int, fine: int, rows: int, detailed: int) -> bool:
    """Return whether a level names a part of what another names or, where each names something
    else, has fewer rows. The levels are sets of named columns, as bits.
    """
    if not rows or not detailed:
        return False
    apart = coarse & fine not in (coarse, fine)
    return coarse & fine == coarse or (apart and rows < detailed)


def _same(campaigns: Coded, weights: Floats, above: Mask, below: Mask) -> Floats:
    """Return the campaigns of the level below when each has its sums on the level above, else
    none.
    """
    upper, lower = (
        pd.DataFrame(weights[:, rows].T).groupby(campaigns.codes[rows]).sum()
        for rows in (above, below)
    )
    upper = upper.reindex(lower.index, fill_value=0.0)
    agreed = np.isclose(upper, lower, rtol=1e-6, atol=ROUNDING * int(below.sum()))
    told = bool(agreed.all()) and float(lower.to_numpy().sum()) > 0
    return lower.index.to_numpy(dtype=float) if told else np.empty(0)
