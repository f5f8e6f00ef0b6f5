"""The one dated object that is drawn, presented, exported and kept: readings, findings and a
verdict.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kpi.audit import Audit, Finding, audit
from kpi.brief import Brief
from kpi.facts import Facts, Quantity
from kpi.intake import currency_of
from kpi.period import DAY, WEEK, Period
from kpi.plan import Plan
from kpi.readings import Slope, against, measure, measure_before, moved, trend, trend_slope
from kpi.readings.standing import Move

if TYPE_CHECKING:
    import pandas as pd

LEAST_WEEKS = 4
# What tells two readings of the same rows apart.
READ_AS = ("file", "sheet", "platform", "report", "family", "currency", "period", "grain")
# Statuses of what has no figure for the whole account, yet one for each platform and result.
APART = ("overlapping_claims", "not_additive")


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
    `before`: the same over the period before, such that both compare (`measure_before`); empty when
    there is none. `by_platform`: the KPIs
    that have no figure for the whole account because several platforms may claim one sale.
    `trend`: the north star (or the first KPI of the plan that has one) by week, `trend_slope`, the
    line through its weeks, and `trend_moves`, whether that line or its last weeks against its first
    rise or fall. `by_channel`, `by_campaign`:
    `measure` of one KPI each.
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
    trend_moves: Move
    trend_slope: Slope
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
    if before_period is not None and kept.period is not None:
        before = measure_before(facts, shown, (before_period, kept.period), brief)
    currency = main_currency(facts, brief)
    found = _named(audit(facts, brief, plan, period), facts, currency)
    alone = _in_one_currency(kept, currency)
    weekly, trend_kpi = _trend(kept, plan, brief)
    line = trend_slope(kept, trend_kpi, brief)
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
        trend_moves=_movement(kept, trend_kpi, weekly, brief) or line.move,
        trend_slope=line,
        by_channel=_side_by_side(alone, plan, brief),
        by_campaign=_campaigns(_restricted(alone, found.judged), brief),
        audit=found,
        verdict=verdict(found, readings, plan, brief),
        fingerprint=fingerprint(facts, plan, brief, today, period),
    )


def without(review: Review, put_aside: Collection[Finding]) -> Review:
    """Return the review as it stands once some of its warnings are put aside."""
    live = tuple(one for one in review.audit.warnings if one not in put_aside)
    found = replace(review.audit, warnings=live)
    spoken = verdict(found, review.readings, review.plan, review.brief, len(put_aside))
    return replace(review, audit=found, verdict=spoken)


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


def _movement(facts: Facts, kpi_id: str, weekly: pd.DataFrame, brief: Brief) -> Move:
    """Which way the last whole weeks stand apart from the first, each group with its own range."""
    starts = weekly.loc[weekly["complete"] & weekly["value"].notna(), "week"].dt.date.tolist()
    if len(starts) < 2 * LEAST_WEEKS:
        return ""
    first, last = (
        measure(facts, [kpi_id], period=Period(group[0], group[-1] + WEEK - DAY), brief=brief)
        for group in (starts[:LEAST_WEEKS], starts[-LEAST_WEEKS:])
    )
    return moved(_reading(last, kpi_id), _reading(first, kpi_id))


def _side_by_side(facts: Facts, plan: Plan, brief: Brief) -> pd.DataFrame:
    """The first KPI of the plan, then of common ones, that at least two channels can show."""
    ids = [*(one.id for one in plan.kpis), *_candidates()["channels"]]
    return _first_shown(facts, list(dict.fromkeys(ids)), ("channel",), brief)


def _campaigns(facts: Facts, brief: Brief) -> pd.DataFrame:
    """What a result costs in each campaign, or else what each message or visit brings."""
    return _first_shown(facts, _candidates()["campaigns"], ("platform", "campaign"), brief)


def _first_shown(
    facts: Facts, kpi_ids: list[str], by: tuple[str, ...], brief: Brief
) -> pd.DataFrame:
    """The first KPI with a figure for at least two named groups; no row when none has."""
    for kpi_id in kpi_ids:
        rows = measure(facts, [kpi_id], by=by, brief=brief)
        rows = rows[(rows["status"] == "ok") & (rows[by[-1]].astype(str) != "")]
        if len(rows) >= 2:
            return rows.reset_index(drop=True)
    return rows.iloc[:0]


@cache
def _candidates() -> Mapping[str, list[str]]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        found: dict[str, list[str]] = tomllib.load(file)["side_by_side"]
    return MappingProxyType(found)


def _period_before(facts: Facts, period: Period | None) -> Period | None:
    """As many months or days before, when the facts reach back to its first day."""
    whole = facts.period
    if period is None or whole is None:
        return None
    before = period.previous()
    return before if whole.first <= before.first else None


def main_currency(facts: Facts, brief: Brief) -> str:
    """Return the currency of most of the money, else that of the brief; "" when none tells."""
    return currency_of(facts) or brief.currency or ""


def _restricted(facts: Facts, period: Period | None) -> Facts:
    """The facts of the weeks that campaigns were judged on, so that a chart and a card agree."""
    return facts if period is None else facts.restrict(period)


def _currencies(facts: Facts) -> set[str]:
    return set(facts.cube["currency"].astype(str)) - {""}


def _in_one_currency(facts: Facts, currency: str) -> Facts:
    """The facts whose money is in one currency: amounts in another would be read as this one."""
    return facts.restrict(currency=currency) if len(_currencies(facts)) > 1 else facts


def _named(found: Audit, facts: Facts, currency: str) -> Audit:
    """The findings on a file that tells no currency in that of the review, as its readings are;
    not where there are several.
    """
    if len(_currencies(facts)) > 1:
        return found

    def name(one: Finding) -> Finding:
        return replace(one, currency=one.currency or currency)

    return replace(
        found,
        warnings=tuple(map(name, found.warnings)),
        hidden_performers=tuple(map(name, found.hidden_performers)),
        notes=tuple(map(name, found.notes)),
        unsettled=tuple(replace(one, finding=name(one.finding)) for one in found.unsettled),
    )


def fingerprint(facts: Facts, plan: Plan, brief: Brief, today: date, period: Period | None) -> str:
    """Return the SHA-256 of everything the review depends on: same inputs, same text."""
    import pandas as pd

    rows = pd.util.hash_pandas_object(facts.cube, index=False).to_numpy().tobytes()
    words = json.dumps(
        [
            list(map(str, facts.cube.columns)),
            [[repr(getattr(source, name)) for name in READ_AS] for source in facts.sources],
            repr(brief),
            [one.id for one in (*plan.kpis, *plan.guardrails)],
            today.isoformat(),
            repr(period),
            sorted(facts.corrections.items()),
        ]
    )
    return hashlib.sha256(rows + words.encode()).hexdigest()


def verdict(
    found: Audit, readings: pd.DataFrame, plan: Plan, brief: Brief, put_aside: int = 0
) -> Verdict:
    """Return the situation to open with: doubts first, then losses, pairs, and only then calm.

    `put_aside`: how many warnings are not in `found` because the user put them aside.
    """
    for choose in (_doubt, _losing, _mixed, _warned, _hidden):
        chosen = choose(found)
        if chosen is not None:
            return chosen
    return _target(readings, plan, brief) or _calm(found, readings, plan, put_aside)


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
    """A campaign that costs too much beside one that deserves more, of the kind that compare."""
    pairs = (
        (bad, good)
        for bad in found.warnings
        for good in found.hidden_performers
        if "like" in bad.evidence and bad.evidence["like"] == good.evidence.get("like")
    )
    bad, good = next(pairs, (None, None))
    if bad is None or good is None:
        return None
    values = {
        "name_good": good.evidence["name"],
        "name_bad": bad.evidence["name"],
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
    if target is None or not reading:
        return None
    standing = against(reading, target, north.direction)
    if not standing:
        return None
    values = {name: Quantity(reading[name], north.id) for name in ("value", "low", "high")}
    values["target"] = Quantity(target, north.id)
    return Verdict(
        code={"met": "target_met_plain", "missed": "target_missed_plain", "open": "target_open"}[
            standing
        ],
        values=MappingProxyType({"kpi": north.id, **values}),
    )


def _calm(found: Audit, readings: pd.DataFrame, plan: Plan, put_aside: int) -> Verdict:
    north = plan.north_star
    reading = _reading(readings, north.id)
    values: dict[str, Any] = {
        "kpi": north.id,
        "checked": len(found.checked),
        "unchecked": len(found.unchecked),
    }
    if put_aside:
        code, values["warnings"] = "put_aside", put_aside
    elif not found.checked:
        code = "unverified"
    elif reading.get("status") == "ok":
        code, values["value"] = "calm", Quantity(reading["value"], north.id)
    else:
        code = "calm_apart" if reading.get("status") in APART else "calm_unread"
    return Verdict(code=code, values=MappingProxyType(values))
