"""A header that two platforms would write: which one is asked, unless something tells."""

from __future__ import annotations

from kpi.facts import Facts
from kpi.intake import load

DATA = """Date,Nom de la campagne,Résultats,Valeur des achats (USD),Montant dépensé (USD)
2026-03-01,A,4,80.5,12.25
2026-03-02,A,5,90.5,13.25
""".encode()


def read(name: str, **said: str) -> Facts:
    return load([(name, DATA)], {f"platform|{name}|": card for card in said.values()})


def test_the_platform_of_a_header_that_two_of_them_write_is_asked() -> None:
    facts = read("export.csv")
    (asked,) = facts.questions
    assert asked.code == "which_platform"
    assert {option.id for option in asked.options} >= {"meta_ads", "snapchat_ads"}
    assert facts.sources[0].platform == "Meta Ads"


def test_the_answer_is_followed() -> None:
    facts = read("export.csv", platform="snapchat_ads")
    assert (facts.sources[0].platform, facts.questions) == ("Snapchat Ads", ())


def test_the_file_s_name_tells() -> None:
    assert read("facebook mars.csv").questions == ()
