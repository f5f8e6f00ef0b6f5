"""A spend that the file does not hold and that its prices give: offered, never taken alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi.facts import Option, Question
from kpi.intake.corrections import key
from kpi.intake.money import in_header

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi.intake.cells import Floats
    from kpi.intake.desk import Desk

DERIVE, LEAVE = "derive", "leave_out"
# Price → the figure it is the price of, and of how many.
PRICES = {"cpm": ("impressions", 1000.0), "cpc": ("clicks", 1.0)}


def priced(names: set[str], rates: set[str]) -> str:
    """Return the price that gives a missing spend ("cpm" before "cpc"), or ""."""
    if "spend" in names:
        return ""
    return next((p for p, (count, _) in PRICES.items() if p in rates and count in names), "")


def derived_spend(
    desk: Desk, measures: Mapping[str, Floats], rates: Mapping[str, Floats]
) -> dict[str, Floats]:
    """Return the spend that prices give when the user agreed to it, and its note; else ask."""
    price = priced(set(measures), set(rates))
    if not price:
        return {}
    counted, of = PRICES[price]
    spend = measures[counted] * rates[price] / of
    # Without a view or a click nothing was paid, whatever stands as the price.
    spend = np.where(measures[counted] == 0, 0.0, spend)
    if np.isnan(spend).all():
        return {}
    use = next(u for u in desk.table.all("rate") if u.meaning and u.meaning.name == price)
    said = desk.corrections.text("derive", *desk.table.place)
    if said == DERIVE:
        desk.note("spend_derived", use.name)
        return {"spend": spend}
    if said != LEAVE:
        offered: dict[str, object] = {"spend": round(float(np.nansum(spend)), 2)}
        claim = in_header(use.name)
        if len(claim) == 1:
            offered["currency"] = claim[0]
        desk.questions.append(
            Question(
                id=key("derive", *desk.table.place),
                code="spend_missing",
                where=desk.table.where(use.name),
                options=(
                    Option(id=DERIVE, values=offered),
                    Option(id=LEAVE),
                ),
                default=LEAVE,
            )
        )
    return {}
