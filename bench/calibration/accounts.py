"""Simulated advertising accounts: healthy, or with one trap of a known size.

What makes real exports hard is in: counts vary more than chance (negative binomial), shocks last
(AR(1), by account and by campaign), weeks and seasons, budgets that step, pauses, conversions
that come late, baskets with a heavy tail, campaigns that differ for good reasons (role, audience)
without any being a bad one. Written before the detectors it judges were tuned;
docs/method-audit.md has the results.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Generator = np.random.Generator

WEEKDAYS = np.array([1.0, 1.02, 1.0, 1.03, 0.98, 0.86, 0.92])
FIRST_DAY = np.datetime64("2026-01-05")
# Standard deviations, in the logarithm, of daily shocks to the price of impressions, click and
# conversion rates.
ACCOUNT_SHOCK = np.array([0.06, 0.05, 0.10])
CAMPAIGN_SHOCK = np.array([0.10, 0.12, 0.22])
ACCOUNT_MEMORY = 0.6
# What a result costs beside an ordinary campaign's, by nature.
CHEAPER = {"brand": 0.4, "retargeting": 0.55}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One shape of account; ranges are drawn from evenly (in the logarithm for volumes).

    `noise` multiplies the campaigns' shocks and `memory` is their day-to-day correlation;
    `spread`: log standard deviation of the healthy campaigns' true cost per conversion, `style`
    that of their click rates, which say nothing about worth; `conversions`: a whole account's,
    per four weeks; `partial`: share of the campaigns that start late, stop early or run only in
    the account's sale, weeks in which all of them convert better.
    """

    name: str = "ordinary"
    campaigns: tuple[int, int] = (4, 12)
    weeks: tuple[int, int] = (12, 30)
    conversions: tuple[float, float] = (120.0, 2000.0)
    noise: float = 1.0
    memory: float = 0.5
    spread: float = 0.10
    style: float = 0.30
    platforms: int = 2
    partial: float = 0.0


SETTINGS = (
    Setting(),
    Setting(name="few campaigns", campaigns=(3, 4)),
    Setting(name="many campaigns", campaigns=(30, 80), conversions=(1500.0, 8000.0)),
    Setting(name="few conversions", conversions=(30.0, 120.0)),
    Setting(name="many conversions", conversions=(5000.0, 40000.0)),
    Setting(name="noisy", noise=1.6, memory=0.8),
    Setting(name="very noisy", noise=2.2, memory=0.8, spread=0.14),
    Setting(name="short", weeks=(5, 9)),
    Setting(name="come and go", weeks=(20, 52), partial=0.5),
)


@dataclass(frozen=True, slots=True)
class Trap:
    """A flattering figure to plant: `rule`, and `size` in floors (1 at the floor, 2 at twice it,
    in logarithms).
    """

    rule: str
    size: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Account:
    """One simulated account, day by day. Arrays are campaigns × days.

    `margin`: what the brief says; `trapped`: index of the campaign that holds the trap, -1 for a
    whole-account trap or none; `truth`: each campaign's own ratios without any noise, by
    KPI id.
    """

    names: tuple[str, ...]
    platforms: tuple[str, ...]
    roles: tuple[str, ...]
    impressions: Floats
    clicks: Floats
    spend: Floats
    conversions: Floats
    revenue: Floats
    mobile: Floats
    mobile_conversions: Floats
    margin: float
    trapped: int = -1
    truth: Mapping[str, Floats] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class _Truth:
    """What the account is without noise, while traps are planted in it. Rates: campaigns × days."""

    platforms: list[str]
    roles: list[str]
    budget: Floats
    price: Floats
    click_rate: Floats
    conversion_rate: Floats
    basket: float
    margin: float
    mobile_share: Floats
    mobile_advantage: float = 0.6
    trapped: int = -1


def account(setting: Setting, seed: int, trap: Trap | None = None) -> Account:
    """Return the account that `seed` gives: the same for the same arguments, to the last digit."""
    rng = np.random.default_rng(seed)
    truth = _healthy(setting, rng)
    if trap is not None:
        PLANTS[trap.rule](truth, trap.size, rng)
    if setting.partial:
        _come_and_go(truth, setting, np.random.default_rng((seed, 1)))
    return _lived(truth, setting, rng)


