"""Which days each row covers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from kpi.catalog.headings import plain
from kpi.facts import Note, Option, Question
from kpi.intake.cells import Coded, constant
from kpi.intake.corrections import key
from kpi.intake.dates import Dates, read_dates
from kpi.intake.numbers import is_missing
from kpi.intake.spans import crossing, lengths, rows_of_other_length
from kpi.intake.titles import period_in_name, period_of
from kpi.intake.totals import says_total
from kpi.period import DAY, Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from kpi.errors import Where
    from kpi.intake.corrections import Corrections
    from kpi.intake.identify import Identified
    from kpi.intake.sketch import Loaded, Sketch

_WEEKS = frozenset(
    map(
        plain,
        ("week", "semaine", "woche", "semana", "settimana", "week of", "week start", "semaine du",
         "début de semaine"),
    )
)  # fmt: skip
_MONTHS = frozenset(map(plain, ["month", "mois", "monat", "mes", "mês", "mese"]))
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
    column = loaded.columns[use.position].coded()
    said = corrections.text("dates", *table.place)
    read = read_dates(column.values, within=announced, order=said)
    days = {t: _widened(use.name, p) for t, p in zip(column.values, read.periods, strict=True)}
    first = column.map(lambda text: p.first.isoformat() if (p := days[text]) else "")
    last = column.map(lambda text: p.last.isoformat() if (p := days[text]) else "")
    end = table.one("dimension", "date_end")
    where = table.where(use.name)
    aside, questions = _unplaced(column, days), []
    if not read.settled:
        questions.append(_ask_order(table, where, column.values))
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
        notes=tuple(_notes(where, column, read)),
        questions=tuple(questions),
        aside=aside,
    )


def _unplaced(
    column: Coded, days: Mapping[str, Period | None]
) -> tuple[tuple[str, NDArray[np.bool_]], ...]:
    """Return the rows whose date is written and is none."""
    wrong = np.array([days[text] is None and _is_wrong(text) for text in column.values], dtype=bool)
    return (("impossible_dates", wrong[column.codes]),) if wrong.any() else ()


def _is_wrong(text: str) -> bool:
    # A totals row may name itself in the date column: it is left out as such, not a wrong date.
    return not is_missing(text) and not says_total(text)


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
    """Return the last days of an end column; where it is blank, what the first column gave."""
    if column.is_blank().all():
        return otherwise
    known = dict(zip(column.values, read_dates(column.values, order=order).periods, strict=True))
    return column.map(lambda text: p.last.isoformat() if (p := known[text]) else "")


def _opens(name: str, first: Coded, announced: Period) -> bool:
    """Return whether "Start date" is everywhere the announced first day: rows then cover it all."""
    same = set(first.values) == {announced.first.isoformat()}
    return same and announced.days > 1 and any(word in plain(name) for word in _STARTS)


def _notes(where: Where, column: Coded, read: Dates) -> Iterator[Note]:
    """Yield what was done with odd dates: day numbers read, unreadable texts left without a day."""
    if read.serials:
        values = {"sample": column.values[0], "date_a": next(p.first for p in read.periods if p)}
        yield Note(code="excel_serials", where=where, values=values)
    unread = [
        text
        for text, period in zip(column.values, read.periods, strict=True)
        if period is None and _is_wrong(text)
    ]
    if unread:
        values = {"sample": unread[0], "count": len(unread)}
        yield Note(code="impossible_dates", where=where, values=values)


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


def _ask_order(table: Identified, where: Where, texts: Sequence[str]) -> Question:
    sample = next(t for t in texts if read_dates([t]).order)
    day_first, month_first = (read_dates([sample], order=o).periods[0] for o in ("dmy", "mdy"))
    return Question(
        id=key("dates", *table.place),
        code="ambiguous_dates",
        where=where,
        options=(Option(id="dmy"), Option(id="mdy")),
        default="dmy",
        values={
            "sample": sample,
            "date_a": day_first.first if day_first else None,
            "date_b": month_first.first if month_first else None,
        },
    )


def _widened(name: str, period: Period | None) -> Period | None:
    """Return the whole week or month of a day under a column called "Week" or "Month"."""
    if period is None or period.days > 1:
        return period
    if plain(name) in _WEEKS:
        return Period(period.first, period.first + timedelta(days=6))
    if plain(name) in _MONTHS and period.first.day == 1:
        following = (period.first + timedelta(days=32)).replace(day=1)
        return Period(period.first, following - DAY)
    return period
