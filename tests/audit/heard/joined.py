"""Businesses in which each rule on several files is heard."""

from __future__ import annotations

from kpi.audit import Audit, audit
from tests.audit.shop import campaign, ordinary
from tests.audit.test_joined import business, cohorts, leads, orders, seen, visits


def audits() -> list[Audit]:
    rest = ordinary(3, weeks=18)
    odd = campaign("Odd", 18, cost=18.0, ctr=0.04, shift=2)
    others = (*rest, odd, *(visits(one, 0.9) for one in rest))
    calm = [seen(f"Calm {i}" * (i + 1), tired=False) for i in range(3)]
    return [
        audit(business(*others, visits(odd, 0.5))),
        audit(business(*others, visits(odd, 0.9, 0.25))),
        audit(business(*rest, odd, *(leads(one, 0.3) for one in rest), leads(odd, 0.1))),
        audit(business(*ordinary(3), orders(0.2))),
        audit(business(*ordinary(3, weeks=40), cohorts(80.0))),
        audit(business(*calm, seen("Worn", tired=True, weeks=17))),
    ]
