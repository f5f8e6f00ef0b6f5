"""From the cube to the tables of campaigns: which rows, weeks and figures are summed."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

import numpy as np
import pandas as pd

from kpi.audit.campaigns import ORDINARY, PEERS, POOL, Campaign, Columns, Table, days_of
from kpi.audit.finding import Aside
from kpi.audit.series import ADS, rows_of
from kpi.brief import Brief
from kpi.catalog import kpi
from kpi.facts import Facts
from kpi.period import Period
from kpi.readings.balance import both_told
from kpi.readings.ledger import NO_DAY, Flags, Floats, Groups, Ints, Ledger, occurring
from kpi.readings.weeks import weeks

# What a campaign may be called where the export has no campaign column, the widest first.
ENTITIES = ("campaign", "ad_group", "ad")
# What a platform counts as a success, the first that the file has.
OUTCOMES = ("conversions", "leads", "installs", "orders")
MEASURED = ("spend", "impressions", "clicks")
RETURN = ("revenue", "spend")
# Conversions dated by their click are not all in yet in the last days (Google Ads and Meta help
# on windows).
DAYS_TO_MATURE, DAYS_TO_MATURE_B2B = 7, 14
SLOW = ("b2b", "lead_generation")
# Rows that lie in no single week stand aside while they hold less of the money and of the results
# than this; beyond it the file is judged without its dates.
LOOSE = 0.02


def tables(facts: Facts, brief: Brief | None, period: Period | None) -> tuple[Table, ...]:
    """Return one table a platform of what advertising spent, inside `period` when given."""
    ledger = Ledger(facts)
    spending = rows_of(ledger, ADS)
    platforms, _ = ledger.codes("platform")
    found = []
    for platform in occurring(platforms[spending]):
        rows = spending & (platforms == platform)
        # How far the platform's conversions are in depends on its whole export, not on the period.
        mature = last_mature(ledger, rows, brief)
        if period is not None:
            rows &= _inside(ledger, period)
        if rows.any():
            found.append(_table(ledger, rows, mature, period))
    return tuple(found)


def _entity(ledger: Ledger, rows: Flags) -> str:
    for entity in ENTITIES:
        codes, values = ledger.codes(entity)
        if any(values[code] != "" for code in occurring(codes[rows])):
            return entity
    return ENTITIES[0]


def _inside(ledger: Ledger, period: Period) -> Flags:
    first, last = days_of(period)
    inside: Flags = (ledger.first_day >= first) & (ledger.last_day <= last)
    return inside


def _columns(ledger: Ledger, rows: Flags, mature: int | None, outcome: str) -> Columns:
    """One column a whole mature week; a single one where too much lies in no single week."""
    span = weeks(ledger, rows, last_day=mature)
    loose = rows & (span.codes < 0)
    if not span.count or not weigh_little(ledger, rows, loose, ("spend", outcome)):
        none = np.zeros(0, dtype=np.int64)
        return Columns(place=np.zeros(ledger.size, dtype=np.int64), starts=none, dated=False)
    whole = np.flatnonzero(span.whole)
    place = np.full(span.count + 1, -1)  # the last one stands for code -1: no week
    place[whole] = np.arange(len(whole))
    return Columns(
        place=place[span.codes],
        starts=span.starts[whole],
        dated=True,
        aside=_aside(ledger, loose) if loose.any() else None,
    )


def weigh_little(ledger: Ledger, rows: Flags, loose: Flags, names: Iterable[str]) -> bool:
    """Whether `loose` rows hold so little of each figure that the others may be judged alone."""
    if not loose.any():
        return True
    shares = [loose.sum() / rows.sum()]
    for name in names:
        values = np.abs(np.nan_to_num(ledger.figure(name)))
        if values[rows].sum() > 0:
            shares.append(values[loose].sum() / values[rows].sum())
    return bool(max(shares[1:] or shares) < LOOSE)


def _aside(ledger: Ledger, loose: Flags) -> Aside:
    platforms, names = ledger.codes("platform")
    currencies, codes = ledger.codes("currency")
    money = {str(codes[code]) for code in occurring(currencies[loose])}
    spend = float(np.nan_to_num(ledger.figure("spend")[loose]).sum())
    return Aside(
        platform=str(names[int(platforms[loose][0])]),
        rows=int(loose.sum()),
        spend=spend if len(money) == 1 else None,
        currency=next(iter(money)) if len(money) == 1 else "",
    )


def _table(ledger: Ledger, rows: Flags, mature: int | None, period: Period | None) -> Table:
    outcome = next((name for name in OUTCOMES if _held(ledger, name, rows)), OUTCOMES[0])
    columns = _columns(ledger, rows, mature, outcome)
    entity = _entity(ledger, rows)
    groups = ledger.groups((entity, *PEERS))
    present = occurring(groups.codes[rows])
    counted = rows & (columns.place >= 0)
    figures = {
        "outcomes": ledger.figure(outcome),
        **{name: ledger.figure(name) for name in MEASURED},
        **_with_revenue(ledger, rows, outcome),
    }
    sums = {n: _sums(values, counted, groups, columns)[present] for n, values in figures.items()}
    held = {n: _counts(values, rows, groups)[present] > 0 for n, values in figures.items()}
    labels = groups.labels.iloc[present]
    alike = labels.assign(campaign_role=labels["campaign_role"].where(~_ordinary(labels), ""))
    peers, pool = (
        np.array(alike.groupby(list(by), sort=True).ngroup(), dtype=np.int64)
        for by in (PEERS, POOL)
    )
    spans = None if period is None else (days_of(period),)
    campaigns = _campaigns(labels, entity, outcome)
    return Table(campaigns, (sums, held), columns, (peers, pool), spans)


def _with_revenue(ledger: Ledger, rows: Flags, outcome: str) -> dict[str, Floats]:
    """Revenue, and the spend and sales it answers for, in the rows where a return is read: in a
    source that has the column a blank cell is no revenue, unless the readings hold it unknown; a
    source without it has nothing to say.
    """
    revenue, spend = ledger.figure("revenue"), ledger.figure("spend")
    count = int(ledger.source.max()) + 1
    telling = np.bincount(ledger.source[rows & ~np.isnan(revenue)], minlength=count) > 0
    told = {name: rows & telling[ledger.source] & ~np.isnan(ledger.figure(name)) for name in RETURN}
    used = both_told(ledger, kpi("roas"), told, RETURN)
    known = used["revenue"] | used["spend"]
    return {
        "revenue": np.where(known, np.nan_to_num(revenue), np.nan),
        "answered_spend": np.where(known, spend, np.nan),
        "sales": np.where(known, ledger.figure(outcome), np.nan),
    }


def _campaigns(labels: pd.DataFrame, entity: str, outcome: str) -> tuple[Campaign, ...]:
    """The table's rows; one whose name another bears as well is told apart by what differs."""
    twins = labels[labels[entity].duplicated(keep=False)]
    apart = {
        str(name): tuple(dim for dim in PEERS[1:] if len(set(twin[dim])) > 1)
        for name, twin in twins.groupby(entity)
    }
    made = []
    for row in labels.itertuples(index=False):
        name, dimensions = str(row[0]), dict(zip(PEERS, map(str, row[1:]), strict=True))
        at = {entity: name, "platform": dimensions["platform"]}
        at |= {dim: dimensions[dim] for dim in apart.get(name, ())}
        kept = MappingProxyType({key: value for key, value in at.items() if value})
        made.append(Campaign(entity=entity, name=name, outcome=outcome, at=kept, **dimensions))
    return tuple(made)


