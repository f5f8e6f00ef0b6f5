"""Spoilt CSV files come back whole, nothing told; `make proof-reading` scores all 2,290."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.reading.pollution import TARGET, polluted, scored
from kpi.intake import tables

ONE_IN = 23
CLASSES = 23


def test_a_sample_of_every_class_reaches_the_target() -> None:
    files = [
        file
        for place, file in enumerate(polluted())
        if not file.kind.startswith("row_") or place % ONE_IN == 0
    ]
    found = scored(files)
    assert len(found.classes) == CLASSES
    assert min(found.simple, found.weighted) >= TARGET


def test_the_set_has_the_size_of_the_public_one() -> None:
    assert sum(1 for _ in polluted()) == 2290


@given(
    figures=st.lists(
        st.lists(st.integers(-(10**9), 10**9), min_size=3, max_size=3), min_size=3, max_size=12
    ),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@settings(max_examples=150, deadline=None)
def test_figures_come_back_whatever_the_dialect(
    figures: list[list[int]], delimiter: str, end: str, encoding: str, quoting: int
) -> None:
    rows = [[str(figure) for figure in row] for row in figures]
    out = io.StringIO()
    header = ["Campagne é", "Clics", "Coût"]
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([header, *rows])
    (table,) = tables("x.csv", out.getvalue().encode(encoding))
    assert list(table.header) == header
    assert table.rows == rows


def test_a_header_said_again_opens_the_next_table() -> None:
    lines = "Day,Clicks\n2026-03-01,1\n2026-03-02,2\n"
    assert [t.rows for t in tables("x.csv", (lines * 2).encode())] == [
        [["2026-03-01", "1"], ["2026-03-02", "2"]]
    ] * 2


@pytest.mark.parametrize(
    "text",
    ["Day,Clicks,Cost\n2026-03-01,1,2\n2026-03-02,1,2,9\n2026-03-03,1\n2026-03-04,1,2\n"],
)
def test_rows_of_another_width_stay(text: str) -> None:
    (table,) = tables("x.csv", text.encode())
    assert [len(row) for row in table.rows] == [3, 4, 2, 3]
    assert [(part.why, part.rows) for part in table.left_out] == [("ragged", (3, 4))]


def test_a_line_parted_in_its_own_way_is_a_row_when_its_cells_are_as_those_around_it() -> None:
    lines = ["Day,Campaign,Clicks,Cost", *(f"2026-03-{d:02d},Brand,{d},1.5" for d in range(1, 9))]
    lines[3] = "2026-03-03;Brand;3;1.5"
    lines[5] = '2026-03-05 "Brand, exact" 5 1.5'
    lines.append("Figures of today may change")
    (table,) = tables("x.csv", "\n".join(lines).encode())
    assert table.rows[2] == ["2026-03-03", "Brand", "3", "1.5"]
    assert table.rows[4] == ["2026-03-05", "Brand, exact", "5", "1.5"]
    assert [(part.why, part.rows) for part in table.left_out] == [("notes", (10,))]


def test_a_title_of_as_many_words_as_columns_names_none_of_them() -> None:
    text = "Results of the campaign\nDay,Campaign,Clicks,Cost\n2026-03-01,Brand,1,1.5\n"
    (table,) = tables("x.csv", text.encode())
    assert table.titles == ("Results of the campaign",)
    assert table.header == ("Day", "Campaign", "Clicks", "Cost")


def test_a_name_too_many_that_no_row_has_a_cell_for_is_dropped() -> None:
    (table,) = tables("x.csv", b"Day,,Clicks,Cost\n2026-03-01,1,1.5\n2026-03-02,2,3\n")
    assert table.header == ("Day", "Clicks", "Cost")


def test_a_table_without_names_keeps_its_cells_below_a_title() -> None:
    text = "Export of March\n2026-03-01,Brand,1,\n2026-03-02,Brand,1,late\n"
    (table,) = tables("x.csv", text.encode())
    assert (table.titles, table.header) == (("Export of March",), ("2026-03-01", "Brand", "1", ""))
