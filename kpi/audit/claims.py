"""What one rule found before the audit corrects for how much was looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np

from kpi.audit.finding import Finding, Unchecked
from kpi.catalog import Rule
from kpi.facts import Quantity
from kpi.readings.ledger import Flags, Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A finding past its floors; `chance`: how often noise alone would give as much at the
    margin; `events`: how many successes limit its precision (0 where no number of them would help),
    the `noun` they are called by, and `fixed`, the share of its variance that more of them leave.
    """

    finding: Finding
    chance: float
    events: float = 0.0
    fixed: float = 0.0
    noun: str = "conversions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one rule looked at: `tested` hypotheses, its `claims`, and why it could not look when
    it could not; `partly`: why it could not judge some campaign that it should have.
    """

    rule: str
    claims: tuple[Claim, ...] = ()
    tested: int = 0
    unchecked: Unchecked | None = None
    partly: Unchecked | None = None

    @property
    def silence(self) -> Unchecked | None:
        """Why a rule that found nothing cannot say that all is in order, None when it can."""
        return self.unchecked or self.partly


def could_not(rule: str, *missing: str, **values: Any) -> Looked:
    """Return a rule that had nothing to look at, with the columns missing or the reason."""
    return Looked(
        rule=rule,
        unchecked=Unchecked(rule=rule, missing=missing, values=MappingProxyType(dict(values))),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Lack:
    """One condition of a rule: at least `least` of something, and what each candidate has."""

    reason: str
    values: Floats
    least: float


def first_lacking(
    rule: str, kept: Flags, lacks: Sequence[Lack], noun: str
) -> tuple[Flags, Looked | None]:
    """Return the candidates that meet every condition; when none does, the first condition that
    the last of them failed, with the most that any of them had.
    """
    able = kept
    for lack in lacks:
        passed = able & (lack.values >= lack.least)
        if not passed.any():
            most = float(np.max(lack.values[able & ~np.isnan(lack.values)], initial=0.0))
            return passed, too_little(rule, lack.reason, (most, lack.least), noun)
        able = passed
    return able, None


T = TypeVar("T")


def with_enough(
    rule: str, things: Sequence[T], lacks: Sequence[Lack], noun: str
) -> list[T] | Looked:
    """Return those of some things that meet every condition, or the one that none of them met."""
    every = np.ones(len(things), dtype=np.bool_)
    able, lacking = first_lacking(rule, every, lacks, noun)
    return lacking or [one for one, enough in zip(things, able, strict=True) if enough]


def each_enough(
    known: Rule,
    things: Sequence[T],
    lacks: Sequence[Lack],
    noun: str,
    claim: Callable[[T], Claim | None],
) -> Looked:
    """Return what a rule finds in those of some things that hold enough to be judged."""
    told = with_enough(known.id, things, lacks, noun)
    if isinstance(told, Looked):
        return told
    found = (claim(one) for one in told)
    return Looked(
        rule=known.id, claims=tuple(one for one in found if one is not None), tested=len(told)
    )


def too_little(rule: str, reason: str, figures: tuple[float, float], noun: str) -> Looked:
    """Return a rule that had too little: the reason, with (what there is, what it takes).

    What there is is cut, never rounded up to what it would take.
    """
    there, least = float(np.floor(figures[0])), figures[1]
    if reason in ("weeks", "weeks_before"):
        return could_not(
            rule, reason, weeks=int(there), duration_needed=Quantity(float(np.ceil(least)), "week")
        )
    if reason == "clicks":
        noun = "clicks"
    return could_not(
        rule, reason, conversions=Quantity(there, noun), count_needed=least, result=noun
    )


def dearer_than(spend: Floats, revenue: Floats, reference: Floats, margin: float) -> Flags:
    """Whether each unit of revenue takes at least `margin` times the `reference` spend; a spend
    without any revenue does. True where the reference has no revenue: nothing to hold it against.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        dear: Flags = ~np.isfinite(reference) | (spend / revenue >= margin * reference)
    return dear


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Several looks of one rule (one a platform) as one: it ran if any could."""

    looks: tuple[Looked, ...] = field(default=())

    def as_one(self, rule: str, otherwise: Looked) -> Looked:
        ran = [look for look in self.looks if look.unchecked is None]
        if not ran:
            return self.looks[0] if self.looks else otherwise
        return Looked(
            rule=rule,
            claims=tuple(claim for look in ran for claim in look.claims),
            tested=sum(look.tested for look in ran),
            partly=next((look.partly for look in ran if look.partly is not None), None),
        )


def frozen(evidence: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return evidence that no later step can change."""
    return MappingProxyType(dict(evidence))
