"""How each column of figures of a table writes its numbers: settled by all of them, or asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi.facts import MEASURES, Option, Question
from kpi.intake.checks import checks_of
from kpi.intake.corrections import key
from kpi.intake.desk import proofs
from kpi.intake.exported_rates import rates_of
from kpi.intake.frame import Frame
from kpi.intake.numbers import proven_marks, read_numbers, style_of
from kpi.intake.sketch import HEAD_ROWS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kpi.intake.columns import Use
    from kpi.intake.desk import Desk
    from kpi.intake.numbers import Style

# Measures that are whole numbers whoever counts them; a share of a conversion is often credited.
WHOLE = frozenset(
    name for name, m in MEASURES.items() if m.unit in ("count", "people") and name != "conversions"
)
COMMA_LANGUAGES = ("fr", "de", "es", "pt", "it", "id")


def decimal_marks(desk: Desk) -> dict[int, str]:
    """Return the decimal mark of each column of figures, by its position; what nothing settles is
    asked.

    A column decides by its own cells, then by what the others prove, then by what the figures may
    be to one another: no more clicks than impressions, the rates that the file repeats.
    """
    uses = [u for kind in ("measure", "part") for u in desk.table.all(kind) if u.meaning]
    desk.hint = _proven(desk, uses)
    marks: dict[int, str] = {}
    open_: dict[int, Style] = {}
    for use in uses:
        style = _style(desk, use, desk.hint)
        marks[use.position] = style.decimal
        said = desk.corrections.text("decimal", *desk.table.place, use.name)
        if said in (".", ","):
            marks[use.position] = said
        elif not style.settled:
            open_[use.position] = style
    doubtful = [position for position, style in open_.items() if not style.others]
    agreed = _agreed(desk, uses, marks, doubtful)
    for use in uses:
        if use.position in doubtful and agreed:
            marks[use.position] = agreed
        elif use.position in open_:
            style = open_[use.position]
            examples = style.others or (style.doubtful, style.doubtful)
            marks[use.position] = _ask(desk, use, examples)
    return marks


def _style(desk: Desk, use: Use, hint: str = "") -> Style:
    whole = use.meaning is not None and use.meaning.name in WHOLE
    return style_of(proofs(desk.cells(use)), whole=whole, hint=hint)


def _proven(desk: Desk, uses: Sequence[Use]) -> str:
    """Return the decimal mark that the file's figures prove; without any proof, the one that its
    counts tell; "" when they disagree.
    """
    rates = [use for use in desk.table.all("rate") if use.position in desk.loaded.columns]
    marks = {mark for use in (*uses, *rates) for mark in proven_marks(proofs(desk.cells(use)))}
    if not marks:
        styles = [s for use in uses if (s := _style(desk, use)).settled and s.doubtful]
        marks = {style.decimal for style in styles}
    return marks.pop() if len(marks) == 1 else ""


def _agreed(
    desk: Desk, uses: Sequence[Use], marks: Mapping[int, str], doubtful: Sequence[int]
) -> str:
    """Return the one mark of the doubtful columns under which the figures agree with one another,
    or "".
    """
    if not doubtful:
        return ""
    wrong = {
        mark: _contradictions(desk, uses, {**marks, **dict.fromkeys(doubtful, mark)})
        for mark in (".", ",")
    }
    right = [mark for mark, count in wrong.items() if not count]
    return right[0] if len(right) == 1 else ""


def _contradictions(desk: Desk, uses: Sequence[Use], marks: Mapping[int, str]) -> int:
    """Return how many of the file's own checks fail under these marks, on its first rows."""
    measures = {
        use.meaning.name: read_numbers(desk.cells(use).first(HEAD_ROWS), marks[use.position]).values
        for use in uses
        if use.meaning and use.is_a("measure")
    }
    count = len(next(iter(measures.values()), ()))
    rates = {use.meaning.name: v[:count] for use, v in rates_of(desk) if use.meaning}
    frame = Frame(dimensions={}, measures=measures, numbers=np.arange(count), rates=rates)
    return sum(not check.passed for check in checks_of(desk.table.card, frame))


def _ask(desk: Desk, use: Use, examples: Sequence[str]) -> str:
    default = "," if desk.table.recognition.language in COMMA_LANGUAGES else "."
    desk.questions.append(
        Question(
            id=key("decimal", *desk.table.place, use.name),
            code="thousand_mixed",
            where=desk.table.where(use.name),
            options=(Option(id="."), Option(id=",")),
            default=default,
            values={
                "example_a": examples[0].strip(),
                "example_b": examples[1].strip(),
                "rows": _rows(desk, use, examples),
                "options": (".", ","),
            },
        )
    )
    return default


def _rows(desk: Desk, use: Use, examples: Sequence[str]) -> tuple[int, ...]:
    """Return the first row that holds each example."""
    column = desk.cells(use).coded()
    places = (column.values.index(text) for text in dict.fromkeys(examples))
    return tuple(int(desk.loaded.numbers[np.argmax(column.codes == place)]) for place in places)
