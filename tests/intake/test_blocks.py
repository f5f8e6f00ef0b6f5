"""A long text is parsed block by block: where it is cut changes nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kpi.intake import blocks, fast, load
from kpi.intake.blocks import Body, cut
from tests.intake.test_laws import long_file, sums

LINES = [f'{i},"Name, {i % 7}",{i / 4:.2f}' for i in range(500)]


def body(lines: list[str], width: int = 3, *, end: str = "\n") -> Body:
    data = "\n".join(["a,b,c", *lines]).encode() + end.encode()
    return Body(data=data, start=6, stop=len(data), delimiter=",", width=width)


@pytest.mark.parametrize("size", [1, 100, 1_000, 1 << 22])
@pytest.mark.parametrize("end", ["\n", ""])
def test_rows_are_the_same_whatever_the_size_of_a_block(
    size: int, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK", size)
    found = cut(body(LINES, end=end))
    columns = found.columns({0: blocks.FIGURES, 1: blocks.TEXTS, 2: blocks.TEXTS}, ".", {1})
    assert found.count == 500
    assert columns is not None
    assert columns[0].figures is not None
    assert columns[0].figures.tolist() == list(range(500))
    assert columns[1].coded().texts() == [f"Name, {i % 7}" for i in range(500)]
    assert columns[2].texts.to_pylist() == [f"{i / 4:.2f}" for i in range(500)]


@pytest.mark.parametrize("size", [1, 100, 1 << 22])
def test_rows_are_found_again_in_the_order_asked(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK", size)
    found = cut(body(LINES)).rows(np.array([499, 3, 3, 250]), [2, 0])
    assert found.column(1).to_pylist() == ["499", "3", "3", "250"]
    assert found.column(0).to_pylist() == ["124.75", "0.75", "0.75", "62.50"]


@pytest.mark.parametrize("place", range(0, 500, 25))
def test_a_cell_over_two_lines_is_never_taken_for_two_rows(
    place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each half looks like a row of three cells; a cut between the two must not make it one.
    monkeypatch.setattr(blocks, "BLOCK", 1)
    lines = [*LINES[:place], '1,2,"x\n3,4,y"', *LINES[place:]]
    assert cut(body(lines)).columns(dict.fromkeys(range(3), blocks.TEXTS), ".", set()) is None


@pytest.mark.parametrize("odd", ["1,2", "1,2,3,4", "", '1,"2,3'])
def test_an_odd_line_is_said(odd: str) -> None:
    lines = [*LINES[:300], odd, *LINES[300:]]
    assert cut(body(lines)).columns(dict.fromkeys(range(3), blocks.TEXTS), ".", set()) is None


@pytest.mark.parametrize("language", ["en", "fr"])
def test_facts_do_not_depend_on_where_a_text_is_cut(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, data = long_file(language)
    assert len(data) > fast.WORTH
    whole = load([(name, data)])
    monkeypatch.setattr(blocks, "BLOCK", 1 << 14)
    pieces = load([(name, data)])
    pd.testing.assert_frame_equal(whole.cube, pieces.cube)
    assert whole.sources == pieces.sources
    assert sums(whole) == sums(pieces)
    some = {"campaign": "Campagne 7 « été »"}
    assert whole.rows(**some).equals(pieces.rows(**some))
