"""The currency of a table, and of each row where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi.facts import MEASURES, Option, Question
from kpi.intake.corrections import key
from kpi.intake.desk import proofs
from kpi.intake.money import code_of, in_cells, in_header
from kpi.intake.titles import currency_in

if TYPE_CHECKING:
    from kpi.intake.cells import Coded
    from kpi.intake.desk import Desk
    from kpi.intake.recognise import Use


def currency_of(desk: Desk) -> tuple[str, Coded | None]:
    """Return the table's currency, and the currency of each row when a column or its cells differ
    by row.

    In order: the user's word, the brackets of the money columns, a currency column, the signs in
    the cells,
    the title lines.
    """
    said = desk.corrections.text("currency", *desk.table.place)
    if said:
        return said, None
    given = desk.table.one("dimension", "currency")
    if given is not None:
        column = desk.cells(given).coded().map(code_of)
        return _main(column), column
    money = [
        u
        for u in desk.table.all("measure")
        if u.meaning and MEASURES[u.meaning.name].unit == "money"
    ]
    for names in (money, desk.table.uses):
        found = {in_header(use.name) for use in names} - {""}
        if len(found) == 1:
            return found.pop(), None
    for use in money:
        signs = in_cells(proofs(desk.cells(use)))
        if len(signs) > 1:
            return _mixed(desk, use, tuple(sorted(signs)))
        if signs:
            return next(iter(signs)), None
    return currency_in(desk.table.sketch.titles), None


def _main(column: Coded) -> str:
    """Return the most frequent value that is not blank."""
    counts = np.bincount(column.codes, minlength=len(column.values))
    ranked = sorted(zip(counts, column.values, strict=True), reverse=True)
    return next((value for _, value in ranked if value), "")


def _mixed(desk: Desk, use: Use, currencies: tuple[str, ...]) -> tuple[str, Coded]:
    desk.questions.append(
        Question(
            id=key("currency", *desk.table.place),
            code="mixed_currency",
            where=desk.table.where(use.name),
            options=tuple(Option(id=currency) for currency in currencies),
            values={"currencies": currencies},
        )
    )
    return "", desk.cells(use).coded().map(_sign)


def _sign(text: str) -> str:
    found = in_cells([text])
    return next(iter(found), "")
