"""What every finding on one campaign tells: its cost beside its peers', and the money between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from kpi.audit.campaigns import whole_weeks
from kpi.audit.claims import Claim, frozen
from kpi.audit.evidence import Contrast
from kpi.audit.finding import Finding, Stake
from kpi.audit.series import Two
from kpi.audit.standings import Standings
from kpi.catalog import Rule
from kpi.facts import Quantity
from kpi.readings.ledger import Floats

# Below this a count is whole.
ROUNDING = 1e-9


def told(
    known: Rule,
    at: Standings,
    i: int,
    seen: tuple[Contrast, Floats],
    own: tuple[dict[str, float], tuple[float, float, str]],
) -> Claim:
    """Return campaign `i` found dear or cheap. `seen`: its cost against its peers', and each
    campaign's chance; `own`: the evidence of the rule's own, and a range with its unit.
    """
    (cost, chance), (evidence, shown) = seen, own
    campaign = at.table.campaigns[i]
    priced, money = _costs(at, i, cost, shown) if at.own["outcomes"][i] else _no_result(at, i)
    shared = {
        "result": campaign.noun,
        "results": campaign.noun,
        "cost_peers": float(at.cost_peers[i]),
        "conversions": float(at.own["outcomes"][i]),
        "conversions_peers": float(at.rest["outcomes"][i]),
        "spend_peers": float(at.rest["spend"][i]),
        "chance": float(chance[i]),
    }
    finding = _of_campaign(known, at, i, {**shared, **priced, **evidence}, money)
    return Claim(
        finding=finding,
        chance=float(chance[i]),
        events=float(at.own["outcomes"][i]),
        fixed=float(at.lasting_variance[i] / cost.error[i] ** 2) if cost.error[i] > 0 else 0.0,
        noun=campaign.noun,
    )


def joined_claim(
    known: Rule,
    at: Standings,
    i: int,
    proof: tuple[float, float, str],
    evidence: Mapping[str, object],
    shown: tuple[float, float, str],
    money: Stake,
) -> Claim:
    """Return campaign `i` found on figures of another file. `proof`: its chance, the successes that
    limit it and their noun; `shown`: a range and its unit.
    """
    (chance, events, noun), (low, high, unit) = proof, shown
    shared = {"low": Quantity(low, unit), "high": Quantity(high, unit), "chance": chance}
    finding = _of_campaign(known, at, i, {**shared, **evidence}, money)
    return Claim(finding=finding, chance=chance, events=events, noun=noun)


def _of_campaign(
    known: Rule, at: Standings, i: int, evidence: Mapping[str, object], money: Stake
) -> Finding:
    """A finding on one campaign in the weeks that it shares with its peers."""
    campaign, table = at.table.campaigns[i], at.table
    shared = {
        "name": campaign.name,
        "weeks": int(at.weeks[i]) if table.dated else 0,
        "spend": float(at.own["spend"][i]),
        "like": campaign.like,
    }
    return Finding(
        rule=known.id,
        kind=known.kind,
        entity=campaign.at,
        money=money,
        currency=campaign.currency,
        evidence=frozen({**shared, **evidence}),
        dated=table.dated,
        period=whole_weeks(table.starts[at.shared[i]]) if table.dated else None,
        scope=table.scope([i], at.shared[i] if table.dated else None),
    )


def told_two(known: Rule, two: Two, evidence: Mapping[str, object], **more: Any) -> Finding:
    """Return a finding that compares two periods of one series."""
    return Finding(
        rule=known.id,
        kind=known.kind,
        evidence=frozen(evidence),
        period=two.halves.period,
        before=two.halves.before_period,
        scope=two.scope,
        **more,
    )


def more_results(have: float, *enough: float) -> float:
    """Return how many more results, whole ones, it takes to reach the nearest of some counts."""
    return max(1.0, float(np.ceil(min(enough) - have - ROUNDING)))


def share_fewer(part: float, whole: float, share: float) -> float:
    """Return how many fewer of a part, whole ones, leave less than `share` of the whole."""
    return float(np.floor((part - share * whole) / (1 - share)) + 1)


def more_than(have: float, least: float) -> float:
    """Return how many more, whole ones, it takes to have more than `least`."""
    return float(np.floor(least - have) + 1)


def move(seen: Contrast) -> dict[str, Quantity]:
    """Return the range of a change, as a sentence shows it: from -3 % to +5 %."""
    low, high = (float(bound[0]) - 1 for bound in seen.range())
    return {"low": Quantity(low, "signed_percent"), "high": Quantity(high, "signed_percent")}


def fewer_results(have: float, least: float) -> float:
    """Return how many fewer results, whole ones, leave less than `least`."""
    return max(1.0, float(np.floor(have - least + ROUNDING)) + 1)


def _costs(
    at: Standings, i: int, cost: Contrast, shown: tuple[float, float, str]
) -> tuple[dict[str, object], Stake]:
    """What each result costs beside the peers', and what that is worth."""
    (low, high), middle = (tuple(float(b[i]) for b in cost.range()), float(cost.factor[i]))
    told: dict[str, object] = {
        "cost": float(at.cost[i]),
        "factor": middle,
        "factor_low": low,
        "factor_high": high,
        "low": Quantity(shown[0], shown[2]),
        "high": Quantity(shown[1], shown[2]),
    }
    return told, _stake(float(at.own["spend"][i]), (low, middle, high))


def _no_result(at: Standings, i: int) -> tuple[dict[str, object], Stake]:
    """Without a result there is no cost, only a figure that it is very likely above; all of the
    spend may be lost.
    """
    above, spend = float(at.cost_above()[i]), float(at.own["spend"][i])
    factor = above / float(at.cost_peers[i])
    told: dict[str, object] = {"cost": Quantity(above, "over"), "factor_low": factor}
    return told, (max(0.0, spend * (1 - 1 / factor)), spend, spend)


def _stake(spend: float, factors: tuple[float, float, float]) -> Stake:
    """What was paid beyond the peers' cost for the same results (or saved, when cheaper), never
    below 0.
    """
    paid = sorted(
        abs(spend * (1 - 1 / factor)) * (1.0 if _same(factors, factor) else 0.0)
        for factor in factors
    )
    return paid[0], abs(spend * (1 - 1 / factors[1])), paid[-1]


def _same(factors: tuple[float, float, float], factor: float) -> bool:
    """Whether a bound of the factor lies on the same side of 1 as its middle."""
    return (factor - 1) * (factors[1] - 1) > 0
