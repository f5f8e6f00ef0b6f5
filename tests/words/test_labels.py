"""Every code that can reach a screen has a name in both languages."""

import pytest

from kpi.brief import CHANNELS, GOALS, MODELS, SITUATIONS
from kpi.catalog import KINDS, kpi, kpis, labels, nouns
from kpi.catalog.kpi import STAGES, UNITS
from kpi.catalog.platforms import cards
from kpi.facts import DIMENSIONS, MEASURES, ROLES
from kpi.words import explanation, inside, kpi_formula, label, status

LANGUAGES = ("fr", "en")
KNOWN = {
    "field": tuple(MEASURES),
    "dimension": DIMENSIONS,
    "channel": CHANNELS,
    "goal": GOALS,
    "model": MODELS,
    "situation": SITUATIONS,
    "role": ROLES,
    "unit": UNITS,
    "stage": STAGES,
    "direction": ("up", "down", "depends"),
    "timing": ("leading", "lagging"),
    "filter": ("decides", "unique", "coherent"),
    "status": (
        "ok",
        "no_data",
        "no_denominator",
        "too_little",
        "not_additive",
        "mixed_currencies",
        "overlapping_claims",
        "needs_brief",
        "not_covered",
        "unequal_days",
    ),
    "platform": tuple(cards()),
    "family": tuple(family for card in cards().values() if (family := card.family)),
}


@pytest.mark.parametrize("kind", KNOWN)
def test_every_code_has_a_name(kind: str) -> None:
    assert set(KNOWN[kind]) <= set(labels(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_names_differ_within_a_kind(kind: str) -> None:
    # One platform, unit or breakdown may have two codes; rules may share a source of thresholds.
    if kind in ("platform", "unit", "segment", "threshold_source"):
        return
    for language in LANGUAGES:
        names = [one.name[language] for one in labels(kind).values()]
        assert len(names) == len(set(names)), [n for n in names if names.count(n) > 1]


@pytest.mark.parametrize("goal", GOALS)
def test_a_goal_is_explained_with_an_example(goal: str) -> None:
    for language in LANGUAGES:
        for part in ("title", "sentence", "example"):
            assert explanation(goal, part, language, kind="goal")


@pytest.mark.parametrize("kind", ["channel", "model", "situation"])
def test_an_option_is_explained_in_a_sentence(kind: str) -> None:
    for code in KNOWN[kind]:
        assert explanation(code, "sentence", "fr", kind=kind).endswith(".")
        assert explanation(code, "sentence", "en", kind=kind).endswith(".")


def test_a_question_says_what_its_answer_changes() -> None:
    for code in labels("question"):
        for part in ("title", "help", "changes"):
            assert explanation(code, part, "fr", kind="question")


def test_a_shared_code_is_told_apart_by_its_kind() -> None:
    assert label("app", "fr") == "Application"
    assert label("app", "fr", kind="model") == "Application mobile"
    assert label("ctr", "fr") == "Taux de clic"
    assert label("ctr", "fr", kind="threshold") == "taux de clic"
    assert label("nobody_knows", "fr") == "nobody knows"


@pytest.mark.parametrize(
    ("name", "lowered"),
    [
        ("Dépense", "dépense"),
        ("CRM", "CRM"),
        ("ARPU", "ARPU"),
        ("E-mails délivrés", "e-mails délivrés"),
    ],
)
def test_a_name_inside_a_sentence_keeps_its_acronym(name: str, lowered: str) -> None:
    assert inside(name) == lowered


@pytest.mark.parametrize(
    ("kpi", "fr", "en"),
    [
        ("cpa", "Dépense ÷ conversions", "Spend ÷ conversions"),
        ("cpm", "Dépense ÷ impressions × 1\u00a0000", "Spend ÷ impressions × 1,000"),
        ("revenue_per_session", "Chiffre d’affaires ÷ visites", "Revenue ÷ visits"),
        (
            "bounce_rate",
            "(Visites − visites engagées) ÷ visites",
            "(Visits − engaged visits) ÷ visits",
        ),
        ("followers", "Abonnés", "Followers"),
        (
            "clv_cac",
            "Valeur vie client ÷ coût d’acquisition client",
            "Customer lifetime value ÷ customer acquisition cost",
        ),
    ],
)  # fmt: skip
def test_a_formula_in_words(kpi: str, fr: str, en: str) -> None:
    assert kpi_formula(kpis()[kpi], "fr") == fr
    assert kpi_formula(kpis()[kpi], "en") == en


def test_every_formula_can_be_written() -> None:
    for one in kpis().values():
        for language in LANGUAGES:
            written = kpi_formula(one, language)
            assert written
            assert "_" not in written


def test_a_noun_has_both_numbers() -> None:
    for one in nouns().values():
        assert set(one.one) == set(one.many) == set(LANGUAGES)


def test_too_little_says_how_much_there_is_and_how_much_it_takes() -> None:
    reading = {"status": "too_little", "denominator": 12.0}
    assert status(kpi("click_conversion"), "too_little", "en", reading=reading) == (
        "Too little data to conclude (clicks: 12, at least 30 needed)."
    )
