"""Bad inputs: numbers, amounts, rates and dates that are odd, doubtful or wrong."""

from __future__ import annotations

import io
import math
import resource
import time
from collections.abc import Iterator
from datetime import date

import openpyxl
import pytest

import kpi
from kpi.facts import Facts, Note, Quantity, Question
from kpi.intake import load

SECONDS, MEMORY = 5.0, 1 << 30


@pytest.fixture(autouse=True)
def bounds() -> Iterator[None]:
    """Hold each input to five seconds, and to a gigabyte more than before."""
    start, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert time.process_time() - start < SECONDS
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown * 1024 < MEMORY


def text(head: str, *rows: str) -> bytes:
    return ("\n".join([head, *rows]) + "\n").encode()


def read(data: bytes, corrections: dict[str, str] | None = None, name: str = "x.csv") -> Facts:
    facts = load([(name, data)], corrections)
    assert not facts.problems
    assert not facts.cube.isin([math.inf, -math.inf]).any().any()
    return facts


def notes(facts: Facts) -> dict[str, Note]:
    return {note.code: note for note in facts.sources[0].notes}


def asked(facts: Facts) -> Question:
    (question,) = facts.questions
    return question


def says(found: Note | Question, *parts: str) -> None:
    """Hold that both languages are complete and quote these parts."""
    for language in ("fr", "en"):
        said = kpi.say(found, language)
        assert "{" not in said
        assert all(part in said for part in parts), said


def days(rows: list[str], head: str = "Date,Campaign,Impressions,Clicks,Cost") -> bytes:
    """Return a table of these dates, whose spend tells the row: 1, 2, 4, 8 …"""
    return text(head, *(f"{day},A,1000,{i + 1},{2**i}" for i, day in enumerate(rows)))


def day_of(facts: Facts) -> dict[float, str]:
    """Return spend → first day of its row."""
    return dict(zip(facts.cube["spend"], facts.cube["date"], strict=True))


# --- numbers


def test_fr_decimals() -> None:
    rows = ("2026-03-01;A;1 200;1,5;1 234,56 €", "2026-03-02;B;2\u202f400;2,5;1\u202f234,56\u00a0€")
    facts = read(text("Date;Campagne;Impressions;Conversions;Coût", *rows))
    assert facts.total("spend") == pytest.approx(2 * 1234.56)
    assert (facts.total("impressions"), facts.cube["conversions"].sum()) == (3600, 4.0)
    assert (facts.sources[0].currency, facts.sources[0].notes, facts.questions) == ("EUR", (), ())


def test_thousand_mixed() -> None:
    rows = ['2026-03-01,A,10,"1,234.56"', '2026-03-02,B,10,"1.234,56"', '2026-03-03,B,10,"7"']
    data = text("Date,Campaign,Clicks,Cost", *rows)
    question = asked(read(data))
    assert question.code == "thousand_mixed"
    assert [option.id for option in question.options] == [".", ","]
    assert question.values["rows"] == (2, 3)
    says(question, "1,234.56", "1.234,56", "Cost")
    spend = {o.id: read(data, {question.id: o.id}).total("spend") for o in question.options}
    # The cells written the other way are not guessed either: they are missing, and counted.
    assert spend == {".": pytest.approx(1241.56), ",": pytest.approx(1241.56)}
    assert notes(read(data, {question.id: "."}))["nan_inf"].values["rows"] == (3,)


def test_parens_neg() -> None:
    cells = ("(123)", "123-", "\u2212123", "500")
    rows = (f"2026-03-0{i},A,1000,10,{cell}" for i, cell in enumerate(cells, 1))
    facts = read(text("Date,Campaign,Impressions,Clicks,Cost", *rows))
    assert sorted(facts.cube["spend"]) == [-123, -123, -123, 500]
    assert notes(facts)["parens_neg"].values["rows"] == (2, 3)
    assert notes(facts)["neg_spend"].values == {"value": -123, "row": 2}
    says(notes(facts)["parens_neg"], "Cost")


