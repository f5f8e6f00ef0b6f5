"""What was read for each group: a value with its range and its two sides, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from kpi.readings.ledger import Flags, Floats, Statuses

OK, TOO_LITTLE = "ok", "too_little"
# No success among fewer than this says nothing yet: one in ten would still give none in 4 % of
# such samples.
SMALL_BASE = 30.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """One entry a group. Figures are nan where the status gives none; `touched`: groups with any
    row used.
    """

    status: Statuses
    value: Floats
    low: Floats
    high: Floats
    numerator: Floats
    denominator: Floats
    touched: Flags

    @classmethod
    def of(
        cls, *, status: Statuses, scale: float, touched: Flags, tries: bool, **figures: Floats
    ) -> Reading:
        """Return a reading whose figures are hidden wherever `status` is a refusal; `scale` is
        applied. `tries`: the denominator counts occasions on which the numerator could happen.
        """
        n, d = figures["numerator"], figures["denominator"]
        status = status.copy()
        if tries:
            status[(status == OK) & (n == 0) & (d < SMALL_BASE)] = TOO_LITTLE
        given = (status == OK) | (status == TOO_LITTLE)
        shown = {
            name: np.where(given, figures[name] * scale, np.nan)
            for name in ("value", "low", "high")
        }
        shown["low"] = np.fmin(shown["low"], shown["value"])
        shown["high"] = np.fmax(shown["high"], shown["value"])
        bounded = np.isfinite(figures["low"]) & np.isfinite(figures["high"])
        shown["low"] = np.where(bounded, shown["low"], np.nan)
        shown["high"] = np.where(bounded, shown["high"], np.nan)
        summed = given | (status == "no_denominator")
        return cls(
            status=status,
            touched=touched,
            numerator=np.where(summed, n, np.nan),
            denominator=np.where(summed, d, np.nan),
            **shown,
        )

    @property
    def all_ok(self) -> bool:
        return bool((self.status == OK).all())

    def refuse(self, why: str) -> Reading:
        """Return the same reading with `why` in place of every value."""
        status = np.where((self.status == OK) | (self.status == TOO_LITTLE), why, self.status)
        empty = np.full(len(status), np.nan)
        return Reading(
            status=status.astype(object),
            value=empty,
            low=empty,
            high=empty,
            numerator=empty,
            denominator=empty,
            touched=self.touched,
        )


def needed(reading: Mapping[str, Any]) -> float:
    """Return how many more of its denominator a row of `measure` needs for no success to say
    something; 0 unless it is `too_little`.
    """
    if reading["status"] != TOO_LITTLE:
        return 0.0
    return float(math.ceil(SMALL_BASE - reading["denominator"]))


def nothing(count: int, why: str) -> Reading:
    """Return a reading that refuses every group."""
    return Reading(
        status=np.full(count, why, dtype=object),
        value=np.full(count, np.nan),
        low=np.full(count, np.nan),
        high=np.full(count, np.nan),
        numerator=np.full(count, np.nan),
        denominator=np.full(count, np.nan),
        touched=np.zeros(count, dtype=np.bool_),
    )


def either(
    first: Reading, second: Reading, instead_of: tuple[str, ...], also: tuple[str, ...] = ()
) -> Reading:
    """Return `second` in the groups where `first` says one of `instead_of` and second has a value.

    `also`: refusals of `second` that say more than those of `first`.
    """
    better = np.isin(first.status.astype(str), instead_of) & np.isin(
        second.status.astype(str), (OK, TOO_LITTLE, *also)
    )

    def chosen(name: str) -> Floats:
        figures: Floats = np.where(better, getattr(second, name), getattr(first, name))
        return figures

    return Reading(
        status=np.where(better, second.status, first.status),
        value=chosen("value"),
        low=chosen("low"),
        high=chosen("high"),
        numerator=chosen("numerator"),
        denominator=chosen("denominator"),
        touched=first.touched | second.touched,
    )
