"""The identities along which a KPI's change is taken apart."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from kpi.catalog import Kpi, Term, kpis

# The end of a total's path: it is divided by nothing.
ONE = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chains:
    """`paths`: KPI id → figures from numerator to denominator; `steps`: "a/b" → what that ratio
    is called.
    """

    paths: Mapping[str, tuple[str, ...]]
    steps: Mapping[str, str]

    def name(self, top: str, bottom: str) -> str:
        """Return the KPI that top/bottom or its inverse is, or the figure itself when none is."""
        if bottom == ONE:
            return top
        return (
            self.steps.get(f"{top}/{bottom}")
            or self.steps.get(f"{bottom}/{top}")
            or f"{top}/{bottom}"
        )


@cache
def chains() -> Chains:
    """Return the chains, with the steps that the catalogue's own simple ratios name."""
    with (Path(__file__).parent / "chains.toml").open("rb") as file:
        tables = tomllib.load(file)
    steps = {_simple(one): one.id for one in reversed(tuple(kpis().values())) if _simple(one)}
    return Chains(
        paths=MappingProxyType({id_: tuple(path) for id_, path in tables["paths"].items()}),
        steps=MappingProxyType(steps | tables["steps"]),
    )


def _simple(one: Kpi) -> str:
    sides = (one.numerator, one.denominator)
    if any(len(side) != 1 or side[0].coefficient != 1 for side in sides) or one.per:
        return ""
    top: Term
    bottom: Term
    (top,), (bottom,) = sides
    return f"{top.field}/{bottom.field}"