def _ordinary(labels: pd.DataFrame) -> pd.Series[bool]:
    return labels["campaign_role"].astype(str).isin(ORDINARY)


def _held(ledger: Ledger, name: str, rows: Flags) -> bool:
    return bool((rows & ~np.isnan(ledger.figure(name))).any())


def last_mature(ledger: Ledger, rows: Flags, brief: Brief | None) -> int | None:
    """Return the last day whose conversions are all in, None without dates."""
    dated = rows & (ledger.last_day != NO_DAY)
    if not dated.any():
        return None
    slow = brief is not None and brief.model in SLOW
    return int(ledger.last_day[dated].max()) - (DAYS_TO_MATURE_B2B if slow else DAYS_TO_MATURE)


def _counts(values: Floats, rows: Flags, groups: Groups) -> Ints:
    return np.bincount(groups.codes[rows & ~np.isnan(values)], minlength=groups.count)


def _sums(values: Floats, rows: Flags, groups: Groups, columns: Columns) -> Floats:
    """Sums by group and week, 0 where there is nothing."""
    used = rows & ~np.isnan(values)
    place = groups.codes[used] * columns.count + columns.place[used]
    sums = np.bincount(place, weights=values[used], minlength=groups.count * columns.count)
    return sums.astype(np.float64).reshape(groups.count, columns.count)
