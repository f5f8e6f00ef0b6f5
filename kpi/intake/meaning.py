"""From the columns of a table to its dimensions and measures."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from kpi.facts import MEASURES, Column, Note, Option, Question
from kpi.intake.cell_notes import cell_notes
from kpi.intake.cells import Coded, constant
from kpi.intake.corrections import Corrections, key
from kpi.intake.days import days_of
from kpi.intake.frame import Frame
from kpi.intake.money import code_of, in_cells, in_header
from kpi.intake.names import cleaned, name_notes
from kpi.intake.numbers import read_numbers, style_of
from kpi.intake.recognise import Use
from kpi.intake.titles import currency_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from kpi.intake.cells import Cells, Floats
    from kpi.intake.identify import Identified
    from kpi.intake.recognise import Use
    from kpi.intake.sketch import Loaded, Sketch

# Texts looked at to decide how a column writes its numbers, spread over the whole column.
PROOFS = 1000
# Rows whose exported rates are compared with ours.
RATE_ROWS = 2000
# Measures that are whole numbers whoever counts them: one mark before three digits groups
# thousands.
WHOLE = frozenset(
    name for name, m in MEASURES.items() if m.unit in ("count", "people") and name != "conversions"
)
# Marks the columns in the payer's own currency.
PAYER = "payer"
COMMA_LANGUAGES = ("fr", "de", "es", "pt", "it", "id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A table understood: its rows, what each column became, and what was decided or is asked."""

    frame: Frame
    columns: tuple[Column, ...]
    currency: str
    notes: tuple[Note, ...] = ()
    questions: tuple[Question, ...] = ()
    aside: tuple[tuple[str, NDArray[np.bool_]], ...] = ()


@dataclass(slots=True)
class _Desk:
    """What understanding one table needs at hand, and what it says on the way."""

    table: Identified
    loaded: Loaded
    corrections: Corrections
    hint: str = ""
    notes: list[Note] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def cells(self, use: Use) -> Cells:
        return self.loaded.columns[use.position]

    def note(self, code: str, column: str = "", **values: object) -> None:
        self.notes.append(Note(code=code, where=self.table.where(column), values=values))


def understand(table: Identified, loaded: Loaded, corrections: Corrections) -> Understood:
    """Return a loaded table's dimensions and measures, all rows still there, totals included."""
    desk = _Desk(table, loaded, corrections)
    desk.table = replace(table, uses=_one_money(desk))
    desk.table = table = replace(table, uses=_one_conversion(desk))
    desk.hint = _decimal_hint(desk)
    measures = {
        use.meaning.name: _figures(desk, use)
        for use in table.all("measure")
        if use.meaning is not None
    }
    measures |= _summed(desk, measures)
    currency, by_row = _currency(desk)
    days = days_of(table, loaded, corrections)
    dimensions = dict(_dimensions(desk))
    dimensions["currency"] = by_row or constant(currency, len(loaded.numbers))
    dimensions |= {"date": days.first, "date_end": days.last}
    frame = Frame(
        dimensions=dimensions,
        measures=measures,
        numbers=loaded.numbers,
        keys={use.meaning.name: desk.cells(use).coded() for use in table.all("key") if use.meaning},
        rates=dict(_rates(desk)),
    )
    return Understood(
        frame=frame,
        columns=tuple(_column(use, table.sketch) for use in table.uses),
        currency=currency,
        notes=(*desk.notes, *days.notes),
        questions=(*desk.questions, *days.questions),
        aside=days.aside,
    )


def _column(use: Use, sketch: Sketch) -> Column:
    whole = use.meaning is not None and use.meaning.kind in ("measure", "part", "dimension")
    field_name = use.meaning.name if whole and use.meaning else ""
    if use.is_a("segment"):
        field_name = "segment"
    if use.is_a("key") and not use.why:
        field_name = {"campaign_type": "channel", "medium": "channel", "day_index": "date"}.get(
            use.meaning.name if use.meaning else "", ""
        )
    why = use.why or ("" if field_name else "key")
    if use.is_a("key", "customer_key"):
        why = "personal"
    samples = () if why == "personal" else sketch.samples[use.position][:3]
    return Column(
        name=use.name,
        field=field_name,
        confidence=use.confidence if field_name else 0.0,
        samples=samples,
        why=why,
        duplicate_of=use.duplicate_of,
    )


