"""The simulated accounts by kind of source, each built the same way: advertising, and beside it
what e-mails, pages, shops and sites report.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bench.calibration.accounts import PLANTS, Setting, Trap, account
from bench.calibration.cubes import facts
from kpi.brief import Brief
from kpi.facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Built:
    """One account as an audit would get it. `entity`: what a finding on the trap has to name, {}
    when it is about the whole account or when there is none.
    """

    facts: Facts
    brief: Brief
    entity: Mapping[str, str] = field(default_factory=dict)


# (shape, seed, trap or None for a healthy one, whether the export has days) → the account.
Build = Callable[[Setting, int, Trap | None, bool], Built]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """`rules`: those it can plant; `undated`: those that can also speak without days."""

    build: Build
    rules: tuple[str, ...]
    undated: tuple[str, ...] = ()


def advertising(setting: Setting, seed: int, trap: Trap | None, dated: bool) -> Built:
    """Return an account of ad platforms."""
    made = account(setting, seed, trap)
    # Half the healthy accounts come by device, so that the rule on averages has parts to look at.
    devices = trap.rule == "R08_simpson" if trap is not None else seed % 2 == 0
    return Built(
        facts=facts(made, dated=dated, devices=devices),
        brief=Brief(goal="conversion", model="ecommerce", margin=made.margin),
        entity={"campaign": made.names[made.trapped]} if made.trapped >= 0 else {},
    )


WORLDS: Mapping[str, World] = {
    "advertising": World(
        build=advertising,
        rules=tuple(PLANTS),
        undated=("R01_clickbait", "R07_roas_margin", "R13_budget_worst", "R14_hidden_gem"),
    ),
}
