"""Campaigns by whole week: the one table that the rules on advertising share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from kpi.audit.evidence import Sums
from kpi.brief import Brief
from kpi.catalog.headings import plain
from kpi.catalog.vocabulary import vocabulary
from kpi.facts import Facts
from kpi.period import Period
from kpi.readings.ledger import NO_DAY, Flags, Floats, Groups, Ints, Ledger, occurring
from kpi.readings.weeks import weeks

# What a campaign may be called where the export has no campaign column, the widest first.
ENTITIES = ("campaign", "ad_group", "ad")
# Peers are peers: attribution differs between platforms, and results of two kinds do not compare.
PEERS = ("platform", "objective", "result", "campaign_role", "currency")
POOL = ("platform", "result", "currency")
# Campaigns whose role nobody named are of the ordinary kind, and compare with those that say so;
# brand, retargeting and awareness stand apart.
ORDINARY = ("generic", "prospecting", "")
# What a platform counts as a success, the first that the file has.
OUTCOMES = ("conversions", "leads", "installs", "orders")
MEASURED = ("spend", "impressions", "clicks", "revenue")
# Conversions dated by their click are not all in yet in the last days (Google Ads and Meta help
# on windows).
DAYS_TO_MATURE, DAYS_TO_MATURE_B2B = 7, 14
SLOW = ("b2b", "lead_generation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One row of the table: its dimensions, absent ones "". `entity` is the dimension that names
    it.
    """

    entity: str
    name: str
    platform: str
    objective: str
    result: str
    campaign_role: str
    currency: str
    outcome: str

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

    @property
    def at(self) -> Mapping[str, str]:
        """Return the dimensions that lead back to its rows."""
        found = {self.entity: self.name, "platform": self.platform}
        return {name: value for name, value in found.items() if value}


