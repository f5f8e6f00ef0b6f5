"""Which of the KPIs on offer make the set: the north star, what situations bring, questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kpi.brief import Brief
from kpi.catalog import Kpi, kpis
from kpi.catalog.choosing import Question, Rung, identities, ladder, questions, situations
from kpi.plan.conditions import holds
from kpi.plan.possession import Families, Possession, in_crm_alone, possession
from kpi.plan.reason import Reason, kept
from kpi.plan.redundancy import says_something_new
from kpi.plan.refusal import not_computable

MOST = 5
FEWEST = 3
# Where sales come late or seldom, a rate between two stages speaks sooner than a cost does. The
# limits are those of the catalogue's own conditions on click_conversion and cac.
LONG_CYCLE_DAYS = 90
LOW_VOLUME_A_MONTH = 30
# Neighbours on the way from being known to being chosen again.
JOURNEY = ("awareness", "engagement", "acquisition", "conversion", "loyalty")


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be offered for a brief: KPI id → how sure its data are, in the catalogue's order."""

    brief: Brief
    owned: Families
    offered: Mapping[str, Possession]


Chosen = tuple[Reason, ...]


def offer(brief: Brief, owned: Families, offered: tuple[Kpi, ...]) -> Offer:
    """Return the offer made of KPIs that passed the filters."""
    return Offer(brief, owned, {one.id: possession(one, owned, brief) for one in offered})


def ids(chosen: Chosen) -> tuple[str, ...]:
    """Return the KPIs chosen, in order."""
    return tuple(reason.kpi for reason in chosen)


def select(here: Offer) -> Chosen:
    """Return a Reason for each KPI of the set, the north star first, five at most."""
    star = _north_star(here)
    if star is None:
        return _neighbours(here, ())
    chosen: Chosen = (star,)
    for reason in _brought(here):
        if len(chosen) < MOST and says_something_new(reason.kpi, ids(chosen)):
            chosen = (*chosen, reason)
    chosen = _answers(here, chosen)
    return chosen if len(chosen) >= FEWEST else _neighbours(here, chosen)


# --- North star


def _can_lead(here: Offer, rung: Rung) -> bool:
    """A CRM that nobody confirmed does not carry a north star."""
    return (
        rung.kpi in here.offered
        and (not rung.channels or bool(set(rung.channels) & set(here.brief.channels)))
        and all(holds(one, here.brief) for one in rung.conditions)
        and (here.brief.has_crm is True or not in_crm_alone(kpis()[rung.kpi], here.owned))
    )


def _north_star(here: Offer) -> Reason | None:
    for situation in situations().values():
        if situation.id in here.brief.situations:
            for rung in situation.stars:
                if _can_lead(here, rung):
                    return kept(rung.kpi, f"star_{situation.id}")
    above = ""
    for rung in ladder(here.brief.goal, here.brief.model).rungs:
        if _can_lead(here, rung):
            return (
                kept(rung.kpi, "star_next", kpi_other=above)
                if above
                else kept(rung.kpi, "star_first")
            )
        above = rung.kpi
    for question in questions(here.brief.goal):
        for kpi in question.kpis:
            if kpi in here.offered and _can_lead(here, Rung(kpi=kpi, conditions=(), channels=())):
                return kept(kpi, "star_fallback")
    return None


# --- What situations bring


def _brought(here: Offer) -> Iterator[Reason]:
    for situation in situations().values():
        if situation.id in here.brief.situations:
            for kpi in (*(rung.kpi for rung in situation.stars), *situation.companions):
                if kpi in here.offered:
                    yield kept(kpi, f"with_{situation.id}")


# --- One KPI a question


def _answers(here: Offer, chosen: Chosen) -> Chosen:
    """Open questions first, then any, with KPIs whose data are there; then with others."""
    asked = questions(here.brief.goal)
    for sure in (True, False):
        for only_open in (True, False):
            before: Chosen = ()
            while before != chosen and len(chosen) < MOST:
                before = chosen
                for question in asked:
                    is_open = not set(question.kpis) & set(ids(chosen))
                    if len(chosen) < MOST and (is_open or not only_open):
                        chosen = _answer(here, question, chosen, sure=sure)
                if only_open:
                    break
    return chosen


def _answer(here: Offer, question: Question, chosen: Chosen, *, sure: bool) -> Chosen:
    """Return the set with the question's best KPI that says something new, or as it was."""
    for kpi in _ranked(here, question):
        if (here.offered[kpi] == "sure") == sure and kpi not in ids(chosen):
            with_it = _added(chosen, kept(kpi, f"answers_{question.id}"))
            if with_it != chosen:
                return with_it
    return chosen


def _ranked(here: Offer, question: Question) -> list[str]:
    """Those of this business before those of all; rates before costs if sales are late or few."""
    cycle, volume = here.brief.sales_cycle_days, here.brief.monthly_conversions
    slow = (cycle is not None and cycle > LONG_CYCLE_DAYS) or (
        volume is not None and volume < LOW_VOLUME_A_MONTH
    )
    listed = [kpi for kpi in question.kpis if kpi in here.offered]
    return sorted(
        listed,
        key=lambda kpi: (slow and kpis()[kpi].unit == "money", "all" in kpis()[kpi].models),
    )


def _added(chosen: Chosen, reason: Reason) -> Chosen:
    """Return the set with one more KPI, unless it repeats it.

    Where a product and all its factors would stand together, the factors stay: each has its own
    lever (the page, the bid, the offer), and the product follows. The north star and what a
    situation asked for are not given up.
    """
    if says_something_new(reason.kpi, ids(chosen)):
        return (*chosen, reason)
    wanted = {*ids(chosen), reason.kpi}
    for identity in identities():
        if reason.kpi in identity.factors and identity.members() <= wanted:
            rest = tuple(
                one
                for position, one in enumerate(chosen)
                if one.kpi != identity.result or position == 0 or one.because.startswith("with_")
            )
            if len(rest) < len(chosen) and says_something_new(reason.kpi, ids(rest)):
                return (*rest, reason)
    return chosen


# --- Too few


def _neighbours(here: Offer, chosen: Chosen) -> Chosen:
    """Return the set filled up to three from the nearest goals, with KPIs that fit anyone."""
    place = JOURNEY.index(here.brief.goal)
    others = sorted(
        (goal for goal in JOURNEY if goal != here.brief.goal),
        key=lambda goal: (abs(JOURNEY.index(goal) - place), JOURNEY.index(goal) < place),
    )
    for goal in others:
        for one in kpis().values():
            new = len(chosen) < FEWEST and says_something_new(one.id, ids(chosen))
            if new and _fits_anyone(one, goal, here):
                chosen = (*chosen, kept(one.id, "neighbour_goal", goal=goal))
    return chosen


def _fits_anyone(one: Kpi, goal: str, here: Offer) -> bool:
    everywhere = "all" in one.models and "all" in one.channels and goal in one.goals
    return (
        everywhere and one.role == "choice" and not_computable(one, here.brief, here.owned) is None
    )
