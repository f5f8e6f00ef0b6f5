"""One question: what is wanted first."""

import streamlit as st

from kpi.brief import GOALS
from ui import frame, journey
from ui.frame import t
from ui.labels import explained

ICONS = {
    "acquisition": "person_add",
    "conversion": "shopping_cart",
    "loyalty": "favorite",
    "awareness": "campaign",
    "engagement": "forum",
}

frame.guard()
chosen = journey.current().answers.get("goal")


def choose(goal: str | None) -> None:
    """Keep the goal; None leaves it to us, and the next pages say what was supposed."""
    journey.answer("goal", goal)


with frame.page("goal", frame.step_line("goal")):
    st.title(t("goal.title"), anchor=False)
    st.markdown(t("goal.text"))
    st.space(12)
    grid = st.grid(3, min_column_width=260)
    for goal in GOALS:
        with grid.container(border=True, height="stretch"):
            name = explained("goal", goal, "title")
            st.header(f":material/{ICONS[goal]}: {name}", anchor=False)
            st.markdown(f":gray[{explained('goal', goal, 'sentence')}]")
            st.space("stretch")
            is_chosen = goal == chosen
            st.button(
                f":blue[**{t('goal.chosen', name=name)}**]" if is_chosen else name,
                icon=":material/check:" if is_chosen else None,
                width="stretch",
                key=f"goal_{goal}",
                on_click=choose,
                args=(goal,),
            )
    with grid.container(border=True, height="stretch"):
        st.header(f":material/help: {t('goal.unknown')}", anchor=False)
        supposed = explained("goal", journey.supposed()["goal"], "title")
        st.markdown(f":gray[{t('goal.unknown_text', name=supposed)}]")
        st.space("stretch")
        st.button(
            f":blue[**{t('goal.unknown_chosen')}**]" if chosen is None else t("button.dont_know"),
            icon=":material/check:" if chosen is None else None,
            width="stretch",
            key="goal_unknown",
            on_click=choose,
            args=(None,),
        )
    frame.ways("home", "context", t("button.to_context"))
