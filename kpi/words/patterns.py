"""Sentence patterns filled with raw values: each placeholder by its type in placeholders.toml.

Values are numbers, dates, codes and names as computing code has them; here they become text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from babel.dates import get_day_names

from kpi.catalog import Kpi, kpis, labels, placeholder_types
from kpi.catalog.naming import noun
from kpi.facts import MEASURES, Quantity
from kpi.words.dates import as_day, day
from kpi.words.figures import is_missing, money, number, percent, ratio, signed, size
from kpi.words.interface import listing, text
from kpi.words.labels import inside, kpi_name, label
from kpi.words.language import MISSING, locale, typeset
from kpi.words.likelihood import frequency, likelihood
from kpi.words.markdown import clean, escape, escape_money
from kpi.words.nouns import count
from kpi.words.values import in_unit, kpi_value

PLACEHOLDER = re.compile(r"\{(\w+)\}")
# A full stop or a question mark, then a capital or an opening quote: where one sentence ends.
SENTENCE_END = re.compile(r"(?<=[.?]) (?=[A-ZÀ-Þ«“])")
NAME_LIMIT, SAMPLE_LIMIT = 24, 40
MOST_LISTED = 7
STAKES = ("money", "money_low", "money_high")
# The unit of an amount that is only known to be passed.
OVER = "over"
# The noun of a bare count; {result} stands for the finding's own result.
COUNTED = {
    "clicks": "click", "impressions": "impression", "visits": "visit", "visits_before": "visit",
    "visits_after": "visit", "clickers_before": "person", "clickers_after": "person",
    "removed": "contact", "customers": "customer", "leads": "lead", "sends": "send",
    "checked": "check", "times": "time", "opens_fewer": "open", "clicks_people": "click",
    "clicks_fewer": "click", "visits_more": "visit", "contacts_fewer": "contact",
    "clickers_limit": "person", "sales_more": "sale",
    "customers_more": "new_customer",
    "orders_more": "order",
}  # fmt: skip
# Counts that stand for "about so many": a fraction of a sale would promise a precision nobody has.
WHOLE = ("expected", "conversions_needed", "count_needed")
LASTING = {"weeks": "week", "days": "day", "duration": "month", "duration_needed": "month"}
NOUN_KINDS = {"channel": "channel", "goal": "goal", "model": "model"}
LIST_KINDS = {"grains": "grain", "platforms": "platform"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a pattern's values are read with.

    `result`: what is counted (a noun's code or a platform's own words); `kpi`: the KPI whose unit
    the bare `value` placeholders have; `codes`: columns are our own fields, not words of a file.
    """

    language: str
    currency: str | None = None
    result: str = ""
    kpi: str = ""
    codes: bool = False
    stake_digits: int = 2
    headline: bool = False
    markdown: bool = False

    def user(self, written: str) -> str:
        """Return the user's own words, cleaned, and escaped where Markdown is drawn."""
        return escape(written) if self.markdown else clean(written)

    def ours(self, written: str) -> str:
        """Return words of ours; their dollar signs are kept literal where Markdown is drawn."""
        return escape_money(written) if self.markdown else written


def shortened(name: str, limit: int = NAME_LIMIT) -> str:
    """Return a name cut to `limit` characters, the last of which is then an ellipsis."""
    return name if len(name) <= limit else name[: limit - 1].rstrip() + "…"


def _figure(value: Any) -> float | None:
    """Return the bare number of a value, a Quantity or a (number, unit) pair."""
    if isinstance(value, Quantity):
        return value.value
    if isinstance(value, tuple) and len(value) == 2:
        return _figure(value[0])
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _unit(value: Any) -> str:
    if isinstance(value, Quantity):
        return value.unit
    return str(value[1]) if isinstance(value, tuple) and len(value) == 2 else ""


def _money(value: Any, name: str, at: Setting) -> str:
    digits = at.stake_digits if name in STAKES else 3
    amount = money(_figure(value), at.currency, at.language, digits=digits)
    return text("figure.over", at.language, amount=amount) if _unit(value) == OVER else amount


