"""What the audit says: findings, and what it could not check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from kpi.period import Period

Kind = Literal["warning", "hidden_performer", "note", "doubt"]
Stake = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of one file behind a finding, as a spreadsheet numbers them."""

    file: str
    sheet: str = ""
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which rows a finding's sums are made of: those whose values on `dimensions` are one of
    `keys`, within one of the `spans` of days (since 1970-01-01; None: whatever their date), in the
    `sources` named (None: all).
    """

    dimensions: tuple[str, ...]
    keys: frozenset[tuple[str, ...]]
    spans: tuple[tuple[int, int], ...] | None = None
    sources: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Rows of a platform left out of the comparison of weeks because they lie in no single one:
    how many, and what they spent (None in several currencies).
    """

    platform: str
    rows: int
    spend: float | None
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One claim that flatters (or hides), with its proof.

    `rule`: an id of the catalogue; `variant`: which of its ways of telling, "" for the main one;
    `entity`: dimension → value, empty for the whole account;
    `confidence`: chance of being right, 0..1, None for a remark; `money`: (low, central, high) at
    stake in `currency`, None when no amount is; `evidence`: the raw value of every placeholder of
    the rule's sentences (amounts and ratios as floats, rates as shares of 1, counts as numbers,
    values with a unit as Quantity), then the statistics behind; `dated`: whether weeks were
    compared (else the noise is a default); `merged`: other rules that say the same of the same
    entity; `period`: from the first to the last day of the weeks summed, `before`: those they are
    compared with, by the rules that compare two periods.
    """

    rule: str
    kind: Kind
    variant: str = ""
    entity: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    confidence: float | None = None
    money: Stake | None = None
    currency: str = ""
    evidence: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    rows: tuple[Rows, ...] = ()
    dated: bool = True
    merged: tuple[str, ...] = ()
    period: Period | None = None
    before: Period | None = None
    # Until the audit has found the rows.
    scope: Scope | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchecked:
    """A rule that could not run. `missing`: figures and dimensions (`date` for a day column), or
    why.

    The reasons that are no column: `weeks`, `weeks_before` (before the period asked for),
    `conversions`, `clicks`, `segments` (too few), `peers` (none that compares), `margin`
    (unknown), `goal` (the rule is not about it), `period` (no row in the one asked for), `empty`
    (a figure is 0 all along one of the two periods), `reach_week`
    (reach is not given by whole week), `season` (last year's rise tells nothing of it),
    `currencies` (amounts that do not add up). `values`: what a sentence needs.
    """

    rule: str
    missing: tuple[str, ...]
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """A claim past its floors that chance may still explain: `finding` as it would stand, and about
    how many more of `noun` at the same pace would settle it.
    """

    finding: Finding
    needed: float
    noun: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """`warnings`: doubts about the data first, then most money; `unsettled`: claims that too little
    data leaves open, most money first; `checked`: rules that found nothing.

    `period` and `before`: the whole weeks that the period rules compared, None when there were
    not enough or when platforms cover different ones (each finding has its own). `judged`: the
    whole weeks, all their results in, over which campaigns were set beside their peers; None
    without dates or when platforms cover different weeks. `aside`: rows too few to matter that
    lie in no single week, and were left out.
    """

    warnings: tuple[Finding, ...] = ()
    hidden_performers: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()
    unsettled: tuple[Unsettled, ...] = ()
    checked: tuple[str, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    period: Period | None = None
    before: Period | None = None
    judged: Period | None = None
    aside: tuple[Aside, ...] = ()
