"""What other columns and other files tell of the same campaigns: joined by name, week by week."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable
from functools import cached_property

import numpy as np

from kpi.audit.campaigns import Table
from kpi.audit.series import held
from kpi.catalog.headings import plain
from kpi.readings.ledger import Flags, Floats, Ints, Ledger


class Joined:
    """The campaigns of one table, found again in other rows of the cube."""

    def __init__(self, ledger: Ledger, table: Table) -> None:
        self._ledger, self._table = ledger, table

    @cached_property
    def _places(self) -> Ints:
        """The campaign of each row by its name, -1 for none; a name that two campaigns of the
        table bear tells neither.
        """
        names = [plain(one.name) for one in self._table.campaigns]
        times = Counter(names)
        alone = {name: i for i, name in enumerate(names) if name and times[name] == 1}
        entity = self._table.campaigns[0].entity
        codes, values = self._ledger.codes(entity)
        places = np.array([alone.get(plain(str(value)), -1) for value in values], dtype=np.int64)
        return places[codes]

    @cached_property
    def _columns(self) -> Ints:
        """The week of each row among the table's, -1 for none; one column without dates."""
        table, ledger = self._table, self._ledger
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

    def sums(self, rows: Flags, name: str) -> tuple[Floats, Flags]:
        """Return a figure of `rows` by campaign and week, and which campaigns have it."""
        table = self._table
        count = max(len(table.starts), 1) if table.dated else 1
        named = held(self._ledger, rows, name) & (self._places >= 0)
        size = len(table.campaigns)
        known = np.bincount(self._places[named], minlength=size) > 0
        used = named & (self._columns >= 0)
        place = self._places[used] * count + self._columns[used]
        values = self._ledger.figure(name)[used]
        found = np.bincount(place, weights=values, minlength=size * count).astype(np.float64)
        return found.reshape(size, count)[:, : table.sums["spend"].shape[1]], known

    def with_figures(self, rows: Flags, names: Iterable[str]) -> Table:
        """Return the table with further figures, those of `rows`."""
        wider = copy.copy(self._table)
        wider.sums, wider.held = dict(self._table.sums), dict(self._table.held)
        for name in names:
            wider.sums[name], wider.held[name] = self.sums(rows, name)
        wider.__dict__.pop("totals", None)
        return wider


def of_platform(ledger: Ledger, table: Table) -> Flags:
    """Return the rows of advertising of a table's platform."""
    families = [source.family for source in ledger.facts.sources]
    ads = np.array([family in ("ads", "") for family in families] or [True], dtype=np.bool_)
    mine = ledger.kept("platform", (table.campaigns[0].platform,))
    kept: Flags = mine & ads[np.clip(ledger.source, 0, len(ads) - 1)]
    return kept


def channels(ledger: Ledger, table: Table) -> set[str]:
    """Return the channels on which a table's platform advertises, those that it tells."""
    codes, values = ledger.codes("channel")
    used = np.unique(codes[of_platform(ledger, table)])
    return {str(values[code]) for code in used} - {""}