def test_suffixes() -> None:
    cells = ("1.2k", "3.4M", "12 K", "1.2 Md", "900")
    rows = (f"2026-03-0{i},A,{cell},10,5.5" for i, cell in enumerate(cells, 1))
    facts = read(text("Date,Campaign,Impressions,Clicks,Cost", *rows))
    assert sorted(facts.cube["impressions"]) == [900, 1200, 12_000, 3_400_000, 1_200_000_000]
    assert notes(facts)["suffixes"].values["rows"] == (2, 3, 4, 5)
    says(notes(facts)["suffixes"], "1.2k", "Impressions")
    rows = (f"2026-03-0{i};A;{cell};10;5,5" for i, cell in enumerate(("3,4M", "1,2 Md"), 1))
    facts = read(text("Date;Campagne;Impressions;Clics;Coût", *rows))
    assert facts.total("impressions") == 1_203_400_000


def test_placeholders() -> None:
    rows = (
        "2026-03-01,A,1000,--,< 10 %,5",
        "2026-03-02,A,1000,N/A,> 90 %,5",
        "2026-03-03,A,1000,30,50 %,5",
    )
    facts = read(text("Date,Campaign,Impressions,Clicks,Search impr. share,Cost", *rows))
    assert (facts.cube["clicks"].count(), facts.total("clicks")) == (1, 30)
    assert notes(facts)["placeholders"].values["count"] == 2
    assert facts.sources[0].columns[4].field == ""
    says(notes(facts)["placeholders"], "--", "2")


def test_percent_mixed() -> None:
    head = "Date;Campaign;Clicks;Notes;CTR"
    rows = [f"2026-03-0{i};A;10;1;{r}" for i, r in enumerate(("5 %", "0.05", "0,05", "5"), 1)]
    data = text(head, *rows)
    question = asked(read(data))
    assert (question.code, question.default) == ("percent_mixed", "percent")
    assert [option.id for option in question.options] == ["percent", "fraction"]
    assert question.values["rows"] == (3, 5)
    says(question, "5 %", "0.05", "CTR")
    assert read(data, {question.id: "fraction"}).questions == ()


def test_percent_scale_told_by_the_figures_is_not_asked() -> None:
    rows = [f"2026-03-0{i},A,200,10,{r}" for i, r in enumerate(("5%", "0.05", "5"), 1)]
    facts = read(text("Date,Campaign,Impressions,Clicks,CTR", *rows))
    assert facts.questions == ()
    assert [(c.id, c.passed) for c in facts.sources[0].checks] == [
        ("rates", True),
        ("clicks", True),
    ]


def test_percent_over() -> None:
    head = "Send date,Campaign,Delivered,Unsubscribes,Open rate"
    rows = ("2026-03-01,A,1000,2,145%", "2026-03-08,B,1000,3,41%")
    note = notes(read(text(head, *rows)))["percent_over"]
    assert (note.values["value"], note.values["rows"]) == (Quantity(1.45, "%"), (2,))
    says(note, "145", "Open rate")
    rows = ("2026-03-01,A,1000,1450", "2026-03-08,B,1000,410")
    facts = read(text("Send date,Campaign,Delivered,Opens", *rows))
    assert notes(facts)["percent_over"].values["row"] == 2
    says(notes(facts)["percent_over"], "145", "2")


def test_nan_inf() -> None:
    cells = ("NaN", "inf", "1e400", "0x1F", *map(str, range(31, 36)))
    rows = (f"2026-03-0{i},A,1000,{cell},5" for i, cell in enumerate(cells, 1))
    facts = read(text("Date,Campaign,Impressions,Clicks,Cost", *rows))
    assert (facts.total("clicks"), facts.cube["clicks"].count()) == (165, 5)
    assert notes(facts)["placeholders"].values["rows"] == (2, 3)
    assert notes(facts)["nan_inf"].values["rows"] == (4, 5)
    says(notes(facts)["nan_inf"], "1e400", "2")


def test_long_ids() -> None:
    head = "Order ID,Date,Campaign ID,Revenue"
    rows = (
        "23851234567890123456,2026-03-01,00123,10",
        "2.38512E+19,2026-03-02,00123,20",
        "2.38512E+19,2026-03-03,00124,40",
        "00123,2026-03-04,00124,80",
    )
    facts = read(text(head, *rows))
    # Two orders that a spreadsheet rounded to one number stay two orders.
    assert (facts.total("orders"), facts.total("revenue")) == (4, 150)
    note = notes(facts)["long_ids"]
    assert (note.values["count"], note.values["rows"]) == (2, (3, 4))
    says(note, "2.38512E+19", "Order ID")
    kept = facts.rows()
    assert next(iter(kept["Order ID"])) == "23851234567890123456"
    assert next(iter(kept["Campaign ID"])) == "00123"


