"""The context: every answer is optional, and what each one changes is said beside it."""

import streamlit as st

from kpi.brief import CHANNELS, MODELS, SITUATIONS
from ui import frame, journey, questions
from ui.frame import t
from ui.labels import explained, label

frame.guard()
now = journey.current()
goal = journey.brief().goal

with frame.page("context", frame.step_line("context", explained("goal", goal, "title"))):
    st.title(t("context.title"), anchor=False)
    st.markdown(t("context.text"))
    questions.one("model", MODELS)
    questions.several("channels", CHANNELS)
    questions.figure("margin", percent=True)
    questions.yes_or_no("has_crm")
    questions.several("situations", SITUATIONS)
    st.space(12)
    with st.expander(t("context.more"), icon=":material/tune:"):
        questions.figure("average_order_value")
        questions.figure("monthly_conversions")
        questions.figure("sales_cycle_days")
        questions.figure("history_months")
        questions.figure("weekly_sessions")
        questions.figure("apple_mail_share", percent=True)
    st.markdown(f":gray[{t('context.summary', model=label('model', journey.brief().model))}]")
    frame.ways("goal", "kpis", t("button.to_kpis"))
