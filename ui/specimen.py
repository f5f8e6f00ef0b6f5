"""The landing page's specimen: the first warning of the ready example, as the product finds it."""

from __future__ import annotations

import streamlit as st

import kpi
from kpi import words
from ui import example, finding_card, journey
from ui.frame import t


# Our own example, the same for everybody: computed once per server.
@st.cache_resource(show_spinner=False)
def _finding() -> kpi.Finding | None:
    brief = kpi.Brief(**example.answers())
    found = kpi.audit(example.facts(), brief, kpi.recommend(brief))
    named = [one for one in found.warnings if one.entity.get("campaign")]
    # The plainest story first: the rules are numbered from the most telling claim.
    return min(named, key=lambda one: one.rule, default=None)


def card() -> None:
    """Draw it with the claim and its check, without buttons."""
    finding = _finding()
    if finding is None:
        return
    language = journey.current().language
    with st.container(border=True):
        with st.container(gap=None):
            st.header(words.say(finding, language, "headline", markdown=True), anchor=False)
            st.markdown(f":gray[{t('home.specimen')}]")
        for side, column in enumerate(st.columns(2, gap="medium")):
            with column:
                finding_card.claim(finding, side)