def test_numbers_as_text() -> None:
    book = openpyxl.Workbook()
    cells = (("22,43", "1 200"), ("7,5", "950"))
    book.active.append(["Date", "Campagne", "Impressions", "Clics", "Coût"])
    for i, (cost, seen) in enumerate(cells, 1):
        book.active.append([f"2026-03-0{i}", "A", seen, "10", cost])
    out = io.BytesIO()
    book.save(out)
    facts = read(out.getvalue(), name="x.xlsx")
    assert facts.total("spend") == pytest.approx(29.93)
    assert facts.total("impressions") == 2150
    assert (facts.sources[0].notes, facts.questions) == ((), ())


# --- figures against one another


def test_neg_spend() -> None:
    rows = ("2026-03-01,A,1000,10,100", "2026-03-02,A,1000,10,-50", "2026-03-03,A,1000,10,25")
    facts = read(text("Date,Campaign,Impressions,Clicks,Cost", *rows))
    assert facts.total("spend") == 75
    assert notes(facts)["neg_spend"].values == {"value": -50, "row": 3}
    says(notes(facts)["neg_spend"], "50", "3")


def test_clicks_gt_impr() -> None:
    rows = ("2026-03-01,A,100,250,10", "2026-03-02,A,1000,10,10")
    facts = read(text("Date,Campaign,Impressions,Clicks,Cost", *rows))
    assert notes(facts)["clicks_gt_impr"].values == {"clicks": 250, "impressions": 100, "row": 2}
    says(notes(facts)["clicks_gt_impr"], "250", "100", "2")
    (check,) = facts.sources[0].checks
    assert (check.id, check.passed, check.rows) == ("clicks", False, (2,))


def test_conv_gt_clicks() -> None:
    rows = ("2026-03-01,A,1000,20,90,10", "2026-03-02,A,1000,20,9,10")
    facts = read(text("Date,Campaign,Impressions,Clicks,Conversions,Cost", *rows))
    note = notes(facts)["conv_gt_clicks"]
    assert (note.values["conversions"], note.values["clicks"], note.where.row) == (90, 20, 2)
    says(note, "90", "20", "2")


def test_zero_everything() -> None:
    rows = ("2026-03-01,A,0,0,0", "2026-03-02,A,0,0,0")
    facts = read(text("Date,Campaign,Impressions,Clicks,Cost", *rows))
    assert "zero_everything" in notes(facts)
    says(notes(facts)["zero_everything"], "x.csv")
    told = kpi.measure(facts, ["ctr", "cpc"])
    assert list(told["status"]) == ["no_denominator", "no_denominator"]


def test_mixed_currency() -> None:
    cells = ("€10", "$20", "£40", "CHF 80")
    rows = (f"2026-03-0{i},A,{cell}" for i, cell in enumerate(cells, 1))
    facts = read(text("Date,Campaign,Cost", *rows))
    by_currency = dict(zip(facts.cube["currency"], facts.cube["spend"], strict=True))
    assert by_currency == {"EUR": 10, "USD": 20, "GBP": 40, "CHF": 80}
    with pytest.raises(kpi.UserError):
        facts.total("spend")
    assert asked(facts).code == "mixed_currency"
    says(asked(facts), "EUR", "USD", "GBP", "CHF")


def test_counts_below_zero_are_kept_and_said() -> None:
    rows = ("2026-03-01,A,1000,-999,10", "2026-03-02,A,1000,30,10")
    facts = read(text("Date,Campaign,Impressions,Clicks,Cost", *rows))
    assert facts.total("clicks") == -969
    note = notes(facts)["negative_count"]
    assert (note.values["sample"], note.values["rows"]) == ("-999", (2,))
    says(note, "-999", "Clicks")


# --- dates


def test_ambiguous_dates() -> None:
    data = days(["03/04/2026", "05/04/2026"])
    question = asked(read(data))
    assert (question.code, question.values["date_a"], question.values["date_b"]) == (
        "ambiguous_dates", date(2026, 4, 3), date(2026, 3, 4),
    )  # fmt: skip
    says(question, "03/04/2026", "Date")
    assert day_of(read(data, {question.id: "mdy"})) == {1: "2026-03-04", 2: "2026-05-04"}
    assert read(data, {question.id: "mdy"}).questions == ()


