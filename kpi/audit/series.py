"""Rows of some kinds of source, and their figures by whole week: what the rules on e-mails, pages,
sites and shops share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kpi.audit.claims import Looked, could_not, too_little
from kpi.audit.evidence import Contrast, Sums, against_before
from kpi.audit.finding import Scope
from kpi.audit.halves import Halves, halves, why_none
from kpi.catalog import Rule
from kpi.period import Period
from kpi.readings.ledger import NO_DAY, Flags, Floats, Ints, Ledger, occurring
from kpi.readings.weeks import weeks

# The family of a file that no platform's card recognised.
UNKNOWN = ""
# Files of advertising: those of an ads platform, and unknown ones, which hold whatever they hold.
ADS = ("ads", UNKNOWN)
# What tells the rows behind a sum from the others of their files.
WHERE = ("platform", "channel")
# The figure that is 1 in every week: a sum over it is a sum a week.
ONE = "one"


def rows_of(ledger: Ledger, families: Iterable[str]) -> Flags:
    """Return the rows of the sources of some families; without sources, no family is known."""
    wanted = set(families)
    known = [source.family in wanted for source in ledger.facts.sources]
    flags = np.array(known or [UNKNOWN in wanted], dtype=np.bool_)
    return flags[np.clip(ledger.source, 0, len(flags) - 1)]


def held(ledger: Ledger, rows: Flags, *names: str) -> Flags:
    """Return those of `rows` that have every one of some figures."""
    kept: Flags = np.logical_and.reduce([rows, *(ledger.told(name) for name in names)])
    return kept


def rows_told(ledger: Ledger, *names: str) -> Flags:
    """Return the rows that have every one of some figures, whatever file they are of: those that
    only one kind of tool counts need no card to be known by.
    """
    return held(ledger, np.ones(ledger.size, dtype=np.bool_), *names)


def absent(ledger: Ledger, *names: str, among: Flags | None = None) -> tuple[str, ...]:
    """Return which of some figures no row (of those `among`) has; all of them where they are told
    apart and never together, so that there is always something to add.
    """
    rows = np.ones(ledger.size, dtype=np.bool_) if among is None else among
    return tuple(name for name in names if not held(ledger, rows, name).any()) or names


def dated(ledger: Ledger, rows: Flags) -> Flags:
    """Return those of `rows` that have a day."""
    kept: Flags = rows & (ledger.first_day != NO_DAY)
    return kept


def by_platform(ledger: Ledger, rows: Flags) -> Iterator[Flags]:
    """Return the rows of each platform apart: what two networks count does not compare."""
    codes, _ = ledger.codes("platform")
    return (rows & (codes == code) for code in occurring(codes[rows]))


def values_in(ledger: Ledger, rows: Flags, dimension: str) -> tuple[str, ...]:
    """Return the values of a dimension that `rows` hold, "" left out."""
    codes, values = ledger.codes(dimension)
    return tuple(str(values[code]) for code in occurring(codes[rows]) if values[code] != "")


def one_currency(ledger: Ledger, rows: Flags) -> str | None:
    """Return the currency of `rows`, "" when none is told; None where there are several, whose
    amounts do not add up.
    """
    found = values_in(ledger, rows, "currency")
    return None if len(found) > 1 else "".join(found)


def sums_of(ledger: Ledger, rows: Flags, names: Iterable[str]) -> dict[str, float]:
    """Return the sum of some figures over `rows`, whatever their date; 0 where there is none."""
    return {name: float(np.nansum(ledger.figure(name)[rows])) for name in names}


def common_days(ledger: Ledger, fine: Flags, coarse: Flags) -> tuple[Flags, Flags] | None:
    """Return the rows of two kinds that lie within the days both cover, those of `fine` within the
    days that the `coarse` ones left do: amounts of two files are only set side by side where both
    were told. All of them where neither has days; None where one has, or no day is common.
    """
    one, other = dated(ledger, fine), dated(ledger, coarse)
    if not one.any() and not other.any():
        return fine, coarse
    if not one.any() or not other.any():
        return None
    kept = other & (ledger.first_day >= ledger.first_day[one].min())
    kept &= ledger.last_day <= ledger.last_day[one].max()
    if not kept.any():
        return None
    inside = one & (ledger.first_day >= ledger.first_day[kept].min())
    inside &= ledger.last_day <= ledger.last_day[kept].max()
    return (inside, kept) if inside.any() else None


def platform_of(ledger: Ledger, rows: Flags) -> dict[str, str]:
    """Return the platform of rows of a single one, {} where it has no name."""
    named = values_in(ledger, rows, "platform")
    return {"platform": named[0]} if named else {}


def week_spans(starts: Ints) -> tuple[tuple[int, int], ...]:
    """Return the first and last day of the weeks that begin at `starts`, in order."""
    return tuple((int(day), int(day) + 6) for day in np.sort(starts))


def scope_of(ledger: Ledger, rows: Flags, starts: Ints | None = None) -> Scope:
    """Return the rows of the files, platforms and channels of `rows`, in the weeks that begin at
    `starts` alone, whatever their day where none does.
    """
    groups = ledger.groups(WHERE)
    found = groups.labels.iloc[occurring(groups.codes[rows])].astype(str)
    return Scope(
        dimensions=WHERE,
        keys=frozenset(found.itertuples(index=False, name=None)),
        spans=week_spans(starts) if starts is not None and len(starts) else None,
        sources=tuple(int(code) for code in occurring(ledger.source[rows])),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Series:
    """`sums`: figure → one sum a whole week, 0 where there is nothing, and ONE; `starts`: the
    weeks' first days; `scope`: the rows they are of, whatever their day.
    """

    sums: dict[str, Floats]
    starts: Ints
    scope: Scope

    @property
    def weeks(self) -> int:
        return len(self.starts)

    def beside(self, other: Series) -> Series:
        """Return the figures of both over the weeks that both have."""
        starts, mine, theirs = np.intersect1d(self.starts, other.starts, return_indices=True)
        sums = {name: values[mine] for name, values in self.sums.items()}
        sums |= {name: values[theirs] for name, values in other.sums.items()}
        own, rest = self.scope, other.scope
        scope = replace(
            own,
            keys=own.keys | rest.keys,
            sources=tuple(sorted({*(own.sources or ()), *(rest.sources or ())})),
        )
        return Series(sums=sums, starts=starts, scope=scope)

    def contrast(self, ratio: tuple[str, str, str], two: Halves) -> Contrast:
        """Return top/bottom after against before; `ratio`: top, bottom, what limits precision."""
        after, before = (self._side(ratio, columns) for columns in (two.after, two.before))
        return against_before(after, before)

    def _side(self, ratio: tuple[str, str, str], columns: Ints) -> Sums:
        top, bottom, events = (self.sums[name][None, columns] for name in ratio)
        return Sums(top=top, bottom=bottom, events=events)


def series(
    ledger: Ledger, rows: Flags, names: Iterable[str], *, events: bool = False
) -> Series | None:
    """Return the figures of `rows` by whole week, None when no row lies in a single week.

    A row that lies in no single week is left out. `events`: rows stand for something done that day
    (a send, a post, a weekly count) and not for the day, so that a week counts without its other
    days.
    """
    span = weeks(ledger, rows)
    if not span.count:
        return None
    whole = np.arange(span.count) if events else np.flatnonzero(span.whole)
    inside = rows & (span.codes >= 0)

    def by_week(name: str) -> Floats:
        used = inside & ledger.told(name)
        values = ledger.figure(name)[used]
        sums = np.bincount(span.codes[used], weights=values, minlength=span.count)
        return np.asarray(sums[whole], dtype=np.float64)

    return Series(
        sums={ONE: np.ones(len(whole)), **{name: by_week(name) for name in names}},
        starts=span.starts[whole],
        scope=scope_of(ledger, rows),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Two:
    """A series over two periods of as many weeks."""

    series: Series
    halves: Halves

    def before(self, name: str) -> float:
        return float(self.series.sums[name][self.halves.before].sum())

    def after(self, name: str) -> float:
        return float(self.series.sums[name][self.halves.after].sum())

    def least(self, name: str) -> float:
        """The smaller of both periods' sums."""
        return min(self.before(name), self.after(name))

    def empty(self, names: Sequence[str]) -> str:
        """The first of some figures that one of the periods has none of, "" for none."""
        return next((name for name in names if self.least(name) <= 0), "")

    def rates(self, top: str, bottom: str) -> tuple[float, float]:
        """top/bottom before and after."""
        return self.before(top) / self.before(bottom), self.after(top) / self.after(bottom)

    def contrast(self, top: str, bottom: str, events: str) -> Contrast:
        """Return top/bottom after against before; `events`: what limits the precision."""
        return self.series.contrast((top, bottom, events), self.halves)

    @property
    def scope(self) -> Scope:
        """The rows of both periods."""
        columns = np.sort(np.concatenate([self.halves.before, self.halves.after]))
        return replace(self.series.scope, spans=week_spans(self.series.starts[columns]))


