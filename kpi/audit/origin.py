"""The rows of the files behind a finding: those that its sums are made of, and no others."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from kpi.audit.finding import Rows, Scope
from kpi.facts import Facts, KeptRows, Source
from kpi.readings.ledger import NO_DAY, Ints, coded, day_number


class Origins:
    """The original rows of all sources, each read once however many findings ask.

    None are found once the raw rows are gone (a reopened workspace).
    """

    def __init__(self, facts: Facts) -> None:
        pairs = zip(facts.sources, facts.originals, strict=False)
        self._files = [_File(source, original) for source, original in pairs]

    def rows(self, scope: Scope | None) -> tuple[Rows, ...]:
        """Return, for each source, the rows that a scope holds."""
        if scope is None:
            return ()
        named = enumerate(self._files)
        kept = (one for i, one in named if scope.sources is None or i in scope.sources)
        found = ((one.source, one.numbers_in(scope)) for one in kept)
        return tuple(
            Rows(file=source.file, sheet=source.sheet, numbers=tuple(numbers.tolist()))
            for source, numbers in found
            if len(numbers)
        )


class _File:
    """One source's original rows: the place of each combination of values, sorted once."""

    def __init__(self, source: Source, original: KeptRows) -> None:
        self.source = source
        self._original = original
        self._groups: dict[tuple[str, ...], dict[tuple[str, ...], Ints]] = {}

    @cached_property
    def _dimensions(self) -> pd.DataFrame:
        return self._original.dimensions

    @cached_property
    def _numbers(self) -> Ints:
        return np.asarray(self._original.numbers, dtype=np.int64)

    @cached_property
    def _days(self) -> tuple[Ints, Ints]:
        """The first and last day of each row, days since 1970-01-01."""
        first, last = (self._day("date"), self._day("date_end"))
        return first, np.where(last == NO_DAY, first, last)

    def _day(self, name: str) -> Ints:
        codes, values = coded(self._dimensions[name])
        return np.array([day_number(str(value)) for value in values], dtype=np.int64)[codes]

    def numbers_in(self, scope: Scope) -> Ints:
        groups = self._grouped(scope.dimensions)
        places = [groups[key] for key in scope.keys if key in groups]
        if not places:
            return np.zeros(0, dtype=np.int64)
        place = np.sort(np.concatenate(places))
        if scope.spans is not None:
            place = place[self._within(place, scope.spans)]
        return self._numbers[place]

    def _within(self, place: Ints, spans: tuple[tuple[int, int], ...]) -> Ints:
        """Which of some rows lie in one of the spans, given in order."""
        if not spans:
            return np.zeros(0, dtype=np.int64)
        first, last = (days[place] for days in self._days)
        starts, ends = np.array(spans, dtype=np.int64).T
        span = np.searchsorted(starts, first, side="right") - 1
        return np.flatnonzero((span >= 0) & (last <= ends[span]) & (first != NO_DAY))

    def _grouped(self, dimensions: tuple[str, ...]) -> dict[tuple[str, ...], Ints]:
        """The places of the rows that share their values on some dimensions."""
        if dimensions not in self._groups:
            codes = np.zeros(len(self._dimensions), dtype=np.int64)
            values = []
            for name in dimensions:
                mine, known = coded(self._dimensions[name])
                codes = codes * len(known) + mine
                values.append(known)
            order = np.argsort(codes, kind="stable")
            # A file whose rows were all set aside has none, and `split` would make one empty part.
            firsts = np.flatnonzero(np.diff(codes[order], prepend=-1))
            found = {}
            parts = np.split(order, firsts[1:]) if len(order) else []
            for code, rows in zip(codes[order][firsts], parts, strict=True):
                found[_key(int(code), values)] = rows
            self._groups[dimensions] = found
        return self._groups[dimensions]


def _key(code: int, values: list[list[object]]) -> tuple[str, ...]:
    key = []
    for known in reversed(values):
        code, place = divmod(code, len(known))
        key.append(str(known[place]))
    return tuple(reversed(key))
