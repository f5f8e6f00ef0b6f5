"""Small advertising accounts written week by week, whose truth one can see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from kpi.facts import Facts, Source
from tests.readings.cube import day, facts, span

FIRST = np.datetime64("2026-01-05")
WEEKDAYS = (1.1, 1.0, 1.05, 1.0, 0.95, 0.9, 1.0)
# A mild, fixed wobble from week to week; no chance is drawn in these tests.
WOBBLE = (1.0, 1.06, 0.95, 1.03, 0.98, 1.04, 0.94, 1.0, 1.02, 0.97, 1.05, 0.96)
GOOGLE = (Source(file="google.csv", platform="Google Ads", family="ads", currency="EUR"),)


def campaign(
    name: str,
    weeks: int = 12,
    *,
    spend: float = 700.0,
    cost: float = 20.0,
    ctr: float = 0.02,
    click_cost: float = 0.5,
    basket: float | None = 60.0,
    shift: int = 0,
    **dimensions: str,
) -> list[dict[str, Any]]:
    """Return a campaign's days: `spend` a week, `cost` per conversion, `click_cost` per click.

    `shift` moves its wobble, so that campaigns do not swing as one.
    """
    rows = []
    for w in range(weeks):
        wave = WOBBLE[(w + shift) % len(WOBBLE)]
        for d, share in enumerate(WEEKDAYS):
            paid = spend / 7 * share
            conversions = paid / cost * wave
            row = {
                "campaign": name,
                "platform": "Google Ads",
                "channel": "paid_search",
                "currency": "EUR",
                "result": "Purchase",
                "spend": paid,
                "clicks": paid / click_cost,
                "impressions": paid / click_cost / ctr / WOBBLE[(w + shift + 5) % len(WOBBLE)],
                "conversions": conversions,
                **dimensions,
            }
            if basket is not None:
                row["revenue"] = conversions * basket
            rows.append(day(str(FIRST + 7 * w + d), **row))
    return rows


def later(
    rows: Iterable[Mapping[str, Any]], after_week: int, **times: float
) -> list[dict[str, Any]]:
    """Return the rows with some figures multiplied from a week on."""
    turn = str(FIRST + 7 * after_week)
    return [
        {
            name: value * times.get(name, 1.0) if name in times else value
            for name, value in row.items()
        }
        if row["date"] >= turn
        else dict(row)
        for row in rows
    ]


def account(*campaigns: Iterable[Mapping[str, Any]], sources: tuple[Source, ...] = GOOGLE) -> Facts:
    """Return the facts of some campaigns by day."""
    return facts([row for rows in campaigns for row in rows], sources)


def without_days(*campaigns: Iterable[Mapping[str, Any]]) -> Facts:
    """Return the same account as one row a campaign, as a platform's default report gives it."""
    rows = []
    for days in campaigns:
        listed = list(days)
        figures = [name for name in listed[0] if isinstance(listed[0][name], float)]
        sums = {name: sum(row[name] for row in listed) for name in figures}
        kept = {k: v for k, v in listed[0].items() if isinstance(v, str)} | sums
        rows.append(
            span(
                listed[0]["date"],
                listed[-1]["date"],
                **{k: v for k, v in kept.items() if k not in ("date", "date_end")},
            )
        )
    return facts(rows, GOOGLE)


def ordinary(count: int = 4, **how: Any) -> list[list[dict[str, Any]]]:
    """Return some campaigns with nothing to say about them."""
    return [
        campaign(f"Ordinary {i}", cost=20.0 * (1 + 0.04 * i), shift=3 * i, **how)
        for i in range(count)
    ]
