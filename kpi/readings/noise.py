"""What a figure's noise is taken to be where the file does not show it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """`dispersion`: variance of a count over Poisson's; `drift`: log standard deviation that no
    volume averages out; `basket`: squared coefficient of variation of one order's value.
    """

    dispersion: float
    drift: float
    basket: float


@cache
def noises() -> Mapping[str, Noise]:
    """Return the documented defaults: `counts` for logs of platforms and sites, `survey` for
    answers.
    """
    with (Path(__file__).parent / "noise.toml").open("rb") as file:
        return MappingProxyType(
            {name: Noise(**table) for name, table in tomllib.load(file).items()}
        )
