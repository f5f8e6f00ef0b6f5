"""Every reason of a plan can be said, whatever the brief."""

from __future__ import annotations

import pytest

from kpi.brief import GOALS, MODELS, SITUATIONS, Brief
from kpi.plan import recommend
from kpi.words import say

CHANNELS = ("paid_search", "paid_social", "email", "website", "organic_search", "organic_social")
FACTS = (
    {},
    {"margin": 0.4, "monthly_conversions": 12, "history_months": 3, "apple_mail_share": 0.6},
    {"has_crm": True, "sales_cycle_days": 200, "weekly_sessions": 400, "monthly_conversions": 400},
)


def briefs() -> list[Brief]:
    """One brief a goal and model, each with other facts and other situations."""
    found = []
    for i, goal in enumerate(GOALS):
        for j, model in enumerate(MODELS):
            n = i * len(MODELS) + j
            situations = (SITUATIONS[n % len(SITUATIONS)], SITUATIONS[(n * 7) % len(SITUATIONS)])
            facts = FACTS[n % len(FACTS)]
            found.append(
                Brief(goal=goal, model=model, channels=CHANNELS, situations=situations, **facts)  # type: ignore[arg-type]
            )
    return found


@pytest.mark.parametrize("brief", briefs(), ids=lambda b: f"{b.goal} {b.model}")
def test_every_reason_is_said_whole(brief: Brief) -> None:
    plan = recommend(brief)
    for reason in (*plan.kept, *plan.rejected, *plan.notes):
        for language in ("fr", "en"):
            said = say(reason, language)
            assert said.endswith((".", "?", "…", "!")), said
            assert "–" not in said, said
            assert "{" not in said, said
            assert "_" not in said, said
