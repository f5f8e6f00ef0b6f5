"""The first of a list, when small numbers may explain its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kpi.audit.campaigns import Table
from kpi.audit.claims import Claim, Looked, could_not, frozen, too_little
from kpi.audit.finding import Finding
from kpi.audit.peers import beside
from kpi.audit.scene import Scene
from kpi.catalog import Rule, rule
from kpi.facts import Quantity
from kpi.readings.interval import Z
from kpi.readings.ledger import Flags, Floats, Ints

STEPS = 400
# Rates differ at least by so much (log standard deviation), even where chance could explain all
# one sees.
ORDINARY = 0.15
# Beyond this many conversions "wait" is no advice.
MOST_WAITING = 100_000.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ranking:
    """Rates of peers after partial pooling: `mean` and `deviation` of each, `best` its chance to
    be first.
    """

    members: Ints
    successes: Floats
    trials: Floats
    mean: Floats
    deviation: Floats
    best: Floats
    regret: float
    leader: int


def small_winner(scene: Scene) -> Looked:
    """R12: the best conversion rate of a group of peers, held by few results. A note, never a
    warning.
    """
    return scene.each_shown("R12_small_winner", _small_winner)


def _small_winner(table: Table) -> Looked:
    known = rule("R12_small_winner")
    missing = table.missing("clicks", "outcomes")
    if missing or not table.named.any():
        return could_not(known.id, *missing, *(() if table.named.any() else ("campaign",)))
    kept = table.has("clicks", "outcomes") & table.named & (table.totals["outcomes"] >= 0)
    compared = beside(table, kept)
    if table.dated and not len(table.starts):
        return too_little(known.id, "weeks", (0.0, 1.0), "")
    if not compared.any():
        return could_not(known.id, "peers")
    rankings = [ranking(members, table) for members in _groups(table, compared, known)]
    if not rankings:
        return _too_few(known, table, compared)
    unsure = [one for one in rankings if _unsure(known, one)]
    claims = [_note(known, table, one) for one in unsure]
    claims.sort(key=lambda claim: -claim.finding.evidence["clicks"])
    return Looked(rule=known.id, claims=tuple(claims[:1]), tested=len(rankings))


def _groups(table: Table, compared: Flags, known: Rule) -> Iterator[Ints]:
    """Peers with enough clicks to be ranked, at least two of them and a result between them."""
    able = compared & (table.totals["clicks"] >= known.minimums["clicks"])
    for code in np.unique(table.peers[able]):
        members = np.flatnonzero(able & (table.peers == code))
        if len(members) >= 2 and table.totals["outcomes"][members].sum() > 0:
            yield members


def _too_few(known: Rule, table: Table, compared: Flags) -> Looked:
    """Fewer than two peers with enough clicks, or no result between those."""
    clicks, least = table.totals["clicks"], known.minimums["clicks"]
    second = [
        float(np.sort(clicks[compared & (table.peers == code)])[-2])
        for code in np.unique(table.peers[compared])
    ]
    if max(second) < least:
        return too_little(known.id, "clicks", (max(second), least), "clicks")
    return too_little(known.id, "conversions", (0.0, 1.0), table.campaigns[0].noun)


def _unsure(known: Rule, one: Ranking) -> bool:
    return bool(
        one.best[one.leader] < known.floors["p_best"]
        and one.regret >= known.floors["expected_regret"]
        and one.successes[one.leader] > 0
    )


def ranking(members: Ints, table: Table) -> Ranking:
    """Return the peers' rates shrunk to their common mean (beta-binomial, moments: Casella 1985)
    and ranked.

    The chance to be first is integrated numerically over normal posteriors; no random draw.
    """
    trials = table.totals["clicks"][members]
    successes = np.minimum(table.totals["outcomes"][members], trials)
    overall = float(successes.sum() / trials.sum())
    strength = _prior_strength(successes, trials, overall)
    a, b = successes + strength * overall, trials - successes + strength * (1 - overall)
    mean = a / (a + b)
    deviation = np.sqrt(mean * (1 - mean) / (a + b + 1))
    leader = int(np.argmax(successes / trials))
    best, expected_best = _chances_to_be_first(mean, deviation)
    regret = (expected_best - mean[leader]) / mean[leader] if mean[leader] else 0.0
    return Ranking(
        members=members,
        successes=successes,
        trials=trials,
        mean=mean,
        deviation=deviation,
        best=best,
        regret=float(regret),
        leader=leader,
    )


def _prior_strength(successes: Floats, trials: Floats, overall: float) -> float:
    """How many clicks the common mean is worth: many when the rates differ no more than chance
    makes them.
    """
    rates = successes / trials
    weights = trials / trials.sum()
    spread = float((weights * (rates - overall) ** 2).sum())
    chance = float((weights * overall * (1 - overall) / trials).sum())
    between = max(spread - chance, (ORDINARY * overall) ** 2)
    return float(max(overall * (1 - overall) / between - 1, 1.0))


def _chances_to_be_first(mean: Floats, deviation: Floats) -> tuple[Floats, float]:
    from scipy.special import ndtr

    low, high = (mean - 6 * deviation).min(), (mean + 6 * deviation).max()
    grid = np.linspace(low, high, STEPS)
    scores = (grid[None, :] - mean[:, None]) / np.maximum(deviation[:, None], 1e-12)
    below = np.maximum(ndtr(scores), 1e-300)
    density = np.exp(-(scores**2) / 2)
    density /= np.maximum(density.sum(1, keepdims=True), 1e-300)
    everyone = np.exp(np.log(below).sum(0))
    best = (density * everyone[None, :] / below).sum(1)
    expected = float(high - (everyone * (grid[1] - grid[0])).sum())
    return best / best.sum(), expected


def _note(known: Rule, table: Table, one: Ranking) -> Claim:
    leader = one.leader
    campaign = table.campaigns[int(one.members[leader])]
    low, high = (
        float(np.clip(one.mean[leader] + sign * Z * one.deviation[leader], 0.0, 1.0))
        for sign in (-1, 1)
    )
    evidence = {
        "name": campaign.name,
        "result": campaign.noun,
        "results": campaign.noun,
        "conversions": float(one.successes[leader]),
        "clicks": float(one.trials[leader]),
        "conv_rate": float(one.mean[leader]),
        "likelihood_pct": float(one.best[leader]),
        "low": Quantity(low, "%"),
        "high": Quantity(high, "%"),
        "conversions_needed": _needed(one),
        "regret": one.regret,
        "weeks": len(table.starts) if table.dated else 0,
    }
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        entity=campaign.at,
        currency=campaign.currency,
        evidence=frozen(evidence),
        dated=table.dated,
        period=table.period(),
        scope=table.scope([int(one.members[leader])]),
    )
    return Claim(finding=finding, chance=0.0)


def _needed(one: Ranking) -> float:
    """Results at which the gap to the next, if it stays, would leave one chance in ten of a wrong
    first.
    """
    rates = one.successes / one.trials
    order = np.argsort(-rates)
    first, second = int(order[0]), int(order[1])
    gap = rates[first] - rates[second]
    noise = float(sum(rates[i] * (1 - rates[i]) / one.trials[i] for i in (first, second)))
    if gap <= 0:
        return MOST_WAITING
    times = max(1.0, 1.2816**2 * noise / gap**2)
    return float(min(np.ceil(one.successes[first] * times), MOST_WAITING))
