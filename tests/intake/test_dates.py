"""Dates as they are written, and which of day and month comes first."""

from __future__ import annotations

from datetime import date

import pytest

from kpi.intake import load
from kpi.intake.date_order import read_dates
from kpi.intake.dates import read_date, read_serial
from kpi.intake.titles import period_in_name, period_of
from kpi.period import Period

DAYS = [
    ("2026-03-01", date(2026, 3, 1)),
    ("20250101", date(2025, 1, 1)),
    ("2025/10/31", date(2025, 10, 31)),
    ("2025-01-01T01:00:00", date(2025, 1, 1)),
    ("2022-04-06 21:52:40 -0400", date(2022, 4, 6)),
    ("Thu, 5 Feb 2026", date(2026, 2, 5)),
    ("ter., 5 de mai. de 2026", date(2026, 5, 5)),
    ("Sat, Aug 15, 2026", date(2026, 8, 15)),
    ("Oct 26, 2018 02:56 pm", date(2018, 10, 26)),
    ("1er mars 2026", date(2026, 3, 1)),
    ("5. Februar 2026", date(2026, 2, 5)),
    ("16 de febrero de 2026", date(2026, 2, 16)),
    ("29-avr-2023", date(2023, 4, 29)),
    ("1.08.2019", date(2019, 8, 1)),  # dots: the day first
    ("31/12/2026", date(2026, 12, 31)),
    ("12/31/2026", date(2026, 12, 31)),
    ("01/03/26 10:30", date(2026, 3, 1)),
    ("2026年3月1日", date(2026, 3, 1)),
]


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_a_day_is_read(text: str, day: date) -> None:
    read = read_date(text)
    assert read is not None
    assert (read.day_first or read.month_first) == Period(day, day)


SPANS = [
    ("mars 2026", "2026-03-01", "2026-03-31"),
    ("2026-02", "2026-02-01", "2026-02-28"),
    ("2026-W10", "2026-03-02", "2026-03-08"),
    ("2026 W10", "2026-03-02", "2026-03-08"),
    ("KW 10/2026", "2026-03-02", "2026-03-08"),
    ("week 10 of 2026", "2026-03-02", "2026-03-08"),
    ("Jan-26", "2026-01-01", "2026-01-31"),
    ("mars-26", "2026-03-01", "2026-03-31"),
    ("202601", "2026-01-01", "2026-01-31"),
    ("2026/1", "2026-01-01", "2026-01-31"),
    ("2026年3月", "2026-03-01", "2026-03-31"),
    ("Q1 2026", "2026-01-01", "2026-03-31"),
    ("T2 2026", "2026-04-01", "2026-06-30"),
    ("27 January 2026 - 23 February 2026", "2026-01-27", "2026-02-23"),
    ("5 de maio de 2026 - 15 de maio de 2026", "2026-05-05", "2026-05-15"),
    ("2024-03-01 - 2024-03-11", "2024-03-01", "2024-03-11"),
    ("2 mars 2026 au 15 mars 2026", "2026-03-02", "2026-03-15"),
]


@pytest.mark.parametrize(("text", "first", "last"), SPANS)
def test_a_longer_span_is_read(text: str, first: str, last: str) -> None:
    read = read_date(text)
    assert read is not None
    assert read.day_first == Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["30/02/2026", "2026-13-01", "12", "abc 2026", "", "1234567"])
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    assert read_date(text) is None


ORDERS = [
    # texts, announced period, order, settled
    (["13/03/2026", "01/04/2026"], None, "dmy", True),
    (["03/13/2026", "04/01/2026"], None, "mdy", True),
    (["01/03/2026", "02/03/2026", "03/03/2026"], None, "dmy", True),  # day after day
    (["03/01/2026", "03/02/2026", "03/03/2026"], None, "mdy", True),
    (["01/01/2026", "01/02/2026", "01/03/2026"], None, "dmy", False),  # firsts of months, or days?
    (["03/05/2026", "03/06/2026", "03/07/2026"], None, "mdy", True),
    (["03/04/2026"], None, "dmy", False),
    (["03/04/2026"], Period(date(2026, 3, 1), date(2026, 3, 31)), "mdy", True),
    (["03/04/2026"], Period(date(2026, 4, 1), date(2026, 4, 30)), "dmy", True),
    (["26-03-01", "26-03-02", "26-03-13"], None, "ymd", True),  # one year, not three
    (["26-03-01"], None, "ymd", True),  # no export is of 2001
    (["01/03/26", "02/03/26", "03/03/26"], None, "dmy", True),
    (["24-03-25"], None, "dmy", False),  # 24 March 2025, or 25 March 2024
]


