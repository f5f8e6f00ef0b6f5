"""The engine of comparisons, on sums small enough to work by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kpi.audit.evidence import (
    Contrast,
    Sums,
    against_before,
    against_peers,
    holm,
    without_dates,
)
from kpi.readings.interval import lasting, t_quantile, t_tail, week_variance, wilson
from kpi.readings.noise import Noise


def sums(top: list[float], bottom: list[float], events: list[float] | None = None) -> Sums:
    return Sums(top=np.array([top]), bottom=np.array([bottom]), events=np.array([events or bottom]))


def test_a_ratio_is_compared_in_logarithms_week_by_week() -> None:
    # Own cost 10 a conversion, peers 5: twice. Residuals of the top by week, as shares of it:
    # own (90-100, 110-100)/200 = -.05, +.05; peers none. Variance 2/1 x (.05² + .05²) = .01.
    own = sums([90.0, 110.0], [10.0, 10.0], [1e6, 1e6])
    peers = sums([50.0, 50.0], [10.0, 10.0], [1e6, 1e6])
    seen = against_peers(own, peers, np.array([2]))
    assert seen.factor[0] == pytest.approx(2)
    assert seen.error[0] == pytest.approx(0.1)
    assert seen.degrees[0] == 1


def test_a_shock_that_peers_share_cancels() -> None:
    own = sums([80.0, 120.0, 80.0, 120.0], [10.0] * 4, [1e9] * 4)
    peers = sums([40.0, 60.0, 40.0, 60.0], [10.0] * 4, [1e9] * 4)
    assert against_peers(own, peers, np.array([4])).error[0] == pytest.approx(0, abs=1e-4)


def test_the_error_is_never_below_counting_noise() -> None:
    own, peers = sums([100.0] * 6, [5.0] * 6), sums([100.0] * 6, [10.0] * 6)
    assert against_peers(own, peers, np.array([6])).error[0] == pytest.approx(
        math.sqrt(1 / 30 + 1 / 60)
    )


def test_without_dates_the_noise_is_the_default_one() -> None:
    own, peers = sums([100.0], [50.0]), sums([300.0], [200.0])
    noise = Noise(dispersion=2.0, drift=0.15, basket=1.5)
    seen = without_dates(own, peers, np.array([0.5]), noise)
    assert seen.error[0] == pytest.approx(math.sqrt(2 * (1 / 50 + 1 / 200) + 0.15**2 * 1.5))
    assert np.isinf(seen.degrees[0])


def test_two_periods_share_one_spread() -> None:
    # Relative residuals -.1, .1 in both periods: s² = 4 x .01 / 2 = .02; times 1/2 + 1/2.
    before = sums([90.0, 110.0], [10.0, 10.0], [1e6, 1e6])
    after = sums([180.0, 220.0], [10.0, 10.0], [1e6, 1e6])
    seen = against_before(after, before)
    assert seen.factor[0] == pytest.approx(2)
    assert seen.error[0] == pytest.approx(math.sqrt(0.02))
    assert seen.degrees[0] == 2


def test_a_margin_is_harder_to_pass_than_no_difference() -> None:
    seen = Contrast(effect=np.log([1.5]), error=np.array([0.1]), degrees=np.array([10.0]))
    assert seen.above(1.0)[0] < seen.above(1.25)[0] < 0.5 < seen.below(1.25)[0]
    low, high = seen.range()
    assert low[0] < 1.5 < high[0]
    assert low[0] * high[0] == pytest.approx(1.5**2)


def test_what_cannot_be_computed_is_no_evidence() -> None:
    seen = Contrast(
        effect=np.array([np.inf, np.nan, 0.4]),
        error=np.array([0.1, 0.1, np.nan]),
        degrees=np.ones(3),
    )
    assert list(seen.above(1.0)) == [1, 1, 1]


def test_holm_multiplies_the_smallest_most_and_keeps_the_order() -> None:
    # Holm 1979, five hypotheses of which three are given: .01 x 5, .02 x 4, .03 x 3.
    assert holm(np.array([0.02, 0.01, 0.03]), 5) == pytest.approx([0.08, 0.05, 0.09])
    assert holm(np.array([0.9, 0.4]), 2) == pytest.approx([0.9, 0.8])
    assert holm(np.array([]), 0).size == 0


def test_student_agrees_with_the_printed_table() -> None:
    # Student's t, 97.5 %: 1 degree 12.706, 5 degrees 2.571, 30 degrees 2.042.
    assert t_quantile(np.array([1.0, 5.0, 30.0])) == pytest.approx([12.706, 2.571, 2.042], abs=5e-4)
    assert t_tail(np.array([2.571]), np.array([5.0]))[0] == pytest.approx(0.025, abs=1e-4)


def test_weeks_that_repeat_each_other_are_fewer_witnesses() -> None:
    alternating = np.array([[1.0, -1.0] * 6])
    runs = np.array([[1.0] * 6 + [-1.0] * 6])
    assert lasting(alternating)[0] < lasting(runs)[0]
    assert lasting(np.array([[0.5, -0.5]]))[0] == 1


def test_an_idle_week_is_no_week() -> None:
    busy = np.array([[90.0, 110.0, 0.0, 0.0]]), np.array([[10.0, 10.0, 0.0, 0.0]])
    assert week_variance(*busy)[1][0] == 2


def test_wilson_never_leaves_the_possible() -> None:
    low, high = wilson(np.array([0.0, 10.0]), np.array([10.0, 10.0]))
    assert (low[0], high[1]) == (0, pytest.approx(1))
    assert high[0] < 0.31
