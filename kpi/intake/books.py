"""What the sheets of one workbook have in common: what it hides, what it refuses, which of them
count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from kpi.errors import Where
from kpi.facts import MEASURES, Option, Question
from kpi.intake.corrections import key
from kpi.intake.files import WITH_HIDDEN
from kpi.intake.overlaps import headers, settle

if TYPE_CHECKING:
    from kpi.facts import Note, Source
    from kpi.intake.corrections import Corrections
    from kpi.intake.overlaps import Told
    from kpi.intake.reading import Reading

# Notes of a whole workbook, which each of its sheets bears.
_SHARED = ("hidden_sheets", "formulas_nocache", "cols_10000")
# What says that another sheet tells the same.
TOLD_ELSEWHERE = ("overlap_sheets", "overlap_undated")
ALL = "*"


def said_once(readings: Sequence[Reading], corrections: Corrections) -> Iterator[Reading]:
    """Yield the sheets of one workbook; what each says of the whole is said by one, and what is
    hidden is asked.
    """
    seen: list[Note] = []
    for reading in readings:
        source = reading.told.source
        shared = [note for note in source.notes if note.code in _SHARED and note not in seen]
        seen += shared
        asked = [note for note in shared if _is_asked(note, corrections)]
        notes = tuple(
            note
            for note in source.notes
            if note.code not in _SHARED or (note in shared and note not in asked)
        )
        told = replace(reading.told, source=replace(source, notes=notes))
        questions = (*reading.questions, *map(_hidden, asked))
        yield replace(reading, told=told, questions=questions)


def _is_asked(note: Note, corrections: Corrections) -> bool:
    return note.code == "hidden_sheets" and not corrections.said("hidden", note.where.file)


def _hidden(note: Note) -> Question:
    return Question(
        id=key("hidden", note.where.file),
        code="hidden_sheets",
        where=note.where,
        options=(Option(id="visible"), Option(id=WITH_HIDDEN)),
        default="visible",
        values=note.values,
    )


def settled(
    readings: Sequence[Reading], corrections: Corrections
) -> tuple[list[Reading], list[Told], list[Question]]:
    """Return the readings that count, nothing in them told twice, and what that asks.

    Of the sheets of a workbook that tell the same kind of figures, without being views of one
    another, one counts until the user says otherwise; sheets of one make are parts and all count.
    """
    kept = list(readings)
    asked: list[Question] = []
    told, questions = settle([reading.told for reading in kept], corrections)
    for sources in _rivals([one.source for one in told], corrections):
        chosen = corrections.text("sheets", sources[0].file)
        best = next((s for s in sources if s.sheet == chosen), None)
        if best is None and len({headers(source) for source in sources}) == 1:
            asked += [] if _follow(sources) else [_parts(sources)]
            continue
        if best is None:
            best = max(sources, key=_worth)
            asked.append(_which(best, sources))
        gone = [(s.file, s.sheet) for s in sources if s is not best]
        kept = [r for r in kept if (r.told.source.file, r.told.source.sheet) not in gone]
    if len(kept) < len(readings):
        told, questions = settle([reading.told for reading in kept], corrections)
    return kept, told, [*questions, *asked]


def _rivals(sources: Sequence[Source], corrections: Corrections) -> Iterator[list[Source]]:
    """Yield the sheets of one workbook that tell the same kind of figures, and of which the user
    has not said that all count.
    """
    groups: dict[tuple[str, str, str], list[Source]] = {}
    for source in sources:
        told_elsewhere = any(note.code in TOLD_ELSEWHERE for note in source.notes)
        if source.sheet and source.rows_kept and not told_elsewhere:
            groups.setdefault((source.file, source.platform, source.family), []).append(source)
    for (file, *_), alike in groups.items():
        if len(alike) > 1 and corrections.text("sheets", file) != ALL:
            yield alike


def _follow(sources: Sequence[Source]) -> bool:
    """Return whether the sheets tell days that follow one another, none of them twice."""
    spans = sorted(source.period for source in sources if source.period is not None)
    apart = all(before.overlap(after) is None for before, after in pairwise(spans))
    return apart and len(spans) == len(sources)


def _worth(source: Source) -> tuple[bool, int, int]:
    """Return how much a sheet looks like an export."""
    figures = sum(column.field in MEASURES for column in source.columns)
    return (bool(source.platform), figures, source.rows_kept)


def _parts(sources: Sequence[Source]) -> Question:
    names = tuple(source.sheet for source in sources)
    return Question(
        id=key("sheets", sources[0].file),
        code="sheets_added",
        where=Where(file=sources[0].file),
        options=tuple(Option(id=name) for name in (ALL, *names)),
        default=ALL,
        values={"names": names},
    )


def _which(best: Source, sources: Sequence[Source]) -> Question:
    names = tuple(source.sheet for source in sources)
    return Question(
        id=key("sheets", best.file),
        code="multi_sheets",
        where=Where(file=best.file, sheet=best.sheet),
        options=tuple(Option(id=name) for name in (*names, ALL)),
        default=best.sheet,
        values={"names": tuple(name for name in names if name != best.sheet)},
    )
