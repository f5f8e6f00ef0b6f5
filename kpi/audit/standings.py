"""Campaigns beside their peers in the same weeks: what each costs and converts, and the others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kpi.audit.campaigns import Table
from kpi.audit.evidence import (
    Contrast,
    Sums,
    against_peers,
    dispersion,
    few_as,
    most_behind_none,
    own_error,
    without_dates,
)
from kpi.readings.interval import t_quantile
from kpi.readings.ledger import Flags, Floats, Ints
from kpi.readings.noise import noises

# Spend per result, results per click, clicks per impression: (top, bottom, what limits the
# precision).
COST = ("spend", "outcomes", "outcomes")
CONVERSION = ("outcomes", "clicks", "outcomes")
CLICK = ("clicks", "impressions", "clicks")
# The last four are what another file may tell of them.
FIGURES = (
    "spend", "impressions", "clicks", "outcomes", "revenue",
    "won", "leads", "sessions", "engaged_sessions",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Standings:
    """One table's campaigns with all figures a rule needs, each beside its peers.

    `shared`: campaigns × weeks in which a campaign and a peer of it both ran; every sum is over
    these, so that a sale in which a campaign took no part says nothing of it.
    """

    table: Table
    kept: Flags
    shared: Flags

    @cached_property
    def by_week(self) -> dict[str, tuple[Floats, Floats]]:
        """Each figure of a campaign, and of its peers, in the weeks they share."""
        return {
            name: (
                self.table.sums[name] * self.shared,
                self.table.others(self.table.sums[name], self.kept) * self.shared,
            )
            for name in self.table.sums
            if name in FIGURES
        }

    @cached_property
    def own(self) -> dict[str, Floats]:
        return {name: mine.sum(1) for name, (mine, _) in self.by_week.items()}

    @cached_property
    def rest(self) -> dict[str, Floats]:
        return {name: theirs.sum(1) for name, (_, theirs) in self.by_week.items()}

    @cached_property
    def weeks(self) -> Ints:
        """In how many weeks each campaign and its peers ran."""
        return np.asarray(self.shared.sum(1), dtype=np.int64)

    @property
    def cost(self) -> Floats:
        return self.rate("spend", "outcomes")

    @property
    def cost_peers(self) -> Floats:
        return self.rate("spend", "outcomes", peers=True)

    @property
    def expected(self) -> Floats:
        """The results that a campaign's money would have bought at its peers' cost."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.own["spend"] / self.cost_peers

    def rate(self, top: str, bottom: str, *, peers: bool = False) -> Floats:
        """Return the ratio of two figures for each campaign, or for its peers; not finite where
        undefined.
        """
        side = self.rest if peers else self.own
        with np.errstate(divide="ignore", invalid="ignore"):
            return side[top] / side[bottom]

    def cost_without_one(self, asked: Flags, *, cheapest: bool) -> Floats:
        """Return the peers' cost per result without their cheapest (or dearest) member, for the
        campaigns `asked` about, nan for the others.

        A gap that hangs on one odd peer says something about that peer. Where there is one peer
        alone, its cost.
        """
        found = np.full(len(asked), np.nan)
        for i in np.flatnonzero(asked):
            weeks = self.shared[i]
            alike = self.kept & (self.table.peers == self.table.peers[i])
            alike[i] = False
            spend, results = (self.table.sums[n][alike][:, weeks].sum(1) for n in COST[:2])
            spend, results = spend[results > 0], results[results > 0]
            if len(results) >= 2:
                odd = int((np.argmin if cheapest else np.argmax)(spend / results))
                spend, results = np.delete(spend, odd), np.delete(results, odd)
            found[i] = spend.sum() / results.sum() if results.sum() > 0 else np.nan
        return found

    def turning_cost(self, i: int, floor: float) -> float:
        """Return what a result of campaign `i` may cost before it is `floor` times its peers',
        with or without the odd one among them: at most this for a dear one (a floor above 1), at
        least for a cheap one.
        """
        only = np.zeros(len(self.kept), dtype=np.bool_)
        only[i] = True
        alone = float(self.cost_without_one(only, cheapest=floor > 1)[i])
        bound = max if floor > 1 else min
        return floor * bound(float(self.cost_peers[i]), alone)

    @cached_property
    def concentration(self) -> Floats:
        """The sum of the squared shares of spend of each campaign's peers."""
        spend, shares = self.table.sums["spend"], np.full(len(self.kept), np.nan)
        # Most campaigns run through: those of one group in the same weeks share one sum.
        squares: dict[tuple[int, bytes], float] = {}
        for i in np.flatnonzero(self.kept):
            group, weeks = int(self.table.peers[i]), self.shared[i]
            key = (group, weeks.tobytes())
            if key not in squares:
                alike = self.kept & (self.table.peers == group)
                squares[key] = float((spend[alike][:, weeks].sum(1) ** 2).sum())
            shares[i] = squares[key] - self.own["spend"][i] ** 2
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(shares / self.rest["spend"] ** 2)

    def _sums(self, ratio: tuple[str, str, str]) -> tuple[Sums, Sums]:
        sides = zip(*(self.by_week[name] for name in ratio), strict=True)
        own, rest = (Sums(top=top, bottom=bottom, events=events) for top, bottom, events in sides)
        return own, rest

    def contrast(self, ratio: tuple[str, str, str]) -> Contrast:
        """Return each campaign against its peers on one ratio, by weeks where there are."""
        own, rest = self._sums(ratio)
        if not self.table.dated:
            return without_dates(own, rest, self.concentration, noises()["campaigns"])
        seen = against_peers(own, rest, self.weeks)
        if ratio != COST:
            return seen
        return seen.wider(noises()["campaigns_by_week"], self.concentration)

    @property
    def lasting_variance(self) -> Floats:
        """The part of a cost's variance that no number of results averages out."""
        noise = noises()["campaigns_by_week" if self.table.dated else "campaigns"]
        return np.asarray(noise.drift**2 * (1 + self.concentration))

    def fewer_than(self, expected: Floats) -> Floats:
        """Return the chance of so few results where `expected` were due."""
        return few_as(self.own["outcomes"], expected, self._variance(expected))

    def cost_above(self) -> Floats:
        """Return what a result costs at least, in a campaign that has none: the lower end of its
        95 % range.
        """
        return self.own["spend"] / most_behind_none(self._variance(self.expected))

    def _variance(self, expected: Floats) -> Floats:
        """The variance of a count over its mean: that of weeks, and what ordinary campaigns differ
        by, which grows with the count.
        """
        noise = noises()["campaigns_by_week" if self.table.dated else "campaigns"]
        weekly = np.full(len(self.kept), noise.dispersion)
        if self.table.dated:
            own = Sums(
                top=self.table.sums["spend"] * self.kept[:, None],
                bottom=self.table.sums["outcomes"] * self.kept[:, None],
                events=self.table.sums["outcomes"],
            )
            weekly = dispersion(own, self.table.peers)
        with np.errstate(divide="ignore", invalid="ignore"):
            lasting = noise.drift**2 * (1 + self.concentration) + weekly / self.rest["outcomes"]
            return np.asarray(weekly + expected * lasting)

    @cached_property
    def cost_range(self) -> tuple[Floats, Floats]:
        """Return the 95 % plausible range of each campaign's own cost per result."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            if self.table.dated:
                error, degrees = own_error(self._sums(COST)[0])
            else:
                noise, degrees = noises()["counts"], np.full(len(self.kept), 1e6)
                error = np.sqrt(noise.dispersion / self.own["outcomes"] + noise.drift**2)
            spread = np.exp(t_quantile(degrees) * error)
            return self.cost / spread, self.cost * spread


def standings(table: Table, needed: tuple[str, ...], left_out: Flags | None = None) -> Standings:
    """Return a table's named campaigns that hold every figure needed, beside their peers.

    `left_out`: campaigns that are no measure for the others.
    """
    kept = table.has(*needed) & table.selling & table.named
    if left_out is not None:
        kept &= ~left_out
    shared = table.running & (table.others(table.sums["spend"], kept) > 0) & kept[:, None]
    return Standings(table=table, kept=kept, shared=shared)
