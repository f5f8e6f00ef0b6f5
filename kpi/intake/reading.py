"""One table read: its rows, its source, what it asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from kpi.facts import DIMENSIONS, Check, LeftOut, Note, Option, Question, Source
from kpi.intake.checks import checks_of, duplicates, notes_of, other_windows
from kpi.intake.continuity import coverage, day_notes
from kpi.intake.conversion import without_vat
from kpi.intake.corrections import Corrections, key
from kpi.intake.days import announced_period
from kpi.intake.deals import NONE, deals
from kpi.intake.identify import Identified, identify
from kpi.intake.levels import other_levels
from kpi.intake.meaning import Understood, understand
from kpi.intake.meeting import is_dated, values_of
from kpi.intake.orders import orders, without_signs
from kpi.intake.outline import filled
from kpi.intake.overlaps import Told
from kpi.intake.placing import placed
from kpi.intake.running import running_notes
from kpi.intake.shapes import customer_kinds
from kpi.intake.table_notes import long_notes, namings, table_notes, turnings, which_platform
from kpi.intake.tally import compare
from kpi.intake.totals import find_totals
from kpi.intake.twins import rivals
from kpi.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kpi.intake.cells import Coded
    from kpi.intake.frame import Frame
    from kpi.intake.sketch import Loaded, Sketch

# What a file without a platform is, by what it holds; the first that fits.
FAMILY_SIGNS = (
    ("ads", ("spend", "impressions")),
    ("email", ("sends", "delivered", "opens")),
    ("web", ("sessions", "page_views", "users", "engaged_sessions")),
    ("crm", ("leads", "won", "qualified_leads", "pipeline_value")),
    ("shop", ("orders", "revenue", "new_customers", "refunds")),
    ("social", ("followers", "engagements", "posts")),
    ("ads", ("clicks", "conversions")),
)
# Stages offered as the one that is won: a pipeline has fewer.
MOST_STAGES = 15
# Columns that say the same on every row do not name the rows.
_NAMELESS = ("date", "date_end", "currency", "result", "account", "platform")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One table read: its source and rows, the way back to its cells, what it asks."""

    told: Told
    loaded: Loaded
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sifted:
    """Rows that count, with what was left out, checked and asked on the way."""

    frame: Frame
    left_out: tuple[LeftOut, ...] = ()
    checks: tuple[Check, ...] = ()
    notes: tuple[Note, ...] = ()
    questions: tuple[Question, ...] = ()

    def then(
        self,
        frame: Frame,
        *left_out: LeftOut,
        notes: tuple[Note, ...] = (),
        questions: tuple[Question, ...] = (),
    ) -> _Sifted:
        return replace(
            self,
            frame=frame,
            left_out=(*self.left_out, *left_out),
            notes=(*self.notes, *notes),
            questions=(*self.questions, *questions),
        )


def read_table(sketch: Sketch, corrections: Corrections) -> Reading:
    """Return one table read. Raises UnreadableFile when it has no row, no name or no known
    figure.
    """
    table = identify(sketch, corrections)
    loaded = sketch.load(table.wishes())
    understood = understand(table, loaded, corrections)
    sifted = _sifted(table, loaded, understood, corrections)
    frame = placed(without_signs(sifted.frame), table, corrections)
    source = _source(table, understood, sifted, frame)
    if source.family == "shop":
        frame, notes = without_vat(frame, table.where(), corrections)
        source = replace(source, notes=(*source.notes, *notes))
    return Reading(
        told=Told(source=source, frame=frame),
        loaded=loaded,
        questions=(*_asked(table, corrections), *understood.questions, *sifted.questions),
    )


def _asked(table: Identified, corrections: Corrections) -> Iterator[Question]:
    """Yield what the names of the columns leave open and the user has not answered."""
    asked = (
        *which_platform(table),
        *rivals(table.uses, table.sketch.samples, table.where()),
        *namings(table),
        *turnings(table),
    )
    return (question for question in asked if question.id not in corrections.given)


