"""The same money told twice, by files, sheets or members of an archive: counted once, or asked."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import openpyxl
import pytest

import kpi
from kpi.facts import Facts
from kpi.intake import load

HEAD = "Campaign,Impressions,Clicks,Cost"
JANUARY = (("Brand", 1000, 100, 50), ("Generic", 2000, 50, 80))
FEBRUARY = (("Brand", 1100, 90, 55), ("Generic", 2500, 60, 90))


def text(head: str, *rows: tuple[object, ...]) -> bytes:
    return "\n".join([head, *(",".join(map(str, row)) for row in rows)]).encode()


def book(**sheets: bytes) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, data in sheets.items():
        sheet = workbook.create_sheet(name)
        for line in data.decode().split("\n"):
            sheet.append([int(c) if c.isdigit() else c for c in line.split(",")])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in members.items():
            packed.writestr(f"{name}.csv", data)
    return out.getvalue()


def spend(facts: Facts) -> float:
    return float(facts.cube["spend"].sum())


def asked(facts: Facts) -> list[tuple[str, str]]:
    return [(question.code, question.default) for question in facts.questions]


MONTHS = {"January": text(HEAD, *JANUARY), "February": text(HEAD, *FEBRUARY)}


DAYS = [date(2026, 3, 1) + timedelta(n) for n in range(31)]


def daily(days: list[date], cost: int = 10) -> bytes:
    return text("Date,Campaign,Clicks,Cost", *((d, "Brand", 100, cost) for d in days))


@pytest.mark.parametrize(
    "files",
    [
        [("report.xlsx", book(**MONTHS))],
        [("report.zip", archive(**MONTHS))],
        [("g_2026-01.csv", MONTHS["January"]), ("g_2026-02.csv", MONTHS["February"])],
        [("janvier.csv", MONTHS["January"]), ("février.csv", MONTHS["February"])],
    ],
    ids=["sheets", "members", "numbered", "named"],
)  # fmt: skip
def test_months_without_a_date_column_are_added_and_asked(files: list[tuple[str, bytes]]) -> None:
    facts = load(files)
    ((code, default),) = asked(facts)
    assert (spend(facts), code, default) in (
        (275, "overlap_parts", "both"),
        (275, "sheets_added", "*"),
    )
    alone = "January" if code == "sheets_added" else "leave"
    assert spend(load(files, {facts.questions[0].id: alone})) == 130


def test_two_exports_without_days_are_counted_once_and_asked() -> None:
    facts = load([("a.csv", MONTHS["January"]), ("b.csv", MONTHS["January"] + b"\n")])
    assert (spend(facts), asked(facts)) == (130, [("overlap_undated", "leave")])
    for language in ("fr", "en"):
        assert "–" not in kpi.say(facts.questions[0], language)


def test_sheets_that_say_the_same_are_counted_once_and_not_asked() -> None:
    facts = load([("report.xlsx", book(Data=MONTHS["January"], Copy=MONTHS["January"]))])
    assert (spend(facts), asked(facts)) == (130, [])
    assert [note.code for note in facts.sources[1].notes] == ["overlap_undated"]


def test_sheets_of_days_that_follow_one_another_are_added_and_not_asked() -> None:
    facts = load([("report.xlsx", book(March=daily(DAYS[:10]), Later=daily(DAYS[10:])))])
    assert (spend(facts), asked(facts)) == (310, [])


def test_a_summary_sheet_beside_its_rows_is_counted_once() -> None:
    summary = text("Month,Cost,Clicks", ("2026-03-01", 410, 142))
    rows = text(
        "Date,Campaign,Cost,Clicks", ("2026-03-01", "A", 200, 70), ("2026-03-02", "A", 210, 72)
    )
    facts = load([("report.xlsx", book(Summary=summary, Data=rows))])
    assert (spend(facts), asked(facts)) == (410, [])
    assert len(facts.cube) == 2


def monthly(*months: tuple[str, int]) -> bytes:
    return text(
        "Month,Campaign,Clicks,Cost", *((m, "Brand", cost * 10, cost) for m, cost in months)
    )


def test_days_and_months_of_one_campaign_are_not_added() -> None:
    files = [
        ("days.csv", daily(DAYS)),
        ("months.csv", monthly(("2026-02-01", 300), ("2026-03-01", 310))),
    ]
    facts = load(files)
    assert (spend(facts), asked(facts)) == (610, [("grain_mismatch", "leave")])
    assert set(facts.cube["date"]) == {"2026-02-01", *map(str, DAYS)}
    assert spend(load(files, {facts.questions[0].id: "both"})) == 920


def test_a_month_that_its_days_do_not_fill_is_kept_whole() -> None:
    files = [("days.csv", daily(DAYS[:10])), ("months.csv", monthly(("2026-03-01", 310)))]
    facts = load(files)
    assert (spend(facts), [code for code, _ in asked(facts)]) == (310, ["grain_mismatch"])


def test_the_days_that_a_broader_file_alone_tells_stay() -> None:
    months = text(
        "Month,Clicks,Cost",
        ("2026-01-01", 900, 450),
        ("2026-02-01", 900, 450),
        ("2026-03-01", 3100, 310),
    )
    facts = load([("google days.csv", daily(DAYS)), ("google months.csv", months)])
    assert spend(facts) == 310 + 900


def cut(name: str, *parts: str) -> bytes:
    days = ("2026-03-02", "2026-03-03")
    rows = ((day, "Brand", part, 100, 6.13 + n) for day in days for n, part in enumerate(parts))
    return text(f"Date,Campaign,{name},Clicks,Cost", *rows)


def test_the_same_money_by_device_and_by_age_is_counted_once_and_asked() -> None:
    files = [
        ("google devices.csv", cut("Device", "Mobile", "Desktop")),
        ("google ages.csv", cut("Age", "18-24", "25-34")),
    ]
    facts = load(files)
    assert (spend(facts), asked(facts)) == (pytest.approx(26.52), [("overlap_periods", "leave")])
    assert spend(load(files, {facts.questions[0].id: "both"})) == pytest.approx(53.04)


def test_two_devices_in_two_files_are_added_and_not_asked() -> None:
    files = [("google m.csv", cut("Device", "Mobile")), ("google d.csv", cut("Device", "Desktop"))]
    facts = load(files)
    assert (spend(facts), asked(facts)) == (pytest.approx(24.52), [])
