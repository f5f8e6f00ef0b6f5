"""What one figure amounts to in each group, by its kind: flows add up, stocks keep their last
value, people exist only where they were counted once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpi.facts import MEASURES
from kpi.readings.ledger import NO_DAY, Flags, Floats, Groups, Ints, Ledger, distinct, sums
from kpi.readings.sides import FIRST_SEEN
from kpi.readings.sources import Rows

# The same customers stand at the start of every month: two starts do not add up.
STARTS = ("customers_start", "mrr_start")
# What tells one stock from another: the followers of two networks are no end value of one.
SERIES = ("platform", "account", "audience", "segment", "customer_kind")
# An average position weighs as many impressions as it was averaged over.
WEIGHT = {"position": "impressions"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Amount:
    """One figure a group (nan where absent); `refused`: the groups at which it does not exist."""

    values: Floats
    refused: Flags


def amounts(ledger: Ledger, rows: Rows, groups: Groups) -> dict[str, Amount]:
    """Return the amount of each figure of a KPI."""
    used = _narrowed(ledger, rows, groups)
    return {field: amount(ledger, field, used[field], groups) for field in used}


def amount(ledger: Ledger, field: str, rows: Flags, groups: Groups) -> Amount:
    """Return what `field` amounts to over `rows`, by its kind."""
    kind = MEASURES[field].kind
    if kind == "unique":
        found = _single(ledger, field, rows, groups)
        partial = _counted_in_part(ledger, rows, groups)
        values = np.where(partial, np.nan, found.values)
        return Amount(values=values, refused=found.refused | partial)
    if kind == "stock":
        return _end_value(ledger, field, rows, groups)
    values = ledger.figure(field)
    if field in WEIGHT:
        values = values * ledger.figure(WEIGHT[field])
    refused = np.zeros(groups.count, dtype=np.bool_)
    if field in STARTS:
        refused = distinct(groups, _dense(ledger.first_day), rows) > 1
    return Amount(values=sums(groups, values, rows), refused=refused)


def _dense(days: Ints) -> Ints:
    return np.unique(days, return_inverse=True)[1].astype(np.int64)


def _single(ledger: Ledger, field: str, rows: Flags, groups: Groups) -> Amount:
    counted = np.bincount(groups.codes[rows], minlength=groups.count)
    values = sums(groups, ledger.figure(field), rows)
    return Amount(values=np.where(counted == 1, values, np.nan), refused=counted > 1)


def _counted_in_part(ledger: Ledger, rows: Flags, groups: Groups) -> Flags:
    """Return the groups in which other rows of the same days were seen by people nobody counted:
    one placement of four says nothing of its campaign.
    """
    seen = np.zeros(ledger.size, dtype=np.bool_)
    for name in FIRST_SEEN:
        seen |= np.nan_to_num(ledger.figure(name)) > 0
    if not (rows & seen).any():
        return np.zeros(groups.count, dtype=np.bool_)
    counting = np.isin(ledger.source, np.unique(ledger.source[rows]))
    others = seen & ~rows & counting & _span(ledger, rows, groups)
    # A count in a row of its own, without impressions, is that of the rows beside it.
    both = (
        np.bincount(groups.codes[one], minlength=groups.count) > 0 for one in (rows & seen, others)
    )
    return np.logical_and(*both)


def _end_value(ledger: Ledger, field: str, rows: Flags, groups: Groups) -> Amount:
    """The value on the last day; on the first for what stood before the period. Two rows that
    day, or two series that may end on different days: refused.
    """
    at_start = field.endswith("_start")
    day = ledger.first_day if at_start else ledger.last_day
    edge = np.full(groups.count, np.iinfo(np.int64).max if at_start else NO_DAY)
    (np.minimum if at_start else np.maximum).at(edge, groups.codes[rows], day[rows])
    found = _single(ledger, field, rows & (day == edge[groups.codes]), groups)
    several = np.zeros(groups.count, dtype=np.bool_)
    for name in SERIES:
        codes, values = ledger.codes(name)
        if len(values) > 1:
            several |= distinct(groups, codes, rows) > 1
    return Amount(values=np.where(several, np.nan, found.values), refused=found.refused | several)


def _narrowed(ledger: Ledger, rows: Rows, groups: Groups) -> dict[str, Flags]:
    """Bring the flows to where the people or the weights beside them were counted."""
    used = dict(rows.by_field)
    for field in rows.by_field:
        kind = MEASURES[field].kind
        if kind == "weighted":
            weighed = ~np.isnan(ledger.figure(field))
            used = {name: flags & weighed for name, flags in used.items()}
        elif kind == "unique":
            counted = rows.by_field[field]
            span = _span(ledger, counted, groups)
            used = {
                name: flags
                if MEASURES[name].kind == "unique"
                else _beside(flags, counted, groups, span)
                for name, flags in used.items()
            }
    return used


def _beside(flow: Flags, counted: Flags, groups: Groups, span: Flags) -> Flags:
    """The rows of a flow that belong to the people counted: their own rows where those hold the
    flow too, else all that lie inside their days.
    """
    own = flow & counted
    has = np.bincount(groups.codes[own], minlength=groups.count) > 0
    return np.where(has[groups.codes], own, flow & span)


def _span(ledger: Ledger, counted: Flags, groups: Groups) -> Flags:
    """The rows inside the days over which people were counted, where they were counted once."""
    first = np.full(groups.count, NO_DAY)
    last = np.full(groups.count, np.iinfo(np.int64).max)
    dated = counted & (ledger.first_day != NO_DAY)
    first[groups.codes[dated]] = ledger.first_day[dated]
    last[groups.codes[dated]] = ledger.last_day[dated]
    undated = ledger.first_day == NO_DAY
    inside = (ledger.first_day >= first[groups.codes]) & (ledger.last_day <= last[groups.codes])
    kept: Flags = undated | inside
    return kept


def followers_before(ledger: Ledger) -> Floats:
    """Return each platform's first follower count, on its first day: where the growth
    starts from.

    No network exports the value before the period; the series itself holds it.
    """
    followers = ledger.figure("followers")
    known = ~np.isnan(followers) & (ledger.first_day != NO_DAY)
    out = np.full(ledger.size, np.nan)
    if known.any():
        codes, values = ledger.codes("platform")
        first = np.full(len(values), np.iinfo(np.int64).max)
        np.minimum.at(first, codes[known], ledger.first_day[known])
        opening = known & (ledger.first_day == first[codes])
        later = np.zeros(len(values), dtype=np.bool_)
        later[codes[known & ~opening]] = True
        out[opening & later[codes]] = followers[opening & later[codes]]
    return out
