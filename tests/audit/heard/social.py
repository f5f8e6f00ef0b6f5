"""Pages and e-mails in which each rule on them is heard."""

from __future__ import annotations

from kpi.audit import Audit, audit
from tests.audit.mailing import mailing, sends
from tests.audit.posting import followers, page, posts
from tests.audit.test_social import modest


def audits() -> list[Audit]:
    gem = modest(sends(orders=40.0, revenue=2_400.0), "Send 07", opens=0.8, orders=2.5, revenue=2.5)
    return [
        audit(page(posts(fading=0.45), followers())),
        audit(page(posts(engaged=3.0))),
        audit(mailing(gem)),
        audit(page(modest(posts(), "Post 20", engagements=0.7, clicks=3.5))),
    ]
