"""What is said and asked of a table as a whole: its columns' names, its place, its length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kpi.catalog.headings import plain, straight
from kpi.facts import Note, Option, Question
from kpi.intake.corrections import key
from kpi.intake.numbers import take_apart
from kpi.intake.titles import currency_in, period_of

if TYPE_CHECKING:
    from kpi.intake.identify import Identified

_UNNAMED = re.compile(r"^Column [A-Z]{1,3}$")
_REPEATED = re.compile(r" \(\d+\)$")
# From so many rows on, the time that a reading takes is worth a word.
LONG = 1_000_000
# What the columns of a table without names may be: those of figures, the others.
FIGURES = ("spend", "impressions", "clicks", "conversions", "revenue", "sessions", "orders")
WORDS = ("campaign", "ad_group", "ad", "keyword", "channel", "platform")


def table_notes(table: Identified) -> Iterator[Note]:
    """Yield what the columns and the place of a table call for."""
    sketch = table.sketch
    unnamed = tuple(
        name
        for name, cells in zip(sketch.header, sketch.samples, strict=True)
        if _UNNAMED.match(name) and any(cells)
    )
    if unnamed and not sketch.nameless:
        values = {"count": len(unnamed), "columns": unnamed}
        yield Note(code="blank_headers", where=table.where(), values=values)
    personal = tuple(
        use.name for use in table.uses if use.is_a("personal") or use.is_a("key", "customer_key")
    )
    if personal:
        yield Note(code="emails_pii", where=table.where(), values={"columns": personal})
    if len(sketch.header) == 1:
        yield Note(code="one_column", where=table.where(sketch.header[0]))
    for use in table.uses:
        if use.meaning is not None and straight(use.name) != use.name:
            name = straight(use.name)
            yield Note(code="confusable_headers", where=table.where(name))
    yield from _above(table)


def _above(table: Identified) -> Iterator[Note]:
    """Yield what is said of title lines that the platform's own exports do not have."""
    sketch, card = table.sketch, table.card
    known = set(card.titles) if card else set()
    if card and all(plain(t) in known or period_of((t,)) or t[:1] == "#" for t in sketch.titles):
        return
    if sketch.titles:
        values: dict[str, object] = {"row": sketch.header_row, "count": sketch.header_row - 1}
        currency = currency_in(sketch.titles)
        values |= {"currency": currency[0]} if len(currency) == 1 else {}
        yield Note(code="header_row7", where=table.where(row=sketch.header_row), values=values)


def which_platform(table: Identified) -> Iterator[Question]:
    """Yield a question when several platforms name their columns just so."""
    recognition = table.recognition
    if recognition.card is not None and recognition.rivals:
        cards = (recognition.card, *recognition.rivals)
        yield Question(
            id=key("platform", *table.place),
            code="which_platform",
            where=table.where(),
            options=tuple(Option(id=card.id) for card in cards),
            default=recognition.card.id,
            values={"names": tuple(card.name for card in cards)},
        )


def long_notes(table: Identified, count: int) -> Iterator[Note]:
    """Yield how many rows a very long table had."""
    if count >= LONG:
        yield Note(code="rows_1m", where=table.where(), values={"found": count})


def namings(table: Identified) -> Iterator[Question]:
    """Yield what each column of a table without names is, when nothing else tells a figure."""
    if not table.sketch.nameless or table.counts:
        return
    for use in table.uses:
        given = [text for text in table.sketch.samples[use.position] if text.strip()]
        if use.meaning is not None or not given:
            continue
        figures = all(take_apart(text) is not None for text in given)
        yield Question(
            id=key("column", *table.place, use.name),
            code="no_header",
            where=table.where(use.name, row=table.sketch.header_row),
            options=tuple(Option(id=name) for name in (FIGURES if figures else WORDS)),
            values={"sample": given[0]},
        )


def turnings(table: Identified) -> Iterator[Question]:
    """Yield whether a table that we turned lay on its side."""
    if any(note.code == "transposed" for note in table.sketch.notes):
        yield Question(
            id=key("turned", *table.place),
            code="transposed",
            where=table.where(),
            options=(Option(id="turn"), Option(id="leave_table")),
            default="turn",
        )


def first_name(name: str) -> str:
    """Return a column's name without the number that tells it from its namesakes ("Clicks (2)")."""
    return _REPEATED.sub("", name)
