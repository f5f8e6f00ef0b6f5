"""The scale of section 3 of the voice: each word with its number."""

import pytest

from kpi.words import frequency, likelihood


@pytest.mark.parametrize(
    ("probability", "fr", "en"),
    [
        (0.95, "très probable (environ 95 chances", "very likely (about 95 chances"),
        (0.90, "très probable (environ 90 chances", "very likely (about 90 chances"),
        # The number never stands above its own word.
        (0.899, "probable (environ 89 chances", "likely (about 89 chances"),
        (0.66, "probable (environ 66 chances", "likely (about 66 chances"),
        (0.20, "peu probable (environ 20 chances", "unlikely (about 20 chances"),
        (0.05, "très peu probable (environ 5 chances", "very unlikely (about 5 chances"),
    ],
)
def test_the_word_comes_with_its_number(probability: float, fr: str, en: str) -> None:
    assert likelihood(probability, "fr") == f"{fr} sur 100)"
    assert likelihood(probability, "en") == f"{en} in 100)"


def test_the_ends_of_the_scale_are_never_certain() -> None:
    assert likelihood(1.0, "fr") == "presque certain (plus de 99 chances sur 100)"
    assert likelihood(0.0, "en") == "almost ruled out (less than 1 chance in 100)"


def test_what_can_go_either_way_is_said_so() -> None:
    assert likelihood(0.5, "en") == "uncertain: it could go either way (about 50 chances in 100)"


@pytest.mark.parametrize(
    ("probability", "fr", "en"),
    [
        (0.0004, "moins de 1 fois sur 1\u00a0000", "less than 1 time in 1,000"),
        (0.004, "moins de 1 fois sur 100", "less than 1 time in 100"),
        (0.03, "environ 3 fois sur 100", "about 3 times in 100"),
    ],
)
def test_how_often_chance_alone_would_do_it(probability: float, fr: str, en: str) -> None:
    assert frequency(probability, "fr") == fr
    assert frequency(probability, "en") == en
