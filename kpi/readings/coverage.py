"""Which days each file speaks for: two periods compare only where every file covers both.

A file that begins in the second period would make the first look smaller than it was. Inside a
file, days without a row are days on which nothing happened; between two files of one platform
(January and March) they are days that nobody exported.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from kpi.facts import Source
from kpi.period import Period
from kpi.readings.ledger import NO_DAY, Flags, Ints, Ledger

# A till that sells every third day may have sold nothing on the first two, a monthly letter may not
# have been sent yet: the usual silence of a file tells, up to a month.
LONGEST_SILENCE = 31
EPOCH = np.datetime64("1970-01-01")


@dataclass(slots=True, kw_only=True)
class _File:
    """One source's days: from `first` to `last`, `silence` its usual run without a row."""

    first: int
    last: int
    silence: int
    accounts: frozenset[str]


@dataclass(slots=True, kw_only=True)
class Series:
    """Files of one platform that follow each other: one export, month by month."""

    sources: list[int] = field(default_factory=list)
    files: list[_File] = field(default_factory=list)

    def takes(self, file: _File) -> bool:
        """Whether `file` carries on after the last one: later, and of the same account."""
        before = self.files[-1]
        same = not (file.accounts and before.accounts) or file.accounts & before.accounts
        return file.first > before.last and bool(same)

    def spans(self) -> list[tuple[int, int]]:
        """Return the runs of days covered, the oldest first."""
        found: list[tuple[int, int]] = []
        for file in self.files:
            first, last = file.first - file.silence, file.last + file.silence
            if found and first <= found[-1][1] + 1:
                found[-1] = (found[-1][0], max(found[-1][1], last))
            else:
                found.append((first, last))
        return found


def series(ledger: Ledger) -> list[Series]:
    """Return the dated files of a ledger, those that follow each other put together."""
    known: list[Series] | None = ledger.facts.memo.get("series")
    if known is None:
        known = ledger.facts.memo["series"] = _series(ledger)
    return known


def _series(ledger: Ledger) -> list[Series]:
    files = {index: _file(ledger, index) for index in np.unique(ledger.source).tolist()}
    dated = {index: file for index, file in files.items() if file is not None}
    found: dict[object, list[Series]] = {}
    for index in sorted(dated, key=lambda one: (dated[one].first, one)):
        kin = found.setdefault(_kind(ledger.facts.sources, index), [])
        follows = next((one for one in kin if one.takes(dated[index])), None)
        if follows is None:
            follows = Series()
            kin.append(follows)
        follows.sources.append(index)
        follows.files.append(dated[index])
    return [one for kin in found.values() for one in kin]


def _kind(sources: tuple[Source, ...], index: int) -> object:
    """What files of one export share; files of no known platform, their columns."""
    if index >= len(sources):
        return index
    source = sources[index]
    fields = frozenset(column.field for column in source.columns) - {""}
    return (source.platform, source.family, frozenset() if source.platform else fields)


def _file(ledger: Ledger, index: int) -> _File | None:
    rows = (ledger.source == index) & (ledger.first_day != NO_DAY)
    if not rows.any():
        return None
    first, last = ledger.first_day[rows], ledger.last_day[rows]
    codes, values = ledger.codes("account")
    accounts = {str(values[code]) for code in np.unique(codes[rows])} - {""}
    begin, end = int(first.min()), int(last.max())
    sources = ledger.facts.sources
    told = sources[index].period if index < len(sources) else None
    return _File(
        first=begin if told is None else min(begin, day_of(told)[0]),
        last=end if told is None else max(end, day_of(told)[1]),
        silence=min(_silence(first, last), LONGEST_SILENCE),
        accounts=frozenset(accounts),
    )


def _silence(first: Ints, last: Ints) -> int:
    """The run of days between rows that nine in ten of a file's own do not exceed."""
    order = np.argsort(first, kind="stable")
    begins, places = np.unique(first[order], return_index=True)
    reached = np.maximum.accumulate(last[order])[np.append(places[1:], len(order)) - 1]
    gaps = np.maximum(begins[1:] - reached[:-1] - 1, 0)
    usual = int(np.quantile(gaps, 0.9, method="higher")) if len(gaps) else 0
    return min(usual, LONGEST_SILENCE)


def day_of(period: Period) -> tuple[int, int]:
    """Return the first and last day of a period as days since 1970-01-01."""
    return tuple(  # type: ignore[return-value]
        int((np.datetime64(day) - EPOCH).astype(int)) for day in (period.first, period.last)
    )


def extent(ledger: Ledger, sources: Iterable[int]) -> tuple[int, int] | None:
    """Return the first and last day that some sources speak for, None without dates."""
    wanted = set(sources)
    spans = [span for one in series(ledger) if wanted & set(one.sources) for span in one.spans()]
    return (min(a for a, _ in spans), max(b for _, b in spans)) if spans else None


def covers(ledger: Ledger, sources: Iterable[int], periods: Iterable[Period]) -> bool:
    """Whether the files of some sources cover each of the periods from first day to last."""
    wanted, asked = set(sources), [day_of(period) for period in periods]
    return all(
        any(first <= begin and end <= last for first, last in one.spans())
        for one in series(ledger)
        if wanted & set(one.sources)
        for begin, end in asked
    )


def cut(ledger: Ledger, sources: Iterable[int], periods: Iterable[Period]) -> bool:
    """Whether a row of some sources straddles the edge of a period, so that it counts in none."""
    mine = np.isin(ledger.source, list(sources)) & (ledger.first_day != NO_DAY)
    first, last = ledger.first_day[mine], ledger.last_day[mine]
    return any(
        bool(((first <= end) & (last >= begin) & ((first < begin) | (last > end))).any())
        for begin, end in map(day_of, periods)
    )


def covered_days(ledger: Ledger, sources: Iterable[int], starts: Ints, length: int) -> Flags:
    """Return which spans of `length` days, given by their first, the files of sources all cover."""
    wanted = set(sources)
    inside = np.ones(len(starts), dtype=np.bool_)
    for one in series(ledger):
        if wanted & set(one.sources):
            held = [(starts >= a) & (starts + length - 1 <= b) for a, b in one.spans()]
            inside &= np.logical_or.reduce(held)
    return inside
