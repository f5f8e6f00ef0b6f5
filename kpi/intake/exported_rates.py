"""The rates that a file repeats: read as written, brought to one scale, used to check ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi.catalog.platforms import ANY, cards
from kpi.facts import MEASURES, Note, Option, Quantity, Question
from kpi.intake.corrections import key
from kpi.intake.desk import proofs
from kpi.intake.numbers import read_numbers, style_of
from kpi.intake.sketch import HEAD_ROWS
from kpi.intake.units import COUNTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from kpi.catalog.platforms import Rate
    from kpi.intake.cells import Floats
    from kpi.intake.columns import Use
    from kpi.intake.desk import Desk

# Answers to a column of rates written on two scales.
FRACTION, PERCENT = "fraction", "percent"
# A rate is told from another scale of itself by far more than its rounding.
NEAR = 0.05
# Rates of which each counts a thing at most once: none exceeds the whole.
SHARES = ("ctr", "open_rate", "engagement_rate")
NAMED = 50


def rates_of(desk: Desk) -> Iterator[tuple[Use, Floats]]:
    """Yield the exported rates of the first rows, as written ("2.81%" is 2.81). The price that
    gives a missing spend is read whole.
    """
    for use in desk.table.all("rate"):
        if use.meaning is None or use.position not in desk.loaded.columns:
            continue
        cells = desk.cells(use)
        whole = use.meaning.name == desk.table.price
        head = cells if whole else cells.first(HEAD_ROWS)
        yield use, read_numbers(head, style_of(proofs(head), hint=desk.hint).decimal).values


def settled_rates(desk: Desk, measures: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the named rates, each on one scale, nan below the rows read; where two scales cross
    and nothing tells, ask.
    """
    known = {**cards()[ANY].rates, **(desk.table.card.rates if desk.table.card else {})}
    found = {}
    for use, written in rates_of(desk):
        name = use.meaning.name if use.meaning else ""
        ours = _ours(known.get(name), measures, len(written))
        values = _on_one_scale(desk, use, written, ours)
        if name in SHARES and ours is None:
            _note_over(desk, use, values)
        found[name] = np.full(len(desk.loaded.numbers), np.nan)
        found[name][: len(values)] = values
    return found


def _ours(rate: Rate | None, measures: Mapping[str, Floats], count: int) -> Floats | None:
    """Return a rate of two counts computed from the figures of the first rows; None when one is
    missing.
    """
    if rate is None or not {rate.numerator, rate.denominator} <= set(measures):
        return None
    if any(MEASURES[name].unit not in COUNTED for name in (rate.numerator, rate.denominator)):
        return None
    below = measures[rate.denominator][:count]
    ours = np.full(len(below), np.nan)
    np.divide(measures[rate.numerator][:count], below, out=ours, where=below > 0)
    return ours


def _on_one_scale(desk: Desk, use: Use, values: Floats, ours: Floats | None) -> Floats:
    """Return rates in percent where some are written with the sign and others without."""
    signed = _signed(desk, use, len(values))
    bare = ~signed & ~np.isnan(values) & (values != 0)
    if not signed.any() or not bare.any():
        return values
    said = desk.corrections.text("percent", *desk.table.place, use.name)
    fractions = bare if said == FRACTION else np.zeros(len(values), dtype=bool)
    if not said:
        told = np.full(len(values), np.nan) if ours is None else ours
        fractions = bare & (np.abs(values - told) <= NEAR * told)
        points = bare & (np.abs(values - 100 * told) <= NEAR * 100 * told)
        if not (fractions | points)[bare].all():
            _ask(desk, use, signed, bare)
            return values
    return np.where(fractions, values * 100, values)


def _signed(desk: Desk, use: Use, count: int) -> NDArray[np.bool_]:
    """Return which of so many rows bear a percent sign."""
    cells = desk.cells(use)
    found = np.zeros(count, dtype=bool)
    if cells.texts is not None:
        texts = cells.first(HEAD_ROWS).texts
        flags = [bool(text) and "%" in text for text in (texts.to_pylist() if texts else [])]
        found[: len(flags)] = flags
    return found


def _ask(desk: Desk, use: Use, signed: NDArray[np.bool_], bare: NDArray[np.bool_]) -> None:
    texts = desk.cells(use).first(HEAD_ROWS).coded().texts()
    rows = desk.loaded.numbers[bare][:NAMED]
    desk.questions.append(
        Question(
            id=key("percent", *desk.table.place, use.name),
            code="percent_mixed",
            where=desk.table.where(use.name),
            options=(Option(id=PERCENT), Option(id=FRACTION)),
            default=PERCENT,
            values={
                "example_a": texts[int(np.flatnonzero(signed)[0])].strip(),
                "example_b": texts[int(np.flatnonzero(bare)[0])].strip(),
                "rows": tuple(rows.tolist()),
                "options": (PERCENT, FRACTION),
            },
        )
    )


def _note_over(desk: Desk, use: Use, values: Floats) -> None:
    """Note the shares above the whole."""
    over = np.flatnonzero(values > 100)
    if not len(over):
        return
    rows = desk.loaded.numbers[over][:NAMED]
    told = {"value": Quantity(float(values[over[0]]) / 100, "%"), "rows": tuple(rows.tolist())}
    where = desk.table.where(use.name, int(rows[0]))
    desk.notes.append(Note(code="percent_over", where=where, values=told))
