"""Campaigns beside their peers: what each costs and converts, and what the others do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpi.audit.campaigns import Table
from kpi.audit.evidence import Contrast, against_peers, own_error, without_dates
from kpi.readings.interval import t_quantile
from kpi.readings.ledger import Flags, Floats, Ints
from kpi.readings.noise import noises

# Spend per result, results per click, clicks per impression: (top, bottom, what limits the
# precision).
COST = ("spend", "outcomes", "outcomes")
CONVERSION = ("outcomes", "clicks", "outcomes")
CLICK = ("clicks", "impressions", "clicks")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standings:
    """One table's campaigns with all figures a rule needs, beside their peers."""

    table: Table
    kept: Flags
    own: dict[str, Floats]
    rest: dict[str, Floats]

    @property
    def cost(self) -> Floats:
        return self.rate("spend", "outcomes")

    @property
    def cost_peers(self) -> Floats:
        return self.rate("spend", "outcomes", peers=True)

    def rate(self, top: str, bottom: str, *, peers: bool = False) -> Floats:
        """Return the ratio of two figures for each campaign, or for its peers; not finite where
        undefined.
        """
        side = self.rest if peers else self.own
        with np.errstate(divide="ignore", invalid="ignore"):
            return side[top] / side[bottom]

    def cost_without_one(self, *, cheapest: bool) -> Floats:
        """Return the peers' cost per result without their cheapest (or dearest) member.

        A gap that hangs on one odd peer says something about that peer. Where there is one peer
        alone, its cost.
        """
        able = self.kept & (self.own["outcomes"] > 0)
        odd = self._odd_one(able, cheapest=cheapest)
        left = {}
        for name in ("spend", "outcomes"):
            values = np.where(able, self.own[name], 0.0)
            whole = np.bincount(self.table.peers, weights=values)[self.table.peers] - values
            left[name] = whole - np.where(odd >= 0, values[odd], 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            return left["spend"] / left["outcomes"]

    def _odd_one(self, able: Flags, *, cheapest: bool) -> Ints:
        """The index of each campaign's cheapest (dearest) peer, -1 where it has fewer than two."""
        cost = np.where(able, self.cost if cheapest else -self.cost, np.inf)
        order = np.lexsort((cost, self.table.peers))
        groups, first = np.unique(self.table.peers[order], return_index=True)
        extreme = order[first]
        second = order[np.minimum(first + 1, len(order) - 1)]
        odd = np.where(
            extreme[self.table.peers] == np.arange(len(cost)),
            second[self.table.peers],
            extreme[self.table.peers],
        )
        number = np.bincount(self.table.peers, weights=able, minlength=len(groups))[
            self.table.peers
        ]
        return np.where(number - able >= 2, odd, -1)

    def contrast(self, ratio: tuple[str, str, str]) -> Contrast:
        """Return each campaign against its peers on one ratio, by weeks where there are."""
        own, rest = self.table.pair(*ratio, self.kept)
        ordinary = self.table.concentration(self.kept)
        if not self.table.dated:
            return without_dates(own, rest, ordinary, noises()["campaigns"])
        seen = against_peers(own, rest, self.table.active)
        return seen.wider(noises()["campaigns_by_week"], ordinary) if ratio == COST else seen

    def cost_range(self) -> tuple[Floats, Floats]:
        """Return the 95 % plausible range of each campaign's own cost per result."""
        own, _ = self.table.pair(*COST, self.kept)
        degrees = np.full(len(self.kept), 1e6)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            if self.table.dated:
                error = own_error(own, self.table.active)
                degrees = self.table.active.astype(np.float64) - 1
            else:
                noise = noises()["counts"]
                error = np.sqrt(noise.dispersion / self.own["outcomes"] + noise.drift**2)
            spread = np.exp(t_quantile(degrees) * error)
            return self.cost / spread, self.cost * spread


def standings(table: Table, needed: tuple[str, ...], left_out: Flags | None = None) -> Standings:
    """Return a table's campaigns that hold every figure needed, with the sums of their peers.

    `left_out`: campaigns that are no measure for the others.
    """
    kept = table.has(*needed) & table.selling
    if left_out is not None:
        kept &= ~left_out
    names = ("spend", "impressions", "clicks", "outcomes", "revenue")
    own = {name: np.nan_to_num(table.totals[name]) for name in names}
    rest = {name: table.others(values[:, None], kept)[:, 0] for name, values in own.items()}
    return Standings(table=table, kept=kept, own=own, rest=rest)