def _one_money(desk: _Desk) -> tuple[Use, ...]:
    """Keep one set of amounts where a table tells them twice: the payers' when they share a
    currency.

    Otherwise the payers' amounts do not add up, and the account's own are used.
    """
    theirs = [use for use in desk.table.uses if use.meaning and use.meaning.result == PAYER]
    given = next((use for use in theirs if use.is_a("dimension", "currency")), None)
    if given is None:
        return desk.table.uses
    shared = len(set(desk.cells(given).coded().values) - {""}) == 1
    own = {u.meaning.name for u in desk.table.uses if u.meaning and u not in theirs}
    fields = {use.meaning.name for use in theirs if use.meaning} & own
    return tuple(
        replace(use, meaning=None, why="duplicate")
        if use.meaning and use.meaning.name in fields and (use in theirs) != shared
        else use
        for use in desk.table.uses
    )


def _one_conversion(desk: _Desk) -> tuple[Use, ...]:
    """Keep one column as the conversions, say which, and which others count the same or less sure
    things.

    Purchases are preferred to "Results" when sales are tracked with their value; then the plain
    column; then the
    first of the others that counted anything.
    """
    uses = desk.table.uses
    candidates = list(desk.table.all("measure", "conversions"))
    if len(candidates) < 2:
        return uses
    counted = [use for use in candidates if _sum(desk, use) > 0] or candidates[:1]
    values = (*desk.table.all("measure", "revenue"), *desk.table.all("rate", "roas"))
    valued = any(_sum(desk, use) > 0 for use in values)
    bought = [use for use in counted if use.meaning and use.meaning.result == "purchase" and valued]
    plain_ones = [use for use in counted if use.meaning and not use.meaning.result]
    kept = (bought or plain_ones or counted)[0]
    others = tuple(use.name for use in candidates if use is not kept)
    desk.note("conversions_counted", kept.name, names=others)
    return tuple(
        replace(use, meaning=None, why="duplicate", duplicate_of=kept.name)
        if use in candidates and use is not kept
        else use
        for use in uses
    )


