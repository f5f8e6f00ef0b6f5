"""Which currency a column, a cell or a title speaks of."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kpi.catalog.currencies import currencies_of
from kpi.catalog.headings import currency_of, plain
from kpi.intake.numbers import take_apart
from kpi.intake.units import currency_beside, unit_of

if TYPE_CHECKING:
    from collections.abc import Iterable

# What a sign may mean, the default first: ("EUR",) for "€", ("USD", "CAD", …) for "$".
Claim = tuple[str, ...]


def in_header(name: str) -> Claim:
    """Return what the currency of a column's name may be, () when it has none."""
    named = currencies_of(currency_of(name)) or currency_beside(plain(name))
    # "Spend USD (000s)": the unit stands after the currency.
    unit = unit_of(plain(name))[1]
    return named or (currencies_of(currency_of(name.rpartition("(")[0].strip())) if unit else ())


def in_cells(texts: Iterable[str]) -> Counter[Claim]:
    """Return how many cells write each currency, by what it may mean."""
    found: Counter[Claim] = Counter()
    for text in texts:
        claim = in_cell(text)
        if claim:
            found[claim] += 1
    return found


def in_cell(text: str) -> Claim:
    """Return what the currency that a cell writes may be, () when it writes none."""
    written = take_apart(text)
    return currencies_of(written.currency) if written is not None else ()


def told(claim: Claim, known: Iterable[str]) -> str:
    """Return the currency of a claim: the one of its codes that something else tells, else its
    default.
    """
    return next((code for code in known if code in claim), claim[0] if claim else "")
