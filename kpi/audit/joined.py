"""What other columns and other files tell of the same campaigns: joined by name, week by week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

import numpy as np

from kpi.audit.campaigns import Table
from kpi.audit.series import ADS, held, rows_of, values_in
from kpi.catalog.headings import plain
from kpi.readings.ledger import Flags, Floats, Ints, Ledger


class Joined:
    """The campaigns of one table, found again in other rows of the cube."""

    def __init__(self, ledger: Ledger, table: Table) -> None:
        self._ledger, self.table = ledger, table

    @cached_property
    def advertising(self) -> Flags:
        """The rows of advertising of the table's platform."""
        mine = self._ledger.kept("platform", (self.table.campaigns[0].platform,))
        kept: Flags = mine & rows_of(self._ledger, ADS)
        return kept

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels on which the platform advertises, those that it tells."""
        return values_in(self._ledger, self.advertising, "channel")

    @cached_property
    def _places(self) -> Ints:
        """The campaign of each row by its name, -1 for none; a name that two campaigns of the
        table bear tells neither.
        """
        names = [plain(one.name) for one in self.table.campaigns]
        times = Counter(names)
        alone = {name: i for i, name in enumerate(names) if name and times[name] == 1}
        codes, values = self._ledger.codes(self.table.campaigns[0].entity)
        places = np.array([alone.get(plain(str(value)), -1) for value in values], dtype=np.int64)
        return places[codes]

    @cached_property
    def _columns(self) -> Ints:
        """The week of each row among the table's, -1 for none; one column without dates."""
        table, ledger = self.table, self._ledger
        if not table.dated:
            inside = np.zeros(ledger.size, dtype=np.int64)
            for first, last in table.spans or ():
                inside[(ledger.first_day < first) | (ledger.last_day > last)] = -1
            return inside
        if not len(table.starts):
            return np.full(ledger.size, -1, dtype=np.int64)
        at = np.searchsorted(table.starts, ledger.first_day, side="right") - 1
        starts = table.starts[np.maximum(at, 0)]
        return np.where((at >= 0) & (ledger.last_day <= starts + 6), at, -1)

    def share(self, rows: Flags, name: str) -> float:
        """Return the share of a figure's sum over `rows` that a campaign of the table has."""
        values = np.nan_to_num(self._ledger.figure(name))
        whole = float(values[rows].sum())
        return float(values[rows & (self._places >= 0)].sum()) / whole if whole > 0 else 0.0

    def names(self, rows: Flags) -> Flags:
        """Return which of `rows` bear the name of a campaign of the table."""
        named: Flags = rows & (self._places >= 0)
        return named

    def sums(self, rows: Flags, name: str) -> Floats:
        """Return the sum of a figure of `rows` by campaign and week, 0 where there is none."""
        return self._by_week(rows, self._ledger.figure(name))

    def numbers(self, rows: Flags) -> Floats:
        """Return how many of `rows` there are by campaign and week."""
        return self._by_week(rows, np.ones(self._ledger.size))

    def _by_week(self, rows: Flags, values: Floats) -> Floats:
        size, count = self.table.sums["spend"].shape
        used = self.names(rows) & (self._columns >= 0)
        place = self._places[used] * count + self._columns[used]
        found = np.bincount(place, weights=values[used], minlength=size * count)
        return found.astype(np.float64).reshape(size, count)

    def with_figures(self, rows: Flags, names: Iterable[str]) -> Table:
        """Return the table with further figures, those of `rows`."""
        sums, told = dict(self.table.sums), dict(self.table.held)
        for name in names:
            kept = held(self._ledger, rows, name)
            known = np.bincount(self._places[self.names(kept)], minlength=len(self.table.campaigns))
            sums[name], told[name] = self.sums(kept, name), known > 0
        return self.table.with_figures(sums, told)