class Table:
    """Sums of one kind of platform export, campaigns × whole weeks (one column where there are no
    dates).

    `dated`: whether weeks can be compared; `last_day`: the last mature day; `peers`, `pool`: a
    code a campaign, equal for those that compare and for those whose results add up.
    """

    def __init__(
        self,
        campaigns: tuple[Campaign, ...],
        sums: dict[str, Floats],
        starts: Ints,
        codes: tuple[Ints, Ints],
        *,
        dated: bool,
    ) -> None:
        self.campaigns = campaigns
        self.sums = sums
        self.starts = starts
        self.peers, self.pool = codes
        self.dated = dated

    @cached_property
    def totals(self) -> dict[str, Floats]:
        """Each figure over all weeks, nan where the campaign does not have it."""
        return {name: values.sum(1) for name, values in self.sums.items()}

    @cached_property
    def active(self) -> Ints:
        """In how many weeks each campaign spent."""
        return np.asarray((self.sums["spend"] > 0).sum(1), dtype=np.int64)

    def has(self, *names: str) -> Flags:
        """Return which campaigns have every one of some figures, and spent."""
        held = [np.isfinite(self.totals[name]) for name in names]
        spent: Flags = self.totals["spend"] > 0
        kept: Flags = np.logical_and.reduce([spent, *held])
        return kept

    def others(self, values: Floats, kept: Flags) -> Floats:
        """Return, for each campaign, the sum of its `kept` peers, itself left out."""
        mine = np.where(kept[:, None], np.nan_to_num(values), 0.0)
        whole = np.zeros((int(self.peers.max()) + 1, values.shape[1]))
        np.add.at(whole, self.peers, mine)
        return whole[self.peers] - mine

    def pair(self, top: str, bottom: str, events: str, kept: Flags) -> tuple[Sums, Sums]:
        """Return the sums of a ratio for each campaign and for its peers."""
        own = {name: np.nan_to_num(self.sums[name]) for name in (top, bottom, events)}
        rest = {name: self.others(values, kept) for name, values in own.items()}
        return (
            Sums(top=own[top], bottom=own[bottom], events=own[events]),
            Sums(top=rest[top], bottom=rest[bottom], events=rest[events]),
        )

    def concentration(self, kept: Flags) -> Floats:
        """Return the sum of the squared shares of spend of each campaign's peers."""
        spend = np.where(kept, np.nan_to_num(self.totals["spend"]), 0.0)[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            return (self.others(spend**2, kept) / self.others(spend, kept) ** 2)[:, 0]

    def share_of_pool(self, name: str) -> Floats:
        """Return each campaign's share of a figure among those whose results add up to its own."""
        values = np.nan_to_num(self.totals[name])
        whole = np.bincount(self.pool, weights=values)
        with np.errstate(divide="ignore", invalid="ignore"):
            return values / whole[self.pool]

    @cached_property
    def selling(self) -> Flags:
        """Which campaigns are there to sell: awareness is not judged by what a sale costs."""
        return np.array([not c.aims_at_awareness for c in self.campaigns], dtype=np.bool_)

    def members(self, pool: int) -> Ints:
        return np.flatnonzero(self.pool == pool)

    def period(self) -> Period | None:
        """Return the whole weeks of the table as one span."""
        if not self.dated or not len(self.starts):
            return None
        first = np.datetime64(int(self.starts[0]), "D").item()
        last = np.datetime64(int(self.starts[-1]) + 6, "D").item()
        return Period(first, last)


def tables(facts: Facts, brief: Brief | None, period: Period | None) -> tuple[Table, ...]:
    """Return one table a platform of what advertising spent, inside `period` when given."""
    ledger = Ledger(facts)
    spending = _spending(ledger)
    platforms, _ = ledger.codes("platform")
    found = []
    for platform in occurring(platforms[spending]):
        rows = spending & (platforms == platform)
        entity, named = _entity(ledger, rows)
        # How far the platform's conversions are in depends on its whole export, not on the period.
        mature = _mature(ledger, rows, brief)
        rows &= named
        if period is not None:
            rows &= _inside(ledger, period)
        if rows.any():
            found.append(_table(ledger, rows, entity, _columns(ledger, rows, mature)))
    return tuple(found)


def _spending(ledger: Ledger) -> Flags:
    """Rows of advertising: those of an ads platform, and those of an unknown file that hold a
    spend.
    """
    families = [source.family for source in ledger.facts.sources]
    ads = np.array([family in ("ads", "") for family in families] or [True], dtype=np.bool_)
    return ads[np.clip(ledger.source, 0, len(ads) - 1)]


def _entity(ledger: Ledger, rows: Flags) -> tuple[str, Flags]:
    for entity in ENTITIES:
        codes, values = ledger.codes(entity)
        named = np.array([value != "" for value in values], dtype=np.bool_)[codes]
        if (named & rows).any():
            return entity, named
    return ENTITIES[0], np.ones(ledger.size, dtype=np.bool_)


def _inside(ledger: Ledger, period: Period) -> Flags:
    first, last = (
        int(np.datetime64(day, "D").astype(np.int64)) for day in (period.first, period.last)
    )
    inside: Flags = (ledger.first_day >= first) & (ledger.last_day <= last)
    return inside


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Columns:
    """Which column of the table each row adds to (-1: none), and the weeks' first days."""

    place: Ints
    starts: Ints
    dated: bool

    @property
    def count(self) -> int:
        return len(self.starts) if self.dated else 1


def _columns(ledger: Ledger, rows: Flags, mature: int | None) -> _Columns:
    """One column a whole mature week; a single one where some row lies in no single week."""
    span = weeks(ledger, rows, last_day=mature)
    if not span.count or (rows & (span.codes < 0)).any():
        none = np.zeros(0, dtype=np.int64)
        return _Columns(place=np.zeros(ledger.size, dtype=np.int64), starts=none, dated=False)
    whole = np.flatnonzero(span.whole)
    place = np.full(span.count + 1, -1)  # the last one stands for code -1: no week
    place[whole] = np.arange(len(whole))
    return _Columns(place=place[span.codes], starts=span.starts[whole], dated=True)


def _table(ledger: Ledger, rows: Flags, entity: str, columns: _Columns) -> Table:
    outcome = next((name for name in OUTCOMES if _held(ledger, name, rows)), OUTCOMES[0])
    groups = ledger.groups((entity, *PEERS))
    present = occurring(groups.codes[rows])
    fields = {"outcomes": outcome, **{name: name for name in MEASURED}}
    counted = rows & (columns.place >= 0)
    sums = {
        name: _sums(ledger.figure(field), counted, groups, columns)[present]
        for name, field in fields.items()
    }
    labels = groups.labels.iloc[present]
    campaigns = tuple(
        Campaign(
            entity=entity,
            name=str(row[0]),
            outcome=outcome,
            **dict(zip(PEERS, map(str, row[1:]), strict=True)),
        )
        for row in labels.itertuples(index=False)
    )
    alike = labels.assign(campaign_role=labels["campaign_role"].where(~_ordinary(labels), ""))
    peers, pool = (
        np.array(alike.groupby(list(by), sort=True).ngroup(), dtype=np.int64)
        for by in (PEERS, POOL)
    )
    return Table(campaigns, sums, columns.starts, (peers, pool), dated=columns.dated)


def _ordinary(labels: pd.DataFrame) -> pd.Series[bool]:
    return labels["campaign_role"].astype(str).isin(ORDINARY)


def _held(ledger: Ledger, name: str, rows: Flags) -> bool:
    return bool((rows & ~np.isnan(ledger.figure(name))).any())


def _mature(ledger: Ledger, rows: Flags, brief: Brief | None) -> int | None:
    dated = rows & (ledger.last_day != NO_DAY)
    if not dated.any():
        return None
    slow = brief is not None and brief.model in SLOW
    return int(ledger.last_day[dated].max()) - (DAYS_TO_MATURE_B2B if slow else DAYS_TO_MATURE)


def _sums(values: Floats, rows: Flags, groups: Groups, columns: _Columns) -> Floats:
    """Sums by group and week; all nan for a group that has no figure at all."""
    used = rows & ~np.isnan(values)
    shape = (groups.count, columns.count)
    place = groups.codes[used] * columns.count + columns.place[used]
    sums = np.bincount(place, weights=values[used], minlength=shape[0] * shape[1])
    table: Floats = sums.astype(np.float64).reshape(shape)
    absent = np.bincount(groups.codes[used], minlength=groups.count) == 0
    table[absent] = np.nan
    return table
