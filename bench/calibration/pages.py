"""Simulated pages of a social network: posts that some see and fewer answer, a community that
grows, and visits to a site. Now and then a post goes viral, in a healthy account too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from bench.calibration.accounts import FIRST_DAY, Floats, Generator, counted, late_weeks, memory
from bench.calibration.trial import Built, Trial, told
from kpi.brief import Brief
from kpi.facts import Source

SOURCES = tuple(
    Source(file=f"{name}.csv", platform="Meta Business Suite", family=family)
    for name, family in (("posts", "social"), ("audience", "social"), ("site", "web"))
)
VIRAL, VIRAL_TIMES = 0.01, 8.0


@dataclass(slots=True, kw_only=True)
class _Page:
    """What each post is without noise, one entry a post; `followers` one a week."""

    week: np.ndarray
    reach: Floats
    engaged: Floats
    visits: Floats
    followers: Floats
    gem: int = -1


def pages(trial: Trial) -> Built:
    """Return a page's posts, its followers by week and the visits that a site counted."""
    rng = np.random.default_rng((trial.seed, 13))
    truth = _healthy(trial, rng)
    if trial.trap is not None:
        PLANTS[trial.trap.rule](truth, trial.trap.size)
    return _lived(trial, truth, rng)


def _healthy(trial: Trial, rng: Generator) -> _Page:
    setting = trial.setting
    weeks = int(rng.integers(setting.weeks[0], setting.weeks[1] + 1))
    each = int(rng.integers(2, 6))
    week = np.repeat(np.arange(weeks), each)
    fans = float(np.exp(rng.uniform(*np.log(setting.conversions)))) * 10
    growth = np.exp(rng.normal(0.2, 0.15) * np.arange(weeks) / 52)
    reach = fans * growth[week] * rng.uniform(0.1, 0.3) * np.exp(rng.normal(0, 0.4, len(week)))
    reach *= np.where(rng.uniform(size=len(week)) < VIRAL, VIRAL_TIMES, 1.0)
    return _Page(
        week=week,
        reach=reach,
        engaged=rng.uniform(0.02, 0.06) * np.exp(rng.normal(0, 0.25, len(week))),
        visits=rng.uniform(0.004, 0.012) * np.exp(rng.normal(0, 0.2, len(week))),
        followers=fans * growth,
    )


def _late(truth: _Page) -> slice:
    weeks = len(truth.followers)
    return slice(int(np.searchsorted(truth.week, weeks - late_weeks(weeks))), None)


def _dying_community(truth: _Page, size: float) -> None:
    """Followers rise all along while the share that reacts falls, week after week."""
    at = np.linspace(0, 1, len(truth.followers))
    truth.followers *= 1.10 ** (size * at)
    truth.engaged *= (0.80 ** (size * 1.25 * at))[truth.week]


def _bought(truth: _Page, size: float) -> None:
    truth.engaged[_late(truth)] *= 2.0**size


def _hidden_post(truth: _Page, size: float) -> None:
    truth.gem = len(truth.reach) // 2
    truth.engaged[truth.gem] *= 0.8
    truth.reach[truth.gem] = np.median(truth.reach)
    truth.visits[truth.gem] *= 1.5**size


PLANTS = {
    "R04_followers_engagement": _dying_community,
    "R24_bought_engagement": _bought,
    "R32_hidden_post": _hidden_post,
}


def _lived(trial: Trial, truth: _Page, rng: Generator) -> Built:
    noise, count, weeks = trial.setting.noise, len(truth.reach), len(truth.followers)
    weekly = memory(rng, (weeks,), trial.setting.memory, 0.08 * noise)[truth.week]
    reach = counted(rng, truth.reach, 30.0)
    engaged = counted(rng, reach * truth.engaged * np.exp(weekly), 12.0)
    clicks = counted(rng, reach * truth.visits, 12.0)
    posts = pd.DataFrame(
        {
            "date": (FIRST_DAY + 7 * truth.week + np.arange(count) % 5).astype(str),
            "ad": [f"Post {i + 1:03d}" for i in range(count)],
            "reach": reach,
            "impressions": np.round(reach * 1.2),
            "engagements": np.minimum(engaged, reach),
            "clicks": clicks,
            "channel": "organic_social",
            "platform": "Meta Business Suite",
            "source": 0,
        }
    )
    audience = pd.DataFrame(
        {
            "date": (FIRST_DAY + 7 * np.arange(weeks)).astype(str),
            "followers": np.round(truth.followers),
            "channel": "organic_social",
            "platform": "Meta Business Suite",
            "source": 1,
        }
    )
    visits = rng.binomial(clicks.astype(np.int64), 0.85).astype(np.float64)
    site = pd.DataFrame(
        {"date": posts["date"], "sessions": visits, "channel": "organic_social", "source": 2}
    )
    facts = told(trial, [posts, audience, site], SOURCES, 7 * weeks)
    entity = {"ad": f"Post {truth.gem + 1:03d}"} if truth.gem >= 0 else {}
    brief = Brief(goal="engagement", model="ecommerce", channels=("organic_social",))
    return Built(facts=facts, brief=brief, entity=entity)
