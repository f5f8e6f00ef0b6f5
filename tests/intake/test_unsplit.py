"""A text opened in a spreadsheet and never split: each line stands whole in one cell."""

from __future__ import annotations

import io

import openpyxl
import pytest

from kpi.facts import Facts
from kpi.intake import load

FRENCH = ("Date;Campagne;Clics;Coût", "01/03/2026;Marque;10;5,50", "02/03/2026;Marque;20;7,25",
          "15/03/2026;Été;5;1,00")  # fmt: skip
ENGLISH = ("Date,Campaign,Clicks,Cost", '2026-03-01,"Brand, core",10,5.50', "2026-03-02,B,20,7.25")


def workbook(*lines: str) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append([line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def told(facts: Facts) -> tuple[float, float, list[str]]:
    codes = [note.code for note in facts.sources[0].notes if note.code == "unsplit_lines"]
    return float(facts.cube["clicks"].sum()), float(facts.cube["spend"].sum()), codes


def test_a_workbook_of_unsplit_lines_is_read_as_columns() -> None:
    facts = load([("export.xlsx", workbook("Rapport de mars", *FRENCH))])
    assert told(facts) == (35, 13.75, ["unsplit_lines"])
    assert facts.sources[0].header_row == 2


def test_a_text_whose_lines_are_quoted_whole_is_read_as_columns() -> None:
    quoted = "\r\n".join('"' + line.replace('"', '""') + '"' for line in ENGLISH)
    facts = load([("export.csv", quoted.encode())])
    assert told(facts) == (30, 12.75, ["unsplit_lines"])
    assert set(facts.cube["campaign"]) == {"Brand, core", "B"}


@pytest.mark.parametrize("lines", [("Clics", "10", "20"), ("Notes", "a, b, c", "d, e"), ("x",)])
def test_a_single_column_stays_one(lines: tuple[str, ...]) -> None:
    good = ("good.csv", "\n".join(ENGLISH).encode())
    facts = load([("one.xlsx", workbook(*lines)), good])
    codes = [note.code for source in facts.sources for note in source.notes]
    assert "unsplit_lines" not in codes
