"""The sections of the results page, in the order in which they are read."""

from __future__ import annotations

import streamlit as st

import kpi
from kpi import words
from ui import finding_card, frame, journey, plots, reviewing, tile
from ui.frame import t

MOST_SHOWN = 7


def where(now: journey.Journey) -> str:
    """Return the period line above the verdict."""
    if now.facts is None or now.facts.period is None:
        return ""
    return words.period(now.period or now.facts.period, now.language)


def empty() -> None:
    """Teach what is missing, with one way on and one to the example."""
    st.title(t("results.empty_title"), anchor=False)
    st.markdown(t("results.empty_text"))
    with st.container(horizontal=True):
        if st.button(
            t("button.add_files"), icon=":material/upload_file:", type="primary", key="results_add"
        ):
            frame.go("data")
        if st.button(t("button.example"), key="results_example"):
            frame.show_example()
    st.space(20)


def example_banner(now: journey.Journey) -> None:
    """Say that these are not the visitor's figures, with the way to one's own."""
    if not now.is_example:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(t("results.example"), icon=":material/science:", color="blue")
        if st.button(t("results.leave_example"), type="tertiary", key="results_leave"):
            journey.leave_example()
            frame.go("data")


def findings(review: kpi.Review) -> None:
    """The warnings panel: the first in full width, the next two by two, the rest folded."""
    live, put_aside = review.audit.warnings, reviewing.put_aside()
    st.space(28)
    if live:
        st.header(t("results.warnings", count=len(live)), anchor=False)
    elif put_aside:
        st.header(t("results.warnings_put_aside"), anchor=False)
    else:
        st.header(t("results.warnings_none"), anchor=False)
        _nothing_found(review)
    if live and live[0].kind == "doubt":
        st.markdown(f":gray[{t('results.doubts_first')}]")
    if live:
        finding_card.large(live[0])
    if live[1:MOST_SHOWN]:
        grid = st.grid(2, min_column_width=320)
        for one in live[1:MOST_SHOWN]:
            with grid.container(border=True, height="stretch"):
                finding_card.small(one)
    if live[MOST_SHOWN:]:
        with st.expander(
            t("results.more", count=len(live[MOST_SHOWN:])), icon=":material/expand_more:"
        ):
            for one in live[MOST_SHOWN:]:
                with st.container(border=True):
                    finding_card.small(one)
    _notes(review)
    _dismissed(put_aside)


def _nothing_found(review: kpi.Review) -> None:
    with st.container(border=True):
        if not review.audit.checked:
            st.badge(t("results.unverified"), icon=":material/do_not_disturb_on:", color="gray")
            st.markdown(t("results.unverified_text"))
            return
        partly = len(review.audit.checked) < len(review.audit.unchecked)
        st.badge(
            t("results.partly") if partly else t("results.clear"),
            icon=":material/check:",
            color="gray" if partly else "green",
        )
        st.markdown(
            t(
                "results.clear_text",
                checked=len(review.audit.checked),
                unchecked=len(review.audit.unchecked),
            )
        )


def _notes(review: kpi.Review) -> None:
    """Remarks that claim no loss stand apart from the warnings, without frame."""
    language = journey.current().language
    for note in review.audit.notes:
        headline = words.say(note, language, "headline", markdown=True)
        action = words.say(note, language, "action", markdown=True)
        with st.expander(headline, icon=":material/info:", type="compact"):
            for part in ("you_see", "it_hides", "confidence"):
                st.markdown(words.say(note, language, part, markdown=True))
            st.markdown(f"**{t('finding.to_do')}** {action}")


def _dismissed(put_aside: tuple[kpi.Finding, ...]) -> None:
    now = journey.current()
    if not put_aside:
        return
    title = t("results.dismissed", count=len(put_aside))
    with st.expander(title, icon=":material/visibility_off:"):
        for one in put_aside:
            name = finding_card.key(one)
            headline = words.say(one, now.language, "headline", markdown=True)
            st.markdown(f"{headline}  \n:gray[{words.escape(now.dismissed[name])}]")
            st.button(
                t("finding.restore"),
                key=f"restore_{name}",
                type="tertiary",
                on_click=finding_card.restore,
                args=(name,),
            )


def tiles(review: kpi.Review) -> None:
    """The plan's KPIs, two by two on a phone; those the files cannot give are folded, with why."""
    st.space(28)
    st.header(t("results.kpis", count=len(review.plan.kpis)), anchor=False)
    given = [one for one in review.plan.kpis if tile.is_given(one, review)]
    shown = given or [review.plan.north_star]
    _grid(shown, review)
    waiting = [one for one in review.plan.kpis if one not in shown]
    if waiting:
        title = t("results.waiting", count=len(waiting))
        with st.expander(title, icon=":material/hourglass_empty:"):
            _grid(waiting, review)
    if review.plan.guardrails:
        title = t("results.guardrails", count=len(review.plan.guardrails))
        with st.expander(title, icon=":material/shield:"):
            _grid(list(review.plan.guardrails), review)


def _grid(shown: list[kpi.Kpi], review: kpi.Review) -> None:
    grid = st.grid(max(len(shown), 3), min_column_width=150, gap="medium")
    for one in shown:
        with grid.container():
            tile.show(one, review)


def hidden_performers(review: kpi.Review) -> None:
    """The modest and efficient, in green."""
    found = review.audit.hidden_performers
    if not found:
        return
    st.space(28)
    st.header(t("results.hidden", count=len(found)), anchor=False)
    for one in found:
        finding_card.large(one)


def charts(review: kpi.Review) -> None:
    """The charts that answer the goal; each title is what it found."""
    drawn = [plots.trend, plots.channels, plots.campaigns]
    st.space(28)
    st.header(t("results.charts"), anchor=False)
    shown = [plot(review) for plot in drawn]
    if not any(shown):
        st.markdown(f":gray[{t('results.no_charts')}]")


def _families() -> set[str]:
    """The kinds of files read: what a further one could bring is asked for by its kind."""
    facts = journey.current().facts
    return {source.family for source in facts.sources} if facts is not None else set()


def unchecked(review: kpi.Review) -> None:
    """What could not be checked, with the column to add; and what was checked and found in
    order.
    """
    language = journey.current().language
    st.space(28)
    if review.audit.unsettled:
        title = t("results.unsettled", count=len(review.audit.unsettled))
        with st.expander(title, icon=":material/hourglass_top:"):
            for open_ in review.audit.unsettled:
                st.markdown(f"- {words.say(open_, language, markdown=True)}")
    if review.audit.unchecked:
        title = t("results.unchecked", count=len(review.audit.unchecked))
        with st.expander(title, icon=":material/do_not_disturb_on:"):
            for takes, titles in words.gathered(review.audit.unchecked, language, _families()):
                st.markdown(f"**{takes}**  \n:gray[{' · '.join(titles)}]")
    for aside in review.audit.aside:
        st.markdown(f":gray[{words.say(aside, language, markdown=True)}]")
    if review.audit.checked:
        title = t("results.checked", count=len(review.audit.checked))
        with st.expander(title, icon=":material/check:"):
            for rule in review.audit.checked:
                st.markdown(f":green[:material/check:] {words.rule_title(rule, language)}")
