"""Reviews and readings as Altair charts, in one theme. Texts arrive finished; nothing is computed
here.
"""

from kpi.charts.pair import Bars, pair
from kpi.charts.ranking import ranking
from kpi.charts.spread import SpreadText, spread
from kpi.charts.theme import CHANNEL_COLOURS, Look
from kpi.charts.trend import TrendText, trend

__all__ = [
    "CHANNEL_COLOURS",
    "Bars",
    "Look",
    "SpreadText",
    "TrendText",
    "pair",
    "ranking",
    "spread",
    "trend",
]
