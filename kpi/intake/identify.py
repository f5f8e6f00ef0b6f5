"""What a table is before it is loaded: its platform, its columns' uses, and the shape of its
rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi.catalog.headings import plain
from kpi.catalog.platforms import Card, Meaning, platforms
from kpi.catalog.vocabulary import vocabulary
from kpi.errors import UnreadableFile, Where
from kpi.facts import MEASURES
from kpi.intake.columns import Use, uses
from kpi.intake.derived import priced
from kpi.intake.names import is_rounded_id
from kpi.intake.recognise import Recognition, recognise
from kpi.intake.shapes import Shape, shape_of, with_amount
from kpi.intake.twins import without_twins

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi.intake.corrections import Corrections
    from kpi.intake.sketch import Sketch, Wish

# How many column names a refusal quotes.
QUOTED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """A table whose columns are understood by their names and first cells."""

    sketch: Sketch
    recognition: Recognition
    uses: tuple[Use, ...]
    shape: Shape

    @property
    def card(self) -> Card | None:
        return self.recognition.card

    @property
    def place(self) -> tuple[str, str]:
        return (self.sketch.file, self.sketch.sheet)

    def where(self, column: str = "", row: int | None = None) -> Where:
        return Where(file=self.sketch.file, sheet=self.sketch.sheet, row=row, column=column)

    def all(self, kind: str, name: str = "") -> Iterator[Use]:
        """Yield the uses of one kind, in the order of the columns."""
        return (use for use in self.uses if use.is_a(kind, name))

    def one(self, kind: str, name: str) -> Use | None:
        return next(self.all(kind, name), None)

    @property
    def counts(self) -> bool:
        """Whether any column counts something."""
        return self.shape == "deals" or any(u.is_a("measure") or u.is_a("part") for u in self.uses)

    def _is_rounded(self, use: Use) -> bool:
        """Return whether a column holds identifiers that a spreadsheet rounded."""
        samples = () if use.is_a("personal") else self.sketch.samples[use.position]
        return any(is_rounded_id(text) for text in samples)

    @property
    def price(self) -> str:
        """Return the rate that gives a spend which no column holds, or ""."""
        figures = {use.meaning.name for use in self.all("measure") if use.meaning}
        return priced(figures, {use.meaning.name for use in self.all("rate") if use.meaning})

    def wishes(self) -> dict[int, Wish]:
        """Return which columns to load, and whether their figures may be parsed while reading."""
        found: dict[int, Wish] = {}
        for use in self.uses:
            kind = use.meaning.kind if use.meaning else ""
            if kind in ("measure", "part", "rate") and use.meaning and use.meaning.name:
                # A return on spend tells which of two amounts is the revenue: all its rows count.
                # So does the price that gives a missing spend.
                checks = kind == "rate" and use.meaning.name not in ("roas", self.price)
                found[use.position] = "head" if checks else "figures"
            elif kind in ("dimension", "segment", "key") or self._is_rounded(use):
                found[use.position] = "text"
        # "Total" may stand in a column that serves no other purpose.
        for use in self.uses[:4]:
            if not use.is_a("personal"):
                found.setdefault(use.position, "text")
        return found


def identify(sketch: Sketch, corrections: Corrections) -> Identified:
    """Return what a table is. Raises UnreadableFile when it has no row, no name or no known
    figure.
    """
    if corrections.text("turned", sketch.file, sketch.sheet) == "leave_table":
        raise UnreadableFile("transposed", Where(file=sketch.file, sheet=sketch.sheet))
    recognition = recognise(sketch.file, sketch.header, sketch.titles, sketch.sheet)
    if corrections.said("platform", sketch.file, sketch.sheet):
        card = platforms().get(corrections.text("platform", sketch.file, sketch.sheet))
        recognition = replace(recognition, card=card, by_name=False, rivals=())
    table = _understood(sketch, recognition, corrections)
    if recognition.card is not None and not table.counts:
        # The names look like a platform's and its card finds no figure: everyday words may.
        nobody = replace(recognition, card=None, report="", by_name=False, rivals=())
        other = _understood(sketch, nobody, corrections)
        # The settings of ads have a status too: their rows are no deals.
        table = table if other.shape == "deals" else other
    _refuse(sketch, table.counts)
    return table


def _understood(sketch: Sketch, recognition: Recognition, corrections: Corrections) -> Identified:
    place = (sketch.file, sketch.sheet)
    found = uses(recognition, sketch.header, sketch.samples, corrections.columns(*place))
    found = without_twins(found, sketch.samples, corrections.twins(*place))
    found = tuple(_named_by_report(use, recognition.report) for use in found)
    shape = shape_of(recognition.card, found, sketch.samples)
    found = with_amount(shape, found)
    return Identified(sketch=sketch, recognition=recognition, uses=found, shape=shape)


def _named_by_report(use: Use, report: str) -> Use:
    """Return a use whose column has no name of its own: the report says what it counts."""
    if not use.is_a("key", "primary"):
        return use
    if report in MEASURES:
        return replace(use, meaning=Meaning(kind="measure", name=report))
    return replace(use, meaning=None, why="no_field")


def _refuse(sketch: Sketch, measured: bool) -> None:  # noqa: FBT001
    where = Where(file=sketch.file, sheet=sketch.sheet, row=sketch.header_row)
    values = {"columns": sketch.header[:QUOTED]}
    filters = vocabulary("filters")["columns"]
    empty = not sketch.samples or not sketch.samples[0]
    if not measured and not empty and (sketch.nameless or len(sketch.header) == 1):
        # Its columns are asked, or all that it holds is a list: nothing is lost meanwhile.
        return
    if not measured and not empty and all(plain(name) in filters for name in sketch.header):
        raise UnreadableFile("filters_only", where, values=values)
    if not measured and not empty:
        raise UnreadableFile("no_known_column", where, values=values)
    odd = [note for note in sketch.notes if note.code == "ragged"]
    if empty and odd:
        # Every row has another width than the header: no one could tell what stands where.
        raise UnreadableFile("ragged", where, values=odd[0].values)
    if empty:
        raise UnreadableFile("header_only", where, values=values)
