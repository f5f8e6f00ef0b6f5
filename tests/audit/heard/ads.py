"""Advertising accounts in which each of its rules is heard."""

from __future__ import annotations

from kpi.audit import Audit, audit
from tests.audit.shop import GOOGLE, account, campaign, ordinary
from tests.audit.test_rules import BAIT, GEM, MARGIN, dearer, devices, emptier
from tests.readings.cube import facts


def audits() -> list[Audit]:
    few = [
        {"campaign": name, "platform": "Google Ads", "spend": 50.0, "clicks": k, "conversions": c}
        for name, k, c in (("A", 60, 4), ("B", 300, 12), ("C", 280, 13), ("D", 310, 12))
    ]
    return [
        audit(account(*ordinary(), campaign("Bait", spend=400, **BAIT))),
        audit(account(*ordinary(), campaign("Big", spend=2_500, cost=45.0, shift=2))),
        audit(account(*ordinary(), campaign("Gem", **GEM))),
        audit(dearer(1.25, 1.9)),
        audit(emptier(1.8)),
        audit(account(*ordinary(basket=30.0)), MARGIN),
        audit(devices((0.8, 0.4), (0.01, 0.04), 0.8)),
        audit(facts(few, GOOGLE)),
    ]
