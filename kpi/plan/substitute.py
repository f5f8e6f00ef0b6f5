"""Which KPI of the set to look at instead of one that was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kpi.brief import Brief
from kpi.catalog import Kpi, kpis
from kpi.catalog.choosing import situations
from kpi.catalog.kpi import STAGES
from kpi.plan.reason import Reason, dropped
from kpi.plan.redundancy import twin

# These arguments ask for a more frequent step of the journey.
TOO_FEW = ("no_volume", "low_traffic")


def with_substitute(
    reason: Reason, chosen: Sequence[str], guards: Sequence[str], brief: Brief
) -> Reason:
    """Return the Reason with its substitute: a KPI of the set, or the twin that the plan holds.

    What is measured and never recommended gives way to its twin where the plan has one.
    """
    if reason.instead is not None:
        return reason
    same = twin(reason.kpi, (*chosen, *guards))
    if reason.filter == "decides" and same is not None:
        return replace(dropped(reason.kpi, "unique", "duplicate_exact"), instead=same)
    return replace(reason, instead=_nearest(reason, chosen, brief))


def _nearest(reason: Reason, chosen: Sequence[str], brief: Brief) -> str:
    """What the situation proposes, else a relative, else the same stage, else the north star."""
    one = kpis()[reason.kpi]
    earlier = _earlier(one, chosen) if reason.because in TOO_FEW else []
    same_stage = [id_ for id_ in chosen if kpis()[id_].stage == one.stage]
    wished = (
        *_proposed(reason, brief),
        *earlier,
        *one.same_as,
        *one.near,
        *one.counters,
        *same_stage,
    )
    return next((id_ for id_ in wished if id_ in chosen), chosen[0])


def _proposed(reason: Reason, brief: Brief) -> list[str]:
    """The KPIs of the situation that speaks against this one."""
    if not brief.situations:
        return []
    speaking = [one for one in situations().values() if one.id in brief.situations]
    return [
        id_
        for one in speaking
        if one.refusal_of(reason.kpi) == reason.because
        for id_ in (*(rung.kpi for rung in one.stars), *one.companions)
    ]


def _earlier(one: Kpi, chosen: Sequence[str]) -> list[str]:
    """KPIs of the set before this one on the journey, the nearest step first."""
    place = {id_: STAGES.index(kpis()[id_].stage) for id_ in chosen}
    before = [id_ for id_ in chosen if place[id_] < STAGES.index(one.stage)]
    return sorted(before, key=lambda id_: -place[id_])
