"""Every sentence of every deck can be filled from raw values of its placeholders’ types."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from kpi.catalog import placeholder_types, rules, sentences
from kpi.catalog.rules import PARTS
from kpi.facts import Quantity
from kpi.words.patterns import Setting, fill

LANGUAGES = ("fr", "en")
# One raw value of each type, as computing code hands it over.
RAW: dict[str, Any] = {
    "money": 45.2,
    "percent": 0.024,
    "signed_percent": 0.6,
    "ratio": 3.0,
    "number": 1240,
    "signed_number": 135,
    "signed_points": 0.003,
    "value": Quantity(3.2, "cpa"),
    "counted": 120,
    "duration": 8,
    "rows": (12, 15, 18, 20),
    "noun": "email",
    "name": "Été / *soldes*",
    "sample": "03/04/2026",
    "kpi_name": "cpa",
    "list": ("cpc", "cpa"),
    "date": date(2026, 3, 3),
    "likelihood": 0.8,
    "frequency": 0.004,
    "phrase": "dearer_clicks",
    "size": 1_000_000_000,
}
SPECIAL = {"result": "purchase", "results": "purchase", "goal": "acquisition", "weekdays": 1}


def value(name: str) -> Any:
    return SPECIAL.get(name, RAW[placeholder_types()[name]])


VALUES = {name: value(name) for name in placeholder_types()}


def patterns() -> list[tuple[str, str, str]]:
    found = [
        (rule.id, language, rule.words[part][language])
        for rule in rules().values()
        for part in PARTS
        for language in LANGUAGES
    ]
    for deck in ("problems", "refusals", "reasons", "verdicts", "checks"):
        for code, entry in sentences(deck).items():
            found += [
                (f"{deck}.{code}", language, both[language])
                for both in entry.values()
                for language in LANGUAGES
            ]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_placeholder_is_written(language: str) -> None:
    at = Setting(language=language, currency="EUR")
    for name, raw in VALUES.items():
        written = fill("{" + name + "}", {name: raw}, at)
        assert written not in ("", "–"), name
        assert "{" not in written, name


def test_every_sentence_is_filled() -> None:
    for where, language, pattern in patterns():
        said = fill(pattern, VALUES, Setting(language=language, currency="EUR"))
        assert not re.search(r"[{}]|–(?!\d)(?!\s)", said.replace(" – ", "")), (where, said)


def test_a_missing_value_never_breaks_a_sentence() -> None:
    """Unknown is not zero: a sentence that lacks its figure is left out, or shows a dash."""
    for where, language, pattern in patterns():
        said = fill(pattern, {}, Setting(language=language))
        assert "{" not in said, where
        assert fill(pattern, {}, Setting(language=language), optional=True) in ("", said) or (
            "–" not in fill(pattern, {}, Setting(language=language), optional=True)
        ), where


def test_french_never_leaves_a_figure_alone_at_the_end_of_a_line() -> None:
    at = Setting(language="fr", currency="EUR")
    for where, language, pattern in patterns():
        if language == "fr":
            said = fill(pattern, VALUES, at)
            assert not re.search(r"\d [€%]|\d ventes|\d semaines", said), (where, said)
            assert "\u202f" not in said, where
