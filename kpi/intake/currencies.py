"""The currency of a table, and of each row where they differ."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi.catalog.currencies import currencies_of
from kpi.facts import MEASURES, Note, Option, Question
from kpi.intake.cells import constant
from kpi.intake.corrections import key
from kpi.intake.desk import proofs
from kpi.intake.money import in_cell, in_cells, in_header, told
from kpi.intake.titles import currency_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kpi.intake.cells import Coded
    from kpi.intake.columns import Use
    from kpi.intake.desk import Desk
    from kpi.intake.money import Claim


def currency_of(desk: Desk) -> tuple[str, Coded]:
    """Return the table's currency and the currency of each row; "" when nothing tells.

    A currency column tells, else the names of the money columns, the signs in their cells, the
    title lines, the names of the other columns; a sign that several countries share ("$") is read
    by whatever else tells which. Columns of amounts in another currency than the table's are left
    out and it is asked which count, unless a rate converts them.
    """
    said = desk.corrections.text("currency", *desk.table.place)
    money = [use for use in _amounts(desk) if use.position in desk.loaded.columns]
    claims = {use.position: _claims(desk, use) for use in money}
    titled = currency_in(desk.table.sketch.titles)
    known = _known(desk, said, claims, titled)
    given = desk.table.one("dimension", "currency")
    if given is not None and not said:
        rows = desk.cells(given).coded().map(lambda text: _written(text, known))
        main = _main(rows)
        _apart(desk, money, claims, known, set(rows.values), main)
        return main, rows
    for use in money:
        codes = sorted({told(claim, known) for claim in claims[use.position]} - {""})
        if len(codes) > 1:
            return _mixed(desk, use, tuple(codes), known, said)
    every = {told(claim, known) for held in claims.values() for claim in held} - {""}
    main = said or _first(claims, known) or (known[0] if len(known) == 1 or titled else "")
    if not said and len(titled) == 1 and main != titled[0]:
        either = (main, titled[0])
        _ask(desk, "currency_titled", "", either, main, {"currencies": either})
    if main not in every or every == {main}:
        return main, _everywhere(desk, main)
    _apart(desk, money, claims, known, {main}, main)
    return main, _everywhere(desk, main)


def _everywhere(desk: Desk, code: str) -> Coded:
    return constant(code, len(desk.loaded.numbers))


def _amounts(desk: Desk) -> list[Use]:
    """Return the columns of amounts that count, the spend first, and the price that may give it."""
    found = [
        use
        for kind in ("measure", "part")
        for use in desk.table.all(kind)
        if use.meaning and MEASURES[use.meaning.name].unit == "money"
    ]
    if desk.table.price:
        found += desk.table.all("rate", desk.table.price)
    return sorted(found, key=lambda use: use.meaning is None or use.meaning.name != "spend")


def _claims(desk: Desk, use: Use) -> tuple[Claim, ...]:
    """Return what a column says of its currency: its name, else the signs in its cells."""
    named = in_header(use.name)
    return (named,) if named else tuple(in_cells(proofs(desk.cells(use))))


def _known(
    desk: Desk, said: str, claims: Mapping[int, Sequence[Claim]], titled: Claim
) -> tuple[str, ...]:
    """Return the currencies that the table tells surely, the surest first, then by its titles'
    sign.
    """
    named = (in_header(use.name) for use in desk.table.uses)
    given = desk.table.one("dimension", "currency")
    column = [] if given is None else map(currencies_of, desk.cells(given).coded().values)
    every = (titled, *(claim for held in claims.values() for claim in held), *named, *column)
    sure = [claim[0] for claim in every if len(claim) == 1]
    return tuple(dict.fromkeys(code for code in (said, *sure, *titled[:1]) if code))


def _first(claims: Mapping[int, Sequence[Claim]], known: Sequence[str]) -> str:
    """Return the currency of the first column of amounts that tells one."""
    return next((c for held in claims.values() for claim in held if (c := told(claim, known))), "")


def _written(text: str, known: Sequence[str]) -> str:
    """Return the currency that a cell of a currency column gives; an unknown code stays apart."""
    claim = currencies_of(text)
    text = text.strip()
    unknown = len(text) == 3 and text.isalpha() and text.isupper()
    return told(claim, known) if claim else text if unknown else ""


def _main(column: Coded) -> str:
    """Return the most frequent value that is not blank."""
    counts = np.bincount(column.codes, minlength=len(column.values))
    ranked = sorted(zip(counts, column.values, strict=True), reverse=True)
    return next((value for _, value in ranked if value), "")


def _mixed(
    desk: Desk, use: Use, codes: tuple[str, ...], known: Sequence[str], said: str
) -> tuple[str, Coded]:
    """Return the currency that each cell of one column writes, and ask; what writes none is what
    was said.
    """
    rows = desk.cells(use).coded().map(lambda text: told(in_cell(text), known) or said)
    if not said:
        _ask(desk, "mixed_currency", use.name, codes, "", {"currencies": codes})
    return "", rows


def _apart(
    desk: Desk,
    money: Sequence[Use],
    claims: Mapping[int, Sequence[Claim]],
    known: Sequence[str],
    held: set[str],
    main: str,
) -> None:
    """Convert or leave out the columns of amounts in a currency that no row is in."""
    others = {
        use.position: code
        for use in money
        for claim in claims[use.position]
        if (code := told(claim, known)) and code not in held
    }
    rates = desk.corrections.rates()
    for use in money:
        code = others.get(use.position, "")
        if code in rates:
            del others[use.position]
            desk.factors[use.position] = desk.factors.get(use.position, 1.0) * rates[code]
            values = {"currency": main, "currencies": (code,), "factor": rates[code]}
            desk.notes.append(
                Note(code="converted", where=desk.table.where(use.name), values=values)
            )
    if not others:
        return
    names = tuple(use.name for use in money if use.position in others)
    codes = tuple(dict.fromkeys((main, *others.values())))
    if not desk.corrections.text("currency", *desk.table.place):
        _ask(desk, "currency_columns", names[0], codes, main, {"columns": names, "currency": main})
    uses = tuple(
        replace(use, meaning=None, why="other_currency") if use.position in others else use
        for use in desk.table.uses
    )
    desk.table = replace(desk.table, uses=uses)


def _ask(
    desk: Desk,
    code: str,
    column: str,
    codes: tuple[str, ...],
    default: str,
    values: Mapping[str, object],
) -> None:
    desk.questions.append(
        Question(
            id=key("currency", *desk.table.place),
            code=code,
            where=desk.table.where(column),
            options=tuple(Option(id=one) for one in codes),
            default=default,
            values=values,
        )
    )
