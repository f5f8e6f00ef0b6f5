"""Inputs that are not what they seem: what is said, and that the other files are read all the
same."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from kpi.errors import UnreadableFile
from kpi.facts import Facts
from kpi.intake import load
from tests.intake.exports import LOOK_ALIKES

GOOD = LOOK_ALIKES / "google_ads_fr.csv"
TABLE = (
    ("Date", "Campaign", "Cost", "Clicks"),
    ("2026-03-02", "Brand", 12.5, 30),
    ("2026-03-03", "Brand", 14.0, 31),
)


def workbook(rows: object = TABLE) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:  # type: ignore[attr-defined]
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_file_that_cannot_be_read_is_said_and_the_others_are_read() -> None:
    words = b"Colour,Shape,Weather\nred,round,rain\nblue,square,sun\n"
    facts = load([("words.csv", words), GOOD])
    assert [(p.what, p.where.file) for p in facts.problems] == [("no_known_column", "words.csv")]
    assert isinstance(facts.problems[0], UnreadableFile)
    assert facts.total("spend") == pytest.approx(4_544.15)


def read(name: str, data: bytes) -> Facts:
    facts = load([(name, data)])
    assert not facts.problems
    return facts


CSV = "Date,Campagne,Coût,Clics\n2026-03-02,Été,12.5,30\n2026-03-03,Été,14.0,31\n"


def test_an_archive_is_read_member_by_member() -> None:
    archive = zipped({"a.csv": CSV.encode(), "picture.png": b"\x89PNG\r\n"})
    facts = load([("all.zip", archive)])
    assert [s.file for s in facts.sources] == ["all.zip/a.csv"]
    assert [p.where.file for p in facts.problems] == ["all.zip/picture.png"]


def test_ambiguous_dates_are_asked_and_the_answer_is_followed() -> None:
    data = b"Date,Campaign,Cost\n03/04/2026,Brand,12\n"
    asked = read("x.csv", data).questions[0]
    assert asked.code == "ambiguous_dates"
    days = {o.id: load([("x.csv", data)], {asked.id: o.id}).cube["date"][0] for o in asked.options}
    assert days == {"dmy": "2026-04-03", "mdy": "2026-03-04"}


def test_two_ways_of_writing_numbers_are_asked() -> None:
    data = b'Date,Campaign,Cost\n2026-03-01,A,"1,234.56"\n2026-03-02,A,"1.234,56"\n'
    asked = read("x.csv", data).questions[0]
    assert (asked.code, asked.id) == ("thousand_mixed", "decimal|x.csv||Cost")


def test_currencies_of_one_column_stay_apart() -> None:
    data = "Date,Campaign,Cost\n2026-03-01,A,€10\n2026-03-02,A,£20\n".encode()
    facts = read("x.csv", data)
    assert dict(zip(facts.cube["currency"], facts.cube["spend"], strict=True)) == {
        "EUR": 10,
        "GBP": 20,
    }
    assert [(q.code, q.default) for q in facts.questions] == [("mixed_currency", "")]


def test_what_is_odd_is_kept_and_said() -> None:
    data = (
        b"Date,Campaign,Impressions,Clicks,Cost\n2026-03-01,A,100,250,10\n2026-03-02,A,100,3,-50\n"
    )
    notes = {n.code for n in read("x.csv", data).sources[0].notes}
    assert notes == {"clicks_gt_impr", "neg_spend"}


def test_dates_that_do_not_exist_are_set_aside() -> None:
    rows = [f"2026-03-{d:02d},A,1" for d in range(1, 9)]
    data = "\n".join(["Date,Campaign,Cost", "30/02/2026,A,100", *rows]).encode()
    source = read("x.csv", data).sources[0]
    assert [(left.why, left.rows) for left in source.left_out] == [("impossible_dates", (2,))]
    assert source.rows_kept == 8


def test_spans_that_cross_are_not_added_up() -> None:
    data = b"Date,Campaign,Cost\n2026-03-01,A,1\n2026-03-02,A,2\nmars 2026,A,50\n"
    facts = read("x.csv", data)
    assert facts.cube["spend"].sum() == 3
    asked = facts.questions[0]
    assert (asked.code, asked.default, asked.values["grains"]) == (
        "weeks_months", "day", ("day", "month"),
    )  # fmt: skip
    assert load([("x.csv", data)], {asked.id: "month"}).cube["spend"].sum() == 50


def test_what_the_cells_show_is_counted_once_a_column() -> None:
    rows = ["(12),1.2k", "--,x1", "5,900", "5,900"]
    lines = [f"2026-03-0{day},A,{cells}" for day, cells in enumerate(rows, 1)]
    data = "\n".join(["Date,Campaign,Cost,Impressions", *lines]).encode()
    notes = {
        (n.code, n.where.column): n.values["count"]
        for n in read("x.csv", data).sources[0].notes
        if n.where.column
    }
    assert notes == {
        ("parens_neg", "Cost"): 1,
        ("placeholders", "Cost"): 1,
        ("suffixes", "Impressions"): 1,
        ("nan_inf", "Impressions"): 1,
    }


def test_two_header_lines_are_joined() -> None:
    rows = [
        ["", "", "Spend", "", "Results"],
        ["Date", "Campaign", "Cost", "CPC", "Clicks"],
        ["2026-03-01", "A", 1, 2, 3],
    ]
    source = read("x.xlsx", workbook(rows)).sources[0]
    assert source.columns[2].name == "Spend - Cost"
    assert {c.name: c.field for c in source.columns}["Results - Clicks"] == "clicks"
