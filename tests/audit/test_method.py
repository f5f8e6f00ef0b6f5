"""The document on the method says what the code does: every rule, threshold and default."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpi.audit import budget, gather
from kpi.catalog import rule, rules
from kpi.readings.noise import noises

METHOD = (Path(__file__).parents[2] / "docs" / "method-audit.md").read_text(encoding="utf-8")
# Compared with 1, a zero margin is not worth a number; floors that are shares of a whole are
# worded.
WORDED = {"R08_simpson", "R12_small_winner", "R07_roas_margin"}


@pytest.mark.parametrize("id_", list(rules()))
def test_every_rule_is_described_with_its_thresholds(id_: str) -> None:
    line = next(line for line in METHOD.splitlines() if line.startswith(f"- **{id_[:3]}**"))
    if id_ in WORDED:
        return
    known = rule(id_)
    for value in (*known.margins.values(), *known.floors.values()):
        worded = value in (0.05, 0.15, 0.25, 1.0)
        assert worded or f"{value:.2f}" in line, (id_, value)


def test_the_defaults_stand_there() -> None:
    for number in (
        budget.ERROR,
        budget.ALONE,
        budget.EACH,
        budget.UNDATED,
        *(sure for _, sure in budget.RIGHT),
    ):
        assert f"{number:g}" in METHOD
    assert f"last {gather.DAYS_TO_MATURE} days" in METHOD
    assert f"{gather.DAYS_TO_MATURE_B2B} for b2b" in METHOD
    table = [line for line in METHOD.splitlines() if line.startswith("| ")]
    for name, phrase in (
        ("counts", "drift of a reading without weeks"),
        ("weeks", "drift of a reading with weeks"),
        ("campaigns", "campaign beside its peers, without dates"),
        ("campaigns_by_week", "the same with weeks"),
    ):
        line = next(line for line in table if phrase in line)
        assert f"| {noises()[name].drift:.2f} |" in line
