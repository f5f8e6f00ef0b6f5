"""Numbers as each language writes them: bare, signed, percent, money, weight of a file.

Every function takes a float and gives "–" for None or nan. In a sentence money keeps two or three
significant digits; `exact=True` is for tables and formulas.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency, format_decimal, get_currency_precision

from kpi.words.language import MISSING, NBSP, locale, typeset

Figure = float | int | None
SIZES = {"fr": ("octets", "ko", "Mo", "Go"), "en": ("bytes", "KB", "MB", "GB")}


def is_missing(value: Figure) -> bool:
    """Whether there is no figure to show: None, nan or an infinity."""
    return value is None or not math.isfinite(value)


def exact_decimal(value: float) -> Decimal:
    """Return the decimal that a reader would write: 2.675 is 2.675, not its binary neighbour."""
    return Decimal(repr(float(value)))


def rounded(value: Decimal, places: int) -> Decimal:
    """Return `value` with `places` decimals (negative: tens, hundreds), halves away from zero."""
    unit = Decimal(1).scaleb(-places)
    return (value / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit


def significant(value: Decimal, digits: int) -> Decimal:
    """Return `value` with that many significant digits; zero stays zero."""
    return rounded(value, digits - 1 - value.adjusted()) if value else value


def _places(value: Decimal, at_least: int) -> int:
    """The decimals that show one digit of a tiny value, `at_least` otherwise: 0.04, never 0.0."""
    if value and abs(value) < Decimal(1).scaleb(-at_least):
        return -value.adjusted()
    return at_least


def _written(value: Decimal, places: int, language: str) -> str:
    shown = rounded(value, places)
    if not shown:
        shown = abs(shown)  # no "-0"
    pattern = "#,##0" + ("." + "0" * places if places > 0 else "")
    return typeset(str(format_decimal(shown, pattern, locale(language))))


def number(value: Figure, language: str, *, exact: bool = False) -> str:
    """Return a bare figure: whole from 100 up, one decimal under when it is no whole number."""
    if value is None or is_missing(value):
        return MISSING
    amount = exact_decimal(value)
    if amount == amount.to_integral_value():
        return _written(amount, 0, language)
    if exact:
        return _written(amount, max(2, _places(amount, 2)), language)
    return _written(amount, 0 if abs(amount) >= 100 else _places(amount, 1), language)


def ratio(value: Figure, language: str, *, exact: bool = False) -> str:
    """Return a ROAS or a multiplier with one decimal, two when exact."""
    if value is None or is_missing(value):
        return MISSING
    amount = exact_decimal(value)
    places = 2 if exact else (0 if abs(amount) >= 1000 else 1)
    return _written(amount, _places(amount, places) if places else 0, language)


def _percent_places(points: Decimal) -> int:
    """One decimal under 10, none above; and one close to 100, which is not yet 100."""
    size = abs(rounded(points, 1))
    if size >= 10 and not (99 <= size < 100):
        return 0
    return _places(points, 1)


def percent(share: Figure, language: str, *, exact: bool = False) -> str:
    """Return a share of 1 as a percentage: one decimal under 10, none above; two when exact."""
    if share is None or is_missing(share):
        return MISSING
    points = exact_decimal(share) * 100
    places = max(2, _places(points, 2)) if exact else (_percent_places(points) if points else 0)
    sign = NBSP + "%" if language == "fr" else "%"
    return _written(points, places, language) + sign


def signed(text: str) -> str:
    """Return a written figure with its plus; a minus, a zero, a missing figure stay as they are."""
    is_figure = any(character in "123456789" for character in text)
    return f"+{text}" if is_figure and not text.startswith("-") else text


def money(
    value: Figure, currency: str | None, language: str, *, exact: bool = False, digits: int = 3
) -> str:
    """Return an amount in `currency` (ISO 4217; a bare figure when it is not known).

    Three significant digits, with cents under 100 only (45,20 €; 2 300 €); exact: all its cents.
    """
    if value is None or is_missing(value):
        return MISSING
    amount = exact_decimal(value)
    cents = get_currency_precision(currency) if currency else 2
    if exact:
        return _amount(amount, max(cents, _places(amount, 2)) if cents else 0, currency, language)
    shown = significant(amount, digits)
    if abs(shown) >= 100 or (digits < 3 and abs(shown) >= 10) or not shown:
        return _amount(shown, 0, currency, language)
    return _amount(shown, _places(shown, cents) if cents else 0, currency, language)


def _amount(value: Decimal, places: int, currency: str | None, language: str) -> str:
    if not currency:
        return _written(value, places, language)
    written = format_currency(
        rounded(value, places),
        currency,
        _pattern(places, language),
        locale(language),
        currency_digits=False,
    )
    return typeset(str(written))


def money_signs(currency: str | None, language: str) -> tuple[str, str]:
    """Return what stands before and after an amount: ("€", "") in English, ("", " €") in French."""
    before, _, after = _amount(Decimal(1), 0, currency, language).partition("1")
    return before, after


def _pattern(places: int, language: str) -> str:
    figure = "#,##0" + ("." + "0" * places if places else "")
    return f"{figure}{NBSP}¤" if language == "fr" else f"¤{figure};-¤{figure}"


def size(octets: Figure, language: str) -> str:
    """Return the weight of a file, from bytes to gigabytes (1 GB = 1,000,000,000 bytes)."""
    if octets is None or is_missing(octets):
        return MISSING
    steps = min(int(math.log10(octets) // 3), 3) if octets >= 1 else 0
    scaled = octets / 1000**steps
    places = 1 if steps and scaled < 10 and scaled != int(scaled) else 0
    space = NBSP if language == "fr" else " "
    return _written(exact_decimal(scaled), places, language) + space + SIZES[language][steps]
