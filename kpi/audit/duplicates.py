"""Figures of the user's own columns that say one thing twice. A note."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kpi.audit.claims import Claim, Looked, could_not, frozen
from kpi.audit.finding import Finding
from kpi.audit.scene import Scene
from kpi.catalog import kpis, rule
from kpi.facts import Facts

# A handful of remarks: a longer list would be one more dashboard.
MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Two exported rates of one table that are one figure, by KPI id; `keep`: the one to keep, the
    first of the catalogue, which has the lever.
    """

    file: str
    keep: str
    other: str
    columns: tuple[str, str]


def repeats(facts: Facts) -> Iterator[Repeat]:
    """Return the pairs of each table's own columns that the catalogue knows as one figure: the same
    fact, an inverse, or a rest to one.
    """
    order = list(kpis())
    for source in facts.sources:
        rates = {one.rate: one.name for one in source.columns if one.rate in kpis()}
        for first in sorted(rates, key=order.index):
            for second in kpis()[first].same_as:
                if second in rates and order.index(first) < order.index(second):
                    yield Repeat(
                        file=source.file,
                        keep=first,
                        other=second,
                        columns=(rates[first], rates[second]),
                    )


def duplicates(scene: Scene) -> Looked:
    """R17: two columns, one information."""
    known = rule("R17_duplicates")
    found = {(one.keep, one.other): one for one in repeats(scene.facts)}
    rates = any(one.rate for source in scene.facts.sources for one in source.columns)
    if not found and not rates:
        return could_not(known.id)
    notes = (
        Finding(
            rule=known.id,
            kind=known.kind,
            evidence=frozen(
                {
                    "kpi": one.keep,
                    "kpi_other": one.other,
                    "kpi_keep": one.keep,
                    "columns": one.columns,
                    "file": one.file,
                }
            ),
        )
        for one in list(found.values())[:MOST]
    )
    claims = tuple(Claim(finding=one, chance=0.0) for one in notes)
    return Looked(rule=known.id, claims=claims, tested=max(len(found), 1))