def _percent(value: Any, name: str, at: Setting) -> str:
    figure = _figure(value)
    if name == "likelihood_pct" and figure is not None:
        figure = round(figure, 2)
    return percent(figure, at.language)


def _signed_points(value: Any, _: str, at: Setting) -> str:
    """Shares differ by points, amounts by money."""
    figure, unit = _figure(value), _unit(value)
    if figure is None or is_missing(figure):
        return MISSING
    if unit == "money":
        return signed(money(figure, at.currency, at.language))
    points = figure if unit == "points" else figure * 100
    return signed(count(round(points, 1 if abs(points) >= 0.1 else 2), "point", at.language))


def _value(value: Any, _: str, at: Setting) -> str:
    figure, unit = _figure(value), _unit(value)
    if figure is None:
        return at.user(str(value))
    kpi = kpis().get(unit or at.kpi)
    if kpi is not None:
        return kpi_value(kpi, figure, at.language, at.currency)
    return in_unit(figure, unit, at.language, at.currency)


def _counted(value: Any, name: str, at: Setting) -> str:
    figure = _figure(value)
    if figure is not None and name in WHOLE and not is_missing(figure):
        figure = float(round(figure))
    code = _unit(value) or COUNTED.get(name) or at.result
    return count(figure, code, at.language)


def _number(value: Any, name: str, at: Setting) -> str:
    figure = _figure(value)
    if figure is None:
        return at.user(str(value))
    if _unit(value):
        return in_unit(figure, _unit(value), at.language, at.currency)
    return number(round(figure) if name in WHOLE else figure, at.language)


def _duration(value: Any, name: str, at: Setting) -> str:
    return count(_figure(value), _unit(value) or LASTING.get(name, "month"), at.language)


def _rows(value: Any, name: str, at: Setting) -> str:
    """Return "ligne 12" or "lignes 12, 15 et 3 autres": two are named, three when no more."""
    given = value if isinstance(value, tuple | list) else (value,)
    items = [number(one, at.language) if isinstance(one, int) else str(one) for one in given]
    if not items:
        return MISSING
    shown = items if len(items) <= 3 else items[:2]
    if len(items) > 3:
        shown = [*shown, text("place.others", at.language, count=len(items) - 2)]
    key = "place.cell" if name == "cells" else "place.row"
    return text(key, at.language, count=len(items), list=listing(shown, at.language))


def _noun(value: Any, name: str, at: Setting) -> str:
    if name in ("result", "results"):
        found = noun(str(value))
        return (found.one if name == "result" else found.many)[at.language]
    if name == "weekdays":
        names = get_day_names("wide", locale=locale(at.language))
        return f"{names[int(value)]}s"
    if name in NOUN_KINDS:
        written = label(str(value), at.language, NOUN_KINDS[name])
        return written if name == "channel" else inside(written)
    return str(value)


def _name(value: Any, name: str, at: Setting) -> str:
    written = str(value)
    if name == "platform" and written in labels("platform"):
        return label(written, at.language, "platform")
    if name == "column" and at.codes:
        return label(written, at.language)
    if name == "segment":
        return _segment(written, at)
    return at.user(shortened(clean(written), NAME_LIMIT) if at.headline else written)


def _sample(value: Any, _: str, at: Setting) -> str:
    written = number(value, at.language) if isinstance(value, int | float) else str(value)
    return at.user(shortened(clean(written), SAMPLE_LIMIT))


def _kpi_name(value: Any, _: str, at: Setting) -> str:
    known = value if isinstance(value, Kpi) else str(value)
    return kpi_name(known, at.language, short=at.headline)


def _list(value: Any, name: str, at: Setting) -> str:
    given = value if isinstance(value, tuple | list | set | frozenset) else (value,)
    items = [_item(one, name, at) for one in given]
    if len(items) > MOST_LISTED and name != "options":
        rest = text("place.others", at.language, count=len(items) - MOST_LISTED + 1)
        items = [*items[: MOST_LISTED - 1], rest]
    return listing(items, at.language, "or" if name == "options" else "and") or MISSING


