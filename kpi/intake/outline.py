"""Names written once above their rows, as pivots and merged cells leave them: each row gets its
own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kpi.intake.cells import Coded
from kpi.intake.meeting import DETAIL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi.intake.frame import Frame

    Ints = NDArray[np.int64]

_NAMED = ("platform", "account", *DETAIL, "date")


@dataclass(frozen=True, slots=True)
class Filled:
    """Rows with their names, and the dimensions that were written once a group."""

    frame: Frame
    names: tuple[str, ...]


def filled(frame: Frame) -> Filled:
    """Return the rows with each name, or day, carried down its group, where the table proves that
    it is written so: every name stands once, and below each the same days or things begin again.

    A blank beside names that come back, or beside days that never restart, is a blank.
    """
    broken = _broken(frame)
    if not broken:
        return Filled(frame, ())
    for names in (broken, *((name,) for name in broken if len(broken) > 1)):
        carried = _carried(frame, names)
        if carried is not None:
            return Filled(carried, names)
    return Filled(frame, ())


def _broken(frame: Frame) -> tuple[str, ...]:
    """Return the dimensions that the first row tells and others leave blank, outermost first."""
    blank = {n: c.is_blank() for n, c in frame.dimensions.items() if n in _NAMED}
    some = [n for n, rows in blank.items() if rows.any() and not rows[0]]
    return tuple(sorted(some, key=lambda name: int((~blank[name]).sum())))


def _carried(frame: Frame, names: tuple[str, ...]) -> Frame | None:
    """Return the rows with these names carried down, None when they are not written once."""
    outer = owner = np.zeros(len(frame), dtype=np.int64)
    whole: dict[str, Coded] = {}
    for name in names:
        column = frame.dimensions[name]
        told = ~column.is_blank()
        # A name ends where the one around it ends.
        told |= np.r_[True, outer[1:] != outer[:-1]]
        heads = np.flatnonzero(told)
        owner = heads[np.cumsum(told) - 1]
        held = outer[heads] * len(column.values) + column.codes[heads]
        if len(heads) < 2 or len(np.unique(held)) < len(heads):
            return None
        for one in ("date", "date_end") if name == "date" else (name,):
            given = frame.dimensions[one]
            whole[one] = Coded(given.codes[owner], given.values)
        outer = outer * len(column.values) + whole[name].codes
    return frame.with_dimensions(**whole) if _begins_again(frame, names, owner) else None


def _begins_again(frame: Frame, names: tuple[str, ...], owner: Ints) -> bool:
    """Return whether, below most groups, what tells the rows apart is what stands below others."""
    below = np.zeros(len(frame), dtype=np.int64)
    for other in (n for n in frame.dimensions if n in _NAMED and n not in names):
        column = frame.dimensions[other]
        if not column.is_blank().any():
            below = below * len(column.values) + column.codes
    _, below = np.unique(below, return_inverse=True)
    if len(np.unique(owner * (below.max() + 1) + below)) < len(owner):
        return False
    shared = np.bincount(below)[below] > 1
    groups = np.unique(owner)
    return 2 * len(np.unique(owner[shared])) > len(groups)
