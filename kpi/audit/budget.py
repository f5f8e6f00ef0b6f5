"""The error budget: what noise may give is shared out over everything that was looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from kpi.audit.claims import Claim, Looked
from kpi.audit.evidence import holm
from kpi.audit.finding import Finding, Unsettled
from kpi.catalog import rule

# Error allowed to the whole audit, at the margins: every rule that could look has the same share of
# it (Bonferroni), which Holm 1979 spends over all that the rule looked at. It looks large because
# margins and floors come on top: one healthy account in a hundred is warned (docs/method-audit.md
# has the trade between false alarms and recall).
ERROR = 0.75
# And to one rule, however few looked.
ALONE = 0.15
# What one claim gets of it in an ordinary account.
EACH = 0.05
# Chance of being right by corrected error, between which lines are drawn: measured on simulated
# accounts, half of them healthy. No surer than 19 times in 20 however small the error.
RIGHT = ((0.0, 0.95), (0.05, 0.82), (ALONE, 0.68))
# Without dates the week-to-week noise is a default: likely at most.
UNDATED = 0.89
# A claim that chance alone gives more often than this is no more than chance.
OPEN = 0.33
# Waiting for more than this many times what there is settles nothing in time.
MANY = 20.0


def standing(looks: Sequence[Looked]) -> list[Finding]:
    """Return the findings that stand, their chances corrected for all that was looked at."""
    share = _share(looks)
    found = ((claim, chance) for look in looks for claim, chance in _corrected(look))
    return [_sure(claim, chance) for claim, chance in found if chance <= share]


def unsettled(looks: Sequence[Looked]) -> list[Unsettled]:
    """Return the claims that more data would settle, and how much more."""
    share = _share(looks)
    still_open = (
        (claim, _needed(claim, share / max(look.tested, 1)))
        for look in looks
        for claim, chance in _corrected(look)
        if chance > share and claim.chance <= OPEN and claim.events > 0
    )
    return [
        Unsettled(finding=claim.finding, needed=needed, noun=claim.noun)
        for claim, needed in still_open
        if needed <= MANY * claim.events
    ]


def _share(looks: Iterable[Looked]) -> float:
    """The error each rule may spend: a remark claims nothing, and spends none."""
    able = sum(look.tested > 0 and rule(look.rule).kind != "note" for look in looks)
    return min(ERROR / max(able, 1), ALONE)


def _needed(claim: Claim, level: float) -> float:
    """About how many more successes, at the same rates, bring the chance down to `level`: what they
    can shrink of the variance shrinks with their number. Infinite where that is not enough.
    """
    from scipy.special import ndtri

    seen, wanted = -float(ndtri(claim.chance)), -float(ndtri(level))
    left = (seen / wanted) ** 2 - claim.fixed
    times = (1 - claim.fixed) / left if left > 0 else np.inf
    return float(np.ceil(claim.events * (times - 1)))


def _corrected(look: Looked) -> Iterator[tuple[Claim, float]]:
    """A rule's claims with their chances, corrected over all that it looked at."""
    adjusted = holm(np.array([claim.chance for claim in look.claims]), look.tested)
    yield from zip(look.claims, map(float, adjusted), strict=True)


def _sure(claim: Claim, chance: float) -> Finding:
    if claim.finding.kind == "note":
        return claim.finding
    right = float(np.interp(chance, [error for error, _ in RIGHT], [sure for _, sure in RIGHT]))
    return replace(claim.finding, confidence=right if claim.finding.dated else min(right, UNDATED))
