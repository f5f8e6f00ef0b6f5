"""Days and periods in words: 1er mars 2026, 3 March 2026, 3 – 30 avril 2026."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from kpi.period import DAY, Period
from kpi.words.language import MISSING, locale, typeset


def as_day(value: object) -> date | None:
    """Return the day that a date, an ISO text or a timestamp names; None when it names none."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _number(day: date, language: str) -> str:
    return "1er" if language == "fr" and day.day == 1 else str(day.day)


def _written(day: date, language: str, pattern: str) -> str:
    """`pattern` is what follows the day's number: MMMM y, MMMM, MMM y or MMM."""
    return typeset(f"{_number(day, language)} {format_date(day, pattern, locale(language))}")


def day(value: date | str | None, language: str) -> str:
    """Return a date in words: 3 mars 2026, 1er mars 2026, 3 March 2026."""
    found = as_day(value)
    return MISSING if found is None else _written(found, language, "MMMM y")


def month(value: date, language: str) -> str:
    """Return the month and year: mars 2026, March 2026."""
    return typeset(str(format_date(value, "MMMM y", locale(language))))


def short_day(value: date, language: str, *, year: bool = False) -> str:
    """Return a date for a narrow place: 3 mars, 3 Mar; with its year on request."""
    return _written(value, language, "MMM y" if year else "MMM")


def period(span: Period | None, language: str) -> str:
    """Return a span of days, saying month and year once where both ends share them."""
    if span is None:
        return MISSING
    first, last = span.first, span.last
    if first == last:
        return day(first, language)
    whole_month = first.day == 1 and (last + DAY).day == 1
    if whole_month and (first.year, first.month) == (last.year, last.month):
        return month(first, language)
    if first.year != last.year:
        return f"{day(first, language)} – {day(last, language)}"
    if first.month == last.month:
        return f"{_number(first, language)}–{day(last, language)}"
    return f"{_written(first, language, 'MMMM')} – {day(last, language)}"
