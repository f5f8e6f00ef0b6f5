"""Juste Mesure without its interface: choose KPIs, read exports, unmask what flatters.

import kpi

brief = kpi.Brief(goal="acquisition", model="ecommerce", channels=("paid_search",), margin=0.40)
plan = kpi.recommend(brief)                        # which KPIs, why, and why not the others
facts = kpi.load(["meta.csv", "google.xlsx"])      # files as exported, with what was left out
kpi.measure(facts, ["ctr", "cpa"], by=("campaign",))
audit = kpi.audit(facts, brief, plan)              # what flatters, what hides, what cannot be told
for finding in audit.warnings:
    print(kpi.say(finding, "fr", "headline"))
"""

from kpi.audit import Audit, Finding, Unchecked, audit
from kpi.brief import Brief
from kpi.catalog import Kpi
from kpi.errors import (
    InvalidBrief,
    MixedCurrencies,
    NotAdditive,
    NothingRead,
    OverlappingClaims,
    UnknownName,
    UnreadableFile,
    UserError,
    Where,
)
from kpi.facts import Facts, Question, Source
from kpi.intake import infer, load
from kpi.period import Period
from kpi.plan import Plan, Reason, recommend
from kpi.readings import Change, compare, measure
from kpi.review import Review, review

__all__ = [
    "Audit",
    "Brief",
    "Change",
    "Facts",
    "Finding",
    "InvalidBrief",
    "Kpi",
    "MixedCurrencies",
    "NotAdditive",
    "NothingRead",
    "OverlappingClaims",
    "Period",
    "Plan",
    "Question",
    "Reason",
    "Review",
    "Source",
    "Unchecked",
    "UnknownName",
    "UnreadableFile",
    "UserError",
    "Where",
    "audit",
    "compare",
    "infer",
    "load",
    "measure",
    "recommend",
    "review",
    "say",
]


def say(thing: object, language: str, part: str = "") -> str:
    """Return the sentence for a record, in "fr" or "en"; `part` names one line of a finding.

    Words are loaded at the first call: computing needs none.
    """
    from kpi.words import say as words

    return words(thing, language, part)
