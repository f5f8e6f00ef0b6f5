"""Rows that add up the others: recognised by their words, their place and their arithmetic."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from kpi.catalog.headings import plain
from kpi.facts import MEASURES, Check

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from kpi.intake.cells import Coded, Floats

    Mask = NDArray[np.bool_]

# "Total: Campaigns", "Total", "Gesamt", "Total of 12 results", "Résultats de 8 campagnes"; not
# "Total War".
_WORDS = re.compile(
    r"^(grand |sub-?|sous-? ?)?(total|totals|totaux|totale|totales|totali|gesamt|gesamtsumme|summe"
    r"|insgesamt|suma|soma|somme|ensemble)( general| generale| geral| generales| gesamt)?"
    r"( ?[:(–-].*)?$|^total (of|de) \d+ .*$"
    r"|^(results from|resultats de|resultados de|ergebnisse (von|aus)) \d+ .*$"
)
# Platforms round each row: their sum differs from the total by half a cent a row.
ROUNDING = 0.005
RELATIVE = 1e-6
# Measures tried, the surest first, to see whether a nameless row adds up the others.
PROOFS = (
    "spend", "impressions", "clicks", "link_clicks", "revenue", "sessions", "sends", "delivered",
    "conversions", "page_views", "engagements", "orders",
)  # fmt: skip


def says_total(text: str) -> bool:
    """Return whether a cell is the words of a totals row ("Total : Campagnes")."""
    return bool(_WORDS.match(plain(text)))


def find_totals(
    words: Sequence[Coded], names: Sequence[Coded], measures: Mapping[str, Floats]
) -> Mask:
    """Return the totals rows. `words`: the columns where "Total" may stand; `names`: those naming
    the rows.
    """
    columns = (*words, *names)
    if not columns:
        return np.zeros(len(next(iter(measures.values()), ())), dtype=bool)
    count = len(columns[0].codes)
    found = np.zeros(count, dtype=bool)
    for column in words:
        said = np.array([says_total(value) for value in column.values], dtype=bool)
        # Where every row says "Total", it is a name.
        if said.any() and not said.all():
            found |= said[column.codes]
    for end in (0, count - 1):
        if count > 1 and not found[end] and _adds_up(end, found, names, measures):
            found[end] = True
    return found


def _adds_up(row: int, found: Mask, names: Sequence[Coded], measures: Mapping[str, Floats]) -> bool:
    """Return whether a row without a name holds the sum of the others, or more."""
    blank = [column.is_blank() for column in names]
    telling = [b for b in blank if not b.all()]
    if not telling or not all(b[row] for b in telling):
        return False
    others = ~found
    others[row] = False
    if not all((~b[others]).any() for b in telling):
        return False
    for measure in (*PROOFS, *(name for name in measures if MEASURES[name].kind == "flow")):
        values = measures.get(measure)
        if values is None or np.isnan(values[row]):
            continue
        rest = np.nansum(values[others])
        if rest <= 0:
            continue
        return bool(values[row] >= rest * (1 - 0.005) - ROUNDING * others.sum())
    return False


def compare(
    totals: Mask, measures: Mapping[str, Floats], numbers: NDArray[np.int64], currency: str
) -> tuple[Check, ...]:
    """Return the comparison of our sums with the file's own totals, or nothing when it has none.

    A file may have totals of the rows shown, of the account, of each network: the row nearest to
    our sums is compared. `values`: field (the first measure that differs, else the surest),
    file_total, read_total, count (measures compared), currency. "totals" fails when our sum is
    above the file's; "partial" passes: the file lists a part of the account by its own choice.
    """
    rows = np.flatnonzero(totals).tolist()
    count = int((~totals).sum())
    sums = {
        name: float(np.nansum(values[~totals]))
        for name, values in measures.items()
        if MEASURES[name].kind == "flow" and not np.isnan(values[~totals]).all()
    }
    if not rows or not sums:
        return ()
    best = max(rows, key=lambda row: (_agreements(row, sums, measures, count), -row))
    told = {n: float(measures[n][best]) for n in sums if not np.isnan(measures[n][best])}
    if not told:
        return ()
    apart = [n for n in told if not _close(told[n], sums[n], count)]
    shown = next(n for n in (*PROOFS, *told) if n in (apart or told))
    above = any(told[n] < sums[n] for n in apart)
    values = {
        "field": shown,
        "file_total": told[shown],
        "read_total": sums[shown],
        "count": len(told),
        "currency": currency,
    }
    id_ = "partial" if apart and not above else "totals"
    return (Check(id=id_, passed=not above, values=values, rows=(int(numbers[best]),)),)


def _agreements(
    row: int, sums: Mapping[str, float], measures: Mapping[str, Floats], count: int
) -> int:
    return sum(_close(float(measures[name][row]), read, count) for name, read in sums.items())


def _close(total: float, read: float, count: int) -> bool:
    return abs(total - read) <= ROUNDING * count + 0.5 * ROUNDING + RELATIVE * abs(total)
