"""The review on the screen: computed once for what it depends on, kept for the session."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

import kpi
from kpi.readings import lacking
from kpi.review import without
from ui import finding_card, journey

KEPT = "reviewing_kept"


def plan_of(here: journey.Journey, brief: kpi.Brief) -> kpi.Plan:
    """Return the set: the one asked for, or the best one the files can give when nothing was."""
    if here.facts is None or "goal" not in brief.inferred:
        return kpi.recommend(brief)
    return kpi.recommend(brief, lacking(here.facts, brief))


def now() -> kpi.Review | None:
    """Return the review of this session's facts without what was put aside, or None when there are
    no facts.
    """
    made = _whole()
    return without(made, put_aside()) if made is not None and journey.current().dismissed else made


def put_aside() -> tuple[kpi.Finding, ...]:
    """Return the warnings that the visitor dismissed."""
    made, dismissed = _whole(), journey.current().dismissed
    warnings = made.audit.warnings if made is not None else ()
    return tuple(one for one in warnings if finding_card.key(one) in dismissed)


def _whole() -> kpi.Review | None:
    here = journey.current()
    if here.facts is None:
        return None
    today = datetime.now(UTC).astimezone().date()
    brief = journey.brief()
    # All the days are no choice of days: what compares with the days before still can.
    period = None if here.period == here.facts.period else here.period
    key = (here.reading, here.is_example, brief, period, today)
    kept = st.session_state.get(KEPT)
    if kept is None or kept[0] != key:
        plan = plan_of(here, brief)
        kept = (key, kpi.review(here.facts, plan, brief, today=today, period=period))
        st.session_state[KEPT] = kept
    made: kpi.Review = kept[1]
    return made
