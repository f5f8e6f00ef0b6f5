"""Campaigns by whole week: the one table that the rules on advertising share."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import numpy as np

from kpi.audit.finding import Aside, Scope
from kpi.catalog.headings import plain
from kpi.catalog.vocabulary import vocabulary
from kpi.period import Period
from kpi.readings.ledger import Flags, Floats, Ints

# Peers are peers: attribution differs between platforms, and results of two kinds do not compare.
PEERS = ("platform", "objective", "result", "campaign_role", "currency")
POOL = ("platform", "result", "currency")
# Campaigns whose role nobody named are of the ordinary kind, and compare with those that say so;
# brand, retargeting and awareness stand apart.
ORDINARY = ("generic", "prospecting", "")
# A week with less than this share of a campaign's best one holds late bills, not a campaign.
RUNNING = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One row of the table: its dimensions, absent ones "". `entity` is the dimension that names
    it, `at` the fewest dimensions that tell it from the others of its platform.
    """

    entity: str
    name: str
    platform: str
    objective: str
    result: str
    campaign_role: str
    currency: str
    outcome: str
    at: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def key(self) -> tuple[str, ...]:
        return (self.name, *(str(getattr(self, name)) for name in PEERS))

    @property
    def like(self) -> tuple[str, ...]:
        """What it has in common with its peers."""
        role = "" if self.campaign_role in ORDINARY else self.campaign_role
        return (self.platform, self.objective, self.result, role, self.currency)

    @property
    def noun(self) -> str:
        """What its successes are called: the platform's own word, else our name of the field."""
        return self.result or self.outcome

    @property
    def aims_at_awareness(self) -> bool:
        """Whether its role or its objective, as the platform words it, is to be known, not to
        sell.
        """
        words = f" {plain(self.objective).replace('_', ' ')} "
        named = any(f" {phrase} " in words for phrase in vocabulary("roles")["awareness"])
        return self.campaign_role == "awareness" or named


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """Which column of the table each row adds to (-1: none), and the weeks' first days."""

    place: Ints
    starts: Ints
    dated: bool
    aside: Aside | None = None

    @property
    def count(self) -> int:
        return len(self.starts) if self.dated else 1


