"""The cube as arrays: one number a row and figure, so that any grouping is one counting pass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from kpi.errors import UnknownName, near_misses
from kpi.facts import DIMENSIONS, Facts

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Statuses = npt.NDArray[np.object_]

NO_DAY = np.iinfo(np.int64).min


def coded(column: pd.Series) -> tuple[Ints, list[object]]:
    """Return a code a row and the values the codes stand for, sorted; an absent value is ""."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy().astype(np.int64)
        values = [*column.cat.categories, ""]
        codes[codes < 0] = len(values) - 1
    else:
        codes, found = pd.factorize(column, use_na_sentinel=False)
        values = ["" if pd.isna(value) else value for value in found]
    order = sorted(set(values), key=lambda value: (str(type(value)), value))
    rank = {value: index for index, value in enumerate(order)}
    place = np.array([rank[value] for value in values], dtype=np.int64)
    return place[codes], order


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Groups:
    """Which group each row falls in. `labels`: one row a group, a column each dimension of `by`."""

    codes: Ints
    labels: pd.DataFrame

    @property
    def count(self) -> int:
        return len(self.labels)


class Ledger:
    """The columns of one cube as arrays, each read once for as long as the facts live."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.cube = facts.cube
        self.size = len(facts.cube)
        self._read: dict[str, Floats] = facts.memo.setdefault("figures", {})
        self._codes: dict[str, tuple[Ints, list[object]]] = facts.memo.setdefault("codes", {})
        self._numbers: dict[str, Ints] = facts.memo.setdefault("days", {})
        # What a brief implies (a margin) is this ledger's alone.
        self._supplied: dict[str, Floats] = {}

    def figure(self, name: str) -> Floats:
        """Return one measure, nan where the source does not have it."""
        if name in self._supplied:
            return self._supplied[name]
        if name not in self._read:
            found = (
                self.cube[name].to_numpy(dtype=np.float64, na_value=np.nan)
                if name in self.cube
                else np.full(self.size, np.nan)
            )
            self._read[name] = found
        return self._read[name]

    def told(self, name: str) -> Flags:
        """Return which rows have a figure, zero included."""
        known: dict[str, Flags] = self.facts.memo.setdefault("told", {})
        if name in self._supplied:
            return ~np.isnan(self._supplied[name])
        if name not in known:
            known[name] = ~np.isnan(self.figure(name))
        return known[name]

    def supply(self, name: str, values: Floats) -> None:
        """Give a measure that no source holds and others imply."""
        self._supplied[name] = values

    def has(self, name: str) -> bool:
        return bool(self.told(name).any())

    def codes(self, name: str) -> tuple[Ints, list[object]]:
        """Return the code of each row on one dimension and the values behind the codes."""
        if name not in DIMENSIONS:
            near = near_misses(name, DIMENSIONS)
            raise UnknownName("unknown_dimension", values={"sample": name, "options": near})
        if name not in self._codes:
            self._codes[name] = (
                coded(self.cube[name])
                if name in self.cube
                else (np.zeros(self.size, dtype=np.int64), [""])
            )
        return self._codes[name]

    @cached_property
    def source(self) -> Ints:
        if "source" not in self.cube:
            return np.zeros(self.size, dtype=np.int64)
        return self.cube["source"].to_numpy().astype(np.int64)

    @cached_property
    def first_day(self) -> Ints:
        return self._days("date")

    @cached_property
    def last_day(self) -> Ints:
        """The last day a row covers; its first where the export gives no other."""
        last = self._days("date_end")
        return np.where(last == NO_DAY, self.first_day, last)

    def _days(self, name: str) -> Ints:
        if name not in self._numbers:
            codes, values = self.codes(name)
            days = np.array([day_number(str(value)) for value in values], dtype=np.int64)
            self._numbers[name] = days[codes] if len(days) else np.zeros(0, dtype=np.int64)
        return self._numbers[name]

    @cached_property
    def spans_weeks(self) -> bool:
        """Whether some row covers seven days: then a week may begin on another day than Monday."""
        return bool((self.last_day - self.first_day == 6).any())

    def week_numbers(self, begin: int) -> tuple[Ints, Ints]:
        """Return the week in which each row begins and the one in which it ends, for weeks that
        begin on the weekday of day `begin`; meaningless for a row without date.
        """
        known: dict[int, tuple[Ints, Ints]] = self.facts.memo.setdefault("weeks", {})
        if begin not in known:
            known[begin] = ((self.first_day - begin) // 7, (self.last_day - begin) // 7)
        return known[begin]

    def kept(self, name: str, values: tuple[str, ...]) -> Flags:
        """Return which rows hold one of `values` on a dimension."""
        codes, known = self.codes(name)
        wanted = np.array([str(value) in values for value in known], dtype=np.bool_)
        return wanted[codes] if len(wanted) else np.zeros(self.size, dtype=np.bool_)

    def groups(self, by: tuple[str, ...]) -> Groups:
        """Return the grouping by some dimensions, in the order of their values; one for ()."""
        known: dict[tuple[str, ...], Groups] = self.facts.memo.setdefault("groups", {})
        if by not in known:
            known[by] = self._grouped(by)
        return known[by]

    def _grouped(self, by: tuple[str, ...]) -> Groups:
        codes = np.zeros(self.size, dtype=np.int64)
        columns = [self.codes(name) for name in by]
        for place, values in columns:
            codes = codes * max(1, len(values)) + place
        if not by:
            return Groups(codes=codes, labels=pd.DataFrame(index=[0]))
        dense, found = _dense(codes)
        labels: dict[str, list[object]] = {}
        for name, (_, values) in reversed(list(zip(by, columns, strict=True))):
            labels[name] = [values[code] for code in found % len(values)]
            found = found // len(values)
        frame = pd.DataFrame({name: labels[name] for name in by})
        return Groups(codes=dense, labels=frame)


def _dense(codes: Ints) -> tuple[Ints, Ints]:
    """Return each code's rank among the codes present, and those codes in order."""
    width = int(codes.max()) + 1 if len(codes) else 0
    if width > 4 * len(codes) + 1024:
        found, dense = np.unique(codes, return_inverse=True)
        return dense.astype(np.int64), found
    # Few possible codes: counting them is several times faster than sorting the rows.
    found = occurring(codes)
    rank = np.zeros(width, dtype=np.int64)
    rank[found] = np.arange(len(found))
    return rank[codes], found


