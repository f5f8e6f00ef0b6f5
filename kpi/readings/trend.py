"""One KPI week by week, for a line on a chart."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kpi.brief import Brief
from kpi.catalog import kpi
from kpi.facts import Facts
from kpi.period import Period
from kpi.readings.ledger import Groups, Ledger
from kpi.readings.measure import read
from kpi.readings.reading import OK
from kpi.readings.weeks import weeks

COLUMNS = ("week", "value", "low", "high", "complete")


def trend(
    facts: Facts, kpi_id: str, period: Period | None = None, brief: Brief | None = None
) -> pd.DataFrame:
    """Return one row a week, the oldest first; empty when no row has a date inside one week.

    Columns: `week` (its first day, a Timestamp), `value`, `low` and `high` as `measure` gives
    them (nan in a week without reading), `complete`: whether the files cover all seven days.
    Raises UnknownName.
    """
    one = kpi(kpi_id)
    ledger = Ledger(facts if period is None else facts.restrict(period))
    span = weeks(ledger, np.ones(ledger.size, dtype=np.bool_))
    if not span.count:
        return _frame({name: [] for name in COLUMNS})
    # Rows that belong to no single week go to one more group, which is dropped.
    codes = np.where(span.codes >= 0, span.codes, span.count)
    groups = Groups(codes=codes, labels=pd.DataFrame({"week": np.arange(span.count + 1)}))
    reading = read(ledger, one, groups, brief)
    told = slice(0, span.count)
    shown = reading.status[told] == OK
    return _frame(
        {
            "week": span.starts.astype("datetime64[D]").astype("datetime64[ns]"),
            "value": np.where(shown, reading.value[told], np.nan),
            "low": np.where(shown, reading.low[told], np.nan),
            "high": np.where(shown, reading.high[told], np.nan),
            "complete": span.whole,
        }
    )


def _frame(columns: dict[str, object]) -> pd.DataFrame:
    kinds = {"week": "datetime64[ns]", "complete": "bool"}
    frame = pd.DataFrame(columns)
    return frame.astype({name: kinds.get(name, "float64") for name in COLUMNS})
