"""Which days the results cover: everything, the last whole weeks, or days of one's choice."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

import kpi
from kpi import words
from kpi.period import WEEK
from ui import journey
from ui.frame import t

LAST_WEEKS = (4, 8, 12)


def last_weeks(whole: kpi.Period, count: int) -> kpi.Period | None:
    """Return the last `count` whole weeks of a period, or None when it holds fewer."""
    weeks = whole.whole_weeks()
    if len(weeks) < count:
        return None
    return kpi.Period(weeks[-1].last - count * WEEK + timedelta(days=1), weeks[-1].last)


def show(now: journey.Journey) -> None:
    """Draw the filter when the facts have days to choose among."""
    whole = now.facts.period if now.facts else None
    if whole is None or not _has_days(now, whole):
        return
    options: dict[str, kpi.Period | None] = {"all": None}
    for count in LAST_WEEKS:
        span = last_weeks(whole, count)
        if span is not None and span != whole:
            options[str(count)] = span
    chosen = next((name for name, span in options.items() if span == now.period), "own")
    names = {name: _name(name, now.language) for name in (*options, "own")}
    with st.popover(
        t("period.button", period=words.period(now.period or whole, now.language)),
        icon=":material/calendar_month:",
        type="tertiary",
    ):
        st.radio(
            t("period.title"),
            list(names),
            index=list(names).index(chosen),
            format_func=names.__getitem__,
            key=f"period_choice_{now.language}_{chosen}",
            on_change=_choose,
            args=(options, whole, f"period_choice_{now.language}_{chosen}"),
        )
        if chosen == "own":
            _own_days(now, whole)


def _has_days(now: journey.Journey, whole: kpi.Period) -> bool:
    """Rows that all cover the whole period leave nothing to filter."""
    assert now.facts is not None
    return bool((now.facts.cube["date"].astype(str) > whole.first.isoformat()).any())


def _name(option: str, language: str) -> str:
    if option == "all":
        return t("period.all")
    if option == "own":
        return t("period.own")
    return t("period.last", weeks=words.count(int(option), "weeks", language))


def _choose(options: dict[str, kpi.Period | None], whole: kpi.Period, key: str) -> None:
    name = st.session_state[key]
    if name == "own":
        journey.change(period=whole)
    else:
        journey.change(period=options[name])


def _own_days(now: journey.Journey, whole: kpi.Period) -> None:
    key = f"period_days_{now.language}"

    def keep() -> None:
        days = st.session_state[key]
        if isinstance(days, tuple) and len(days) == 2:
            journey.change(period=kpi.Period(days[0], days[1]))

    shown: tuple[date, date] = (
        (now.period.first, now.period.last) if now.period else (whole.first, whole.last)
    )
    st.date_input(
        t("period.days"),
        value=shown,
        min_value=whole.first,
        max_value=whole.last,
        format="DD/MM/YYYY",
        key=key,
        on_change=keep,
    )
