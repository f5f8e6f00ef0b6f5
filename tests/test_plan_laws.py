"""Laws that every plan keeps, on a sample; `make proof-choice` takes 24,000 briefs."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pytest

from bench.choice import briefs, broken, computable, one_fact_more, overreach, prove
from kpi.brief import GOALS, MODELS, SITUATIONS, Brief
from kpi.catalog import kpis
from kpi.plan import recommend
from kpi.plan.possession import holdings
from kpi.plan.refusal import not_computable


def test_the_laws_hold_on_a_sample() -> None:
    assert prove(450, seed=7) == []


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_laws_hold_for_each_situation_in_each_goal_and_business(situation: str) -> None:
    for goal, model in product(GOALS, MODELS):
        channels = ("paid_search", "email", "organic_social", "crm")
        brief = Brief(goal=goal, model=model, channels=channels, situations=(situation,))
        assert broken(recommend(brief)) == []


def test_the_proof_sees_a_broken_law() -> None:
    plan = recommend(Brief(goal="acquisition", model="ecommerce", channels=("paid_search",)))
    assert broken(plan) == []
    assert broken(replace(plan, guardrails=()))
    assert broken(replace(plan, kpis=plan.kpis[:2]))
    assert broken(replace(plan, rejected=plan.rejected[1:]))
    assert broken(replace(plan, kpis=(*plan.kpis[:4], plan.kpis[0])))


def test_one_fact_more_changes_only_what_it_argues() -> None:
    draw = random.Random(11)
    for brief in briefs(300, seed=11):
        fact, fuller = one_fact_more(brief, draw)
        assert overreach(recommend(brief), recommend(fuller), fact) == []


def test_the_source_of_a_figure_narrows_what_is_offered_for_visits_by_click_alone() -> None:
    # The proof takes the families of the field, the plan those of the KPI: visits by click divide
    # by the clicks of ads, which an email or an organic post does not have.
    by_click = {"landing_page_view_rate", "engaged_visit_rate"}
    for brief in briefs(300, seed=3):
        owned = holdings(brief)
        offered = {k for k, one in kpis().items() if not_computable(one, brief, owned) is None}
        possible = {id_ for id_, one in kpis().items() if computable(one, brief)}
        assert offered <= possible
        assert possible - offered <= by_click
