"""A campaign's start is no day of its spend; the report's own period is."""

from __future__ import annotations

import pytest

from kpi.facts import Facts
from kpi.intake import load


def read(rows: str, corrections: dict[str, str] | None = None) -> Facts:
    return load([("x.csv", rows.strip().encode())], corrections)


def days(facts: Facts) -> list[tuple[str, str]]:
    told = facts.cube[["date", "date_end"]].sort_values("date")
    return list(told.itertuples(index=False, name=None))


LAUNCHES = [
    "Campaign name,Start date,Clicks,Spend\nBrand,2024-01-05,100,50\nGeneric,2025-03-09,50,80",
    (
        "Campaign name,Start date,End date,Clicks,Spend\nBrand,2024-01-05,,100,50\n"
        "Generic,2025-03-09,2026-12-31,50,80"
    ),
    "Campaign name,Campaign start,Clicks,Spend\nBrand,2024-01-05,100,50\nGeneric,2025-03-09,50,80",
    (
        "Campaign name,Device,Start date,Clicks,Spend\nBrand,mobile,2024-01-05,100,50\n"
        "Brand,desktop,2024-01-05,50,80"
    ),
    (
        "Campaign Name,Start Time,End Time,Paid Impressions,Amount Spent,Swipe Ups\n"
        "Brand,2025-01-01 00:00,2026-12-31 23:59,10000,50,200\n"
        "Promo,2025-02-01 00:00,,20000,80,300"
    ),
    (
        "Campaign ID,Campaign name,Campaign start date,Spend in account currency,Pin clicks\n"
        "1,Spring,2025-01-01,50,200\n2,Brand,2025-01-05,80,300"
    ),
]


@pytest.mark.parametrize("rows", LAUNCHES, ids=range(len(LAUNCHES)))
def test_a_launch_is_no_day_of_spend(rows: str) -> None:
    facts = read(rows)
    assert (facts.total("spend"), facts.period, facts.questions) == (130.0, None, ())


def test_it_is_said_and_the_user_decides() -> None:
    facts = read(LAUNCHES[0])
    source = facts.sources[0]
    assert [(c.name, c.why) for c in source.columns if c.why == "lifetime"] == [
        ("Start date", "lifetime")
    ]
    assert [n.where.column for n in source.notes if n.code == "lifetime_dates"] == ["Start date"]
    chosen = read(LAUNCHES[0], {"column|x.csv||Start date": "date"})
    assert days(chosen) == [("2024-01-05", "2024-01-05"), ("2025-03-09", "2025-03-09")]


def test_the_period_of_the_report_is_kept() -> None:
    facts = read("""
Campaign name,Reporting starts,Reporting ends,Amount spent (EUR),Impressions,Link clicks
A,2026-03-01,2026-03-31,50,1000,10
B,2026-03-01,2026-03-31,80,2000,20
""")
    assert set(days(facts)) == {("2026-03-01", "2026-03-31")}
    facts = read("""
Campaign,Start date,End date,Spend,Clicks
A,2026-03-01,2026-03-31,50,10
B,2026-03-01,2026-03-31,80,20
""")
    assert set(days(facts)) == {("2026-03-01", "2026-03-31")}


def test_a_start_that_moves_along_is_the_day_of_the_row() -> None:
    facts = read("""
Start Date,Campaign,Spend,Clicks
2026-03-01,A,50,10
2026-03-02,A,80,20
""")
    assert days(facts) == [("2026-03-01", "2026-03-01"), ("2026-03-02", "2026-03-02")]


def test_a_week_told_by_its_two_ends_keeps_its_first_day_where_the_end_is_blank() -> None:
    facts = read("""
Start date,End date,Spend,Clicks
2026-03-02,2026-03-08,50,10
2026-03-09,,80,20
""")
    assert days(facts) == [("2026-03-02", "2026-03-08"), ("2026-03-09", "2026-03-09")]


@pytest.mark.parametrize("name", ["Week", "Semaine (du lun. au dim.)", "ISO week of ISO year"])
def test_a_week_covers_seven_days_whatever_stands_between_brackets(name: str) -> None:
    cells = ("202610", "202611") if "ISO" in name else ("2026-03-02", "2026-03-09")
    rows = "\n".join(f"{cell},A,10,5" for cell in cells)
    assert days(read(f"{name},Campaign,Clicks,Cost\n{rows}")) == [
        ("2026-03-02", "2026-03-08"),
        ("2026-03-09", "2026-03-15"),
    ]
