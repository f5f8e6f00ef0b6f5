"""Campaigns by what they spend and what a result costs there: where the money goes, and what it
brings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import altair as alt
import pandas as pd

from kpi.charts.theme import LOSS, NEUTRAL, PERFORMER, Look, layered

HEIGHT = 380
SHAPES = {"loss": "square", "performer": "triangle-up", "plain": "circle"}
COLOURS = {"loss": LOSS, "performer": PERFORMER, "plain": NEUTRAL}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadText:
    """Finished texts: how the axes write their figures, and the words of the reference rule."""

    x_format: str
    y_format: str
    reference: str = ""


def spread(
    points: pd.DataFrame, texts: SpreadText, look: Look, reference: float | None = None
) -> alt.LayerChart:
    """Return the map. `points`: name, spend, cost, meaning (loss, performer, plain), label,
    text.
    """
    widest = float(points["spend"].max()) * 1.08
    x = alt.X(
        "spend:Q",
        scale=alt.Scale(domain=[0, widest], nice=False),
        axis=alt.Axis(labelExpr=texts.x_format, tickCount=6, grid=False),
    )
    y = alt.Y(
        "cost:Q",
        scale=alt.Scale(zero=True, nice=True),
        axis=alt.Axis(labelExpr=texts.y_format, tickCount=5),
    )
    points = points.assign(label=_readable(points, widest))
    layers: list[alt.Chart] = []
    if reference is not None:
        layers += _reference(reference, texts, look)
    for meaning in ("plain", "loss", "performer"):
        rows = points[points["meaning"] == meaning]
        if len(rows):
            layers += _marks(rows, meaning, (x, y), widest, look)
    return layered(layers, HEIGHT, look)


def _readable(points: pd.DataFrame, widest: float) -> list[str]:
    """The labels that do not run into one another: those of coloured marks first, then by spend.

    A label takes about 8 pixels a letter on a plot of 1,000 × HEIGHT; the table and the tooltip
    keep every name.
    """
    tallest = float(points["cost"].max()) or 1.0
    order = points.assign(plain=points["meaning"] == "plain").sort_values(
        ["plain", "spend"], ascending=[True, False]
    )
    taken: list[tuple[float, float, float]] = []
    kept: dict[object, str] = {}
    for place, row in order.iterrows():
        at = 1000 * row["spend"] / widest
        length = 8.0 * len(row["label"]) + 24
        left = at if row["spend"] <= widest / 2 else at - length
        y = HEIGHT * (1 - row["cost"] / tallest)
        free = all(
            abs(y - other) > 17 or left > end or left + length < start
            for start, end, other in taken
        )
        # A mark under the words counts too: it would be read as theirs.
        taken.append((left, left + length, y) if free else (at - 8, at + 8, y))
        kept[place] = row["label"] if free else ""
    return [kept[place] for place in points.index]


def _marks(
    rows: pd.DataFrame, meaning: str, axes: tuple[alt.X, alt.Y], widest: float, look: Look
) -> list[alt.Chart]:
    x, y = axes
    named = meaning != "plain"
    found = [
        alt.Chart(rows)
        .mark_point(filled=True, opacity=1, size=110, shape=SHAPES[meaning], color=COLOURS[meaning])
        .encode(x=x, y=y, tooltip=[alt.Tooltip("text:N", title=" ")])
    ]
    # Names in the right half stand to the left of their mark, so that none is cut.
    sides: tuple[tuple[Literal["left", "right"], int, pd.DataFrame], ...] = (
        ("left", 10, rows[rows["spend"] <= widest / 2]),
        ("right", -10, rows[rows["spend"] > widest / 2]),
    )
    for align, gap, side in sides:
        if len(side):
            found.append(
                alt.Chart(side)
                .mark_text(
                    align=align,
                    dx=gap,
                    baseline="middle",
                    fontSize=14 if named else 13,
                    fontWeight=600 if named else 400,
                    color=look.ink if named else look.grey,
                    opacity=1 if named else alt.expr("width < 500 ? 0 : 1"),
                )
                .encode(x=x, y=y, text="label:N")
            )
    return found


def _reference(value: float, texts: SpreadText, look: Look) -> list[alt.Chart]:
    rule = alt.Chart(pd.DataFrame({"cost": [value], "text": [texts.reference]}))
    return [
        rule.mark_rule(strokeDash=[5, 4], color=look.ink).encode(y="cost:Q"),
        rule.mark_text(align="right", baseline="bottom", dy=-4, fontSize=13, color=look.ink).encode(
            x=alt.value(alt.expr("width")), y="cost:Q", text="text:N"
        ),
    ]
