"""One theme for every chart, on the page and in exports: grey first, one coloured subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt

Scheme = Literal["light", "dark"]
FONT = "Source Sans, Source Sans Pro, sans-serif"

# Marks of meaning hold on both grounds; only texts and grid lines change with the scheme.
FLATTERING, LOSS, PERFORMER, NEUTRAL, OURS = "#b87400", "#c0394b", "#2b9a80", "#6b7280", "#5468d4"
CHANNEL_COLOURS: Mapping[str, str] = {
    "paid_search": "#5468d4", "shopping": "#5468d4", "paid_social": "#b8355f",
    "organic_search": "#48a092", "email": "#9a7f06", "sms": "#9a7f06", "direct": "#7f6b88",
    "app": "#7f6b88", "website": "#7f6b88", "crm": "#426c5f", "offline": "#426c5f",
    "organic_social": "#cb726b", "display": "#8a5a30", "video": "#8a5a30", "affiliate": "#6b7280",
    "referral": "#6b7280", "other": "#6b7280",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a chart takes from the page: the scheme's inks and the language's figures."""

    scheme: Scheme
    language: str

    @property
    def ink(self) -> str:
        return "#eceef2" if self.scheme == "dark" else "#171a21"

    @property
    def grey(self) -> str:
        return "#a9aeb9" if self.scheme == "dark" else "#565b66"

    @property
    def grid(self) -> str:
        return "#363a45" if self.scheme == "dark" else "#e3e4df"


NUMBERS: Mapping[str, dict[str, Any]] = {
    "fr": {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["", "\u00a0€"]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["€", ""]},
}
TIMES: Mapping[str, dict[str, Any]] = {
    "fr": {
        "dateTime": "%A %e %B %Y à %X",
        "date": "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
        "shortDays": ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
        "months": [
            "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
            "octobre", "novembre", "décembre",
        ],
        "shortMonths": [
            "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.",
            "nov.", "déc.",
        ],
    },
    "en": {
        "dateTime": "%A, %e %B %Y at %X",
        "date": "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
        "shortDays": ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
        "months": [
            "January", "February", "March", "April", "May", "June", "July", "August", "September",
            "October", "November", "December",
        ],
        "shortMonths": [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ],
    },
}  # fmt: skip


def dressed(chart: alt.LayerChart, look: Look) -> alt.LayerChart:
    """Return the chart in our theme: no frame, ticks or domain, horizontal grid alone."""
    dressed_chart: alt.LayerChart = (
        chart.configure(
            font=FONT,
            background="transparent",
            padding={"left": 0, "right": 2, "top": 4, "bottom": 0},
            locale=alt.Locale(
                number=alt.NumberLocale(**NUMBERS[look.language]),
                time=alt.TimeLocale(**TIMES[look.language]),
            ),
        )
        .configure_view(stroke=None)
        .configure_axis(
            domain=False,
            ticks=False,
            title=None,
            labelColor=look.grey,
            labelFontSize=14,
            labelPadding=8,
            labelOverlap=True,
            gridColor=look.grid,
        )
        .configure_axisX(grid=False)
        .configure_axisY(tickCount=5)
        .configure_text(font=FONT, fontSize=14, color=look.ink)
    )
    return dressed_chart


def layered(layers: Sequence[alt.Chart], height: int, look: Look) -> alt.LayerChart:
    """Return the layers as one chart as wide as the page gives it, in our theme."""
    chart = alt.LayerChart(layer=list(layers)).properties(height=height, width="container")
    return dressed(chart, look)
