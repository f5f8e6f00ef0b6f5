"""The set: the north star, the KPIs with their trap and guardrail, and why not the others."""

import streamlit as st

from ui import brief_line, frame, journey, kpi_card, reviewing, share, targets
from ui.frame import t
from ui.labels import explained

frame.guard()
brief = journey.brief()
plan = reviewing.plan_of(journey.current(), brief)
goal = explained("goal", brief.goal, "title")

with frame.page("kpis", frame.step_line("kpis", goal), share.button):
    st.title(t("kpis.title", count=len(plan.kpis)), anchor=False)
    st.markdown(t("kpis.text"))
    brief_line.show(brief)
    st.space(12)
    kpi_card.north_star(plan)
    st.space(12)
    kpi_card.others(plan)
    st.space(20)
    kpi_card.guardrails(plan)
    kpi_card.notes(plan)
    targets.ask(plan)
    st.space(20)
    kpi_card.rejected(plan)
    frame.ways("context", "data", t("button.to_data"))
