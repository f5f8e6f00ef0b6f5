"""Readings: a KPI's value with its plausible range, its change and the causes of it, its weeks."""

from kpi.readings.alike import measure_before
from kpi.readings.compare import Cause, Change, compare
from kpi.readings.lacking import lacking
from kpi.readings.measure import measure
from kpi.readings.reading import needed
from kpi.readings.slope import Slope
from kpi.readings.standing import against, moved
from kpi.readings.trend import trend, trend_slope

__all__ = [
    "Cause",
    "Change",
    "Slope",
    "against",
    "compare",
    "lacking",
    "measure",
    "measure_before",
    "moved",
    "needed",
    "trend",
    "trend_slope",
]  # fmt: skip
