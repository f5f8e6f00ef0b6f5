"""Shops and sites in which each rule on them is heard."""

from __future__ import annotations

from kpi.audit import Audit, audit
from tests.audit.shop import ordinary
from tests.audit.test_joined import business
from tests.audit.test_till import given_away, season, site, till


def audits() -> list[Audit]:
    quiet = [
        {**row, "orders": row["orders"] * (0.5 if i % 7 == 6 else 1.0)}
        for i, row in enumerate(till(12, 20.0))
    ]
    return [
        audit(business(*ordinary(3), till(12, 10.0, channel="paid_search"))),
        audit(business(*ordinary(3), till(12, 10.0))),
        audit(business(given_away(1.3, 0.28))),
        audit(business(season(1.5, 1.5))),
        audit(business(quiet)),
        audit(site((0.45, 0.04))),
    ]
