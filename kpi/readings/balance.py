"""A ratio takes the rows where both of its sides are told, over the days that both sides cover.

An empty cell is not always unknown: Meta leaves the results of an ad that had none empty. Three
things say that nobody knows: what the rest depends on is missing (a spend, the impressions), the
file writes its zeros elsewhere, or sales were counted and their amount was not.
"""

from __future__ import annotations

import numpy as np

from kpi.catalog import Kpi
from kpi.readings.coverage import extent
from kpi.readings.ledger import NO_DAY, Flags, Ledger
from kpi.readings.sides import DECIDED, FIRST_SEEN, IN_BASKETS, flows_only

BALANCED = ("ratio", "cohort")
Chosen = dict[str, Flags]


def both_told(ledger: Ledger, kpi: Kpi, chosen: Chosen, needed: tuple[str, ...]) -> Chosen:
    """Return the rows of each figure without those where another figure of the KPI is unknown.

    All figures come from the same sources. Where a source's platform keeps its two sides in rows
    of their own, nothing is left out.
    """
    if kpi.form not in BALANCED or not flows_only(kpi) or len(needed) < 2:
        return chosen
    either = np.logical_or.reduce([chosen[field] for field in needed])
    if all(np.array_equal(chosen[field], either) for field in needed):
        return chosen
    known = np.logical_and.reduce([chosen[field] | ~either for field in needed])
    unknown = np.zeros(ledger.size, dtype=np.bool_)
    for field in needed:
        unknown |= either & ~chosen[field] & _unknown(ledger, kpi, field, either)
    codes, names = ledger.codes("platform")
    place = ledger.source * max(1, len(names)) + codes
    paired = np.bincount(place[known & either], minlength=int(place.max()) + 1) > 0
    left = unknown & paired[place]
    return {field: flags & ~left for field, flags in chosen.items()}


def _unknown(ledger: Ledger, kpi: Kpi, field: str, rows: Flags) -> Flags:
    """Where an empty cell of `field` means that nobody knows, and not that there was none."""
    if field in _depended_on(kpi):
        return np.ones(ledger.size, dtype=np.bool_)
    count = int(ledger.source.max()) + 1
    zeros = np.bincount(ledger.source[rows & (ledger.figure(field) == 0)], minlength=count) > 0
    unknown: Flags = zeros[ledger.source] | _nothing_seen(ledger, rows, count)
    for counted in IN_BASKETS.get(field, ()):
        unknown = unknown | (np.nan_to_num(ledger.figure(counted)) > 0)
    return unknown


def _depended_on(kpi: Kpi) -> tuple[str, ...]:
    spent = [term.field for term in (*kpi.numerator, *kpi.denominator) if term.field in DECIDED]
    return tuple(spent or [term.field for term in kpi.denominator])


def _nothing_seen(ledger: Ledger, rows: Flags, count: int) -> Flags:
    """Where a source that elsewhere says how often it was seen says nothing of the kind."""
    seen = np.zeros(ledger.size, dtype=np.bool_)
    for name in FIRST_SEEN:
        seen |= ~np.isnan(ledger.figure(name))
    telling = np.bincount(ledger.source[rows & seen], minlength=count) > 0
    return ~seen & telling[ledger.source]


def on_common_days(ledger: Ledger, chosen: Chosen, needed: tuple[str, ...]) -> Chosen:
    """Return the rows inside the days that every figure covers: twelve months of a till over two
    of ads is no return. Undated rows stay.
    """
    dated = ledger.first_day != NO_DAY
    spans = []
    for field in needed:
        if not (chosen[field] & dated).any():
            return chosen
        spans.append(extent(ledger, np.unique(ledger.source[chosen[field]]).tolist()))
    known = [span for span in spans if span is not None]
    if len(known) < 2:
        return chosen
    first, last = max(span[0] for span in known), min(span[1] for span in known)
    inside = ~dated | ((ledger.first_day >= first) & (ledger.last_day <= last))
    return {field: flags & inside for field, flags in chosen.items()}
