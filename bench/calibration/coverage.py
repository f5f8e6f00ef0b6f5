"""Whether a 95 % range holds what it is the range of."""

from __future__ import annotations

import numpy as np

from bench.calibration.accounts import Setting, account
from bench.calibration.cubes import facts
from kpi.readings import measure

KPIS = ("ctr", "click_conversion", "cpa", "roas")


def coverage(
    setting: Setting, count: int, first_seed: int, *, dated: bool
) -> dict[str, tuple[float, float]]:
    """Return KPI → (share of campaigns' ranges that hold the true ratio, median log half width)."""
    cells: dict[str, list[tuple[bool, float]]] = {id_: [] for id_ in KPIS}
    for seed in range(first_seed, first_seed + count):
        made = account(setting, seed)
        read = measure(facts(made, dated=dated), KPIS, by=("campaign",)).set_index(
            ["kpi", "campaign"]
        )
        for id_ in KPIS:
            for name, truth in zip(made.names, made.truth[id_], strict=True):
                if (id_, name) in read.index and np.isfinite(read.loc[(id_, name), "low"]):
                    row = read.loc[(id_, name)]
                    held = bool(row["low"] <= truth <= row["high"])
                    cells[id_].append((held, float(np.log(row["high"] / row["value"]))))
    return {
        id_: (float(np.mean([h for h, _ in cell])), float(np.median([w for _, w in cell])))
        for id_, cell in cells.items()
        if cell
    }
