"""How figures are written, as the voice has it.

Three significant digits in sentences, cents under 100, one decimal under 10 %, U+00A0 in French.
"""

import math

import pytest

from kpi.words import count, money, number, percent, ratio, signed, size

S = "\u00a0"


@pytest.mark.parametrize(
    ("value", "fr", "en"),
    [
        # Cents under 100, padded.
        (45.2, f"45,20{S}€", "€45.20"),
        (71, f"71,00{S}€", "€71.00"),
        (8.1, f"8,10{S}€", "€8.10"),
        (0.35, f"0,35{S}€", "€0.35"),
        # Three significant digits from there on.
        (112.4, f"112{S}€", "€112"),
        (2300, f"2{S}300{S}€", "€2,300"),
        (18437.2, f"18{S}400{S}€", "€18,400"),
        (999.6, f"1{S}000{S}€", "€1,000"),
        # A tiny amount is never shown as nothing.
        (0.004, f"0,004{S}€", "€0.004"),
        (0, f"0{S}€", "€0"),
        (-12.3, f"-12,30{S}€", "-€12.30"),
    ],
)
def test_money_in_a_sentence(value: float, fr: str, en: str) -> None:
    assert money(value, "EUR", "fr") == fr
    assert money(value, "EUR", "en") == en


@pytest.mark.parametrize(
    ("value", "currency", "fr", "en"),
    [
        (12345.67, "EUR", f"12{S}345,67{S}€", "€12,345.67"),
        (1234.5, "GBP", f"1{S}234,50{S}£GB", "£1,234.50"),
        (1200, "JPY", f"1{S}200{S}JPY", "JP¥1,200"),
        # Which dollar is meant is said.
        (45.2, "USD", f"45,20{S}$US", "US$45.20"),
        # An unknown currency is not invented.
        (1234.5, "", f"1{S}234,50", "1,234.50"),
    ],
)
def test_money_in_a_table_has_all_its_cents(value: float, currency: str, fr: str, en: str) -> None:
    assert money(value, currency, "fr", exact=True) == fr
    assert money(value, currency, "en", exact=True) == en


def test_money_at_stake_is_an_order_of_magnitude() -> None:
    assert money(2345.6, "EUR", "fr", digits=2) == f"2{S}300{S}€"
    assert money(45.3, "EUR", "en", digits=2) == "€45"


@pytest.mark.parametrize(
    ("share", "fr", "en"),
    [
        (0.024, f"2,4{S}%", "2.4%"),
        (0.38, f"38{S}%", "38%"),
        (0.0996, f"10{S}%", "10%"),  # rounds to ten: no decimal
        (0.0004, f"0,04{S}%", "0.04%"),  # not nothing
        (0.996, f"99,6{S}%", "99.6%"),  # not all
        (1.0, f"100{S}%", "100%"),
        (0.0, f"0{S}%", "0%"),
    ],
)
def test_a_percentage_has_one_decimal_under_ten(share: float, fr: str, en: str) -> None:
    assert percent(share, "fr") == fr
    assert percent(share, "en") == en


def test_a_percentage_is_exact_in_tables() -> None:
    assert percent(0.02345, "fr", exact=True) == f"2,35{S}%"
    assert percent(0.38, "en", exact=True) == "38.00%"


@pytest.mark.parametrize(
    ("value", "fr", "en"),
    [
        (1240, f"1{S}240", "1,240"),
        (12.5, "12,5", "12.5"),
        (412.4, "412", "412"),
        (0.004, "0,004", "0.004"),
        (-0.0, "0", "0"),
    ],
)
def test_a_bare_number(value: float, fr: str, en: str) -> None:
    assert number(value, "fr") == fr
    assert number(value, "en") == en


def test_a_ratio_has_one_decimal() -> None:
    assert ratio(3, "fr") == "3,0"
    assert ratio(4.06, "en") == "4.1"
    assert ratio(2.345, "fr", exact=True) == "2,35"


def test_only_a_rise_takes_a_sign() -> None:
    assert signed(percent(0.38, "fr")) == f"+38{S}%"
    assert signed(percent(-0.38, "en")) == "-38%"
    assert signed(percent(0.0, "en")) == "0%"


@pytest.mark.parametrize(
    ("value", "fr", "en"),
    [
        (0, f"0{S}vente", "0 sales"),
        (1, f"1{S}vente", "1 sale"),
        (1.5, f"1,5{S}vente", "1.5 sales"),
        (2, f"2{S}ventes", "2 sales"),
        (1200, f"1{S}200{S}ventes", "1,200 sales"),
    ],
)
def test_a_count_settles_its_plural(value: float, fr: str, en: str) -> None:
    assert count(value, "sale", "fr") == fr
    assert count(value, "sale", "en") == en


@pytest.mark.parametrize(
    ("as_exported", "fr"),
    [
        ("Achats", "ventes"),
        ("Achats sur le site web", "ventes"),
        ("Website purchases", "ventes"),
        ("actions:omni_purchase", "ventes"),
        ("actions:offsite_conversion.fb_pixel_purchase", "ventes"),
        ("Ajouts au panier", "ajouts au panier"),
        ("Prospects (formulaire)", "leads"),
        ("actions:link_click", "clics"),
        ("Conversations par messages démarrées", "conversations"),
        ("Installations de l’application", "installations"),
        ("Inscriptions terminées", "inscriptions"),
        ("video_thruplay_watched_actions", "vues de vidéo"),
        # A word that is never wrong, for what nobody can tell.
        ("MQL_step_3 <b>", "conversions"),
        ("", "conversions"),
    ],
)
def test_a_platform_s_result_becomes_a_noun(as_exported: str, fr: str) -> None:
    assert count(2, as_exported, "fr") == f"2{S}{fr}"


@pytest.mark.parametrize(
    ("octets", "fr", "en"),
    [(0, f"0{S}octets", "0 bytes"), (1500, f"1,5{S}ko", "1.5 KB"), (1e9, f"1{S}Go", "1 GB")],
)
def test_the_weight_of_a_file(octets: float, fr: str, en: str) -> None:
    assert size(octets, "fr") == fr
    assert size(octets, "en") == en


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf])
def test_what_is_unknown_is_never_a_figure(value: float | None) -> None:
    written = [
        money(value, "EUR", "fr"),
        percent(value, "fr"),
        number(value, "en"),
        ratio(value, "en"),
        count(value, "sale", "fr"),
        size(value, "en"),
    ]
    assert written == ["–"] * 6


@pytest.mark.parametrize("value", [0.005, 0.5, 7.25, 45.237, 1234567.89, 12.0])
def test_no_narrow_space_reaches_the_screen(value: float) -> None:
    for language in ("fr", "en"):
        for exact in (True, False):
            text = money(value, "EUR", language, exact=exact) + number(value, language, exact=exact)
            assert "\u202f" not in text
