"""What the days of a file tell: missing, cut short, unfinished, out of all proportion."""

from __future__ import annotations

from datetime import date, timedelta

import kpi
from kpi.facts import Note, Source

FIRST = date(2026, 3, 1)


def read(
    *,
    days: int = 31,
    without: tuple[int, ...] = (),
    odd: dict[int, tuple[int, float]] | None = None,
    title: str = "",
) -> Source:
    """Return the source of a daily file: 20 conversions or so a day for 100 €."""
    lines = [title, ""] if title else []
    lines += ["Date,Campaign,Impressions,Clicks,Conversions,Cost"]
    for n in range(days):
        conversions, cost = (odd or {}).get(n, (20 + n % 5, 100.0))
        if n not in without:
            day = (FIRST + timedelta(n)).isoformat()
            lines.append(f"{day},Été,9000,{1500 + n},{conversions},{cost:.2f}")
    return kpi.load([("export.csv", "\n".join(lines).encode())]).sources[0]


def notes(source: Source, code: str) -> list[Note]:
    return [note for note in source.notes if note.code == code]


def test_days_missing_inside_the_period_are_counted() -> None:
    (note,) = notes(read(without=(10, 11, 20)), "days_missing")
    assert note.values == {"count": 3, "date_a": date(2026, 3, 11)}


def test_a_whole_period_has_no_day_missing() -> None:
    assert notes(read(), "days_missing") == []


def test_a_few_scattered_days_are_no_gap() -> None:
    assert notes(read(without=tuple(n for n in range(31) if n % 4)), "days_missing") == []


def test_rows_that_cover_the_period_announced_are_a_proof() -> None:
    source = read(title="March 1 2026 - March 31 2026")
    assert [check.passed for check in source.checks if check.id == "period"] == [True]
    assert notes(source, "period_short") == []


def test_rows_that_stop_before_the_end_announced_are_said() -> None:
    (note,) = notes(read(days=28, title="March 1 2026 - March 31 2026"), "period_short")
    assert note.values["count"] == 3


def test_a_week_that_the_export_cuts_is_unfinished() -> None:
    rows = "\n".join(f"{FIRST + timedelta(1 + 7 * n)},Été,9000,150,100.00" for n in range(5))
    head = "March 2 2026 - April 1 2026\n\nWeek,Campaign,Impressions,Clicks,Cost\n"
    (note,) = notes(kpi.load([("w.csv", (head + rows).encode())]).sources[0], "period_unfinished")
    assert note.values == {"date_a": date(2026, 4, 5), "date_b": date(2026, 4, 1)}


def test_a_day_out_of_all_proportion_is_shown_with_its_rows() -> None:
    (note,) = notes(read(odd={12: (900, 100.0)}), "spike")
    assert note.values["date_a"] == date(2026, 3, 13)
    assert note.values["rows"] == (14,)


def test_a_busy_day_that_was_paid_for_is_no_fault() -> None:
    assert notes(read(odd={12: (900, 4000.0)}), "spike") == []


def test_an_ordinary_peak_is_no_fault() -> None:
    assert notes(read(odd={12: (80, 100.0)}), "spike") == []
