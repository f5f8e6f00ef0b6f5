"""`infer`: what the files let us suppose of the company and its goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi.brief import CHANNELS, Brief, Channel, Goal, Model

if TYPE_CHECKING:
    import pandas as pd

    from kpi.facts import Facts

DAYS_A_MONTH = 365.25 / 12


def infer(facts: Facts) -> Brief:
    """Return the brief that the files let us suppose, each supposed answer named in
    `Brief.inferred`.

    Units as in Brief: amounts a month of 30.4 days, sessions a week, in the main currency.
    """
    currency = currency_of(facts)
    answers: dict[str, object] = {
        "goal": _goal(facts),
        "model": _model(facts),
        "channels": _channels(facts),
        "currency": currency,
        "has_crm": True if "crm" in _families(facts) else None,
        **_amounts(facts, currency),
    }
    known = {name: value for name, value in answers.items() if value not in (None, ())}
    return Brief(**known, inferred=frozenset(known))  # type: ignore[arg-type]


def _families(facts: Facts) -> set[str]:
    return {source.family for source in facts.sources if source.rows_kept}


def _has(facts: Facts, *measures: str) -> bool:
    return any(m in facts.cube and bool((facts.cube[m] > 0).any()) for m in measures)


def _model(facts: Facts) -> Model:
    """Return the business that such figures come from: what is counted tells it, the surest
    first.
    """
    if _has(facts, "mrr", "trials", "trials_paid"):
        return "subscription"
    if _has(facts, "installs"):
        return "app"
    if "crm" in _families(facts):
        return "b2b" if _has(facts, "deal_days", "pipeline_value") else "lead_generation"
    if _has(facts, "orders", "revenue"):
        return "ecommerce"
    if _has(facts, "leads"):
        return "lead_generation"
    if _has(facts, "page_views", "sessions") and not _has(facts, "spend", "conversions"):
        return "media"
    return "ecommerce"


def _goal(facts: Facts) -> Goal:
    """Return what the figures were gathered for: spending to win customers unless nothing else
    shows it.
    """
    if _has(facts, "spend"):
        if _has(facts, "conversions", "leads", "orders", "revenue", "new_customers"):
            return "acquisition"
        return "awareness"
    families = _families(facts)
    if "email" in families and families <= {"email", "shop"}:
        return "loyalty"
    if _has(facts, "orders", "revenue", "conversions"):
        return "conversion"
    if families & {"social", "web"} and _channels(facts) != ("organic_search",):
        return "engagement"
    return "acquisition"


def _channels(facts: Facts) -> tuple[Channel, ...]:
    """Return the channels that hold an activity, in the order of the design."""
    present = set(facts.cube["channel"].unique())
    return tuple(channel for channel in CHANNELS if channel in present)  # type: ignore[misc]


def currency_of(facts: Facts) -> str | None:
    """Return the currency of most of the spend, else of most rows that have one."""
    given = sorted(set(facts.cube["currency"].unique()) - {""})
    if len(given) < 2:
        return given[0] if given else None
    rows = facts.cube[facts.cube["currency"] != ""]
    weight = rows["spend"].fillna(0.0) if _has(facts, "spend") else rows["source"] * 0 + 1
    return str(weight.groupby(rows["currency"].to_numpy()).sum().idxmax())


def _amounts(facts: Facts, currency: str | None) -> dict[str, object]:
    """Return what is counted a month or a week, over the days that the files cover."""
    period = facts.period
    if period is None or period.days < 7:
        return {}
    months = period.days / DAYS_A_MONTH
    orders = _sum(facts.recorded("orders"), "orders")
    revenue = _sum(_in(facts.recorded("revenue"), currency), "revenue")
    conversions = orders or _sum(facts.recorded("conversions"), "conversions")
    spend = _sum(_in(facts.cube, currency), "spend")
    sessions = _sum(facts.cube, "sessions")
    shop = "shop" in _families(facts)
    return {
        "history_months": round(months, 1),
        "monthly_conversions": _each(conversions, months),
        "monthly_budget": _each(spend, months),
        "weekly_sessions": _each(sessions, period.days / 7),
        "average_order_value": _each(revenue, orders) if shop and orders else None,
        "apple_mail_share": _share(_sum(facts.cube, "machine_opens"), _sum(facts.cube, "opens")),
    }


def _in(rows: pd.DataFrame, currency: str | None) -> pd.DataFrame:
    if currency is None or len(rows["currency"].unique()) < 2:
        return rows
    return rows[rows["currency"] == currency]


def _sum(rows: pd.DataFrame, measure: str) -> float | None:
    if measure not in rows or rows[measure].isna().all():
        return None
    return float(np.nansum(rows[measure].to_numpy()))


def _each(total: float | None, count: float | None) -> float | None:
    return None if total is None or not count or total < 0 else round(total / count, 2)


def _share(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole or part > whole else round(part / whole, 3)
