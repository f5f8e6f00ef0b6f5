"""The audit: every rule looks, one error budget is spent, and what stands is put in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kpi.audit.budget import standing, unsettled
from kpi.audit.campaigns import Table
from kpi.audit.claims import Looked
from kpi.audit.finding import Audit, Finding, Unsettled
from kpi.audit.halves import halves
from kpi.audit.origin import Origins
from kpi.audit.registry import LOOKS, LOOKS_AFTER
from kpi.audit.scene import Scene
from kpi.brief import Brief
from kpi.catalog import rule, rules
from kpi.facts import Facts
from kpi.period import Period

if TYPE_CHECKING:
    from kpi.plan import Plan

HIDDEN = "hidden_performer"
# Neither a warning nor a doubt.
CALM = (HIDDEN, "note")


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
    scene = Scene(facts, brief, period)
    first = [look(scene) for look in LOOKS.values()]
    found = standing(first)
    looks = [*first, *(look(scene, found) for look in LOOKS_AFTER.values())]
    found = standing(looks)
    silent = [look for look in _in_order(looks) if look.rule not in {one.rule for one in found}]
    before, after = _compared(scene.whole, period)
    origins = Origins(facts)
    return Audit(
        warnings=_located(origins, _merged([one for one in found if one.kind not in CALM])),
        hidden_performers=_located(origins, _surest([s for s in found if s.kind == HIDDEN])),
        notes=_located(origins, [one for one in found if one.kind == "note"]),
        unsettled=_open(origins, looks),
        checked=tuple(look.rule for look in silent if look.silence is None),
        unchecked=tuple(look.silence for look in silent if look.silence is not None),
        period=after,
        before=before,
        judged=_judged(scene.shown),
        aside=tuple(table.aside for table in scene.shown if table.aside is not None),
    )


def _in_order(looks: Sequence[Looked]) -> list[Looked]:
    return sorted(looks, key=lambda look: tuple(rules()).index(look.rule))


def _compared(whole: Sequence[Table], period: Period | None) -> tuple[Period | None, Period | None]:
    """The two periods that every dated platform compares, None where they differ."""
    splits = [halves(table.starts, period) for table in whole if table.dated]
    spans = {(one.before_period, one.period) for one in splits if one is not None}
    return spans.pop() if len(spans) == 1 else (None, None)


def _judged(shown: Sequence[Table]) -> Period | None:
    spans = {table.period() for table in shown if table.named.any()}
    return spans.pop() if len(spans) == 1 else None


def _merged(found: list[Finding]) -> list[Finding]:
    """Findings of one cause on one thing become the first of them, which names the others."""
    kept: list[Finding] = []
    for one in sorted(found, key=_weight):
        twin = next((i for i, other in enumerate(kept) if _same_cause(one, other)), None)
        if twin is None:
            kept.append(one)
        else:
            kept[twin] = replace(kept[twin], merged=(*kept[twin].merged, one.rule))
    return kept


def _same_cause(one: Finding, other: Finding) -> bool:
    causes = {rule(finding.rule).cause for finding in (one, other)}
    return len(causes) == 1 and "" not in causes and dict(one.entity) == dict(other.entity)


def _weight(one: Finding) -> tuple[bool, float]:
    """Doubts about the data first, then most money."""
    return one.kind != "doubt", -(one.money[1] if one.money is not None else 0.0)


def _surest(found: Sequence[Finding]) -> list[Finding]:
    """Hidden performers by what they gain at least, never by the raw figure."""
    return sorted(found, key=lambda one: -float(one.evidence.get("sure_gain", 0.0)))


def _located(origins: Origins, found: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings, each with its rows."""
    return tuple(replace(one, rows=origins.rows(one.scope), scope=None) for one in found)


def _open(origins: Origins, looks: Sequence[Looked]) -> tuple[Unsettled, ...]:
    """What more data would settle, most money first."""
    found = sorted(unsettled(looks), key=lambda one: _weight(one.finding))
    located = (replace(one, finding=_located(origins, [one.finding])[0]) for one in found)
    return tuple(located)
