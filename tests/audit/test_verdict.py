"""The verdict a review opens with sets two campaigns side by side only where they compare."""

from __future__ import annotations

from datetime import date
from typing import Any

import kpi
from kpi.facts import Source
from kpi.review import Verdict
from kpi.words import say
from tests.audit.shop import GOOGLE, account, campaign, ordinary
from tests.audit.test_rules import GEM, MARGIN

Days = list[dict[str, Any]]
META = Source(file="meta.csv", platform="Meta Ads", family="ads", currency="EUR")


def opening(*campaigns: Days) -> Verdict:
    given = account(*campaigns, sources=(*GOOGLE, META))
    return kpi.review(given, kpi.recommend(MARGIN), MARGIN, date(2026, 5, 1)).verdict


def on_meta(rows: Days, **changes: Any) -> Days:
    return [{**row, "platform": "Meta Ads", "source": 1, **changes} for row in rows]


DEAR = campaign("Generic", spend=3_000.0, cost=60.0, basket=None)
CHEAP = campaign("Gem", **GEM, basket=None)


def test_one_that_delivers_and_one_that_costs_too_much_make_a_mixed_verdict() -> None:
    found = opening(*ordinary(basket=None), DEAR, CHEAP)
    assert found.code == "mixed"
    assert (found.values["name_good"], found.values["name_bad"]) == ("Gem", "Generic")


def test_two_platforms_are_not_set_against_each_other() -> None:
    meta = [on_meta(rows) for rows in (*ordinary(5, basket=None), CHEAP)]
    found = opening(*ordinary(basket=None), DEAR, *meta)
    assert found.code == "finding"
    assert found.finding.entity["campaign"] == "Generic"


def test_a_pair_known_by_its_ad_groups_has_names() -> None:
    groups = [
        [{**row, "ad_group": row["campaign"], "campaign": ""} for row in rows]
        for rows in (*ordinary(basket=None), DEAR, CHEAP)
    ]
    found = opening(*groups)
    assert found.code == "mixed"
    assert (found.values["name_good"], found.values["name_bad"]) == ("Gem", "Generic")


def test_what_costs_over_an_amount_is_said_so() -> None:
    none = [{**row, "conversions": 0.0} for row in DEAR]
    found = opening(*ordinary(basket=None), none, CHEAP)
    assert found.code == "mixed"
    assert ", over €" in say(found, "en")
