"""Meta rows that tell the same day again under another attribution window."""

from __future__ import annotations

import pytest

import kpi

HEAD = "Campaign name,Day,Attribution setting,Impressions,Amount spent (EUR),Results,Result type\n"


def read(*rows: str) -> kpi.Facts:
    return kpi.load([("meta.csv", (HEAD + "\n".join(rows) + "\n").encode())])


def test_a_row_repeated_for_another_window_counts_once() -> None:
    facts = read(
        "A,2026-03-01,7-day click,901,11.00,5,Purchases",
        "A,2026-03-01,1-day view,901,11.00,2,Purchases",
        "A,2026-03-02,7-day click,902,12.00,5,Purchases",
        "A,2026-03-02,1-day view,902,12.00,2,Purchases",
    )
    assert (facts.total("spend"), facts.total("conversions")) == (23.0, 10.0)
    assert [(part.why, part.rows) for part in facts.sources[0].left_out] == [
        ("other_windows", (3, 5))
    ]


@pytest.mark.parametrize(
    "second",
    ["B,2026-03-01,1-day view,901,11.00,2,Purchases",
     "A,2026-03-02,1-day view,901,11.00,2,Purchases",
     "A,2026-03-01,1-day view,900,10.00,2,Purchases"],
    ids=["campaign", "day", "figures"],
)  # fmt: skip
def test_what_differs_by_more_than_its_window_is_kept(second: str) -> None:
    facts = read("A,2026-03-01,7-day click,901,11.00,5,Purchases", second)
    assert facts.sources[0].left_out == ()
