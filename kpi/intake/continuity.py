"""What the days of a table tell: covered or not, missing, unfinished, out of all proportion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from kpi.facts import Check, Note

if TYPE_CHECKING:
    from kpi.errors import Where
    from kpi.intake.cells import Floats
    from kpi.intake.frame import Frame
    from kpi.period import Period

# Families whose figures come every day; e-mails and orders have days of their own.
DAILY = ("ads", "web")
# Days needed before a missing one is told from a table that lists some days only.
FEWEST_DAYS, DENSE = 7, 0.5
# A day looks like a tracking fault above both: robust deviations from the median, and times it.
# 8 and 5 are ours, chosen to be rare and not measured: no real export at hand sets them off.
DEVIATIONS, TIMES, SPIKE_DAYS = 8.0, 5.0, 14
# A median absolute deviation in standard deviations of a normal law (Rousseeuw & Croux, 1993).
NORMAL = 1.4826
COUNTED = ("conversions", "revenue", "leads", "clicks", "sessions")
# A day on which the spend rose too is a busy day, not a fault.
EXPLAINED = 3.0
NAMED = 50


def coverage(frame: Frame, announced: Period | None) -> Iterator[Check]:
    """Yield one passed check when the rows cover the whole period that the file announces."""
    days = _days(frame)
    if announced is None or len(days) < 2:
        return
    if days[0] == announced.first and _last(frame) == announced.last:
        values = {"date_a": announced.first, "date_b": announced.last}
        yield Check(id="period", passed=True, values=values)


def day_notes(
    place: Where, family: str, frame: Frame, announced: Period | None, names: Mapping[str, str]
) -> Iterator[Note]:
    """Yield what the days call for: rows that stop short of the period announced, a last row that
    goes beyond it, missing days, days that look like tracking faults.
    """
    days = _days(frame)
    if len(days) < 2:
        return
    last = _last(frame)
    if announced is not None and last is not None:
        yield from _against(place, days, last, announced)
    if family in DAILY and _one_day_each(frame):
        yield from _missing(place, days)
        yield from _spikes(place, days, frame, names)


def _against(place: Where, days: Sequence[date], last: date, announced: Period) -> Iterator[Note]:
    first, days_told = days[0], len(days)
    if first in announced and last > announced.last:
        values = {"date_a": last, "date_b": announced.last}
        yield Note(code="period_unfinished", where=place, values=values)
    short = max((first - announced.first).days, 0) + max((announced.last - last).days, 0)
    if short and first in announced and days_told >= FEWEST_DAYS:
        told = {"date_a": announced.first, "date_b": announced.last, "count": short}
        yield Note(code="period_short", where=place, values=told)


def _days(frame: Frame) -> list[date]:
    return sorted(date.fromisoformat(text) for text in set(frame.dimensions["date"].values) - {""})


def _last(frame: Frame) -> date | None:
    ends = set(frame.dimensions["date_end"].values) - {""}
    return date.fromisoformat(max(ends)) if ends else None


def _one_day_each(frame: Frame) -> bool:
    first, last = frame.dimensions["date"], frame.dimensions["date_end"]
    return first.values == last.values and np.array_equal(first.codes, last.codes)


def _missing(place: Where, days: list[date]) -> Iterator[Note]:
    """Yield the days within the table's period that no row tells."""
    span = (days[-1] - days[0]).days + 1
    if len(days) < FEWEST_DAYS or len(days) < DENSE * span or len(days) == span:
        return
    held = set(days)
    gone = [d for n in range(span) if (d := days[0] + timedelta(n)) not in held]
    yield Note(code="days_missing", where=place, values={"count": len(gone), "date_a": gone[0]})


def _spikes(
    place: Where, days: list[date], frame: Frame, names: Mapping[str, str]
) -> Iterator[Note]:
    """Yield the day of each figure that stands out of all proportion, with its rows."""
    if len(days) < SPIKE_DAYS:
        return
    by_day = _by_day(frame, ("spend", *COUNTED), days)
    spend = by_day.pop("spend", None)
    for name, sums in by_day.items():
        middle = float(np.median(sums))
        spread = NORMAL * float(np.median(np.abs(sums - middle)))
        odd = (sums > middle + DEVIATIONS * spread) & (sums > TIMES * middle) & (middle > 0)
        if spend is not None:
            odd &= spend < EXPLAINED * max(float(np.median(spend)), 1e-9)
        for at in np.flatnonzero(odd).tolist():
            yield _spike(
                replace(place, column=names.get(name, name)), frame, days[at], sums[at] / middle
            )


def _spike(place: Where, frame: Frame, day: date, times: float) -> Note:
    column = frame.dimensions["date"]
    hit = np.array([text == day.isoformat() for text in column.values])[column.codes]
    rows = tuple(frame.numbers[hit][:NAMED].tolist())
    values = {"date_a": day, "factor": float(times), "rows": rows}
    return Note(code="spike", where=replace(place, row=rows[0]), values=values)


def _by_day(frame: Frame, names: Sequence[str], days: list[date]) -> dict[str, Floats]:
    """Return the sum of each day, of those of these figures that the table holds."""
    column = frame.dimensions["date"]
    places = {value: place for place, value in enumerate(column.values)}
    at = [places[day.isoformat()] for day in days]
    held = [name for name in names if name in frame.measures]
    sums = column.sums([frame.measures[name] for name in held])
    return {name: values[at] for name, values in zip(held, sums, strict=True)}
