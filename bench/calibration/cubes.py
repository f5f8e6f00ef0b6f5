"""A simulated account as the facts that reading its export would give: with days, or one row a
campaign.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from bench.calibration.accounts import FIRST_DAY, Account
from kpi.facts import DIMENSIONS, Facts, Source
from kpi.period import Period


def facts(account: Account, *, dated: bool = True, devices: bool = False) -> Facts:
    """Return the account's facts. `devices`: each row in two, mobile and desktop (with dates
    only).
    """
    count, days = account.spend.shape
    dates = (FIRST_DAY + np.arange(days)).astype(str)
    if dated:
        rows, first = _daily(account), np.tile(dates, count)
        last = first
    else:
        rows, first = _whole(account), np.full(count, dates[0])
        last = np.full(count, dates[-1])
    frame = pd.DataFrame(rows)
    frame["date"], frame["date_end"] = first, last
    each = days if dated else 1
    for name, values in (
        ("campaign", account.names),
        ("platform", account.platforms),
        ("campaign_role", account.roles),
    ):
        frame[name] = np.repeat(np.array(values), each)
    if devices and dated:
        frame = _by_device(account, frame)
    return _facts(frame, account, Period(FIRST_DAY.item(), (FIRST_DAY + days - 1).item()))


def _daily(account: Account) -> dict[str, np.ndarray]:
    return {name: getattr(account, name).ravel() for name in MEASURED}


def _whole(account: Account) -> dict[str, np.ndarray]:
    return {name: getattr(account, name).sum(axis=1) for name in MEASURED}


MEASURED = ("impressions", "clicks", "spend", "conversions", "revenue")


def _by_device(account: Account, frame: pd.DataFrame) -> pd.DataFrame:
    clicks, conversions = account.mobile.ravel(), account.mobile_conversions.ravel()
    share = np.divide(clicks, frame["clicks"], out=np.zeros(len(frame)), where=frame["clicks"] > 0)
    hand = frame.assign(segment="device=mobile", clicks=clicks, conversions=conversions)
    desk = frame.assign(
        segment="device=desktop",
        clicks=frame["clicks"] - clicks,
        conversions=frame["conversions"] - conversions,
    )
    for name in ("impressions", "spend", "revenue"):
        hand[name], desk[name] = frame[name] * share, frame[name] * (1 - share)
    return pd.concat([hand, desk], ignore_index=True)


def _facts(frame: pd.DataFrame, account: Account, period: Period) -> Facts:
    platforms = sorted(set(account.platforms))
    frame = frame[frame["impressions"] > 0].reset_index(drop=True)
    frame["source"] = frame["platform"].map({name: i for i, name in enumerate(platforms)})
    frame["channel"] = frame["platform"].map(
        {"Google Ads": "paid_search", "Meta Ads": "paid_social"}
    )
    frame["currency"] = "EUR"
    frame["result"] = "purchase"
    for name in DIMENSIONS:
        if name not in frame:
            frame[name] = ""
    sources = tuple(
        Source(file=f"{name}.csv", platform=name, family="ads", currency="EUR", period=period)
        for name in platforms
    )
    return Facts(cube=frame[[*DIMENSIONS, *MEASURED]], sources=sources)
