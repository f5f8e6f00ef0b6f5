"""One finding as a card: what is seen and what it hides side by side, what is at stake, what to
do.
"""

from __future__ import annotations

import hashlib

import streamlit as st

import kpi
from kpi import charts, words
from ui import journey, look, rows
from ui.frame import t

# What is seen only flatters in a warning; a hidden performer's figure is merely modest.
MEANINGS: dict[str, tuple[charts.Meaning, charts.Meaning]] = {
    "warning": ("flattering", "loss"),
    "doubt": ("flattering", "loss"),
    "hidden_performer": ("plain", "performer"),
}
COLOURS = {"flattering": "orange", "loss": "red", "plain": "gray", "performer": "green"}
SIDES = (("you_see", "visibility"), ("it_hides", "search_insights"))


def key(finding: kpi.Finding) -> str:
    """Return a short stable name of a finding: its rule and what it is about."""
    about = "|".join([finding.rule, *(f"{k}={v}" for k, v in sorted(finding.entity.items()))])
    return hashlib.sha256(about.encode()).hexdigest()[:12]


def large(finding: kpi.Finding) -> None:
    """Draw the card in full width, with its two small charts."""
    with st.container(border=True):
        _opening(finding)
        seen, hidden = st.columns(2, gap="medium")
        for column, side in ((seen, 0), (hidden, 1)):
            with column:
                _side(finding, side)
                _pair(finding, side)
        _closing(finding)


def small(finding: kpi.Finding) -> None:
    """Draw the same lines without charts, inside a frame already there."""
    _opening(finding)
    for side in (0, 1):
        _side(finding, side)
    st.space("stretch")
    _closing(finding)


def _opening(finding: kpi.Finding) -> None:
    language = journey.current().language
    with st.container(gap=None):
        st.subheader(words.say(finding, language, "headline", markdown=True), anchor=False)
        stake = kpi.say(finding, language, "at_stake")
        unsure = finding.confidence is not None and finding.confidence < 0.9
        sign = f":violet[:material/hourglass_top: {t('finding.to_confirm')}]" if unsure else ""
        st.markdown(" · ".join(filter(None, (sign, stake and f":gray[{stake}]"))))


def claim(finding: kpi.Finding, side: int) -> None:
    """Draw one side with its bars alone: 0 what is seen, 1 what it hides."""
    part, icon = SIDES[side]
    st.markdown(f":{_colour(finding, side)}[:material/{icon}: {t(f'finding.{part}')}]")
    _pair(finding, side, "specimen")


def _colour(finding: kpi.Finding, side: int) -> str:
    return COLOURS[MEANINGS[finding.kind][side]]


def _side(finding: kpi.Finding, side: int) -> None:
    part, icon = SIDES[side]
    title = f":material/{icon}: **{t(f'finding.{part}')}**"
    text = words.say(finding, journey.current().language, part, markdown=True)
    st.markdown(f":{_colour(finding, side)}[{title}]  \n{text}")


def _pair(finding: kpi.Finding, side: int, place: str = "card") -> None:
    bars = words.pair(finding, journey.current().language, ("seen", "hidden")[side])
    if bars is None:
        return
    st.altair_chart(
        charts.pair(bars, MEANINGS[finding.kind][side], look.now()),
        theme=None,
        width="stretch",
        alt=t(
            "finding.pair",
            name=bars.label,
            value=bars.value_text,
            against=bars.reference_label,
            reference=bars.reference_text,
        ),
        key=f"{place}_{key(finding)}_{side}",
    )


def _closing(finding: kpi.Finding) -> None:
    language = journey.current().language
    action = words.say(finding, language, "action", markdown=True)
    st.markdown(f"**{t('finding.to_do')}** {action}")
    with st.container(horizontal=True, gap="medium"):
        _calculation(finding)
        rows.button(finding)
        if finding.kind != "hidden_performer":
            _dismiss(finding)


def _calculation(finding: kpi.Finding) -> None:
    language = journey.current().language
    with st.popover(t("finding.calculation"), icon=":material/calculate:", type="tertiary"):
        for part in ("confidence", "would_change"):
            said = words.say(finding, language, part, markdown=True)
            st.markdown(f"**{t(f'finding.{part}')}**  \n{said}")
        source = words.threshold(finding.rule, language)
        st.markdown(f":small[:gray[{t('finding.threshold', source=source)}]]")


def _dismiss(finding: kpi.Finding) -> None:
    name = key(finding)
    with st.popover(t("finding.dismiss"), icon=":material/visibility_off:", type="tertiary"):
        st.text_input(t("finding.reason"), key=f"reason_{name}", max_chars=200)
        st.button(
            t("finding.dismiss_now"), key=f"dismiss_{name}", on_click=_put_aside, args=(name,)
        )


def _put_aside(name: str) -> None:
    reason = st.session_state.get(f"reason_{name}", "").strip() or t("finding.no_reason")
    journey.change(dismissed={**journey.current().dismissed, name: reason})


def restore(name: str) -> None:
    """Bring a dismissed finding back."""
    kept = {k: v for k, v in journey.current().dismissed.items() if k != name}
    journey.change(dismissed=kept)
