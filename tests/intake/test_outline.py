"""Names written once a group, as pivots and merged cells leave them."""

from __future__ import annotations

from kpi.facts import Facts
from kpi.intake import load

HEAD = "Platform,Campaign,Date,Impressions,Clicks,Cost"


def read(text: str) -> Facts:
    return load([("pivot.csv", text.encode())])


def spend(facts: Facts, *names: str) -> dict[str, float]:
    return facts.cube.groupby(list(names), observed=True)["spend"].sum().to_dict()


def test_each_row_of_a_pivot_gets_the_names_of_its_group() -> None:
    facts = read(
        f"{HEAD}\nGoogle Ads,Brand,2026-03-01,1000,10,5\n,,2026-03-02,1100,11,6\n"
        ",Generic,2026-03-01,2000,20,7\n,,2026-03-02,2100,21,8\n"
        "Meta Ads,Brand,2026-03-01,3000,30,9\n,,2026-03-02,3100,31,10\n"
    )
    assert spend(facts, "platform", "campaign") == {
        ("Google Ads", "Brand"): 11,
        ("Google Ads", "Generic"): 15,
        ("Meta Ads", "Brand"): 19,
    }
    (note,) = [n for n in facts.sources[0].notes if n.code == "filled_down"]
    assert note.values["columns"] == ("Platform", "Campaign")


def test_a_day_written_once_stands_for_the_rows_below_it() -> None:
    facts = read(
        "Date,Campaign,Clicks,Cost\n2026-03-01,Brand,10,5\n,Generic,20,7\n"
        "2026-03-02,Brand,11,6\n,Generic,21,8\n"
    )
    assert spend(facts, "date") == {"2026-03-01": 12, "2026-03-02": 14}


def test_subtotals_between_the_groups_do_not_break_them() -> None:
    facts = read(
        "Campaign,Date,Clicks,Cost\nBrand,2026-03-01,100,50\n,2026-03-02,110,60.5\n"
        "Brand Total,,210,110.5\nGeneric,2026-03-01,200,70\n,2026-03-02,210,80.5\n"
        "Generic Total,,410,150.5\nGrand Total,,620,261\n"
    )
    assert spend(facts, "campaign") == {"Brand": 110.5, "Generic": 150.5}


def test_a_visit_without_a_campaign_keeps_none() -> None:
    head = "Date,Campaign,Clicks,Cost\n"
    by_day = "2026-03-01,Brand,10,5\n2026-03-02,,20,7\n2026-03-03,Sale,11,6\n2026-03-04,,21,8\n"
    assert spend(read(head + by_day), "campaign") == {"": 15, "Brand": 5, "Sale": 6}
    back = "2026-03-01,Brand,10,5\n2026-03-01,,20,7\n2026-03-02,Brand,11,6\n2026-03-02,,21,8\n"
    assert spend(read(head + back), "campaign") == {"": 15, "Brand": 11}
