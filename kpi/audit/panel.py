"""The audit: every rule looks, one error budget is spent, and what stands is put in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi.audit.campaigns import Table
from kpi.audit.claims import Claim, Looked, Together, could_not
from kpi.audit.evidence import holm
from kpi.audit.finding import Audit, Finding, Unchecked
from kpi.audit.gather import tables
from kpi.audit.halves import halves
from kpi.audit.mixes import average_against_parts
from kpi.audit.origin import Origins
from kpi.audit.peers import budget_on_worst, clickbait, hidden_gem
from kpi.audit.periods import dearer_clicks, empty_reach
from kpi.audit.ranking import small_winner
from kpi.audit.returns import below_break_even, known_margin
from kpi.brief import Brief
from kpi.catalog import rule, rules
from kpi.facts import Facts
from kpi.period import Period
from kpi.readings.ledger import Ledger

if TYPE_CHECKING:
    from kpi.plan import Plan

# Error allowed to the findings of one rule together (Holm). Margins and floors come on top of it,
# so that one healthy account in a hundred is warned (measured: docs/method-audit.md).
ERROR = 0.15
# An error rate is no chance of being right. On simulated accounts, half of them healthy, a
# finding with an error p was right about 1 - 2p of the time, and no surer than 19 times in 20
# however small p.
PER_ERROR = 2.0
SURE = 0.95
# Without dates the week-to-week noise is a default: likely at most.
UNDATED = 0.89
# Two rules that say the same of one campaign: it pays too much for its results.
SAME_CAUSE = ("R01_clickbait", "R13_budget_worst")


def audit(
    facts: Facts,
    brief: Brief | None = None,
    plan: Plan | None = None,  # noqa: ARG001 - part of the contract; no rule depends on the chosen KPIs yet
    period: Period | None = None,
) -> Audit:
    """Return what flatters, what hides, and what could not be checked.

    Peer rules look at all whole weeks (inside `period` when given); period rules compare the last
    eight whole weeks, or half of what there is (at least three), or those of `period`, with as
    many before. The last days, whose conversions are still coming in, are left out.
    """
    whole = tables(facts, brief, None)
    shown = whole if period is None else tables(facts, brief, period)
    dear = _dear_looks(shown)
    looks = (
        *dear,
        _gem_look(shown, _standing(dear)),
        *_period_looks(facts, whole, brief, period),
        _returns(shown, brief),
        _together("R12_small_winner", [small_winner(table) for table in shown]),
    )
    if whole and not shown:
        looks = tuple(_outside(look) for look in looks)
    standing = _standing(looks)
    found = {one.rule for one in standing}
    every = sorted(looks, key=lambda look: tuple(rules()).index(look.rule))
    silent = {look.rule: _silence(look) for look in every if look.rule not in found}
    before, after = _compared(whole, period)
    warned = _merged([one for one in standing if one.kind not in ("hidden_performer", "note")])
    origins = Origins(facts)
    return Audit(
        warnings=_located(origins, warned),
        hidden_performers=_located(origins, [s for s in standing if s.kind == "hidden_performer"]),
        notes=_located(origins, [one for one in standing if one.kind == "note"]),
        checked=tuple(id_ for id_, why in silent.items() if why is None),
        unchecked=tuple(why for why in silent.values() if why is not None),
        period=after,
        before=before,
        judged=_judged(shown),
        aside=tuple(table.aside for table in shown if table.aside is not None),
    )


def _silence(look: Looked) -> Unchecked | None:
    """Why a rule that found nothing cannot say that all is in order, None when it can."""
    return look.unchecked or look.partly


def _outside(look: Looked) -> Looked:
    """A rule on campaigns has nothing to look at in a period without any row."""
    whole_file = ("R02_cvr_up_cac_up", "R03_reach_flat", "R08_simpson")
    return look if look.rule in whole_file else could_not(look.rule, "period")


def _compared(whole: Sequence[Table], period: Period | None) -> tuple[Period | None, Period | None]:
    """The two periods that every dated platform compares, None where they differ."""
    splits = [halves(table.starts, period) for table in whole if table.dated]
    spans = {(one.before_period, one.period) for one in splits if one is not None}
    return spans.pop() if len(spans) == 1 else (None, None)


def _judged(shown: Sequence[Table]) -> Period | None:
    spans = {table.period() for table in shown}
    return spans.pop() if len(spans) == 1 else None


DEAR_RULES = (("R01_clickbait", clickbait), ("R13_budget_worst", budget_on_worst))


def _dear_looks(shown: Sequence[Table]) -> tuple[Looked, ...]:
    return tuple(_together(id_, [look(table) for table in shown]) for id_, look in DEAR_RULES)


def _gem_look(shown: Sequence[Table], warned: Sequence[Finding]) -> Looked:
    named = [dict(one.entity) for one in warned]
    looks = [
        hidden_gem(table, np.array([dict(c.at) in named for c in table.campaigns], dtype=np.bool_))
        for table in shown
    ]
    return _together("R14_hidden_gem", looks)


def _period_looks(
    facts: Facts, whole: Sequence[Table], brief: Brief | None, period: Period | None
) -> tuple[Looked, ...]:
    return (
        _together("R02_cvr_up_cac_up", [dearer_clicks(table, period) for table in whole]),
        _together("R03_reach_flat", [empty_reach(table, period, brief) for table in whole]),
        average_against_parts(Ledger(facts), period, brief),
    )


def _returns(shown: Sequence[Table], brief: Brief | None) -> Looked:
    margin = known_margin(brief)
    alone = sum(len(table.pools) for table in shown) == 1
    return _together(
        "R07_roas_margin", [below_break_even(table, margin, alone=alone) for table in shown]
    )


def _together(id_: str, looks: Sequence[Looked]) -> Looked:
    """One look a rule. Without any advertising, the rule's own columns are what is missing."""
    needed = ("margin" if name == "gross_margin" else name for name in rule(id_).needs[0])
    return Together(looks=tuple(looks)).as_one(id_, could_not(id_, *needed))


