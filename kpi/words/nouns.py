"""Figures with their noun, plural settled: 1 vente, 8 semaines, 120 sales."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from kpi.catalog import Noun, nouns
from kpi.words.figures import Figure, is_missing, number
from kpi.words.language import MISSING, NBSP

FALLBACK = "conversion"


def _plain(text: str) -> tuple[str, ...]:
    """Return a text's words in small letters without accents: "Achats (site)" → achats, site."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    return tuple(re.findall(r"[a-z]+", letters))


@cache
def noun(text: str) -> Noun:
    """Return the noun for a code, or for a platform's own name of a result.

    "Achats sur le site web" and "actions:omni_purchase" are sales; what is not recognised is a
    conversion, a word that is never wrong.
    """
    known = nouns()
    for code in (text, text.removesuffix("s")):  # "rows" is the noun "row"
        if code in known:
            return known[code]
    words = _plain(text)
    for found in known.values():
        for stem in found.stems:
            if all(any(word.startswith(part) for word in words) for part in stem):
                return found
    return known[FALLBACK]


def is_plural(value: float, language: str) -> bool:
    """Whether the noun after `value` takes its plural: from 2 in French, all but 1 in English."""
    return abs(value) >= 2 if language == "fr" else value != 1


def named(value: Figure, code: str, language: str) -> str:
    """Return the noun alone, singular or plural by `value` (plural when there is no figure)."""
    found = noun(code)
    plural = value is None or is_missing(value) or is_plural(value, language)
    return (found.many if plural else found.one)[language]


def count(value: Figure, code: str, language: str) -> str:
    """Return a figure and its noun: 1 vente, 120 ventes, 1 sale, 0 sales.

    `code` is a noun of the catalogue or a platform's name for a result. French keeps both together
    by a no-break space.
    """
    if is_missing(value):
        return MISSING
    space = NBSP if language == "fr" else " "
    return f"{number(value, language)}{space}{named(value, code, language)}"
