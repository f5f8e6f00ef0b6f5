"""Rows that add up the others: found by their words, their place and their arithmetic, or asked."""

from __future__ import annotations

import random

import pytest

from kpi.facts import Facts
from kpi.intake import load
from kpi.intake.totals import says_total

HEAD = "Campaign,Impressions,Clicks,Cost"
ROWS = (("Brand", 1000, 100, 50.5), ("Brand 2", 1100, 90, 55.5), ("Generic", 2000, 50, 80.5))
ALL = (4100, 240, 186.5)


def file(*rows: tuple[object, ...]) -> bytes:
    return "\n".join([HEAD, *(",".join(map(str, row)) for row in rows)]).encode()


def read(*rows: tuple[object, ...], **said: str) -> Facts:
    return load(
        [("x.csv", file(*rows))], {f"{kind}|x.csv|": answer for kind, answer in said.items()}
    )


def left(facts: Facts) -> tuple[int, ...]:
    return tuple(row for part in facts.sources[0].left_out for row in part.rows)


def spend(facts: Facts) -> float:
    return float(facts.cube["spend"].sum())


@pytest.mark.parametrize(
    "words",
    ["Total", "Total: Campaigns", "Total : Campagnes", "TOTAL 2026", "Grand Total",
     "Gesamtergebnis", "Overall total - 3 campaigns", "Résultats de 3 campagnes",
     "Total général", "Sous-total"],
)  # fmt: skip
def test_words_alone_tell_a_total(words: str) -> None:
    assert says_total(words)


@pytest.mark.parametrize(
    "name", ["Total War", "Totally free", "total-commerce", "Sommer", "All in"]
)
def test_a_name_that_holds_such_a_word_is_no_total(name: str) -> None:
    assert not says_total(name)
    assert left(read((name, 10, 1, 2.5), *ROWS)) == ()


@pytest.mark.parametrize(
    "name", ["All campaigns", "Account", "Toutes les campagnes", "Ergebnis", "-", "", "Compte 12"]
)
@pytest.mark.parametrize("first", [True, False])
def test_an_end_row_that_sums_the_others_in_every_figure_is_their_total(
    name: str, first: bool
) -> None:
    total = (name, *ALL)
    facts = read(total, *ROWS) if first else read(*ROWS, total)
    assert (spend(facts), left(facts)) == (186.5, (2,) if first else (5,))
    assert not facts.questions


def test_subtotals_named_after_their_group_are_left_out() -> None:
    subtotals = ("Total Brand", 2100, 190, 106.0), ("Generic Total", 2000, 50, 80.5)
    facts = read(*ROWS[:2], subtotals[0], ROWS[2], subtotals[1], ("Total général", *ALL))
    assert (spend(facts), left(facts)) == (186.5, (4, 6, 7))
    check = facts.sources[0].checks[0]
    assert (check.id, check.passed) == ("totals", True)


@pytest.mark.parametrize("above", [True, False])
def test_a_pivot_s_subtotals_need_no_word(above: bool) -> None:
    shops = ("Paris", 2100, 190, 106.0), ("Lyon", 2000, 50, 80.5)
    one = (shops[0], *ROWS[:2]) if above else (*ROWS[:2], shops[0])
    two = (shops[1], ROWS[2]) if above else (ROWS[2], shops[1])
    facts = read(*one, *two)
    assert (spend(facts), left(facts)) == (186.5, (2, 5) if above else (4, 6))


def test_subtotals_by_week_are_compared_together_with_our_sums() -> None:
    days = "Date,Impressions,Clicks,Cost\n" + "\n".join(
        f"2026-03-0{d},{1000 + d},{100 + d},{50 + d}" for d in range(2, 9)
    )
    week = f"\nWeek 10,{7 * 1005},{7 * 105},{7 * 55}"
    facts = load([("x.csv", (days + week).encode())])
    assert (spend(facts), left(facts)) == (385, (9,))
    assert facts.sources[0].checks[0].passed


def test_the_only_row_of_a_filtered_export_stands_beside_its_total() -> None:
    facts = read(ROWS[2], ("", *ROWS[2][1:]))
    assert (spend(facts), left(facts), facts.questions) == (80.5, (3,), ())


def test_an_average_is_no_row() -> None:
    assert spend(read(*ROWS, ("Moyenne", 1366.67, 80, 62.17))) == 186.5


def test_a_nameless_row_that_outweighs_the_others_is_asked() -> None:
    huge = ("", 50_000, 5_000, 2_500.5)
    facts = read(huge, *ROWS)
    (asked,) = facts.questions
    assert (asked.code, asked.default, asked.where.row) == ("total_or_row", "total", 2)
    assert spend(facts) == 186.5
    counted = read(huge, *ROWS, total="row")
    assert (spend(counted), counted.questions) == (2687.0, ())


@pytest.mark.parametrize("seed", range(40))
def test_no_row_of_a_table_without_totals_is_taken_for_one(seed: int) -> None:
    draw = random.Random(seed)
    rows = [
        (f"C{i}" if draw.random() < 0.9 else "", draw.randint(50, 9000), draw.randint(0, 300),
         round(draw.uniform(1, 400), 2))
        for i in range(draw.randint(2, 60))
    ]  # fmt: skip
    facts = read(*rows)
    assert left(facts) == () or [q.code for q in facts.questions] == ["total_or_row"]


@pytest.mark.parametrize("seed", range(40))
def test_subtotals_put_into_a_table_are_found_and_nothing_else(seed: int) -> None:
    draw = random.Random(seed)
    rows: list[tuple[object, ...]] = []
    planted, number = [], 2
    for group in range(draw.randint(2, 6)):
        block = [
            (f"G{group} C{i}", draw.randint(50, 9000), draw.randint(1, 300),
             round(draw.uniform(1, 400), 2))
            for i in range(draw.randint(1, 8))
        ]  # fmt: skip
        sums = [round(sum(row[k] for row in block), 2) for k in (1, 2, 3)]  # type: ignore[misc]
        rows += [*block, (f"G{group} Total", *sums)]
        number += len(block)
        planted.append(number)
        number += 1
    assert left(read(*rows)) == tuple(planted)
