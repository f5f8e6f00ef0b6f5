"""KPI values with their plausible range, by anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from kpi.brief import Brief
from kpi.catalog import Kpi, Term, kpi
from kpi.facts import Facts
from kpi.period import Period
from kpi.readings.amounts import followers_before
from kpi.readings.composed import clv_to_cac, payback_months
from kpi.readings.interval import Z, medians
from kpi.readings.ledger import Floats, Groups, Ledger, Statuses
from kpi.readings.noise import noises
from kpi.readings.ranges import Asked, Side, reading_range, shares_difference, side
from kpi.readings.reading import OK, Reading, either, nothing
from kpi.readings.sides import counts_tries
from kpi.readings.sources import (
    Rows,
    choices,
    claims_overlap,
    fields_of,
    mixed_currencies,
    several_results,
)

REVENUE = Term(1.0, "revenue")
FIGURES = ("value", "low", "high", "numerator", "denominator")
# What another family of sources may still answer.
NEXT = ("no_data", "overlapping_claims")


def measure(
    facts: Facts,
    kpi_ids: Sequence[str],
    by: Sequence[str] = (),
    period: Period | None = None,
    brief: Brief | None = None,
) -> pd.DataFrame:
    """Return the readings of some KPIs: one row a KPI and group, in the order asked, groups by
    their names.

    Columns: `kpi`, the dimensions of `by`, `value` in the KPI's unit (a rate is a share of 1,
    money in the rows' currency), `low` and `high` the 95 % plausible range, `numerator` and
    `denominator` the two sums (unscaled; denominator 1 for a total), `status`. Unless the status
    is `ok` or `too_little` (no success seen in a small base; `needed` says how many more would
    tell), value and range are nan; the range is nan too where nothing tells the noise (a stock, an
    amount without a count). `period` keeps the rows that lie inside it entirely; `brief.margin`
    stands in for a margin that no source holds. Raises UnknownName for a KPI or dimension that does
    not exist.
    """
    kept = facts if period is None else facts.restrict(period)
    ledger = Ledger(kept)
    groups = ledger.groups(tuple(by))
    readings = [read(ledger, kpi(id_), groups, brief) for id_ in kpi_ids]
    if not readings:
        return pd.DataFrame(columns=["kpi", *by, *FIGURES, "status"])
    return _frame(list(kpi_ids), readings, groups)


def _frame(ids: list[str], readings: list[Reading], groups: Groups) -> pd.DataFrame:
    whole = not len(groups.labels.columns)
    shown = [np.flatnonzero(r.touched) if not whole else np.arange(groups.count) for r in readings]
    labels = groups.labels.iloc[np.concatenate(shown)].reset_index(drop=True)
    columns: dict[str, object] = {"kpi": np.repeat(ids, [len(rows) for rows in shown])}
    columns |= {str(name): labels[name] for name in labels}
    for name in (*FIGURES, "status"):
        parts = [getattr(r, name)[rows] for r, rows in zip(readings, shown, strict=True)]
        columns[name] = np.concatenate(parts)
    return pd.DataFrame(columns).astype({"kpi": "str", "status": "str"})


def read(ledger: Ledger, one: Kpi, groups: Groups, brief: Brief | None) -> Reading:
    """Return the reading of one KPI over each group."""
    if one.form == "composed":
        return _composed(ledger, one, groups, brief)
    if one.form == "order_statistic":
        return _median(ledger, one, groups)
    if one.id == "follower_growth":
        _open_followers(ledger)
    reading = _over_sources(ledger, one, groups)
    if "gross_margin" in fields_of(one):
        return _with_margin(ledger, one, groups, brief, reading)
    return reading


def _over_sources(ledger: Ledger, one: Kpi, groups: Groups) -> Reading:
    """Each group from the first choice of sources that can speak for it."""
    reading: Reading | None = None
    for rows in choices(ledger, one):
        found = read_rows(ledger, one, groups, rows)
        reading = found if reading is None else either(reading, found, instead_of=NEXT)
        if not np.isin(reading.status.astype(str), NEXT).any():
            break
    return reading if reading is not None else nothing(groups.count, "no_data")


def read_rows(ledger: Ledger, one: Kpi, groups: Groups, rows: Rows) -> Reading:
    """Return the reading of one KPI over each group from the rows given."""
    at = Asked.of(ledger, one, groups, rows)
    top, bottom = side(at, one.numerator), side(at, one.denominator)
    divisor = bottom.value if one.denominator else np.ones(groups.count)
    for field in one.per:
        divisor = divisor * at.amounts[field].values
    bottom = replace(bottom, value=divisor)
    control, low, high = _range_and_control(at, (top, bottom))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = top.value / divisor - control
    return Reading.of(
        status=_status(at, divisor),
        scale=one.scale,
        tries=counts_tries(one),
        value=value,
        low=low,
        high=high,
        numerator=top.value,
        denominator=divisor,
        touched=np.bincount(groups.codes[rows.held], minlength=groups.count) > 0,
    )


def _range_and_control(at: Asked, sides: tuple[Side, Side]) -> tuple[Floats, Floats, Floats]:
    """The control side's ratio, to take away from the test's, and the range of the difference."""
    one = at.kpi
    if not one.control_numerator:
        low, high = reading_range(at, sides)
        return np.zeros(at.groups.count), low, high
    control = side(at, one.control_numerator), side(at, one.control_denominator)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = control[0].value / control[1].value
        if one.unit == "points":
            return share, *shares_difference(sides, control)
        low, high = _ratios_difference(sides, control)
    return share, low, high


def _ratios_difference(
    test: tuple[Side, Side], control: tuple[Side, Side]
) -> tuple[Floats, Floats]:
    """The range of a difference of two growth ratios of counts, by the delta method."""
    total = np.zeros_like(test[0].value)
    for top, bottom in (test, control):
        each = (top.value / bottom.value) ** 2
        total = total + each * (top.variance / top.value**2 + bottom.variance / bottom.value**2)
    half = Z * np.sqrt(noises()["counts"].dispersion * total)
    gap = test[0].value / test[1].value - control[0].value / control[1].value
    return gap - half, gap + half


def _status(at: Asked, divisor: Floats) -> Statuses:
    """The reason a group has no reading, the most telling; `ok` otherwise."""
    status = np.full(at.groups.count, OK, dtype=object)
    with np.errstate(invalid="ignore"):
        status[~(divisor > 0)] = "no_denominator"
        for term in at.kpi.control_denominator:
            status[~(at.amounts[term.field].values > 0)] = "no_denominator"
    missing = refused = np.zeros(at.groups.count, dtype=np.bool_)
    for field, amount in at.amounts.items():
        refused = refused | amount.refused
        if field not in at.kpi.optional_fields:
            missing = missing | (np.isnan(amount.values) & ~amount.refused)
    where = (at.ledger, at.rows, at.groups)
    status[refused | several_results(*where)] = "not_additive"
    status[claims_overlap(*where)] = "overlapping_claims"
    status[mixed_currencies(*where)] = "mixed_currencies"
    status[missing] = "no_data"
    return status


def _with_margin(
    ledger: Ledger, one: Kpi, groups: Groups, brief: Brief | None, reading: Reading
) -> Reading:
    """Where no source holds the margin, revenue less costs, else revenue times the margin of the
    brief.
    """
    if reading.all_ok:
        return reading
    made = with_margin_made(ledger, one, brief)
    supposed = _over_sources(ledger, made or _without_margin(one, [REVENUE]), groups)
    if made is None:
        supposed = supposed.refuse("needs_brief")
    return either(
        reading,
        supposed,
        instead_of=("no_data",),
        also=("needs_brief", "no_denominator", "overlapping_claims", "mixed_currencies"),
    )


def with_margin_made(ledger: Ledger, one: Kpi, brief: Brief | None) -> Kpi | None:
    """Return a KPI with its gross margin made of other figures; None when it has none or nothing
    gives it.
    """
    if "gross_margin" not in fields_of(one):
        return None
    if ledger.has("cost_of_goods"):
        return _without_margin(one, [REVENUE, Term(-1.0, "cost_of_goods")])
    if brief is None or brief.margin is None:
        return None
    return _without_margin(one, [Term(brief.margin, "revenue")])


def _without_margin(one: Kpi, made: Iterable[Term]) -> Kpi:
    terms: list[Term] = []
    for term in one.numerator:
        if term.field == "gross_margin":
            terms += [Term(term.coefficient * m.coefficient, m.field) for m in made]
        else:
            terms.append(term)
    return replace(one, numerator=tuple(terms))


def _median(ledger: Ledger, one: Kpi, groups: Groups) -> Reading:
    """The middle of the single values; a mean would let one forgotten message decide."""
    field = one.numerator[0].field
    rows = next(choices(ledger, one)).by_field[field]
    values, codes = ledger.figure(field)[rows], groups.codes[rows]
    middle, low, high = medians(values, codes, groups.count)
    number = np.bincount(codes, minlength=groups.count).astype(np.float64)
    return Reading.of(
        status=np.where(number > 0, OK, "no_data").astype(object),
        scale=1.0,
        tries=False,
        touched=number > 0,
        value=middle,
        low=low,
        high=high,
        numerator=np.bincount(codes, values, groups.count).astype(np.float64),
        denominator=number,
    )


def _composed(ledger: Ledger, one: Kpi, groups: Groups, brief: Brief | None) -> Reading:
    parts = {part: read(ledger, kpi(part), groups, brief) for part in one.parts}
    if one.id == "clv_cac":
        return clv_to_cac(parts["clv"], parts["cac"])
    margin = read(ledger, margin_rate(), groups, brief)
    return payback_months(ledger, groups, (parts["cac"], parts["arpu"], margin))


def margin_rate() -> Kpi:
    """The margin on revenue, which the catalogue holds only inside other KPIs."""
    return replace(
        kpi("contribution_roas"),
        denominator=(Term(1.0, "revenue"),),
        data_needed=("gross_margin", "revenue"),
    )


def _open_followers(ledger: Ledger) -> None:
    if not ledger.has("followers_start"):
        ledger.supply("followers_start", followers_before(ledger))
