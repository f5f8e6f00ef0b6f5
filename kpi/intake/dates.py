"""Dates as exports write them, one text at a time."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from kpi.catalog.headings import unwrapped
from kpi.period import Period

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
    r"^(?:(\d{4})[-/]?(\d{2}|(?<=[-/])\d)|([a-z]+)\.?[ -](?:de )?(\d{4})|(\d{1,2})[/-](\d{4}))$",
    re.IGNORECASE,
)
# "Jan-26", "mars-26": what a spreadsheet shows of a month.
_SHORT_MONTH = re.compile(r"^([a-z]{3,10})\.?[-/'’](\d{2})$", re.IGNORECASE)
_CHINESE = str.maketrans({"年": "-", "月": "-", "日": ""})
_WEEK = re.compile(
    # "2026-W10", "2026 S10", "KW 10/2026", "semaine 10, 2026", "week 10 of 2026"
    r"^(?:(\d{4})[ -]?(?:W|S|KW|semaine |week )(\d{1,2})(?:-[1-7])?"
    r"|(?:W|S|KW|semaine|week) ?(\d{1,2})(?:[ ,/-]+| of | de )(\d{4}))$",
    re.IGNORECASE,
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
    """One date text read: the days it covers if the day comes first, if the month does, and, of a
    year in two digits, if the year does (None: not so).

    `kind`: iso, words, numbers, longer or range, the way it is written; `short`: its year has two
    digits.
    """

    day_first: Period | None
    month_first: Period | None
    year_first: Period | None = None
    kind: str = ""
    short: bool = False

    @property
    def plain(self) -> bool:
        """Whether it reads one way only."""
        return self.day_first == self.month_first and self.year_first is None

    def first(self, order: str) -> Period | None:
        """Return its days in one order: dmy, mdy or ymd."""
        return {"dmy": self.day_first, "mdy": self.month_first, "ymd": self.year_first}[order]


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
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    if "年" in plain:
        plain = plain.translate(_CHINESE).rstrip("-")
    return " ".join(plain.split())


@lru_cache(maxsize=65536)
def read_date(text: str) -> Read | None:
    """Return what a text says as a date (a day, a week, a month, a quarter, a range), or None."""
    text = _folded(text)
    if not text or not any(c.isdigit() for c in text):
        return None
    numeric = _NUMERIC.match(text)
    if numeric:
        return _numeric(numeric)
    short = _SHORT_MONTH.match(text)
    if short and short[1].casefold() in MONTHS:
        month = _month(2000 + int(short[2]), MONTHS[short[1].casefold()])
        return Read(month, month, kind="longer", short=True)
    return _certain(text) or _certain(_WEEKDAY.sub("", text)) or _range(text)


def _numeric(match: re.Match[str]) -> Read | None:
    first, mark, second, year = int(match[1]), match[2], int(match[3]), match[4]
    short = len(year) == 2
    # No export is older than this century.
    full = int(year) + (2000 if short else 0)
    day_first, month_first = _day(full, second, first), _day(full, first, second)
    year_first = _day(2000 + first, second, int(year)) if short and len(match[1]) == 2 else None
    # Dots are written by people who put the day first.
    if mark == "." and day_first:
        month_first = day_first
    if not (day_first or month_first or year_first):
        return None
    return Read(day_first, month_first, year_first, kind="numbers", short=short)


def _certain(text: str) -> Read | None:
    """Return the days of a text that reads one way whatever the country."""
    for pattern in (_ISO, _COMPACT):
        found = pattern.match(text)
        if found:
            day = _day(int(found[1]), int(found[2]), int(found[3]))
            return Read(day, day, kind="iso") if day else None
    for kind, one in (("words", _worded(text)), ("longer", _long(text))):
        if one is not None:
            return Read(one, one, kind=kind)
    return None


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
    day_first = _span(first.day_first, last.day_first)
    return Read(day_first, _span(first.month_first, last.month_first), kind="range")


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
