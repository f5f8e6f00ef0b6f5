"""Numbers as they are written, and the mark that a whole column proves."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest

from kpi.intake import load, numbers
from kpi.intake.cells import Cells
from kpi.intake.durations import read_duration
from kpi.intake.numbers import read_number, read_numbers, style_of

WRITTEN = [
    # text, decimal mark, value
    ("1234", ".", 1234.0),
    ("1,234.56", ".", 1234.56),
    ("1.234,56", ",", 1234.56),
    ("1 234,56 €", ",", 1234.56),
    ("1\u00a0234,56\u00a0€", ",", 1234.56),
    ("1\u202f234,56", ",", 1234.56),
    ("1'234.50", ".", 1234.5),
    ("1,00,000", ".", 100_000.0),  # Indian groups
    ("-12", ".", -12.0),
    ("(12)", ".", -12.0),
    ("123-", ".", -123.0),
    ("\u2212 3,5", ",", -3.5),
    ("2.81%", ".", 2.81),
    ("5,02 %", ",", 5.02),
    ("US$50.00", ".", 50.0),
    ("R$\u00a0236,86", ",", 236.86),
    ("Rs.201.68", ".", 201.68),
    ("CHF 12.50", ".", 12.5),
    ("12,50 zł", ",", 12.5),
    ("1.2k", ".", 1200.0),
    ("3,4M", ",", 3_400_000.0),
    ("1.2 Md", ".", 1.2e9),
    ("12 K", ".", 12_000.0),
    ("12 Tsd.", ",", 12_000.0),
    ("3,4 Mrd", ",", 3.4e9),
    ("1e+05", ".", 100_000.0),
    ("1,25E+06", ",", 1_250_000.0),
    ("\u20134.00", ".", -4.0),
    ("$(4.00)", ".", -4.0),
    ("AED 1,234.50", ".", 1234.5),
    ("NT$1,234.50", ".", 1234.5),
    ("RM1,234.50", ".", 1234.5),
    ("R 1,234.50", ".", 1234.5),
    ("S/ 12.50", ".", 12.5),
    ("1 234 Ft", ",", 1234.0),
    ("12,50 lei", ",", 12.5),
    ("Rp1.000.000", ",", 1_000_000.0),
    ("KSh 1,000", ".", 1000.0),
    ('="161074.000"', ".", 161_074.0),
    ("$3,710 ", ".", 3710.0),
    (".5", ".", 0.5),
]


@pytest.mark.parametrize(("text", "decimal", "value"), WRITTEN)
def test_a_number_is_read_as_written(text: str, decimal: str, value: float) -> None:
    assert read_number(text, decimal) == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "--",
        " --",
        "-",
        "n/a",
        "N/A",
        "NaN",
        "#DIV/0!",
        "< 10%",
        "> 90 %",
        "No data available.",
        "inf",
    ],
)
def test_no_value_is_missing_and_never_zero(text: str) -> None:
    value = read_number(text, ".")
    assert value is not None
    assert math.isnan(value)


@pytest.mark.parametrize("text", ["abc", "12 34", "1,23,4", "0x1F", "1e400", "2026-03-01", "12/03"])
def test_what_is_no_number_is_not_guessed(text: str) -> None:
    assert read_number(text, ".") is None


STYLES = [
    # texts, counts whole things, hint, decimal mark, settled
    (["365.22", "1,286.58"], False, "", ".", True),
    (["236,86", "1.002,00"], False, "", ",", True),
    (["1,234", "12,50"], False, "", ",", True),
    (["1,234", "987"], True, "", ".", True),  # impressions: 1,234 is a thousand
    (["1.234", "987"], True, "", ",", True),
    (["1,234", "2,345"], False, "", ".", False),  # a thousand, or one and a bit: asked
    (["1,234", "2,345"], False, ",", ",", True),  # the rest of the file has decimal commas
    (["1,234", "12345"], False, "", ".", False),
    (["12345,678"], False, "", ",", True),  # thousands would have been grouped
    (["0,123"], False, "", ",", True),
    (["1.234.567"], False, "", ",", True),
    (["1 234,567"], False, "", ",", True),  # spaces group already
    (["1,234.56", "1.234,56"], False, "", ".", False),
    (["1.234", "1,234"], False, "", ".", False),  # two marks, and nothing says which
    (["950.000", "120.000"], True, ".", ".", True),  # the file has decimal points: 950
    (["950.000", "120.000"], True, ",", ",", True),  # the file has decimal commas: 950,000
    (["950.000", "120.000"], True, "", ",", False),  # 950, or 950,000
    (["950.000", "37"], True, "", ",", True),  # a writer of three decimals writes 37.000
    (["12.500", "13.250"], True, ".", ",", False),  # half a view, or a thousand in a file of points
    (["1.250.000"], True, ".", ",", True),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "whole", "hint", "decimal", "settled"), STYLES)
def test_the_column_decides_its_decimal_mark(
    texts: list[str], whole: bool, hint: str, decimal: str, settled: bool
) -> None:
    style = style_of(texts, whole=whole, hint=hint)
    assert (style.decimal, style.settled) == (decimal, settled)


@pytest.mark.parametrize(
    "texts",
    [
        ["1 234,56 €", "12,00 €", "", "3,5 €"],
        ["1\u00a0234,56", "-12", "7"],
        ["12,5 %", "3 %", "100 %"],
        ["1,234.56", "12", "0.5"],
        ["1.2k", "15", "--"],
    ],
)
def test_the_quick_way_and_the_slow_one_agree(texts: list[str]) -> None:
    decimal = style_of(texts).decimal
    long = pa.array(texts * (numbers.MANY // len(texts) + 1))
    slow = read_numbers(Cells(pa.array(texts)), decimal).values
    quick = read_numbers(Cells(long), decimal).values
    np.testing.assert_array_equal(quick[: len(texts)], slow)


def test_unread_cells_are_said_with_their_rows() -> None:
    found = read_numbers(Cells(pa.array(["12", "douze", "13", "douze"])), ".")
    assert found.unread == (("douze", (1, 3)),)
    assert np.isnan(found.values[[1, 3]]).all()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("00:02:10", 130), ("2:10", 130), ("12m", 720), ("1 h 05 min", 3900), ("45s", 45),
     ("1,5 h", 5400), ("2 jours", 172_800), ("12", None), ("12 %", None), ("1.2M views", None),
     ("", None)],
)  # fmt: skip
def test_a_length_of_time_is_read_in_its_unit(text: str, seconds: float | None) -> None:
    assert read_duration(text) == seconds


def test_a_cell_in_percent_is_no_amount() -> None:
    rows = [f"2026-03-0{day},A,10,{cost}" for day, cost in enumerate(("5", "7", "8", "12 %"), 1)]
    facts = load([("x.csv", "\n".join(["Date,Campaign,Clicks,Cost", *rows]).encode())])
    assert facts.total("spend") == 20
    assert [(n.code, n.values["sample"]) for n in facts.sources[0].notes if n.where.column] == [
        ("nan_inf", "12 %")
    ]


def test_minutes_are_no_millions() -> None:
    data = b"Date,Leads,First response time\n2026-03-01,10,12m\n2026-03-02,11,1h 5m\n2026-03-03,9,7"
    facts = load([("x.csv", data)])
    assert sorted(facts.cube["response_minutes"]) == [7, 12, 65]
    assert facts.sources[0].notes == ()
