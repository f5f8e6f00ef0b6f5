"""The sentences of the interface, by key, from the .po files of `kpi/locale`."""

from __future__ import annotations

import gettext
import io
import math
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from kpi.words.dates import day
from kpi.words.figures import number
from kpi.words.language import MISSING, typeset

LOCALE = Path(__file__).parent.parent / "locale"


@cache
def catalog(language: str) -> Catalog:
    """Return the messages of one language, as its .po file holds them."""
    with (LOCALE / language / "LC_MESSAGES" / "juste_mesure.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def _translations(language: str) -> gettext.GNUTranslations:
    """Compiled in memory at first use, so that no compiled file is committed and goes stale."""
    compiled = io.BytesIO()
    write_mo(compiled, catalog(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class _Values(dict[str, str]):
    """A placeholder without a value shows as missing: a page never breaks over a word."""

    def __missing__(self, name: str) -> str:
        return MISSING


def _shown(value: Any, language: str) -> str:
    if isinstance(value, bool) or value is None:
        return MISSING
    if isinstance(value, int | float):
        return number(value, language)
    return day(value, language) if isinstance(value, date) else str(value)


def _whole(count: float, language: str) -> int:
    """The whole number that takes the same plural as `count`: 1.5 is singular in French only."""
    if not math.isfinite(count):
        return 2
    return int(count) if language == "fr" or count == int(count) else 2


def fill(pattern: str, language: str, values: Mapping[str, Any]) -> str:
    """Return a pattern with its values: numbers and dates as the language writes them."""
    shown = _Values({name: _shown(value, language) for name, value in values.items()})
    return typeset(pattern.format_map(shown))


def text(key: str, language: str, **values: Any) -> str:
    """Return the interface sentence of a key, its placeholders filled with `values`.

    Numbers and dates are written as the language does, texts stay as they are (escape them where
    Markdown is drawn); `count` settles the plural where the sentence has one. A key that is not
    known comes back as it is (a test lists them).
    """
    found = _translations(language)
    if "count" in values:
        count = values["count"]
        whole = _whole(float(count), language) if isinstance(count, int | float) else 2
        pattern = found.ngettext(key, key, whole)
        # GNU gettext keeps plural and plain messages apart: a plain one that merely shows a count.
        pattern = found.gettext(key) if pattern == key else pattern
    else:
        pattern = found.gettext(key)
    return fill(pattern, language, values)


def listing(items: Sequence[str], language: str, last: str = "and") -> str:
    """Return "a, b et c"; `last` is "and" or "or"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {text(f'list.{last}', language)} {items[-1]}"
