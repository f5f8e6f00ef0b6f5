"""A spend that the file lacks and its prices give is offered, and never taken alone."""

from __future__ import annotations

import pytest

import kpi
from kpi.facts import Facts
from kpi.intake import load

CPM = """
Nom de la campagne,Jour,Impressions,Résultats,CPM (Coût pour 1 000 impressions) (EUR)
A,2026-03-01,10000,5,2.50
B,2026-03-02,20000,8,4.00
C,2026-03-03,0,0,
"""
CPC = "Date,Campaign,Clicks,CPC\n2026-03-01,A,100,$0.50\n2026-03-02,B,200,$0.25"


def read(rows: str, corrections: dict[str, str] | None = None) -> Facts:
    return load([("x.csv", rows.strip().encode())], corrections)


@pytest.mark.parametrize(
    ("rows", "column", "spend", "currency"),
    [(CPM, "CPM (Coût pour 1 000 impressions) (EUR)", 105.0, "EUR"),
     (CPC, "CPC", 100.0, "USD")],
    ids=["cpm", "cpc"],
)  # fmt: skip
def test_a_missing_spend_is_offered(rows: str, column: str, spend: float, currency: str) -> None:
    facts = read(rows)
    (asked,) = facts.questions
    assert (asked.code, asked.default, facts.has("spend")) == ("spend_missing", "leave_out", False)
    assert (asked.where.column, asked.options[0].values["spend"]) == (column, spend)
    assert asked.options[0].values.get("currency", "USD") == currency
    assert column in kpi.say(asked, "fr")
    taken = read(rows, {asked.id: "derive"})
    assert (taken.total("spend"), taken.questions) == (pytest.approx(spend), ())
    assert set(taken.cube["currency"]) == {currency}
    assert [n.code for n in taken.sources[0].notes if "derived" in n.code] == ["spend_derived"]
    left = read(rows, {asked.id: "leave_out"})
    assert (left.has("spend"), left.questions) == (False, ())


def test_every_row_counts_and_not_only_those_looked_at() -> None:
    rows = "\n".join(f"2026-03-{1 + n % 28:02d},C{n},100,0.50" for n in range(3000))
    facts = read(f"Date,Campaign,Clicks,CPC\n{rows}", {"derive|x.csv|": "derive"})
    assert facts.total("spend") == pytest.approx(3000 * 50)


def test_a_spend_in_the_file_is_never_derived() -> None:
    rows = "Date,Campaign,Clicks,CPC,Cost\n2026-03-01,A,100,0.50,50"
    facts = read(rows, {"derive|x.csv|": "derive"})
    assert (facts.total("spend"), facts.questions) == (50, ())


def test_rows_without_a_spend_beside_rows_with_one_are_said() -> None:
    rows = ("2026-03-01,A,1000,10,5", "2026-03-02,B,900,9,", "2026-03-03,C,0,0,")
    facts = read("Date,Campaign,Impressions,Clicks,Cost\n" + "\n".join(rows))
    (note,) = (n for n in facts.sources[0].notes if n.code == "spend_blank")
    assert (note.values["count"], note.values["rows"]) == (1, (3,))
    assert "3" in kpi.say(note, "en")
