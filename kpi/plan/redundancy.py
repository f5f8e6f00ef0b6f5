"""Whether a set of KPIs says one thing twice: by another name, or determined by the others.

Identities between KPIs are products, so sums in logarithms: they are linear. Solving them once
gives each KPI its coordinates on independent unknowns; a set is redundant when its coordinates are
linearly dependent, through one identity or through several.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from math import lcm

from kpi.catalog import kpis
from kpi.catalog.choosing import identities

Row = list[Fraction]


def _reduced(rows: Sequence[Row]) -> list[tuple[int, Row]]:
    """Return (pivot column, row) of the reduced echelon form."""
    left = [list(row) for row in rows]
    done: list[tuple[int, Row]] = []
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        left = [_without(row, pivot, column) for row in left]
        done = [(at, _without(row, pivot, column)) for at, row in done] + [(column, pivot)]
    return done


def _without(row: Row, pivot: Row, column: int) -> Row:
    factor = row[column]
    return [a - factor * b for a, b in zip(row, pivot, strict=True)] if factor else row


@cache
def coordinates() -> Mapping[str, tuple[int, ...]]:
    """Return KPI → its logarithm on independent unknowns, for the KPIs of some identity.

    Each is known to a factor, which does not matter here: whole numbers are exact and fast.
    """
    names = sorted({name for one in identities() for name in one.members()})
    at = {name: index for index, name in enumerate(names)}
    rows = []
    for one in identities():
        row = [Fraction(0)] * len(names)
        row[at[one.result]] = Fraction(-1)
        for name, exponent in one.factors.items():
            row[at[name]] += Fraction(exponent)
        rows.append(row)
    pivots = dict(_reduced(rows))
    free = [index for index in range(len(names)) if index not in pivots]
    return {
        name: _whole(
            [
                -pivots[index][unknown] if index in pivots else Fraction(index == unknown)
                for unknown in free
            ]
        )
        for name, index in at.items()
    }


def _whole(row: Row) -> tuple[int, ...]:
    scale = lcm(*(value.denominator for value in row))
    return tuple(int(value * scale) for value in row)


@cache
def _independent(tied: frozenset[str]) -> bool:
    """Eliminate row after row without dividing; a row that comes to nothing is determined."""
    pivots: list[tuple[int, Sequence[int]]] = []
    for name in sorted(tied):
        row = coordinates()[name]
        for column, pivot in pivots:
            if row[column]:
                a, b = pivot[column], row[column]
                row = tuple(a * mine - b * its for mine, its in zip(row, pivot, strict=True))
        leading = next((column for column, value in enumerate(row) if value), None)
        if leading is None:
            return False
        pivots.append((leading, row))
    return True


def independent(ids: Iterable[str]) -> bool:
    """Return whether no KPI of the set is determined by the others."""
    return _independent(frozenset(coordinates().keys() & set(ids)))


def twin(kpi: str, among: Iterable[str]) -> str | None:
    """Return the KPI of the set that says the same in another form, None when none does."""
    return next((other for other in among if other in kpis()[kpi].same_as), None)


def determining(kpi: str, among: Sequence[str]) -> tuple[str, ...]:
    """Return the fewest KPIs of the set that determine this one, in its order; () when none do."""
    if independent((*among, kpi)):
        return ()
    held = list(among)
    for other in reversed(among):
        rest = [name for name in held if name != other]
        if not independent((*rest, kpi)):
            held = rest
    return tuple(held)


def says_something_new(kpi: str, among: Sequence[str]) -> bool:
    """Return whether the KPI adds to a set that is not redundant itself."""
    return kpi not in among and twin(kpi, among) is None and independent((*among, kpi))