def _healthy(setting: Setting, rng: Generator) -> _Truth:
    count = int(rng.integers(setting.campaigns[0], setting.campaigns[1] + 1))
    days = 7 * int(rng.integers(setting.weeks[0], setting.weeks[1] + 1)) + int(rng.integers(0, 7))
    platforms = _platforms(setting, count, rng)
    roles = _roles(count, rng)
    cost = 30.0 * np.exp(rng.normal(0, 0.5)) * np.exp(rng.normal(0, setting.spread, count))
    cost = cost * np.array([CHEAPER.get(role, 1.0) for role in roles])
    by_platform = {p: np.exp(rng.normal(0, 0.3, 2)) for p in sorted(set(platforms))}
    click = 0.02 * np.exp(rng.normal(0, setting.style, count))
    click = click * np.array([by_platform[p][0] for p in platforms])
    conversion = 0.03 * np.exp(rng.normal(0, setting.style, count))
    conversion = conversion * np.array([by_platform[p][1] for p in platforms])
    wanted = np.exp(rng.uniform(*np.log(setting.conversions))) / 28
    share = np.exp(rng.normal(0, 0.8, count))
    budget = (share / share.sum())[:, None] * wanted * cost.mean() * _plan(count, days, rng)
    returns = rng.uniform(1.15, 2.2)
    margin = float(rng.uniform(0.3, 0.6))
    mean_cost = float((budget.sum(1) @ cost) / budget.sum())
    return _Truth(
        platforms=platforms,
        roles=roles,
        budget=budget,
        price=np.repeat((1000 * cost * click * conversion)[:, None], days, 1),
        click_rate=np.repeat(click[:, None], days, 1),
        conversion_rate=np.repeat(conversion[:, None], days, 1),
        basket=float(returns * mean_cost / margin),
        margin=margin,
        mobile_share=np.clip(
            0.6 + np.cumsum(rng.normal(0, 0.002, days))[None, :] + rng.normal(0, 0.08, (count, 1)),
            0.1,
            0.9,
        ),
    )


def _platforms(setting: Setting, count: int, rng: Generator) -> list[str]:
    known = ["Google Ads", "Meta Ads"][: setting.platforms]
    if count < 8 or len(known) == 1:
        return [known[int(rng.integers(len(known)))]] * count
    return [known[int(i)] for i in rng.integers(0, len(known), count)]


def _roles(count: int, rng: Generator) -> list[str]:
    """Brand and retargeting are cheaper by nature; most campaigns are neither, some say nothing."""
    return [
        str(rng.choice(["", "generic", "brand", "retargeting"], p=[0.5, 0.35, 0.08, 0.07]))
        for _ in range(count)
    ]


def _plan(count: int, days: int, rng: Generator) -> Floats:
    """Relative budgets: weekdays, season, steps up or down, pauses. Mean about 1."""
    day = np.arange(days)
    season = 1 + 0.15 * np.sin(2 * np.pi * (day / 365 + rng.uniform()))
    plan = np.ones((count, days)) * WEEKDAYS[day % 7] * season
    for row in plan:
        for _ in range(int(rng.integers(0, 3))):
            row[int(rng.integers(0, days)) :] *= np.exp(rng.normal(0, 0.35))
        if rng.uniform() < 0.15:
            start = int(rng.integers(0, days))
            row[start : start + int(rng.integers(7, 22))] = 0.0
    return plan


