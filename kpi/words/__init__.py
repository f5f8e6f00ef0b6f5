"""Codes and numbers become sentences here, in French and in English, and nowhere else.

`say(record, language, part)` tells what a finding, a reason or an error has to tell;
`text(key, language)` gives an interface sentence; `label(code, language)` what a code is called;
`money`, `percent`, `day` … write figures and dates as the language does; `escape` makes a user's
text harmless in Markdown.
"""

from kpi.words.changes import kpi_change
from kpi.words.dates import day, month, period, short_day
from kpi.words.figures import money, money_signs, number, percent, ratio, signed, size
from kpi.words.findings import gathered, likelihood_sentence, rule_title, threshold
from kpi.words.interface import listing, text
from kpi.words.labels import explanation, inside, kpi_name, label
from kpi.words.language import LANGUAGES, MISSING
from kpi.words.likelihood import frequency, likelihood
from kpi.words.markdown import clean, escape, escape_money
from kpi.words.nouns import count
from kpi.words.pairs import Pair, pair
from kpi.words.patterns import shortened
from kpi.words.saying import say, say_markdown
from kpi.words.sources import export_path, option_effect, option_name, report, why_unused
from kpi.words.status import status
from kpi.words.values import in_unit, kpi_calculation, kpi_formula, kpi_value

__all__ = [
    "LANGUAGES",
    "MISSING",
    "Pair",
    "clean",
    "count",
    "day",
    "escape",
    "escape_money",
    "explanation",
    "export_path",
    "frequency",
    "gathered",
    "in_unit",
    "inside",
    "kpi_calculation",
    "kpi_change",
    "kpi_formula",
    "kpi_name",
    "kpi_value",
    "label",
    "likelihood",
    "likelihood_sentence",
    "listing",
    "money",
    "money_signs",
    "month",
    "number",
    "option_effect",
    "option_name",
    "pair",
    "percent",
    "period",
    "ratio",
    "report",
    "rule_title",
    "say",
    "say_markdown",
    "short_day",
    "shortened",
    "signed",
    "size",
    "status",
    "text",
    "threshold",
    "why_unused",
]
