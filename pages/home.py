"""Landing: what this is, a real warning as specimen, and one click to the example or to one's own
files.
"""

import streamlit as st

from ui import frame, specimen
from ui.frame import t

frame.guard()

with frame.page("home"):
    st.space(40)
    left, right = st.columns([11, 10], gap="large", vertical_alignment="center")
    with left:
        st.title(t("home.title"), anchor=False)
        st.markdown(t("home.promise"))
        with st.container(horizontal=True):
            if st.button(
                t("button.example"),
                icon=":material/arrow_forward:",
                icon_position="right",
                type="primary",
                key="home_example",
            ):
                frame.show_example()
            if st.button(t("button.add_files"), key="home_files"):
                frame.go("data")
        if st.button(
            t("home.start"), icon=":material/checklist:", type="tertiary", key="home_start"
        ):
            frame.go("goal")
        st.markdown(f":gray[{t('home.privacy')}]")
    with right:
        specimen.card()
    st.space(40)
    st.header(t("home.filters"), anchor=False)
    for number, column in enumerate(st.columns(3, gap="medium"), start=1):
        with column:
            st.subheader(t(f"home.filter_{number}.title"), anchor=False)
            st.markdown(t(f"home.filter_{number}.text"))
    st.space(28)
    st.markdown(f":gray[{t('home.platforms')}]")
