"""`load`: files → Facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kpi.errors import NothingRead, UnreadableFile, UserError, Where
from kpi.facts import Facts, Note, Option, Question
from kpi.intake.books import said_once, settled
from kpi.intake.conversion import in_one_currency
from kpi.intake.corrections import Corrections, key
from kpi.intake.cube import cube_of
from kpi.intake.files import sketches
from kpi.intake.kept import Kept
from kpi.intake.names import cleaned
from kpi.intake.reading import Reading, read_table

if TYPE_CHECKING:
    from kpi.intake.sketch import Sketch

# "report (1).csv", "report (2)": how browsers, and we, tell files of one name apart.
_COPY = re.compile(r" ?\(\d+\)(?=\.\w+$|$)")
File = str | Path | tuple[str, bytes]


def load(files: Sequence[File], corrections: Mapping[str, str] | None = None) -> Facts:
    """Return the facts of every file that can be read: paths, or (name, bytes) pairs.

    `corrections` answers questions and overrides what was inferred; its keys are in
    kpi.intake.corrections
    (`Question.id` is one of them). A file that cannot be read is in `Facts.problems`; NothingRead
    is raised
    when none can.
    """
    given = Corrections(dict(corrections or {}))
    problems: list[UserError] = []
    readings: list[Reading] = []
    twins: list[Note] = []
    seen: list[tuple[str, bytes]] = []
    for name, data in _named(files):
        twin = next((other for other, bytes_ in seen if bytes_ == data), None)
        if twin is not None:
            values = {"file": name, "file_other": twin}
            twins.append(Note(code="same_file_twice", where=Where(file=name), values=values))
            continue
        other = next((other for other, _ in seen if _same_name(name, other)), None)
        if other is not None:
            values = {"file": name, "file_other": other}
            twins.append(Note(code="same_name_diff", where=Where(file=name), values=values))
        seen.append((name, data))
        found = list(_read_safely(name, data, given))
        problems += [item for item in found if isinstance(item, UserError)]
        readings += [item for item in found if isinstance(item, Reading)]
    if not readings:
        raise NothingRead(tuple(problems))
    # The sheet of filters that comes with an export is no file gone wrong.
    problems = [problem for problem in problems if problem.what != "filters_only"]
    return _facts(readings, tuple(problems), tuple(twins), given)


def _named(files: Sequence[File]) -> Iterator[tuple[str, bytes]]:
    names: dict[str, int] = {}
    for file in files:
        name, data = file if isinstance(file, tuple) else (Path(file).name, Path(file).read_bytes())
        names[name] = names.get(name, 0) + 1
        # Two files of one name are told apart, as a folder would.
        yield (name if names[name] == 1 else f"{name} ({names[name]})"), data


def _same_name(one: str, other: str) -> bool:
    """Return whether two file names differ only by case, spaces or a copy's number."""
    return _COPY.sub("", cleaned(one).casefold()) == _COPY.sub("", cleaned(other).casefold())


def _facts(
    readings: list[Reading],
    problems: tuple[UserError, ...],
    twins: tuple[Note, ...],
    corrections: Corrections,
) -> Facts:
    readings, told, questions = settled(readings, corrections)
    told = in_one_currency(told, corrections)
    if twins:
        told[0] = replace(
            told[0], source=replace(told[0].source, notes=(*told[0].source.notes, *twins))
        )
    asked = [question for reading in readings for question in reading.questions]
    cube, codes = cube_of([t.frame for t in told])
    return Facts(
        cube=cube,
        memo={"codes": codes},
        sources=tuple(t.source for t in told),
        questions=(*asked, *questions),
        problems=problems,
        originals=tuple(
            Kept(t.frame, reading.loaded, [c.name for c in t.source.columns if c.why == "personal"])
            for t, reading in zip(told, readings, strict=True)
        ),
        corrections=corrections.given,
    )


def _read_safely(name: str, data: bytes, corrections: Corrections) -> Iterator[Reading | UserError]:
    """Yield what a file gives; what nobody foresaw becomes a problem of that file alone.

    The other files of the batch stay readable, and no traceback reaches a screen. The tests call
    `_read_file`, where such a fault shows.
    """
    try:
        yield from list(_read_file(name, data, corrections))
    except Exception:  # noqa: BLE001
        yield UnreadableFile("unrecognised", Where(file=name))


def _read_file(name: str, data: bytes, corrections: Corrections) -> Iterator[Reading | UserError]:
    """Yield the reading of each table used, and the problem of each part that gave none."""
    try:
        found = list(sketches(name, data, corrections))
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
    """Yield what the sheets of one file give; sheets that hold no data are passed over when
    another does.
    """
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
    yield from said_once(readings, corrections)


# When no sheet of a file gives anything, the most telling of their problems is said.
_ORDER = ("header_only", "no_header", "no_known_column", "filters_only")


def _read_sheet(tables: list[Sketch], corrections: Corrections) -> Reading:
    """Return the first table that holds known figures, or the one the user chose; raise what is
    wrong.
    """
    chosen = corrections.text("table", tables[0].file, tables[0].sheet)
    if chosen:
        tables = [t for t in tables if str(t.header_row) == chosen] or tables
    refusals: list[UserError] = []
    for position, table in enumerate(tables):
        try:
            reading = read_table(table, corrections)
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
