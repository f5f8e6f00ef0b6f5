"""Columns grouped by month or by platform are read as rows of each; other groups are asked."""

from __future__ import annotations

import io

import openpyxl
import pytest

from kpi.facts import Facts
from kpi.intake import load

MONTHS = """,{0},,{1},
Campaign,Cost,Clicks,Cost,Clicks
Brand,10,100,12,110
Generic,20,50,25,60
"""


def read(text: str) -> Facts:
    return load([("x.csv", text.encode())])


def by(facts: Facts, name: str) -> dict[str, float]:
    sums = facts.cube.groupby(name, observed=True)["spend"].sum()
    return {str(key): float(value) for key, value in sums.items()}


@pytest.mark.parametrize(
    "names",
    [("2026-01", "2026-02"), ("January 2026", "February 2026"), ("janv. 2026", "févr. 2026"),
     ("01/2026", "02/2026")],
)  # fmt: skip
def test_months_become_days(names: tuple[str, str]) -> None:
    facts = read(MONTHS.format(*names))
    assert by(facts, "date") == {"2026-01-01": 30, "2026-02-01": 37}
    assert facts.cube["date_end"].max() == "2026-02-28"
    assert by(facts, "campaign") == {"Brand": 22, "Generic": 45}
    (note,) = facts.sources[0].notes
    assert (note.code, note.where.row, note.values["names"]) == ("groups_spread", 1, names)
    assert facts.questions == ()


def test_months_take_the_year_of_the_title() -> None:
    facts = read("Results 2026\n" + MONTHS.format("January", "February"))
    assert by(facts, "date") == {"2026-01-01": 30, "2026-02-01": 37}


def test_a_group_of_totals_is_left_out_and_a_row_of_totals_too() -> None:
    facts = read(
        ",2026-01,,2026-02,,Total,\nCampaign,Cost,Clicks,Cost,Clicks,Cost,Clicks\n"
        "Brand,10,100,12,110,22,210\nGeneric,20,50,25,60,45,110\nTotal,30,150,37,170,67,320\n"
    )
    assert by(facts, "date") == {"2026-01-01": 30, "2026-02-01": 37}
    assert all(check.passed for check in facts.sources[0].checks)


def test_platforms_become_platforms() -> None:
    facts = read(
        ",Google Ads,,Meta,\nDate,Cost,Clicks,Cost,Clicks\n"
        "2026-03-01,10,100,12,110\n2026-03-02,20,50,,\n"
    )
    assert by(facts, "platform") == {"Google Ads": 30, "Meta Ads": 12}
    assert by(facts, "date") == {"2026-03-01": 22, "2026-03-02": 20}
    assert facts.sources[0].rows_kept == 3


def test_the_rows_of_a_figure_are_those_of_the_spreadsheet() -> None:
    facts = read(MONTHS.format("2026-01", "2026-02"))
    rows = facts.rows(campaign="Generic")
    assert list(rows["row"]) == [4, 4]
    assert list(rows["Cost"]) == ["20", "25"]


def test_groups_that_say_the_same_are_no_repeats() -> None:
    facts = read(MONTHS.format("January", "February").replace("12,110", "10,100"))
    assert by(facts, "campaign") == {"Brand": 20, "Generic": 45}
    assert facts.questions == ()


def test_merged_cells_of_a_workbook_are_groups_too() -> None:
    book = openpyxl.Workbook()
    for line in MONTHS.format("2026-01", "2026-02").splitlines():
        cells = [float(c) if c.replace(".", "").isdigit() else c or None for c in line.split(",")]
        book.active.append(cells)
    book.active.merge_cells("B1:C1")
    book.active.merge_cells("D1:E1")
    out = io.BytesIO()
    book.save(out)
    facts = load([("x.xlsx", out.getvalue())])
    assert by(facts, "date") == {"2026-01-01": 30, "2026-02-01": 37}


def test_groups_of_anything_else_are_asked() -> None:
    facts = read(MONTHS.format("Brand", "Generic"))
    assert {question.code for question in facts.questions} == {"rival_columns"}


@pytest.mark.parametrize(
    "names",
    ["Google Spend,Meta Spend,Google Clicks,Meta Clicks",
     "Spend (Google),Spend (Meta),Clicks (Google),Clicks (Meta)",
     "google_ads_spend,facebook_spend,google_ads_clicks,facebook_clicks"],
)  # fmt: skip
def test_platforms_in_the_names_of_columns_become_platforms(names: str) -> None:
    facts = read(
        f"Date,{names},Revenue\n2026-03-01,100,200,10,20,900\n2026-03-02,110,210,11,21,950\n"
    )
    assert by(facts, "platform") == {"": 0, "Google Ads": 210, "Meta Ads": 410}
    assert facts.cube["revenue"].sum() == 1850
    assert facts.questions == ()


def test_the_total_of_the_platforms_beside_them_is_no_platform() -> None:
    facts = read(
        "Date,Google Ads Cost,Meta Ads Cost,Cost\n2026-03-01,100,200,300\n2026-03-02,110,210,320\n"
    )
    assert by(facts, "platform") == {"Google Ads": 210, "Meta Ads": 410}


def test_one_platform_s_words_in_its_own_export_are_its_own() -> None:
    facts = read(
        "Date,Impressions,Clicks,Cost,Facebook likes,Instagram likes\n2026-03-01,9,1,2,3,4\n"
    )
    assert by(facts, "date") == {"2026-03-01": 2}
