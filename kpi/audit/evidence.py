"""The one way ratios of sums are compared: with peers, with the weeks before, or without any date.

Whole weeks are the unit (delta method, Student's t), since advertising counts vary far more than
chance and more volume does not cure it. The hypothesis to reject is "no worse than a margin that
matters". Sources: Cochran 1977, section 6.3 (ratio of sums over clusters); Holm 1979; measured
error rates in docs/method-audit.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from kpi.readings.interval import lasting, t_quantile, t_tail, week_variance
from kpi.readings.ledger import Flags, Floats, Ints
from kpi.readings.noise import Noise

# The flattering side of a claim (a click rate above the peers') is what the files show, whatever
# chance had in it: it is asked for at twice the error of the harm it hides.
WHAT_IS_SEEN = 0.5
# What ordinary campaigns differ by at least, in the logarithm, and one chance in twenty.
ORDINARY, ONE_SIDED = 0.15, 1.6449
# The lower end of a 95 % range.
ONE_IN_FORTY = 0.025


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contrast:
    """One entry an entity: `effect` the logarithm of its ratio over the reference's, `error` its
    standard error, `degrees` of freedom (infinite without weeks).
    """

    effect: Floats
    error: Floats
    degrees: Floats

    @property
    def factor(self) -> Floats:
        """How many times the reference's ratio the entity's is."""
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray(np.exp(self.effect))

    def wider(self, noise: Noise, concentration: Floats) -> Contrast:
        """Return the same contrast, allowing for what ordinary campaigns differ by.

        `concentration`: sum of the peers' squared shares, by which their own differences average
        out.
        """
        error = _root(self.error**2 + noise.drift**2 * (1 + concentration))
        return replace(self, error=error)

    def above(self, margin: float) -> Floats:
        """Return the chance of such a gap if the true factor were at most `margin`; 1 where
        unknown.
        """
        return self._tail(self.effect - np.log(margin))

    def below(self, margin: float) -> Floats:
        """Return the chance of such a gap if the true factor were at least `margin`; 1 where
        unknown.
        """
        return self._tail(np.log(margin) - self.effect)

    def _tail(self, gap: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            chance = t_tail(gap / self.error, np.minimum(self.degrees, 1e6))
        return np.where(np.isfinite(gap) & np.isfinite(chance), chance, 1.0)

    def pooled(self, kept: Flags, groups: Ints) -> tuple[Floats, Floats]:
        """Return each factor drawn towards 1 by how little it is known, and the bound on the side
        of 1 that it passes with 19 chances in 20.

        Empirical Bayes with the spread of the true effects from the moments of each group (Casella
        1985), at least ORDINARY: three lucky results make no champion.
        """
        effect = np.where(kept & np.isfinite(self.effect) & np.isfinite(self.error), self.effect, 0)
        noise = np.where(kept & np.isfinite(self.error), self.error**2, 0.0)
        number = np.fmax(np.bincount(groups, weights=(noise > 0).astype(float)), 1.0)
        moments = np.bincount(groups, weights=effect**2 - noise) / number
        between = np.fmax(moments, ORDINARY**2)[groups]
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            weight = between / (between + self.error**2)
            middle = weight * self.effect
            half = ONE_SIDED * np.sqrt(weight) * self.error
            return np.exp(middle), np.exp(middle - np.sign(middle) * half)

    def range(self) -> tuple[Floats, Floats]:
        """Return the 95 % plausible range of the factor."""
        half = t_quantile(np.minimum(self.degrees, 1e6)) * self.error
        with np.errstate(over="ignore", invalid="ignore"):
            return np.exp(self.effect - half), np.exp(self.effect + half)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sums:
    """Two sides of a ratio and the counts that limit its precision, each one row an entity and
    one column a week (a single column where there are no weeks).
    """

    top: Floats
    bottom: Floats
    events: Floats


def _residual(sums: Sums) -> Floats:
    """What each week's top lacks or has too much at the entity's own ratio, as a share of its
    whole top.
    """
    top, bottom = sums.top.sum(1, keepdims=True), sums.bottom.sum(1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((sums.top - top / bottom * sums.bottom) / top)


def _log_ratio(sums: Sums) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log(sums.top.sum(1) / sums.bottom.sum(1)))


def _gap(own: Sums, other: Sums) -> Floats:
    """The logarithm of one ratio over another; nan where both are 0, infinite where one is."""
    with np.errstate(invalid="ignore"):
        return np.asarray(_log_ratio(own) - _log_ratio(other))


def _root(variance: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.asarray(np.sqrt(variance))


def _counting(sums: Sums) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(1 / sums.events.sum(1))


def against_peers(own: Sums, peers: Sums, active: Ints) -> Contrast:
    """Return each entity against its peers in the same weeks, so that the account's own shocks
    cancel (E-pair).

    `active`: weeks in which the entity ran.
    """
    gap = _residual(own) - _residual(peers)
    weeks = np.maximum(active, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = weeks / (weeks - 1) * (gap**2).sum(1) * lasting(gap)
    variance = np.fmax(spread, _counting(own) + _counting(peers))
    return Contrast(
        effect=_gap(own, peers),
        error=_root(np.where(active >= 2, variance, np.nan)),
        degrees=active.astype(np.float64) - 1,
    )


def without_dates(own: Sums, peers: Sums, concentration: Floats, noise: Noise) -> Contrast:
    """Return each entity against its peers from one row each (E-cell): counting noise times a
    default dispersion, plus what differs between ordinary campaigns. `concentration`: sum of
    the peers' squared shares.
    """
    variance = noise.dispersion * (_counting(own) + _counting(peers))
    variance = variance + noise.drift**2 * (1 + concentration)
    return Contrast(
        effect=_gap(own, peers),
        error=_root(variance),
        degrees=np.full(len(variance), np.inf),
    )


def against_before(after: Sums, before: Sums) -> Contrast:
    """Return each entity's last weeks against those before (E-period), one spread for both
    periods.
    """
    sides = (before, after)
    counts = [side.top.shape[1] for side in sides]
    residuals = [_residual(side) * weeks for side, weeks in zip(sides, counts, strict=True)]
    degrees = float(sum(counts) - 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = sum((one**2).sum(1) for one in residuals) / degrees
        factor = np.fmax(lasting(residuals[0]), lasting(residuals[1]))
        spread = pooled * factor * sum(1 / weeks for weeks in counts)
    variance = np.fmax(spread, _counting(after) + _counting(before))
    return Contrast(
        effect=_gap(after, before),
        error=_root(variance),
        degrees=np.full(len(variance), degrees),
    )


def own_error(sums: Sums) -> tuple[Floats, Floats]:
    """Return the standard error of the logarithm of each entity's own ratio, from its weeks, and
    its degrees of freedom.
    """
    variance, active = week_variance(sums.top, sums.bottom)
    return _root(np.fmax(variance, _counting(sums))), active.astype(np.float64) - 1


def dispersion(sums: Sums, groups: Ints) -> Floats:
    """Return the variance of each entity's count over that of pure chance, from the weeks of all
    the entities of its group, 1 at least. `sums.bottom`: the counts.
    """
    variance, _ = week_variance(sums.top, sums.bottom)
    counts = np.where(np.isfinite(variance), sums.bottom.sum(1), 0.0)
    spread = np.bincount(groups, weights=np.nan_to_num(variance) * counts**2)
    whole = np.bincount(groups, weights=counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.fmax(spread / whole, 1.0)[groups]


# Where counts vary no more than chance the formula has a limit; this is near enough.
BARELY = 1.0001


def few_as(count: Floats, expected: Floats, variance: Floats) -> Floats:
    """Return the chance of `count` results or fewer where `expected` were due; 1 where unknown.

    Negative binomial with `variance` times the mean; the logarithm of a ratio says nothing of a
    handful of results, and does not exist for none.
    """
    from scipy.special import betainc

    with np.errstate(divide="ignore", invalid="ignore"):
        over = np.fmax(variance, BARELY)
        chance = betainc(expected / (over - 1), count + 1, 1 / over)
    return np.where(np.isfinite(chance) & (expected > 0), chance, 1.0)


def most_behind_none(variance: Floats) -> Floats:
    """Return the expected count of which one time in forty not a single result would come."""
    over = np.fmax(variance, BARELY)
    return np.asarray(-np.log(ONE_IN_FORTY) * (over - 1) / np.log(over))


def holm(chances: Floats, tested: int) -> Floats:
    """Return Holm's adjusted chances when `tested` hypotheses were looked at (those not given
    count as 1).
    """
    order = np.argsort(chances)
    factors = np.maximum(tested - np.arange(len(chances)), 1)
    stepped = np.maximum.accumulate(chances[order] * factors)
    adjusted = np.empty(len(chances))
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted
