"""How the columns of a table write their numbers, told by one another."""

from __future__ import annotations

from kpi.facts import Facts
from kpi.intake import load


def read(text: str) -> Facts:
    return load([("x.csv", text.strip().encode())])


def sums(facts: Facts, *names: str) -> list[float]:
    assert not facts.questions
    return [round(float(facts.cube[name].sum()), 3) for name in names]


def test_counts_with_three_decimals_are_told_by_the_other_columns() -> None:
    facts = read("""
Campaign,Cost,Impressions,Clicks,Conversions
A,45.68,16107.000,950.000,12.000
B,12.35,9107.000,120.000,3.000
""")
    assert sums(facts, "spend", "impressions", "clicks", "conversions") == [58.03, 25214, 1070, 15]


def test_cells_and_names_written_as_formulas_are_unwrapped() -> None:
    cells = [
        ["Campaign name", "Date", "Cost", "Impressions", "Clicks"],
        ["A", "2026-03-01", "45.678", "16107.000", "950.000"],
        ["B", "2026-03-02", "12.345", "9107.000", "120.000"],
    ]
    quote = chr(34)
    written = (",".join(f"{quote}={quote * 2}{c}{quote * 3}" for c in row) for row in cells)
    facts = read("\n".join(written))
    assert sums(facts, "spend", "impressions", "clicks") == [58.023, 25214, 1070]
    assert list(facts.cube["campaign"]) == ["A", "B"]
    assert list(facts.cube["date"]) == ["2026-03-01", "2026-03-02"]
    assert facts.sources[0].columns[0].name == "Campaign name"


def test_counts_grouped_by_points_stay_thousands_in_a_file_of_decimal_commas() -> None:
    facts = read("""
Kampagne;Impressionen;Klicks;Kosten
Marke;10.000;1.000;1.234,56
Generisch;20.000;500;234,56
""")
    assert sums(facts, "impressions", "clicks", "spend") == [30_000, 1500, 1469.12]


def test_more_clicks_than_impressions_tell_the_mark() -> None:
    facts = read("""
Date,Campaign,Impressions,Clicks,Cost
2026-03-01,A,"1,000",10,"1,234"
2026-03-02,B,"2,000",20,"2,345"
""")
    assert sums(facts, "impressions", "clicks", "spend") == [3000, 30, 3579]


def test_a_rate_of_the_file_tells_the_mark() -> None:
    facts = read("""
Date;Campaign;Clicks;Cost;CPC
2026-03-01;A;10;1.234;0,12
2026-03-02;B;20;2.345;0,12
""")
    assert sums(facts, "spend") == [3579]
    facts = read("""
Date;Campaign;Clicks;Cost;CPC
2026-03-01;A;10;1.234;0.1234
2026-03-02;B;20;2.345;0.11725
""")
    assert sums(facts, "spend") == [3.579]


def test_what_nothing_tells_is_asked() -> None:
    facts = read("""
Campaign,Clicks
A,950.000
B,120.000
""")
    (asked,) = facts.questions
    assert (asked.code, asked.where.column) == ("thousand_mixed", "Clicks")
    for mark, clicks in ((".", 1070), (",", 1_070_000)):
        answered = load([("x.csv", b"Campaign,Clicks\nA,950.000\nB,120.000")], {asked.id: mark})
        assert sums(answered, "clicks") == [clicks]


def test_counts_that_cannot_be_either_are_asked() -> None:
    facts = read("""
Campaign,Impressions,Cost
A,12.500,3.20
B,13.250,4.75
""")
    assert [q.where.column for q in facts.questions] == ["Impressions"]
