"""Figures of one kind of source by whole week: what the rules on e-mails, pages and shops share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from kpi.audit.evidence import Contrast, Sums, against_before
from kpi.audit.finding import Scope
from kpi.audit.halves import Halves, halves
from kpi.period import Period
from kpi.readings.ledger import Flags, Floats, Ints, Ledger, occurring
from kpi.readings.weeks import weeks


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Series:
    """`sums`: figure → one sum a whole week, 0 where there is nothing; `starts`: the weeks' first
    days; `sources`: the files they are of.
    """

    sums: dict[str, Floats]
    starts: Ints
    sources: tuple[int, ...]

    @property
    def weeks(self) -> int:
        return len(self.starts)

    def halves(self, period: Period | None) -> Halves | None:
        """Return the weeks to compare, None when there are too few."""
        return halves(self.starts, period)

    def total(self, name: str, columns: Ints | None = None) -> float:
        """Return the sum of a figure over some of the weeks, all by default."""
        values = self.sums[name]
        return float(values.sum() if columns is None else values[columns].sum())

    def contrast(self, ratio: tuple[str, str, str], two: Halves) -> Contrast:
        """Return top/bottom after against before; `ratio`: top, bottom, what limits precision."""
        after, before = (self._side(ratio, columns) for columns in (two.after, two.before))
        return against_before(after, before)

    def _side(self, ratio: tuple[str, str, str], columns: Ints) -> Sums:
        top, bottom, events = (self.sums[name][None, columns] for name in ratio)
        return Sums(top=top, bottom=bottom, events=events)

    def scope(self, columns: Ints | None = None) -> Scope:
        """Return the rows that some of the weeks are summed of."""
        starts = self.starts if columns is None else self.starts[np.sort(columns)]
        return Scope(
            dimensions=(),
            keys=frozenset({()}),
            spans=tuple((int(day), int(day) + 6) for day in starts),
            sources=self.sources,
        )


def rows_of(ledger: Ledger, families: Iterable[str]) -> Flags:
    """Return the rows of the sources of some families."""
    wanted = set(families)
    known = [source.family in wanted for source in ledger.facts.sources]
    flags = np.array(known or [False], dtype=np.bool_)
    return flags[np.clip(ledger.source, 0, len(flags) - 1)]


def series(
    ledger: Ledger,
    rows: Flags,
    names: Iterable[str],
    last_day: int | None = None,
    *,
    events: bool = False,
) -> Series | None:
    """Return the figures of `rows` by whole week, None when no row lies in a single week.

    `last_day`: the last one whose figures are all in, by default the last there is. A row that
    lies in no single week is left out. `events`: rows stand for something done that day (a send, a
    post, a weekly count) and not for the day, so that a week counts without its other days.
    """
    span = weeks(ledger, rows, last_day=last_day)
    if not span.count:
        return None
    whole = np.arange(span.count) if events else np.flatnonzero(span.whole)
    inside = rows & (span.codes >= 0)

    def by_week(name: str) -> Floats:
        values = ledger.figure(name)
        used = inside & ~np.isnan(values)
        sums = np.bincount(span.codes[used], weights=values[used], minlength=span.count)
        return np.asarray(sums[whole], dtype=np.float64)

    return Series(
        sums={name: by_week(name) for name in names},
        starts=span.starts[whole],
        sources=tuple(int(code) for code in occurring(ledger.source[rows])),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Two:
    """A series over two periods of as many weeks."""

    series: Series
    halves: Halves

    def before(self, name: str) -> float:
        return self.series.total(name, self.halves.before)

    def after(self, name: str) -> float:
        return self.series.total(name, self.halves.after)

    def least(self, name: str) -> float:
        """The smaller of both periods' sums."""
        return min(self.before(name), self.after(name))

    def active(self, name: str) -> int:
        """In how many weeks there is some, in the period that has fewest."""
        values = self.series.sums[name]
        sides = (self.halves.before, self.halves.after)
        return min(int((values[columns] > 0).sum()) for columns in sides)

    def contrast(self, top: str, bottom: str, events: str) -> Contrast:
        """Return top/bottom after against before; `events`: what limits the precision."""
        return self.series.contrast((top, bottom, events), self.halves)

    def scope(self) -> Scope:
        return self.series.scope(np.concatenate([self.halves.before, self.halves.after]))


def two_periods(one: Series, period: Period | None) -> Two | None:
    """Return a series over the two periods to compare, None when there are too few weeks."""
    split = one.halves(period)
    return None if split is None else Two(series=one, halves=split)


def sums_of(ledger: Ledger, rows: Flags, names: Iterable[str]) -> dict[str, float]:
    """Return the sum of some figures over `rows`, whatever their date; 0 where there is none."""
    return {name: float(np.nansum(ledger.figure(name)[rows])) for name in names}


def held(ledger: Ledger, rows: Flags, *names: str) -> Flags:
    """Return those of `rows` that have every one of some figures."""
    kept: Flags = np.logical_and.reduce([rows, *(~np.isnan(ledger.figure(n)) for n in names)])
    return kept


def scope_of(ledger: Ledger, rows: Flags, starts: Ints | None = None) -> Scope:
    """Return the whole files that hold `rows`, in the weeks that begin at `starts` alone."""
    spans = None if starts is None or not len(starts) else starts
    return Scope(
        dimensions=(),
        keys=frozenset({()}),
        spans=None if spans is None else tuple((int(day), int(day) + 6) for day in spans),
        sources=tuple(int(code) for code in occurring(ledger.source[rows])),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Beside:
    """Two sums over the weeks that both sides cover; a single entry, and no `starts`, where neither
    has days.
    """

    top: Floats
    bottom: Floats
    starts: Ints

    @property
    def dated(self) -> bool:
        return len(self.starts) > 0


# The rows of one side, and the figures added up there.
Side = tuple[Flags, tuple[str, ...]]


def side_by_side(ledger: Ledger, top: Side, bottom: Side, *, events: bool = False) -> Beside | None:
    """Return both sides' sums over their common weeks (see `series`); None where days are told on
    one side only, or on no common week.
    """
    one, other = (series(ledger, *side, events=events) for side in (top, bottom))
    if one is None and other is None:
        sums = (sum(sums_of(ledger, *side).values()) for side in (top, bottom))
        whole = (np.array([value]) for value in sums)
        return Beside(top=next(whole), bottom=next(whole), starts=np.zeros(0, dtype=np.int64))
    if one is None or other is None:
        return None
    starts, mine, theirs = np.intersect1d(one.starts, other.starts, return_indices=True)
    if not len(starts):
        return None
    return Beside(
        top=np.sum([one.sums[name][mine] for name in top[1]], axis=0),
        bottom=np.sum([other.sums[name][theirs] for name in bottom[1]], axis=0),
        starts=starts,
    )