def _item(one: Any, name: str, at: Setting) -> str:
    if name == "kept":
        return kpi_name(one, at.language, short=True)
    if isinstance(one, date):
        return day(one, at.language)
    if isinstance(one, int | float | Quantity):
        return _value(one, name, at)
    written = str(one)
    if name in LIST_KINDS and written in labels(LIST_KINDS[name]):
        return label(written, at.language, LIST_KINDS[name])
    if name == "columns" and at.codes and (written in MEASURES or written in labels("dimension")):
        return label(written, at.language)
    if name == "segments":
        return _segment(written, at)
    quoted = name == "names"
    return text("quote", at.language, name=at.user(written)) if quoted else at.user(written)


def _segment(written: str, at: Setting) -> str:
    """Return a part of a breakdown: a channel or a kind of customer by name, else as it is."""
    known = next((kind for kind in ("channel", "segment") if written in labels(kind)), "")
    if known:
        return label(written, at.language, known)
    return at.user(written.partition("=")[2] or written)


def _phrase(value: Any, _: str, at: Setting) -> str:
    written = str(value)
    if written in labels("phrase"):
        return label(written, at.language, "phrase")
    return inside(label(written, at.language, "field")) if written in MEASURES else written


def _likelihood(value: Any, _: str, at: Setting) -> str:
    return likelihood(_figure(value), at.language)


def _frequency(value: Any, _: str, at: Setting) -> str:
    return frequency(_figure(value), at.language)


def _day(value: Any, _: str, at: Setting) -> str:
    return day(value, at.language) if as_day(value) else at.user(str(value))


WRITERS: Mapping[str, Callable[[Any, str, Setting], str]] = {
    "money": _money,
    "percent": _percent,
    "signed_percent": lambda value, name, at: signed(_percent(value, name, at)),
    "ratio": lambda value, _, at: ratio(_figure(value), at.language),
    "number": _number,
    "signed_number": lambda value, name, at: signed(_number(value, name, at)),
    "signed_points": _signed_points,
    "value": _value,
    "counted": _counted,
    "duration": _duration,
    "rows": _rows,
    "noun": _noun,
    "name": _name,
    "sample": _sample,
    "kpi_name": _kpi_name,
    "list": _list,
    "date": _day,
    "likelihood": _likelihood,
    "frequency": _frequency,
    "phrase": _phrase,
    "size": lambda value, _, at: size(_figure(value), at.language),
}


def _is_given(value: Any) -> bool:
    """Whether a value can be shown: nan and infinity are numbers that nobody has."""
    if value is None or (isinstance(value, tuple | list) and not value):
        return False
    figure = value.value if isinstance(value, Quantity) else value
    return not (isinstance(figure, float) and is_missing(figure))


def written(name: str, value: Any, at: Setting) -> str:
    """Return the value of one placeholder as text. A bilingual value gives its language's text."""
    if not _is_given(value):
        return MISSING
    if isinstance(value, Mapping) and at.language in value:
        return at.ours(str(value[at.language]))
    made = WRITERS[placeholder_types()[name]](value, name, at)
    user_types = ("name", "sample", "list", "value", "number", "date")
    return made if placeholder_types()[name] in user_types else at.ours(made)


def missing(pattern: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the placeholders of a pattern for which there is no value."""
    return tuple(name for name in PLACEHOLDER.findall(pattern) if not _is_given(values.get(name)))


def fill(pattern: str, values: Mapping[str, Any], at: Setting, *, optional: bool = False) -> str:
    """Return a pattern with its values put into words.

    A sentence that lacks a value is left out. When nothing would remain, the whole pattern stands
    with "–" for what is missing, or nothing at all if the pattern is `optional`.
    """
    result = values.get("result") or values.get("results") or at.result
    known = {"result": result, "results": result, **values}
    at = replace(at, result=str(result or ""), currency=values.get("currency") or at.currency)
    kept = [one for one in SENTENCE_END.split(pattern) if not missing(one, known)]
    if not kept and optional:
        return ""
    whole = " ".join(kept) or pattern
    return typeset(PLACEHOLDER.sub(lambda found: written(found[1], known.get(found[1]), at), whole))
