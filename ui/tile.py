"""One KPI as a tile: its figure, its range, its change in words, its target, and its
calculation.
"""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

import kpi
from kpi import words
from kpi.readings import against, moved
from kpi.review import APART
from ui import journey
from ui.frame import t

# Why the period before is not set against this one.
APART_IN_TIME = {"not_covered": "tile.not_covered", "unequal_days": "tile.unequal_days"}


def _row(frame: Any, kpi_id: str) -> dict[str, Any] | None:
    found = frame[frame["kpi"] == kpi_id]
    return found.iloc[0].to_dict() if len(found) else None


def is_given(one: kpi.Kpi, review: kpi.Review) -> bool:
    """Whether the files give this KPI a figure, for the account or platform by platform."""
    row = _row(review.readings, one.id)
    return (row is not None and row["status"] == "ok") or one.id in set(review.by_platform["kpi"])


def show(one: kpi.Kpi, review: kpi.Review) -> None:
    """Draw the tile; without a figure it says why, never 0."""
    language = journey.current().language
    label = words.escape(one.label[language])
    now = _row(review.readings, one.id)
    if now is not None and now["status"] in APART and _by_platform(one, review):
        return
    if now is None or now["status"] != "ok":
        st.metric(label, "–")
        st.markdown(f":small[:gray[{_why(one, now)}]]")
        return
    st.metric(label, _value(one, now["value"], review), **_change(one, now, review))
    lines = []
    if not math.isnan(now["low"]):
        low, high = (_value(one, now[side], review) for side in ("low", "high"))
        lines.append(f":gray[{t('tile.range', low=low, high=high)}]")
    before = _row(review.before, one.id)
    why = APART_IN_TIME.get(str(before["status"])) if before is not None else None
    lines += [f":gray[{t(why)}]" if why else "", _target(one, now, review)]
    st.markdown(":small[" + "]  \n:small[".join(line for line in lines if line) + "]")
    _calculation(one, now, review)


def _by_platform(one: kpi.Kpi, review: kpi.Review) -> bool:
    """Each platform's own figure, where adding them up would count one sale twice."""
    rows = review.by_platform[review.by_platform["kpi"] == one.id]
    if rows.empty:
        return False
    language = journey.current().language
    with st.container(gap="xsmall"):
        st.markdown(f":small[{words.escape(one.label[language])}]")
        several = rows["platform"].duplicated(keep=False)
        for row, named in zip(rows.to_dict("records"), several, strict=True):
            result = str(row["result"]).rpartition(":")[2].replace("_", " ") if named else ""
            told = [words.label(str(row["platform"]), language, "platform"), result]
            name = words.escape(" · ".join(part for part in told if part))
            value = words.kpi_value(
                one, row["value"], language, str(row["currency"]) or review.currency
            )
            st.markdown(f"**{words.escape_money(value)}** :small[:gray[{name}]]")
        st.markdown(f":small[:gray[{t('tile.claimed')}]]")
    return True


def _value(one: kpi.Kpi, value: float, review: kpi.Review) -> str:
    return words.kpi_value(one, value, journey.current().language, review.currency)


def _why(one: kpi.Kpi, now: dict[str, Any] | None) -> str:
    facts = journey.current().facts
    return words.status(
        one,
        str(now["status"]) if now else "no_data",
        journey.current().language,
        reading=now,
        present=frozenset(c for c in facts.cube.columns if facts.has(c)) if facts else frozenset(),
    )


def _change(one: kpi.Kpi, now: dict[str, Any], review: kpi.Review) -> dict[str, Any]:
    """The change in words; coloured only when the two ranges stand apart."""
    before = _row(review.before, one.id)
    if before is None or before["status"] != "ok":
        return {}
    move = moved(now, before)
    if not move:
        return {"delta": t("tile.no_clear_change"), "delta_arrow": "off", "delta_color": "gray"}
    good = None if one.direction == "depends" else move == one.direction
    return {
        "delta": words.kpi_change(
            one, now["value"] - before["value"], journey.current().language, review.currency
        ),
        "delta_arrow": move,
        "delta_color": "gray" if good is None else "green" if good else "red",
    }


def _target(one: kpi.Kpi, now: dict[str, Any], review: kpi.Review) -> str:
    target = review.brief.targets.get(one.id)
    if target is None:
        return ""
    standing = against(now, target, one.direction)
    said = {
        "met": f":green[:material/check: {t('tile.met')}]",
        "missed": f":orange[{t('tile.missed')}]",
        "open": f":gray[{t('tile.open')}]",
    }.get(standing, "")
    return f"{t('tile.target', target=_value(one, target, review))} {said}".rstrip()


def _calculation(one: kpi.Kpi, now: dict[str, Any], review: kpi.Review) -> None:
    language = journey.current().language
    with st.popover(t("finding.calculation"), icon=":material/calculate:", type="tertiary"):
        st.markdown(f"**{words.kpi_formula(one, language)}**")
        reading = (now["numerator"], now["denominator"], now["value"])
        said = words.kpi_calculation(one, reading, language, review.currency)
        st.markdown(words.escape_money(said))
        st.markdown(f":gray[{t('kpis.trap')}]  \n{one.trap[language]}")
        st.markdown(f":small[:gray[{t('tile.source', source=words.escape(one.source))}]]")
