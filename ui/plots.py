"""The charts of the results, each under a title that says what it found."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

import kpi
from kpi import charts, words
from kpi.catalog import DEAR, kpis, rule
from ui import journey, look
from ui.frame import t
from ui.labels import label

if TYPE_CHECKING:
    import altair as alt

MOST_CAMPAIGNS = 40
MOST_CHANNELS = 6


def trend(review: kpi.Review) -> bool:
    """Draw the north star week by week; say whether there was anything to draw."""
    weeks, language = review.trend, journey.current().language
    if weeks.empty:
        return False
    one = kpis()[review.trend_kpi]
    whole = weeks[weeks["complete"] & weeks["value"].notna()]
    last = whole.iloc[-1]
    value, low, high = (_value(one, last[side], review) for side in ("value", "low", "high"))
    ranged = bool(pd.notna(last["low"]))
    target = review.brief.targets.get(one.id)
    texts = charts.TrendText(
        axis_format=_axis(one, review),
        last_week=t("plot.last_week", value=value, low=low, high=high) if ranged else value,
        unfinished=t("plot.unfinished"),
        target=t("tile.target", target=_value(one, target, review)) if target is not None else "",
    )
    drawn = weeks.assign(text=[_week_text(one, row, review) for row in weeks.to_dict("records")])
    found = review.trend_slope
    said = review.trend_moves or ("plain" if found.noticeable is None else "steady")
    title = t(f"plot.trend_{said}", kpi=one.label[language], value=value)
    note = t("plot.trend_note") if ranged else t("plot.trend_note_plain")
    _figure(
        title,
        t("plot.trend_text", kpi=one.name[language]),
        charts.trend(drawn, texts, look.now(), target),
        note=f"{note} {_would_tell(review)}".strip(),
        table=drawn[["week", "value", "low", "high"]],
    )
    return True


def _would_tell(review: kpi.Review) -> str:
    """What it would take to say that the weeks move, where nothing says so."""
    found, language = review.trend_slope, journey.current().language
    if review.trend_moves:
        return ""
    if found.noticeable is None:
        lacking = words.count(found.weeks_lacking, "week", language)
        return t("plot.trend_lacks", weeks=lacking) if found.weeks_lacking else ""
    return t(
        "plot.trend_would_show",
        weeks=words.count(found.weeks, "week", language),
        change=words.in_unit(found.noticeable, "%", language),
    )


def _week_text(one: kpi.Kpi, row: Mapping[Hashable, Any], review: kpi.Review) -> str:
    week = words.day(row["week"], journey.current().language)
    if pd.isna(row["value"]):
        return week
    return f"{week} · {_value(one, row['value'], review)}"


def channels(review: kpi.Review) -> bool:
    """Draw one KPI channel by channel."""
    rows, language = review.by_channel, journey.current().language
    if len(rows) < 2:
        return False
    one = kpis()[rows["kpi"].iloc[0]]
    ordered = rows.sort_values("value", ascending=one.direction == "down")
    names = [label("channel", str(code)) for code in ordered["channel"]]
    told = pd.DataFrame(
        {
            "name": names,
            "value": ordered["value"].to_numpy(),
            "text": [_value(one, value, review) for value in ordered["value"]],
            "colour": [charts.CHANNEL_COLOURS.get(str(code), "") for code in ordered["channel"]],
        }
    )
    first, last = told.iloc[0], told.iloc[-1]
    between = len(told) - MOST_CHANNELS
    drawn = told if between <= 0 else pd.concat([told.head(MOST_CHANNELS - 1), told.tail(1)])
    notes = [t("plot.claimed")] if {"conversions", "revenue"} & set(one.data_needed) else []
    if between > 0:
        notes.append(t("plot.between", count=between))
    title = t(
        "plot.channels",
        first=first["name"],
        first_value=first["text"],
        last=last["name"],
        last_value=last["text"],
    )
    _figure(
        title,
        t("plot.channels_text", kpi=one.name[language]),
        charts.ranking(drawn, look.now()),
        note=" ".join(notes),
        table=told[["name", "text"]],
    )
    return True


def campaigns(review: kpi.Review) -> bool:
    """Draw campaigns by what they spend and what a result costs, or rank them when nothing is
    spent.
    """
    rows = review.by_campaign
    if len(rows) < 2:
        return False
    one = kpis()[rows["kpi"].iloc[0]]
    if one.numerator and one.numerator[0].field == "spend":
        _spread(rows, one, review)
    else:
        _ranked(rows, one, review)
    return True


def _over_judged(text: str, review: kpi.Review) -> str:
    """Campaigns are drawn over the weeks they were judged on: said, when it is not everything."""
    judged = review.audit.judged
    if judged is None:
        return text
    return f"{text} · {words.period(judged, journey.current().language)}"


def _told(row: Mapping[Hashable, Any], found: Sequence[kpi.Finding]) -> list[kpi.Finding]:
    """Those about this campaign, on this platform: two may bear one name."""
    return [
        one
        for one in found
        if one.entity.get("campaign")
        and all(str(row.get(k, v)) == v for k, v in one.entity.items())
    ]


def _meaning(row: Mapping[Hashable, Any], review: kpi.Review) -> str:
    """What the panel says of this campaign."""
    if _told(row, review.audit.hidden_performers):
        return "performer"
    return "loss" if _told(row, review.audit.warnings) else "plain"


def _spread_title(shown: pd.DataFrame, review: kpi.Review) -> str:
    """Which campaigns pay too much; else which the panel names for another reason, or none."""
    dear = [one for one in review.audit.warnings if rule(one.rule).cause == DEAR]
    costly = sum(bool(_told(row, dear)) for row in shown.to_dict("records"))
    if costly:
        return t("plot.spread_costly", count=costly)
    watched = int((shown["meaning"] == "loss").sum())
    if watched:
        return t("plot.spread_watched", count=watched)
    judged = "R13_budget_worst" in review.audit.checked
    return t("plot.spread_plain") if judged else t("plot.spread_unjudged")


def _spread(rows: pd.DataFrame, one: kpi.Kpi, review: kpi.Review) -> None:
    language = journey.current().language
    kept = rows.assign(meaning=[_meaning(row, review) for row in rows.to_dict("records")])
    kept = kept.sort_values("numerator", ascending=False)
    shown = pd.concat([kept[kept["meaning"] != "plain"], kept[kept["meaning"] == "plain"]]).head(
        MOST_CAMPAIGNS
    )
    texts = [_value(one, value, review) for value in shown["value"]]
    names = [words.shortened(str(name)) for name in shown["campaign"]]
    points = pd.DataFrame(
        {
            "name": shown["campaign"].astype(str).to_numpy(),
            "spend": shown["numerator"].to_numpy(),
            "cost": shown["value"].to_numpy(),
            "meaning": shown["meaning"].to_numpy(),
            "label": [f"{name} · {text}" for name, text in zip(names, texts, strict=True)],
            "text": [
                f"{name} · {text}" for name, text in zip(shown["campaign"], texts, strict=True)
            ],
        }
    )
    target = review.brief.targets.get(one.id)
    money = _axis_money(review)
    _figure(
        _spread_title(shown, review),
        _over_judged(t("plot.spread_text", kpi=one.name[language]), review),
        charts.spread(
            points,
            charts.SpreadText(
                x_format=money,
                y_format=money,
                reference=t("tile.target", target=_value(one, target, review)) if target else "",
            ),
            look.now(),
            target,
        ),
        note=t("plot.spread_note"),
        table=points[["name", "spend", "cost"]],
    )


def _ranked(rows: pd.DataFrame, one: kpi.Kpi, review: kpi.Review) -> None:
    language = journey.current().language
    shown = rows.sort_values("value", ascending=one.direction == "down").head(10)
    drawn = pd.DataFrame(
        {
            "name": [words.shortened(str(name), 48) for name in shown["campaign"]],
            "value": shown["value"].to_numpy(),
            "text": [_value(one, value, review) for value in shown["value"]],
            "colour": "",
        }
    )
    _figure(
        t("plot.ranked", kpi=one.label[language]),
        t("plot.ranked_text", kpi=one.name[language], count=len(drawn)),
        charts.ranking(drawn, look.now()),
        note="",
        table=drawn[["name", "text"]],
    )


def _value(one: kpi.Kpi, value: Any, review: kpi.Review) -> str:
    return words.kpi_value(one, value, journey.current().language, review.currency)


def _axis(one: kpi.Kpi, review: kpi.Review) -> str:
    """The label of an axis value, as a Vega expression with its unit."""
    if one.unit == "%":
        sign = "\u00a0%" if journey.current().language == "fr" else "%"
        return f"format(datum.value * 100, ',~r') + '{sign}'"
    return _axis_money(review) if one.unit == "money" else "format(datum.value, ',~r')"


def _axis_money(review: kpi.Review) -> str:
    before, after = words.money_signs(review.currency, journey.current().language)
    return f"'{before}' + format(datum.value, ',~r') + '{after}'"


def _figure(
    title: str, text: str, chart: alt.LayerChart | alt.Chart, *, note: str, table: pd.DataFrame
) -> None:
    """One figure: finding, what is drawn, the chart, a note, and the same figures as a table."""
    st.space(20)
    with st.container(gap="xsmall"):
        st.subheader(words.escape(title), anchor=False)
        st.markdown(f":gray[{words.escape(text)}]")
        st.altair_chart(chart, theme=None, width="stretch", alt=f"{title}. {text}")
        if note:
            st.markdown(f":small[:gray[{note}]]")
        with st.popover(t("plot.table"), icon=":material/table_rows:", type="tertiary"):
            st.dataframe(table, hide_index=True, alt=title)
