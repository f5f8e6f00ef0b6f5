"""The ready example: each planted trap is found and named, nothing else; its twin is silent."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

from examples.company import CLICKBAIT, GEM, WORST
from examples.generate import COMPANIES, files
from kpi.audit import Audit, audit
from kpi.brief import Brief
from kpi.facts import Facts
from kpi.intake import load
from kpi.plan import recommend
from kpi.words import say

EXAMPLES = Path(__file__).parent.parent / "examples"
BOTH = ("boutique", "clean")


@cache
def facts(name: str) -> Facts:
    return load(sorted((EXAMPLES / name).glob("*.csv")))


@cache
def brief(name: str) -> Brief:
    answers = tomllib.loads((EXAMPLES / name / "brief.toml").read_text(encoding="utf-8"))
    return Brief(**{key: tuple(v) if isinstance(v, list) else v for key, v in answers.items()})


@cache
def found(name: str, *, told: bool = True) -> Audit:
    given = brief(name) if told else None
    return audit(facts(name), given, recommend(brief(name)))


@pytest.mark.parametrize("name", BOTH)
def test_the_generator_writes_the_same_bytes(name: str) -> None:
    for file, data in files(COMPANIES[name]).items():
        assert (EXAMPLES / name / file).read_bytes() == data, file


@pytest.mark.parametrize("name", BOTH)
def test_every_file_is_read_without_a_question(name: str) -> None:
    read = facts(name)
    assert len(read.sources) == 4
    assert not read.problems
    assert not read.questions
    assert [
        source.file for source in read.sources if not all(c.passed for c in source.checks)
    ] == []


@pytest.mark.parametrize("name", BOTH)
def test_it_stays_small(name: str) -> None:
    assert sum(path.stat().st_size for path in (EXAMPLES / name).iterdir()) < 1_500_000


@pytest.mark.parametrize("told", [True, False], ids=["with the brief", "without"])
def test_each_planted_trap_is_found_and_nothing_else(told: bool) -> None:
    warned = {
        (one.rule, one.entity.get("campaign", "")) for one in found("boutique", told=told).warnings
    }
    assert warned == {
        ("R01_clickbait", CLICKBAIT),
        ("R13_budget_worst", WORST),
        ("R03_reach_flat", ""),
    }
    reach = next(w for w in found("boutique").warnings if w.rule == "R03_reach_flat")
    assert reach.entity["platform"] == "Meta Ads"


@pytest.mark.parametrize("told", [True, False], ids=["with the brief", "without"])
def test_the_hidden_performer_is_found_and_named(told: bool) -> None:
    hidden = found("boutique", told=told).hidden_performers
    assert [(one.rule, one.entity["campaign"]) for one in hidden] == [("R14_hidden_gem", GEM)]


@pytest.mark.parametrize("told", [True, False], ids=["with the brief", "without"])
def test_the_clean_twin_is_silent(told: bool) -> None:
    assert found("clean", told=told).warnings == ()
    assert found("clean", told=told).hidden_performers == ()


def test_the_headlines_name_the_campaigns_in_both_languages() -> None:
    every = (*found("boutique").warnings, *found("boutique").hidden_performers)
    for language in ("fr", "en"):
        headlines = " ".join(say(one, language) for one in every)
        for name in (CLICKBAIT, WORST, GEM):
            assert name[:20] in headlines


def test_nothing_is_left_unsaid() -> None:
    """Every value a sentence needs is there: no dash, no brace."""
    every = (*found("boutique").warnings, *found("boutique").hidden_performers)
    for one in every:
        for language in ("fr", "en"):
            said = say(one, language, "all").replace(" – ", " ")
            assert "–" not in said.replace("10–20%", "")
            assert "{" not in said


def test_the_readme_says_what_the_files_hold() -> None:
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    for one in (*found("boutique").warnings, *found("boutique").hidden_performers):
        for name in ("cost", "cost_peers"):
            if name in one.evidence:
                assert f"{one.evidence[name]:.2f} €" in readme, one.rule
        if "expected" in one.evidence:
            assert (
                f"{one.evidence['conversions']:.0f} where {one.evidence['expected']:.0f}" in readme
            )


def test_the_till_has_more_orders_than_the_platforms_claim() -> None:
    """Nothing about the traps rests on double claims."""
    cube = facts("boutique").cube
    claimed = cube.loc[cube["platform"].isin(["Google Ads", "Meta Ads"]), "conversions"].sum()
    assert claimed < facts("boutique").total("orders")
