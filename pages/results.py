"""Results, top to bottom: the verdict, what flatters, the KPIs, what hides, the charts, what is
unknown.
"""

import streamlit as st

from kpi import words
from ui import brief_line, frame, journey, period_filter, results, reviewing, share
from ui.frame import t

frame.guard()
now = journey.current()
review = reviewing.now()

with frame.page("results", results.where(now), share.button):
    if review is None:
        results.empty()
    else:
        st.title(words.say(review, now.language, "first", markdown=True), anchor=False)
        st.markdown(words.say(review, now.language, "second", markdown=True))
        results.example_banner(now)
        with st.container(gap=None):
            brief_line.show(review.brief)
            period_filter.show(now)
        results.findings(review)
        results.tiles(review)
        results.hidden_performers(review)
        results.charts(review)
        results.unchecked(review)
    frame.ways("data", "kpis" if review else "", t("button.see_kpis"))
