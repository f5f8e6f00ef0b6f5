"""Days and periods in words."""

from datetime import date

import pytest

from kpi.period import Period
from kpi.words import day, period


@pytest.mark.parametrize(
    ("given", "fr", "en"),
    [
        (date(2026, 3, 3), "3 mars 2026", "3 March 2026"),
        (date(2026, 3, 1), "1er mars 2026", "1 March 2026"),
        ("2026-12-31", "31 décembre 2026", "31 December 2026"),
        (None, "–", "–"),
        ("hier", "–", "–"),
    ],
)
def test_a_day_in_words(given: date | str | None, fr: str, en: str) -> None:
    assert day(given, "fr") == fr
    assert day(given, "en") == en


@pytest.mark.parametrize(
    ("first", "last", "fr", "en"),
    [
        ("2026-03-03", "2026-03-03", "3 mars 2026", "3 March 2026"),
        ("2026-04-01", "2026-04-30", "avril 2026", "April 2026"),
        ("2026-04-01", "2026-04-12", "1er–12 avril 2026", "1–12 April 2026"),
        (
            "2026-10-26",
            "2026-11-22",
            "26 octobre – 22 novembre 2026",
            "26 October – 22 November 2026",
        ),
        (
            "2025-12-29",
            "2026-01-04",
            "29 décembre 2025 – 4 janvier 2026",
            "29 December 2025 – 4 January 2026",
        ),
    ],
)
def test_a_period_says_month_and_year_once(first: str, last: str, fr: str, en: str) -> None:
    span = Period(date.fromisoformat(first), date.fromisoformat(last))
    assert period(span, "fr") == fr
    assert period(span, "en") == en
