"""Files that tell the same money twice: one is chosen for each figure, and it is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kpi.errors import Where
from kpi.facts import MEASURES, LeftOut, Note, Option, Question, Source
from kpi.intake.corrections import Corrections, key

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi.intake.frame import Frame

# A breakdown that holds this share of the largest total is complete; less, it lists a part.
COMPLETE = 0.98
# The figure by which two files are compared, the surest first.
WEIGHTS = (
    "spend",
    "impressions",
    "clicks",
    "sessions",
    "delivered",
    "revenue",
    "conversions",
    "page_views",
)
DETAIL = (
    "campaign",
    "ad_group",
    "ad",
    "keyword",
    "segment",
    "audience",
    "channel",
    "result",
    "customer_kind",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One source with its rows, as reading left it."""

    source: Source
    frame: Frame


@dataclass(frozen=True, slots=True)
class _Clash:
    """Two sources that tell the same figures: `kept` stays, `other` loses the `measures` of these
    `rows`.
    """

    kept: int
    other: int
    measures: tuple[str, ...]
    rows: NDArray[np.bool_]


def settle(told: Sequence[Told], corrections: Corrections) -> tuple[list[Told], list[Question]]:
    """Return the sources with nothing told twice, and the question each choice raises."""
    found = list(told)
    questions: list[Question] = []
    for later in range(len(found)):
        for earlier in range(later):
            clash = _clash(found, earlier, later, corrections)
            if clash is not None:
                # The sheets of one workbook, the files of one archive, are views of the same
                # figures: said, not asked.
                if not _one_upload(found[clash.kept].source, found[clash.other].source):
                    questions.append(_question(found, clash))
                found[clash.other] = _without(found[clash.other], found[clash.kept], clash)
    return found, questions


def _one_upload(a: Source, b: Source) -> bool:
    return a.file == b.file or ("/" in a.file and a.file.split("/")[0] == b.file.split("/")[0])


def _clash(found: list[Told], earlier: int, later: int, corrections: Corrections) -> _Clash | None:
    a, b = found[earlier], found[later]
    shared = _shared(a, b)
    if not shared or not _may_overlap(a, b):
        return None
    said = corrections.text("overlap", b.source.file, b.source.sheet)
    if said == "both":
        return None
    if _grain(a.frame) == _grain(b.frame):
        kept, other = (later, earlier) if said == "use" else (earlier, later)
        rows = _same_rows(found[kept].frame, found[other].frame)
        return _Clash(kept, other, shared, rows) if rows.any() else None
    first_wins = _worth(a, b, shared) >= _worth(b, a, shared)
    if said:
        first_wins = said == "leave"
    kept, other = (earlier, later) if first_wins else (later, earlier)
    return _Clash(kept, other, shared, np.ones(len(found[other].frame), dtype=bool))


def _shared(a: Told, b: Told) -> tuple[str, ...]:
    """Return the flows that both sources of one platform hold; nothing when they cannot speak of
    the same.
    """
    same = (a.source.platform, a.source.family) == (b.source.platform, b.source.family)
    currencies = {a.source.currency, b.source.currency} - {""}
    if not same or len(currencies) > 1:
        return ()
    both = set(a.frame.measures) & set(b.frame.measures)
    return tuple(m for m in MEASURES if m in both and not _empty(a, m) and not _empty(b, m))


def _empty(told: Told, measure: str) -> bool:
    return bool(np.isnan(told.frame.measures[measure]).all())


def _may_overlap(a: Told, b: Told) -> bool:
    """Return whether periods meet and the same campaigns may stand in both."""
    if not len(a.frame) or not len(b.frame):
        return False
    first, second = a.source.period, b.source.period
    if first and second and not first.overlap(second):
        return False
    for name in ("account", "campaign"):
        mine, yours = _values(a.frame, name), _values(b.frame, name)
        if mine and yours and not mine & yours:
            return False
    # Without a platform, only tables of one make can be told to speak of the same things.
    return bool(a.source.platform) or _headers(a.source) == _headers(b.source)


