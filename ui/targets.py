"""Targets, KPI by KPI: optional, in the KPI's own unit, never a benchmark of ours."""

from __future__ import annotations

import streamlit as st

import kpi
from ui import journey
from ui.frame import t
from ui.labels import label


def ask(plan: kpi.Plan) -> None:
    """Offer one field a KPI; an empty one means no target."""
    language = journey.current().language
    with st.expander(t("button.target"), icon=":material/flag:"):
        st.markdown(f":gray[{t('targets.text')}]")
        for one in plan.kpis:
            _ask_one(one, language)


def _ask_one(one: kpi.Kpi, language: str) -> None:
    factor = 100.0 if one.unit == "%" else 1.0
    given = journey.current().answers.get("targets", {}).get(one.id)
    key = f"target_{one.id}_{language}"

    def keep() -> None:
        value = st.session_state[key]
        targets = dict(journey.current().answers.get("targets", {}))
        targets.pop(one.id, None)
        if value is not None:
            targets[one.id] = round(value / factor, 8)
        journey.answer("targets", targets or None)

    st.number_input(
        f"{one.label[language]} ({label('unit', one.unit)})",
        value=None if given is None else given * factor,
        step=1.0,
        format="%g",
        placeholder=t("targets.none"),
        key=key,
        on_change=keep,
    )
