"""`load`: files → Facts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kpi.catalog.platforms import Card, platforms
from kpi.errors import NothingRead, UnreadableFile, UserError, Where
from kpi.facts import DIMENSIONS, Check, Facts, LeftOut, Note, Option, Question, Source
from kpi.intake.cells import Coded, coded_as, constant
from kpi.intake.checks import checks_of, duplicates, notes_of
from kpi.intake.corrections import Corrections, key
from kpi.intake.cube import Kept, cube_of
from kpi.intake.days import announced_period
from kpi.intake.files import sketches
from kpi.intake.frame import Frame
from kpi.intake.meaning import Understood, understand, wishes
from kpi.intake.overlaps import Told, is_dated, settle
from kpi.intake.recognise import Recognition, Use, recognise, uses
from kpi.intake.roles import channel_named, channel_of, platform_named, role_of
from kpi.intake.shapes import Shape, customer_kinds, deals, orders, shape_of, with_amount
from kpi.intake.totals import compare, find_totals
from kpi.period import Period

if TYPE_CHECKING:
    from kpi.intake.sketch import Loaded, Sketch

File = str | Path | tuple[str, bytes]
ROWS_SAID = 1_000_000
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One table read: its source, its rows, what it asks, and the way back to its cells."""

    told: Told
    loaded: Loaded
    questions: tuple[Question, ...]


def load(files: Sequence[File], corrections: Mapping[str, str] | None = None) -> Facts:
    """Return the facts of every file that can be read: paths, or (name, bytes) pairs.

    `corrections` answers questions and overrides what was inferred; its keys are in kpi.intake.corrections
    (`Question.id` is one of them). A file that cannot be read is in `Facts.problems`; NothingRead is raised
    when none can.
    """
    given = Corrections(dict(corrections or {}))
    problems: list[UserError] = []
    readings: list[Reading] = []
    twins: list[Note] = []
    seen: dict[bytes, str] = {}
    for name, data in _named(files):
        mark = hashlib.sha256(data).digest()
        if mark in seen:
            values = {"file": name, "file_other": seen[mark]}
            twins.append(Note(code="same_file_twice", where=Where(file=name), values=values))
            continue
        seen[mark] = name
        found = list(_read_file(name, data, given))
        problems += [item for item in found if isinstance(item, UserError)]
        readings += [item for item in found if isinstance(item, Reading)]
    if not readings:
        raise NothingRead(tuple(problems))
    return _facts(readings, tuple(problems), tuple(twins), given)


def _named(files: Sequence[File]) -> Iterator[tuple[str, bytes]]:
    names: dict[str, int] = {}
    for file in files:
        name, data = file if isinstance(file, tuple) else (Path(file).name, Path(file).read_bytes())
        names[name] = names.get(name, 0) + 1
        # Two files of one name are told apart, as a folder would.
        yield (name if names[name] == 1 else f"{name} ({names[name]})"), data


def _facts(
    readings: list[Reading],
    problems: tuple[UserError, ...],
    twins: tuple[Note, ...],
    corrections: Corrections,
) -> Facts:
    told, questions = settle([reading.told for reading in readings], corrections)
    if twins:
        told[0] = replace(
            told[0], source=replace(told[0].source, notes=(*told[0].source.notes, *twins))
        )
    asked = [question for reading in readings for question in reading.questions]
    return Facts(
        cube=cube_of([t.frame for t in told]),
        sources=tuple(t.source for t in told),
        questions=(*asked, *questions),
        problems=problems,
        originals=tuple(
            Kept(t.frame, reading.loaded.numbers, reading.loaded.original)
            for t, reading in zip(told, readings, strict=True)
        ),
        corrections=corrections.given,
    )


def _read_file(name: str, data: bytes, corrections: Corrections) -> Iterator[Reading | UserError]:
    """Yield the reading of each table used, and the problem of each part that gave none."""
    try:
        found = list(sketches(name, data))
    except UserError as error:
        yield error
        return
    yield from (item for item in found if isinstance(item, UserError))
    by_place: dict[tuple[str, str], list[Sketch]] = {}
    for item in found:
        if not isinstance(item, UserError):
            by_place.setdefault((item.file, item.sheet), []).append(item)
    by_file: dict[str, list[list[Sketch]]] = {}
    for (file, _), tables in by_place.items():
        by_file.setdefault(file, []).append(tables)
    for sheets in by_file.values():
        yield from _read_sheets(sheets, corrections)


def _read_sheets(
    sheets: list[list[Sketch]], corrections: Corrections
) -> Iterator[Reading | UserError]:
    """Yield what the sheets of one file give; sheets that hold no data are passed over when another does."""
    readings: list[Reading] = []
    refusals: list[UserError] = []
    for tables in sheets:
        try:
            readings.append(_read_sheet(tables, corrections))
        except UserError as error:
            refusals.append(error)
    if not readings:
        yield min(
            refusals, key=lambda error: _ORDER.index(error.what) if error.what in _ORDER else 0
        )
        return
    yield from readings


