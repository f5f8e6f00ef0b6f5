"""Plausible ranges at 95 %: of a share, of a ratio whose logarithm varies, of a median.

Sources: Wilson 1927 and Newcombe 1998 (Statistics in Medicine 17:857 and 17:873, methods 3 and
10); the delta method on week totals with Student's t (Cochran 1977, Sampling Techniques, section
6.3, weeks as clusters).
"""

from __future__ import annotations

import numpy as np

from kpi.readings.ledger import Floats, Ints

LEVEL = 0.975
Z = 1.959963984540054


def t_quantile(degrees: Floats, level: float = LEVEL) -> Floats:
    """Return Student's quantile; nan without a degree of freedom."""
    from scipy.special import stdtrit  # loaded at first use: it takes a fifth of a second

    return np.where(degrees >= 1, stdtrit(np.maximum(degrees, 1.0), level), np.nan)


def t_tail(statistic: Floats, degrees: Floats) -> Floats:
    """Return the chance that Student's t exceeds `statistic`; nan without a degree of freedom."""
    from scipy.special import stdtr

    return np.where(degrees >= 1, stdtr(np.maximum(degrees, 1.0), -statistic), np.nan)


def wilson(
    yes: Floats, asked: Floats, dispersion: Floats | float = 1.0, z: float = Z
) -> tuple[Floats, Floats]:
    """Return Wilson's range of the share `yes`/`asked`, as if there were `asked`/`dispersion`
    trials.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        n = asked / dispersion
        share = yes / asked
        middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)


def newcombe(test: tuple[Floats, Floats], control: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Return Newcombe's range (method 10) of the difference of two shares, each given as (yes,
    asked).
    """
    p, q = test[0] / test[1], control[0] / control[1]
    p_low, p_high = wilson(*test)
    q_low, q_high = wilson(*control)
    low = p - q - np.sqrt((p - p_low) ** 2 + (q_high - q) ** 2)
    high = p - q + np.sqrt((p_high - p) ** 2 + (q - q_low) ** 2)
    return low, high


def log_range(value: Floats, variance: Floats, quantile: Floats | float) -> tuple[Floats, Floats]:
    """Return the range of a positive `value` whose logarithm has that `variance`."""
    spread = np.exp(quantile * np.sqrt(variance))
    return value / spread, value * spread


def week_variance(numerator: Floats, denominator: Floats) -> tuple[Floats, Ints]:
    """Return the variance of log(sum/sum) by the delta method on weeks, and the number of active
    weeks.

    Both arrays: one row a group, one column a week, 0 where nothing happened. The residual of a
    week is what its numerator lacks or has too much at the common ratio: a change of budget moves
    both sides and is no noise.
    """
    n, d = numerator.sum(axis=1, keepdims=True), denominator.sum(axis=1, keepdims=True)
    active = ((numerator != 0) | (denominator != 0)).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        residual = (numerator - n / d * denominator) / n
        variance = active / (active - 1) * (residual**2).sum(axis=1) * lasting(residual)
    return np.where(active >= 2, variance, np.nan), active


def lasting(residual: Floats) -> Floats:
    """Return by how much shocks that outlive a week inflate the variance of a sum over weeks.

    Two lags with Bartlett weights (Newey and West 1987); each autocorrelation is first freed of
    the -1/weeks that residuals around their own mean have by construction, and never counts below
    0.
    """
    factor = np.ones(len(residual))
    count = residual.shape[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = (residual**2).sum(axis=1)
        for lag, weight in ((1, 2 / 3), (2, 1 / 3)):
            if count > 2 * lag:
                repeat = (residual[:, lag:] * residual[:, :-lag]).sum(axis=1) / whole + 1 / count
                factor += 2 * weight * np.clip(np.nan_to_num(repeat), 0.0, 1.0)
    return factor


def total_variance(values: Floats) -> tuple[Floats, Ints]:
    """Return the variance of log(total) from the steps between neighbouring weeks, and the active
    weeks.

    Steps rather than distances to the mean: a trend or a season is no noise (von Neumann 1941).
    """
    active = (values != 0).sum(axis=1)
    total = values.sum(axis=1)
    steps = np.diff(values, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = (steps**2).sum(axis=1) / (2 * np.maximum(active - 1, 1))
        variance = each * active / total**2
    return np.where(active >= 2, variance, np.nan), active


# A median absolute deviation in standard deviations of a normal spread.
NORMAL = 1.4826


def spread(values: Floats, axis: int | None = None) -> Floats:
    """Return the standard deviation that the median absolute deviation stands for: one lone value
    changes nothing. Missing values are left out.
    """
    middle = np.nanmedian(values, axis=axis, keepdims=True)
    return np.asarray(NORMAL * np.nanmedian(np.abs(values - middle), axis=axis))


def medians(values: Floats, codes: Ints, count: int) -> tuple[Floats, Floats, Floats]:
    """Return the middle value of each of `count` groups, and the order statistics between which it
    lies in 95 of 100 samples: nan without values, the range under six.

    Source: binomial ranks (Conover 1999, Practical Nonparametric Statistics, section 3.2).
    """
    ordered = values[np.lexsort((values, codes))]
    size = np.bincount(codes, minlength=count)
    start = np.cumsum(size) - size
    half = Z * np.sqrt(size) / 2
    low = np.maximum(0, np.floor(size / 2 - half) - 1)
    high = np.minimum(size - 1, np.ceil(size / 2 + half))

    def ranked(rank: Floats | Ints, least: int) -> Floats:
        at = np.where(size >= least, start + rank, len(ordered)).astype(np.int64)
        return np.append(ordered, np.nan)[at]

    middle = (ranked((size - 1) // 2, 1) + ranked(size // 2, 1)) / 2
    return middle, ranked(low, 6), ranked(high, 6)
