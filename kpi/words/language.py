"""The two languages, and the typography they share with a screen."""

from __future__ import annotations

from functools import cache

from babel import Locale

LANGUAGES = ("fr", "en")
# British English: 3 March 2026, €45.20, single currency signs told apart (US$, £).
TERRITORIES = {"fr": "FR", "en": "GB"}

NBSP = "\u00a0"
# What a figure that does not exist is shown as; never 0.
MISSING = "–"


@cache
def locale(language: str) -> Locale:
    """Return the Babel locale of a language. A KeyError here is a mistake of ours."""
    return Locale(language, TERRITORIES[language])


def typeset(text: str) -> str:
    """Return the text with U+00A0 wherever a narrow no-break space stood.

    U+202F, which Babel puts between thousands and before %, nearly vanishes in Source Sans.
    """
    return text.replace("\u202f", NBSP).replace("\u2009", NBSP)
