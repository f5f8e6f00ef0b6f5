"""Money brought to one footing by what the user says, never by a guess."""

from __future__ import annotations

import pytest

import kpi

EURO = (
    "a.csv",
    b"Date,Campaign,Impressions,Clicks,Cost (EUR)\n2026-03-01,A,900,9,100\n2026-03-02,A,900,9,50\n",
)
DOLLAR = ("b.csv", b"Date,Campaign,Impressions,Clicks,Cost (USD)\n2026-03-01,B,900,9,200.00\n")
SHOP = ("shop.csv", b"Order ID,Order date,Revenue\n1,2026-03-01,120.00\n2,2026-03-02,60.00\n")


def test_two_currencies_are_never_added_without_a_rate() -> None:
    with pytest.raises(kpi.UserError):
        kpi.load([EURO, DOLLAR]).total("spend")


def test_a_rate_brings_the_other_currency_to_the_main_one() -> None:
    facts = kpi.load([EURO, DOLLAR], corrections={"rate|USD": "0.92"})
    assert facts.total("spend") == pytest.approx(150.0 + 200.0 * 0.92)
    assert set(facts.cube["currency"]) == {"EUR"}
    assert [n.code for n in facts.sources[1].notes if n.code == "converted"] == ["converted"]


@pytest.mark.parametrize("rate", ["", "abc", "-1", "0", "inf", "nan"])
def test_an_odd_rate_changes_nothing(rate: str) -> None:
    facts = kpi.load([EURO, DOLLAR], corrections={"rate|USD": rate})
    assert set(facts.cube["currency"]) == {"EUR", "USD"}


@pytest.mark.parametrize(
    ("said", "revenue"),
    [("incl_20", 150.0), ("incl_10", 180 / 1.1), ("excl", 180.0), ("unknown", 180.0), ("", 180.0)],
)
def test_a_shops_revenue_loses_the_vat_that_the_user_tells(said: str, revenue: float) -> None:
    facts = kpi.load([SHOP], corrections={"vat|shop.csv|": said})
    assert facts.total("revenue") == pytest.approx(revenue)
    assert any(n.code == "vat_taken_off" for n in facts.sources[0].notes) == (said[:4] == "incl")


def test_nothing_else_than_a_shop_is_touched() -> None:
    facts = kpi.load([EURO], corrections={"vat|a.csv|": "incl_20"})
    assert facts.total("spend") == 150.0


def test_a_title_that_contradicts_the_amounts_is_asked() -> None:
    rows = "2026-03-01,A,1,$2.50\n2026-03-02,A,2,$3.50\n"
    data = f"Report\nCurrency: EUR\nDate,Campaign,Clicks,Cost\n{rows}".encode()
    facts = kpi.load([("x.csv", data)])
    (asked,) = facts.questions
    assert (asked.code, asked.default) == ("currency_titled", "USD")
    assert [option.id for option in asked.options] == ["USD", "EUR"]
    answered = kpi.load([("x.csv", data)], {asked.id: "EUR"})
    assert (set(answered.cube["currency"]), answered.questions) == ({"EUR"}, ())
