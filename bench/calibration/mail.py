"""Simulated e-mailing: some sends a week to a list that grows and leaks, read by people and by
machines. Rates drift, and jump from send to send.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from bench.calibration.accounts import (
    FIRST_DAY,
    Floats,
    Generator,
    baskets,
    counted,
    late_weeks,
    memory,
)
from bench.calibration.trial import Built, Trial, told
from kpi.brief import Brief
from kpi.facts import Source

SOURCES = (
    Source(file="sends.csv", platform="Brevo", family="email", currency="EUR"),
    Source(file="list.csv", platform="Brevo", family="email", currency="EUR"),
    Source(file="site.csv", family="web", currency="EUR"),
)
# Relative swings, from one send to the next, of opens, clicks and orders.
SWING = np.array([0.06, 0.18, 0.35])


@dataclass(slots=True, kw_only=True)
class _Mail:
    """What each send is without noise. One entry a send, in order."""

    week: np.ndarray
    size: Floats
    opens: Floats
    clicks: Floats
    orders: Floats
    machine_clicks: Floats
    members: Floats
    gained: Floats
    lost: Floats
    visits: Floats
    basket: float
    gem: int = -1


def mail(trial: Trial) -> Built:
    """Return a year or less of sends, beside what a site counted of their visits."""
    rng = np.random.default_rng((trial.seed, 11))
    truth = _healthy(trial, rng)
    if trial.trap is not None:
        PLANTS[trial.trap.rule](truth, trial.trap.size)
    return _lived(trial, truth, rng)


def _healthy(trial: Trial, rng: Generator) -> _Mail:
    setting = trial.setting
    weeks = int(rng.integers(setting.weeks[0], setting.weeks[1] + 1))
    each = int(rng.integers(1, 4))
    week = np.repeat(np.arange(weeks), each)
    people = float(np.exp(rng.uniform(*np.log(setting.conversions)))) * 12
    growth = np.exp(rng.normal(0.15, 0.1) * week / 52)
    part = np.exp(rng.normal(0, 0.25, len(week)))
    clicks = rng.uniform(0.015, 0.04)
    gained = people * rng.uniform(0.004, 0.012)
    return _Mail(
        week=week,
        size=people * growth * np.minimum(part, 1.0),
        members=people * np.exp(0.15 * np.arange(weeks) / 52),
        opens=np.full(len(week), rng.uniform(0.25, 0.45)),
        clicks=np.full(len(week), clicks),
        orders=np.full(len(week), rng.uniform(0.02, 0.05)),
        machine_clicks=np.full(len(week), rng.uniform(0.0, 0.08)),
        gained=np.full(weeks, gained),
        lost=np.full(weeks, gained * rng.uniform(0.1, 0.3)),
        visits=np.full(len(week), rng.uniform(0.8, 0.95)),
        basket=float(rng.uniform(30, 90)),
    )


def _late(truth: _Mail) -> slice:
    """The sends of the last weeks."""
    weeks = len(truth.gained)
    return slice(int(np.searchsorted(truth.week, weeks - late_weeks(weeks))), None)


def _machine_opens(truth: _Mail, size: float) -> None:
    truth.opens[_late(truth)] *= 1.20**size


def _scanners(truth: _Mail, size: float) -> None:
    """Filters follow links that nobody visits: so many clicks a visit."""
    truth.machine_clicks[:] = 1 - 1 / (2.0**size * truth.visits)


def _leak(truth: _Mail, size: float) -> None:
    """At the floor half of what comes leaves again; the margin is four in ten."""
    truth.lost[:] = truth.gained * 0.4 * 1.25**size


def _cleaning(truth: _Mail, size: float) -> None:
    """The silent leave the list; those who click stay."""
    late, kept = _late(truth), 0.85**size
    truth.size[late] *= kept
    truth.members[-late_weeks(len(truth.members)) :] *= kept
    truth.opens[late] /= kept
    truth.clicks[late] /= kept


def _hidden_send(truth: _Mail, size: float) -> None:
    """One of the better-read half brings more orders a message than it looks."""
    truth.gem = len(truth.size) // 2
    truth.opens[truth.gem] *= 0.85
    truth.size[truth.gem] = truth.size.max()
    truth.clicks[truth.gem] *= 1.5**size


PLANTS = {
    "R05_mpp": _machine_opens,
    "R06_bot_clicks": _scanners,
    "R16_list_churn": _leak,
    "R29_inactives_purge": _cleaning,
    "R31_hidden_email": _hidden_send,
}


def _lived(trial: Trial, truth: _Mail, rng: Generator) -> Built:
    noise, count = trial.setting.noise, len(truth.size)
    swings = [memory(rng, (count,), 0.3, one * noise) for one in SWING]
    delivered = np.round(truth.size * 0.985)
    opens = counted(rng, delivered * truth.opens * np.exp(swings[0]), 400.0)
    people = counted(rng, delivered * truth.clicks * np.exp(swings[1]), 60.0)
    machines = counted(rng, people.mean() * truth.machine_clicks / (1 - truth.machine_clicks), 30.0)
    orders = counted(rng, people * truth.orders * np.exp(swings[2]), 15.0)
    sends = pd.DataFrame(
        {
            "date": (FIRST_DAY + 7 * truth.week + (np.arange(count) % 3) * 2).astype(str),
            "campaign": [f"Send {i + 1:03d}" for i in range(count)],
            "sends": np.round(truth.size),
            "delivered": delivered,
            "opens": np.minimum(opens, delivered),
            "email_clicks": people + machines,
            "orders": orders,
            "revenue": baskets(rng, orders, truth.basket),
            "unsubscribes": counted(rng, delivered * 0.002, 30.0),
            "channel": "email",
            "platform": "Brevo",
            "source": 0,
        }
    )
    if trial.trap is not None and trial.trap.rule == "R06_bot_clicks" and trial.seed % 2:
        sends["machine_clicks"] = machines
    tables = [sends, _list(trial, truth, rng), _site(sends, truth, people, rng)]
    facts = told(trial, tables, SOURCES, 7 * len(truth.gained))
    entity = {"campaign": f"Send {truth.gem + 1:03d}"} if truth.gem >= 0 else {}
    brief = Brief(goal="loyalty", model="ecommerce", channels=("email",))
    return Built(facts=facts, brief=brief, entity=entity)


def _list(trial: Trial, truth: _Mail, rng: Generator) -> pd.DataFrame:
    weeks = np.arange(len(truth.gained))
    swing = np.exp(memory(rng, (len(weeks),), 0.5, 0.15 * trial.setting.noise))
    return pd.DataFrame(
        {
            "date": (FIRST_DAY + 7 * weeks).astype(str),
            "subscribers_gained": counted(rng, truth.gained * swing, 20.0),
            "subscribers_lost": counted(rng, truth.lost * swing, 20.0),
            "list_size": np.round(truth.members),
            "channel": "email",
            "platform": "Brevo",
            "source": 1,
        }
    )


def _site(sends: pd.DataFrame, truth: _Mail, people: Floats, rng: Generator) -> pd.DataFrame:
    """Visits by channel and day: the e-mails' and the others'."""
    visits = rng.binomial(people.astype(np.int64), truth.visits).astype(np.float64)
    own = pd.DataFrame({"date": sends["date"], "sessions": visits, "channel": "email"})
    others = pd.DataFrame(
        {"date": sends["date"], "sessions": counted(rng, 4 * people, 30.0), "channel": "direct"}
    )
    return pd.concat([own, others], ignore_index=True).assign(source=2)
