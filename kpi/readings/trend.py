"""One KPI week by week, for a line on a chart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kpi.brief import Brief
from kpi.catalog import Kpi, kpi
from kpi.facts import Facts
from kpi.period import Period
from kpi.readings.alike import spoken
from kpi.readings.coverage import covered_days
from kpi.readings.ledger import NO_DAY, Flags, Floats, Groups, Ledger
from kpi.readings.measure import read
from kpi.readings.reading import OK, TOO_LITTLE, Reading
from kpi.readings.slope import Slope, slope
from kpi.readings.weeks import Weeks, weeks

COLUMNS = ("week", "value", "low", "high", "complete")


def trend(
    facts: Facts, kpi_id: str, period: Period | None = None, brief: Brief | None = None
) -> pd.DataFrame:
    """Return one row a week, the oldest first; empty when no row lies inside one week.

    Columns: `week` (its first day, a Timestamp), `value`, `low` and `high` as `measure` gives
    them (nan in a week without reading), `complete`: whether every figure the KPI is made of, and
    every file it comes from, covers all seven days. Raises UnknownName.
    """
    found = _weekly(facts if period is None else facts.restrict(period), kpi(kpi_id), brief)
    if found is None:
        return _frame({name: [] for name in COLUMNS})
    return _frame(
        {
            "week": found.span.starts.astype("datetime64[D]").astype("datetime64[ns]"),
            **{name: found.told(getattr(found.reading, name)) for name in ("value", "low", "high")},
            "complete": found.whole,
        }
    )


def trend_slope(facts: Facts, kpi_id: str, brief: Brief | None = None) -> Slope:
    """Return whether a KPI rises or falls over its complete weeks. Raises UnknownName."""
    found = _weekly(facts, kpi(kpi_id), brief)
    if found is None:
        return Slope(move="", weeks=0)
    values = found.told(found.reading.value)
    used = np.flatnonzero(found.whole & ~np.isnan(values))
    bases = found.told(found.reading.denominator)
    return slope(used.astype(np.float64), values[used], bases[used])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Weekly:
    """A KPI read week by week; `whole`: the weeks that every figure and every file covers."""

    span: Weeks
    reading: Reading
    whole: Flags

    def told(self, figures: Floats) -> Floats:
        """Return the figures of the weeks with a reading, nan in the others."""
        weeks = slice(0, self.span.count)
        given = np.isin(self.reading.status[weeks].astype(str), (OK, TOO_LITTLE))
        return np.where(given, figures[weeks], np.nan)


def _weekly(facts: Facts, one: Kpi, brief: Brief | None) -> _Weekly | None:
    ledger, held = Ledger(facts), _held(facts, one)
    span = weeks(ledger, _any(held, ledger.size))
    if not (span.codes >= 0).any():
        return None
    # Rows that belong to no single week go to one more group, which is dropped.
    codes = np.where(span.codes >= 0, span.codes, span.count)
    groups = Groups(codes=codes, labels=pd.DataFrame({"week": np.arange(span.count + 1)}))
    whole = span.whole & _covered(ledger, held, span) & _by_all(ledger, one, brief, span)
    return _Weekly(span=span, reading=read(ledger, one, groups, brief), whole=whole)


def _held(facts: Facts, one: Kpi) -> list[Flags]:
    """The rows that hold each figure the KPI is made of, where any does; a margin is of revenue."""
    names = [term.field for term in (*one.numerator, *one.denominator)]
    names += [name for part in one.parts for name in kpi(part).data_needed]
    names = ["revenue" if n == "gross_margin" and not facts.has(n) else n for n in names]
    return [facts.cube[name].notna().to_numpy() for name in names if facts.has(name)]


def _any(held: list[Flags], size: int) -> Flags:
    return np.logical_or.reduce(held) if held else np.zeros(size, dtype=np.bool_)


def _covered(ledger: Ledger, held: list[Flags], span: Weeks) -> Flags:
    """The weeks that lie inside the days of every figure: a file may end before another does."""
    inside = np.ones(span.count, dtype=np.bool_)
    for rows in held:
        dated = rows & (ledger.first_day != NO_DAY)
        if dated.any():
            inside &= span.starts >= int(ledger.first_day[dated].min())
            inside &= span.starts + 6 <= int(ledger.last_day[dated].max())
    return inside


def _by_all(ledger: Ledger, one: Kpi, brief: Brief | None, span: Weeks) -> Flags:
    """The weeks that lie inside the days of every file read: one may begin after the others."""
    return covered_days(ledger, spoken(ledger, one, brief).sources, span.starts, 7)


def _frame(columns: dict[str, object]) -> pd.DataFrame:
    kinds = {"week": "datetime64[ns]", "complete": "bool"}
    frame = pd.DataFrame(columns)
    return frame.astype({name: kinds.get(name, "float64") for name in COLUMNS})
