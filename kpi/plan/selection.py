"""Which of the KPIs on offer make the set: the north star, what situations bring, questions."""

from __future__ import annotations

from collections.abc import Iterator

from kpi.catalog import Kpi, kpis
from kpi.catalog.choosing import Question, identities, questions, situations
from kpi.plan.guardrails import guards_repeat
from kpi.plan.north_star import north_star
from kpi.plan.offer import Offer
from kpi.plan.possession import possession
from kpi.plan.reason import Reason, kept
from kpi.plan.redundancy import says_something_new
from kpi.plan.refusal import argued_against, not_computable

MOST = 5
FEWEST = 3
# Where sales come late or seldom, a rate between two stages speaks sooner than a cost does. The
# limits are those of the catalogue's own conditions on click_conversion and cac.
LONG_CYCLE_DAYS = 90
LOW_VOLUME_A_MONTH = 30
# Neighbours on the way from being known to being chosen again.
JOURNEY = ("awareness", "engagement", "acquisition", "conversion", "loyalty")


Chosen = tuple[Reason, ...]


def ids(chosen: Chosen) -> tuple[str, ...]:
    """Return the KPIs chosen, in order."""
    return tuple(reason.kpi for reason in chosen)


def select(here: Offer) -> Chosen:
    """Return a Reason for each KPI of the set, the north star first, five at most."""
    star = north_star(here)
    if star is None:
        return _neighbours(here, ())
    chosen: Chosen = (star,)
    for reason in _brought(here):
        if len(chosen) < MOST and _is_new(here, reason.kpi, chosen):
            chosen = (*chosen, reason)
    chosen = _answers(here, chosen)
    return chosen if len(chosen) >= FEWEST else _neighbours(here, chosen)


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
            with_it = _added(here, chosen, kept(kpi, f"answers_{question.id}"))
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


def _is_new(here: Offer, kpi: str, chosen: Chosen) -> bool:
    """Whether the KPI adds to the set, and the guardrail that it calls for does not repeat it."""
    return says_something_new(kpi, ids(chosen)) and not guards_repeat(
        (*ids(chosen), kpi), here.brief, here.owned
    )


def _added(here: Offer, chosen: Chosen, reason: Reason) -> Chosen:
    """Return the set with one more KPI, unless it repeats it.

    Where a product and all its factors would stand together, the factors stay: each has its own
    lever (the page, the bid, the offer), and the product follows. The north star and what a
    situation asked for are not given up.
    """
    if _is_new(here, reason.kpi, chosen):
        return (*chosen, reason)
    wanted = {*ids(chosen), reason.kpi}
    for identity in identities():
        if reason.kpi in identity.factors and identity.members() <= wanted:
            rest = tuple(
                one
                for position, one in enumerate(chosen)
                if one.kpi != identity.result or position == 0 or one.because.startswith("with_")
            )
            if len(rest) < len(chosen) and _is_new(here, reason.kpi, rest):
                return (*rest, reason)
    return chosen


# --- Too few


def _neighbours(here: Offer, chosen: Chosen) -> Chosen:
    """Return the set filled up to three from the nearest goals, with KPIs that fit anyone.

    The goal itself comes first: its own KPIs that answer none of its questions are nearer still.
    """
    place = JOURNEY.index(here.brief.goal)
    nearest = sorted(
        JOURNEY, key=lambda goal: (abs(JOURNEY.index(goal) - place), JOURNEY.index(goal) < place)
    )
    for goal in nearest:
        because = "fits_goal" if goal == here.brief.goal else "neighbour_goal"
        for one in _for_anyone(goal, here):
            if len(chosen) < FEWEST and _is_new(here, one.id, chosen):
                chosen = (*chosen, kept(one.id, because, goal=goal))
    return chosen


def _for_anyone(goal: str, here: Offer) -> list[Kpi]:
    """KPIs of a goal for any business and channel, those whose data are there first."""
    fitting = [one for one in kpis().values() if _fits_anyone(one, goal, here)]
    return sorted(fitting, key=lambda one: possession(one, here.owned, here.brief) != "sure")


def _fits_anyone(one: Kpi, goal: str, here: Offer) -> bool:
    # Files at hand settle what can be had: what they give is not refused for want of generality.
    everywhere = ("all" in one.models and "all" in one.channels) or bool(here.owned.lacking)
    return (
        everywhere
        and goal in one.goals
        and one.role == "choice"
        and argued_against(one, here.brief) is None
        and not_computable(one, here.brief, here.owned) is None
    )
