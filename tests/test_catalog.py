"""The catalogue holds together, and a wrong entry is named: its file, itself, its field."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kpi.brief import GOALS, MODELS, SITUATIONS
from kpi.catalog import CatalogError, kpi, kpis, placeholder_types, sentences, source_families
from kpi.catalog.choosing import (
    all_questions,
    identities,
    ladder,
    ladders,
    situations,
    support_refusals,
)
from kpi.catalog.entries import entries
from kpi.catalog.kpi import _check_links, _kpi
from kpi.catalog.wording import refusal_filters
from kpi.errors import UnknownName
from kpi.facts import MEASURES
from kpi.plan.refusal import FACTS

EVERY_KPI = tuple(kpis().values())
IDS = [one.id for one in EVERY_KPI]

RIGHT = """
[cost_per_smile]
form = "ratio"
numerator = { spend = 1 }
denominator = { conversions = 1 }
data_needed = ["spend", "conversions"]
families = { conversions = ["ads"] }
unit = "money"
direction = "down"
timing = "leading"
stage = "sale"
role = "choice"
goals = ["acquisition"]
channels = ["paid_search"]
models = ["all"]
needs = [{ fact = "margin" }]
refused_when = [{ fact = "monthly_conversions", below = 30 }, { situation = "seasonal" }]
counters = ["cac"]
name = { fr = "Coût par sourire", en = "Cost per smile" }
label = { fr = "Coût par sourire", en = "Cost per smile" }
short = { fr = "Dépense par sourire", en = "Spend per smile" }
decision = { fr = "S’il monte, souriez.", en = "If it rises, smile." }
trap = { fr = "Un sourire ne paie pas.", en = "A smile does not pay." }
source = "worked by hand"
source_read = "memory"
"""


def read(tmp_path: Path, text: str):
    path = tmp_path / "99_smiles.toml"
    path.write_text(text, encoding="utf-8")
    return [_kpi(entry) for entry in entries(path)]


# --- A wrong entry


def test_a_right_entry_is_read(tmp_path: Path) -> None:
    (one,) = read(tmp_path, RIGHT)
    assert (one.id, one.counter, one.source_read) == ("cost_per_smile", "cac", False)
    assert [term.field for term in one.numerator] == ["spend"]


@pytest.mark.parametrize(
    ("right", "wrong", "field", "says"),
    [
        ('form = "ratio"', 'form = "average"', "form", "“average” is none of"),
        ("{ spend = 1 }", "{ money = 1 }", "numerator", "money is no measure"),
        ("{ spend = 1 }", '{ spend = "1" }', "numerator", "spend is not a number"),
        ('unit = "money"', 'unit = "euros"', "unit", "“euros” is none of"),
        ('goals = ["acquisition"]', 'goals = ["growth"]', "goals", "growth"),
        ('goals = ["acquisition"]', 'goals = "acquisition"', "goals", "a list of texts"),
        ('channels = ["paid_search"]', 'channels = ["tv"]', "channels", "tv"),
        ('conversions = ["ads"]', 'conversions = ["panel"]', "families", "cannot come from panel"),
        ('fact = "margin"', 'fact = "mood"', "needs", "mood is no fact"),
        ("below = 30", "under = 30", "refused_when", "one of below, above"),
        ('situation = "seasonal"', 'situation = "rainy"', "refused_when", "a known situation"),
        (', en = "Cost per smile" }\nlabel', " }\nlabel", "name", "in French and in English"),
        ('source = "worked by hand"\n', "", "source", "a text is expected"),
        ('source = "', 'colour = "red"\nsource = "', "colour", "not known"),
    ],
)
def test_a_wrong_entry_names_file_kpi_and_field(
    tmp_path: Path, right: str, wrong: str, field: str, says: str
) -> None:
    assert right in RIGHT
    with pytest.raises(CatalogError) as caught:
        read(tmp_path, RIGHT.replace(right, wrong))
    message = str(caught.value)
    assert message.startswith(f"99_smiles.toml, [cost_per_smile], {field}: "), message
    assert says in message


@pytest.mark.parametrize("field", ["counters", "same_as", "near"])
def test_a_link_to_no_kpi_is_named(tmp_path: Path, field: str) -> None:
    text = RIGHT.replace('counters = ["cac"]\n', f'{field} = ["cost_per_tear"]\n')
    (one,) = read(tmp_path, text)
    with pytest.raises(CatalogError, match=rf"99_smiles.toml, \[cost_per_smile\], {field}: "):
        _check_links({**kpis(), one.id: one}, {one.id: "99_smiles.toml", **dict.fromkeys(IDS, "")})


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"99_smiles\.toml"):
        read(tmp_path, "[cost_per_smile\n")


def test_an_unknown_kpi_offers_the_nearest() -> None:
    with pytest.raises(UnknownName) as caught:
        kpi("roaz")
    assert "roas" in caught.value.values["options"]


# --- Every entry


@pytest.mark.parametrize("one", EVERY_KPI, ids=IDS)
def test_same_as_is_said_by_both(one) -> None:
    for other in one.same_as:
        assert one.id in kpis()[other].same_as


@pytest.mark.parametrize("one", EVERY_KPI, ids=IDS)
def test_the_formula_asks_for_data_that_exist(one) -> None:
    used = {t.field for t in (*one.numerator, *one.denominator)} | set(one.per)
    named = set(one.data_needed) | set(one.optional_fields)
    assert used <= named | {"gross_margin", "cost_of_goods", "revenue"}
    assert one.data_needed or one.parts
    families = {family for model in MODELS for family in source_families(model)}
    for field in one.data_needed:
        assert set(MEASURES[field].families) <= families


@pytest.mark.parametrize("one", EVERY_KPI, ids=IDS)
def test_a_kpi_that_may_be_chosen_has_a_goal_a_decision_a_trap_and_a_check(one) -> None:
    assert one.goals
    assert one.decision["fr"]
    assert one.trap["en"]
    assert one.counters
    assert one.source


def test_what_is_never_chosen_says_why() -> None:
    assert set(support_refusals()) == {one.id for one in EVERY_KPI if one.role == "support"}


def test_every_condition_has_its_sentence() -> None:
    for one in EVERY_KPI:
        for condition in (*one.needs, *one.refused_when):
            if condition.situation:
                assert situations()[condition.situation].refusal_of(one.id), one.id
            else:
                assert condition.fact in FACTS, one.id


# --- How KPIs are chosen


def test_every_situation_is_argued() -> None:
    assert set(situations()) == set(SITUATIONS)
    for one in situations().values():
        assert one.refusal or not one.against


@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize("model", MODELS)
def test_every_rung_fits_its_goal_and_business(goal: str, model: str) -> None:
    for rung in ladder(goal, model).rungs:
        one = kpis()[rung.kpi]
        assert one.role == "choice"
        assert goal in one.goals
        shared = len(ladder(goal, model).models) > 1 or "all" in ladder(goal, model).models
        assert shared or {"all", model} & set(one.models)


def test_a_rung_fits_one_business_of_its_ladder_at_least() -> None:
    for one in ladders():
        for rung in one.rungs:
            fits = set(kpis()[rung.kpi].models)
            assert "all" in fits or "all" in one.models or fits & set(one.models), rung.kpi


@pytest.mark.parametrize("question", all_questions(), ids=[q.id for q in all_questions()])
def test_every_answer_fits_its_goal(question) -> None:
    for id_ in question.kpis:
        assert kpis()[id_].role == "choice"
        assert question.goal in kpis()[id_].goals


def test_identities_are_those_of_the_kpis() -> None:
    for one in identities():
        group = frozenset(one.factors)
        assert group in map(frozenset, kpis()[one.result].identities), one.result
    stated = {one.members() for one in identities()}
    for one in EVERY_KPI:
        for group in one.identities:
            assert frozenset((one.id, *group)) in stated, one.id


# --- Words


def every_sentence():
    for deck in ("refusals", "reasons"):
        for code, parts in sentences(deck).items():
            for part, both in parts.items():
                yield pytest.param(both, id=f"{deck}-{code}-{part}")


@pytest.mark.parametrize("both", tuple(every_sentence()))
def test_both_languages_say_the_same_with_their_typography(both) -> None:
    found = {name: set(re.findall(r"\{(\w+)\}", text)) for name, text in both.items()}
    assert found["fr"] == found["en"]
    assert found["fr"] <= set(placeholder_types())
    assert not re.search(r"[^\u00a0\u202f][:;!?%€»]|«[^\u00a0\u202f]|[\"'“”]", both["fr"])
    assert not re.search(r"\s[:;!?%]|[«»\"']", both["en"])


def test_every_argument_in_favour_has_its_sentence() -> None:
    codes = {f"answers_{one.id}" for one in all_questions()}
    codes |= {f"star_{one.id}" for one in situations().values() if one.stars}
    brought = [one for one in situations().values() if one.stars or one.companions]
    codes |= {f"with_{one.id}" for one in brought}
    codes |= {f"bring_{family}" for model in MODELS for family in source_families(model)}
    assert codes <= set(sentences("reasons"))


def test_every_refusal_names_its_filter() -> None:
    among = {"decides", "unique", "coherent", "reading", "check"}
    assert set(refusal_filters().values()) <= among
