"""Column names as people and platforms write them, brought to one form so that they can be
compared.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kpi.catalog.currencies import codes, common, currencies_of, everyday_words

# Letters of other alphabets that print like Latin ones; a name that mixes them was typed or pasted.
_LOOK_ALIKES = str.maketrans("аеосрухіѕԁһӏАЕОСРХІМТНВК", "aeocpyxisdhlAEOCPXIMTHBK")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# "Amount spent (USD)", "Spend [USD]", "14 Day Total Sales (₹)", "Cost (in EUR)".
_BRACKETS = re.compile(r"\s*[(\[]\s*(?:in |en )?([^()\[\]]{1,16}?)\s*[)\]]\s*$")
# "spend_eur", "Cost USD", "EUR cost": no brackets, but a well-known currency at one end.
_ENDS = (re.compile(r"[ _-]([A-Za-z]{3})$"), re.compile(r"^([A-Z]{3})[ _-]"))
# TikTok writes each cell, names included, as a formula that gives a text.
_FORMULA = re.compile(r'^="(.*)"$', re.DOTALL)
# "14 Day Total Orders", "7-day click": the attribution window stands before the name.
_WINDOW = re.compile(r"^\d+[ -]days? (?=total|conversion|sales|orders|units)")


@lru_cache(maxsize=16384)
def plain(name: str) -> str:
    """Return a name without what changes from one export to the next: case, accents, odd spaces.

    "Nom de l’ensemble de publicités" → "nom de l'ensemble de publicites"; "Avg. CPC" → "avg cpc";
    "Amount spent (EUR)" → "amount spent"; "CampaignName" → "campaign name".
    """
    text = unicodedata.normalize("NFKC", unmangled(unwrapped(name)))
    if re.search("[a-zA-Z]", text):
        text = text.translate(_LOOK_ALIKES)
    text = _INVISIBLE.sub("", text).replace("’", "'").strip().strip("\"'")
    if _bracketed(text):
        text = _BRACKETS.sub("", text)
    if " " not in text:
        text = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", text)
    text = text.casefold()
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    text = re.sub(r"\s*/\s*", "/", text.replace(".", "").replace("_", " ").replace("*", " "))
    return _WINDOW.sub("", " ".join(text.split()).strip(" :"))


def straight(name: str) -> str:
    """Return a name as it looks: no letter of another alphabet among Latin ones, nothing
    invisible.
    """
    text = _INVISIBLE.sub("", name)
    return text.translate(_LOOK_ALIKES) if re.search("[a-zA-Z]", text) else text


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


def unwrapped(text: str) -> str:
    """Return what a cell written as a formula gives (`="Cost"` → "Cost"); other texts as they
    are.
    """
    return _FORMULA.sub(r"\1", text) if text.startswith("=") else text


def _bracketed(text: str) -> str:
    """Return the currency between the last brackets of a name, or ""."""
    found = _BRACKETS.search(text)
    if not found:
        return ""
    inner = found[1]
    code = inner.upper()
    if code in everyday_words():
        # "Amount spent (ALL)" is in Albanian leks; "CLICKS (ALL)" and "Clicks (all)" are not.
        return code if inner == code and text != text.upper() else ""
    if code in common() or inner in codes():
        return code
    return inner if not (len(inner) == 1 and inner.isalpha()) and currencies_of(inner) else ""


def currency_of(name: str) -> str:
    """Return the currency of a name ("Spend (USD)", "Sales (₹)", "spend_eur"): its code or sign,
    or "".
    """
    text = unicodedata.normalize("NFKC", unwrapped(name)).strip()
    inner = _bracketed(text)
    if inner:
        return inner
    ends = (found[1] for pattern in _ENDS if (found := pattern.search(text)))
    return next((end.upper() for end in ends if end.upper() in common()), "")
