"""From the columns of a table to its dimensions and measures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from kpi.catalog.headings import plain
from kpi.facts import MEASURES, Column, Note, Question
from kpi.intake.cell_notes import NAMED, below_zero, cell_notes
from kpi.intake.cells import Cells, Coded, constant
from kpi.intake.corrections import Corrections
from kpi.intake.counted import one_conversion, one_money
from kpi.intake.currencies import currency_of
from kpi.intake.days import days_of
from kpi.intake.derived import derived_spend
from kpi.intake.desk import Desk
from kpi.intake.durations import SECONDS, read_duration
from kpi.intake.exported_rates import settled_rates
from kpi.intake.frame import Frame
from kpi.intake.marks import decimal_marks
from kpi.intake.names import cleaned, is_rounded_id, name_notes
from kpi.intake.numbers import Numbers, read_numbers
from kpi.intake.units import tax_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from kpi.intake.cells import Floats
    from kpi.intake.columns import Use
    from kpi.intake.identify import Identified
    from kpi.intake.sketch import Loaded, Sketch


# What is counted and never taken back: below zero it stands for something else, and it is said.
NEVER_NEGATIVE = (
    "impressions", "viewable_impressions", "clicks", "link_clicks", "reach", "sessions",
    "engaged_sessions", "page_views", "users", "new_users", "sends", "delivered", "opens",
    "email_clicks", "video_views", "video_starts", "video_completes",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A table understood: its rows, what each column became, and what was decided or is asked."""

    frame: Frame
    columns: tuple[Column, ...]
    currency: str
    notes: tuple[Note, ...] = ()
    questions: tuple[Question, ...] = ()
    aside: tuple[tuple[str, NDArray[np.bool_]], ...] = ()


def understand(table: Identified, loaded: Loaded, corrections: Corrections) -> Understood:
    """Return a loaded table's dimensions and measures, all rows still there, totals included."""
    desk = Desk(table, loaded, corrections)
    desk.table = replace(table, uses=one_money(desk))
    desk.table = table = replace(table, uses=one_conversion(desk))
    _told_by_names(desk)
    currency, by_row = currency_of(desk)
    table = desk.table
    desk.marks = decimal_marks(desk)
    measures = {
        use.meaning.name: _figures(desk, use)
        for use in table.all("measure")
        if use.meaning is not None
    }
    measures |= _summed(desk, measures)
    measures |= _clicks(desk, measures)
    rates = settled_rates(desk, measures)
    measures |= derived_spend(desk, measures, rates)
    desk.notes += _rounded_ids(desk)
    days = days_of(table, loaded, corrections)
    dimensions = dict(_dimensions(desk))
    dimensions["currency"] = by_row
    dimensions |= {"date": days.first, "date_end": days.last}
    frame = Frame(
        dimensions=dimensions,
        measures=measures,
        numbers=loaded.numbers,
        places=_places(loaded.numbers),
        keys={use.meaning.name: _key(desk, use) for use in table.all("key") if use.meaning},
        rates=rates,
    )
    return Understood(
        frame=frame,
        columns=tuple(_column(use, table.sketch) for use in table.uses),
        currency=currency,
        notes=(*desk.notes, *days.notes),
        questions=(*desk.questions, *days.questions),
        aside=days.aside,
    )


def _key(desk: Desk, use: Use) -> Coded:
    """Return a key's texts; an order's number that a spreadsheet rounded is none."""
    column = desk.cells(use).coded()
    rounds = use.is_a("key", "order_id")
    return column.map(lambda text: "" if is_rounded_id(text) else text) if rounds else column


def _rounded_ids(desk: Desk) -> Iterator[Note]:
    """Yield the columns of identifiers that a spreadsheet rounded."""
    for use in desk.table.uses:
        figures = any(use.is_a(kind) for kind in ("measure", "part", "rate"))
        if figures or use.position not in desk.loaded.columns:
            continue
        column = desk.cells(use).coded()
        held = column.says(is_rounded_id)
        if held.any():
            rows = desk.loaded.numbers[held]
            values = {
                "sample": next(t for t in column.values if is_rounded_id(t)).strip(),
                "count": len(rows),
                "rows": tuple(rows[:NAMED].tolist()),
            }
            yield Note(code="long_ids", where=desk.table.where(use.name), values=values)


