"""The small table that most bad inputs spoil: fifteen days, three campaigns, sums known."""

from __future__ import annotations

HEADER = "Date,Campaign,Cost,Impressions,Clicks,Conversions"
DAYS = range(1, 16)
ROWS = tuple(f"2026-03-{d:02d},Été {d % 3},{d}.50,{d * 100},{d * 3},{d % 4}" for d in DAYS)
CSV = "\n".join((HEADER, *ROWS)) + "\n"
SPEND = sum(d + 0.5 for d in DAYS)
CLICKS = sum(d * 3 for d in DAYS)
CAMPAIGNS = {"Été 0", "Été 1", "Été 2"}
