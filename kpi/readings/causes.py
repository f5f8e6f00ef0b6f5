"""Taking a change apart into causes that add up to it exactly.

Sources: Ang 2015, LMDI decomposition approach (Energy Policy 86:233), LMDI-I additive; Shapley
1953 at a zero, where a logarithm fails (Wood and Lenzen 2006); symmetric mix and rate over
segments (Marshall-Edgeworth weights).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

Pair = tuple[float, float]


def log_mean(a: float, b: float) -> float:
    """Return (a - b) / ln(a / b), and a when both are equal."""
    if math.isclose(a, b, rel_tol=1e-12):
        return (a + b) / 2
    return (a - b) / math.log(a / b)


def chain_effects(factors: Sequence[Pair]) -> tuple[float, ...]:
    """Return what each factor of a product (before, after) did to its change; the effects add up
    to it.

    LMDI where every factor is positive, Shapley otherwise.
    """
    if all(before > 0 and after > 0 for before, after in factors):
        start, end = math.prod(b for b, _ in factors), math.prod(a for _, a in factors)
        weight = log_mean(end, start)
        return tuple(weight * math.log(after / before) for before, after in factors)
    return shapley_effects(factors)


def shapley_effects(factors: Sequence[Pair]) -> tuple[float, ...]:
    """Return each factor's effect on the product, averaged over every order in which they may
    change.
    """
    size = len(factors)
    effects = []
    for index, (before, after) in enumerate(factors):
        others = [i for i in range(size) if i != index]
        effect = 0.0
        for count in range(size):
            weight = math.factorial(count) * math.factorial(size - count - 1) / math.factorial(size)
            for changed in combinations(others, count):
                rest = math.prod(factors[i][i in changed] for i in others)
                effect += weight * rest * (after - before)
        effects.append(effect)
    return tuple(effects)


def mix_and_rate(before: Sequence[Pair], after: Sequence[Pair]) -> tuple[Pair, ...]:
    """Return the (rate, mix) effects of each segment on the change of sum(N)/sum(D).

    Each segment is a pair (N, D) in both periods. rate = mean weight × change of its ratio; mix =
    change of its weight × (its mean ratio - the mean of both totals). A segment that is new or
    gone takes the ratio of the period it exists in: all mix.
    """
    d0, d1 = sum(d for _, d in before), sum(d for _, d in after)
    mean = (sum(n for n, _ in before) / d0 + sum(n for n, _ in after) / d1) / 2
    effects = []
    for (n0, base0), (n1, base1) in zip(before, after, strict=True):
        w0, w1 = base0 / d0, base1 / d1
        # Written on the contributions, so that money spent for nothing (D = 0) still adds up.
        whole = n1 / d1 - n0 / d0 - (w1 - w0) * mean
        rate = (w0 + w1) / 2 * (n1 / base1 - n0 / base0) if base0 and base1 else 0.0
        effects.append((rate, whole - rate))
    return tuple(effects)
