"""What the sheets of one workbook have in common: what it hides, what it refuses, which of them
count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kpi.errors import Where
from kpi.facts import MEASURES, Option, Question
from kpi.intake.corrections import key
from kpi.intake.files import WITH_HIDDEN
from kpi.intake.overlaps import settle

if TYPE_CHECKING:
    from kpi.facts import Note, Source
    from kpi.intake.corrections import Corrections
    from kpi.intake.overlaps import Told
    from kpi.intake.reading import Reading

# Notes of a whole workbook, which each of its sheets bears.
_SHARED = ("hidden_sheets", "formulas_nocache", "cols_10000")
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

    Of the sheets of a workbook that tell the same kind of figures, without anything to show that
    they are parts or views of one another, one counts until the user says otherwise.
    """
    kept = list(readings)
    asked: list[Question] = []
    while True:
        told, questions = settle([reading.told for reading in kept], corrections)
        rivals = _rivals([one.source for one in told], corrections)
        if not rivals:
            return kept, told, [*questions, *asked]
        sources = [told[place].source for place in rivals]
        file = sources[0].file
        chosen = corrections.text("sheets", file)
        best = next((s for s in sources if s.sheet == chosen), None) or max(sources, key=_worth)
        if not chosen:
            asked.append(_which(best, sources))
        gone = [place for place in rivals if told[place].source is not best]
        kept = [reading for place, reading in enumerate(kept) if place not in gone]


def _rivals(sources: Sequence[Source], corrections: Corrections) -> list[int]:
    """Return the places of the first sheets found that tell the same kind of figures."""
    groups: dict[tuple[str, str, str], list[int]] = {}
    for place, source in enumerate(sources):
        told_elsewhere = any(note.code == "overlap_sheets" for note in source.notes)
        if source.sheet and source.rows_kept and not told_elsewhere:
            groups.setdefault((source.file, source.platform, source.family), []).append(place)
    for (file, *_), places in groups.items():
        if len(places) > 1 and corrections.text("sheets", file) != ALL:
            return places
    return []


def _worth(source: Source) -> tuple[bool, int, int]:
    """Return how much a sheet looks like an export."""
    figures = sum(column.field in MEASURES for column in source.columns)
    return (bool(source.platform), figures, source.rows_kept)


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
