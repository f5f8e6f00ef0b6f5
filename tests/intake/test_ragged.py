"""Rows of another width: kept where their cells must stand, set apart and listed elsewhere."""

from __future__ import annotations

import pytest

from kpi.errors import NothingRead
from kpi.facts import Source
from kpi.intake import load

HEADER = "Day,Campaign,Clicks,Cost,Comments"


def read(*rows: str, header: str = HEADER) -> tuple[Source, float]:
    facts = load([("x.csv", "\n".join((header, *rows)).encode())])
    return facts.sources[0], float(facts.cube["spend"].sum())


def whole(day: int, comment: str = "late") -> str:
    return f"2026-03-{day:02d},Brand {day},{day},{day}.5,{comment}"


def short(day: int) -> str:
    return f"2026-03-{day:02d},Brand {day},{day},{day}.5"


def ragged(source: Source) -> tuple[int, ...]:
    return next((left.rows for left in source.left_out if left.why == "ragged"), ())


def test_cells_that_a_writer_drops_at_the_end_are_no_oddity() -> None:
    source, spend = read(whole(1), short(2), short(3), whole(4), short(5))
    assert (ragged(source), spend) == ((), 1.5 + 2.5 + 3.5 + 4.5 + 5.5)


def test_one_short_row_of_a_small_file_is_set_apart() -> None:
    source, spend = read(whole(1), short(2), whole(3), whole(4))
    assert (ragged(source), spend) == ((3,), 1.5 + 3.5 + 4.5)


def test_a_short_row_beside_one_that_ends_with_an_empty_cell_is_set_apart() -> None:
    source, spend = read(whole(1, ""), short(2), short(3), short(4), whole(5))
    assert (ragged(source), spend) == ((3, 4, 5), 1.5 + 5.5)


def test_a_cell_lost_in_between_shifts_nothing() -> None:
    lost = "2026-03-06,6,6.5,late"
    source, spend = read(whole(1), short(2), short(3), whole(4), short(5), lost)
    assert (ragged(source), spend) == ((7,), 1.5 + 2.5 + 3.5 + 4.5 + 5.5)


@pytest.mark.parametrize(
    "rows",
    [
        [f"2026-03-0{d},{d},{d}.5,late" for d in range(1, 6)],
        [f"2026-03-0{d},{d},Brand,{d},{d}.5,late" for d in range(1, 6)],
    ],
)
def test_a_file_whose_rows_all_have_another_width_is_refused(rows: list[str]) -> None:
    with pytest.raises(NothingRead) as caught:
        read(*rows, header="Day,Campaign,Clicks,Cost,Comments")
    (problem,) = caught.value.problems
    assert (problem.what, problem.values["wanted"]) == ("ragged", 5)


def test_rows_below_the_name_of_a_group_count() -> None:
    source, spend = read(whole(1), "", "Generic", whole(2), "", "Shopping", "", whole(3), whole(4))
    assert (source.rows_kept, ragged(source), spend) == (4, (), 1.5 + 2.5 + 3.5 + 4.5)


def test_a_short_row_below_the_name_of_a_group_is_listed() -> None:
    source, spend = read(whole(1), whole(2), "", "Generic", "2026-03-03,Brand,4")
    assert (ragged(source), spend) == ((6,), 1.5 + 2.5)
