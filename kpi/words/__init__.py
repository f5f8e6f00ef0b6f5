"""Codes and numbers become sentences here, in French and in English, and nowhere else.

`say(record, language, part)` tells what a finding, a reason or an error has to tell;
`text(key, language)` gives an interface sentence; `label(code, language)` what a code is called;
`money`, `percent`, `day` … write figures and dates as the language does; `escape` makes a user's
text harmless in Markdown.
"""

from kpi.words.dates import day, month, period, short_day
from kpi.words.figures import money, number, percent, ratio, signed, size
from kpi.words.interface import listing, text
from kpi.words.labels import explanation, inside, kpi_name, label
from kpi.words.language import LANGUAGES, MISSING
from kpi.words.likelihood import frequency, likelihood
from kpi.words.markdown import clean, escape, escape_money
from kpi.words.nouns import count
from kpi.words.saying import say
from kpi.words.values import in_unit, kpi_calculation, kpi_change, kpi_formula, kpi_value

__all__ = [
    "LANGUAGES",
    "MISSING",
    "clean",
    "count",
    "day",
    "escape",
    "escape_money",
    "explanation",
    "frequency",
    "in_unit",
    "inside",
    "kpi_calculation",
    "kpi_change",
    "kpi_formula",
    "kpi_name",
    "kpi_value",
    "label",
    "likelihood",
    "listing",
    "money",
    "month",
    "number",
    "percent",
    "period",
    "ratio",
    "say",
    "short_day",
    "signed",
    "size",
    "text",
]
