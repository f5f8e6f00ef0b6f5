"""What the end of a column's name changes to its figures: applied and said, or kept apart."""

from __future__ import annotations

import pytest

from kpi.facts import Facts
from kpi.intake import load

ROWS = [("2026-03-01", "A", 1000, 100), ("2026-03-02", "B", 2000, 200)]


def read(*names: str, cells: str = "10", corrections: dict[str, str] | None = None) -> Facts:
    """Return the facts of two days whose last columns bear these names."""
    head = ",".join(["Date", "Campaign", "Impressions", "Clicks", *names])
    rows = [",".join([*map(str, row), *[cells] * len(names)]) for row in ROWS]
    return load([("x.csv", "\n".join([head, *rows]).encode())], corrections)


UNITS = [
    # column name, field, sum of two cells of 10, what each was multiplied by
    ("Cost (micros)", "spend", 2e-5, 1e-6),
    ("cost_micros", "spend", 2e-5, 1e-6),
    ("Spend (cents)", "spend", 0.2, 0.01),
    ("Cost (k€)", "spend", 20_000, 1000),
    ("Revenue (in thousands)", "revenue", 20_000, 1000),
    ("CA en k€", "revenue", 20_000, 1000),
    ("Coût (en milliers d'euros)", "spend", 20_000, 1000),
    ("Revenue (MUSD)", "revenue", 20e6, 1e6),
    ("Reach (000)", "reach", 20_000, 1000),
]


@pytest.mark.parametrize(("name", "field", "total", "factor"), UNITS, ids=[u[0] for u in UNITS])
def test_a_unit_is_applied_and_said(name: str, field: str, total: float, factor: float) -> None:
    facts = read(name)
    assert facts.cube[field].sum() == pytest.approx(total)
    (note,) = (n for n in facts.sources[0].notes if n.code == "unit_applied")
    assert (note.where.column, note.values["factor"]) == (name, factor)


def test_a_unit_may_name_its_currency() -> None:
    assert read("Cost (k€)").sources[0].currency == "EUR"
    assert read("Cost (thousands of USD)").sources[0].currency == "USD"
    assert read("Spend USD (000s)").sources[0].currency == "USD"


@pytest.mark.parametrize(
    "name",
    ["Cost (per click)", "Cost (avg.)", "Spend (% of budget)", "Conversions (%)", "Cost per mille",
     "Revenue (per order)"],
)  # fmt: skip
def test_what_is_told_for_one_or_in_percent_is_a_rate_and_never_added(name: str) -> None:
    source = read(name).sources[0]
    assert [(c.field, c.why) for c in source.columns if c.name == name] == [("", "rate")]


def test_conversions_without_a_click_stay_apart() -> None:
    facts = read("Conversions (view-through)")
    assert (facts.has("conversions"), facts.cube["view_conversions"].sum()) == (False, 20)


def test_amounts_without_tax_are_preferred_and_tax_is_said() -> None:
    columns = read("Coût TTC", "Coût HT", "CA TTC", "CA HT").sources[0].columns
    used = {c.field: c.name for c in columns if c.field in ("spend", "revenue")}
    assert used == {"spend": "Coût HT", "revenue": "CA HT"}
    notes = read("Coût HT", "CA (TTC)").sources[0].notes
    assert [n.where.column for n in notes if n.code == "tax_included"] == ["CA (TTC)"]


def test_parts_under_one_name_are_asked_and_the_answer_is_followed() -> None:
    names = ("Revenue (online)", "Revenue (store)")
    head = ",".join(["Date", "Campaign", "Clicks", "Cost", *names])
    data = f"{head}\n2026-03-01,A,10,100,300,500\n2026-03-02,A,11,110,320,600".encode()
    facts = load([("x.csv", data)])
    (asked,) = facts.questions
    assert (asked.code, [o.id for o in asked.options]) == ("rival_columns", [*names, "sum"])
    answered = load([("x.csv", data)], {asked.id: names[1]})
    assert (answered.total("revenue"), answered.questions) == (1100, ())


@pytest.mark.parametrize("name", ["Cost (total)", "Cost (EUR)", "Conversions (7-day click)"])
def test_other_words_between_brackets_change_no_figure(name: str) -> None:
    facts = read(name)
    field = "spend" if "Cost" in name else "conversions"
    assert (facts.cube[field].sum(), facts.questions) == (20, ())
