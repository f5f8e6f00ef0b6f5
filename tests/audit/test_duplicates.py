"""Two exported rates that are one figure are said once."""

from __future__ import annotations

from kpi.audit import audit
from kpi.audit.duplicates import repeats
from kpi.intake import load

HEADER = "Campaign,Day,Spend,Clicks,Impressions,Conversions,Revenue,ROAS,"
ROWS = "".join(
    f"C{i},2026-03-{d:02d},100,50,2000,5,400,4.0,{{last}}\n" for i in (1, 2) for d in range(1, 15)
)


def file(last: str, value: str) -> tuple[str, bytes]:
    return "ads.csv", f"{HEADER}{last}\n{ROWS.format(last=value)}".encode()


def test_return_and_cost_of_sales_are_one_figure() -> None:
    facts = load([file("ACOS", "25%")])
    pairs = [(one.keep, one.other) for one in repeats(facts)]
    assert pairs == [("roas", "acos")]
    notes = [one for one in audit(facts).notes if one.rule == "R17_duplicates"]
    assert [one.evidence["kpi_keep"] for one in notes] == ["roas"]


def test_rates_that_lead_to_different_decisions_are_not() -> None:
    facts = load([file("CPC", "2.00")])
    assert not list(repeats(facts))
    assert "R17_duplicates" in audit(facts).checked
