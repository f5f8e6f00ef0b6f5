"""What must hold whatever the file: nothing twice, nothing lost, order and upload without
effect."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

from kpi.facts import DIMENSIONS, MEASURES, Facts
from kpi.intake import fast, load
from kpi.intake.files import tables
from tests.exports import generate as made
from tests.intake.exports import LOOK_ALIKES

FILES = (
    "google_ads_en.csv",
    "meta_ads_en.csv",
    "tidy_fr.csv",
    "mailchimp.csv",
    "crm_fr.csv",
    "klaviyo.csv",
)


def sums(facts: Facts) -> dict[str, float]:
    flows = [m for m in facts.cube.columns if m in MEASURES and MEASURES[m].kind == "flow"]
    return {m: round(float(facts.cube[m].sum(min_count=1)), 6) for m in flows}


def daily(days: int = 20, campaigns: int = 3) -> list[str]:
    """Return the lines of a daily table, its header first."""
    generator = np.random.default_rng(5)
    lines = ["Day,Campaign,Currency code,Impr.,Clicks,Cost,Conversions"]
    for day in pd.date_range("2026-01-05", periods=days):
        for i in range(campaigns):
            shown = int(generator.integers(1_000, 9_000))
            clicks = int(generator.integers(10, 90))
            cost, sold = clicks * 0.37, int(generator.integers(0, 9))
            lines.append(f"{day.date()},Campaign {i},EUR,{shown},{clicks},{cost:.2f},{sold}.00")
    return lines


def as_file(name: str, lines: list[str]) -> tuple[str, bytes]:
    return name, ("\n".join(lines) + "\n").encode()


@pytest.mark.parametrize("file", FILES)
def test_the_same_file_twice_changes_nothing(file: str) -> None:
    once = load([LOOK_ALIKES / file])
    twice = load([LOOK_ALIKES / file, ("copy.csv", (LOOK_ALIKES / file).read_bytes())])
    assert sums(twice) == sums(once)
    assert "same_file_twice" in [n.code for n in twice.sources[0].notes]


def test_a_file_cut_in_two_adds_up_to_the_whole() -> None:
    header, *rows = daily()
    whole = load([as_file("all.csv", [header, *rows])])
    half = len(rows) // 2
    parts = load(
        [as_file("a.csv", [header, *rows[:half]]), as_file("b.csv", [header, *rows[half:]])]
    )
    assert sums(parts) == sums(whole)
    assert parts.period == whole.period


def test_two_files_that_share_days_count_them_once_and_ask() -> None:
    header, *rows = daily()
    whole = load([as_file("all.csv", [header, *rows])])
    parts = load([as_file("a.csv", [header, *rows[:40]]), as_file("b.csv", [header, *rows[20:]])])
    assert sums(parts) == sums(whole)
    asked = parts.questions[0]
    assert (asked.code, asked.default) == ("overlap_periods", "leave")
    both = load(
        [as_file("a.csv", [header, *rows[:40]]), as_file("b.csv", [header, *rows[20:]])],
        {asked.id: "both"},
    )
    assert sums(both)["clicks"] > sums(whole)["clicks"]


def test_views_of_the_same_days_are_not_added() -> None:
    header, *rows = daily()
    by_day = ["Date,Clicks,Impressions,Avg. CPC,Cost"]
    frame = pd.read_csv(io.StringIO("\n".join([header, *rows])))
    for day, part in frame.groupby("Day"):
        by_day.append(
            f"{day},{part['Clicks'].sum()},{part['Impr.'].sum()},0.37,{part['Cost'].sum():.2f}"
        )
    together = load([as_file("gads_time_series.csv", by_day), as_file("gads.csv", [header, *rows])])
    assert sums(together)["clicks"] == frame["Clicks"].sum()
    assert [s.rows_kept for s in together.sources] == [0, len(rows)]


def test_the_order_of_rows_does_not_matter() -> None:
    header, *rows = daily()
    mixed = [rows[i] for i in np.random.default_rng(3).permutation(len(rows))]
    straight, shuffled = (load([as_file("x.csv", [header, *part])]).cube for part in (rows, mixed))
    keys = ["date", "campaign"]
    pd.testing.assert_frame_equal(
        straight.sort_values(keys).reset_index(drop=True),
        shuffled.sort_values(keys).reset_index(drop=True),
    )


def test_a_row_repeated_cell_for_cell_counts_once_and_is_asked() -> None:
    header, *rows = daily()
    again = load([as_file("x.csv", [header, *rows, rows[3], rows[3]])])
    assert sums(again) == sums(load([as_file("x.csv", [header, *rows])]))
    asked = again.questions[0]
    assert (asked.code, asked.values["count"]) == ("dup_rows", 2)
    kept = load([as_file("x.csv", [header, *rows, rows[3], rows[3]])], {asked.id: "all"})
    assert sums(kept)["clicks"] > sums(again)["clicks"]


def test_rows_that_differ_in_an_unused_column_are_no_repeats() -> None:
    header, *rows = daily(1, 1)
    lines = [f"{header},Budget ref", f"{rows[0]},a", f"{rows[0]},b"]
    facts = load([as_file("x.csv", lines)])
    assert facts.sources[0].rows_kept == 2
    assert not facts.questions


def test_money_times_ten_changes_money_alone() -> None:
    header, *rows = daily()
    dearer = [
        ",".join([*r.split(",")[:5], f"{float(r.split(',')[5]) * 10:.2f}", r.split(",")[6]])
        for r in rows
    ]
    plain, times = (sums(load([as_file("x.csv", [header, *part])])) for part in (rows, dearer))
    assert times["spend"] == pytest.approx(plain["spend"] * 10)
    assert {**times, "spend": 0} == {**plain, "spend": 0}


@pytest.mark.parametrize("file", FILES)
def test_absent_is_not_zero(file: str) -> None:
    cube = load([LOOK_ALIKES / file]).cube
    assert list(cube.columns[: len(DIMENSIONS)]) == list(DIMENSIONS)
    present = [m for m in cube.columns if m in MEASURES]
    assert all(cube[m].notna().any() for m in present if m != "other_marketing_cost")
    assert not cube[list(DIMENSIONS)].isna().any().any()


def long_file(language: str) -> tuple[str, bytes]:
    """Return a regular file long enough for the fast way, with a title and totals as the platform
    writes."""
    generator = np.random.default_rng(11)
    french = language == "fr"
    number = made._french if french else made._english
    header = made.FR_HEADER if french else made.EN_HEADER
    words = made.FR_WORDS if french else made.EN_WORDS
    delimiter = ";" if french else ","
    titles = (
        ("Rapport sur les campagnes", "2 mars 2026 - 15 mars 2026")
        if french
        else ("Campaign report", "2 March 2026 - 15 March 2026")
    )
    rows: list[list[object]] = [[title] for title in titles]
    rows.append([header[0], header[1], "Jour" if french else "Day", *header[2:]])
    for i in range(7_000):
        n, c = int(generator.integers(1_000, 90_000)), int(generator.integers(1, 900))
        cost, sold = c * float(generator.uniform(0.2, 3)), int(generator.integers(1, 40))
        day = f"{i % 14 + 2:02d}/03/2026" if french else f"2026-03-{i % 14 + 2:02d}"
        rows.append([words["on"], f"Campagne {i % 50} « été »", day, "EUR", words["search"],
         number(n, 0), number(c, 0),
                     f"{number(100 * c / n, 2)}{words['percent']}", number(cost / c, 2),
                      number(cost, 2),
                     number(sold, 2), number(cost / sold, 2), number(sold * 71.3, 2)])  # fmt: skip
    return f"{language}.csv", made._text(rows, delimiter).encode()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_fast_way_and_the_careful_one_give_the_same_facts(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, data = long_file(language)
    assert len(data) > fast.WORTH
    quick = load([(name, data)])
    monkeypatch.setattr(fast, "WORTH", len(data) + 1)
    careful = load([(name, data)])
    keys = ["date", "campaign"]
    pd.testing.assert_frame_equal(
        quick.cube.sort_values([*keys, "impressions"]).reset_index(drop=True),
        careful.cube.sort_values([*keys, "impressions"]).reset_index(drop=True),
    )
    for one, other in zip(quick.sources, careful.sources, strict=True):
        assert (one.rows_kept, one.columns, one.left_out, one.notes) == (
            other.rows_kept, other.columns, other.left_out, other.notes,
        )  # fmt: skip
    some = {"campaign": "Campagne 7 « été »"}
    assert quick.rows(**some).equals(careful.rows(**some))


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("a cell over two lines", lambda lines: [*lines[:4000],
         '"Activ\nated",X,2026-03-04,EUR,Search,1,1,1%,1,1,1,1,1', *lines[4000:]]),
        ("a row too long", lambda lines: [*lines[:4000], lines[4000] + ",9", *lines[4000:]]),
        ("a blank line", lambda lines: [*lines[:4000], "", *lines[4000:]]),
        ("a grouped number below plain ones", lambda lines: [*lines[:4000],
         'Enabled,X,2026-03-04,EUR,Search,"12,345",1,1%,1,"1,234.5",1,1,1', *lines[4000:]]),
        ("a count in thousands below bare ones", lambda lines: [*lines[:4000],
         'Enabled,X,2026-03-04,EUR,Search,12000,2.000,1%,1,1,1,1,1', *lines[4000:]]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_an_odd_row_far_below_is_read_with_care(
    what: str, change: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, data = long_file("en")
    lines = data.decode().rstrip("\n").split("\n")
    data = ("\n".join(change(lines)) + "\n").encode()  # type: ignore[operator]
    quick = load([(name, data)])
    monkeypatch.setattr(fast, "WORTH", len(data) + 1)
    assert sums(quick) == sums(load([(name, data)]))


def test_tables_keep_every_row_and_cell_as_it_stands() -> None:
    table = tables("google_ads_fr.csv", (LOOK_ALIKES / "google_ads_fr.csv").read_bytes())[0]
    assert table.header == made.FR_HEADER
    assert table.titles == ("Rapport sur les campagnes", "2 mars 2026 - 15 mars 2026")
    assert (table.header_row, table.first_row) == (3, 4)
    assert table.rows[0][1] == "Marque - Recherche"
    assert len(table.rows) == 5