def _come_and_go(truth: _Truth, setting: Setting, rng: Generator) -> None:
    """A sale in which everybody converts better, and campaigns that miss it or live by it."""
    days = truth.budget.shape[1]
    length = int(rng.integers(42, max(43, days // 2)))
    first = int(rng.integers(0, days - length))
    sale = np.zeros(days, dtype=np.bool_)
    sale[first : first + length] = True
    truth.conversion_rate[:, sale] *= rng.uniform(1.5, 3.0)
    for row in truth.budget:
        if rng.uniform() >= setting.partial:
            continue
        turn = int(rng.integers(days // 4, 3 * days // 4))
        late = np.arange(days) >= turn
        row[(late, ~late, ~sale)[int(rng.integers(3))]] = 0.0


def memory(rng: Generator, shape: tuple[int, ...], memory: float, deviation: float) -> Floats:
    """An AR(1) path along the last axis with that standard deviation."""
    fresh = rng.normal(0, 1, shape)
    path = np.empty(shape)
    path[..., 0] = fresh[..., 0]
    for day in range(1, shape[-1]):
        path[..., day] = memory * path[..., day - 1] + np.sqrt(1 - memory**2) * fresh[..., day]
    return deviation * path


def counted(rng: Generator, mean: Floats, size: float) -> Floats:
    """Negative binomial counts: variance mean + mean² / size."""
    return rng.poisson(mean * rng.gamma(size, 1 / size, mean.shape)).astype(np.float64)


def _lived(truth: _Truth, setting: Setting, rng: Generator) -> Account:
    count, days = truth.budget.shape
    shocks = [
        memory(rng, (1, days), ACCOUNT_MEMORY, ACCOUNT_SHOCK[i])
        + memory(rng, (count, days), setting.memory, CAMPAIGN_SHOCK[i] * setting.noise)
        for i in range(3)
    ]
    spend = truth.budget * np.exp(rng.normal(0, 0.05, (count, days)))
    price = truth.price * np.exp(shocks[0])
    impressions = counted(rng, 1000 * spend / price, 200.0)
    clicks = counted(rng, impressions * truth.click_rate * np.exp(shocks[1]), 60.0)
    clicks = np.minimum(clicks, impressions)
    mobile = rng.binomial(clicks.astype(np.int64), truth.mobile_share).astype(np.float64)
    level = truth.conversion_rate / _mean_advantage(truth)
    rate = level * np.exp(shocks[2])
    late = _matured(days)
    desk = counted(rng, (clicks - mobile) * rate * late, 15.0)
    hand = counted(rng, mobile * rate * truth.mobile_advantage * late, 15.0)
    conversions = desk + hand
    names = tuple(f"{_title(truth.roles[i])} {i + 1:02d}" for i in range(count))
    return Account(
        names=names,
        platforms=tuple(truth.platforms),
        roles=tuple(truth.roles),
        impressions=impressions,
        clicks=clicks,
        spend=np.round(np.where(impressions > 0, spend, 0.0), 2),
        conversions=conversions,
        revenue=baskets(rng, conversions, truth.basket),
        mobile=mobile,
        mobile_conversions=hand,
        margin=truth.margin,
        trapped=truth.trapped,
        truth=_ratios(truth),
    )


def _ratios(truth: _Truth) -> dict[str, Floats]:
    impressions = 1000 * truth.budget / truth.price
    clicks, results = (impressions * truth.click_rate).sum(1), _expected(truth).sum(1)
    spend = truth.budget.sum(1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "ctr": clicks / impressions.sum(1),
            "click_conversion": results / clicks,
            "cpa": spend / results,
            "roas": results * truth.basket / spend,
        }


def _title(role: str) -> str:
    return {"brand": "Brand", "retargeting": "Retargeting"}.get(role, "Campaign")


def _mean_advantage(truth: _Truth) -> Floats:
    """Keep the campaign's rate as planned, whatever its devices, at the start's mix."""
    first = truth.mobile_share[:, :1]
    return np.asarray(1 - first + first * truth.mobile_advantage)


def _expected(truth: _Truth) -> Floats:
    return 1000 * truth.budget / truth.price * truth.click_rate * truth.conversion_rate


def _matured(days: int) -> Floats:
    """The share of a day's conversions that have come in by the export, made the day after the
    last.
    """
    age = np.arange(days)[::-1] + 0.5
    return 1 - 0.5 * np.exp(-age / 2.0)


def baskets(rng: Generator, conversions: Floats, mean: float) -> Floats:
    """Log-normal order values, one in a hundred ten times as large."""
    out = np.zeros(conversions.shape)
    for place, number in np.ndenumerate(conversions.astype(np.int64)):
        if number:
            value = rng.lognormal(-0.245, 0.7, number)
            value[rng.uniform(size=number) < 0.01] *= 10
            out[place] = mean / 1.09 * value.sum()
    return np.round(out, 2)


def _peers(truth: _Truth, index: int) -> npt.NDArray[np.bool_]:
    mates = np.array(
        [
            truth.platforms[i] == truth.platforms[index] and truth.roles[i] == truth.roles[index]
            for i in range(len(truth.platforms))
        ]
    )
    mates[index] = False
    return mates


def _choose(truth: _Truth, rng: Generator) -> int:
    """A campaign of an ordinary role; it is given at least two peers, as dear as ordinary ones."""
    crowded = [i for i, p in enumerate(truth.platforms) if truth.platforms.count(p) >= 3]
    index = int(rng.choice(crowded))
    mates = np.flatnonzero([p == truth.platforms[index] for p in truth.platforms])
    others = [int(i) for i in mates if i != index]
    for i in (index, *others[:3]):
        truth.price[i] /= CHEAPER.get(truth.roles[i], 1.0)
        truth.roles[i] = "generic"
    truth.trapped = index
    return index


def _stand_beside_peers(truth: _Truth, index: int, share: float) -> None:
    """Give a campaign its peers' mean rates and a share of their common budget, before it is made
    special.
    """
    mates = _peers(truth, index)
    weight = truth.budget[mates].sum()
    impressions = (1000 * truth.budget[mates] / truth.price[mates]).sum()
    clicks = (1000 * truth.budget[mates] / truth.price[mates] * truth.click_rate[mates]).sum()
    conversions = _expected(truth)[mates].sum()
    truth.price[index] = 1000 * weight / impressions
    truth.click_rate[index] = clicks / impressions
    truth.conversion_rate[index] = conversions / clicks
    whole = truth.budget[[p == truth.platforms[index] for p in truth.platforms]].sum()
    own = truth.budget[index].sum()
    if own <= 0:
        truth.budget[index] = truth.budget[mates].mean(0)
        own = truth.budget[index].sum()
    truth.budget[index] *= share / (1 - share) * (whole - min(own, whole * 0.99)) / own


def _clickbait(truth: _Truth, size: float, rng: Generator) -> None:
    index = _choose(truth, rng)
    _stand_beside_peers(truth, index, float(rng.uniform(0.12, 0.3)))
    truth.click_rate[index] *= 1.30**size
    truth.conversion_rate[index] *= 0.70**size
    truth.price[index] *= (1.30 * 1.30 * 0.70) ** size


def _budget_on_worst(truth: _Truth, size: float, rng: Generator) -> None:
    index = _choose(truth, rng)
    _stand_beside_peers(truth, index, float(rng.uniform(0.35, 0.6)))
    truth.conversion_rate[index] *= 1.5 ** (-size * 0.6)
    truth.price[index] *= 1.5 ** (size * 0.4)


def _hidden_gem(truth: _Truth, size: float, rng: Generator) -> None:
    index = _choose(truth, rng)
    _stand_beside_peers(truth, index, float(rng.uniform(0.05, 0.12)))
    truth.click_rate[index] *= 0.85
    truth.conversion_rate[index] *= 0.67 ** (-size) / 0.85


def late_weeks(weeks: int) -> int:
    """Return how many of the last weeks a change is planted in: eight, or half of what there is."""
    return min(8, weeks // 2)


def _late(truth: _Truth) -> slice:
    """The last mature whole weeks."""
    days = truth.budget.shape[1] - 7
    return slice(days - 7 * late_weeks(days // 7), None)


def _dearer_clicks(truth: _Truth, size: float, _: Generator) -> None:
    truth.conversion_rate[:, _late(truth)] *= 1.10**size
    truth.price[:, _late(truth)] *= (1.10 * 1.25) ** size


def _empty_reach(truth: _Truth, size: float, _: Generator) -> None:
    truth.price[:, _late(truth)] /= 1.25**size
    truth.click_rate[:, _late(truth)] /= 1.30**size


def _below_break_even(truth: _Truth, size: float, _: Generator) -> None:
    expected = _expected(truth).sum()
    truth.basket = float(0.90**size * truth.budget.sum() / expected / truth.margin)


def _mix_shift(truth: _Truth, size: float, _: Generator) -> None:
    """Both devices convert less, yet the total more: buyers moved to the device that converts
    best.
    """
    late = _late(truth)
    truth.mobile_advantage = 0.35
    truth.mobile_share[:] = 0.75
    truth.mobile_share[:, late] = 0.75 - 0.2 * size
    truth.conversion_rate[:, late] *= 1 - 0.10 * size


PLANTS = {
    "R01_clickbait": _clickbait,
    "R02_cvr_up_cac_up": _dearer_clicks,
    "R03_reach_flat": _empty_reach,
    "R07_roas_margin": _below_break_even,
    "R08_simpson": _mix_shift,
    "R13_budget_worst": _budget_on_worst,
    "R14_hidden_gem": _hidden_gem,
}
