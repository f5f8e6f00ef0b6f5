"""Uncertainty in words: each word with its number, since each reader hears the word differently.

The scale follows the calibrated terms of the IPCC (Mastrandrea et al. 2010), set in plain words.
"""

from __future__ import annotations

import math

from kpi.words.figures import Figure, is_missing, number
from kpi.words.interface import text
from kpi.words.language import MISSING

# From what probability each word holds, the highest first.
SCALE = (
    (0.99, "almost_certain"),
    (0.90, "very_likely"),
    (0.66, "likely"),
    (0.33, "uncertain"),
    (0.10, "unlikely"),
    (0.01, "very_unlikely"),
    (0.0, "almost_ruled_out"),
)


def degree(probability: float) -> str:
    """Return the word's code on the scale, for the probability that a statement is right."""
    return next(code for least, code in SCALE if probability >= least)


def likelihood(probability: Figure, language: str) -> str:
    """Return the word and its number: "probable (environ 80 chances sur 100)"."""
    if probability is None or is_missing(probability):
        return MISSING
    # Rounded down, so that the number never stands above its own word: 0.896 is likely, 89 in 100.
    chances = math.floor(probability * 100 + 1e-9)
    return text(f"likelihood.{degree(probability)}", language, chances=chances)


def frequency(probability: Figure, language: str) -> str:
    """Return how often chance alone would give this: "moins de 1 fois sur 100"."""
    if probability is None or is_missing(probability):
        return MISSING
    for out_of in (1000, 100):
        if probability < 1 / out_of:
            return text("frequency.under", language, out_of=number(out_of, language))
    return text("frequency.about", language, times=round(probability * 100))
