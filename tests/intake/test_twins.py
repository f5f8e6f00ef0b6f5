"""Several columns of one figure, and a platform that only the file's name tells."""

from __future__ import annotations

import io

import openpyxl
import pytest

from kpi.facts import Facts
from kpi.intake import load


def read(name: str, text: str) -> Facts:
    return load([(name, text.encode())])


def total(facts: Facts, measure: str) -> float:
    return float(facts.cube[measure].sum())


TWO = """Date,Campaign,Clicks,Revenue (online),Revenue (store)
2026-03-01,A,5,100,40
2026-03-02,A,6,110,50
"""


def test_columns_of_one_figure_that_differ_are_asked_and_one_counts_meanwhile() -> None:
    facts = read("x.csv", TWO)
    (asked,) = facts.questions
    assert asked.code == "rival_columns"
    assert [o.id for o in asked.options] == ["Revenue (online)", "Revenue (store)", "sum"]
    assert total(facts, "revenue") == 210
    left = {c.name: c.why for c in facts.sources[0].columns}
    assert left["Revenue (store)"] == "rival"


@pytest.mark.parametrize(
    ("answer", "sum_"), [("Revenue (store)", 90), ("sum", 300), ("Revenue (online)", 210)]
)
def test_the_answer_chooses_one_or_adds_them_up(answer: str, sum_: float) -> None:
    facts = load([("x.csv", TWO.encode())], {"twin|x.csv||Revenue (online)": answer})
    assert total(facts, "revenue") == sum_
    assert not facts.questions


def test_columns_of_one_figure_that_agree_are_doubles() -> None:
    facts = read(
        "x.csv", "Date,Campaign,Clicks,Cost,Spend\n2026-03-01,A,5,10,10\n2026-03-02,A,6,20,20\n"
    )
    assert not facts.questions
    assert total(facts, "spend") == 30


def test_a_column_that_is_empty_gives_way_to_its_double() -> None:
    facts = read(
        "x.csv", "Date,Campaign,Clicks,Cost,Spend\n2026-03-01,A,5,,10\n2026-03-02,A,6,,20\n"
    )
    assert not facts.questions
    assert total(facts, "spend") == 30


@pytest.mark.parametrize("name", ["facebook_ads.csv", "linkedin.csv", "tiktok.csv", "bing.csv"])
def test_a_platform_told_by_the_file_s_name_alone_reads_everybody_s_column_names(name: str) -> None:
    facts = read(
        name,
        "Date,Campaign,Impressions,Clicks,Spend,Cost per click,Conversions,Revenue\n"
        "2026-03-01,A,1000,50,25.5,0.51,5,250\n2026-03-02,B,900,40,20,0.5,4,150\n",
    )
    sums = {
        m: total(facts, m) for m in ("impressions", "clicks", "spend", "conversions", "revenue")
    }
    assert sums == {
        "impressions": 1900,
        "clicks": 90,
        "spend": 45.5,
        "conversions": 9,
        "revenue": 400,
    }


def test_figures_of_another_period_beside_those_read_are_left_alone() -> None:
    facts = read(
        "x.csv",
        "Campaign,Clicks,Clicks (previous period),Cost,Cost change\nA,5,4,10,2\nB,6,9,20,3\n",
    )
    assert not facts.questions
    assert (total(facts, "clicks"), total(facts, "spend")) == (11, 30)


def test_the_name_of_a_sheet_tells_its_platform_before_the_file_s() -> None:
    book = openpyxl.Workbook()
    for name in ("Facebook", "Google Ads"):
        sheet = book.create_sheet(name)
        for row in (
            ("Date", "Campaign", "Impressions", "Clicks", "Cost"),
            ("2026-03-01", "A", 1000, 50, 20),
            ("2026-03-02", "A", 900, 40, 10),
        ):
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    facts = load([("google report.xlsx", out.getvalue())])
    assert [source.platform for source in facts.sources] == ["Meta Ads", "Google Ads"]
    assert (total(facts, "spend"), facts.questions) == (60, ())
