"""What we suppose about the visitor, in one line, with the way to correct it."""

from __future__ import annotations

import streamlit as st

import kpi
from ui import frame
from ui.frame import t
from ui.labels import explained, label, listed


def show(brief: kpi.Brief) -> None:
    """Say the goal, the model and the channels; mark what was supposed rather than answered."""
    channels = listed([label("channel", one) for one in brief.channels])
    parts = {
        "goal": explained("goal", brief.goal, "title"),
        "model": label("model", brief.model),
        "channels": channels or t("brief.no_channel"),
    }
    said = " · ".join(
        f"{value} {t('brief.supposed')}" if name in brief.inferred else value
        for name, value in parts.items()
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":gray[{said}]", width="content")
        if st.button(
            t("brief.correct"), icon=":material/edit:", type="tertiary", key="brief_correct"
        ):
            frame.go("goal" if "goal" in brief.inferred else "context")
