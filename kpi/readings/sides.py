"""What the figures on the two sides of a KPI are: decided or drawn, counted or money, flows or
not.
"""

from __future__ import annotations

from kpi.catalog import Kpi, Term
from kpi.facts import MEASURES

Terms = tuple[Term, ...]

# What is seen before anything can come of it: a row without any of these tells nothing further on.
FIRST_SEEN = ("impressions", "delivered", "sends", "sessions", "clicks")
# Decided by the advertiser, not drawn by chance.
DECIDED = ("spend", "other_marketing_cost", "category_spend", "test_spend", "control_spend")
COUNTS = ("count", "people")
# Money that comes in baskets: as noisy as their number and their spread.
IN_BASKETS = {
    "revenue": ("orders", "conversions", "won"),
    "gross_margin": ("orders", "conversions", "won"),
    "cost_of_goods": ("orders", "conversions", "won"),
    "refunds": (),
    "discounts": ("orders",),
    "pipeline_value": ("qualified_leads", "leads"),
    "cohort_margin": ("cohort_customers",),
}


def is_counted(terms: Terms) -> bool:
    """Whether every figure of a side counts things or people."""
    return all(MEASURES[term.field].unit in COUNTS for term in terms)


def counts_tries(kpi: Kpi) -> bool:
    """Whether a KPI divides what may happen by the counted occasions on which it could."""
    drawn = not any(term.field in DECIDED for term in kpi.numerator)
    return bool(kpi.denominator) and is_counted(kpi.denominator) and drawn


def is_part(kpi: Kpi) -> bool:
    """Whether a KPI is a part of its denominator, or what is left of it."""
    whole = {term.field for term in kpi.denominator}
    rest = any(term.coefficient < 0 for term in kpi.numerator)
    added = {term.field for term in kpi.numerator if term.coefficient > 0}
    return added == whole if rest else is_counted(kpi.numerator) or added < whole


def kinds(terms: Terms) -> set[str]:
    """Return the kinds of the figures of a side (flow, stock, unique and so on)."""
    return {MEASURES[term.field].kind for term in terms}


def flows_only(kpi: Kpi) -> bool:
    """Whether a KPI's figures all add up over weeks."""
    return not kpi.per and kinds((*kpi.numerator, *kpi.denominator)) <= {"flow", "cohort"}


def counts_people(kpi: Kpi) -> bool:
    """Whether a KPI counts each person once, so that a longer period never is so many times a
    shorter one.
    """
    return "unique" in kinds((*kpi.numerator, *kpi.denominator))


def grows_with_days(kpi: Kpi) -> bool:
    """Whether a KPI that counts no people is larger the more days it is read over."""
    above, below = kinds(kpi.numerator), kinds(kpi.denominator)
    gathered = "flow" in above or (kpi.form == "total" and "cohort" in above)
    return gathered and below <= {"stock"} and not kpi.per and not kpi.control_numerator
