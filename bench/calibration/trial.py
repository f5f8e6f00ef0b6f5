"""One simulated account to judge, and what building it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from bench.calibration.accounts import FIRST_DAY, Setting, Trap
from kpi.brief import Brief
from kpi.facts import DIMENSIONS, Facts, Source
from kpi.period import Period


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


def told(
    trial: Trial, tables: Sequence[pd.DataFrame], sources: Sequence[Source], days: int
) -> Facts:
    """Return the facts of several files over so many days: each row has a date, and figures and
    dimensions that the other files may lack.
    """
    frame = pd.concat(tables, ignore_index=True)
    frame["date_end"] = frame["date"]
    if not trial.dated:
        frame["date"] = frame["date_end"] = ""
    for name in DIMENSIONS:
        frame[name] = frame[name].fillna("") if name in frame else ""
    frame["source"] = frame["source"].astype("int64")
    period = Period(FIRST_DAY.item(), (FIRST_DAY + days - 1).item())
    return Facts(cube=frame, sources=tuple(replace(one, period=period) for one in sources))