def _summed(desk: _Desk, measures: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the measures that no column holds whole, added up from their parts, row by row."""
    found: dict[str, list[Floats]] = {}
    for use in desk.table.all("part"):
        if use.meaning is not None and use.meaning.name not in measures:
            found.setdefault(use.meaning.name, []).append(_figures(desk, use))
    if "engagements" in found and "shares" in measures:
        found["engagements"].append(measures["shares"])
    return {name: _added(parts) for name, parts in found.items()}


def _added(parts: Sequence[Floats]) -> Floats:
    stacked = np.vstack(parts)
    return np.where(np.isnan(stacked).all(axis=0), np.nan, np.nansum(stacked, axis=0))


def _sum(desk: _Desk, use: Use) -> float:
    """Return a column's sum, read in passing to see whether it counted anything."""
    cells = desk.cells(use)
    values = read_numbers(cells, style_of(_proofs(cells), hint=".").decimal).values
    return float(np.nansum(values[np.isfinite(values)]))


def _proofs(cells: Cells) -> list[str]:
    """Return distinct texts spread over a column, enough to decide how it writes its numbers."""
    if cells.texts is None:
        return []
    step = max(len(cells.texts) // PROOFS, 1)
    return list(dict.fromkeys(cells.texts[::step].to_pylist()))


def _decimal_hint(desk: _Desk) -> str:
    """Return the decimal mark that the file's columns prove, when they agree; "" otherwise."""
    marks = set()
    for use in (*desk.table.all("measure"), *desk.table.all("rate")):
        cells = desk.loaded.columns.get(use.position)
        if cells is None or cells.texts is None or use.meaning is None:
            continue
        texts = _proofs(cells)
        style = style_of(texts, whole=use.meaning.name in WHOLE)
        if style.settled and any("." in text or "," in text for text in texts):
            marks.add(style.decimal)
    return marks.pop() if len(marks) == 1 else ""


def _figures(desk: _Desk, use: Use) -> Floats:
    """Return a measure's figures, read as its column writes them; what could not be read is
    said.
    """
    name, cells = use.meaning.name if use.meaning else "", desk.cells(use)
    said = desk.corrections.text("decimal", *desk.table.place, use.name)
    style = style_of(_proofs(cells), whole=name in WHOLE, hint=desk.hint)
    decimal = said or style.decimal
    if not said and style.others:
        decimal = _ask_style(desk, use.name, style.others, _by_language(desk))
    elif not said and not style.settled:
        examples = (style.doubtful, style.doubtful)
        decimal = _ask_style(desk, use.name, examples, _by_language(desk))
    numbers = read_numbers(cells, decimal)
    desk.notes += cell_notes(desk.table.where(use.name), cells, numbers, desk.loaded.numbers)
    return _without_broken(numbers.values)


def _without_broken(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, np.nan)


def _by_language(desk: _Desk) -> str:
    return "," if desk.table.recognition.language in COMMA_LANGUAGES else "."


def _ask_style(desk: _Desk, column: str, examples: Sequence[str], default: str) -> str:
    desk.questions.append(
        Question(
            id=key("decimal", *desk.table.place, column),
            code="thousand_mixed",
            where=desk.table.where(column),
            options=(Option(id="."), Option(id=",")),
            default=default,
            values={"example_a": examples[0], "example_b": examples[1], "options": (".", ",")},
        )
    )
    return default


def _currency(desk: _Desk) -> tuple[str, Coded | None]:
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
        signs = in_cells(_proofs(desk.cells(use)))
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


def _mixed(desk: _Desk, use: Use, currencies: tuple[str, ...]) -> tuple[str, Coded]:
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


def _dimensions(desk: _Desk) -> Iterator[tuple[str, Coded]]:
    """Yield each dimension but dates and currency, its names cleaned; segments are joined in
    one.
    """
    for use in desk.table.all("dimension"):
        if use.meaning and use.meaning.name not in ("date", "date_end", "currency"):
            column = desk.cells(use).coded()
            desk.notes += name_notes(desk.table.where(use.name), column)
            yield use.meaning.name, column.map(cleaned)
    segments = [
        (use.meaning.name, desk.cells(use).coded().map(cleaned))
        for use in desk.table.all("segment")
        if use.meaning
    ]
    if segments:
        yield "segment", _segment(segments)
    counted = desk.table.one("measure", "conversions")
    if counted is not None and counted.meaning and counted.meaning.result:
        yield "result", constant(counted.meaning.result, len(desk.loaded.numbers))


def _segment(columns: Sequence[tuple[str, Coded]]) -> Coded:
    """Return "device=mobile; country=France": each segment column under its name."""
    name, first = columns[0]
    joined = first.map(lambda value: f"{name}={value}" if value else "")
    for name, column in columns[1:]:
        both = joined.codes.astype(np.int64) * len(column.values) + column.codes
        pairs, codes = np.unique(both, return_inverse=True)
        left, right = np.divmod(pairs, len(column.values))
        values = [
            "; ".join(
                part
                for part in (
                    joined.values[a],
                    f"{name}={column.values[b]}" if column.values[b] else "",
                )
                if part
            )
            for a, b in zip(left, right, strict=True)
        ]
        joined = Coded(codes.astype(np.int32), tuple(values)).map(str)
    return joined


def _rates(desk: _Desk) -> Iterator[tuple[str, Floats]]:
    """Yield the exported rates of the first rows, as written ("2.81%" is 2.81); nan below."""
    for use in desk.table.all("rate"):
        if use.meaning is None or use.position not in desk.loaded.columns:
            continue
        cells = desk.cells(use)
        head = cells.first(RATE_ROWS)
        values = read_numbers(head, style_of(_proofs(head), hint=desk.hint).decimal).values
        rest = np.full(len(cells) - len(values), np.nan)
        yield use.meaning.name, np.concatenate([values, rest])
