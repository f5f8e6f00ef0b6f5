"""Reviews and readings as Altair charts, in one theme. Texts arrive finished; nothing is computed
here.
"""

from kpi.charts.pair import Meaning, pair
from kpi.charts.ranking import ranking
from kpi.charts.spread import SpreadText, spread
from kpi.charts.theme import CHANNEL_COLOURS, Look
from kpi.charts.trend import TrendText, trend

__all__ = [
    "CHANNEL_COLOURS",
    "Look",
    "Meaning",
    "SpreadText",
    "TrendText",
    "pair",
    "ranking",
    "spread",
    "trend",
]