# When no sheet of a file gives anything, the most telling of their problems is said.
_ORDER = ("header_only", "no_header", "no_known_column")


def _read_sheet(tables: list[Sketch], corrections: Corrections) -> Reading:
    """Return the first table that holds known figures, or the one the user chose; raise what is wrong."""
    chosen = corrections.text("table", tables[0].file, tables[0].sheet)
    if chosen:
        tables = [t for t in tables if str(t.header_row) == chosen] or tables
    refusals: list[UserError] = []
    for position, table in enumerate(tables):
        try:
            reading = _read_table(table, corrections)
        except UserError as error:
            refusals.append(error)
            continue
        others = [t for t in tables[position + 1 :] if t.samples and t.samples[0]]
        if others and not chosen:
            asked = _ask_table(table, others)
            reading = replace(reading, questions=(*reading.questions, asked))
        return reading
    raise refusals[0]


def _ask_table(table: Sketch, others: list[Sketch]) -> Question:
    return Question(
        id=key("table", table.file, table.sheet),
        code="two_tables",
        where=Where(file=table.file, sheet=table.sheet, row=others[0].header_row),
        options=tuple(
            Option(id=str(t.header_row), values={"columns": t.header}) for t in (table, *others)
        ),
        default=str(table.header_row),
        values={"row": others[0].header_row},
    )


def _recognised(sketch: Sketch, corrections: Corrections) -> Recognition:
    found = recognise(sketch.file, sketch.header, sketch.titles)
    if corrections.said("platform", sketch.file, sketch.sheet):
        card = platforms().get(corrections.text("platform", sketch.file, sketch.sheet))
        return replace(found, card=card)
    return found


def _read_table(sketch: Sketch, corrections: Corrections) -> Reading:
    """Return one table read. Raises UnreadableFile when it has no row, no name or no known figure."""
    where = Where(file=sketch.file, sheet=sketch.sheet)
    recognition = _recognised(sketch, corrections)
    chosen = corrections.columns(sketch.file, sketch.sheet)
    used = uses(recognition.card, sketch.header, sketch.samples, chosen)
    shape = shape_of(recognition.card, used)
    used = with_amount(shape, used)
    if not any(use.is_a("measure") for use in used) and shape == "sums":
        if sketch.nameless:
            raise UnreadableFile(
                "no_header", Where(file=sketch.file, sheet=sketch.sheet, row=sketch.header_row)
            )
        if sketch.samples and sketch.samples[0]:
            raise UnreadableFile("no_known_column", where, values={"columns": sketch.header[:12]})
    if not sketch.samples or not sketch.samples[0]:
        raise UnreadableFile("header_only", where, values={"columns": sketch.header[:12]})
    loaded = sketch.load(wishes(used))  # type: ignore[arg-type]
    understood = understand(sketch, recognition, used, loaded, corrections)
    return _told(sketch, recognition, used, loaded, understood, shape, corrections)


def _told(
    sketch: Sketch,
    recognition: Recognition,
    used: Sequence[Use],
    loaded: Loaded,
    understood: Understood,
    shape: Shape,
    corrections: Corrections,
) -> Reading:
    frame, left, checks = _without_totals(used, loaded, understood.frame)
    frame, more, questions = _once(sketch, shape, frame, loaded, corrections)
    left = (*left, *more)
    family = recognition.card.family if recognition.card else _family(frame)
    if shape == "orders":
        if "customer_kind" in frame.dimensions:
            kinds = customer_kinds(frame.dimensions["customer_kind"])
            frame = frame.with_dimensions(customer_kind=kinds)
        frame, more = orders(frame)
        left, family = (*left, *more), recognition.card.family if recognition.card else "shop"
    elif shape == "deals":
        frame, family = deals(frame), "crm"
    frame = _placed(frame, recognition.card, sketch, corrections)
    left = tuple(
        LeftOut(why=l.why, rows=l.rows) for l in (*sketch.left_out, *loaded.left_out, *left)
    )
    checks = (*checks, *checks_of(recognition.card, frame))
    notes = (*sketch.notes, *understood.notes, *notes_of(sketch.file, sketch.sheet, frame))
    source = Source(
        file=sketch.file,
        sheet=sketch.sheet,
        platform=recognition.card.name if recognition.card else "",
        report=recognition.report,
        family=family,
        language=recognition.language,
        columns=understood.columns,
        header_row=sketch.header_row,
        rows_read=len(frame) + sum(len(l.rows) for l in left),
        rows_kept=len(frame),
        left_out=left,
        currency=understood.currency,
        period=_period(frame) or announced_period(sketch),
        grain=_grain(frame),
        checks=checks,
        notes=notes,
    )
    return Reading(
        told=Told(source=source, frame=frame),
        loaded=loaded,
        questions=(*understood.questions, *questions),
    )


