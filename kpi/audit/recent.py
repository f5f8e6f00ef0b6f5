"""The last days, whose results are still coming in. A note."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kpi.audit.campaigns import Table
from kpi.audit.claims import Claim, Looked, Together, could_not, frozen, too_little
from kpi.audit.finding import Finding
from kpi.audit.gather import DAYS_TO_MATURE, DAYS_TO_MATURE_B2B, SLOW
from kpi.audit.scene import Scene
from kpi.audit.series import dated, held, sums_of
from kpi.catalog import Rule, rule
from kpi.readings.ledger import Flags, Ints, Ledger


def late_results(scene: Scene) -> Looked:
    """R28: the days set aside look dear, since their results are not all in."""
    known = rule("R28_lag")
    slow = scene.brief is not None and scene.brief.model in SLOW
    days = DAYS_TO_MATURE_B2B if slow else DAYS_TO_MATURE

    def look(table: Table) -> Looked:
        missing = table.missing("outcomes", "spend")
        rows = dated(scene.ledger, scene.joined(table).advertising)
        if missing or not table.dated or not rows.any():
            return could_not(known.id, *(missing or ("date",)))
        looks = (
            _late(known, scene.ledger, (table, members), rows, days) for members in table.pools
        )
        return Together(looks=tuple(looks)).as_one(known.id, could_not(known.id, "spend"))

    return scene.each_whole(known.id, look)


def _late(known: Rule, ledger: Ledger, pool: tuple[Table, Ints], every: Flags, days: int) -> Looked:
    """One platform's results of one kind, paid in one currency."""
    table, members = pool
    campaign = table.campaigns[int(members[0])]
    names = ("spend", campaign.outcome)
    kept = {name: (str(getattr(campaign, name)),) for name in ("result", "currency")}
    rows = held(ledger, every, *names)
    for dimension, value in kept.items():
        rows &= ledger.kept(dimension, value)
    if not rows.any():
        return could_not(known.id, "spend")
    last = int(ledger.last_day[rows].max())
    recent = rows & (ledger.first_day > last - days)
    before = rows & (ledger.last_day <= last - days) & (ledger.first_day > last - 5 * days)
    now, then = (tuple(sums_of(ledger, one, names).values()) for one in (recent, before))
    noun, least = campaign.noun, known.minimums["conversions"]
    if then[1] < least:
        return too_little(known.id, "conversions", (then[1], least), noun)
    if now[0] <= 0 or now[1] <= 0 or then[0] <= 0:
        return Looked(rule=known.id, tested=1)
    costs = now[0] / now[1], then[0] / then[1]
    due = now[0] / costs[1]
    # Dearer than a month's cost by more than such few results vary.
    dear = costs[0] >= known.floors["cpa"] * costs[1]
    if not dear or now[1] > due - 2 * np.sqrt(2 * due):
        return Looked(rule=known.id, tested=1)
    evidence = {
        "result": noun,
        "results": noun,
        "cost": costs[0],
        "cost_complete": costs[1],
        "days": days,
        # By then the last of them has waited as long.
        "date": np.datetime64(last + days, "D").item(),
        "conversions": now[1],
    }
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        entity=frozen(table.names_of(members)),
        currency=campaign.currency,
        evidence=frozen(evidence),
        scope=replace(table.scope(members), spans=((last - days + 1, last),)),
    )
    return Looked(rule=known.id, claims=(Claim(finding=finding, chance=0.0),), tested=1)
