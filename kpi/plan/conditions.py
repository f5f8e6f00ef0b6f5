"""Whether something holds in a brief: yes, no, or not told."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

from kpi.brief import Brief
from kpi.catalog import Condition

COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "below": operator.lt,
    "above": operator.gt,
    "at_most": operator.le,
    "at_least": operator.ge,
}


def holds(condition: Condition, brief: Brief) -> bool | None:
    """Return True, False, or None when the brief does not tell."""
    if condition.situation:
        return True if condition.situation in brief.situations else None
    told = {
        "margin": brief.margin,
        "average_order_value": brief.average_order_value,
        "monthly_conversions": brief.monthly_conversions,
        "weekly_sessions": brief.weekly_sessions,
        "sales_cycle_days": brief.sales_cycle_days,
        "history_months": brief.history_months,
        "apple_mail_share": brief.apple_mail_share,
        "monthly_budget": brief.monthly_budget,
        "has_crm": brief.has_crm,
    }[condition.fact]
    if told is None:
        return None
    return COMPARE[condition.comparison](told, condition.limit) if condition.comparison else True
