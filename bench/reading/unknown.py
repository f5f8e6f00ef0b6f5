"""Column names read without their platform's own card: the path of a file of unknown origin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kpi.catalog.platforms import Card, platforms
from kpi.errors import UserError
from kpi.intake.columns import Use, uses
from kpi.intake.files import sketches
from kpi.intake.recognise import Recognition, recognise
from kpi.intake.sketch import Sketch
from kpi.intake.twins import without_twins

# What the names say is taken as sure from here; below, the page shows it as to be looked at.
CONFIDENT = 0.8
FIELDS = ("measure", "part", "dimension", "segment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """One column read with its platform's card (`truth`: a field, "" when it is none) and without
    it.
    """

    card: str
    name: str
    truth: str
    guess: str
    confidence: float

    @property
    def right(self) -> bool:
        return self.truth == self.guess


def guesses(file: str, data: bytes) -> Iterator[Guess]:
    """Yield the columns of a file whose platform is told, read as if that platform were unknown."""
    for sketch in sketches(file, data):
        if not isinstance(sketch, UserError):
            yield from _of_table(sketch)


def _of_table(sketch: Sketch) -> Iterator[Guess]:
    recognition = recognise(sketch.file, sketch.header, sketch.titles)
    card = recognition.card
    if card is None:
        return
    told = without_twins(uses(recognition, sketch.header, sketch.samples, {}), sketch.samples, {})
    rest = {id_: other for id_, other in platforms().items() if id_ != card.id}
    unnamed = uses(Recognition(card=None), sketch.header, sketch.samples, {}, rest)
    without = without_twins(unnamed, sketch.samples, {})
    for truth, guess in zip(told, without, strict=True):
        # The second column of a field says nothing of what its name means.
        if not {"duplicate", "rival"} & {truth.why, guess.why}:
            yield from _compared(card, truth, guess, (_field(truth, told), _field(guess, without)))


def _field(use: Use, table: Sequence[Use]) -> str:
    """Return a column's field; a part of a figure that another column holds whole counts for
    nothing.
    """
    if use.meaning is None or use.meaning.kind not in FIELDS:
        return ""
    whole = any(other.is_a("measure", use.meaning.name) for other in table)
    return "" if use.is_a("part") and whole else use.meaning.name


def _compared(card: Card, truth: Use, guess: Use, fields: tuple[str, str]) -> Iterator[Guess]:
    if any(fields):
        confidence = guess.confidence if fields[1] else 0.0
        yield Guess(
            card=card.id, name=truth.name, truth=fields[0], guess=fields[1], confidence=confidence
        )


def shares(found: Iterable[Guess]) -> tuple[float, float, int, int]:
    """Return the share of fields right, that of confident guesses right, and how many of each.

    A name counts once a card, however many files repeat it.
    """
    once = {(g.card, g.name, g.truth, g.guess): g for g in found}.values()
    fields = [g for g in once if g.truth]
    sure = [g for g in once if g.guess and g.confidence >= CONFIDENT]
    return (
        sum(g.right for g in fields) / max(len(fields), 1),
        sum(g.right for g in sure) / max(len(sure), 1),
        len(fields),
        len(sure),
    )


def wrong(found: Iterable[Guess]) -> Sequence[tuple[tuple[str, str, str, str, bool], int]]:
    """Return what was wrong, the most frequent first: card, name, truth, guess, confident."""
    counts = Counter(
        (g.card, g.name, g.truth, g.guess, g.confidence >= CONFIDENT) for g in found if not g.right
    )
    return counts.most_common()


def real_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the (name, bytes) of the files of a folder."""
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in (".csv", ".tsv", ".xlsx", ".txt"):
            yield path.name, path.read_bytes()
