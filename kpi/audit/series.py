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
    ledger: Ledger, rows: Flags, names: Iterable[str], last_day: int | None = None
) -> Series | None:
    """Return the figures of `rows` by whole week, None when no row lies in a single week.

    `last_day`: the last one whose figures are all in, by default the last there is. A row that
    lies in no single week is left out.
    """
    span = weeks(ledger, rows, last_day=last_day)
    if not span.count:
        return None
    whole = np.flatnonzero(span.whole)
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
