"""The KPI set, card by card, in the words of the catalogue."""

from __future__ import annotations

import streamlit as st

import kpi
from kpi import words
from kpi.catalog import kpis
from ui import journey
from ui.frame import t
from ui.labels import label

FILTERS = (
    ("decides", "psychology_alt"),
    ("unique", "content_copy"),
    ("coherent", "hourglass_empty"),
)


def _language() -> str:
    return journey.current().language


def _meta(one: kpi.Kpi) -> str:
    return f"{label('unit', one.unit)} · {label('direction', one.direction)}"


def _reason(plan: kpi.Plan, one: kpi.Kpi) -> str:
    return kpi.say(plan.why(one.id), _language(), "sentence")


def _guardrail(one: kpi.Kpi) -> str:
    if one.counter is None:
        return t("kpis.no_guardrail")
    counter = kpis()[one.counter]
    return f"**{counter.name[_language()]}**"


def north_star(plan: kpi.Plan) -> None:
    """The one framed card: what it decides, then formula, trap and guardrail."""
    one, language = plan.north_star, _language()
    with st.container(border=True):
        with st.container(gap=None):
            st.header(one.name[language], anchor=False)
            st.markdown(f":blue[:material/star: **{t('kpis.north_star')}**] :gray[· {_meta(one)}]")
        st.markdown(f"**{t('kpis.decides')}** {one.decision[language]}")
        st.markdown(f"**{t('kpis.why')}** {_reason(plan, one)}")
        formula, trap, guardrail = st.columns(3, gap="medium")
        with formula:
            st.markdown(f":gray[{t('kpis.formula')}]  \n{words.kpi_formula(one, language)}")
        with trap:
            st.markdown(f":gray[{t('kpis.trap')}]  \n{one.trap[language]}")
        with guardrail:
            st.markdown(f":gray[:material/shield: {t('kpis.guardrail')}]  \n{_guardrail(one)}")


def others(plan: kpi.Plan) -> None:
    """The other KPIs, unframed, with the same lines."""
    language = _language()
    rest = plan.kpis[1:]
    if not rest:
        return
    # Four stand two by two, so that no hole is left.
    grid = st.grid(2 if len(rest) in (2, 4) else 3, min_column_width=240, gap="medium")
    for one in rest:
        with grid.container(height="stretch"):
            with st.container(gap=None):
                st.header(one.label[language], anchor=False)
                st.markdown(f":gray[{_meta(one)}]")
            st.markdown(f"**{t('kpis.decides')}** {one.decision[language]}")
            st.markdown(f"**{t('kpis.why')}** {_reason(plan, one)}")
            st.markdown(f":gray[{t('kpis.formula')}]  \n{words.kpi_formula(one, language)}")
            st.markdown(f":gray[{t('kpis.trap')}]  \n{one.trap[language]}")
            st.space("stretch")
            st.markdown(f":gray[:material/shield: {t('kpis.guardrail')}]  \n{_guardrail(one)}")


def guardrails(plan: kpi.Plan) -> None:
    """The counter-metrics that are not KPIs of the set, each with what it watches."""
    if not plan.guardrails:
        return
    language = _language()
    st.header(t("kpis.guardrails"), anchor=False)
    st.markdown(t("kpis.guardrails_text"))
    for one in plan.guardrails:
        watched = [k.label[language] for k in plan.kpis if k.counter == one.id]
        watches = (
            f" :gray[{t('kpis.watches', names=words.listing(watched, language))}]"
            if watched
            else ""
        )
        st.markdown(f":material/shield: **{one.name[language]}**{watches}  \n{one.short[language]}")


def notes(plan: kpi.Plan) -> None:
    """What the set still asks for: data to bring, a KPI nothing can check, a set that is short."""
    for note in plan.notes:
        st.markdown(f":gray[:material/info: {kpi.say(note, _language())}]")


def rejected(plan: kpi.Plan) -> None:
    """One expander a filter, with its count; each KPI with its reason and its substitute."""
    language = _language()
    st.header(t("kpis.why_not"), anchor=False)
    st.markdown(t("kpis.why_not_text", count=len(plan.rejected)))
    for position, (filter_, icon) in enumerate(FILTERS):
        reasons = [one for one in plan.rejected if one.filter == filter_]
        title = t(f"kpis.filter.{filter_}", count=len(reasons))
        with st.expander(title, icon=f":material/{icon}:", expanded=position == 0):
            for reason in reasons:
                st.markdown(kpi.say(reason, language))
