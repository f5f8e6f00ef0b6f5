"""The review on the screen: computed once for what it depends on, kept for the session."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

import kpi
from kpi.readings import lacking
from ui import journey

KEPT = "reviewing_kept"


def plan_of(here: journey.Journey, brief: kpi.Brief) -> kpi.Plan:
    """Return the set: the one asked for, or the best one the files can give when nothing was."""
    if here.facts is None or "goal" not in brief.inferred:
        return kpi.recommend(brief)
    return kpi.recommend(brief, lacking(here.facts, brief))


def now() -> kpi.Review | None:
    """Return the review of this session's facts, or None when there are none."""
    here = journey.current()
    if here.facts is None:
        return None
    today = datetime.now(UTC).astimezone().date()
    brief = journey.brief()
    key = (here.reading, here.is_example, brief, here.period, today)
    kept = st.session_state.get(KEPT)
    if kept is None or kept[0] != key:
        plan = plan_of(here, brief)
        kept = (key, kpi.review(here.facts, plan, brief, today=today, period=here.period))
        st.session_state[KEPT] = kept
    made: kpi.Review = kept[1]
    return made
