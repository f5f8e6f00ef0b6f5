"""E-mailing as a whole: clicks that no visit follows, a list that leaks as fast as it fills."""

from __future__ import annotations

import numpy as np

from kpi.audit.alone import beside_alone, share_of
from kpi.audit.claims import Claim, Looked, could_not, frozen, too_little
from kpi.audit.finding import Finding
from kpi.audit.scene import Scene
from kpi.audit.series import (
    ADS,
    Beside,
    absent,
    held,
    rows_of,
    rows_told,
    scope_of,
    side_by_side,
    sums_of,
)
from kpi.audit.telling import more_than, share_fewer
from kpi.catalog import Rule, rule
from kpi.facts import Quantity
from kpi.readings.ledger import Flags, Ledger

LEAVING = ("unsubscribes", "hard_bounces", "complaints")
PAID = ("paid_search", "paid_social", "shopping", "display", "video")


def clicks_without_visits(scene: Scene) -> Looked:
    """R06: clicks made by filters: told apart by the tool, or far more of them than visits."""
    known, ledger = rule("R06_bot_clicks"), scene.ledger
    rows = rows_told(ledger, "email_clicks")
    if not rows.any():
        return could_not(known.id, "email_clicks", "sessions")
    clicks, least = (
        sums_of(ledger, rows, ("email_clicks",))["email_clicks"],
        known.minimums["clicks"],
    )
    if clicks < least:
        return too_little(known.id, "clicks", (clicks, least), "click")
    told = held(ledger, rows, "machine_clicks")
    if told.any():
        return _counted_clicks(known, ledger, told)
    visits = rows_told(ledger, "sessions") & ledger.kept("channel", ("email",))
    if not visits.any():
        return could_not(known.id, "sessions")
    both = side_by_side(ledger, (rows, ("email_clicks",)), (visits, ("sessions",)), events=True)
    if both is None:
        return could_not(known.id, "date")
    return _unseen_clicks(known, ledger, both, rows | visits)


def _counted_clicks(known: Rule, ledger: Ledger, rows: Flags) -> Looked:
    sums = sums_of(ledger, rows, ("machine_clicks", "email_clicks"))
    machines, clicks = sums["machine_clicks"], sums["email_clicks"]
    share, floor = (
        share_of(machines, clicks, known.margins["machine_share"]),
        known.floors["machine_share"],
    )
    if share.value < floor:
        return Looked(rule=known.id, tested=1)
    evidence = {
        "share": share.value,
        "clicks": clicks,
        "clicks_people": clicks - machines,
        "clicks_fewer": share_fewer(machines, clicks, floor),
        **share.range,
        "chance": share.chance,
    }
    finding = Finding(
        rule=known.id, kind=known.kind, evidence=frozen(evidence), scope=scope_of(ledger, rows)
    )
    claim = Claim(finding=finding, chance=share.chance, events=clicks, noun="click")
    return Looked(rule=known.id, claims=(claim,), tested=1)


def _unseen_clicks(known: Rule, ledger: Ledger, both: Beside, rows: Flags) -> Looked:
    """Clicks a visit, beside what paid clicks lose: a consent banner takes from all alike."""
    ordinary = _ordinary_loss(ledger)
    seen = beside_alone(both)
    floor = known.floors["clicks_per_session"] * ordinary
    if float(seen.factor[0]) < floor:
        return Looked(rule=known.id, tested=1)
    clicks, visits = float(both.top.sum()), float(both.bottom.sum())
    chance = float(seen.above(known.margins["clicks_per_session"] * ordinary)[0])
    low, high = (1 - ordinary / float(bound[0]) for bound in seen.range())
    evidence = {
        "share": 1 - ordinary * visits / clicks,
        "clicks": clicks,
        "visits": visits,
        "visits_more": more_than(visits, clicks / floor),
        "low": Quantity(max(0.0, low), "%"),
        "high": Quantity(max(0.0, high), "%"),
        "chance": chance,
    }
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        variant="visits",
        evidence=frozen(evidence),
        dated=both.dated,
        scope=scope_of(ledger, rows, both.starts),
    )
    claim = Claim(finding=finding, chance=chance, events=visits, noun="visit")
    return Looked(rule=known.id, claims=(claim,), tested=1)


def _ordinary_loss(ledger: Ledger) -> float:
    """Paid clicks for one paid visit over the weeks that the files tell both, 1 at least."""
    paid = ledger.kept("channel", PAID)
    clicks = held(ledger, rows_of(ledger, ADS) & paid, "clicks")
    visits = held(ledger, paid, "sessions")
    both = side_by_side(ledger, (clicks, ("clicks",)), (visits, ("sessions",)))
    return 1.0 if both is None else max(1.0, float(both.top.sum() / both.bottom.sum()))


def leaking_list(scene: Scene) -> Looked:
    """R16: half as many leave the list as join it."""
    known, ledger = rule("R16_list_churn"), scene.ledger
    joined = rows_told(ledger, "subscribers_gained")
    names: tuple[str, ...] = ("subscribers_lost",)
    left = rows_told(ledger, *names)
    if not left.any():
        left = rows_told(ledger, "unsubscribes")
        names = tuple(name for name in LEAVING if ledger.has(name))
    if not joined.any() or not left.any():
        return could_not(known.id, *absent(ledger, "subscribers_gained", "subscribers_lost"))
    both = side_by_side(ledger, (left, names), (joined, ("subscribers_gained",)), events=True)
    if both is None:
        return could_not(known.id, "date")
    lost, least = float(both.top.sum()), known.minimums["losses"]
    if lost < least:
        return too_little(known.id, "conversions", (lost, least), "contact")
    return _leak(known, ledger, both, left | joined)


def _leak(known: Rule, ledger: Ledger, both: Beside, rows: Flags) -> Looked:
    lost, gained = float(both.top.sum()), float(both.bottom.sum())
    # One send that cleans the list is no leak.
    cleaned = both.dated and both.top.max() > lost / 2
    seen = beside_alone(both)
    floor = known.floors["losses_per_gain"]
    if cleaned or float(seen.factor[0]) < floor:
        return Looked(rule=known.id, tested=1)
    chance = float(seen.above(known.margins["losses_per_gain"])[0])
    low, high = (float(bound[0]) for bound in seen.range())
    evidence = {
        "gained": gained,
        "lost": lost,
        "net": gained - lost,
        "contacts_fewer": float(np.floor(lost - floor * gained) + 1),
        "share": lost / gained,
        "low": Quantity(low, "%"),
        "high": Quantity(high, "%"),
        "weeks": len(both.starts),
        "chance": chance,
    }
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        evidence=frozen(evidence),
        dated=both.dated,
        scope=scope_of(ledger, rows, both.starts),
    )
    claim = Claim(finding=finding, chance=chance, events=lost, noun="contact")
    return Looked(rule=known.id, claims=(claim,), tested=1)
