"""What is said and asked of a column of dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from kpi.facts import Note, Option, Question
from kpi.intake.corrections import key
from kpi.intake.date_order import KEEP, ORDERS, SWAP, read_dates
from kpi.intake.numbers import is_missing
from kpi.intake.totals import says_total

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from kpi.errors import Where
    from kpi.intake.cells import Coded
    from kpi.intake.date_order import Dates
    from kpi.intake.identify import Identified
    from kpi.period import Period

# Rows named in a note; the count says how many there are in all.
NAMED = 50
# A year without a row: what stands after it, on a few rows, is a forecast or a slip.
FAR_DAYS = 366
FEW = 1 / 3


def is_wrong(text: str) -> bool:
    """Return whether a cell of a date column that is no date should have been one."""
    # A totals row may name itself in the date column: it is left out as such, not a wrong date.
    return not is_missing(text) and not says_total(text)


def rows_of(column: Coded, texts: Collection[str]) -> NDArray[np.bool_]:
    """Return the rows that hold one of these texts."""
    held = np.array([text in texts for text in column.values], dtype=bool)
    found: NDArray[np.bool_] = held[column.codes]
    return found


def far_days(column: Coded, days: Mapping[str, Period | None]) -> tuple[str, ...]:
    """Return the few texts that stand a year or more after all the other days, in their order."""
    counts = np.bincount(column.codes, minlength=len(column.values)).tolist()
    told = [
        (period, count, text)
        for text, count in zip(column.values, counts, strict=True)
        if (period := days[text]) is not None and count
    ]
    told.sort(key=lambda one: one[0])
    rows, before = sum(count for _, count, _ in told), 0
    last = told[0][0].last if told else None
    for place, (period, count, _) in enumerate(told):
        far = last is not None and (period.first - last).days > FAR_DAYS
        if far and rows - before < FEW * rows:
            return tuple(text for _, _, text in told[place:])
        before += count
        last = period.last if last is None else max(last, period.last)
    return ()


def date_notes(
    where: Where,
    column: Coded,
    read: Dates,
    numbers: NDArray[np.int64],
    *,
    far: Sequence[str] = (),
    zone: str = "",
) -> Iterator[Note]:
    """Yield what was done with odd dates: read another way, set aside, left out of any period."""
    days = dict(zip(column.values, read.periods, strict=True))

    def note(code: str, texts: Collection[str], **values: object) -> Note:
        rows = numbers[rows_of(column, texts)]
        told = {"count": len(rows), "rows": tuple(rows[:NAMED].tolist()), **values}
        return Note(code=code, where=where, values=told)

    if read.serials:
        sample = read.serials[0]
        yield note("excel_serials", read.serials, sample=sample, date_a=_first(days[sample]))
    if any(days[text] for text in read.short):
        # The latest is the oddest: 69 is no year of an export.
        sample = max((p, t) for t in read.short if (p := days[t]) is not None)[1]
        yield note("two_digit_years", read.short, sample=sample, date_a=_first(days[sample]))
    unread = [text for text in column.values if days[text] is None and is_wrong(text)]
    if len(read.kinds) + bool(read.serials) > 1:
        yield note("mixed_dates", unread)
    elif unread:
        yield note("impossible_dates", unread, sample=unread[0])
    if far:
        yield note("future_dates", far, sample=far[0])
    if zone:
        yield Note(code="timezones", where=where, values={"zone": zone})


def _first(period: Period | None) -> object:
    return period.first if period else None


def date_questions(
    table: Identified, where: Where, texts: Sequence[str], read: Dates
) -> Iterator[Question]:
    """Yield what a column's dates leave open: the order of their numbers, a spreadsheet's
    mistake.
    """
    if not read.settled:
        yield _ask_order(table, where, texts, read.order)
    elif read.swapped:
        yield _ask_swapped(table, where, read)


def _ask_order(table: Identified, where: Where, texts: Sequence[str], default: str) -> Question:
    # The date shown is one that reads two ways by itself, when there is one.
    told = [text for text in texts if read_dates([text]).periods[0]]
    sample = next((text for text in told if not read_dates([text]).settled), told[0])
    days = {o: p.first for o in ORDERS if (p := read_dates([sample], order=o).periods[0])}
    if days.get("mdy") == days.get("dmy"):
        days.pop("mdy", None)
    options = [o for o in ORDERS[:2] if o in days]
    if days.get("ymd") not in (None, days.get("dmy"), days.get("mdy")):
        options.append("ymd")
    return Question(
        id=key("dates", *table.place),
        code="ambiguous_dates",
        where=where,
        options=tuple(Option(id=order) for order in options),
        default=default or ORDERS[0],
        values={
            "sample": sample,
            "date_a": days.get("dmy", days.get("ymd")),
            "date_b": days.get("mdy", days.get("ymd")),
        },
    )


def _ask_swapped(table: Identified, where: Where, read: Dates) -> Question:
    sample = read.swapped[0]
    kept, turned = read_dates([sample]).periods[0], read.swapped
    day = kept.first if kept else None
    return Question(
        id=key("dates", *table.place),
        code="swapped_dates",
        where=where,
        options=(Option(id=SWAP), Option(id=KEEP)),
        default=SWAP,
        values={
            "count": len(turned),
            "date_a": day,
            "date_b": day.replace(month=day.day, day=day.month) if day else None,
        },
    )
