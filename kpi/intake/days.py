"""Which days each row covers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from kpi.catalog.headings import plain
from kpi.catalog.vocabulary import vocabulary
from kpi.facts import Note, Option, Question
from kpi.intake.cells import Coded, coded_as, constant
from kpi.intake.corrections import key
from kpi.intake.date_notes import date_notes, date_questions, far_days, is_wrong, rows_of
from kpi.intake.date_order import read_dates
from kpi.intake.spans import crossing, lengths, rows_of_other_length
from kpi.intake.titles import period_in_name, period_of
from kpi.intake.units import qualified
from kpi.intake.zones import in_one_zone
from kpi.period import DAY, Period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from kpi.intake.corrections import Corrections
    from kpi.intake.identify import Identified
    from kpi.intake.sketch import Loaded, Sketch

_WEEKS = frozenset(vocabulary("spans")["week"])
_MONTHS = frozenset(vocabulary("spans")["month"])
_YEAR_WEEK = re.compile(r"^(\d{4})(\d{2})$")
_STARTS = ("start", "debut", "inicio", "beginn", "inizio")
_SPANS = ("start", "debut", "inicio", "beginn", "berichtsstart", "inizio", "date", "period")


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The first and the last day of each row as ISO text, "" when nothing tells."""

    first: Coded
    last: Coded
    notes: tuple[Note, ...] = ()
    questions: tuple[Question, ...] = ()
    # Rows that cannot be placed in time, by the code that says why.
    aside: tuple[tuple[str, NDArray[np.bool_]], ...] = ()


def days_of(table: Identified, loaded: Loaded, corrections: Corrections) -> Days:
    """Return the days that each row covers.

    From the date column, else the start and end columns, else the title lines, else the file's
    name.
    """
    announced = announced_period(table.sketch)
    use, index = table.one("dimension", "date"), table.one("key", "day_index")
    if use is None and index is not None and announced is not None:
        return _indexed(loaded.columns[index.position].coded(), announced)
    if use is None:
        return _everywhere(announced, len(loaded.numbers))
    column, zone = _on_one_clock(loaded.columns[use.position].coded())
    column = _weeks(use.name, column)
    said = corrections.text("dates", *table.place)
    read = read_dates(column.values, within=announced, order=said)
    days = {t: _widened(use.name, p) for t, p in zip(column.values, read.periods, strict=True)}
    aside, far = _unplaced(column, days), far_days(column, days)
    days |= dict.fromkeys(far)
    first = column.map(lambda text: p.first.isoformat() if (p := days[text]) else "")
    last = column.map(lambda text: p.last.isoformat() if (p := days[text]) else "")
    end = table.one("dimension", "date_end")
    where = table.where(use.name)
    questions = list(date_questions(table, where, column.values, read))
    if end is not None and any(word in plain(use.name) for word in _SPANS):
        last = _ends(loaded.columns[end.position].coded(), last, read.order)
    elif announced is not None and _opens(use.name, first, announced):
        last = constant(announced.last.isoformat(), len(loaded.numbers))
    elif crossing(days):
        question, rows = _one_length(table, column, days, corrections)
        questions.append(question)
        aside = (*aside, ("weeks_months", rows))
    return Days(
        first=first,
        last=last,
        notes=tuple(date_notes(where, column, read, loaded.numbers, far=far, zone=zone)),
        questions=tuple(questions),
        aside=aside,
    )


def _on_one_clock(column: Coded) -> tuple[Coded, str]:
    """Return a column with its moments as days of one time zone, and the name of that zone; "" when
    it tells one alone.
    """
    counts = np.bincount(column.codes, minlength=len(column.values)).tolist()
    moments = Counter(dict(zip(column.values, counts, strict=True)))
    days, zone = in_one_zone(moments)
    return (column.map(lambda text: days.get(text, text)) if days else column), zone