def _sifted(
    table: Identified, loaded: Loaded, understood: Understood, corrections: Corrections
) -> _Sifted:
    """Return the rows without totals and repeats, orders and deals turned into sums."""
    sifted = _without_totals(table, loaded, understood, corrections)
    if table.sketch.nameless and not table.counts:
        waiting = np.ones(len(sifted.frame), dtype=bool)
        left = sifted.frame.left("no_header", waiting)
        return sifted.then(sifted.frame.where(~waiting), *left)
    named = filled(sifted.frame)
    if named.names:
        sifted = sifted.then(named.frame, notes=(_carried(table, named.names),))
    sifted = _once(table, sifted, loaded, corrections)
    again = other_windows(sifted.frame)
    if again.any():
        left = sifted.frame.left("other_windows", again)
        sifted = sifted.then(sifted.frame.where(~again), *left)
    repeated = other_levels(sifted.frame)
    if repeated.any():
        left = sifted.frame.left("other_levels", repeated)
        sifted = sifted.then(sifted.frame.where(~repeated), *left)
    if table.shape == "orders":
        return _orders(table, sifted, understood.currency, corrections)
    if table.shape == "deals":
        return _deals(table, sifted, corrections)
    return sifted


def _carried(table: Identified, names: Sequence[str]) -> Note:
    columns = tuple(
        use.name for use in table.all("dimension") if use.meaning and use.meaning.name in names
    )
    return Note(code="filled_down", where=table.where(), values={"columns": columns})


def _deals(table: Identified, sifted: _Sifted, corrections: Corrections) -> _Sifted:
    found = deals(sifted.frame, corrections.text("won", *table.place))
    stage = table.one("key", "deal_stage")
    question = Question(
        id=key("won", *table.place),
        code="stage_won",
        where=table.where(stage.name if stage else ""),
        options=tuple(Option(id=one) for one in (*found.unknown[:MOST_STAGES], NONE)),
        default=NONE,
        values={"names": found.unknown},
    )
    questions = (question,) if found.unknown else ()
    return sifted.then(found.frame, *found.left_out, questions=questions)


def _orders(table: Identified, sifted: _Sifted, currency: str, corrections: Corrections) -> _Sifted:
    frame = sifted.frame
    if "customer_kind" in frame.dimensions:
        kinds = customer_kinds(frame.dimensions["customer_kind"])
        frame = frame.with_dimensions(customer_kind=kinds)
    amount = next(iter(table.all("measure", "revenue")), None)
    named = amount.name if amount else ""
    found = orders(frame, named, corrections.text("lines", *table.place))
    notes: tuple[Note, ...] = ()
    if found.refunded:
        values = {"count": len(found.refunded), "rows": found.refunded}
        notes = (Note(code="refunded_orders", where=table.where(), values=values),)
    question = Question(
        id=key("lines", *table.place),
        code="order_lines",
        where=table.where(named),
        options=tuple(
            Option(id=whose, values={"revenue": revenue, "currency": currency})
            for whose, revenue in found.undecided.items()
        ),
        default="order",
    )
    questions = (question,) if found.undecided else ()
    return sifted.then(found.frame, *found.left_out, notes=notes, questions=questions)


def _source(table: Identified, understood: Understood, sifted: _Sifted, frame: Frame) -> Source:
    sketch, recognition = table.sketch, table.recognition
    left = (*sketch.left_out, *sifted.left_out)
    family = table.card.family if table.card else _family(table, frame)
    announced = announced_period(sketch)
    rows_read = len(frame) + sum(len(part.rows) for part in left)
    names = {column.field: column.name for column in understood.columns if column.field}
    return Source(
        file=sketch.file,
        sheet=sketch.sheet,
        platform=table.card.name if table.card else "",
        report=recognition.report,
        family=family,
        language=recognition.language,
        columns=understood.columns,
        header_row=sketch.header_row,
        rows_read=rows_read,
        rows_kept=len(frame),
        left_out=left,
        currency=understood.currency,
        period=_period(frame) or announced,
        grain=_grain(frame),
        checks=(*sifted.checks, *checks_of(table.card, frame), *coverage(frame, announced)),
        notes=(
            *(note for note in sketch.notes if note.code != "transposed"),
            *table_notes(table),
            *long_notes(table, rows_read),
            *understood.notes,
            *sifted.notes,
            *notes_of(table.where(), frame, names),
            *day_notes(table.where(), family, frame, announced, names),
            *running_notes(table.where(), frame, names),
        ),
    )


