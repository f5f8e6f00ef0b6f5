"""A column that holds a running total is said to be one; a figure that grows is not."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate

import pytest

import kpi

WEEKLY = (140, 133, 151, 128, 146, 139, 150, 131, 144, 137, 149, 135)


def weeks(*columns: tuple[str, list[float]]) -> bytes:
    days = [date(2026, 1, 5) + timedelta(days=7 * n) for n in range(len(columns[-1][1]))]
    rows = [
        ",".join([str(day), *(str(values[n]) for _, values in columns)])
        for n, day in enumerate(days)
    ]
    return "\n".join([",".join(["Week", *(name for name, _ in columns)]), *rows, ""]).encode()


def said(data: bytes) -> list[str]:
    notes = kpi.load([("a.csv", data)]).sources[0].notes
    return [note.where.column for note in notes if note.code == "running_total"]


def test_a_column_that_only_rises_by_ordinary_steps_is_said_to_be_a_running_total() -> None:
    spend = [1_800.5 + n % 3 for n in range(12)]
    running = list(accumulate(map(float, WEEKLY)))
    assert said(weeks(("Spend", spend), ("Conversions", running))) == ["Conversions"]


@pytest.mark.parametrize(
    "values",
    [
        [float(n) for n in WEEKLY],
        [100 * 1.12**n for n in range(12)],
        [900.0 + n * 20 + n % 3 for n in range(12)],
        list(accumulate(map(float, WEEKLY[:6]))),
        [5.0] * 12,
    ],
    ids=["ordinary", "grows by a share", "grows from a height", "too few dates", "constant"],
)
def test_a_figure_that_is_none_is_not(values: list[float]) -> None:
    assert said(weeks(("Spend", [1_800.5 + n % 3 for n in range(12)]), ("Clicks", values))) == []


def test_each_campaign_runs_by_itself() -> None:
    lines = ["Week,Campaign,Spend,Conversions"]
    for n, sold in enumerate(accumulate(WEEKLY)):
        day = date(2026, 1, 5) + timedelta(days=7 * n)
        lines += [f"{day},{name},{90 + n % 4},{sold}" for name in ("A", "B")]
    assert said(("\n".join(lines) + "\n").encode()) == ["Conversions"]


def test_clicks_that_mostly_lead_nowhere_are_said_with_their_share() -> None:
    head = "Campaign name,Day,Impressions,Amount spent (EUR),Clicks (all),Link clicks"
    few = kpi.load([("m.csv", f"{head}\nA,2026-03-02,9000,40,300,90\n".encode())])
    (note,) = (n for n in few.sources[0].notes if n.code == "clicks_of_all_kinds")
    assert (note.values["value"].value, note.where.column) == (0.3, "Clicks (all)")
    most = kpi.load([("m.csv", f"{head}\nA,2026-03-02,9000,40,300,270\n".encode())])
    assert [n for n in most.sources[0].notes if n.code == "clicks_of_all_kinds"] == []
