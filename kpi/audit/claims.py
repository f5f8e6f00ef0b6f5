"""What one rule found before the audit corrects for how much was looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from kpi.audit.finding import Finding, Unchecked


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A finding past its floors; `chance`: how often noise alone would give as much at the
    margin.
    """

    finding: Finding
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one rule looked at: `tested` hypotheses, its `claims`, and why it could not look when
    it could not.
    """

    rule: str
    claims: tuple[Claim, ...] = ()
    tested: int = 0
    unchecked: Unchecked | None = None


def could_not(rule: str, *missing: str, **values: Any) -> Looked:
    """Return a rule that had nothing to look at, with the columns missing or the reason."""
    return Looked(
        rule=rule,
        unchecked=Unchecked(rule=rule, missing=missing, values=MappingProxyType(dict(values))),
    )


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
        )


def frozen(evidence: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return evidence that no later step can change."""
    return MappingProxyType(dict(evidence))
