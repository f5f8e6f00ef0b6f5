"""Small pages of a social network, whose truth one can see."""

from __future__ import annotations

from typing import Any

from kpi.facts import Facts, Source
from tests.audit.mailing import SITE
from tests.audit.shop import FIRST, WOBBLE
from tests.readings.cube import day, facts

POSTS = Source(file="posts.csv", platform="Meta Business Suite", family="social")


def posts(
    weeks: int = 16,
    *,
    turn: int = 8,
    engaged: float = 1.0,
    fading: float = 1.0,
    visits: float = 1.0,
    viral: bool = False,
) -> list[dict[str, Any]]:
    """Return three posts a week to 2,000 people each, and their visits. From week `turn` on, so
    many times the interactions and the visits; `fading`: what is left of the share that reacts in
    the last week.
    """
    rows = []
    for i in range(3 * weeks):
        week, late = i // 3, i // 3 >= turn
        left = fading ** (week / (weeks - 1))
        rate = 0.05 * WOBBLE[i % 12] * left * (engaged if late else 1.0)
        date = str(FIRST + 7 * week + 2 * (i % 3))
        clicks = 2_000 * 0.01 * WOBBLE[(i + 5) % 12] * (visits if late else 1.0)
        if viral and i == 3 * weeks - 2:
            rate *= 20.0
        rows.append(
            day(
                date,
                source=0,
                platform="Meta Business Suite",
                channel="organic_social",
                ad=f"Post {i:02d}",
                reach=2_000.0,
                engagements=2_000 * rate,
                clicks=clicks,
            )
        )
        rows.append(day(date, source=1, channel="organic_social", sessions=clicks))
    # The site counts every day.
    rows.append(day(str(FIRST + 7 * weeks - 1), source=1, channel="organic_social", sessions=0.0))
    return rows


def followers(weeks: int = 16, growth: float = 1.3) -> list[dict[str, Any]]:
    """Return the followers of each week, `growth` times as many in the last."""
    return [
        day(
            str(FIRST + 7 * w),
            source=0,
            platform="Meta Business Suite",
            channel="organic_social",
            followers=10_000.0 * growth ** (w / (weeks - 1)),
        )
        for w in range(weeks)
    ]


def page(*parts: list[dict[str, Any]]) -> Facts:
    return facts([row for part in parts for row in part], (POSTS, SITE))
