"""How a reading stands against an earlier one and against a target, ranges and all."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

Move = Literal["up", "down", ""]
Direction = Literal["up", "down", "depends"]
Standing = Literal["met", "missed", "open", ""]


def moved(now: Mapping[str, Any], before: Mapping[str, Any]) -> Move:
    """Return which way a value went; "" while the two ranges overlap, or when one is not known.

    Both are rows of `measure`: of their keys, `low` and `high` are read.
    """
    if now["low"] > before["high"]:
        return "up"
    if now["high"] < before["low"]:
        return "down"
    return ""


def against(reading: Mapping[str, Any], target: float, direction: Direction) -> Standing:
    """Return whether a row of `measure` meets a target (in the same unit): `open` while its range
    holds the target.

    "" when there is no telling: no value, no range, or a KPI that neither rises nor falls for good.
    """
    low, high = reading["low"], reading["high"]
    if reading["status"] != "ok" or direction == "depends" or math.isnan(low) or math.isnan(high):
        return ""
    if direction == "down":
        low, high, target = -high, -low, -target
    return "met" if low >= target else "missed" if high < target else "open"
