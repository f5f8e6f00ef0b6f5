"""From the columns of a table to its dimensions and measures."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from kpi.catalog.headings import plain
from kpi.catalog.platforms import ANY, Card, cards
from kpi.errors import Where
from kpi.facts import MEASURES, Column, Note, Option, Question
from kpi.intake.cells import Cells, Coded, constant
from kpi.intake.corrections import Corrections, key
from kpi.intake.days import days_of
from kpi.intake.frame import Frame
from kpi.intake.money import code_of, in_cells, in_header
from kpi.intake.numbers import BROKEN, read_numbers, style_of
from kpi.intake.recognise import SURE, Recognition, Use
from kpi.intake.titles import currency_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kpi.intake.cells import Floats
    from kpi.intake.sketch import Loaded, Sketch

# Texts looked at to decide how a column writes its numbers, spread over the whole column.
PROOFS = 2000
# Rows whose exported rates are compared with ours.
RATE_ROWS = 2000
# Measures that are whole numbers whoever counts them: one mark before three digits groups thousands.
WHOLE = frozenset(
    name for name, m in MEASURES.items() if m.unit in ("count", "people") and name != "conversions"
)
COMMA_LANGUAGES = ("fr", "de", "es", "pt", "it", "id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A table understood: its rows, what each column became, and what was decided or is asked."""

    frame: Frame
    columns: tuple[Column, ...]
    currency: str
    notes: tuple[Note, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(slots=True)
class _Desk:
    """What understanding one table needs at hand, and what it says on the way."""

    sketch: Sketch
    recognition: Recognition
    corrections: Corrections
    notes: list[Note] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def place(self) -> tuple[str, str]:
        return (self.sketch.file, self.sketch.sheet)

    def where(self, column: str = "") -> Where:
        return Where(file=self.sketch.file, sheet=self.sketch.sheet, column=column)

    def note(self, code: str, column: str = "", **values: object) -> None:
        self.notes.append(Note(code=code, where=self.where(column), values=values))


def wishes(uses: Sequence[Use]) -> dict[int, str]:
    """Return which columns to load, and whether their figures may be parsed while reading."""
    found = {}
    for use in uses:
        if use.meaning is None or use.meaning.kind in ("aside", "personal"):
            continue
        if use.meaning.kind == "rate" and not use.meaning.name:
            continue
        found[use.position] = "figures" if use.meaning.kind in ("measure", "rate") else "text"
    # "Total" may stand in a column that serves no other purpose.
    for position in range(min(4, len(uses))):
        if not uses[position].is_a("personal"):
            found.setdefault(position, "text")
    return found


def understand(
    sketch: Sketch,
    recognition: Recognition,
    uses: Sequence[Use],
    loaded: Loaded,
    corrections: Corrections,
) -> Understood:
    """Return a loaded table's dimensions and measures, all rows still there, totals included."""
    desk = _Desk(sketch, recognition, corrections)
    chosen = _one_conversion(desk, uses, loaded)
    hint = _decimal_hint(desk, chosen, loaded)
    measures = {
        use.meaning.name: _figures(desk, use, loaded.columns[use.position], hint)
        for use in chosen
        if use.meaning is not None and use.meaning.kind == "measure"
    }
    count = len(loaded.numbers)
    currency, by_row = _currency(desk, chosen, loaded)
    dimensions = dict(_dimensions(desk, chosen, loaded, measures))
    dimensions["currency"] = by_row if by_row is not None else constant(currency, count)
    first, last = days_of(
        sketch, recognition, chosen, loaded, corrections, desk.notes, desk.questions
    )
    dimensions |= {"date": first, "date_end": last}
    keys = {
        use.meaning.name: loaded.columns[use.position].coded()
        for use in chosen
        if use.meaning is not None and use.meaning.kind == "key"
    }
    frame = Frame(
        dimensions=dimensions,
        measures=measures,
        numbers=loaded.numbers,
        keys=keys,
        rates=dict(_rates(chosen, loaded, hint)),
    )
    return Understood(
        frame=frame,
        columns=tuple(_column(use, sketch) for use in chosen),
        currency=currency,
        notes=tuple(desk.notes),
        questions=tuple(desk.questions),
    )


def _column(use: Use, sketch: Sketch) -> Column:
    field_name = (
        use.meaning.name if use.meaning and use.meaning.kind in ("measure", "dimension") else ""
    )
    if use.is_a("segment"):
        field_name = "segment"
    if use.is_a("key") and not use.why:
        field_name = {"campaign_type": "channel", "medium": "channel", "day_index": "date"}.get(
            use.meaning.name if use.meaning else "", ""
        )
    why = use.why or ("" if field_name else "key")
    samples = () if use.is_a("personal") else sketch.samples[use.position][:3]
    return Column(
        name=use.name,
        field=field_name,
        confidence=use.confidence if field_name else 0.0,
        samples=samples,
        why=why,
        duplicate_of=use.duplicate_of,
    )


def _one_conversion(desk: _Desk, uses: Sequence[Use], loaded: Loaded) -> tuple[Use, ...]:
    """Keep one column as the conversions, say which, and which others count the same or less sure things.

    Purchases are preferred to "Results" when sales are tracked with their value; then the plain column; then the
    first of the others that counted anything.
    """
    candidates = [use for use in uses if use.is_a("measure", "conversions")]
    if len(candidates) < 2:
        return tuple(uses)
    sums = {
        use.name: float(np.nansum(_quick_sum(loaded.columns[use.position]))) for use in candidates
    }
    counted = [use for use in candidates if sums[use.name] > 0] or candidates[:1]
    valued = any(
        use.is_a("measure", "revenue") or use.is_a("rate", "roas")
        for use in uses
        if use.position in loaded.columns
        and np.nansum(_quick_sum(loaded.columns[use.position])) > 0
    )
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


def _quick_sum(cells: Cells) -> Floats:
    return read_numbers(cells, style_of(_proofs(cells), hint=".").decimal).values


def _proofs(cells: Cells) -> list[str]:
    """Return distinct texts spread over a column, enough to decide how it writes its numbers."""
    if cells.texts is None:
        return []
    step = max(len(cells.texts) // PROOFS, 1)
    return list(dict.fromkeys(cells.texts[::step].to_pylist()))


def _decimal_hint(desk: _Desk, uses: Sequence[Use], loaded: Loaded) -> str:
    """Return the decimal mark that the file's columns prove, when they agree; "" otherwise."""
    marks = set()
    for use in uses:
        if use.meaning is None or use.meaning.kind not in ("measure", "rate"):
            continue
        cells = loaded.columns.get(use.position)
        if cells is None or cells.texts is None:
            continue
        texts = _proofs(cells)
        style = style_of(texts, whole=use.meaning.name in WHOLE)
        if style.settled and any("." in text or "," in text for text in texts):
            marks.add(style.decimal)
    return marks.pop() if len(marks) == 1 else ""


def _figures(desk: _Desk, use: Use, cells: Cells, hint: str) -> Floats:
    """Return a measure's figures, read as its column writes them; what could not be read is said."""
    name = use.meaning.name if use.meaning else ""
    said = desk.corrections.text("decimal", *desk.place, use.name)
    style = style_of(_proofs(cells), whole=name in WHOLE, hint=hint)
    decimal = said or style.decimal
    if not said and style.others:
        decimal = _ask_style(desk, use.name, style.others, _by_language(desk))
    elif not said and not style.settled:
        examples = (style.doubtful, style.doubtful)
        decimal = _ask_style(desk, use.name, examples, _by_language(desk))
    numbers = read_numbers(cells, decimal)
    for text, rows in numbers.unread:
        desk.note(
            "nan_inf",
            use.name,
            sample=text,
            count=len(rows),
            rows=tuple(int(desk_row) for desk_row in _row_numbers(desk, rows)),
        )
    return _without_broken(numbers.values)


def _row_numbers(desk: _Desk, rows: Sequence[int]) -> list[int]:
    return [desk.sketch.header_row + 1 + row for row in rows]


def _without_broken(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, np.nan)


def _by_language(desk: _Desk) -> str:
    return "," if desk.recognition.language in COMMA_LANGUAGES else "."


def _ask_style(desk: _Desk, column: str, examples: Sequence[str], default: str) -> str:
    desk.questions.append(
        Question(
            id=key("decimal", *desk.place, column),
            code="thousand_mixed",
            where=desk.where(column),
            options=(Option(id="."), Option(id=",")),
            default=default,
            values={"example_a": examples[0], "example_b": examples[1], "options": (".", ",")},
        )
    )
    return default


def _currency(desk: _Desk, uses: Sequence[Use], loaded: Loaded) -> tuple[str, Coded | None]:
    """Return the table's currency, and the currency of each row when a column or its cells differ by row.

    In order: the user's word, the brackets of the money columns, a currency column, the signs in the cells,
    the title lines.
    """
    said = desk.corrections.text("currency", *desk.place)
    if said:
        return said, None
    for use in uses:
        if use.is_a("dimension", "currency"):
            column = loaded.columns[use.position].coded().map(code_of)
            return _main(column), column
    money = [
        use
        for use in uses
        if use.meaning is not None
        and use.meaning.kind == "measure"
        and MEASURES[use.meaning.name].unit == "money"
    ]
    headed = {in_header(use.name) for use in uses} - {""}
    own = {in_header(use.name) for use in money} - {""}
    for found in (own, headed):
        if len(found) == 1:
            return found.pop(), None
    for use in money:
        texts = loaded.columns[use.position].texts
        signs = in_cells(_proofs(loaded.columns[use.position])) if texts is not None else None
        if signs and len(signs) > 1:
            return _mixed(desk, use, loaded, tuple(sorted(signs)))
        if signs:
            return next(iter(signs)), None
    return currency_in(desk.sketch.titles), None


def _main(column: Coded) -> str:
    """Return the most frequent value that is not blank."""
    counts = np.bincount(column.codes, minlength=len(column.values))
    ranked = sorted(zip(counts, column.values, strict=True), reverse=True)
    return next((value for _, value in ranked if value), "")


def _mixed(
    desk: _Desk, use: Use, loaded: Loaded, currencies: tuple[str, ...]
) -> tuple[str, Coded | None]:
    by_row = loaded.columns[use.position].coded().map(_sign)
    desk.note("mixed_currency", use.name, currencies=currencies)
    return "", by_row


def _sign(text: str) -> str:
    found = in_cells([text])
    return next(iter(found), "")


def _dimensions(
    desk: _Desk, uses: Sequence[Use], loaded: Loaded, measures: Mapping[str, Floats]
) -> Iterator[tuple[str, Coded]]:
    """Yield each dimension but dates and currency, cleaned: NFKC, no invisible marks, no outer spaces."""
    segments: list[tuple[str, Coded]] = []
    for use in uses:
        if use.meaning is None or use.meaning.kind not in ("dimension", "segment"):
            continue
        if use.meaning.name in ("date", "date_end", "currency"):
            continue
        column = loaded.columns[use.position].coded().map(cleaned)
        if use.meaning.kind == "segment":
            segments.append((use.meaning.name, column))
        else:
            yield use.meaning.name, column
    if segments:
        yield "segment", _segment(segments)
    result = next((u for u in uses if u.is_a("measure", "conversions")), None)
    if result is not None and result.meaning is not None and result.meaning.result:
        yield "result", constant(result.meaning.result, len(loaded.numbers))


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


_ODD = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF, 0xAD]
)


def cleaned(name: str) -> str:
    """Return a name as it enters the cube: composed accents, single spaces, nothing invisible.

    "--" and "-" stand for no name.
    """
    import unicodedata

    if name.isascii() and name == name.strip():
        return "" if name in ("--", "-") else name
    text = unicodedata.normalize("NFKC", name).translate(_ODD)
    text = " ".join(text.split())
    return "" if text in ("--", "-") else text


def _rates(uses: Sequence[Use], loaded: Loaded, hint: str) -> Iterator[tuple[str, Floats]]:
    """Yield the exported rates of the first rows, as written ("2.81%" is 2.81); nan below."""
    for use in uses:
        if not use.is_a("rate") or use.position not in loaded.columns:
            continue
        cells = loaded.columns[use.position]
        head = Cells(
            None if cells.texts is None else cells.texts[:RATE_ROWS],
            None if cells.figures is None else cells.figures[:RATE_ROWS],
        )
        values = read_numbers(head, style_of(_proofs(head), hint=hint).decimal).values
        rest = np.full(len(cells) - len(values), np.nan)
        yield use.meaning.name if use.meaning else "", np.concatenate([values, rest])
