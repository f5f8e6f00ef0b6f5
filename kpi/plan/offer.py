"""What the filters leave on offer for one brief, and how sure its data are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kpi.brief import Brief
from kpi.catalog import Kpi
from kpi.plan.possession import Holdings, Possession, possession


@dataclass(frozen=True, slots=True)
class Offer:
    """KPI id → how sure its data are, in the catalogue's order, for one brief."""

    brief: Brief
    owned: Holdings
    offered: Mapping[str, Possession]


def offer(brief: Brief, owned: Holdings, offered: tuple[Kpi, ...]) -> Offer:
    """Return the offer made of KPIs that passed the filters."""
    return Offer(brief, owned, {one.id: possession(one, owned, brief) for one in offered})
