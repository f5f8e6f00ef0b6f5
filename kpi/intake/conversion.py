"""Money brought to one footing by what the user says: one currency, without VAT."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi.errors import Where
from kpi.facts import MEASURES, Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi.intake.corrections import Corrections
    from kpi.intake.frame import Frame
    from kpi.intake.overlaps import Told

# "incl_20": revenue is exported with 20 % of VAT.
_VAT = re.compile(r"^incl_([0-9]{1,2}(?:\.[0-9]+)?)$")
# Amounts of a shop that hold the tax its customers pay.
TAXED = ("revenue", "refunds", "discounts")


def without_vat(
    frame: Frame, where: Where, corrections: Corrections
) -> tuple[Frame, tuple[Note, ...]]:
    """Return a shop's amounts divided by 1 + the rate that the user gave, and the note of it.

    Nothing changes for "excl", "unknown" or no answer.
    """
    found = _VAT.match(corrections.text("vat", where.file, where.sheet))
    if not found:
        return frame, ()
    percent = float(found[1])
    net = {
        name: frame.measures[name] / (1 + percent / 100) for name in TAXED if name in frame.measures
    }
    note = Note(code="vat_taken_off", where=where, values={"count": percent})
    return frame.with_measures(**net), (note,)


def in_one_currency(told: Sequence[Told], corrections: Corrections) -> list[Told]:
    """Return the sources with the currencies that have a rate converted to the main one.

    The main currency is the one of most rows among those without a rate. A rate is what one unit
    of the currency is worth in it; what has none stays as it is.
    """
    rates = corrections.rates()
    main = _main(told, set(rates)) if rates else ""
    return [_converted(one, rates, main) for one in told] if main else list(told)


def _main(told: Sequence[Told], rated: set[str]) -> str:
    counts: dict[str, int] = {}
    for one in told:
        column = one.frame.dimensions["currency"]
        held = np.bincount(column.codes, minlength=len(column.values)).tolist()
        for value, count in zip(column.values, held, strict=True):
            if value and value not in rated:
                counts[value] = counts.get(value, 0) + count
    return max(counts, key=lambda name: (counts[name], name)) if counts else ""


def _converted(told: Told, rates: dict[str, float], main: str) -> Told:
    column = told.frame.dimensions["currency"]
    given = sorted(set(column.values) & set(rates))
    if not given:
        return told
    factors = np.array([rates.get(value, 1.0) for value in column.values])[column.codes]
    money = {
        name: values * factors
        for name, values in told.frame.measures.items()
        if MEASURES[name].unit == "money"
    }
    frame = told.frame.with_measures(**money).with_dimensions(
        currency=column.map(lambda value: main if value in rates else value)
    )
    source = told.source
    where = Where(file=source.file, sheet=source.sheet)
    notes = tuple(
        Note(
            code="converted",
            where=where,
            values={"currency": main, "currencies": (code,), "factor": rates[code]},
        )
        for code in given
    )
    shown = main if source.currency in rates else source.currency
    return replace(
        told,
        frame=frame,
        source=replace(source, currency=shown, notes=(*source.notes, *notes)),
    )
