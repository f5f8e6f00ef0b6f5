"""Columns of one table that a name takes for the same figure: one counts, or the user is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kpi.catalog.headings import plain
from kpi.facts import Option, Question
from kpi.intake.corrections import key
from kpi.intake.numbers import is_missing
from kpi.intake.table_notes import first_name
from kpi.intake.units import tax_of

if TYPE_CHECKING:
    from kpi.errors import Where
    from kpi.intake.columns import Use

# Kinds of which a table may hold several columns, and why they are not used as they are.
_SEVERAL = {"aside": "no_field", "rate": "rate", "personal": "personal", "part": ""}
# The answer that adds the columns up: each holds a part of the figure.
SUM = "sum"
# Cells shown of each column in question.
SHOWN = 3


def without_twins(
    found: Sequence[Use], samples: Sequence[Sequence[str]], picks: Mapping[str, str]
) -> tuple[Use, ...]:
    """Keep one column for each field, the preferred name first; the others are its doubles.

    A column of the same field with other figures, told apart by nothing but its place, is a
    *rival*: the user is asked. `picks`: the column first kept → the one the user chose, or SUM.
    Columns with different results are no doubles yet: what was counted decides later.
    """
    groups: dict[tuple[str, str, str], list[Use]] = {}
    for use in found:
        if use.meaning is not None and use.meaning.kind not in _SEVERAL:
            field = (use.meaning.kind, use.meaning.name, use.meaning.result)
            groups.setdefault(field, []).append(use)
    settled = {
        use.position: use for uses in groups.values() for use in _settled(uses, samples, picks)
    }
    return tuple(settled.get(use.position) or _aside(use) for use in found)


def _aside(use: Use) -> Use:
    return replace(use, why=_SEVERAL[use.meaning.kind]) if use.meaning else use


def _settled(
    uses: list[Use], samples: Sequence[Sequence[str]], picks: Mapping[str, str]
) -> Iterator[Use]:
    """Yield the columns of one field with one of them kept, or all of them as parts of it."""
    first = min(uses, key=lambda use: (_is_empty(samples[use.position]), *_order(use)))
    pick = picks.get(first.name, "")
    if pick == SUM:
        for use in uses:
            if use.meaning is not None:
                yield replace(use, meaning=replace(use.meaning, kind="part"))
        return
    kept = next((use for use in uses if use.name == pick), first)
    for use in uses:
        if use is kept:
            yield use
        elif pick or not _rivals(kept, use, samples):
            yield replace(use, meaning=None, why="duplicate", duplicate_of=kept.name)
        else:
            yield replace(use, meaning=None, why="rival", duplicate_of=kept.name)


def _order(use: Use) -> tuple[bool, int, float]:
    """Return what ranks a use among those that say the same: amounts without tax first."""
    taxed = tax_of(plain(use.name)) == "tax_in"
    return (taxed, use.meaning.rank if use.meaning else 0, -use.confidence)


def _is_empty(cells: Sequence[str]) -> bool:
    return all(is_missing(text) for text in cells)


def _rivals(kept: Use, other: Use, samples: Sequence[Sequence[str]]) -> bool:
    """Return whether two columns tell one measure differently, and no card says which counts."""
    if not kept.is_a("measure") or _is_empty(samples[other.position]):
        return False
    if [t.strip() for t in samples[kept.position]] == [t.strip() for t in samples[other.position]]:
        return False
    taxes = {tax_of(plain(use.name)) for use in (kept, other)}
    if taxes == {"tax_in", "tax_out"}:
        return False
    named_alike = plain(first_name(kept.name)) == plain(first_name(other.name))
    return named_alike or kept.confidence < 1.0 or _order(kept) == _order(other)


def rivals(
    uses: Sequence[Use], samples: Sequence[Sequence[str]], where: Where
) -> Iterator[Question]:
    """Yield a question for each figure that several columns tell differently."""
    for kept in uses:
        others = [use for use in uses if use.why == "rival" and use.duplicate_of == kept.name]
        if not others:
            continue
        columns = (kept, *others)
        names = tuple(use.name for use in columns)
        alike = {plain(first_name(name)) for name in names}
        yield Question(
            id=key("twin", where.file, where.sheet, kept.name),
            code="dup_headers" if len(alike) == 1 else "rival_columns",
            where=replace(where, column=kept.name),
            options=(
                *(
                    Option(id=use.name, values={"samples": tuple(samples[use.position][:SHOWN])})
                    for use in columns
                ),
                Option(id=SUM),
            ),
            default=kept.name,
            values={"columns": names},
        )
