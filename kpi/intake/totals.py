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
    r"^(grand |sub-?|sous-? ?)?(total|totals|totaux|totale|totales|totali|gesamt|gesamtsumme|summe|insgesamt|suma|soma|"
    r"somme|ensemble)( general| generale| geral| generales| gesamt)?( ?[:(–-].*)?$"
    r"|^total (of|de) \d+ .*$|^(results from|resultats de|resultados de|ergebnisse (von|aus)) \d+ .*$"
)
# Platforms round each row: their sum differs from the total by half a cent a row.
ROUNDING = 0.005
RELATIVE = 1e-6
# Measures tried, the surest first, to see whether a nameless row adds up the others.
PROOFS = (
    "spend", "impressions", "clicks", "link_clicks", "revenue", "sessions", "sends", "delivered", "conversions",
    "page_views", "engagements", "orders",
)  # fmt: skip


def find_totals(
    words: Sequence[Coded], names: Sequence[Coded], measures: Mapping[str, Floats]
) -> Mask:
    """Return the totals rows. `words`: the columns where "Total" may stand; `names`: those naming
    the rows.
    """
    count = len(next(iter(measures.values()))) if measures else 0
    found = np.zeros(count, dtype=bool)
    for column in words:
        said = np.array([bool(_WORDS.match(plain(value))) for value in column.values], dtype=bool)
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
    for measure in PROOFS:
        values = measures.get(measure)
        if values is None or np.isnan(values[row]):
            continue
        rest = np.nansum(values[others])
        if rest <= 0:
            continue
        return bool(values[row] >= rest * (1 - 0.005) - ROUNDING * others.sum())
    return False


def compare(
    totals: Mask, measures: Mapping[str, Floats], numbers: NDArray[np.int64]
) -> tuple[Check, ...]:
    """Return the check of our sums against the file's own totals: one for each measure that both
    have.

    `values`: field, file_total, read_total. The totals row nearest to our sums is the one
    compared: a file has
    totals of the rows shown, of the account, of each network. Larger than our sums by the file's
    own choice
    ("part of the account") is the check "partial", which passes.
    """
    rows = np.flatnonzero(totals)
    if not len(rows):
        return ()
    sums = {
        name: float(np.nansum(values[~totals]))
        for name, values in measures.items()
        if MEASURES[name].kind == "flow" and not np.isnan(values[~totals]).all()
    }
    best = max(rows, key=lambda row: (_agreements(row, sums, measures, int((~totals).sum())), -row))
    checks = []
    for name, read in sums.items():
        total = float(measures[name][best])
        if np.isnan(total):
            continue
        checks.append(_check(name, total, read, int((~totals).sum()), int(numbers[best])))
    return tuple(checks)


def _agreements(
    row: int, sums: Mapping[str, float], measures: Mapping[str, Floats], count: int
) -> int:
    return sum(_close(float(measures[name][row]), read, count) for name, read in sums.items())


def _close(total: float, read: float, count: int) -> bool:
    return abs(total - read) <= ROUNDING * count + 0.5 * ROUNDING + RELATIVE * abs(total)


def _check(name: str, total: float, read: float, count: int, row: int) -> Check:
    values = {"field": name, "file_total": total, "read_total": read}
    if _close(total, read, count):
        return Check(id="totals", passed=True, values=values, rows=(row,))
    if total > read:
        return Check(id="partial", passed=True, values=values, rows=(row,))
    return Check(id="totals", passed=False, values=values, rows=(row,))
