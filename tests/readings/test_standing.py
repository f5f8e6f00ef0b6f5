"""A change is told and a target judged by ranges: figures that overlap say nothing yet."""

import math

import pytest

from kpi.readings import against, moved


def reading(low: float, high: float, status: str = "ok") -> dict[str, float | str]:
    return {"low": low, "high": high, "status": status}


@pytest.mark.parametrize(
    ("now", "before", "move"),
    [
        ((12, 14), (8, 10), "up"),
        ((8, 10), (12, 14), "down"),
        ((9, 13), (8, 10), ""),
        # Ranges that touch are not apart.
        ((10, 12), (8, 10), ""),
        # What has no range cannot be told from the ordinary.
        ((math.nan, math.nan), (8, 10), ""),
        ((8, 10), (math.nan, math.nan), ""),
    ],
)
def test_a_value_moves_when_its_ranges_stand_apart(
    now: tuple[float, float], before: tuple[float, float], move: str
) -> None:
    assert moved(reading(*now), reading(*before)) == move


@pytest.mark.parametrize(
    ("low", "high", "direction", "standing"),
    [
        (52, 60, "up", "met"),
        (40, 48, "up", "missed"),
        (45, 55, "up", "open"),
        (40, 48, "down", "met"),
        (52, 60, "down", "missed"),
        (45, 55, "down", "open"),
        # On the target to the cent.
        (50, 60, "up", "met"),
        (40, 50, "down", "met"),
        (52, 60, "depends", ""),
        (math.nan, math.nan, "up", ""),
    ],
)
def test_a_target_of_50_is_met_missed_or_open(
    low: float, high: float, direction: str, standing: str
) -> None:
    assert against(reading(low, high), 50, direction) == standing  # type: ignore[arg-type]


def test_a_reading_without_figure_meets_nothing() -> None:
    assert against(reading(52, 60, "too_little"), 50, "up") == ""
