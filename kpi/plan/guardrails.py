"""What keeps a KPI from flattering: its counter-metrics, as far as a company has their data."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.brief import Brief
from kpi.catalog import Kpi, kpis
from kpi.plan.possession import Holdings
from kpi.plan.reason import Reason, kept
from kpi.plan.redundancy import twin
from kpi.plan.refusal import not_computable


def counter_of(one: Kpi, brief: Brief, owned: Holdings) -> str | None:
    """Return the first counter-metric that this company can compute, None when none can be.

    Goal and role do not matter: a guardrail may come from any step of the journey.
    """
    return next(
        (id_ for id_ in one.counters if not_computable(kpis()[id_], brief, owned) is None), None
    )


def guardrails(chosen: Sequence[str], brief: Brief, owned: Holdings) -> tuple[Reason, ...]:
    """Return a Reason for each counter of the set that is not in it, in the set's order."""
    guarded: dict[str, list[str]] = {}
    for id_ in chosen:
        counter = counter_of(kpis()[id_], brief, owned)
        if counter is not None and counter not in chosen:
            guarded.setdefault(counter, []).append(id_)
    return tuple(kept(id_, "guardrail_of", kept=tuple(of)) for id_, of in guarded.items())


def guards_repeat(chosen: Sequence[str], brief: Brief, owned: Holdings) -> bool:
    """Return whether a guardrail of this set would say what the set says under another name."""
    guards = [reason.kpi for reason in guardrails(chosen, brief, owned)]
    return any(twin(id_, (*chosen, *guards)) is not None for id_ in guards)