def occurring(codes: Ints) -> Ints:
    """Return the codes that occur, in order: counted, which is quicker than sorting the rows."""
    return np.flatnonzero(np.bincount(codes)) if len(codes) else np.zeros(0, dtype=np.int64)


def day_number(text: str) -> int:
    """Return an ISO date as days since 1970-01-01, NO_DAY for ""."""
    return int(np.datetime64(text[:10], "D").astype(np.int64)) if text else int(NO_DAY)


def sums(groups: Groups, values: Floats, rows: Flags) -> Floats:
    """Return the sum of `values` over the `rows` of each group, nan where none has a figure."""
    used = rows & ~np.isnan(values)
    totals = np.bincount(groups.codes[used], weights=values[used], minlength=groups.count)
    some = np.bincount(groups.codes[used], minlength=groups.count) > 0
    return np.where(some, totals, np.nan)


def distinct(groups: Groups, codes: Ints, rows: Flags) -> Ints:
    """Return how many different codes the `rows` of each group hold."""
    if not rows.any():
        return np.zeros(groups.count, dtype=np.int64)
    width = int(codes.max()) + 1
    pairs = groups.codes[rows] * width + codes[rows]
    if groups.count * width > 4 * len(codes) + 1024:
        return np.bincount(np.unique(pairs) // width, minlength=groups.count).astype(np.int64)
    seen = np.zeros(groups.count * width, dtype=np.bool_)
    seen[pairs] = True
    return np.asarray(seen.reshape(groups.count, width).sum(axis=1), dtype=np.int64)
