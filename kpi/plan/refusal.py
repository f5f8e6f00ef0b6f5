"""Why a KPI cannot be offered or computed for a brief: the first obstacle met, as a Reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kpi.brief import Brief
from kpi.catalog import Condition, Kpi, kpis
from kpi.catalog.choosing import situations, support_refusals
from kpi.facts import Quantity
from kpi.plan.conditions import holds
from kpi.plan.possession import Holdings, missing
from kpi.plan.reason import Reason, dropped


def without_decision(kpi: Kpi) -> Reason | None:
    """Return why no decision hangs on the KPI, None when one does."""
    if kpi.role == "choice":
        return None
    return dropped(kpi.id, "decides", support_refusals()[kpi.id])


def not_offered(kpi: Kpi, brief: Brief, owned: Holdings) -> Reason | None:
    """Return the first of goal, business, channels, data and context to keep the KPI out."""
    if brief.goal not in kpi.goals:
        return dropped(kpi.id, "coherent", "wrong_step", goal=brief.goal)
    return not_computable(kpi, brief, owned) or argued_against(kpi, brief)


def not_computable(kpi: Kpi, brief: Brief, owned: Holdings) -> Reason | None:
    """Return what keeps this company from computing the KPI; goal and role do not matter."""
    return (
        _elsewhere(kpi, brief)
        or _without_data(kpi, brief, owned)
        or _against_context(kpi, brief)
        or _without_parts(kpi, brief, owned)
    )


def fits_model(kpi: Kpi, brief: Brief) -> bool:
    """Whether the KPI means something for this business."""
    return "all" in kpi.models or brief.model in kpi.models


def fits_channels(kpi: Kpi, brief: Brief) -> bool:
    """Whether one channel of the brief at least has the KPI."""
    return "all" in kpi.channels or bool(set(kpi.channels) & set(brief.channels))


def _elsewhere(kpi: Kpi, brief: Brief) -> Reason | None:
    if not fits_model(kpi, brief):
        return dropped(kpi.id, "coherent", "wrong_model", model=brief.model)
    if not fits_channels(kpi, brief):
        return dropped(kpi.id, "coherent", "wrong_channel", channel=kpi.channels[0])
    return None


def _without_data(kpi: Kpi, brief: Brief, owned: Holdings) -> Reason | None:
    if kpi.id in owned.lacking:
        return dropped(kpi.id, "coherent", "no_column", column=owned.lacking[kpi.id])
    families = missing(kpi, owned)
    if not families:
        return None
    if "crm" in families:
        return dropped(kpi.id, "coherent", "no_crm")
    if "ads" in families:
        return dropped(kpi.id, "coherent", "no_paid_channel")
    return dropped(kpi.id, "coherent", "no_source", model=brief.model)


def _against_context(kpi: Kpi, brief: Brief) -> Reason | None:
    for one in kpi.needs:
        if not holds(one, brief):
            return _because(kpi, one, brief)
    for one in kpi.refused_when:
        if holds(one, brief):
            return _because(kpi, one, brief)
    return None


def _without_parts(kpi: Kpi, brief: Brief, owned: Holdings) -> Reason | None:
    """A composed KPI is refused with its parts, for the reason of the part."""
    for part in kpi.parts:
        reason = not_computable(kpis()[part], brief, owned)
        if reason is not None:
            return dropped(kpi.id, reason.filter, reason.because, **reason.values)
    return None


def argued_against(kpi: Kpi, brief: Brief) -> Reason | None:
    """Return the situation that keeps the KPI out of the set, though it may guard it."""
    for situation in situations().values():
        if situation.id in brief.situations and kpi.id in situation.against:
            return dropped(kpi.id, "coherent", situation.refusal_of(kpi.id))
    return None


def _because(kpi: Kpi, condition: Condition, brief: Brief) -> Reason:
    if condition.situation:
        code = situations()[condition.situation].refusal_of(kpi.id)
        return dropped(kpi.id, "coherent", code)
    code, values = FACTS[condition.fact](condition.limit, brief)
    return dropped(kpi.id, "coherent", code, **values)


Told = tuple[str, Mapping[str, object]]


def _margin(_: float, __: Brief) -> Told:
    return "no_margin", {}


def _history(months: float, brief: Brief) -> Told:
    needed = Quantity(months, "months")
    if brief.history_months is None:
        return "unknown_history", {"duration_needed": needed}
    return "no_history", {
        "duration_needed": needed,
        "duration": Quantity(brief.history_months, "months"),
        "duration_left": Quantity(months - brief.history_months, "months"),
    }


def _conversions(a_month: float, brief: Brief) -> Told:
    return "no_volume", {
        "conversions": Quantity(brief.monthly_conversions or 0.0, "conversion"),
        "conversions_needed": Quantity(a_month, "conversion"),
    }


def _sessions(a_week: float, brief: Brief) -> Told:
    return "low_traffic", {
        "visits": Quantity(brief.weekly_sessions or 0.0, "visit"),
        "visits_needed": Quantity(a_week, "visit"),
    }


def _sales_cycle(_: float, brief: Brief) -> Told:
    return "unreliable_long_cycle", {"duration": Quantity(brief.sales_cycle_days or 0.0, "days")}


def _apple_mail(_: float, brief: Brief) -> Told:
    if brief.apple_mail_share is None:
        return "unknown_apple_mail", {}
    return "unreliable_apple_mail", {"share": brief.apple_mail_share}


# The facts that the catalogue's conditions use, and how each is argued (a test holds the list
# complete).
FACTS: Mapping[str, Callable[[float, Brief], Told]] = {
    "margin": _margin,
    "history_months": _history,
    "monthly_conversions": _conversions,
    "weekly_sessions": _sessions,
    "sales_cycle_days": _sales_cycle,
    "apple_mail_share": _apple_mail,
}
