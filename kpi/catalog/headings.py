"""Column names as people and platforms write them, brought to one form so that they can be
compared.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters of other alphabets that print like Latin ones; a name that mixes them was typed or pasted.
_LOOK_ALIKES = str.maketrans("аеосрухіѕԁһӏАЕОСРХІМТНВК", "aeocpyxisdhlAEOCPXIMTHBK")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# The currencies that ad platforms bill in: "(USD)" is one, "(CTR)" is not.
CURRENCIES = frozenset([
    "AED", "ALL", "AMD", "ARS", "AUD", "AZN", "BAM", "BDT", "BGN", "BHD", "BOB", "BRL", "BYN",
    "CAD", "CHF", "CLP", "CNY", "COP", "CRC", "CZK", "DKK", "DOP", "DZD", "EGP", "EUR", "GBP",
    "GEL", "GHS", "GTQ", "HKD", "HNL", "HUF", "IDR", "ILS", "INR", "IQD", "ISK", "JOD", "JPY",
    "KES", "KRW", "KWD", "KZT", "LBP", "LKR", "MAD", "MDL", "MKD", "MUR", "MXN", "MYR", "NGN",
    "NOK", "NZD", "OMR", "PAB", "PEN", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB",
    "SAR", "SEK", "SGD", "THB", "TND", "TRY", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS",
    "VND", "XAF", "XOF", "XPF", "ZAR",
])  # fmt: skip
# "Amount spent (USD)", "Spend [USD]", "14 Day Total Sales (₹)".
_CURRENCY = re.compile(
    rf"\s*[(\[]\s*({'|'.join(sorted(CURRENCIES))}|US\$|R\$|[€$£¥₹₺₽₴₩₫]|zł|kr)\s*[)\]]\s*$"
)
# "spend_eur", "Cost USD": no brackets, but a well-known currency as the last word.
_COMMON = frozenset(["EUR", "USD", "GBP", "CHF", "CAD", "AUD", "BRL", "INR", "JPY", "MXN", "PLN"])
_LAST_WORD = re.compile(r"[ _-]([A-Za-z]{3})$")
# "14 Day Total Orders", "7-day click": the attribution window stands before the name.
_WINDOW = re.compile(r"^\d+[ -]days? (?=total|conversion|sales|orders|units)")


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """Return a name without what changes from one export to the next: case, accents, odd spaces.

    "Nom de l’ensemble de publicités" → "nom de l'ensemble de publicites"; "Avg. CPC" → "avg cpc";
    "Amount spent (EUR)" → "amount spent"; "CampaignName" → "campaign name".
    """
    text = unicodedata.normalize("NFKC", unmangled(name))
    if re.search("[a-zA-Z]", text):
        text = text.translate(_LOOK_ALIKES)
    text = _INVISIBLE.sub("", text).replace("’", "'").strip().strip("\"'")
    text = _CURRENCY.sub("", text)
    if " " not in text:
        text = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", text)
    text = text.casefold()
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    text = re.sub(r"\s*/\s*", "/", text.replace(".", "").replace("_", " ").replace("*", " "))
    return _WINDOW.sub("", " ".join(text.split()).strip(" :"))


def unmangled(name: str) -> str:
    """Return a name whose UTF-8 accents were read as Windows-1252, repaired ("dÃ©pensÃ©" →
    "dépensé").
    """
    if not re.search("[ÃÂâ]", name):
        return name
    try:
        return name.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return name


def currency_of(name: str) -> str:
    """Return the currency that ends a name ("Spend (USD)", "Sales (₹)", "spend_eur"), or ""."""
    text = unicodedata.normalize("NFKC", name).strip()
    found = _CURRENCY.search(text)
    if found:
        return found.group(1)
    last = _LAST_WORD.search(text)
    return last.group(1).upper() if last and last.group(1).upper() in _COMMON else ""