def _weeks(name: str, column: Coded) -> Coded:
    """Return a column with "202610" as the tenth week of 2026 when its name says weeks."""
    if not _is_of(name, _WEEKS):
        return column
    return column.map(lambda text: _YEAR_WEEK.sub(r"\1-W\2", text.strip()))


def _unplaced(
    column: Coded, days: Mapping[str, Period | None]
) -> tuple[tuple[str, NDArray[np.bool_]], ...]:
    """Return the rows whose date is written and is none."""
    wrong = rows_of(column, {t for t in column.values if days[t] is None and is_wrong(t)})
    return (("impossible_dates", wrong),) if wrong.any() else ()


def _one_length(
    table: Identified,
    column: Coded,
    days: Mapping[str, Period | None],
    corrections: Corrections,
) -> tuple[Question, NDArray[np.bool_]]:
    """Return what is asked when spans cross, and the rows of other lengths than the one kept."""
    counts = lengths(column, days)
    use = table.one("dimension", "date")
    said = corrections.text("length", *table.place)
    kept = said if said in counts else counts.most_common(1)[0][0]
    question = Question(
        id=key("length", *table.place),
        code="weeks_months",
        where=table.where(use.name if use else ""),
        options=tuple(Option(id=name, values={"count": count}) for name, count in counts.items()),
        default=kept,
        values={"grains": tuple(counts)},
    )
    return question, rows_of_other_length(column, days, kept)


def _everywhere(announced: Period | None, count: int) -> Days:
    """Return the same days on each row: the period announced, or nothing."""
    if announced is None:
        return Days(first=constant("", count), last=constant("", count))
    return Days(
        first=constant(announced.first.isoformat(), count),
        last=constant(announced.last.isoformat(), count),
    )


def _ends(column: Coded, otherwise: Coded, order: str) -> Coded:
    """Return the last days of an end column; where it tells none, what the first column gave."""
    known = dict(zip(column.values, read_dates(column.values, order=order).periods, strict=True))
    told = column.map(lambda text: p.last.isoformat() if (p := known[text]) else "")
    pairs = told.codes.astype(np.int64) * len(otherwise.values) + otherwise.codes
    unique, codes = np.unique(pairs, return_inverse=True)
    ends, firsts = np.divmod(unique, len(otherwise.values))
    values = [told.values[a] or otherwise.values[b] for a, b in zip(ends, firsts, strict=True)]
    return coded_as(codes.astype(np.int32), values)


def _opens(name: str, first: Coded, announced: Period) -> bool:
    """Return whether "Start date" is everywhere the announced first day: rows then cover it all."""
    same = set(first.values) == {announced.first.isoformat()}
    return same and announced.days > 1 and any(word in plain(name) for word in _STARTS)


def announced_period(sketch: Sketch) -> Period | None:
    """Return the days that the title lines, else the file's name, announce for the whole table."""
    return period_of(sketch.titles) or period_in_name(sketch.file)


def _indexed(column: Coded, announced: Period) -> Days:
    """Return days counted from the first one of the period ("0003" is its fourth day)."""
    days = column.map(lambda text: _day_number(text.strip(), announced))
    return Days(first=days, last=days)


def _day_number(text: str, announced: Period) -> str:
    """Return the day that many days after the first, "" for what is no such number."""
    if not re.fullmatch(r"[0-9]{1,4}", text):
        return ""
    return (announced.first + int(text) * DAY).isoformat()


def _is_of(name: str, words: frozenset[str]) -> bool:
    """Return whether a name is one of these words, whatever stands between its brackets."""
    return qualified(plain(name))[0] in words


def _widened(name: str, period: Period | None) -> Period | None:
    """Return the whole week or month of a day under a column called "Week" or "Month"."""
    if period is None or period.days > 1:
        return period
    if _is_of(name, _WEEKS):
        return Period(period.first, period.first + timedelta(days=6))
    if _is_of(name, _MONTHS) and period.first.day == 1:
        following = (period.first + timedelta(days=32)).replace(day=1)
        return Period(period.first, following - DAY)
    return period