@pytest.mark.parametrize(("texts", "within", "order", "settled"), ORDERS)
def test_the_column_settles_the_order_or_it_is_asked(
    texts: list[str], within: Period | None, order: str, settled: bool
) -> None:
    read = read_dates(texts, within=within)
    assert (read.order, read.settled) == (order, settled)


def test_day_numbers_of_a_spreadsheet() -> None:
    assert read_serial("46082") == Period(date(2026, 3, 1), date(2026, 3, 1))
    assert read_serial("12") is None


def test_title_lines_announce_a_period() -> None:
    expected = Period(date(2026, 3, 2), date(2026, 3, 15))
    assert period_of(["Campaign report", "2 March 2026 - 15 March 2026"]) == expected
    assert period_of(["# Start date: 20260302", "# End date: 20260315"]) == expected
    assert period_of(["# Date de début: 20260302", "# Date de fin: 20260315"]) == expected
    assert period_of(["Report Start: March 2, 2026, 12:00 AM",
     "Report End: March 15, 2026, 11:59 PM",
                      "Date Generated: April 1, 2026, 3:22 PM"]) == expected  # fmt: skip
    assert period_of(["Exported on 1 April 2026"]) is None


@pytest.mark.parametrize(
    "name",
    [
        "Time_series(2026.03.02-2026.03.15).csv",
        "Compte 2-mars-2026-15-mars-2026.xlsx",
        "Daniel-Campaigns-2-Mar-202615-Mar-2026.csv",
        "Ads-Mar-2-2026-Mar-15-2026.xlsx",
        "report_20260302_20260315.csv",
    ],
)
def test_a_file_name_announces_a_period(name: str) -> None:
    assert period_in_name(name) == Period(date(2026, 3, 2), date(2026, 3, 15))


def days(texts: list[str], order: str = "") -> list[str]:
    return [p.first.isoformat() if p else "" for p in read_dates(texts, order=order).periods]


def test_a_year_of_two_digits_is_of_this_century() -> None:
    assert days(["13/03/26", "14/03/69"]) == ["2026-03-13", "2069-03-14"]


def test_day_numbers_among_dates_are_read_too() -> None:
    read = read_dates(["46024", "13/01/2026"])
    assert [p.first if p else None for p in read.periods] == [date(2026, 1, 2), date(2026, 1, 13)]
    assert read.serials == ("46024",)


def test_numbers_beside_one_month_are_its_days_of_an_unknown_year() -> None:
    assert days(["Feb-01", "Feb-02", "Feb-03"]) == ["", "", ""]


def test_a_spreadsheet_that_exchanged_day_and_month_is_noticed() -> None:
    texts = ["2026-01-03", "2026-02-03", "13/03/2026", "14/03/2026"]
    assert read_dates(texts).swapped == ("2026-01-03", "2026-02-03")
    assert days(texts) == ["2026-03-01", "2026-03-02", "2026-03-13", "2026-03-14"]
    assert days(texts, "keep")[:2] == ["2026-01-03", "2026-02-03"]
    assert read_dates(["2026-03-01", "2026-03-02", "13/03/2026", "14/03/2026"]).swapped == ()


def test_years_at_both_ends_of_one_column_are_asked() -> None:
    data = b"Date,Campaign,Clicks,Cost\n05.03.26,A,1,2\n26.03.05,A,3,4\n"
    (asked,) = load([("x.csv", data)]).questions
    assert (asked.code, [o.id for o in asked.options]) == ("ambiguous_dates", ["dmy", "ymd"])
    assert (asked.values["date_a"], asked.values["date_b"]) == (date(2026, 3, 5), date(2005, 3, 26))