def two_periods(
    known: Rule, one: Series | None, period: Period | None, needed: Sequence[str], least: float = 0
) -> Two | Looked:
    """Return a series over the two periods to compare, or why there are none: no days, fewer than
    `least` weeks each, or one without any of a figure `needed`.
    """
    if one is None:
        return could_not(known.id, "date")
    split = halves(one.starts, period)
    if split is None or split.weeks < least:
        reason, there, takes = why_none(one.starts, period)
        return too_little(known.id, reason, (there, max(takes, 2 * least)), "")
    two = Two(series=one, halves=split)
    empty = two.empty(needed)
    return could_not(known.id, "empty", base=empty) if empty else two


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
    one side only, on no common week, or where there is nothing below.
    """
    one, other = (series(ledger, *side, events=events) for side in (top, bottom))
    if one is None and other is None:
        above, below = (sum(sums_of(ledger, *side).values()) for side in (top, bottom))
        whole = np.array([above]), np.array([below]), np.zeros(0, dtype=np.int64)
        return Beside(top=whole[0], bottom=whole[1], starts=whole[2]) if below > 0 else None
    if one is None or other is None:
        return None
    both = one.beside(other)
    above, below = (np.sum([both.sums[n] for n in side[1]], axis=0) for side in (top, bottom))
    return Beside(top=above, bottom=below, starts=both.starts) if below.sum() > 0 else None
