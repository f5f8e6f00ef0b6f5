"""The one dated object that is drawn, presented, exported and kept: readings, findings and a
verdict.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kpi.audit import Audit, Finding, audit
from kpi.brief import Brief
from kpi.facts import Facts, Quantity
from kpi.period import Period
from kpi.plan import Plan
from kpi.readings import measure, trend

if TYPE_CHECKING:
    import pandas as pd

DAYS_TO_NEXT_REVIEW = 28
LEAST_WEEKS = 4
# Statuses of what has no figure for the whole account, yet one for each platform and result.
APART = ("overlapping_claims", "not_additive")
COMMON = ("cpa", "cpl", "click_conversion", "email_click_rate", "ctr")
BY_CAMPAIGN = ("cpa", "cpl", "cpc", "revenue_per_email", "email_click_rate", "ctr")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The situation a review opens with.

    `code` is an entry of verdicts.toml, or "finding" when the two sentences are those of `finding`
    itself; `values` are raw, by placeholder.
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    finding: Finding | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Review:
    """Everything for one date.

    `readings`: one row a KPI of the plan (north star first, guardrails after), columns of
    `measure`.
    `before`: the same over the period before, empty when there is none. `by_platform`: the KPIs
    that have no figure for the whole account because several platforms may claim one sale.
    `trend`: the north star (or the first KPI of the plan that has one) by week. `by_channel`,
    `by_campaign`: `measure` of one KPI each.
    `fingerprint`: SHA-256 of all inputs.
    """

    today: date
    period: Period | None
    brief: Brief
    plan: Plan
    currency: str
    readings: pd.DataFrame
    before: pd.DataFrame
    by_platform: pd.DataFrame
    trend: pd.DataFrame
    trend_kpi: str
    by_channel: pd.DataFrame
    by_campaign: pd.DataFrame
    audit: Audit
    verdict: Verdict
    fingerprint: str


def review(
    facts: Facts, plan: Plan, brief: Brief, today: date, period: Period | None = None
) -> Review:
    """Return the review of `facts` on the day `today`, over `period` (by default all the facts
    cover).
    """
    kept = facts if period is None else facts.restrict(period)
    shown = [one.id for one in (*plan.kpis, *plan.guardrails)]
    readings = measure(kept, shown, brief=brief)
    before_period = _period_before(facts, kept.period)
    before = readings.iloc[:0]
    if before_period is not None:
        before = measure(facts.restrict(before_period), shown, brief=brief)
    found = audit(facts, brief, plan, period)
    currency = main_currency(facts, brief)
    alone = _in_one_currency(kept, currency)
    weekly, trend_kpi = _trend(kept, plan, brief)
    return Review(
        today=today,
        period=kept.period,
        brief=brief,
        plan=plan,
        currency=currency,
        readings=readings,
        before=before,
        by_platform=_by_platform(kept, readings, brief),
        trend=weekly,
        trend_kpi=trend_kpi,
        by_channel=_side_by_side(alone, plan, brief),
        by_campaign=_campaigns(_restricted(alone, found.judged), brief),
        audit=found,
        verdict=verdict(found, readings, plan, brief, today),
        fingerprint=fingerprint(facts, plan, brief, today, period),
    )


def _by_platform(facts: Facts, readings: pd.DataFrame, brief: Brief) -> pd.DataFrame:
    """The KPIs that several platforms claim, or that count several results, each for itself."""
    apart = readings["status"].isin(APART)
    rows = measure(
        facts,
        readings.loc[apart, "kpi"].tolist(),
        by=("platform", "result", "currency"),
        brief=brief,
    )
    return rows[rows["status"] == "ok"].reset_index(drop=True)


def _trend(facts: Facts, plan: Plan, brief: Brief) -> tuple[pd.DataFrame, str]:
    """The first KPI of the plan with at least LEAST_WEEKS whole weeks to draw; an empty frame
    otherwise.
    """
    for one in plan.kpis:
        weekly = trend(facts, one.id, brief=brief)
        if int((weekly["complete"] & weekly["value"].notna()).sum()) >= LEAST_WEEKS:
            return weekly, one.id
    return trend(facts, plan.north_star.id, brief=brief).iloc[:0], plan.north_star.id


def _side_by_side(facts: Facts, plan: Plan, brief: Brief) -> pd.DataFrame:
    """The first KPI of the plan, then of common ones, that at least two channels can show."""
    for kpi_id in dict.fromkeys([*(one.id for one in plan.kpis), *COMMON]):
        rows = measure(facts, [kpi_id], by=("channel",), brief=brief)
        rows = rows[(rows["status"] == "ok") & (rows["channel"].astype(str) != "")]
        if len(rows) >= 2:
            return rows.reset_index(drop=True)
    return measure(facts, [plan.north_star.id], by=("channel",), brief=brief).iloc[:0]


def _campaigns(facts: Facts, brief: Brief) -> pd.DataFrame:
    """What a result costs in each campaign, or else what each message or visit brings."""
    for kpi_id in BY_CAMPAIGN:
        rows = measure(facts, [kpi_id], by=("platform", "campaign"), brief=brief)
        rows = rows[(rows["status"] == "ok") & (rows["campaign"].astype(str) != "")]
        if len(rows) >= 2:
            return rows.reset_index(drop=True)
    return rows.iloc[:0]


def _period_before(facts: Facts, period: Period | None) -> Period | None:
    """The same number of days before, when the facts cover all of it: a shorter one would not
    compare.
    """
    whole = facts.period
    if period is None or whole is None:
        return None
    before = period.previous()
    return before if whole.first <= before.first else None


def main_currency(facts: Facts, brief: Brief) -> str:
    """Return the currency of most rows that have one, else that of the brief; "" when none
    tells.
    """
    given = facts.cube["currency"].astype(str)
    counts = given[given != ""].value_counts()
    if len(counts):
        return str(counts.sort_index().idxmax())
    return brief.currency or ""


def _restricted(facts: Facts, period: Period | None) -> Facts:
    """The facts of the weeks that campaigns were judged on, so that a chart and a card agree."""
    return facts if period is None else facts.restrict(period)


def _in_one_currency(facts: Facts, currency: str) -> Facts:
    """The facts whose money is in one currency: amounts in another would be read as this one."""
    given = set(facts.cube["currency"].astype(str)) - {""}
    return facts.restrict(currency=currency) if len(given) > 1 else facts


def fingerprint(facts: Facts, plan: Plan, brief: Brief, today: date, period: Period | None) -> str:
    """Return the SHA-256 of everything the review depends on: same inputs, same text."""
    import pandas as pd

    cube = facts.cube.astype({c: "str" for c in facts.cube if facts.cube[c].dtype == "category"})
    rows = pd.util.hash_pandas_object(cube, index=False).to_numpy().tobytes()
    words = json.dumps(
        [
            repr(brief),
            [one.id for one in (*plan.kpis, *plan.guardrails)],
            today.isoformat(),
            repr(period),
            sorted(facts.corrections.items()),
        ]
    )
    return hashlib.sha256(rows + words.encode()).hexdigest()


def verdict(found: Audit, readings: pd.DataFrame, plan: Plan, brief: Brief, today: date) -> Verdict:
    """Return the situation to open with: doubts first, then losses, pairs, and only then calm."""
    for choose in (_doubt, _losing, _mixed, _warned, _hidden):
        chosen = choose(found)
        if chosen is not None:
            return chosen
    return _target(readings, plan, brief) or _calm(found, readings, plan, today)


def _doubt(found: Audit) -> Verdict | None:
    doubts = [one for one in found.warnings if one.kind == "doubt"]
    return Verdict(code="finding", finding=doubts[0]) if doubts else None


def _losing(found: Audit) -> Verdict | None:
    losing = [
        one
        for one in found.warnings
        if one.rule == "R07_roas_margin" and not one.entity and one.money
    ]
    return Verdict(code="finding", finding=losing[0]) if losing else None


def _mixed(found: Audit) -> Verdict | None:
    costly = [
        one for one in found.warnings if "cost" in one.evidence and one.entity.get("campaign")
    ]
    if not costly or not found.hidden_performers:
        return None
    bad, good = costly[0], found.hidden_performers[0]
    if bad.evidence.get("result") != good.evidence.get("result") or bad.currency != good.currency:
        return None
    values = {
        "name_good": good.entity.get("campaign", ""),
        "name_bad": bad.entity["campaign"],
        "result": bad.evidence["result"],
        "cost_good": good.evidence["cost"],
        "cost_bad": bad.evidence["cost"],
        "currency": bad.currency,
    }
    return Verdict(code="mixed", values=MappingProxyType(values))


def _warned(found: Audit) -> Verdict | None:
    return Verdict(code="finding", finding=found.warnings[0]) if found.warnings else None


def _hidden(found: Audit) -> Verdict | None:
    gems = found.hidden_performers
    return Verdict(code="finding", finding=gems[0]) if gems else None


def _reading(readings: pd.DataFrame, kpi_id: str) -> Mapping[str, Any]:
    rows = readings[readings["kpi"] == kpi_id]
    return {str(name): value for name, value in rows.iloc[0].items()} if len(rows) else {}


def _target(readings: pd.DataFrame, plan: Plan, brief: Brief) -> Verdict | None:
    north = plan.north_star
    target, reading = brief.targets.get(north.id), _reading(readings, north.id)
    if target is None or reading.get("status") != "ok" or north.direction == "depends":
        return None
    low, high, value = reading["low"], reading["high"], reading["value"]
    if any(map(math.isnan, (low, high))):
        return None
    better, worse = (
        (high <= target, low > target)
        if north.direction == "down"
        else (low >= target, high < target)
    )
    code = "target_met_plain" if better else "target_missed_plain" if worse else "target_open"
    values = {
        "kpi": north.id,
        "value": Quantity(value, north.id),
        "target": Quantity(target, north.id),
        "low": Quantity(low, north.id),
        "high": Quantity(high, north.id),
    }
    return Verdict(code=code, values=MappingProxyType(values))


def _calm(found: Audit, readings: pd.DataFrame, plan: Plan, today: date) -> Verdict:
    north = plan.north_star
    reading = _reading(readings, north.id)
    values: dict[str, Any] = {
        "kpi": north.id,
        "checked": len(found.checked),
        "unchecked": len(found.unchecked),
        "next_review": today + timedelta(days=DAYS_TO_NEXT_REVIEW),
    }
    if not found.checked:
        return Verdict(code="unverified", values=MappingProxyType(values))
    if reading.get("status") == "ok":
        values["value"] = Quantity(reading["value"], north.id)
        return Verdict(code="calm", values=MappingProxyType(values))
    if reading.get("status") in APART:
        return Verdict(code="calm_apart", values=MappingProxyType(values))
    values["status"] = reading.get("status", "no_data")
    return Verdict(code="calm_unread", values=MappingProxyType(values))
