"""E-mailing as a whole: clicks that no visit follows, a list that leaks as fast as it fills."""

from __future__ import annotations

import numpy as np

from kpi.audit.alone import ratio_alone, share_of
from kpi.audit.claims import Claim, Looked, could_not, frozen, too_little
from kpi.audit.finding import Finding
from kpi.audit.scene import Scene
from kpi.audit.series import Beside, held, rows_of, scope_of, side_by_side, sums_of
from kpi.catalog import Rule, rule
from kpi.facts import Quantity
from kpi.readings.ledger import Flags, Ledger

LEAVING = ("unsubscribes", "hard_bounces", "complaints")
PAID = ("paid_search", "paid_social", "shopping", "display", "video")


def clicks_without_visits(scene: Scene) -> Looked:
    """R06: clicks made by filters: told apart by the tool, or far more of them than visits."""
    known, ledger = rule("R06_bot_clicks"), scene.ledger
    rows = held(ledger, rows_of(ledger, ("email",)), "email_clicks")
    if not rows.any():
        return could_not(known.id, "email_clicks", "sessions")
    clicks = sums_of(ledger, rows, ("email_clicks",))["email_clicks"]
    if clicks < known.minimums["clicks"]:
        return too_little(known.id, "clicks", (clicks, known.minimums["clicks"]), "clicks")
    told = held(ledger, rows, "machine_clicks")
    if told.any():
        return _counted_clicks(known, ledger, told)
    visits = rows_of(ledger, ("web",)) & ledger.kept("channel", ("email",))
    visits = held(ledger, visits, "sessions")
    if not visits.any():
        return could_not(known.id, "sessions")
    both = side_by_side(ledger, (rows, ("email_clicks",)), (visits, ("sessions",)), events=True)
    if both is None or both.bottom.sum() <= 0:
        return could_not(known.id, "date")
    return _unseen_clicks(known, ledger, both, rows | visits)


def _counted_clicks(known: Rule, ledger: Ledger, rows: Flags) -> Looked:
    sums = sums_of(ledger, rows, ("machine_clicks", "email_clicks"))
    machines, clicks = sums["machine_clicks"], sums["email_clicks"]
    share = share_of(machines, clicks, known.margins["machine_share"])
    if share.value < known.floors["machine_share"]:
        return Looked(rule=known.id, tested=1)
    floor = known.floors["machine_share"]
    evidence = {
        "share": share.value,
        "clicks": clicks,
        "clicks_people": clicks - machines,
        "clicks_fewer": float(np.floor((machines - floor * clicks) / (1 - floor)) + 1),
        "low": Quantity(share.low, "%"),
        "high": Quantity(share.high, "%"),
        "chance": share.chance,
    }
    finding = Finding(
        rule=known.id, kind=known.kind, evidence=frozen(evidence), scope=scope_of(ledger, rows)
    )
    claim = Claim(finding=finding, chance=share.chance, events=clicks, noun="clicks")
    return Looked(rule=known.id, claims=(claim,), tested=1)


def _unseen_clicks(known: Rule, ledger: Ledger, both: Beside, rows: Flags) -> Looked:
    """Clicks a visit, beside what paid clicks lose: a consent banner takes from all alike."""
    ordinary = _ordinary_loss(ledger)
    seen = ratio_alone(both.top, both.bottom, dated=both.dated)
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
        "visits_more": float(np.floor(clicks / floor - visits) + 1),
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
    claim = Claim(finding=finding, chance=chance, events=visits, noun="sessions")
    return Looked(rule=known.id, claims=(claim,), tested=1)


def _ordinary_loss(ledger: Ledger) -> float:
    """Paid clicks for one paid visit where the files tell both, 1 at least."""
    paid = ledger.kept("channel", PAID)
    visits = sums_of(ledger, rows_of(ledger, ("web",)) & paid, ("sessions",))["sessions"]
    clicks = sums_of(ledger, rows_of(ledger, ("ads",)) & paid, ("clicks",))["clicks"]
    return max(1.0, clicks / visits) if visits > 0 else 1.0


def leaking_list(scene: Scene) -> Looked:
    """R16: half as many leave the list as join it."""
    known, ledger = rule("R16_list_churn"), scene.ledger
    family = rows_of(ledger, ("email", "crm"))
    joined = held(ledger, family, "subscribers_gained")
    if not joined.any():
        return could_not(known.id, "subscribers_gained")
    names: tuple[str, ...] = ("subscribers_lost",)
    left = held(ledger, family, "subscribers_lost")
    if not left.any():
        names = tuple(name for name in LEAVING if held(ledger, family, name).any())
        left = held(ledger, family, "unsubscribes")
    if not left.any():
        return could_not(known.id, "subscribers_lost")
    both = side_by_side(ledger, (left, names), (joined, ("subscribers_gained",)), events=True)
    if both is None or both.bottom.sum() <= 0:
        return could_not(known.id, "date")
    lost, least = float(both.top.sum()), known.minimums["losses"]
    if lost < least:
        return too_little(known.id, "conversions", (lost, least), "contact")
    return _leak(known, ledger, both, left | joined)


def _leak(known: Rule, ledger: Ledger, both: Beside, rows: Flags) -> Looked:
    lost, gained = float(both.top.sum()), float(both.bottom.sum())
    # One send that cleans the list is no leak.
    cleaned = both.dated and both.top.max() > lost / 2
    seen = ratio_alone(both.top, both.bottom, dated=both.dated)
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
