"""Small e-mailings and pages week by week, whose truth one can see."""

from __future__ import annotations

from typing import Any

import numpy as np

from kpi.facts import Facts, Source
from tests.audit.shop import FIRST, WOBBLE
from tests.readings.cube import day, facts

MAIL = Source(file="sends.csv", platform="Brevo", family="email")
SITE = Source(file="site.csv", platform="Google Analytics 4", family="web")
LIST = Source(file="list.csv", platform="Brevo", family="email")
ADS = Source(file="ads.csv", platform="Google Ads", family="ads", currency="EUR")


def sends(
    weeks: int = 16,
    *,
    turn: int = 8,
    opens: float = 1.0,
    clicks: float = 1.0,
    size: float = 1.0,
    **figures: float,
) -> list[dict[str, Any]]:
    """Return two sends a week to 5,000 people; from week `turn` on, opens, clicks and the list are
    so many times as large. `figures`: others, so many per send.
    """
    rows = []
    for i in range(2 * weeks):
        late = i >= 2 * turn
        wave = WOBBLE[i % len(WOBBLE)]
        delivered = 5_000.0 * (size if late else 1.0)
        rows.append(
            day(
                str(FIRST + 7 * (i // 2) + 3 * (i % 2)),
                source=0,
                platform="Brevo",
                channel="email",
                campaign=f"Send {i:02d}",
                delivered=delivered,
                opens=5_000.0 * 0.30 * wave * (opens if late else 1.0),
                email_clicks=5_000.0 * 0.03 * WOBBLE[(i + 5) % 12] * (clicks if late else 1.0),
                **figures,
            )
        )
    return rows


def visits(rows: list[dict[str, Any]], each: float, channel: str = "email") -> list[dict[str, Any]]:
    """Return the visits of a channel on the days of some rows: `each` a click."""
    return [
        day(row["date"], source=1, channel=channel, sessions=each * row["email_clicks"])
        for row in rows
    ]


def contacts(weeks: int = 16, *, gained: float = 100.0, lost: float = 20.0, peak: float = 1.0):
    """Return who joins and leaves a list each week; `peak`: the last week's losses, times that."""
    return [
        day(
            str(FIRST + 7 * w),
            source=2,
            platform="Brevo",
            channel="email",
            subscribers_gained=gained * WOBBLE[w % 12],
            subscribers_lost=lost * WOBBLE[(w + 4) % 12] * (peak if w == weeks - 1 else 1.0),
            list_size=5_000.0,
        )
        for w in range(weeks)
    ]


def mailing(*parts: list[dict[str, Any]]) -> Facts:
    """Return the facts of some sends, visits and contacts."""
    return facts([row for part in parts for row in part], (MAIL, SITE, LIST, ADS))


def undated(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows without their days."""
    return [{**row, "date": "", "date_end": ""} for row in rows]


def total(rows: list[dict[str, Any]], name: str) -> float:
    return float(np.sum([row[name] for row in rows]))
