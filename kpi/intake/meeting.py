"""Rows of two tables that speak of the same things on the same days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi.intake.frame import Frame

    Mask = NDArray[np.bool_]
    Ints = NDArray[np.int64]

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
# What tells the same thing in both tables, where both say it.
_COMMON = ("platform", "account", *DETAIL)
# A table of longer spans is told by its spans; day by day it would hold more than this.
MOST_DAYS = 20_000_000


@dataclass(frozen=True, slots=True)
class Meeting:
    """Rows of one table beside those of another: which of each meet, and for each row of the
    second the first row of the first that it meets (-1: none).
    """

    of_one: Mask
    of_other: Mask
    owner: Ints


def details(frame: Frame) -> tuple[str, ...]:
    """Return the dimensions by which a table is broken down, a segment by what it tells apart."""
    return (*(name for name in DETAIL if values_of(frame, name)), *sorted(cuts(frame)))


def cuts(frame: Frame) -> set[str]:
    """Return what the segments of a table tell apart: "device", or "age; country" together."""
    return {
        "; ".join(part.partition("=")[0] for part in text.split("; "))
        for text in values_of(frame, "segment")
    }


def values_of(frame: Frame, name: str) -> set[str]:
    """Return the texts of a dimension, blanks left out; nothing when the table has none."""
    column = frame.dimensions.get(name)
    return set(column.values) - {""} if column is not None else set()


def is_dated(frame: Frame) -> bool:
    """Return whether rows differ by their days, rather than all covering one period."""
    return len(values_of(frame, "date")) > 1


def usual_length(frame: Frame) -> int:
    """Return how many days most rows cover; 0 when some row has no days."""
    first, last = _days(frame, "date"), _days(frame, "date_end")
    if not len(first) or np.isnat(first).any() or np.isnat(last).any():
        return 0
    lengths = (last - first).astype(np.int64) + 1
    return int(np.median(lengths))


def meet(one: Frame, other: Frame) -> Meeting:
    """Return the rows of both that are told by the same names on a common day.

    Names count where both tables have them. Rows without days meet whatever bears their names.
    """
    names = [n for n in _COMMON if values_of(one, n) and values_of(other, n)]
    if "segment" in names and not cuts(one) & cuts(other):
        # A day by device and the same day by age share no segment, and are the same money.
        names.remove("segment")
    mine, yours = _names(one, other, names)
    if usual_length(one) and usual_length(other):
        mine, at_one = _by_day(one, mine)
        yours, at_other = _by_day(other, yours)
    else:
        at_one, at_other = np.arange(len(one)), np.arange(len(other))
    order = np.argsort(mine, kind="stable")
    place = np.searchsorted(mine, yours, sorter=order)
    place = np.minimum(place, len(mine) - 1)
    hit = mine[order[place]] == yours
    owner = np.full(len(other), -1, dtype=np.int64)
    owner[at_other[hit][::-1]] = at_one[order[place[hit]]][::-1]
    of_one = np.zeros(len(one), dtype=bool)
    of_one[at_one[np.isin(mine, yours)]] = True
    return Meeting(of_one, owner >= 0, owner)


def _names(one: Frame, other: Frame, names: list[str]) -> tuple[Ints, Ints]:
    """Return a number for each row of both, equal where these dimensions are."""
    mine, yours = np.zeros(len(one), dtype=np.int64), np.zeros(len(other), dtype=np.int64)
    for name in names:
        a, b = one.dimensions[name], other.dimensions[name]
        known = {text: i for i, text in enumerate(dict.fromkeys((*a.values, *b.values)))}
        mine = mine * len(known) + np.array([known[t] for t in a.values], dtype=np.int64)[a.codes]
        yours = yours * len(known) + np.array([known[t] for t in b.values], dtype=np.int64)[b.codes]
    _, codes = np.unique(np.concatenate([mine, yours]), return_inverse=True)
    return codes[: len(one)], codes[len(one) :]


def _by_day(frame: Frame, names: Ints) -> tuple[Ints, Ints]:
    """Return a number for each day of each row, and the row it is of."""
    first, last = (_days(frame, n).astype(np.int64) for n in ("date", "date_end"))
    lengths = np.maximum(last - first + 1, 1)
    if lengths.sum() > MOST_DAYS:
        lengths = np.ones_like(lengths)
    rows = np.repeat(np.arange(len(frame)), lengths)
    since = np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return names[rows] * 200_000 + (first[rows] + since), rows


def _days(frame: Frame, name: str) -> NDArray[np.datetime64]:
    column = frame.dimensions[name]
    days = np.array([text or "NaT" for text in column.values], dtype="datetime64[D]")
    return days[column.codes]
