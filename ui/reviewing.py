"""The review on the screen: computed once for what it depends on, kept for the session."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

import kpi
from ui import journey

KEPT = "reviewing_kept"


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
        plan = kpi.recommend(brief)
        kept = (key, kpi.review(here.facts, plan, brief, today=today, period=here.period))
        st.session_state[KEPT] = kept
    made: kpi.Review = kept[1]
    return made
