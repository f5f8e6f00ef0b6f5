"""The error budget: what noise may give is shared out over everything that was looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from kpi.audit.claims import Claim, Looked
from kpi.audit.evidence import holm
from kpi.audit.finding import Finding, Unsettled

# Error allowed to the findings of one rule together (Holm). Margins and floors come on top of it,
# so that one healthy account in a hundred is warned (measured: docs/method-audit.md).
ERROR = 0.15
# An error rate is no chance of being right. On simulated accounts, half of them healthy, a
# finding with an error p was right about 1 - 2p of the time, and no surer than 19 times in 20
# however small p.
PER_ERROR = 2.0
SURE = 0.95
# Without dates the week-to-week noise is a default: likely at most.
UNDATED = 0.89
# A claim that chance alone gives more often than this is no more than chance.
OPEN = 0.33
# Waiting for more than this many times what there is settles nothing in time.
MANY = 20.0


def standing(looks: Iterable[Looked]) -> list[Finding]:
    """Return the findings that stand, their chances corrected for all that was looked at."""
    return [_sure(claim, chance) for claim, chance in _corrected(looks) if chance <= ERROR]


def unsettled(looks: Sequence[Looked]) -> list[Unsettled]:
    """Return the claims that more data would settle, and how much more."""
    tested = {look.rule: max(look.tested, 1) for look in looks}
    still_open = (
        (claim, _needed(claim, ERROR / tested[claim.finding.rule]))
        for claim, chance in _corrected(looks)
        if chance > ERROR and claim.chance <= OPEN and claim.events > 0
    )
    return [
        Unsettled(finding=claim.finding, needed=needed, noun=claim.noun)
        for claim, needed in still_open
        if needed <= MANY * claim.events
    ]


def _needed(claim: Claim, level: float) -> float:
    """About how many more successes, at the same rates, bring the chance down to `level`: what they
    can shrink of the variance shrinks with their number. Infinite where that is not enough.
    """
    from scipy.special import ndtri

    seen, wanted = -float(ndtri(claim.chance)), -float(ndtri(level))
    left = (seen / wanted) ** 2 - claim.fixed
    times = (1 - claim.fixed) / left if left > 0 else np.inf
    return float(np.ceil(claim.events * (times - 1)))


def _corrected(looks: Iterable[Looked]) -> Iterable[tuple[Claim, float]]:
    for look in looks:
        adjusted = holm(np.array([claim.chance for claim in look.claims]), look.tested)
        yield from zip(look.claims, map(float, adjusted), strict=True)


def _sure(claim: Claim, chance: float) -> Finding:
    if claim.finding.kind == "note":
        return claim.finding
    limit = SURE if claim.finding.dated else UNDATED
    return replace(claim.finding, confidence=min(1 - PER_ERROR * chance, limit))
