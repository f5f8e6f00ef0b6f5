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


def standing(looks: Iterable[Looked]) -> list[Finding]:
    """Return the findings that stand, their chances corrected for all that was looked at."""
    return [_sure(claim, chance) for claim, chance in _corrected(looks) if chance <= ERROR]


def unsettled(looks: Sequence[Looked]) -> list[Unsettled]:
    """Return the claims that more data would settle, and how much more."""
    tested = {look.rule: max(look.tested, 1) for look in looks}
    return [
        Unsettled(
            finding=claim.finding,
            needed=_needed(claim, ERROR / tested[claim.finding.rule]),
            noun=claim.noun,
        )
        for claim, chance in _corrected(looks)
        if chance > ERROR and claim.chance <= OPEN and claim.events > 0
    ]


def _needed(claim: Claim, level: float) -> float:
    """About how many more successes, at the same rates, bring the chance down to `level`: noise
    shrinks with the square root of their number.
    """
    from scipy.special import ndtri

    seen, wanted = -float(ndtri(claim.chance)), -float(ndtri(level))
    return float(np.ceil(claim.events * ((wanted / seen) ** 2 - 1)))


def _corrected(looks: Iterable[Looked]) -> Iterable[tuple[Claim, float]]:
    for look in looks:
        adjusted = holm(np.array([claim.chance for claim in look.claims]), look.tested)
        yield from zip(look.claims, map(float, adjusted), strict=True)


def _sure(claim: Claim, chance: float) -> Finding:
    if claim.finding.kind == "note":
        return claim.finding
    limit = SURE if claim.finding.dated else UNDATED
    return replace(claim.finding, confidence=min(1 - PER_ERROR * chance, limit))
