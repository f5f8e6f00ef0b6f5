"""The north star: what a situation asks for, else the nearest to money that the data can carry."""

from __future__ import annotations

from kpi.catalog.choosing import Rung, ladder, questions, situations
from kpi.plan.conditions import holds
from kpi.plan.offer import Offer
from kpi.plan.possession import in_crm_alone
from kpi.plan.reason import Reason, kept


def north_star(here: Offer) -> Reason | None:
    """Return the Reason for the KPI that leads the set, None when nothing on offer can."""
    return _by_situation(here) or _by_ladder(here) or _by_question(here)


def _by_situation(here: Offer) -> Reason | None:
    for situation in situations().values():
        if situation.id in here.brief.situations:
            for rung in situation.stars:
                if _stands(here, rung) and _is_carried(here, rung.kpi):
                    return kept(rung.kpi, f"star_{situation.id}")
    return None


def _by_ladder(here: Offer) -> Reason | None:
    """Return the first rung that holds, and what stood above it and is not possible yet."""
    above = ""
    for rung in ladder(here.brief.goal, here.brief.model).rungs:
        if not _stands(here, rung):
            above = above if rung.kpi in here.offered else rung.kpi
        elif not _is_carried(here, rung.kpi):
            above = rung.kpi
        elif not above:
            return kept(rung.kpi, "star_first")
        else:
            because = "star_until_crm" if above in here.offered else "star_next"
            return kept(rung.kpi, because, kpi_other=above)
    return None


def _by_question(here: Offer) -> Reason | None:
    for question in questions(here.brief.goal):
        for kpi in question.kpis:
            if kpi in here.offered and _is_carried(here, kpi):
                return kept(kpi, "star_fallback")
    return None


def _stands(here: Offer, rung: Rung) -> bool:
    return (
        rung.kpi in here.offered
        and (not rung.channels or bool(set(rung.channels) & set(here.brief.channels)))
        and all(holds(one, here.brief) for one in rung.conditions)
    )


def _is_carried(here: Offer, kpi: str) -> bool:
    """Whether the data bear a north star: a CRM that nobody confirmed does not."""
    return here.brief.has_crm is True or not in_crm_alone(kpi)
