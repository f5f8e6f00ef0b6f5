"""What Juste Mesure knows about marketing, kept as TOML and loaded once.

`kpis()` is the KPI catalogue in order, `rules()` the audit's rules, `source_families(model)` the
data such a business has, `sentences(deck)` the bilingual words that stand beside each entry, and
`labels(kind)` and
`nouns()` what things are called.
"""

from kpi.catalog.entries import Bilingual, CatalogError
from kpi.catalog.kpi import Condition, Form, Kpi, Term, kpi, kpis
from kpi.catalog.naming import KINDS, Label, Noun, labels, nouns
from kpi.catalog.rules import DEAR, Rule, rule, rules
from kpi.catalog.sources import source_families
from kpi.catalog.wording import placeholder_types, sentences

__all__ = [
    "DEAR",
    "KINDS",
    "Bilingual",
    "CatalogError",
    "Condition",
    "Form",
    "Kpi",
    "Label",
    "Noun",
    "Rule",
    "Term",
    "kpi",
    "kpis",
    "labels",
    "nouns",
    "placeholder_types",
    "rule",
    "rules",
    "sentences",
    "source_families",
]
