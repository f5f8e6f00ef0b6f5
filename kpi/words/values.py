"""A KPI's value, its formula in words, and the formula with its numbers filled in."""

from __future__ import annotations

from kpi.catalog import Kpi, Term
from kpi.facts import MEASURES, Quantity
from kpi.words.figures import Figure, is_missing, money, number, percent, ratio, signed
from kpi.words.interface import text
from kpi.words.labels import inside, kpi_name, label
from kpi.words.language import MISSING, NBSP
from kpi.words.nouns import count

# Units whose figure is written with a noun: the KPI's unit → the noun's code.
COUNTED = {
    "days": "day",
    "months": "month",
    "min": "minute",
    "minutes": "minute",
    "points": "point",
}


def duration(seconds: float, language: str) -> str:
    """Return a length of time in seconds as 42 s, 1 min 12 s or 2 h 05 min."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    if not minutes:
        return f"{number(whole, language)}{NBSP}s"
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{number(hours, language)}{NBSP}h{NBSP}{minutes:02d}{NBSP}min"
    return f"{minutes}{NBSP}min{NBSP}{rest:02d}{NBSP}s"


def in_unit(
    value: Figure, unit: str, language: str, currency: str | None = None, *, exact: bool = False
) -> str:
    """Return a figure in its unit: a KPI's unit, a field's, or the code of what is counted.

    Rates are shares of 1; `points` are points already (4.1), as they are shown.
    """
    if value is None or is_missing(value):
        return MISSING
    if unit == "money":
        return money(value, currency, language, exact=exact)
    if unit == "%":
        return percent(value, language, exact=exact)
    if unit == "signed_percent":
        return signed(percent(value, language, exact=exact))
    if unit == "ratio":
        return ratio(value, language, exact=exact)
    if unit in ("s", "seconds"):
        return duration(value, language)
    if unit in ("", "count", "people", "number", "rank", "index"):
        return number(value, language, exact=exact)
    return count(value, COUNTED.get(unit, unit), language)


def quantity(figure: Quantity, language: str, currency: str | None = None) -> str:
    """Return a Quantity in words."""
    return in_unit(figure.value, figure.unit, language, currency)


def points_of(kpi: Kpi) -> float:
    """Return what turns a value into points: a difference of shares is scaled, a score is not."""
    return 100.0 if kpi.unit == "points" and kpi.scale == 1.0 else 1.0


def kpi_value(
    kpi: Kpi, value: Figure, language: str, currency: str | None = None, *, exact: bool = False
) -> str:
    """Return a KPI's value in its own unit: 45,20 €, 2,4 %, 3,0, 4,1 points, 1 min 12 s."""
    if value is None or is_missing(value):
        return MISSING
    return in_unit(value * points_of(kpi), kpi.unit, language, currency, exact=exact)


def _sum(terms: tuple[Term, ...], language: str, *, first: bool) -> str:
    parts = []
    for position, term in enumerate(terms):
        name = label(term.field, language, "field")
        sign = (
            ""
            if position == 0 and term.coefficient > 0
            else ("− " if term.coefficient < 0 else "+ ")
        )
        parts.append(sign + (name if first and position == 0 else inside(name)))
    return " ".join(parts)


def _side(numerator: tuple[Term, ...], kpi: Kpi, language: str, *, first: bool) -> str:
    top = _sum(numerator, language, first=first)
    below = kpi.denominator if numerator is kpi.numerator else kpi.control_denominator
    if not below:
        return top
    top = f"({top})" if len(numerator) > 1 else top
    bottom = _sum(below, language, first=False)
    factors = [inside(label(name, language, "field")) for name in kpi.per]
    if len(below) > 1:
        bottom = f"({bottom})"
    if factors:
        bottom = f"({' × '.join([bottom, *factors])})"
    return f"{top} ÷ {bottom}"


def kpi_formula(kpi: Kpi, language: str) -> str:
    """Return the formula in words: "Dépense ÷ conversions", "Spend ÷ impressions × 1,000"."""
    if kpi.form == "composed":
        names = [kpi_name(part, language, short=True) for part in kpi.parts]
        return " ÷ ".join([names[0], *map(inside, names[1:])])
    if kpi.unit == "rank":
        what, weight = (
            _sum(side, language, first=side is kpi.numerator)
            for side in (kpi.numerator, kpi.denominator)
        )
        return text("formula.weighted", language, what=what, weight=weight)
    if kpi.form == "order_statistic":
        return text("formula.middle", language, what=_sum(kpi.numerator, language, first=True))
    formula = _side(kpi.numerator, kpi, language, first=True)
    if kpi.control_numerator:
        formula = f"{formula} − {_side(kpi.control_numerator, kpi, language, first=False)}"
    if kpi.scale != 1.0:
        formula = f"{formula} × {number(kpi.scale, language)}"
    return formula


def _amount(value: float, terms: tuple[Term, ...], language: str, currency: str | None) -> str:
    """The figure of one side of the division, exact, with its unit or its field's name."""
    units = {MEASURES[term.field].unit for term in terms}
    if units == {"money"}:
        return money(value, currency, language, exact=True)
    figure = number(value, language, exact=True)
    return f"{figure} {_sum(terms, language, first=False)}" if len(terms) == 1 else figure


def kpi_calculation(
    kpi: Kpi,
    reading: tuple[Figure, Figure, Figure],
    language: str,
    currency: str | None = None,
) -> str:
    """Return the formula with its numbers: "18 437,20 € ÷ 412 conversions = 44,75 €".

    `reading` is (numerator, denominator, value), as a row of `measure` has them; the numerator
    before the KPI's scale. The value alone for a KPI that is more than one division of two sums.
    """
    numerator, denominator, value = reading
    shown = kpi_value(kpi, value, language, currency, exact=True)
    divides = kpi.denominator and not (kpi.control_numerator or kpi.per or kpi.unit == "rank")
    if not divides or numerator is None or denominator is None or is_missing(denominator):
        return shown
    top = _amount(numerator, kpi.numerator, language, currency)
    bottom = _amount(denominator, kpi.denominator, language, currency)
    scale = f" × {number(kpi.scale, language)}" if kpi.scale != 1.0 else ""
    return f"{top} ÷ {bottom}{scale} = {shown}"
