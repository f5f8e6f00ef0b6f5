"""Chance with a fixed seed, from the standard library alone: the same draws on every machine."""

from __future__ import annotations

import math
from random import Random


def poisson(chance: Random, mean: float) -> int:
    """Return a count around `mean`; by the normal law from 40 up, where both agree."""
    if mean > 40:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    left, count = math.exp(-mean), -1
    product = 1.0
    while product > left:
        product *= chance.random()
        count += 1
    return max(count, 0)


def factor(chance: Random, spread: float) -> float:
    """Return a multiplier of mean 1 whose logarithm has the standard deviation `spread`."""
    return math.exp(chance.gauss(0.0, spread) - spread**2 / 2)


def waves(chance: Random, weeks: int, spread: float, memory: float = 0.5) -> tuple[float, ...]:
    """Return one multiplier a week, each remembering the one before."""
    level, found = chance.gauss(0.0, spread), []
    for _ in range(weeks):
        level = memory * level + math.sqrt(1 - memory**2) * chance.gauss(0.0, spread)
        found.append(math.exp(level - spread**2 / 2))
    return tuple(found)
