"""Shops and sites in which each rule on them is heard."""

from __future__ import annotations

from kpi.audit import Audit, audit
from kpi.intake import load
from tests.audit.shop import FIRST, ordinary
from tests.audit.test_duplicates import file
from tests.audit.test_joined import business
from tests.audit.test_till import given_away, season, site, till


def audits() -> list[Audit]:
    quiet = [
        {**row, "orders": row["orders"] * (0.5 if i % 7 == 6 else 1.0)}
        for i, row in enumerate(till(12, 20.0))
    ]
    last = str(FIRST + 7 * 12 - 7)
    late = [
        {**row, "conversions": row["conversions"] * (0.4 if row["date"] >= last else 1)}
        for one in ordinary(3)
        for row in one
    ]
    return [
        audit(load([file("ACOS", "25%")])),
        audit(business(late)),
        audit(business(*ordinary(3), till(12, 10.0, channel="paid_search"))),
        audit(business(*ordinary(3), till(12, 10.0))),
        audit(business(given_away(1.3, 0.28))),
        audit(business(season(1.5, 1.5))),
        audit(business(quiet)),
        audit(site((0.45, 0.04))),
    ]