def test_mixed_dates() -> None:
    written = [
        "2026-03-01", "02/03/2026", "13/03/2026", "4 mars 2026", "Mar 5, 2026", "20260306",
        "Sat, 7 Mar 2026", "soon",
    ]  # fmt: skip
    rows = [f'"{day}",A,1000,10,{2**i}' for i, day in enumerate(written)]
    facts = read(text("Date,Campaign,Impressions,Clicks,Cost", *rows))
    read_ = ["01", "02", "13", "04", "05", "06", "07"]
    assert day_of(facts) == {2**i: f"2026-03-{day}" for i, day in enumerate(read_)}
    note = notes(facts)["mixed_dates"]
    assert (note.values["count"], note.values["rows"]) == (1, (9,))
    says(note, "Date", "9")
    assert [(left.why, left.rows) for left in facts.sources[0].left_out] == [
        ("impossible_dates", (9,))
    ]


def test_excel_serials() -> None:
    facts = read(days(["46082", "46085.5"]))
    assert day_of(facts) == {1: "2026-03-01", 2: "2026-03-04"}
    note = notes(facts)["excel_serials"]
    assert (note.values["sample"], note.values["date_a"]) == ("46082", date(2026, 3, 1))
    says(note, "46082", "Date")


def test_impossible_dates() -> None:
    good = [f"2026-03-{day:02d}" for day in range(1, 9)]
    facts = read(days([*good, "30/02/2026", "2026-13-01"]))
    assert facts.total("spend") == 2**8 - 1
    assert [(left.why, left.rows) for left in facts.sources[0].left_out] == [
        ("impossible_dates", (10, 11))
    ]
    note = notes(facts)["impossible_dates"]
    assert (note.values["count"], note.values["rows"]) == (2, (10, 11))
    says(note, "30/02/2026", "10", "11")


def test_future_dates() -> None:
    good = [f"2026-03-{day:02d}" for day in range(1, 9)]
    facts = read(days([*good, "2031-01-01", "2099-12-31"]))
    # Kept in the sums, in no period.
    assert facts.total("spend") == 2**10 - 1
    assert facts.period == kpi.Period(date(2026, 3, 1), date(2026, 3, 8))
    note = notes(facts)["future_dates"]
    assert (note.values["count"], note.values["rows"]) == (2, (10, 11))
    says(note, "2031-01-01", "10")


def test_two_years_of_days_are_no_future() -> None:
    years = [f"{year}-03-{day:02d}" for year in (2024, 2026) for day in range(1, 5)]
    assert "future_dates" not in notes(read(days(years)))


def test_timezones() -> None:
    moments = [
        "2026-03-29T01:30:00+01:00", "2026-03-29T03:30:00+02:00",  # an hour that summer skips
        "2026-03-28T23:30:00Z", "2026-03-28T20:00:00-05:00", "2026-03-30T10:00:00+02:00",
    ]  # fmt: skip
    facts = read(days(moments))
    # The clock of most rows, two hours ahead of UTC, tells the days.
    assert day_of(facts) == {1 + 2 + 4 + 8: "2026-03-29", 16: "2026-03-30"}
    note = notes(facts)["timezones"]
    assert note.values["zone"] == "UTC+02:00"
    says(note, "UTC+02:00", "Date")
    one_place = read(days(["2026-01-01T23:30:00-0500", "2026-07-01T23:30:00-0400"]))
    assert day_of(one_place) == {1: "2026-01-01", 2: "2026-07-01"}
    assert "timezones" not in notes(one_place)


def test_weeks_months() -> None:
    spans = ["2026-W10", "2026-W11", "mars 2026", "Q1 2026", "2026-03-02 - 2026-03-15"]
    data = days(spans)
    facts = read(data)
    question = asked(facts)
    assert (question.code, question.default) == ("weeks_months", "week")
    assert set(question.values["grains"]) == {"week", "month", "quarter"}
    says(question, "Date")
    assert facts.total("spend") == 3
    assert read(data, {question.id: "quarter"}).total("spend") == 8


def test_two_digit_years() -> None:
    good = [f"{day:02d}/03/26" for day in range(1, 16)]
    facts = read(days([*good, "03/03/69"]))
    assert facts.period == kpi.Period(date(2026, 3, 1), date(2026, 3, 15))
    told = notes(facts)
    assert (told["two_digit_years"].values["sample"], told["two_digit_years"].values["date_a"]) == (
        "03/03/69", date(2069, 3, 3),
    )  # fmt: skip
    assert told["future_dates"].values["rows"] == (17,)
    says(told["two_digit_years"], "03/03/69", "2069")
    assert facts.questions == ()
