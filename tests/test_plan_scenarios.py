"""The set an expert would sign, brief by brief: the code knows reasons, and no scenario."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from kpi.brief import Brief
from kpi.plan import Plan, recommend

SCENARIOS = tomllib.loads(Path(__file__).with_name("scenarios.toml").read_text(encoding="utf-8"))


def made(scenario: dict) -> Plan:
    return recommend(Brief(**scenario["brief"]))


def held(scenario: dict) -> list[str]:
    return [one.id for one in made(scenario).kpis]


def test_the_north_star_is_the_experts_nine_times_in_ten() -> None:
    wrong = {
        id_: made(one).north_star.id
        for id_, one in SCENARIOS.items()
        if made(one).north_star.id != one["north_star"]
    }
    assert len(wrong) <= 0.1 * len(SCENARIOS), wrong


def test_three_quarters_of_the_experts_kpis_are_among_ours() -> None:
    shares = [
        len(set(one["kpis"]) & set(held(one))) / len(one["kpis"]) for one in SCENARIOS.values()
    ]
    assert sum(shares) / len(shares) >= 0.75


@pytest.mark.parametrize("id_", SCENARIOS)
def test_nothing_that_the_expert_rules_out_is_recommended(id_: str) -> None:
    assert not set(SCENARIOS[id_]["must_not"]) & set(held(SCENARIOS[id_]))