def _places(numbers: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Return where rows stand when the file's own numbers do not tell: one row may give several."""
    return None if (np.diff(numbers) > 0).all() else np.arange(len(numbers))


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
        rate=use.meaning.name if use.is_a("rate") and use.meaning else "",
    )


def _summed(desk: Desk, measures: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the measures that no column holds whole, added up from their parts, row by row."""
    found: dict[str, list[Floats]] = {}
    for use in desk.table.all("part"):
        if use.meaning is not None and use.meaning.name not in measures:
            found.setdefault(use.meaning.name, []).append(_figures(desk, use))
    if "engagements" in found and "shares" in measures:
        found["engagements"].append(measures["shares"])
    return {name: _added(parts) for name, parts in found.items()}


def _clicks(desk: Desk, measures: Mapping[str, Floats]) -> dict[str, Floats]:
    """Where advertising exports link clicks alone, they are the clicks it has, and it is said."""
    if "clicks" in measures or not {"link_clicks", "spend"} <= set(measures):
        return {}
    use = next(
        u for u in desk.table.all("measure") if u.meaning and u.meaning.name == "link_clicks"
    )
    desk.note("link_clicks_only", use.name)
    return {"clicks": measures["link_clicks"]}


def _added(parts: Sequence[Floats]) -> Floats:
    stacked = np.vstack(parts)
    return np.where(np.isnan(stacked).all(axis=0), np.nan, np.nansum(stacked, axis=0))


def _told_by_names(desk: Desk) -> None:
    """Note what the names of columns tell beside their field: units, taxes, dates of campaigns."""
    for use in desk.table.uses:
        if use.why == "lifetime":
            desk.note("lifetime_dates", use.name)
        if use.meaning is None:
            continue
        if use.factor != 1.0:
            desk.factors[use.position] = use.factor
            desk.note("unit_applied", use.name, factor=use.factor)
        if use.is_a("measure") and tax_of(plain(use.name)) == "tax_in":
            desk.note("tax_included", use.name)


def _figures(desk: Desk, use: Use) -> Floats:
    """Return a measure's figures, read as its column writes them; what could not be read is
    said.
    """
    cells = desk.cells(use)
    numbers = _read(cells, desk.marks[use.position], use.meaning.name if use.meaning else "")
    where = desk.table.where(use.name)
    desk.notes += cell_notes(where, cells, numbers, desk.loaded.numbers)
    values = _without_broken(numbers.values)
    if use.meaning is not None and use.meaning.name in NEVER_NEGATIVE:
        desk.notes += below_zero(where, values, desk.loaded.numbers)
    factor = desk.factors.get(use.position, 1.0)
    return values if factor == 1.0 else values * factor


def _read(cells: Cells, mark: str, name: str) -> Numbers:
    """Return a column's numbers; those of a length of time in the unit of its measure."""
    unit = SECONDS.get(MEASURES[name].unit if name in MEASURES else "", 0.0)
    column = cells.coded() if unit and cells.texts is not None else None
    lengths = [read_duration(text) for text in column.values] if column else []
    if column is None or not any(length is not None for length in lengths):
        return read_numbers(cells, mark, percent=False)
    bare = tuple(
        "" if told is not None else t for t, told in zip(column.values, lengths, strict=True)
    )
    numbers = read_numbers(Cells(pa.array(Coded(column.codes, bare).texts())), mark)
    told = np.array([np.nan if length is None else length / unit for length in lengths])
    values = np.where(np.isnan(told[column.codes]), numbers.values, told[column.codes])
    return replace(numbers, values=values, plain=True)


def _without_broken(values: Floats) -> Floats:
    broken = np.isinf(values)
    return np.where(broken, np.nan, values) if broken.any() else values


def _dimensions(desk: Desk) -> Iterator[tuple[str, Coded]]:
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
