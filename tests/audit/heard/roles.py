"""Accounts in which each rule on campaigns near the buyer is heard."""

from __future__ import annotations

from kpi.audit import Audit, audit
from tests.audit.shop import account, campaign, ordinary
from tests.audit.test_roles import AGAIN, BRAND, views


def audits() -> list[Audit]:
    return [
        audit(account(*ordinary(3), campaign("Brand", **BRAND))),
        audit(account(*ordinary(3), views(campaign("Again", **AGAIN), 0.7))),
        audit(account(*(views(one, 0.5) for one in ordinary(3)))),
    ]