def _headers(source: Source) -> tuple[str, ...]:
    return tuple(sorted(c.field for c in source.columns if c.field))


def _values(frame: Frame, name: str) -> set[str]:
    column = frame.dimensions.get(name)
    return set(column.values) - {""} if column is not None else set()


def _grain(frame: Frame) -> tuple[bool, tuple[str, ...]]:
    return is_dated(frame), tuple(name for name in DETAIL if _values(frame, name))


def is_dated(frame: Frame) -> bool:
    """Return whether rows differ by their days, rather than all covering one period."""
    return len(set(frame.dimensions["date"].values) - {""}) > 1


def _worth(one: Told, other: Told, shared: tuple[str, ...]) -> tuple[bool, int, float]:
    """Return how good a source is beside another: complete, then detailed by day and campaign,
    then larger.
    """
    weight = next((m for m in WEIGHTS if m in shared), shared[0])
    mine, yours = one.frame.total(weight), other.frame.total(weight)
    detail = is_dated(one.frame) + 2 * bool(_values(one.frame, "campaign"))
    return (mine >= COMPLETE * yours, detail, mine)


def _same_rows(kept: Frame, other: Frame) -> NDArray[np.bool_]:
    """Return the rows of `other` that `kept` already tells: same dimensions, on the same or
    crossing days.
    """
    import pandas as pd

    names = [name for name in ("platform", "account", *DETAIL) if name in other.dimensions]

    def index(frame: Frame, dates: tuple[str, ...]) -> pd.MultiIndex:
        columns = [
            np.array(frame.dimensions[n].values, dtype=object)[frame.dimensions[n].codes]
            for n in (*names, *dates)
            if n in frame.dimensions
        ]
        return pd.MultiIndex.from_arrays(columns)

    if is_dated(kept) and is_dated(other):
        same: NDArray[np.bool_] = index(other, ("date", "date_end")).isin(
            index(kept, ("date", "date_end"))
        )
        return same
    if not names:
        return np.ones(len(other), dtype=bool)
    crossing: NDArray[np.bool_] = index(other, ()).isin(index(kept, ()))
    return crossing


def _without(told: Told, kept: Told, clash: _Clash) -> Told:
    """Return a source without the figures that another tells: rows left with none are left out."""
    frame = told.frame
    measures = {
        name: np.where(clash.rows, np.nan, values) if name in clash.measures else values
        for name, values in frame.measures.items()
    }
    empty = np.all([np.isnan(v) for v in measures.values()], axis=0) & clash.rows
    left = LeftOut(why="overlap_periods", rows=tuple(frame.numbers[empty].tolist()))
    note = Note(
        code="overlap_sheets" if told.source.file == kept.source.file else "overlap_periods",
        where=Where(file=told.source.file, sheet=told.source.sheet),
        values=_said(told, kept),
    )
    source = replace(
        told.source,
        rows_kept=told.source.rows_kept - int(empty.sum()),
        left_out=(*told.source.left_out, left) if empty.any() else told.source.left_out,
        notes=(*told.source.notes, note),
    )
    return Told(source=source, frame=replace(frame, measures=measures).where(~empty))


def _said(told: Told, kept: Told) -> dict[str, object]:
    first, second = told.source.period, kept.source.period
    common = first.overlap(second) if first and second else first or second
    return {
        "file": told.source.file,
        "file_other": kept.source.file,
        "sheet_other": kept.source.sheet,
        "date_a": common.first if common else None,
        "date_b": common.last if common else None,
    }


def _question(found: list[Told], clash: _Clash) -> Question:
    told, kept = found[max(clash.kept, clash.other)], found[min(clash.kept, clash.other)]
    return Question(
        id=key("overlap", told.source.file, told.source.sheet),
        code="overlap_periods",
        where=Where(file=told.source.file, sheet=told.source.sheet),
        options=(Option(id="leave"), Option(id="use"), Option(id="both")),
        default="leave" if clash.kept < clash.other else "use",
        values=_said(told, kept),
    )
