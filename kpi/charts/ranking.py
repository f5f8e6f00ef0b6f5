"""Rows side by side with one figure each, named above their bar so that phone and desktop look
alike.
"""

from __future__ import annotations

import altair as alt
import pandas as pd

from kpi.charts.theme import NEUTRAL, Look, layered

ROW = 46


def ranking(rows: pd.DataFrame, look: Look) -> alt.LayerChart:
    """Return horizontal bars. `rows`: name, value, text, colour (a mark colour or "" for grey), in
    order.
    """
    drawn = rows.reset_index(drop=True).assign(
        top=lambda r: r.index * ROW + 20,
        bottom=lambda r: r.index * ROW + 34,
        line=lambda r: r.index * ROW + 8,
        fill=lambda r: r["colour"].where(r["colour"] != "", NEUTRAL),
    )
    scale = alt.Scale(domain=[0, float(drawn["value"].max()) * 1.25], nice=False)
    height = ROW * len(drawn)
    place = alt.Scale(domain=[0, height], range=[0, height], nice=False)
    x = alt.X("value:Q", scale=scale, axis=None)
    base = alt.Chart(drawn)
    return layered(
        [
            base.mark_text(align="left", baseline="middle", fontSize=14, color=look.ink).encode(
                x=alt.value(0), y=alt.Y("line:Q", scale=place, axis=None), text="name:N"
            ),
            base.mark_rect().encode(
                x=x,
                x2=alt.datum(0),
                y=alt.Y("top:Q", scale=place, axis=None),
                y2="bottom:Q",
                color=alt.Color("fill:N", scale=None),
                tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("text:N", title=" ")],
            ),
            base.mark_text(
                align="left",
                baseline="middle",
                dx=8,
                dy=7,
                fontSize=14,
                fontWeight=600,
                color=look.ink,
            ).encode(x=x, y=alt.Y("top:Q", scale=place, axis=None), text="text:N"),
        ],
        height,
        look,
    )
