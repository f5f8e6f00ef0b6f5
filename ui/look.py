"""The chart look of this run: the scheme of the page and the visitor's language."""

from __future__ import annotations

import streamlit as st

from kpi.charts import Look
from ui import journey


def now() -> Look:
    """Return the look; the browser tells the scheme, light when it has not yet."""
    dark = st.context.theme.type == "dark"
    return Look(scheme="dark" if dark else "light", language=journey.current().language)
