"""Choosing: from a brief to a north star, a short set of KPIs, guardrails, and every reason."""

from kpi.plan.reason import Reason
from kpi.plan.recommendation import Plan, Sieve, coherent, decides, recommend, unique

__all__ = ["Plan", "Reason", "Sieve", "coherent", "decides", "recommend", "unique"]
