"""Bad inputs: tables whose names, rows, places or neighbours are odd."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kpi.errors import Where
from kpi.facts import Note
from kpi.intake import load
from tests.intake.bad.harness import (
    GOOD_SPEND,
    asked,
    codes,
    noted,
    read,
    refused,
    says,
    source_of,
    timed,
    weighed,
)  # fmt: skip
from tests.intake.bad.table import CLICKS, CSV, HEADER, ROWS, SPEND


def lines(*rows: str) -> bytes:
    return ("\n".join(rows) + "\n").encode()


def test_header_only() -> None:
    problem = refused("x.csv", lines(HEADER))
    assert problem.what == "header_only"
    assert problem.values["columns"] == tuple(HEADER.split(","))
    assert says(problem, "x.csv", "Campaign", "Clicks")


def test_ragged() -> None:
    rows = list(ROWS)
    rows[3], rows[6] = "2026-03-04,Été 1", rows[6] + ",9,9"
    source = source_of("x.csv", lines(HEADER, *rows))
    assert [(left.why, left.rows) for left in source.left_out] == [("ragged", (5, 8))]
    assert (source.rows_read, source.rows_kept) == (15, 13)
    note = noted(source, "ragged")
    assert note.values == {"found": "2, 8", "wanted": 6, "rows": (5, 8)}
    assert says(note, "x.csv", "2, 8", "6", "5", "8")


def test_header_row7() -> None:
    period = "1 March 2026 - 15 March 2026"
    above = ("Performance of the shop", period, "Account: Shop", "Currency: EUR")
    facts = read("x.csv", lines(*above, "", "All campaigns", HEADER, *ROWS))
    source = facts.sources[0]
    assert (source.header_row, source.rows_kept, source.currency) == (7, 15, "EUR")
    assert set(facts.cube["currency"]) == {"EUR"}
    note = noted(source, "header_row7")
    assert note.values == {"row": 7, "count": 6, "currency": "EUR"}
    assert says(note, "x.csv", "7", "6", "EUR")


def test_no_header() -> None:
    facts = read("x.csv", lines(*ROWS))
    (source,) = facts.sources
    assert [(left.why, len(left.rows)) for left in source.left_out] == [("no_header", 15)]
    assert facts.cube.empty
    asked_of = {q.where.column: q for q in facts.questions}
    assert [q.code for q in facts.questions] == ["no_header"] * 5
    assert says(asked_of["Column C"], "x.csv", "Column C", "1.50")
    answers = {asked_of["Column B"].id: "campaign", asked_of["Column C"].id: "spend"}
    named = load([("x.csv", lines(*ROWS))], answers)
    assert named.total("spend") == pytest.approx(SPEND)
    assert named.questions == ()


def test_two_tables() -> None:
    data = lines(HEADER, *ROWS, "", "", "Campaign,Device,Clicks", "A,mobile,3", "B,desktop,4")
    facts = read("x.csv", data)
    question = asked(facts, "two_tables")
    assert (question.where.row, question.default) == (19, "1")
    assert [option.id for option in question.options] == ["1", "19"]
    assert facts.cube["clicks"].sum() == CLICKS
    assert says(question, "x.csv", "19")
    assert load([("x.csv", data)], {question.id: "19"}).cube["clicks"].sum() == 7


def test_totals_row() -> None:
    total = f"Total,,{SPEND},12000,{CLICKS},24"
    source = source_of("x.csv", lines(HEADER, *ROWS, total))
    assert [(left.why, left.rows) for left in source.left_out] == [("totals_row", (17,))]
    check = next(check for check in source.checks if check.id == "totals")
    assert check.passed
    assert check.values["file_total"] == pytest.approx(SPEND)
    assert check.values["read_total"] == pytest.approx(SPEND)


def test_dup_headers() -> None:
    rows = [f"2026-03-{d:02d},A,{d},{d + 1},{d},{d * 2},{d * 3}" for d in range(1, 9)]
    data = lines("Date,Campaign,Clicks,Clicks,Cost,Cost,clicks ", *rows)
    facts = read("x.csv", data)
    found = {question.values["columns"]: question for question in facts.questions}
    assert [question.code for question in facts.questions] == ["dup_headers"] * 2
    assert set(found) == {("Clicks", "Clicks (2)", "clicks"), ("Cost", "Cost (2)")}
    assert all(
        says(question, "x.csv", "Clicks" if "Clicks" in names[0] else "Cost")
        for names, question in found.items()
    )
    answers = {question.id: names[1] for names, question in found.items()}
    answered = load([("x.csv", data)], answers)
    assert (answered.cube["clicks"].sum(), answered.cube["spend"].sum()) == (44, 72)
    assert answered.questions == ()


def test_blank_headers() -> None:
    rows = [f"2026-03-{d:02d},x{d},{d},{d + 7},{d},{d}" for d in range(1, 9)]
    source = source_of("x.csv", lines("Date,,Cost,,Clicks,", *rows))
    unnamed = ("Column B", "Column D", "Column F")
    assert [c.name for c in source.columns if not c.field] == list(unnamed)
    note = noted(source, "blank_headers")
    assert note.values == {"count": 3, "columns": unnamed}
    assert says(note, "x.csv", "3", *unnamed)


def test_cols_10000(tmp_path: Path) -> None:
    row = ",".join(["2026-03-01", *map(str, range(9999))])
    data = lines(",".join(f"c{i}" for i in range(10_000)), *[row] * 5)
    outcome = weighed(tmp_path, "x.csv", data)
    assert outcome.problems == {"cols_10000": None}
    assert outcome.seconds < 2
    assert outcome.spend == pytest.approx(GOOD_SPEND)
    problem = refused("x.csv", data)
    assert problem.values == {"found": 10_000, "limit": 500}
    assert says(problem, "x.csv", "500")


def test_rows_1m(tmp_path: Path) -> None:
    rows = (f"2026-{m:02d}-{d:02d},C{d},1,{m}\n" for m in range(1, 11) for d in range(1, 26))
    data = b"Date,Campaign,Clicks,Cost\n" + "".join(rows).encode() * 4000
    outcome = weighed(tmp_path, "x.csv", data)
    assert outcome.problems == {}
    assert outcome.rows[0] == 1_000_000
    assert outcome.notes["rows_1m"] == {"found": 1_000_000}
    assert says(Note(code="rows_1m", where=Where(file="x.csv"), values={"found": 1e6}), "x.csv")


@pytest.mark.parametrize("rows", [("Campaign", "A", "B", "C"), ("Clicks", "1", "2", "3")])
def test_one_column(rows: tuple[str, ...]) -> None:
    source = source_of("x.csv", lines(*rows))
    assert (source.rows_kept, codes(source)) == (3, ["one_column"])
    assert says(noted(source, "one_column"), "x.csv", rows[0])


def test_transposed() -> None:
    data = lines("Metric,2026-03-01,2026-03-02,2026-03-03", "Impressions,100,200,300",
                 "Clicks,3,4,5", "Cost,1.5,2.5,3.5")  # fmt: skip
    facts = read("x.csv", data)
    assert dict(zip(facts.cube["date"], facts.cube["spend"], strict=True)) == {
        "2026-03-01": 1.5, "2026-03-02": 2.5, "2026-03-03": 3.5,
    }  # fmt: skip
    question = asked(facts, "transposed")
    assert ([option.id for option in question.options], question.default) == (
        ["turn", "leave_table"], "turn",
    )  # fmt: skip
    assert says(question, "x.csv")
    assert load([("x.csv", data)], {question.id: "turn"}).questions == ()
    left = load([("x.csv", data), ("y.csv", CSV.encode())], {question.id: "leave_table"})
    assert [(p.what, p.where.file) for p in left.problems] == [("transposed", "x.csv")]


def days(first: int, last: int) -> bytes:
    span = range(first, last + 1)
    return lines(HEADER, *(f"2026-03-{d:02d},Brand,{d}.50,{d * 100},{d * 3},1" for d in span))


def test_overlap_periods() -> None:
    facts = timed(("a.csv", days(1, 18)), ("b.csv", days(11, 25)))
    question = asked(facts, "overlap_periods")
    assert (question.values["date_a"], question.values["date_b"]) == (
        date(2026, 3, 11), date(2026, 3, 18),
    )  # fmt: skip
    assert says(question, "a.csv", "b.csv", "11", "18")
    assert facts.cube["spend"].sum() == pytest.approx(sum(d + 0.5 for d in range(1, 26)))


def test_same_file_twice() -> None:
    facts = timed(("a.csv", CSV.encode()), ("copy of a.csv", CSV.encode()))
    (source,) = facts.sources
    assert facts.cube["spend"].sum() == pytest.approx(SPEND)
    note = noted(source, "same_file_twice")
    assert note.values == {"file": "copy of a.csv", "file_other": "a.csv"}
    assert says(note, "copy of a.csv", "a.csv")


@pytest.mark.parametrize("other", ["report.csv", "REPORT.CSV", "report (1).csv"])
def test_same_name_diff(other: str) -> None:
    later = CSV.replace("2026-03", "2026-04").encode()
    facts = timed(("Report.csv", CSV.encode()), (other, later))
    assert [source.file for source in facts.sources] == ["Report.csv", other]
    assert facts.cube["spend"].sum() == pytest.approx(2 * SPEND)
    note = noted(facts.sources[0], "same_name_diff")
    assert note.values == {"file": other, "file_other": "Report.csv"}
    assert says(note, other, "Report.csv")


def test_grain_mismatch() -> None:
    daily = [f"2026-03-{d:02d},Brand,10,100" for d in range(1, 32)]
    facts = timed(
        ("daily.csv", lines("Date,Campaign,Cost,Clicks", *daily)),
        ("monthly.csv", lines("Month,Campaign,Cost,Clicks", "2026-03,Brand,310,3100")),
    )
    assert facts.cube["spend"].sum() == pytest.approx(310)
    question = asked(facts, "grain_mismatch")
    assert says(question, "daily.csv", "monthly.csv")


def test_dup_rows() -> None:
    twice = [row for row in ROWS[:6] for _ in range(2)]
    data = lines(HEADER, *twice)
    facts = read("x.csv", data)
    question = asked(facts, "dup_rows")
    assert question.values == {"count": 6, "rows": (3, 5, 7, 9, 11, 13)}
    assert facts.cube["spend"].sum() == pytest.approx(24)
    assert says(question, "x.csv", "6", "3", "5")
    assert load([("x.csv", data)], {question.id: "all"}).cube["spend"].sum() == pytest.approx(48)


def test_confusable_headers() -> None:
    header = "Date,Campaign,Соst,Impressions\u00a0,Cli\u200bcks,Conversions"
    facts = read("x.csv", lines(header, *ROWS))
    source = facts.sources[0]
    assert {c.field for c in source.columns} == {
        "date", "campaign", "spend", "impressions", "clicks", "conversions",
    }  # fmt: skip
    assert facts.cube["spend"].sum() == pytest.approx(SPEND)
    told = [note.where.column for note in source.notes if note.code == "confusable_headers"]
    assert told == ["Cost", "Clicks"]
    assert all(says(n, "x.csv", n.where.column) for n in source.notes)


def test_emails_pii() -> None:
    rows = [
        f"2026-03-{d:02d},A,{d},{d},jane{d}@example.com,+33 6 12 34 56 {d:02d}" for d in range(1, 9)
    ]
    facts = read("x.csv", lines("Date,Campaign,Cost,Clicks,Email,Phone", *rows))
    note = noted(facts.sources[0], "emails_pii")
    assert note.values["columns"] == ("Email", "Phone")
    assert says(note, "x.csv", "Email", "Phone")
    assert not {"Email", "Phone"} & set(facts.rows().columns)
    assert not any("@" in str(cell) for column in facts.cube for cell in facts.cube[column])
    assert all(c.samples == () for c in facts.sources[0].columns if c.why == "personal")
