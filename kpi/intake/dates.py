"""Dates as exports write them, and how a whole column settles which number is the day."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from kpi.catalog.headings import unwrapped
from kpi.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MONTH_NAMES = (
    "january jan janvier janv januar jänner enero ene janeiro gennaio gen januari",
    "february feb fevrier fevr fev februar febrero feb fevereiro febbraio februari",
    "march mar mars marz marzo marco mrz maret",
    "april apr avril avr abril abr aprile",
    "may mai mayo maio maggio mag mei",
    "june jun juin juni junio junho giugno giu",
    "july jul juillet juil juli julio julho luglio lug",
    "august aug aout aou agosto ago agustus",
    "september sep sept septembre septiembre setembro set settembre",
    "october oct octobre oktober okt octubre outubro out ottobre ott",
    "november nov novembre noviembre novembro nopember",
    "december dec decembre dezember dez diciembre dic dezembro dicembre desember des",
)
MONTHS = {name: i + 1 for i, names in enumerate(_MONTH_NAMES) for name in names.split()}
_ZONE = r"(?:\s*(?:Z|UTC|[+-]\d{2}:?\d{2}))?"
_TIME = rf"(?:[T ,]+\d{{1,2}}[:h]\d{{2}}(?::\d{{2}}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?{_ZONE})?"
_ISO = re.compile(rf"^(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}$", re.IGNORECASE)
# "20260302", and with the hour ("2026030214") or the minute, as analytics tools write them.
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:(?:[01]\d|2[0-3])(?:[0-5]\d)?)?$")
_NUMERIC = re.compile(rf"^(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}$", re.IGNORECASE)
_DAY_MONTH = re.compile(
    # "27 January 2026", "1er mars 2026", "5. Februar 2026", "5 de mai. de 2026", "29-avr-2023"
    r"^(\d{1,2})(?:er|st|nd|rd|th|\.|º)?[ -](?:de |of )?([a-z]+)\.?,?[ -](?:de |of )?(\d{4})"
    rf"{_TIME}$",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"^([a-z]+)\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}}){_TIME}$", re.IGNORECASE
)
_MONTH = re.compile(
    r"^(?:(\d{4})[-/](\d{1,2})|([a-z]+)\.? (?:de )?(\d{4})|(\d{1,2})/(\d{4}))$", re.IGNORECASE
)
_WEEK = re.compile(
    r"^(?:(\d{4})-?W(\d{1,2})|(?:W|S|KW|semaine|week) ?(\d{1,2})[ ,/-]+(\d{4}))$", re.IGNORECASE
)
_QUARTER = re.compile(r"^(?:Q|T)([1-4])[ -/]+(\d{4})$|^(\d{4})[ -/]?(?:Q|T)([1-4])$", re.IGNORECASE)
_WEEKDAY = re.compile(r"^(?:[^\W\d]{2,13}\.?-?[^\W\d]*\.?,? )(?=\d|[^\W\d]{3,10}\.? \d)")
_BETWEEN = re.compile(r"\s+(?:-|–|—|to|au|a|al|bis|until|à|até)\s+|\s*[–—]\s*")
# Two dates joined by a bare hyphen: "2024.03.01-2024.03.11", "20190601-20190630",
# "Jan 1, 2016-Jan 31, 2016".
_ISO_SPAN = re.compile(
    r"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{8}) ?- ?(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{8})$"
)
_YEAR_SPAN = re.compile(r"^(.*?\D\d{4})-(.+)$")
# Excel's day numbers between 2000 and 2060.
_SERIALS = (36526, 58440)
_SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")


@dataclass(frozen=True, slots=True)
class Read:
    """One date text read: the days it covers if the day comes first, and if the month does (None:
    not so).
    """

    day_first: Period | None
    month_first: Period | None

    @property
    def plain(self) -> bool:
        """Whether it reads one way only."""
        return self.day_first == self.month_first


def _day(year: int, month: int, day: int) -> Period | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Period(found, found)


def _month(year: int, month: int) -> Period | None:
    if not 1 <= month <= 12 or not 1900 <= year <= 2200:
        return None
    return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _folded(text: str) -> str:
    import unicodedata

    plain = unicodedata.normalize("NFKD", unwrapped(text.strip()))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


@lru_cache(maxsize=65536)
def read_date(text: str) -> Read | None:
    """Return what a text says as a date (a day, a week, a month, a quarter, a range), or None."""
    text = _folded(text)
    if not text or not any(c.isdigit() for c in text):
        return None
    numeric = _NUMERIC.match(text)
    if numeric:
        return _numeric(numeric)
    one = _certain(text) or _certain(_WEEKDAY.sub("", text))
    if one is not None:
        return Read(one, one)
    return _range(text)


def _numeric(match: re.Match[str]) -> Read | None:
    first, mark, second, year_text = int(match[1]), match[2], int(match[3]), match[4]
    year = (
        int(year_text) + (2000 if int(year_text) < 69 else 1900)
        if len(year_text) == 2
        else int(year_text)
    )
    day_first, month_first = _day(year, second, first), _day(year, first, second)
    # Dots are written by people who put the day first.
    if mark == "." and day_first:
        return Read(day_first, day_first)
    return Read(day_first, month_first) if day_first or month_first else None


def _certain(text: str) -> Period | None:
    """Return the days of a text that reads one way whatever the country."""
    for pattern in (_ISO, _COMPACT):
        found = pattern.match(text)
        if found:
            return _day(int(found[1]), int(found[2]), int(found[3]))
    return _worded(text) or _long(text)


def _worded(text: str) -> Period | None:
    found = _DAY_MONTH.match(text)
    if found and found[2].casefold() in MONTHS:
        return _day(int(found[3]), MONTHS[found[2].casefold()], int(found[1]))
    found = _MONTH_DAY.match(text)
    if found and found[1].casefold() in MONTHS:
        return _day(int(found[3]), MONTHS[found[1].casefold()], int(found[2]))
    return None


def _long(text: str) -> Period | None:
    """Return the days of a month, a week or a quarter."""
    found = _MONTH.match(text)
    if found and found[1]:
        return _month(int(found[1]), int(found[2]))
    if found and found[3]:
        return _month(int(found[4]), MONTHS.get(found[3].casefold(), 0))
    if found:
        return _month(int(found[6]), int(found[5]))
    found = _WEEK.match(text)
    if found:
        return _week(int(found[1] or found[4]), int(found[2] or found[3]))
    found = _QUARTER.match(text)
    if found:
        return _quarter(int(found[2] or found[3]), int(found[1] or found[4]))
    return None


def _week(year: int, week: int) -> Period | None:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    return Period(monday, monday + timedelta(days=6))


def _quarter(year: int, quarter: int) -> Period | None:
    first, last = _month(year, 3 * quarter - 2), _month(year, 3 * quarter)
    return Period(first.first, last.last) if first and last else None


def _range(text: str) -> Read | None:
    """Return the days of "1 May 2026 - 8 May 2026"; a first date without year takes the last
    one's.
    """
    parts = _BETWEEN.split(text)
    if len(parts) != 2:
        joined = _ISO_SPAN.match(text) or _YEAR_SPAN.match(text)
        parts = list(joined.groups()) if joined else []
    if len(parts) != 2:
        return None
    last = read_date(parts[1])
    if last is None:
        return None
    first = read_date(parts[0]) or _with_year(parts[0], last)
    if first is None:
        return None
    return Read(_span(first.day_first, last.day_first), _span(first.month_first, last.month_first))


def _with_year(text: str, last: Read) -> Read | None:
    end = last.day_first or last.month_first
    if end is None:
        return None
    for candidate in (f"{text} {end.last.year}", f"{text}, {end.last.year}"):
        found = read_date(candidate)
        if found is not None:
            return found
    return None


def _span(first: Period | None, last: Period | None) -> Period | None:
    if first is None or last is None or last.last < first.first:
        return None
    return Period(first.first, last.last)


def read_serial(text: str) -> Period | None:
    """Return the day of an Excel day number ("46082" → 2026-03-01), or None."""
    if not _SERIAL.match(text.strip()) or not _SERIALS[0] <= float(text) <= _SERIALS[1]:
        return None
    found = date(1899, 12, 30) + timedelta(days=int(float(text)))
    return Period(found, found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """A column's different texts read as dates: `periods[i]` for `texts[i]`, None where it is no
    date.

    `order`: "dmy" or "mdy" where it mattered, "" where every text reads one way; `settled`:
    evidence decided
    it; `serials`: the texts were Excel day numbers.
    """

    periods: tuple[Period | None, ...]
    order: str = ""
    settled: bool = True
    serials: bool = False


def read_dates(texts: Sequence[str], *, within: Period | None = None, order: str = "") -> Dates:
    """Return the days of each text, the order of day and month settled by the whole column.

    `within`: the period that the file announces; `order`: the answer already given ("dmy" or
    "mdy").
    """
    reads = [read_date(text) for text in texts]
    if not any(reads):
        serials = tuple(read_serial(text) for text in texts)
        if any(serials):
            return Dates(periods=serials, serials=True)
    known = [r for r in reads if r is not None]
    if all(r.plain for r in known):
        return Dates(periods=tuple(r.day_first if r else None for r in reads))
    chosen, settled = (order, True) if order else _order(known, within)
    day_first = chosen == "dmy"
    periods = tuple((r.day_first if day_first else r.month_first) if r else None for r in reads)
    return Dates(periods=periods, order=chosen, settled=settled)


def _order(reads: Sequence[Read], within: Period | None) -> tuple[str, bool]:
    """Return which of day and month comes first, and whether something proves it."""
    day_first = [r.day_first for r in reads]
    month_first = [r.month_first for r in reads]
    holes = (day_first.count(None), month_first.count(None))
    if holes[0] != holes[1]:
        return ("dmy", True) if holes[0] < holes[1] else ("mdy", True)
    if within is not None:
        inside = (_inside(day_first, within), _inside(month_first, within))
        if inside[0] != inside[1]:
            return ("dmy", True) if inside[0] > inside[1] else ("mdy", True)
    steps = (_daily(day_first), _daily(month_first))
    # Day after day under one reading, the same day (not the first) of every month under the other.
    if steps[0] != steps[1] and not _firsts(day_first if steps[1] else month_first):
        return ("dmy", True) if steps[0] else ("mdy", True)
    return "dmy", False


def _inside(periods: Iterable[Period | None], within: Period) -> int:
    return sum(p is not None and p.first in within and p.last in within for p in periods)


def _daily(periods: Iterable[Period | None]) -> bool:
    days = sorted({p.first for p in periods if p is not None})
    steps = [(b - a).days for a, b in pairwise(days)]
    return len(steps) >= 2 and max(steps) <= 7


def _firsts(periods: Iterable[Period | None]) -> bool:
    return all(p.first.day == 1 for p in periods if p is not None)
