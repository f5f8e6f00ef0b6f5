"""A sample of the proof (python -m bench.calibration): healthy accounts left in peace, traps found.

Seeds are fixed: the counts are the same on every machine. The proof uses others.
"""

from __future__ import annotations

import pytest

from bench.calibration.accounts import PLANTS, SETTINGS, Setting
from bench.calibration.proof import Outcome, healthy, judge, trapped
from bench.calibration.worlds import WORLDS

# One worker takes them all: they share their accounts.
pytestmark = pytest.mark.xdist_group("calibration")

PER_SHAPE = 25
ORDINARY = SETTINGS[0]
# Enough results that the same test with the true noise would find the trap nearly always.
RICH = Setting(name="rich", weeks=(18, 30), conversions=(2_000.0, 8_000.0))


@pytest.fixture(scope="module")
def calm() -> list[Outcome]:
    return [judge(trial) for trial in healthy(SETTINGS, PER_SHAPE, 1, ("advertising",))]


@pytest.mark.slow
@pytest.mark.parametrize("dated", [True, False], ids=["with days", "without days"])
def test_of_225_healthy_accounts_ten_at_most_are_warned(calm: list[Outcome], dated: bool) -> None:
    mine = [one for one in calm if one.trial.dated == dated]
    assert len(mine) == 225
    assert sum(one.warned for one in mine) <= 10
    assert sum(one.gem for one in mine) <= 10


@pytest.mark.slow
@pytest.mark.parametrize("rule", list(PLANTS))
def test_a_trap_at_twice_the_floor_is_found_and_rightly_named(rule: str) -> None:
    trials = trapped((RICH,), (2.0,), 15, 1_000, (rule,))
    for dated in (True, False) if rule in WORLDS["advertising"].undated else (True,):
        outcomes = [judge(trial) for trial in trials if trial.dated == dated]
        found = sum(one.hit for one in outcomes) / len(outcomes)
        assert found >= (0.6 if rule == "R08_simpson" else 0.8), (dated, found)
        assert not any(one.wrong for one in outcomes)


@pytest.mark.slow
def test_what_is_called_likely_is_right_two_times_in_three(calm: list[Outcome]) -> None:
    caught = [judge(t) for t in trapped((ORDINARY,), (2.0,), 8, 2_000, PLANTS)]
    said = [one for outcome in (*calm, *caught) for one in outcome.sure]
    sure = [right for confidence, right in said if confidence >= 0.9]
    likely = [right for confidence, right in said if 0.66 <= confidence < 0.9]
    assert sum(sure) / len(sure) >= 0.9
    assert sum(likely) / len(likely) >= 0.66
