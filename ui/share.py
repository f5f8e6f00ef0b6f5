"""The link that brings the answers back. Figures enter it on request only; data never do."""

from __future__ import annotations

import streamlit as st

from ui import journey, link
from ui.frame import t


def button() -> None:
    """Offer the link to copy."""
    now = journey.current()
    with st.popover(t("share.button"), icon=":material/link:", type="tertiary"):
        st.markdown(t("share.text"))
        figures = st.checkbox(t("share.figures"), key=f"share_figures_{now.language}")
        st.code(
            link.shared(now.answers, now.language, figures=figures), language=None, wrap_lines=True
        )
