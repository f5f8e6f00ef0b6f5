"""A claim and its check: what a platform shows is an outlined bar, what it is worth a filled
one.
"""

from __future__ import annotations

from typing import Literal

import altair as alt
import pandas as pd

from kpi.charts.theme import FLATTERING, LOSS, NEUTRAL, PERFORMER, Look, layered
from kpi.words import Pair

Meaning = Literal["flattering", "loss", "performer", "plain"]
COLOURS = {"flattering": FLATTERING, "loss": LOSS, "performer": PERFORMER, "plain": NEUTRAL}
HOLLOW = ("flattering", "plain")

# The bar leaves room on its right for the figure, at phone width too.
ROOM = 1.45


def pair(bars: Pair, meaning: Meaning, look: Look) -> alt.LayerChart:
    """Return a figure's bar above its reference's, both from 0, 98 pixels high: drawn at fixed
    pixels so that phone and desktop look alike.
    """
    top = max(bars.value, bars.reference, 1e-12) * ROOM
    scale = alt.Scale(domain=[0, top], nice=False)
    rows = pd.DataFrame(
        {
            "value": [bars.value, bars.reference],
            "text": [bars.value_text, bars.reference_text],
            "name": [bars.label, bars.reference_label],
        }
    )
    own, reference = rows.iloc[[0]], rows.iloc[[1]]
    colour = COLOURS[meaning]
    hollow = meaning in HOLLOW
    return layered(
        [
            _name(own, 8, look),
            _bar(own, scale, (21, 43)).mark_rect(
                fill="transparent" if hollow else colour,
                stroke=colour,
                strokeWidth=2 if hollow else 0,
            ),
            _figure(own, scale, 32).mark_text(
                align="left", baseline="middle", dx=10, fontSize=18, fontWeight=600, color=look.ink
            ),
            _name(reference, 63, look),
            _bar(reference, scale, (76, 84)).mark_rect(fill=NEUTRAL),
            _figure(reference, scale, 80).mark_text(
                align="left", baseline="middle", dx=8, fontSize=14, color=look.grey
            ),
        ],
        98,
        look,
    )


def _bar(row: pd.DataFrame, scale: alt.Scale, edges: tuple[int, int]) -> alt.Chart:
    return alt.Chart(row).encode(
        x=alt.X("value:Q", scale=scale, axis=None),
        x2=alt.datum(0),
        y=alt.value(edges[0]),
        y2=alt.value(edges[1]),
        tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("text:N", title=" ")],
    )


def _figure(row: pd.DataFrame, scale: alt.Scale, y: int) -> alt.Chart:
    return alt.Chart(row).encode(
        x=alt.X("value:Q", scale=scale, axis=None), y=alt.value(y), text="text:N"
    )


def _name(row: pd.DataFrame, y: int, look: Look) -> alt.Chart:
    text = alt.Chart(row).mark_text(align="left", baseline="middle", fontSize=13, color=look.grey)
    named: alt.Chart = text.encode(x=alt.value(0), y=alt.value(y), text="name:N")
    return named