def _without_totals(
    table: Identified, loaded: Loaded, understood: Understood, corrections: Corrections
) -> _Sifted:
    """Return the rows that are no totals, what was left out, and the comparison of both."""
    frame = understood.frame
    texts: dict[int, Coded] = {}
    for use in table.uses:
        cells = loaded.columns.get(use.position)
        if (
            cells is not None
            and cells.figures is None
            and not use.is_a("measure")
            and not use.is_a("rate")
        ):
            texts[use.position] = cells.coded()
    naming = [
        use
        for use in (*table.all("dimension"), *table.all("segment"), *table.all("key", "medium"))
        if use.position in texts and use.meaning and use.meaning.name not in _NAMELESS
    ]
    naming = naming or [use for use in table.all("dimension", "date") if use.position in texts]
    names = [texts[use.position] for use in naming]
    found = find_totals(list(texts.values()), names, frame.measures)
    totals, questions = found.rows.copy(), []
    if found.doubtful is not None:
        said = corrections.text("total", *table.place)
        totals[found.doubtful] = said != "row"
        if not said and table.card is None:
            questions.append(_ask_total(table, int(frame.numbers[found.doubtful])))
    gone, left = totals, list(frame.left("totals_row", totals))
    for why, rows in understood.aside:
        left += frame.left(why, rows & ~gone)
        gone = gone | rows
    return _Sifted(
        frame=frame.where(~gone),
        left_out=tuple(left),
        checks=compare(totals, frame.measures, frame.numbers, understood.currency),
        questions=tuple(questions),
    )


def _ask_total(table: Identified, row: int) -> Question:
    return Question(
        id=key("total", *table.place),
        code="total_or_row",
        where=table.where(row=row),
        options=(Option(id="total"), Option(id="row")),
        default="total",
        values={"row": row},
    )


def _once(table: Identified, sifted: _Sifted, loaded: Loaded, corrections: Corrections) -> _Sifted:
    """Return the rows without exact repeats, unless the user said that they count."""
    if table.shape != "sums" or corrections.text("duplicates", *table.place) == "all":
        return sifted
    frame = sifted.frame
    repeated = duplicates(frame, loaded.original, loaded.numbers)
    if not repeated.any():
        return sifted
    rows = tuple(frame.numbers[repeated].tolist())
    question = Question(
        id=key("duplicates", *table.place),
        code="dup_rows",
        where=table.where(),
        options=(Option(id="once"), Option(id="all")),
        default="once",
        values={"count": len(rows), "rows": rows},
    )
    return sifted.then(
        frame.where(~repeated), *frame.left("dup_rows", repeated), questions=(question,)
    )


def _family(table: Identified, frame: Frame) -> str:
    if table.shape != "sums":
        return {"orders": "shop", "deals": "crm"}[table.shape]
    for family, signs in FAMILY_SIGNS:
        if any(sign in frame.measures for sign in signs):
            return family
    return ""


def _period(frame: Frame) -> Period | None:
    first = [v for v in frame.dimensions["date"].values if v]
    last = [v for v in frame.dimensions["date_end"].values if v]
    if not first or not last or not len(frame):
        return None
    return Period(date.fromisoformat(min(first)), date.fromisoformat(max(last)))


def _grain(frame: Frame) -> tuple[str, ...]:
    """Return the dimensions that tell the rows apart."""
    aside = ("date_end", "platform", "channel", "campaign_role", "currency", "source")
    found = [
        name
        for name in DIMENSIONS
        if name not in aside and name != "date" and values_of(frame, name)
    ]
    return (*(["date"] if is_dated(frame) else []), *found)
