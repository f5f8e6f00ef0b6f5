"""A KPI week by week with its range; the week that is not over is hatched, never a point on the
line.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from kpi.charts.theme import OURS, Look, layered

HEIGHT = 320
# About what the page gives a chart on a desktop: only the slope of the hatching leans on it.
PLOT_WIDTH = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendText:
    """Finished texts around the line."""

    axis_format: str
    last_week: str
    unfinished: str
    target: str = ""


def trend(
    weeks: pd.DataFrame, texts: TrendText, look: Look, target: float | None = None
) -> alt.LayerChart:
    """Return the weekly line. `weeks`: week (Monday), value, low, high, complete, text; one row a
    week.
    """
    whole = weeks[weeks["complete"] & weeks["value"].notna()]
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(domain=_domain(whole, target), zero=False, nice=True),
        axis=alt.Axis(labelExpr=texts.axis_format, tickCount=5),
    )
    x = alt.X(
        "week:T",
        axis=alt.Axis(format="%-d %b", values=_mondays(weeks)),
        scale=alt.Scale(nice=False),
    )
    line = alt.Chart(whole)
    layers: list[alt.Chart] = [
        line.mark_area(fill=OURS, fillOpacity=0.2).encode(x=x, y=alt.Y("low:Q"), y2="high:Q"),
        line.mark_line(color=OURS, strokeWidth=2.5).encode(x=x, y=y),
        line.mark_point(color=OURS, filled=True, size=30, opacity=0).encode(
            x=x, y=y, tooltip=[alt.Tooltip("text:N", title=" ")]
        ),
    ]
    if len(whole):
        layers += _last_week(whole.iloc[[-1]], texts, x, look)
    if target is not None:
        layers += _target(target, texts, look)
    unfinished = weeks[~weeks["complete"] & (weeks["week"] > whole["week"].max())]
    if len(unfinished):
        layers += _unfinished(unfinished.iloc[[-1]], texts, x, look, PLOT_WIDTH / len(weeks))
    return layered(layers, HEIGHT, look)


def _mondays(weeks: pd.DataFrame) -> list[alt.DateTime]:
    """At most six of the weeks drawn, evenly spaced, the last one among them."""
    days = [pd.Timestamp(day) for day in weeks["week"]][:: -max(1, -(-len(weeks) // 6))]
    return [alt.DateTime(year=d.year, month=d.month, date=d.day) for d in reversed(days)]


def _domain(whole: pd.DataFrame, target: float | None) -> list[float]:
    """Lowest to highest of what is drawn, with room above for the words of the last week."""
    drawn = whole[["value", "low", "high"]].to_numpy()
    drawn = drawn[np.isfinite(drawn)]
    ends = [float(drawn.min()), float(drawn.max()), *([] if target is None else [target])]
    return [min(ends), max(ends) + 0.16 * (max(ends) - min(ends) or abs(max(ends)) or 1.0)]


def _last_week(last: pd.DataFrame, texts: TrendText, x: alt.X, look: Look) -> list[alt.Chart]:
    point = alt.Chart(last.assign(last_text=texts.last_week))
    return [
        point.mark_point(color=OURS, filled=True, size=60, opacity=1).encode(x=x, y="value:Q"),
        point.mark_rule(color=look.ink, strokeWidth=1).encode(x=x, y="high:Q", y2=alt.value(22)),
        point.mark_text(
            align="right", baseline="bottom", dx=4, fontWeight=600, color=look.ink
        ).encode(x=x, y=alt.value(18), text="last_text:N"),
    ]


def _target(target: float, texts: TrendText, look: Look) -> list[alt.Chart]:
    rule = alt.Chart(pd.DataFrame({"value": [target], "text": [texts.target]}))
    return [
        rule.mark_rule(strokeDash=[5, 4], color=look.ink).encode(y="value:Q"),
        rule.mark_text(align="left", baseline="top", dy=5, fontSize=13, color=look.grey).encode(
            x=alt.value(0), y="value:Q", text="text:N"
        ),
    ]


def _unfinished(
    week: pd.DataFrame, texts: TrendText, x: alt.X, look: Look, width: float
) -> list[alt.Chart]:
    monday = pd.Timestamp(week["week"].iloc[0])
    box = alt.Chart(
        pd.DataFrame(
            {
                "week": [monday - pd.Timedelta(days=3)],
                "until": [monday + pd.Timedelta(days=4)],
                "text": [texts.unfinished],
            }
        )
    )
    return [
        box.mark_rect(fill=_hatching(look, width), opacity=0.4).encode(
            x=x, x2="until:T", y=alt.value(0), y2=alt.value(alt.expr("height"))
        ),
        box.mark_text(align="right", baseline="bottom", dx=-6, fontSize=13, color=look.grey).encode(
            x=x, y=alt.value(alt.expr("height - 8")), text="text:N"
        ),
    ]


def _hatching(look: Look, width: float, height: float = float(HEIGHT)) -> alt.LinearGradient:
    """Stripes at 45° as one gradient of hard stops, one per 8 pixels.

    The page draws SVG, where a gradient stretches with its box: the vector undoes that stretch.
    """
    k = (1 / height + 1 / width) / (1 / height**2 + 1 / width**2)
    stripes = max(2, round((width + height) / math.sqrt(2) / 8))
    stops = []
    for stripe in range(stripes):
        start, middle = stripe / stripes, (stripe + 0.22) / stripes
        end = (stripe + 1) / stripes
        stops += [
            alt.GradientStop(offset=start, color=look.grey),
            alt.GradientStop(offset=middle, color=look.grey),
            alt.GradientStop(offset=middle, color="transparent"),
            alt.GradientStop(offset=end, color="transparent"),
        ]
    return alt.LinearGradient(
        gradient="linear", stops=stops, x1=0, y1=0, x2=k / height, y2=k / width
    )