def _standing(looks: Sequence[Looked]) -> list[Finding]:
    """Return the findings that stand, each rule's chances corrected for all it looked at."""
    return [finding for look in looks for finding in _corrected(look)]


def _corrected(look: Looked) -> list[Finding]:
    adjusted = holm(np.array([claim.chance for claim in look.claims]), look.tested)
    return [
        _sure(claim, float(chance))
        for claim, chance in zip(look.claims, adjusted, strict=True)
        if chance <= ERROR
    ]


def _sure(claim: Claim, chance: float) -> Finding:
    if claim.finding.kind == "note":
        return claim.finding
    limit = SURE if claim.finding.dated else UNDATED
    return replace(claim.finding, confidence=min(1 - PER_ERROR * chance, limit))


def _merged(found: list[Finding]) -> list[Finding]:
    """Two findings of one cause on one campaign become the one with most money, which names the
    other.
    """
    kept: list[Finding] = []
    for one in sorted(found, key=_weight):
        twin = next((i for i, other in enumerate(kept) if _same_cause(one, other)), None)
        if twin is None:
            kept.append(one)
        else:
            kept[twin] = replace(kept[twin], merged=(*kept[twin].merged, one.rule))
    return kept


def _same_cause(one: Finding, other: Finding) -> bool:
    alike = one.rule in SAME_CAUSE and other.rule in SAME_CAUSE
    return alike and dict(one.entity) == dict(other.entity)


def _weight(one: Finding) -> tuple[bool, float]:
    """Doubts about the data first, then most money."""
    return one.kind != "doubt", -(one.money[1] if one.money is not None else 0.0)


def _located(origins: Origins, found: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings in order, each with its rows."""
    ordered = sorted(found, key=_weight)
    return tuple(replace(one, rows=origins.rows(one.scope), scope=None) for one in ordered)
