"""Files: what was read, what was left out and why, and what to correct."""

import streamlit as st

from ui import file_card, file_tools, frame, journey, upload
from ui.frame import t

frame.guard()
now = journey.current()

with frame.page("data", frame.step_line("data")):
    read = now.facts is not None and bool(now.facts.sources)
    st.title(file_card.headline(now), anchor=False)
    st.markdown(t("data.text") if read else t("data.empty_text"))
    if not read:
        upload.show()
        upload.problems(now.problems)
        file_tools.export_help()
        file_tools.by_hand()
        with st.container(horizontal=True):
            if st.button(t("button.example"), key="data_example"):
                frame.show_example()
    else:
        upload.problems(now.problems)
        file_card.questions(now)
        file_card.sources(now)
        file_tools.roles(now)
        st.space(12)
        upload.show()
        file_tools.export_help()
        file_tools.by_hand()
    frame.ways("kpis", "results", t("button.to_results"), disabled=not read)
