"""From bytes to verdict on 100,000 rows, as a ratio to `pandas.read_csv` of the same bytes in the
same run.

    python -m bench.speed

Rounds are interleaved, because machines are noisy; the median of the paired ratios is printed.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pandas as pd

import kpi

ROWS = 100_000
ROUNDS = 9
LINE = 5.0
AIM = 3.0


def export(rows: int = ROWS, seed: int = 7) -> bytes:
    """Return a Google Ads campaign report by day and device, in English, of about `rows` rows."""
    generator = np.random.default_rng(seed)
    days = rows // 300
    shape = (days, 100, 3)
    first = date(2026, 11, 22) - timedelta(days=days - 1)
    impressions = generator.poisson(900, shape)
    clicks = generator.binomial(impressions, 0.03)
    conversions = generator.binomial(clicks, 0.04)
    cost = clicks * generator.uniform(0.4, 0.9, shape)
    value = conversions * generator.uniform(40, 90, shape)
    lines = [
        "Campaign report",
        f"{first:%-d %B %Y} - 22 November 2026",
        "Day,Campaign,Campaign type,Device,Currency code,Impr.,Clicks,CTR,Cost,Conversions,Conv. value",  # noqa: E501
    ]
    devices = ("Computers", "Mobile phones", "Tablets")
    for i in range(days):
        day = (first + timedelta(days=i)).isoformat()
        for j in range(100):
            for k in range(3):
                n, c = impressions[i, j, k], clicks[i, j, k]
                lines.append(
                    f"{day},Search {j:03d},Search,{devices[k]},EUR,{n},{c},{c / n:.2%},"
                    f"{cost[i, j, k]:.2f},{conversions[i, j, k]:.2f},{value[i, j, k]:.2f}"
                )
    return ("\n".join(lines) + "\n").encode()


BRIEF = kpi.Brief(
    goal="acquisition", model="ecommerce", channels=("paid_search",), margin=0.4, currency="EUR"
)
PLAN = kpi.recommend(BRIEF)


def to_verdict(data: bytes) -> kpi.Audit:
    """Read, measure the plan's KPIs, and audit."""
    facts = kpi.load([("campaigns.csv", data)])
    kpi.measure(facts, [one.id for one in PLAN.kpis], brief=BRIEF)
    return kpi.audit(facts, BRIEF, PLAN)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> int:
    data = export()
    to_verdict(data)
    baseline, ours = [], []
    for _ in range(ROUNDS):
        baseline.append(seconds(lambda: pd.read_csv(io.BytesIO(data), skiprows=2)))
        ours.append(seconds(lambda: to_verdict(data)))
    ratios = [mine / base for mine, base in zip(ours, baseline, strict=True)]
    ratio = statistics.median(ratios)
    print(f"{ROWS:,} rows, {len(data) / 1e6:.1f} MB, {ROUNDS} interleaved rounds")
    print(f"pandas.read_csv          {statistics.median(baseline) * 1000:8.0f} ms (median)")
    print(f"bytes to verdict         {statistics.median(ours) * 1000:8.0f} ms (median)")
    print(f"ratio                    {ratio:8.2f}   (lines: at most {LINE:g}, aim {AIM:g})")
    print(f"ratios                   {min(ratios):.2f} to {max(ratios):.2f}")
    return 0 if ratio <= LINE else 1


if __name__ == "__main__":
    sys.exit(main())
