"""What title lines and file names tell: the period and the currency."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kpi.catalog.currencies import currencies_of, everyday_words, filters
from kpi.catalog.headings import plain
from kpi.intake.dates import MONTHS, Read, read_date
from kpi.period import Period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi.intake.money import Claim

_START = re.compile(
    r"\b(start|debut|inicio|begin|beginn|from|du|depuis|desde|inizio|von|startdatum)\b"
)
_END = re.compile(r"\b(end|fin|ende|finalizacion|to|au|fim|fine|termino|hasta|bis|enddatum)\b")
_MADE = re.compile(
    r"\b(generated|created|creation|creacion|criacao|erstellt|cree|exported|exporte|export)\b"
)
_CURRENCY = re.compile(
    r"\b(?:currency|devise|moneda|moeda|währung|monnaie|valuta|mata uang)\b"
    r"(?:[^:=,;\t]{0,25}[:=,;\t]|\s)[\s:]*(\S.*)$",
    re.IGNORECASE,
)
_INNER = re.compile(r"\(([^()]{1,16})\)")
_BRACKET = re.compile(r"\(([^()]*\d{4}[^()]*)\)")

_NAMED = (
    # Time_series(2026.02.05-2026.02.10), report_2026-01-01_2026-01-31
    re.compile(r"(\d{4}[._-]\d{2}[._-]\d{2})\D{1,4}(\d{4}[._-]\d{2}[._-]\d{2})"),
    re.compile(r"(?<!\d)(\d{8})\D{1,4}(\d{8})(?!\d)"),
    # of one account: 29-avr-2023-28-mai-2026; also 1-Sep-202430-Sep-2024
    # "Ads-Feb-11-2021-Mar-11-2024"
    re.compile(r"(\d{1,2}-[^\W\d]{3,9}\.?-\d{4})\W*(\d{1,2}-[^\W\d]{3,9}\.?-\d{4})"),
    re.compile(r"([^\W\d]{3,9}-\d{1,2}-\d{4})\W+([^\W\d]{3,9}-\d{1,2}-\d{4})"),
)  # fmt: skip


def period_of(titles: Sequence[str]) -> Period | None:
    """Return the days that title lines announce.

    "1 May 2026 - 8 May 2026" on one line, or "Start date: 20250101" and its end on two.
    """
    starts: list[Period] = []
    ends: list[Period] = []
    for line in titles:
        words = plain(line.lstrip("# "))
        if _MADE.search(words.split(":")[0]):
            continue
        found = _days(line)
        if found is None:
            continue
        if found.days > 1:
            return found
        if _START.search(words):
            starts.append(found)
        elif _END.search(words):
            ends.append(found)
    if starts and ends and ends[0].last >= starts[0].first:
        return Period(starts[0].first, ends[0].last)
    return None


def _days(line: str) -> Period | None:
    """Return the days of a line, of what follows its colon, or of what its brackets hold."""
    line = line.lstrip("# ").strip()
    tries = [line, line.partition(":")[2].strip(), *_BRACKET.findall(line)]
    for text in tries:
        found = _certain(read_date(text.strip("\"' ")))
        if found is not None:
            return found
    return None


def _certain(read: Read | None) -> Period | None:
    if read is None or not read.plain:
        return None
    return read.day_first


def currency_in(titles: Sequence[str]) -> Claim:
    """Return what the currency that a title line gives may be ("Devise : EUR"), () when none
    does.
    """
    for line in titles:
        found = _CURRENCY.search(line)
        said = found.group(1).strip("\"' ,;.") if found else ""
        claim = _stated(said) or next(
            (c for t in (*_INNER.findall(said), *said.split()[:1]) if (c := _beside(t))), ()
        )
        if claim:
            return claim
    return ()


def _stated(text: str) -> Claim:
    """Return what a title's whole word may mean; "all" is a filter, no currency of Albania."""
    word = text.upper() in everyday_words()
    return () if text.upper() in filters() or (word and text.islower()) else currencies_of(text)


def _beside(text: str) -> Claim:
    """Return what the first word of a longer text may mean: a code in capitals, or a sign."""
    word = text.strip(" ,;.:-")
    plain_word = word.isalpha() and word.isascii()
    if plain_word and (word in everyday_words() or (word != word.upper() and len(word) <= 3)):
        return ()
    return currencies_of(word)


def period_in_name(file: str) -> Period | None:
    """Return the days that a file's name holds, or None."""
    for pattern in _NAMED:
        found = pattern.search(file)
        if not found:
            continue
        first, last = (_named_day(text) for text in found.groups())
        if first and last and first.first <= last.last:
            return Period(first.first, last.last)
    return None


def _named_day(text: str) -> Period | None:
    if re.fullmatch(r"\d{4}[._-]\d{2}[._-]\d{2}", text):
        text = re.sub(r"[._]", "-", text)
    parts = text.split("-")
    if parts[0].isalpha():
        text = f"{parts[0]} {parts[1]}, {parts[2]}"
    return _certain(read_date(text))


_YEAR_MONTH = re.compile(r"(?<!\d)(20\d\d)[-_. ]?(0[1-9]|1[0-2])(?!\d)")
_QUARTER = re.compile(r"\b[qt]([1-4])\b")


def month_named(name: str) -> str:
    """Return the month or quarter that a name tells ("campaigns_2026-01.csv", "Janvier", "Q2"),
    told by its number, with its year where it has one; "" when it tells none.
    """
    text = plain(re.sub(r"[\W_]+", " ", name))
    found = _YEAR_MONTH.search(text)
    if found:
        return f"{found[1]}-{found[2]}"
    months = [f"{_MONTHS[word]:02d}" for word in text.split() if word in _MONTHS]
    quarters = [f"q{number}" for number in _QUARTER.findall(text)]
    years = re.findall(r"(?<!\d)20\d\d(?!\d)", text)
    told = [*months, *quarters]
    return "-".join([*years[:1], *told[:1]]) if told else ""


_MONTHS = {plain(name): number for name, number in MONTHS.items()}