class Table:
    """Sums of one kind of platform export, campaigns × whole weeks (one column where there are no
    dates).

    `held`: which campaigns have a figure at all, whatever the weeks; `dated`: whether weeks can be
    compared; `peers`, `pool`: a code a campaign, equal for those that compare and for those whose
    results add up; `aside`: rows of no single week; `spans`: the days that an undated table is
    held to, None for all.
    """

    def __init__(
        self,
        campaigns: tuple[Campaign, ...],
        figures: tuple[dict[str, Floats], dict[str, Flags]],
        columns: Columns,
        codes: tuple[Ints, Ints],
        spans: tuple[tuple[int, int], ...] | None,
    ) -> None:
        self.campaigns = campaigns
        self.sums, self.held = figures
        self.starts, self.dated, self.aside = columns.starts, columns.dated, columns.aside
        self.peers, self.pool = codes
        self.spans = spans

    @cached_property
    def totals(self) -> dict[str, Floats]:
        """Each figure over all weeks, nan where the campaign does not have it."""
        return {
            name: np.where(self.held[name], values.sum(1), np.nan)
            for name, values in self.sums.items()
        }

    @cached_property
    def running(self) -> Flags:
        """Campaigns × weeks: where each spent in earnest."""
        spend = self.sums["spend"]
        best = spend.max(1, initial=0.0, keepdims=True)
        return np.asarray((spend > 0) & (spend >= RUNNING * best), dtype=np.bool_)

    @cached_property
    def named(self) -> Flags:
        """Which campaigns have a name: the others count in sums and are compared with nobody."""
        return np.array([c.name != "" for c in self.campaigns], dtype=np.bool_)

    def with_figures(self, sums: dict[str, Floats], held: dict[str, Flags]) -> Table:
        """Return the same campaigns and weeks with other figures; nothing derived is kept."""
        made = copy.copy(self)
        for name in list(made.__dict__):
            if isinstance(getattr(type(self), name, None), cached_property):
                del made.__dict__[name]
        made.sums, made.held = sums, held
        return made

    def missing(self, *names: str) -> tuple[str, ...]:
        """Return the figures that no campaign has, by the names of the cube's columns."""
        lacking = (name for name in names if not self.held[name].any())
        return tuple("conversions" if name == "outcomes" else name for name in lacking)

    def has(self, *names: str) -> Flags:
        """Return which campaigns have every one of some figures, and spent."""
        spent: Flags = self.sums["spend"].sum(1) > 0
        kept: Flags = np.logical_and.reduce([spent, *(self.held[name] for name in names)])
        return kept

    def others(self, values: Floats, kept: Flags) -> Floats:
        """Return, for each campaign, the sum of its `kept` peers, itself left out."""
        mine = np.where(kept[:, None], values, 0.0)
        whole = np.zeros((int(self.peers.max()) + 1, values.shape[1]))
        np.add.at(whole, self.peers, mine)
        return whole[self.peers] - mine

    def share_of_pool(self, name: str) -> Floats:
        """Return each campaign's share of a figure among those whose results add up to its own."""
        return self._share(name, self.pool)

    @cached_property
    def share_of_budget(self) -> Floats:
        """Return each campaign's share of what its platform spent in its currency."""
        _, purse = np.unique([c.currency for c in self.campaigns], return_inverse=True)
        return self._share("spend", purse)

    def _share(self, name: str, codes: Ints) -> Floats:
        values = self.sums[name].sum(1)
        whole = np.bincount(codes, weights=values)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(values / whole[codes])

    @cached_property
    def selling(self) -> Flags:
        """Which campaigns are there to sell: awareness is not judged by what a sale costs."""
        return np.array([not c.aims_at_awareness for c in self.campaigns], dtype=np.bool_)

    def members(self, pool: int) -> Ints:
        return np.flatnonzero(self.pool == pool)

    @cached_property
    def pools(self) -> tuple[Ints, ...]:
        """The campaigns that spent, by pool."""
        spent = self.sums["spend"].sum(1) > 0
        found = (np.flatnonzero((self.pool == code) & spent) for code in np.unique(self.pool))
        return tuple(members for members in found if len(members))

    def names_of(self, members: Ints) -> dict[str, str]:
        """Return what tells a pool from the others that spent: its platform, and its currency and
        result where there are several.
        """
        one = self.campaigns[int(members[0])]
        firsts = [self.campaigns[int(pool[0])] for pool in self.pools]
        named = {"platform": one.platform}
        for name in ("currency", "result"):
            if len({getattr(other, name) for other in firsts}) > 1:
                named[name] = str(getattr(one, name))
        return {name: value for name, value in named.items() if value}

    def period(self) -> Period | None:
        """Return the whole weeks of the table as one span."""
        if not self.dated or not len(self.starts):
            return None
        return whole_weeks(self.starts)

    def scope(self, members: Iterable[int], columns: Ints | Flags | None = None) -> Scope:
        """Return the rows that some campaigns' sums are made of, in some of the weeks."""
        chosen = [self.campaigns[int(i)] for i in members]
        starts = self.starts if columns is None else self.starts[columns]
        spans = tuple((int(day), int(day) + 6) for day in starts)
        return Scope(
            dimensions=(self.campaigns[0].entity, *PEERS),
            keys=frozenset(one.key for one in chosen),
            spans=spans if self.dated else self.spans,
        )


def whole_weeks(starts: Ints) -> Period:
    """Return the days from the first of some weeks to the last."""
    first = np.datetime64(int(starts[0]), "D").item()
    return Period(first, np.datetime64(int(starts[-1]) + 6, "D").item())


def days_of(period: Period) -> tuple[int, int]:
    """Return the first and last day of a period as days since 1970-01-01."""
    first, last = (np.datetime64(day, "D").astype(np.int64) for day in (period.first, period.last))
    return int(first), int(last)
