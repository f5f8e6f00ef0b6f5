"""Rows that add up the others: recognised by their words, their place and their arithmetic."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from kpi.catalog.headings import plain
from kpi.catalog.vocabulary import vocabulary
from kpi.facts import MEASURES
from kpi.intake.cells import known_sum
from kpi.intake.names import cleaned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from kpi.intake.cells import Coded, Floats

    Mask = NDArray[np.bool_]

# Platforms round each row: their sum differs from the total by half a cent a row.
ROUNDING = 0.005
RELATIVE = 1e-6
# Figures compared first, the surest, with the file's own totals.
PROOFS = (
    "spend", "impressions", "clicks", "link_clicks", "revenue", "sessions", "sends", "delivered",
    "conversions", "page_views", "engagements", "orders",
)  # fmt: skip
# Small counts add up by chance: the digits of the figures that agree must outnumber the rows'.
DIGITS = 4.0
# Rows without a name, or with a word of totals in theirs, that are tried one by one.
TRIED = 200
# Longer tables are no pivots: nobody folds them.
PIVOT_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Totals:
    """The rows that add up others, and a row that may (its place and values; no name): to ask."""

    rows: Mask
    doubtful: int | None = None


@cache
def _whole() -> re.Pattern[str]:
    """Return what a cell says that names a total: "Total: Campaigns", "Total 2026"; not "Total
    War".
    """
    said = vocabulary("totals")
    words = "|".join(map(re.escape, said["words"]))
    counted = "|".join(re.escape(one).replace(r"\#", r"\d[\d .,]*") for one in said["counted"])
    return re.compile(rf"({words})( \d{{4}})?( ?[:(].*| [–-].*)?|({counted})\b.*")


@cache
def _within() -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(map(re.escape, vocabulary('totals')['within']))})\b")


def says_total(text: str) -> bool:
    """Return whether a cell is the words of a totals row ("Total : Campagnes")."""
    return bool(_whole().fullmatch(plain(text)))


def find_totals(
    words: Sequence[Coded], names: Sequence[Coded], measures: Mapping[str, Floats]
) -> Totals:
    """Return the totals rows. `words`: the columns where "Total" may stand; `names`: those naming
    the rows.

    Words alone settle "Total"; a row that merely holds such a word ("Total Brand", "All
    campaigns"), a row without a name, and the subtotals of a pivot count as totals when they add
    up rows of the table to the cent, in every figure.
    """
    lengths = [len(column.codes) for column in (*words, *names)] or [
        len(v) for v in measures.values()
    ]
    count = lengths[0] if lengths else 0
    found = _marked(words, says_total, count)
    sums = _Sums.of(measures)
    if sums is None or count < 2:
        return Totals(found)
    nameless = _nameless(names, ~found)
    loose = _marked(words, lambda text: bool(_within().search(plain(text))), count)
    maybe = (nameless | loose) & ~found
    if 0 < maybe.sum() <= TRIED:
        found = _proved(sums, found, maybe, loose)
    for end in (0, count - 1):
        # The one row of a filtered export may stand beside its total.
        if not found[end] and sums.equal(end, ~found, fewest=1 if maybe[end] else 2):
            found[end] = True
    found |= _folded(sums, found)
    return Totals(found, _doubtful(sums, found, maybe))


def _marked(columns: Sequence[Coded], says: Callable[[str], bool], count: int) -> Mask:
    """Return the rows of which a cell says so; where every row of a column does, it is a name."""
    found = np.zeros(count, dtype=bool)
    for column in columns:
        said = np.array([says(value) for value in column.values], dtype=bool)
        if said.any() and not said.all():
            found |= said[column.codes]
    return found


def _nameless(names: Sequence[Coded], among: Mask) -> Mask:
    """Return the rows that nothing names, in a table that names its others."""
    none = np.zeros(len(among), dtype=bool)
    blank = [column.says(lambda text: not cleaned(text)) for column in names]
    if not all(b.any() for b in blank):
        return none
    telling = [b for b in blank if not b[among].all()]
    return np.all(telling, axis=0) & among if telling else none


@dataclass(frozen=True, slots=True)
class _Sums:
    """The figures of a table that add up, and the sum of each over all rows."""

    flows: tuple[Floats, ...]
    sums: tuple[float, ...]

    @classmethod
    def of(cls, measures: Mapping[str, Floats]) -> _Sums | None:
        """Return the figures that some row tells, None when there is none."""
        flows = [v for name, v in measures.items() if MEASURES[name].kind == "flow"]
        told = tuple(v for v in flows if not np.isnan(v).all())
        return cls(told, tuple(map(known_sum, told))) if told else None

    def at(self, rows: NDArray[np.int_] | int) -> Floats:
        """Return the figures of these rows, one line a figure; NaN where a row tells none."""
        return np.array([values[rows] for values in self.flows])

    def others(self, row: int, among: Mask) -> Floats:
        """Return the sums of the rows among these without this one."""
        out = np.flatnonzero(~among)
        gone = np.nansum(self.at(out), axis=1) + (np.nan_to_num(self.at(row)) if among[row] else 0)
        rest: Floats = np.array(self.sums) - gone
        return rest

    def equal(self, row: int, among: Mask, fewest: int) -> bool:
        """Return whether a row tells the sum of so many others at least, too exactly for chance."""
        count = int(among.sum()) - 1
        return count >= fewest and adds_up(self.at(row), self.others(row, among), count)


def close(total: float, read: float, count: int) -> bool:
    """Return whether a total is the sum of so many rounded rows."""
    return abs(total - read) <= ROUNDING * count + 0.5 * ROUNDING + RELATIVE * abs(total)


def _agrees(total: Floats, read: Floats, count: int) -> bool:
    """Return whether each figure told is the sum read of so many rows, one of them at least not
    nought.
    """
    told = ~np.isnan(total)
    pairs = zip(total[told].tolist(), read[told].tolist(), strict=True)
    return bool((total[told] > 0).any()) and all(close(t, r, count) for t, r in pairs)


def adds_up(total: Floats, read: Floats, count: int) -> bool:
    """Return whether figures agree in two at least, with too many digits for chance."""
    positive = total[total > 0]
    digits = float(np.log10(1.0 + positive).sum())
    enough = len(positive) > 1 and digits >= DIGITS + np.log10(max(count, 1))
    return enough and _agrees(total, read, count)


def _proved(sums: _Sums, found: Mask, maybe: Mask, worded: Mask) -> Mask:
    """Return the totals with those of the rows in question that add up the rows above or below.

    A row sums what stands since the total before it, or since an earlier one: subtotals nest.
    `worded`: a word says so too, so that a single row may be summed and few digits are enough.
    """
    at = np.flatnonzero(maybe)
    base = ~found & ~maybe
    bounds = [0, *(int(row) + 1 for row in at), len(base)]
    spans = [slice(a, b) for a, b in pairwise(bounds)]
    held = np.array([[np.nansum(v[s][base[s]]) for s in spans] for v in sums.flows])
    rows = [int(base[s].sum()) for s in spans]
    told, words = sums.at(at), worded[at]
    known = _running(held[:, :-1], rows[:-1], told, words, np.zeros(len(at), dtype=bool))
    upward = _running(held[:, :0:-1], rows[:0:-1], told[:, ::-1], words[::-1], known[::-1])
    found = found.copy()
    found[at[upward[::-1]]] = True
    return found


def _running(held: Floats, rows: list[int], told: Floats, words: Mask, known: Mask) -> Mask:
    """Return which of the rows in question sum the rows before them. `held`, `rows`: the sums and
    the count of the plain rows before each.
    """
    found = known.copy()
    so_far, count = np.zeros(len(held)), 0
    starts = [(so_far, count)]
    for i, total in enumerate(told.T):
        so_far, count = so_far + held[:, i], count + rows[i]
        if not found[i]:
            blocks = ((so_far - before, count - n) for before, n in starts)
            found[i] = any(
                _agrees(total, read, n) if words[i] else n > 1 and adds_up(total, read, n)
                for read, n in blocks
                if n
            )
        if found[i]:
            starts.append((so_far, count))
        else:
            so_far, count = so_far + np.nan_to_num(total), count + 1
    return found


def _folded(sums: _Sums, found: Mask) -> Mask:
    """Return the subtotals of a pivot that no word marks: each sums the rows below it up to the
    next, or those above, and together they cover the table.
    """
    at = np.flatnonzero(~found)
    folded = np.zeros(len(found), dtype=bool)
    if 2 < len(at) <= PIVOT_ROWS:
        values = sums.at(at)
        heads = _heads(values)
        if not heads:
            heads = [len(at) - 1 - i for i in _heads(values[:, ::-1])]
        folded[at[heads]] = True
    return folded


def _heads(values: Floats) -> list[int]:
    """Return the places of the rows that each sum those after it up to the next, else nothing."""
    run = np.concatenate([np.zeros((len(values), 1)), np.nancumsum(values, axis=1)], axis=1)
    count = values.shape[1]
    heads, longest, place = [], 0, 0
    while place < count:
        total = values[:, place]
        size = next(
            (n for n in _sizes(run, place, total) if _agrees(total, _block(run, place, n), n)), 0
        )
        if not size:
            return []
        heads.append(place)
        longest, place = max(longest, size), place + 1 + size
    whole = np.nansum(values[:, heads], axis=1)
    return heads if longest > 1 and adds_up(whole, whole, count) else []


def _block(run: Floats, place: int, size: int) -> Floats:
    return run[:, place + 1 + size] - run[:, place + 1]


def _sizes(run: Floats, place: int, total: Floats) -> Iterator[int]:
    """Yield how many rows after this one may sum it, by its largest figure."""
    if np.isnan(total).all() or np.nanmax(total) <= 0:
        return
    lead = int(np.nanargmax(total))
    sums = run[lead, place + 1 :] - run[lead, place + 1]
    slack = ROUNDING * len(sums) + RELATIVE * total[lead]
    first, last = np.searchsorted(sums, [total[lead] - slack, total[lead] + slack])
    yield from range(max(int(first), 1), min(int(last), len(sums) - 1) + 1)


def _doubtful(sums: _Sums, found: Mask, maybe: Mask) -> int | None:
    """Return the first or last row, without a name of its own, that outweighs the others together
    in each figure: the total of a list cut short, or the largest row.
    """
    for end in (0, len(found) - 1):
        if not maybe[end] or found[end]:
            continue
        told = sums.at(end)
        rest = sums.others(end, ~found)
        some = ~np.isnan(told) & (rest > 0)
        if some.any() and (told >= rest)[some].all():
            return end
    return None
