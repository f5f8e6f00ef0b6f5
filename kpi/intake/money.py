"""Which currency a column, a cell or a title speaks of."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from kpi.catalog.headings import currency_of
from kpi.intake.numbers import take_apart

if TYPE_CHECKING:
    from collections.abc import Iterable

# Signs shared by several countries ("kr") stand for none; "$" alone is the American dollar unless
# told.
SIGNS = {
    "€": "EUR", "$": "USD", "US$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "Rs": "INR",
    "Rs.": "INR", "R$": "BRL", "₺": "TRY", "₽": "RUB", "₴": "UAH", "₩": "KRW", "₫": "VND",
    "฿": "THB", "₱": "PHP", "zł": "PLN", "Kč": "CZK", "A$": "AUD", "AU$": "AUD", "C$": "CAD",
    "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "MX$": "MXN", "Fr.": "CHF",
}  # fmt: skip
_CODE = re.compile(r"^[A-Za-z]{3}$")


def code_of(text: str) -> str:
    """Return the ISO code of a sign or code ("€" → "EUR", "usd" → "USD"), or ""."""
    text = text.strip()
    if text in SIGNS:
        return SIGNS[text]
    return text.upper() if _CODE.match(text) else ""


def in_header(name: str) -> str:
    """Return the currency between a column name's brackets, or ""."""
    return code_of(currency_of(name))


def in_cells(texts: Iterable[str]) -> Counter[str]:
    """Return how many cells write each currency sign."""
    found: Counter[str] = Counter()
    for text in texts:
        written = take_apart(text)
        if written is not None and written.currency:
            found[code_of(written.currency)] += 1
    del found[""]
    return found
