"""What the end of a column's name changes to its figures: a unit, a tax, a rate, a part."""

from __future__ import annotations

import re
from functools import lru_cache

from kpi.catalog.currencies import currencies_of
from kpi.catalog.vocabulary import meanings_of, vocabulary
from kpi.facts import MEASURES

FACTORS = {"micro": 1e-6, "hundredth": 0.01, "thousand": 1e3, "million": 1e6}
# Micros and hundredths are parts of a coin; other units multiply any count too.
OF_MONEY = ("micro", "hundredth")
COUNTED = ("count", "people")
# A name and its last brackets: "cost (micros)", "impressions [000]".
_BRACKETS = re.compile(r"^(.+?)\s*[(\[]([^()\[\]]*)[)\]]\s*$")
# "ca en k€", "cost micros": without brackets, a unit of one letter may be anything.
_LAST = re.compile(r"^(.+?) (?:(?:in|en|em) )?([^ ]{2,})$")
# What makes a figure a rate: "cost (per click)", "conversions (%)".
_RATE = re.compile(
    r"\b(per|par|pro|por|avg|average|mean|moyen|moyenne|moy|rate|taux|ratio|pct|percent|share|part)\b"
    r"|%|/"
)
_RATIO_WORD = re.compile(r"\b(per|par|pro|por|pour|for)$")


@lru_cache(maxsize=4096)
def qualified(key: str) -> tuple[str, str]:
    """Return a plain name without its last brackets, and what they hold ("" when there are
    none).
    """
    found = _BRACKETS.match(key)
    return (found[1], found[2].strip()) if found else (key, "")


@lru_cache(maxsize=4096)
def unit_of(key: str) -> tuple[str, str]:
    """Return a plain name without its unit, and the unit: micro, hundredth, thousand, million or
    "".

    "cost (micros)" → ("cost", "micro"); "ca en k€" → ("ca", "thousand").
    """
    name, inner = qualified(key)
    if inner:
        unit = _unit(inner)
        return (name, unit) if unit else (key, "")
    last = _LAST.match(key)
    if last is None or last[2].isdigit() or _RATIO_WORD.search(last[1]):
        return key, ""
    unit = _unit(last[2])
    return (last[1], unit) if unit else (key, "")


def _unit(text: str) -> str:
    """Return the unit that a text gives, nothing else but a currency beside it; "" otherwise."""
    found = ""
    for word in re.split(r"[\s'’]+", text.strip("'’ ")):
        unit = meanings_of("units").get(word, "")
        if unit in FACTORS and not found:
            found = unit
        elif len(word) > 1 and word[0] in "km" and currencies_of(word[1:]) and not found:
            found = "thousand" if word[0] == "k" else "million"
        elif unit != "beside" and not currencies_of(word):
            return ""
    return found


def factor_of(unit: str, measure: str) -> float:
    """Return what a figure in this unit is multiplied by; 1.0 when the measure has no such unit."""
    counted = MEASURES[measure].unit if measure in MEASURES else ""
    fits = counted == "money" or (counted in COUNTED and unit not in OF_MONEY)
    return FACTORS[unit] if unit and fits else 1.0


def currency_beside(key: str) -> tuple[str, ...]:
    """Return what the currency that stands with a unit may be ("cost (k€)" → ("EUR",)), or ()."""
    bare, unit = unit_of(key)
    words = re.split(r"[\s'’()\[\]]+", key.removeprefix(bare)) if unit else []
    claims = (
        currencies_of(w) or (currencies_of(w[1:]) if w[:1] in ("k", "m") else ()) for w in words
    )
    return next(filter(None, claims), ())


def makes_a_rate(inner: str) -> bool:
    """Return whether what stands between brackets makes a figure a rate."""
    return bool(_RATE.search(inner))


def is_harmless(inner: str) -> bool:
    """Return whether what stands between brackets changes nothing to what is counted."""
    return not inner or inner in meanings_of("qualifiers") or bool(currencies_of(inner))


def tax_of(key: str) -> str:
    """Return "tax_in" or "tax_out" as a name says it ("ca ttc", "revenue (excl vat)"), or ""."""
    words = f" {re.sub(r'[^a-z0-9]+', ' ', key)} "
    return next(
        (
            tax
            for tax in ("tax_in", "tax_out")
            if any(f" {said} " in words for said in vocabulary("qualifiers")[tax])
        ),
        "",
    )
