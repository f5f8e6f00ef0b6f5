"""One simulated account to judge, and what building it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.calibration.accounts import Setting, Trap
from kpi.brief import Brief
from kpi.facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One account to judge: its world, shape, seed, trap (None when healthy) and whether its export
    has days.
    """

    world: str
    setting: Setting
    seed: int
    trap: Trap | None
    dated: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Built:
    """One account as an audit would get it. `entity`: what a finding on the trap has to name, {}
    when it is about the whole account or when there is none.
    """

    facts: Facts
    brief: Brief
    entity: Mapping[str, str] = field(default_factory=dict)
