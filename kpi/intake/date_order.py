"""A column of dates: which number is the day, settled by all of its texts or asked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from kpi.intake.dates import read_date, read_serial
from kpi.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kpi.intake.dates import Read

ORDERS = ("dmy", "mdy", "ymd")
# Answers to dates that a spreadsheet took for others.
SWAP, KEEP = "swap", "keep"
# Years that two digits are likely to mean.
LIKELY_YEARS = range(2008, 2041)
# "Jan-26" is a month of 2026; three numbers and more beside one month are its days.
MOST_YEARS = 2
# Fewer dates of each kind tell nothing of a spreadsheet's mistake.
FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """A column's different texts read as dates: `periods[i]` for `texts[i]`, None where it is no
    date.

    `order`: "dmy", "mdy" or "ymd" where it mattered, "" where every text reads one way; `settled`:
    evidence decided it; `serials`: the texts that were Excel day numbers; `kinds`: the ways in
    which the dates are written; `short`: the texts whose year has two digits; `swapped`: those
    whose day and month a spreadsheet seems to have exchanged.
    """

    periods: tuple[Period | None, ...]
    order: str = ""
    settled: bool = True
    serials: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    swapped: tuple[str, ...] = ()


def read_dates(texts: Sequence[str], *, within: Period | None = None, order: str = "") -> Dates:
    """Return the days of each text, the order of day, month and year settled by the whole column.

    `within`: the period that the file announces; `order`: the answer already given.
    """
    reads = _without_days_of_a_month([read_date(text) for text in texts])
    serials = [None if read else read_serial(t) for t, read in zip(texts, reads, strict=True)]
    known = [read for read in reads if read is not None]
    chosen, settled = "", True
    if not all(read.plain for read in known):
        chosen, settled = (order, True) if order in ORDERS else _order(known, within)
    periods = [
        _in_order(read, chosen) if read else day for read, day in zip(reads, serials, strict=True)
    ]
    swapped = _swapped(texts, reads, periods)
    if swapped and order != KEEP:
        turned = (t in swapped for t in texts)
        periods = [_turned(p) if turn else p for p, turn in zip(periods, turned, strict=True)]
    return Dates(
        periods=tuple(periods),
        order=chosen,
        settled=settled,
        serials=tuple(t for t, day in zip(texts, serials, strict=True) if day),
        kinds=tuple(sorted({read.kind for read in known})),
        short=tuple(t for t, read in zip(texts, reads, strict=True) if read and read.short),
        swapped=() if order in (SWAP, KEEP) else swapped,
    )


def _in_order(read: Read, order: str) -> Period | None:
    """Return a date's days in an order; what reads one way only is read so."""
    if not order or read.plain or (order == "ymd" and not read.short):
        return read.day_first
    return read.first(order)


def _without_days_of_a_month(reads: Sequence[Read | None]) -> list[Read | None]:
    """Return the reads without "Feb-01 … Feb-28": days of a month whose year is not told."""
    years: dict[int, set[int]] = defaultdict(set)
    months = [r for r in reads if r is not None and r.short and r.kind == "longer"]
    for read in months:
        if read.day_first is not None:
            years[read.day_first.first.month].add(read.day_first.first.year)
    if all(len(held) <= MOST_YEARS for held in years.values()):
        return list(reads)
    return [None if read in months else read for read in reads]


def _order(reads: Sequence[Read], within: Period | None) -> tuple[str, bool]:
    """Return which of day, month and year comes first, and whether something proves it."""
    by_year = _year_first([read for read in reads if read.short and read.kind == "numbers"])
    if by_year:
        return "ymd", True
    order, settled = _day_or_month(reads, within)
    return order, settled and by_year is not None


def _year_first(reads: Sequence[Read]) -> bool | None:
    """Return whether dates of two-digit years begin with the year; None when nothing tells."""
    days = [read.year_first for read in reads]
    others = [read.day_first or read.month_first for read in reads]
    if not reads or None in days or days == others:
        return False
    if None in others:
        return True
    years, otherwise = ({p.first.year for p in some if p} for some in (days, others))
    likely, other = (all(y in LIKELY_YEARS for y in held) for held in (years, otherwise))
    if likely != other:
        return likely
    if len(years) != len(otherwise):
        return len(years) < len(otherwise)
    return None


def _day_or_month(reads: Sequence[Read], within: Period | None) -> tuple[str, bool]:
    """Return which of day and month comes first, and whether something proves it."""
    day_first = [read.day_first for read in reads]
    month_first = [read.month_first for read in reads]
    if day_first == month_first:
        return "", True
    holes = (day_first.count(None), month_first.count(None))
    if holes[0] != holes[1]:
        return ("dmy", True) if holes[0] < holes[1] else ("mdy", True)
    if within is not None:
        inside = (_inside(day_first, within), _inside(month_first, within))
        if inside[0] != inside[1]:
            return ("dmy", True) if inside[0] > inside[1] else ("mdy", True)
    steps = (_daily(day_first), _daily(month_first))
    # Day after day under one reading, the same day (not the first) of every month under the other.
    if steps[0] != steps[1] and not _firsts(day_first if steps[1] else month_first):
        return ("dmy", True) if steps[0] else ("mdy", True)
    return "dmy", False


def _inside(periods: Iterable[Period | None], within: Period) -> int:
    return sum(p is not None and p.first in within and p.last in within for p in periods)


def _daily(periods: Iterable[Period | None]) -> bool:
    days = sorted({p.first for p in periods if p is not None})
    steps = [(b - a).days for a, b in pairwise(days)]
    return len(steps) >= 2 and max(steps) <= 7


def _firsts(periods: Iterable[Period | None]) -> bool:
    return all(p.first.day == 1 for p in periods if p is not None)


def _swapped(
    texts: Sequence[str], reads: Sequence[Read | None], periods: Sequence[Period | None]
) -> tuple[str, ...]:
    """Return the texts whose day and month a spreadsheet seems to have exchanged.

    Opened with another country's settings, a file keeps as text the dates that have no thirteenth
    month, and turns the others: none of the turned ones is then after the twelfth, and turned back
    they stand nearer to the texts.
    """
    turned, kept = [], []
    for text, read, period in zip(texts, reads, periods, strict=True):
        if period is None or period.days > 1:
            continue
        if read is None or read.kind == "iso":
            turned.append((text, period))
        elif read.kind == "numbers":
            kept.append(period)
            if read.day_first and read.month_first:
                return ()
    if min(len(turned), len(kept)) < FEWEST or any(p.first.day > 12 for _, p in turned):
        return ()
    back = [p for _, found in turned if (p := _turned(found))]
    moved = _span([*back, *kept]) < _span([*(p for _, p in turned), *kept])
    return tuple(text for text, _ in turned) if moved else ()


def _turned(period: Period | None) -> Period | None:
    """Return a day with its month as the day and its day as the month."""
    if period is None or period.first.day > 12:
        return period
    day = date(period.first.year, period.first.day, period.first.month)
    return Period(day, day)


def _span(periods: Sequence[Period]) -> int:
    return (max(p.last for p in periods) - min(p.first for p in periods)).days
