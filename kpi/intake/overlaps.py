"""Files that tell the same money twice: one is chosen for each figure, and it is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kpi.errors import Where
from kpi.facts import MEASURES, LeftOut, Note, Option, Question, Source
from kpi.intake.corrections import Corrections, key
from kpi.intake.meeting import Meeting, details, is_dated, meet, usual_length, values_of
from kpi.intake.titles import month_named
from kpi.intake.totals import adds_up, close

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi.intake.frame import Frame

    Mask = NDArray[np.bool_]

# A breakdown that holds this share of the largest total is complete; less, it lists a part.
COMPLETE = 0.98
# Two tables that differ by less tell the same figures.
SAME = 0.002
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One source with its rows, as reading left it."""

    source: Source
    frame: Frame


@dataclass(frozen=True, slots=True)
class _Loss:
    """A source that loses the `measures` of these `rows`, which another tells."""

    kept: int
    other: int
    rows: Mask


@dataclass(frozen=True, slots=True)
class _Clash:
    """Two sources that tell the same figures: what each loses, and what is asked ("": nothing)."""

    measures: tuple[str, ...]
    losses: tuple[_Loss, ...]
    code: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two sources of the same measures, and their rows that meet."""

    places: tuple[int, int]
    a: Told
    b: Told
    measures: tuple[str, ...]
    meeting: Meeting

    @property
    def weight(self) -> str:
        return next((m for m in WEIGHTS if m in self.measures), self.measures[0])

    @property
    def in_one_upload(self) -> bool:
        a, b = self.a.source, self.b.source
        return a.file == b.file or ("/" in a.file and a.file.split("/")[0] == b.file.split("/")[0])

    @property
    def alike(self) -> bool:
        """Whether both are broken down in the same way."""
        return details(self.a.frame) == details(self.b.frame)

    def sums(self, measure: str) -> tuple[float, float]:
        """Return what the rows that meet hold, in one and in the other."""
        mine = self.a.frame.measures[measure][self.meeting.of_one]
        yours = self.b.frame.measures[measure][self.meeting.of_other]
        return float(np.nansum(mine)), float(np.nansum(yours))

    def agree(self) -> bool:
        """Return whether the rows that meet hold the same figures."""
        return all(abs(m - y) <= SAME * max(m, y, 0.0) for m, y in map(self.sums, self.measures))


def settle(told: Sequence[Told], corrections: Corrections) -> tuple[list[Told], list[Question]]:
    """Return the sources with nothing told twice, and the question each choice raises."""
    found = list(told)
    questions: dict[str, Question] = {}
    for later in range(len(found)):
        for earlier in range(later):
            clash = _clash(found, earlier, later, corrections)
            if clash is None:
                continue
            if clash.code:
                asked = _question(found, earlier, later, clash)
                questions.setdefault(asked.id, asked)
            for loss in clash.losses:
                found[loss.other] = _without(found, loss, clash.measures)
    return found, list(questions.values())


def _clash(found: list[Told], earlier: int, later: int, corrections: Corrections) -> _Clash | None:
    """Return what two sources tell twice, and who keeps it: as the user said, else by their
    figures.
    """
    pair = _pair(found, earlier, later)
    if pair is None:
        return None
    said = corrections.text("overlap", pair.b.source.file, pair.b.source.sheet)
    if said == "both":
        return None
    code, default = _asked(pair)
    if not said and default == "both":
        return _Clash(pair.measures, (), code, default)
    if not said and _lengths_differ(pair):
        return _Clash(pair.measures, tuple(_by_length(pair)), code, default)
    first = said == "leave" if said else default == "leave"
    kept, other = pair.places if first else pair.places[::-1]
    rows = pair.meeting.of_other if first else pair.meeting.of_one
    return _Clash(pair.measures, (_Loss(kept, other, rows),), code, default)


def _pair(found: list[Told], earlier: int, later: int) -> _Pair | None:
    """Return two sources with their rows that meet, None when they cannot speak of the same."""
    a, b = found[earlier], found[later]
    shared = _shared(a, b)
    if not shared or not _may_meet(a, b):
        return None
    meeting = meet(a.frame, b.frame)
    pair = _Pair((earlier, later), a, b, shared, meeting)
    if not meeting.of_other.any():
        return None
    # Without a platform, only tables of one make, or of the same figures, speak of the same things.
    same_make = bool(a.source.platform) or headers(a.source) == headers(b.source)
    return pair if same_make or _same_figures(pair) else None


def _same_figures(pair: _Pair) -> bool:
    """Return whether two figures at least agree to the cent, with too many digits for chance."""
    count = len(pair.a.frame) + len(pair.b.frame)
    sums = [pair.sums(measure) for measure in pair.measures]
    agreeing = np.array([mine for mine, yours in sums if mine > 0 and close(mine, yours, count)])
    return adds_up(agreeing, agreeing, count)


def _asked(pair: _Pair) -> tuple[str, str]:
    """Return what is asked of two sources ("": nothing), and the answer meanwhile."""
    worthier = "leave" if _worth(pair) else "use"
    agree = pair.agree()
    # The sheets of one workbook, the files of one archive, are views of the same figures when they
    # agree, or when a platform breaks them down: said, not asked.
    if pair.in_one_upload and (agree or (pair.a.source.platform and not pair.alike)):
        return "", worthier
    if pair.alike and not agree and (pair.in_one_upload or _months_differ(pair)):
        # The sheets of one workbook are asked about together.
        return "" if pair.a.source.file == pair.b.source.file else "overlap_parts", "both"
    if _lengths_differ(pair):
        return "grain_mismatch", worthier
    if pair.alike and is_dated(pair.a.frame) == is_dated(pair.b.frame):
        return "overlap_periods", "leave"
    return "overlap_periods", worthier


def _months_differ(pair: _Pair) -> bool:
    """Return whether the names of two undated tables tell each another month."""
    a, b = pair.a, pair.b
    if usual_length(a.frame) or usual_length(b.frame):
        return False
    mine, yours = (month_named(f"{t.source.file} {t.source.sheet}") for t in (a, b))
    return bool(mine and yours and mine != yours)


def _lengths_differ(pair: _Pair) -> bool:
    mine, yours = usual_length(pair.a.frame), usual_length(pair.b.frame)
    return pair.alike and bool(mine and yours) and mine != yours


def _by_length(pair: _Pair) -> Iterator[_Loss]:
    """Yield what days and months lose to each other: a month whose days hold as much gives way to
    them; the days of another month give way to it.
    """
    fine, coarse = pair.places
    one, other = pair.a.frame, pair.b.frame
    if usual_length(one) > usual_length(other):
        fine, coarse, one, other = coarse, fine, other, one
        owner = pair.meeting.owner
    else:
        owner = meet(other, one).owner
    met = owner >= 0
    held = np.bincount(
        owner[met], np.nan_to_num(one.measures[pair.weight][met]), minlength=len(other)
    )
    told = np.zeros(len(other), dtype=bool)
    told[owner[met]] = True
    whole = told & (held >= COMPLETE * np.nan_to_num(other.measures[pair.weight]))
    yield _Loss(fine, coarse, whole)
    yield _Loss(coarse, fine, met & ~whole[owner])


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


def _may_meet(a: Told, b: Told) -> bool:
    """Return whether periods meet and the same campaigns may stand in both."""
    if not len(a.frame) or not len(b.frame):
        return False
    first, second = a.source.period, b.source.period
    if first and second and not first.overlap(second):
        return False
    for name in ("account", "campaign"):
        mine, yours = values_of(a.frame, name), values_of(b.frame, name)
        if mine and yours and not mine & yours:
            return False
    return True


def headers(source: Source) -> tuple[str, ...]:
    """Return the fields that a table tells: two tables of one make have the same."""
    return tuple(sorted(c.field for c in source.columns if c.field))


def _worth(pair: _Pair) -> bool:
    """Return whether the first source is the better: complete where both meet, then detailed by
    day and campaign, then larger.
    """
    mine, yours = pair.sums(pair.weight)

    def worth(told: Told, held: float, beside: float) -> tuple[bool, int, float]:
        detail = is_dated(told.frame) + 2 * bool(values_of(told.frame, "campaign"))
        return (held >= COMPLETE * beside, detail, held)

    return worth(pair.a, mine, yours) >= worth(pair.b, yours, mine)


def _without(found: Sequence[Told], loss: _Loss, lost: Sequence[str]) -> Told:
    """Return a source without the figures that another tells: rows left with none are left out."""
    told, kept = found[loss.other], found[loss.kept]
    if not loss.rows.any():
        return told
    frame = told.frame
    measures = {
        name: np.where(loss.rows, np.nan, values) if name in lost else values
        for name, values in frame.measures.items()
    }
    empty = np.all([np.isnan(v) for v in measures.values()], axis=0) & loss.rows
    left = LeftOut(why="overlap_periods", rows=tuple(frame.numbers[empty].tolist()))
    values = _said(told, kept)
    if values["date_a"] is None:
        code = "overlap_undated"
    else:
        code = "overlap_sheets" if told.source.file == kept.source.file else "overlap_periods"
    where = Where(file=told.source.file, sheet=told.source.sheet)
    note = Note(code=code, where=where, values=values)
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


def _question(found: list[Told], earlier: int, later: int, clash: _Clash) -> Question:
    told, kept = found[later], found[earlier]
    values = _said(told, kept)
    undated = clash.code == "overlap_periods" and values["date_a"] is None
    return Question(
        id=key("overlap", told.source.file, told.source.sheet),
        code="overlap_undated" if undated else clash.code,
        where=Where(file=told.source.file, sheet=told.source.sheet),
        options=(Option(id="leave"), Option(id="use"), Option(id="both")),
        default=clash.default,
        values=values,
    )
