"""Which KPIs the files at hand cannot give, and the field each one lacks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from kpi.catalog import Kpi, kpis
from kpi.facts import MEASURES, Facts
from kpi.readings.measure import measure

if TYPE_CHECKING:
    from kpi.brief import Brief

# Statuses of a KPI that the files do give: a figure, one a platform, or one with more data.
GIVEN = ("ok", "overlapping_claims", "too_little", "needs_brief", "no_denominator")


def lacking(facts: Facts, brief: Brief | None = None) -> Mapping[str, str]:
    """Return KPI id → the first field it needs that no source of its families holds.

    For `recommend(brief, lacking=...)`: a set chosen for the files one already has.
    """
    rows = measure(facts, tuple(kpis()), brief=brief)
    # A ratio that only exists result by result is given too: each result has its own figure.
    apart = (rows["status"] == "not_additive") & rows["kpi"].map(
        lambda id_: kpis()[id_].form == "ratio"
    )
    given = set(rows.loc[rows["status"].isin(GIVEN) | apart, "kpi"])
    held = _held(facts)
    return MappingProxyType(
        {id_: _absent(one, held) for id_, one in kpis().items() if id_ not in given}
    )


def _held(facts: Facts) -> frozenset[tuple[str, str]]:
    """Each measure with the family of a source that holds figures for it."""
    found = set()
    for index, source in enumerate(facts.sources):
        rows = facts.cube[facts.cube["source"] == index]
        found |= {
            (name, source.family) for name in MEASURES if name in rows and rows[name].notna().any()
        }
    return frozenset(found)


def _absent(one: Kpi, held: frozenset[tuple[str, str]]) -> str:
    needed = [*one.data_needed, *(name for part in one.parts for name in kpis()[part].data_needed)]
    for name in needed:
        families = one.families.get(name, MEASURES[name].families)
        if not any((name, family) in held for family in families):
            return name
    return needed[0]
