"""A simulated business: its ads, what its site, its shop and its CRM counted of them, day by day.

The ads are those of `accounts`; the other tables follow them with losses and noise of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from bench.calibration.accounts import (
    FIRST_DAY,
    Account,
    Floats,
    Generator,
    account,
    counted,
    late_weeks,
    memory,
)
from bench.calibration.trial import Built, Trial, told
from kpi.brief import Brief
from kpi.facts import Source

CHANNEL = {"Google Ads": "paid_search", "Meta Ads": "paid_social"}
SOURCES = tuple(
    Source(file=f"{name}.csv", platform=platform, family=family, currency="EUR")
    for name, platform, family in (
        ("google", "Google Ads", "ads"),
        ("meta", "Meta Ads", "ads"),
        ("site", "Google Analytics 4", "web"),
        ("shop", "Shopify", "shop"),
        ("crm", "HubSpot", "crm"),
    )
)


@dataclass(slots=True, kw_only=True, eq=False)
class _Tables:
    """Campaigns × days, what the other tables hold of them; days, what the shop holds."""

    made: Account
    arrive: Floats
    engaged: Floats
    views: Floats
    close: Floats
    claimed: float
    new: float
    discount: Floats
    margin: Floats
    bounce: Floats
    pages: Floats
    entity: dict[str, str] = field(default_factory=dict)


def business(trial: Trial) -> Built:
    """Return the facts of five files about one business."""
    rng = np.random.default_rng((trial.seed, 17))
    tables = _healthy(account(trial.setting, trial.seed), rng)
    if trial.trap is not None:
        PLANTS[trial.trap.rule](tables, trial.trap.size)
    return _lived(trial, tables, rng)


def _healthy(made: Account, rng: Generator) -> _Tables:
    count, days = made.clicks.shape
    return _Tables(
        made=made,
        arrive=rng.uniform(0.8, 0.95) * np.exp(rng.normal(0, 0.04, (count, 1))) * np.ones(days),
        engaged=rng.uniform(0.5, 0.65) * np.exp(rng.normal(0, 0.08, (count, 1))) * np.ones(days),
        views=np.where(np.array(made.platforms) == "Meta Ads", 0.15, 0.02)[:, None] * np.ones(days),
        close=rng.uniform(0.15, 0.3) * np.exp(rng.normal(0, 0.1, (count, 1))) * np.ones(days),
        claimed=float(rng.uniform(0.9, 1.08)),
        new=float(rng.uniform(0.5, 0.75)),
        discount=np.full(days, rng.uniform(0.02, 0.06)),
        margin=np.full(days, made.margin),
        bounce=np.full(days, rng.uniform(0.35, 0.5)),
        pages=np.full(days, rng.uniform(2.0, 4.0)),
    )


def _late(days: int) -> slice:
    return slice(days - 7 * late_weeks(days // 7), None)


def _busiest(tables: _Tables) -> int:
    index = int(np.argmax(tables.made.clicks.sum(1)))
    tables.entity = {"campaign": tables.made.names[index]}
    return index


def _missing_visits(tables: _Tables, size: float) -> None:
    tables.arrive[_busiest(tables)] *= 0.70**size


def _curious(tables: _Tables, size: float) -> None:
    """Its ad draws clicks, and they leave at once."""
    index = _busiest(tables)
    tables.made.impressions[index] = np.maximum(
        np.round(tables.made.impressions[index] / 1.5**size), tables.made.clicks[index]
    )
    tables.engaged[index] *= 0.70**size


def _claims(tables: _Tables, size: float) -> None:
    tables.claimed = 1.25**size


def _existing(tables: _Tables, size: float) -> None:
    tables.new = 0.35 ** (0.5 + size / 2)


def _discounts(tables: _Tables, size: float) -> None:
    """Sales rise as they are given away."""
    late = _late(len(tables.discount))
    for one in (tables.made.conversions, tables.made.revenue):
        one[:, late] = np.round(one[:, late] * 1.10 ** (2 * size))
    tables.discount[late] = 0.25
    tables.margin[late] *= 0.90 / 1.10 ** (2 * size)


def _doubled_tag(tables: _Tables, size: float) -> None:
    late = slice(len(tables.bounce) // 2, None)
    tables.bounce[late] = 0.08 / size
    tables.engaged[:, late] = 1 - 0.08 / size
    tables.pages[late] *= 2.0


def _poor_leads(tables: _Tables, size: float) -> None:
    tables.close[_busiest(tables)] *= 0.60**size


def _views(tables: _Tables, size: float) -> None:
    tables.views[:] = 1 - 0.65**size


PLANTS: dict[str, Callable[[_Tables, float], None]] = {
    "R11_view_through": _views,
    "R15_double_tracking": _doubled_tag,
    "R18_double_count": _claims,
    "R21_discount": _discounts,
    "R25_cpl_quality": _poor_leads,
    "R26_click_session": _missing_visits,
    "R27_new_vs_returning": _existing,
    "R30_curious_clicks": _curious,
}


def _lived(trial: Trial, tables: _Tables, rng: Generator) -> Built:
    made = tables.made
    count, days = made.clicks.shape
    dates = (FIRST_DAY + np.arange(days)).astype(str)
    swing = np.exp(memory(rng, (count, days), trial.setting.memory, 0.08 * trial.setting.noise))
    site_day = np.exp(memory(rng, (days,), 0.6, 0.05 * trial.setting.noise))
    sessions = counted(rng, made.clicks * np.minimum(tables.arrive, 1.0) * swing * site_day, 40.0)
    engaged = rng.binomial(sessions.astype(np.int64), np.minimum(tables.engaged, 1.0))
    claims = counted(rng, made.conversions * tables.claimed, 1e6)
    views = rng.binomial(claims.astype(np.int64), np.minimum(tables.views, 1.0))
    won = rng.binomial(made.conversions.astype(np.int64), np.minimum(tables.close, 1.0))

    def grid(values: dict[str, Floats], source: np.ndarray) -> pd.DataFrame:
        frame = pd.DataFrame({name: one.ravel().astype(float) for name, one in values.items()})
        frame["date"], frame["source"] = np.tile(dates, count), np.repeat(source, days)
        frame["campaign"] = np.repeat(np.array(made.names), days)
        frame["channel"] = np.repeat([CHANNEL[p] for p in made.platforms], days)
        return frame

    ads = {
        "spend": made.spend,
        "impressions": made.impressions,
        "clicks": made.clicks,
        "conversions": claims,
        "view_conversions": views,
        "revenue": made.revenue * tables.claimed,
    }
    own = np.array([0 if p == "Google Ads" else 1 for p in made.platforms])
    frame = grid(ads, own)
    frame["platform"] = np.repeat(np.array(made.platforms), days)
    frame["campaign_role"] = np.repeat(np.array(made.roles), days)
    frame["result"] = "purchase"
    frame = frame[frame["impressions"] > 0]
    site = grid({"sessions": sessions, "engaged_sessions": engaged}, np.full(count, 2))
    crm = grid({"leads": made.conversions, "won": won}, np.full(count, 4))
    shop = _shop(tables, dates, rng)
    whole = _whole_site(tables, sessions, dates, rng)
    files = [one.assign(currency="EUR") for one in (frame, site, whole, shop, crm)]
    facts = told(trial, files, SOURCES, days)
    brief = Brief(goal="conversion", model="ecommerce", margin=made.margin)
    return Built(facts=facts, brief=brief, entity=tables.entity)


def _shop(tables: _Tables, dates: np.ndarray, rng: Generator) -> pd.DataFrame:
    """Orders by day and channel: those of the ads, and as many that came by themselves."""
    made, parts = tables.made, []
    by_platform = {p: np.array(made.platforms) == p for p in sorted(set(made.platforms))}
    paid = {CHANNEL[p]: made.conversions[which].sum(0) for p, which in by_platform.items()}
    total = made.conversions.sum(0)
    money = made.revenue.sum() / max(total.sum(), 1.0)
    others = counted(rng, np.full(len(dates), max(total.mean(), 0.5)), 20.0)
    for channel, orders in (*paid.items(), ("direct", others)):
        revenue = orders * money * np.exp(rng.normal(0, 0.2, len(dates)))
        new = tables.new if channel != "direct" else 0.5
        parts.append(
            pd.DataFrame(
                {
                    "date": dates,
                    "channel": channel,
                    "source": 3,
                    "orders": orders,
                    "new_customers": rng.binomial(orders.astype(np.int64), new).astype(float),
                    "revenue": revenue,
                    "discounts": revenue * tables.discount,
                    "gross_margin": revenue * tables.margin,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _whole_site(
    tables: _Tables, sessions: Floats, dates: np.ndarray, rng: Generator
) -> pd.DataFrame:
    """The visits that no ad brought."""
    direct = counted(rng, np.full(len(dates), sessions.sum(0).mean()), 30.0)
    day = np.exp(memory(rng, (len(dates),), 0.5, 0.05))
    engaged = rng.binomial(direct.astype(np.int64), np.clip(1 - tables.bounce * day, 0, 1))
    return pd.DataFrame(
        {
            "date": dates,
            "channel": "direct",
            "source": 2,
            "sessions": direct,
            "engaged_sessions": engaged.astype(float),
            "page_views": counted(rng, direct * tables.pages, 60.0),
        }
    )