def _without_totals(
    used: Sequence[Use], loaded: Loaded, frame: Frame
) -> tuple[Frame, tuple[LeftOut, ...], tuple[Check, ...]]:
    """Return the rows that are no totals, what was left out, and the comparison of both."""
    texts = {
        use.position: loaded.columns[use.position].coded()
        for use in used
        if use.position in loaded.columns
        and not use.is_a("measure")
        and not use.is_a("rate")
        and loaded.columns[use.position].figures is None
    }
    names = [
        texts[use.position]
        for use in used
        if use.position in texts
        and (use.is_a("dimension") or use.is_a("segment"))
        and use.meaning is not None
        and use.meaning.name
        not in ("date", "date_end", "currency", "result", "account", "platform")
    ]
    dated = [
        texts[use.position]
        for use in used
        if use.is_a("dimension", "date") and use.position in texts
    ]
    totals = find_totals(list(texts.values()), names or dated, frame.measures)
    checks = compare(totals, frame.measures, frame.numbers)
    return frame.where(~totals), frame.left("totals_row", totals), checks


def _once(
    sketch: Sketch, shape: Shape, frame: Frame, loaded: Loaded, corrections: Corrections
) -> tuple[Frame, tuple[LeftOut, ...], tuple[Question, ...]]:
    """Return the rows without exact repeats, unless the user said that they count."""
    if shape != "sums" or corrections.text("duplicates", sketch.file, sketch.sheet) == "all":
        return frame, (), ()
    repeated = duplicates(frame, loaded.original, loaded.numbers)
    if not repeated.any():
        return frame, (), ()
    rows = tuple(frame.numbers[repeated].tolist())
    question = Question(
        id=key("duplicates", sketch.file, sketch.sheet),
        code="dup_rows",
        where=Where(file=sketch.file, sheet=sketch.sheet),
        options=(Option(id="once"), Option(id="all")),
        default="once",
        values={"count": len(rows), "rows": rows},
    )
    return frame.where(~repeated), frame.left("dup_rows", repeated), (question,)


def _family(frame: Frame) -> str:
    for family, signs in FAMILY_SIGNS:
        if any(sign in frame.measures for sign in signs):
            return family
    return ""


def _placed(frame: Frame, card: Card | None, sketch: Sketch, corrections: Corrections) -> Frame:
    """Return the rows with their platform, channel and campaign role."""
    count = len(frame)
    if card is not None:
        platform = constant(card.name, count)
    elif "platform" in frame.dimensions:
        platform = frame.dimensions["platform"].map(platform_named)
    else:
        platform = constant("", count)
    frame = frame.with_dimensions(platform=platform)
    said = corrections.text("channel", sketch.file, sketch.sheet)
    channel = constant(said, count) if said else _channel(frame, card)
    campaigns = frame.dimensions.get("campaign")
    roles = corrections.roles()
    role = (
        campaigns.map(lambda name: roles[name] if name in roles else role_of(name))
        if campaigns is not None and "campaign_role" not in frame.dimensions
        else frame.dimensions.get("campaign_role", constant("", count))
    )
    return frame.with_dimensions(channel=channel, campaign_role=role)


def _channel(frame: Frame, card: Card | None) -> Coded:
    """Return each row's channel: named by a column, else by the campaign's type or name, else the platform's."""
    named = frame.dimensions.get("channel") or frame.keys.get("medium")
    if named is not None:
        fallback = "" if card is None else card.channel
        return named.map(
            lambda text: channel_named(card, text) or fallback or ("other" if text else "")
        )
    kinds = frame.keys.get("campaign_type")
    campaigns = frame.dimensions.get("campaign", constant("", len(frame)))
    if card is None:
        return frame.dimensions["platform"].map(lambda text: channel_named(None, text))
    if kinds is None:
        return campaigns.map(lambda name: channel_of(card, "", name))
    pairs = kinds.codes.astype(np.int64) * len(campaigns.values) + campaigns.codes
    unique, codes = np.unique(pairs, return_inverse=True)
    kind_codes, name_codes = np.divmod(unique, len(campaigns.values))
    values = [
        channel_of(card, kinds.values[k], campaigns.values[n])
        for k, n in zip(kind_codes, name_codes, strict=True)
    ]
    return coded_as(codes.astype(np.int32), values)


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
        if name not in aside and name != "date" and len(set(_texts(frame, name)) - {""}) > 0
    ]
    return (*(["date"] if is_dated(frame) else []), *found)


def _texts(frame: Frame, name: str) -> tuple[str, ...]:
    column = frame.dimensions.get(name)
    return column.values if column is not None else ()
