"""Which days each row covers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kpi.catalog.headings import plain
from kpi.errors import Where
from kpi.facts import Note, Option, Question
from kpi.intake.cells import Coded, constant
from kpi.intake.corrections import key
from kpi.intake.dates import read_dates
from kpi.intake.titles import period_in_name, period_of
from kpi.period import DAY, Period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi.intake.corrections import Corrections
    from kpi.intake.recognise import Recognition, Use
    from kpi.intake.sketch import Loaded, Sketch

_WEEKS = frozenset(
    map(
        plain,
        [
            "week",
            "semaine",
            "woche",
            "semana",
            "settimana",
            "week of",
            "week start",
            "semaine du",
            "début de semaine",
            "wöchentlich",
        ],
    )
)
_MONTHS = frozenset(map(plain, ["month", "mois", "monat", "mes", "mês", "mese"]))
_SPANS = ("start", "debut", "inicio", "beginn", "berichtsstart", "inizio", "date", "period")


def days_of(
    sketch: Sketch,
    recognition: Recognition,
    uses: Sequence[Use],
    loaded: Loaded,
    corrections: Corrections,
    notes: list[Note],
    questions: list[Question],
) -> tuple[Coded, Coded]:
    """Return the first and the last day of each row as ISO text, "" when nothing tells.

    From the date column, else the start and end columns, else the title lines, else the file's name.
    """
    announced = announced_period(sketch)
    count = len(loaded.numbers)
    by_name = {
        u.meaning.name: u
        for u in uses
        if u.meaning and u.meaning.name in ("date", "date_end", "day_index")
    }
    if "day_index" in by_name and announced is not None and "date" not in by_name:
        return _indexed(loaded.columns[by_name["day_index"].position].coded(), announced)
    if "date" not in by_name:
        if announced is None:
            return constant("", count), constant("", count)
        return constant(announced.first.isoformat(), count), constant(
            announced.last.isoformat(), count
        )
    del recognition
    use = by_name["date"]
    column = loaded.columns[use.position].coded()
    periods = _periods(sketch, use, column, announced, corrections, notes, questions)
    first = column.map(lambda text: periods[text].first.isoformat() if periods.get(text) else "")
    last = column.map(lambda text: periods[text].last.isoformat() if periods.get(text) else "")
    end = by_name.get("date_end")
    if end is not None and any(word in plain(use.name) for word in _SPANS):
        ends = loaded.columns[end.position].coded()
        known = dict(zip(ends.values, read_dates(ends.values).periods, strict=True))
        last = ends.map(lambda text: p.last.isoformat() if (p := known[text]) else "")
    return first, last


def announced_period(sketch: Sketch) -> Period | None:
    """Return the days that the title lines, else the file's name, announce for the whole table."""
    return period_of(sketch.titles) or period_in_name(sketch.file)


def _indexed(column: Coded, announced: Period) -> tuple[Coded, Coded]:
    """Return days counted from the first one of the period ("0003" is its fourth day)."""
    days = column.map(
        lambda text: (
            (announced.first + int(text) * DAY).isoformat() if text.strip().isdigit() else ""
        )
    )
    return days, days


def _periods(
    sketch: Sketch,
    use: Use,
    column: Coded,
    announced: Period | None,
    corrections: Corrections,
    notes: list[Note],
    questions: list[Question],
) -> dict[str, Period | None]:
    """Return the days of each different text of a date column."""
    said = corrections.text("dates", sketch.file, sketch.sheet)
    read = read_dates(column.values, within=announced, order=said)
    where = Where(file=sketch.file, sheet=sketch.sheet, column=use.name)
    if not read.settled:
        questions.append(_ask_order(sketch, where, column.values))
    if read.serials:
        values = {"sample": column.values[0], "date_a": next(p.first for p in read.periods if p)}
        notes.append(Note(code="excel_serials", where=where, values=values))
    found = dict(zip(column.values, read.periods, strict=True))
    return {text: _widened(use.name, period) for text, period in found.items()}


def _ask_order(sketch: Sketch, where: Where, texts: Sequence[str]) -> Question:
    sample = next(t for t in texts if read_dates([t]).order)
    day_first, month_first = (read_dates([sample], order=o).periods[0] for o in ("dmy", "mdy"))
    return Question(
        id=key("dates", sketch.file, sketch.sheet),
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
