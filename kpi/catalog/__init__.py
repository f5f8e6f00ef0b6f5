"""What Juste Mesure knows about marketing, kept as TOML and loaded once.

`kpis()` is the KPI catalogue in order, `rules()` the audit's rules, `source_families(model)` the data such a
business has, and `sentences(deck)` the bilingual words that stand beside each entry.
"""

from kpi.catalog.entries import Bilingual, CatalogError
from kpi.catalog.kpi import Condition, Form, Kpi, Term, kpi, kpis
from kpi.catalog.rules import Rule, rule, rules
from kpi.catalog.sources import source_families
from kpi.catalog.wording import placeholder_types, sentences

__all__ = [
    "Bilingual",
    "CatalogError",
    "Condition",
    "Form",
    "Kpi",
    "Rule",
    "Term",
    "kpi",
    "kpis",
    "placeholder_types",
    "rule",
    "rules",
    "sentences",
    "source_families",
]
