"""A file may tell the same figures at several levels, campaigns then ad groups: one counts."""

from __future__ import annotations

import pytest

from kpi.facts import Facts
from kpi.intake import load

EDITOR = """\
Campaign,Campaign Daily Budget,Campaign Type,Ad Group,Keyword,Criterion Type,Impressions,Clicks,\
Cost
Brand,10.00,Search,,,,1000,20,10.00
Brand,,,Core,,,1000,20,10.00
Brand,,,Core,shoes,Broad,600,12,6.00
Brand,,,Core,boots,Exact,400,8,4.00
PMax,20.00,Performance Max,,,,500,10,7.00
"""
META = """\
Campaign name,Delivery level,Impressions,Clicks (all),Amount spent (EUR),Reporting starts,\
Reporting ends
A,campaign,1000,20,10.00,2026-09-01,2026-09-30
A,adset,600,12,6.00,2026-09-01,2026-09-30
A,adset,400,8,4.00,2026-09-01,2026-09-30
B,campaign,500,10,5.00,2026-09-01,2026-09-30
"""
BULK = """\
Product,Entity,Operation,Campaign Name (Informational only),\
Ad Group Name (Informational only),Keyword Text,Impressions,Clicks,Spend,Sales,Orders
Sponsored Products,Campaign,,A,,,1000,20,10.00,100.00,4
Sponsored Products,Ad Group,,A,G,,1000,20,10.00,100.00,4
Sponsored Products,Product Ad,,A,G,,1000,20,10.00,100.00,4
Sponsored Products,Keyword,,A,G,shoes,600,12,6.00,60.00,3
Sponsored Products,Keyword,,A,G,boots,400,8,4.00,40.00,1
"""


def read(name: str, text: str) -> Facts:
    return load([(name, text.encode())])


@pytest.mark.parametrize(
    ("name", "text", "spend", "gone"),
    [("editor.csv", EDITOR, 17.0, 2), ("meta.csv", META, 15.0, 2), ("bulk.csv", BULK, 10.0, 3)],
    ids=["told by what is named", "told by a column", "told by a column, five rows"],
)
def test_figures_told_at_several_levels_count_once(
    name: str, text: str, spend: float, gone: int
) -> None:
    facts = read(name, text)
    assert facts.total("spend") == pytest.approx(spend)
    left = facts.sources[0].left_out
    # A row above the others that adds them up may be known as a total first.
    assert {part.why for part in left} <= {"other_levels", "totals_row"}
    assert sum(len(part.rows) for part in left) == gone


def test_rows_without_an_ad_group_that_are_no_sums_of_the_others_stay() -> None:
    text = EDITOR.replace("Brand,10.00,Search,,,,1000,20,10.00", "Brand,10.00,Search,,,,300,6,3.00")
    text = text.replace("Brand,,,Core,,,1000,20,10.00\n", "")
    facts = read("editor.csv", text)
    assert facts.total("spend") == pytest.approx(20.0)
    assert not facts.sources[0].left_out
