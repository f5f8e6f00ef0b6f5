"""Figures with their noun, plural settled: 1 vente, 8 semaines, 120 sales."""

from __future__ import annotations

from kpi.catalog.naming import noun
from kpi.words.figures import Figure, is_missing, number
from kpi.words.language import MISSING, NBSP


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
