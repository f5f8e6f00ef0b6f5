"""E-mailings in which each of their rules is heard."""

from __future__ import annotations

from kpi.audit import Audit, audit
from tests.audit.mailing import contacts, mailing, sends, visits


def audits() -> list[Audit]:
    rows = sends()
    return [
        audit(mailing(sends(opens=1.4))),
        audit(mailing(sends(machine_opens=600.0))),
        audit(mailing(rows, visits(rows, 0.3))),
        audit(mailing(sends(machine_clicks=60.0))),
        audit(mailing(contacts(lost=65.0))),
        audit(mailing(sends(size=0.7))),
    ]
