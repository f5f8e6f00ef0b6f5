"""Which currency the amounts of a table are in: told, never guessed."""

from __future__ import annotations

import pytest

from kpi.catalog.currencies import codes, currencies_of
from kpi.catalog.headings import currency_of, plain
from kpi.facts import Facts
from kpi.intake import load
from kpi.intake.titles import currency_in

NAMES = [
    # column name, currency, plain name
    ("Amount spent (USD)", "USD", "amount spent"),
    ("Spend [EUR]", "EUR", "spend"),
    ("Cost (in EUR)", "EUR", "cost"),
    ("Cost (NT$)", "NT$", "cost"),
    ("Sales (R$)", "R$", "sales"),
    ("Amount spent (ALL)", "ALL", "amount spent"),  # Albanian leks
    ("CLICKS (ALL)", "", "clicks (all)"),
    ("Clicks (all)", "", "clicks (all)"),
    ("spend_eur", "EUR", "spend eur"),
    ("EUR spend", "EUR", "eur spend"),
    ("Cost per day", "", "cost per day"),
    ("CPC (CTR)", "", "cpc (ctr)"),
]


@pytest.mark.parametrize(("name", "currency", "key"), NAMES)
def test_a_column_name_tells_its_currency(name: str, currency: str, key: str) -> None:
    assert (currency_of(name), plain(name)) == (currency, key)


@pytest.mark.parametrize(
    ("text", "first"),
    [("€", "EUR"), ("eur", "EUR"), ("CA$", "CAD"), ("$", "USD"), ("RM", "MYR"), ("Ft", "HUF"),
     ("kn", "HRK"), ("lei", "RON"), ("₦", "NGN"), ("kr", ""), ("Euro", "EUR"), ("BTC", None)],
)  # fmt: skip
def test_a_sign_means_one_currency_or_a_family(text: str, first: str | None) -> None:
    assert (currencies_of(text) or (None,))[0] == first


def test_the_codes_are_those_of_iso_4217() -> None:
    assert len(codes()) == 155
    assert all(len(code) == 3 and code.isupper() for code in codes())


TITLES = [
    ("Currency: CAD", "CAD"),
    ("Devise : EUR", "EUR"),
    ("Devise du compte : EUR", "EUR"),
    ("currency code: usd", "USD"),
    ("Currency: US Dollar", "USD"),
    ("Currency: Euro (€)", "EUR"),
    ("Moneda: MXN - Mexican peso", "MXN"),
    ("Currency: TRY", "TRY"),
    ("Currency: ALL", ""),
    ("Currency: all currencies converted", ""),
    ("Account currency: see settings", ""),
    ("Currency: try another", ""),
]


@pytest.mark.parametrize(("line", "code"), TITLES)
def test_a_title_line_tells_a_known_currency_or_none(line: str, code: str) -> None:
    assert (currency_in([line]) or ("",))[0] == code


def read(rows: str, corrections: dict[str, str] | None = None) -> Facts:
    return load([("x.csv", rows.strip().encode())], corrections)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("Report\nCurrency: CAD\nDate,Campaign,Clicks,Cost\n2026-03-01,A,10,$5.00", "CAD"),
        ("Date,Campaign,Clicks,Cost,Revenue\n2026-03-01,A,10,$5.00,CA$10.00", "CAD"),
        ("Date,Campaign,Clicks,Cost,CPC (AUD)\n2026-03-01,A,10,$5.00,0.5", "AUD"),
        ("Date,Campaign,Currency,Cost\n2026-03-01,A,NZD,$5.00", "NZD"),
        ("Date,Campaign,Clicks,Cost\n2026-03-01,A,10,$5.00", "USD"),
        ("Date,Campaign,Clicks,Cost\n2026-03-01,A,10,AED 5.00", "AED"),
    ],
)
def test_a_shared_sign_is_read_by_what_else_tells(rows: str, code: str) -> None:
    facts = read(rows)
    assert (facts.sources[0].currency, set(facts.cube["currency"])) == (code, {code})
    assert (facts.total("spend"), facts.questions) == (5.0, ())


TWO = [
    "Date,Campaign,Clicks,Spend (USD),Revenue (EUR)\n2026-03-01,A,10,100.50,300.25",
    "Date,Campaign,Clicks,Spend,Revenue\n2026-03-01,A,10,$100.50,€300.25",
]


@pytest.mark.parametrize("rows", TWO, ids=["names", "cells"])
def test_amounts_in_two_currencies_are_never_divided_by_one_another(rows: str) -> None:
    facts = read(rows)
    (asked,) = facts.questions
    assert (asked.code, asked.default) == ("currency_columns", "USD")
    assert [option.id for option in asked.options] == ["USD", "EUR"]
    assert (facts.total("spend"), facts.has("revenue")) == (100.5, False)
    other = read(rows, {asked.id: "EUR"})
    assert (other.has("spend"), other.total("revenue"), other.questions) == (False, 300.25, ())


@pytest.mark.parametrize("rows", TWO, ids=["names", "cells"])
def test_a_rate_brings_both_columns_to_one_currency(rows: str) -> None:
    facts = read(rows, {"rate|EUR": "1.10"})
    assert facts.total("revenue") == pytest.approx(300.25 * 1.10)
    assert (set(facts.cube["currency"]), facts.questions) == ({"USD"}, ())
    assert [n.values["factor"] for n in facts.sources[0].notes if n.code == "converted"] == [1.10]


def test_an_answer_never_turns_pounds_into_euros() -> None:
    rows = "Date,Campaign,Cost\n2026-03-01,A,€10\n2026-03-02,A,£20\n2026-03-03,A,5"
    (asked,) = read(rows).questions
    facts = read(rows, {asked.id: "EUR"})
    assert facts.questions == ()
    assert dict(facts.cube.groupby("currency")["spend"].sum()) == {"EUR": 15, "GBP": 20}
