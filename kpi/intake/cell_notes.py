"""What is said of a column of figures: cells without a value, rounded, negative, no number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from kpi.facts import Note
from kpi.intake.cells import code, figure_text
from kpi.intake.numbers import MANY, is_missing, take_apart

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi.errors import Where
    from kpi.intake.cells import Cells, Floats
    from kpi.intake.numbers import Numbers

# Rows named in a note; the count says how many there are in all.
NAMED = 50


def cell_notes(where: Where, cells: Cells, numbers: Numbers, rows: NDArray[np.int64]) -> list[Note]:
    """Return the notes of one column; `rows` are the spreadsheet rows of its cells."""
    if numbers.plain:
        return []
    return [*_unread(where, numbers, rows), *_written(where, cells, rows)]


def _unread(where: Where, numbers: Numbers, rows: NDArray[np.int64]) -> Iterator[Note]:
    """Yield one note for all the cells that are no number."""
    if numbers.unread:
        places = sorted(place for _, held in numbers.unread for place in held)
        values = {
            "sample": numbers.unread[0][0],
            "count": len(places),
            "rows": tuple(rows[places[:NAMED]].tolist()),
        }
        yield Note(code="nan_inf", where=where, values=values)


def below_zero(where: Where, values: Floats, rows: NDArray[np.int64]) -> Iterator[Note]:
    """Yield one note for the counts below zero (-999), which often say that nothing is known."""
    places = np.flatnonzero(values < 0)
    if len(places):
        told = {
            "sample": figure_text(float(values[places[0]])),
            "count": len(places),
            "rows": tuple(rows[places[:NAMED]].tolist()),
        }
        yield Note(code="negative_count", where=where, values=told)


def _written(where: Where, cells: Cells, rows: NDArray[np.int64]) -> Iterator[Note]:
    """Yield what the texts of a short column show: no value, rounding, brackets for minus."""
    if cells.texts is None:
        return
    coded = code(cells.texts)
    if len(coded.values) > MANY:
        return
    for name, is_one in SHOWN:
        flags = np.array([is_one(text) for text in coded.values], dtype=bool)
        if not flags.any():
            continue
        places = np.flatnonzero(flags[coded.codes])
        values = {
            "sample": coded.values[int(np.flatnonzero(flags)[0])].strip(),
            "count": len(places),
            "rows": tuple(rows[places[:NAMED]].tolist()),
        }
        yield Note(code=name, where=where, values=values)


def _is_sign(text: str) -> bool:
    return bool(text.strip()) and is_missing(text)


def _is_rounded(text: str) -> bool:
    written = take_apart(text)
    return written is not None and written.scale != 1.0


def _is_negative(text: str) -> bool:
    """Return whether a number is made negative by brackets or by a minus after it."""
    written = take_apart(text)
    return written is not None and written.negative and not text.strip().startswith(("-", "\u2212"))


SHOWN = (("placeholders", _is_sign), ("suffixes", _is_rounded), ("parens_neg", _is_negative))
