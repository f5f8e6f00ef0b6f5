"""A site's own counting: a bounce rate that falls in a day, as a tag set twice makes it."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace

import numpy as np

from kpi.audit.claims import Claim, Looked, could_not, frozen, too_little
from kpi.audit.finding import Finding, Scope
from kpi.audit.scene import Scene
from kpi.audit.series import UNKNOWN, absent, dated, held, rows_of, scope_of
from kpi.catalog import Rule, rule
from kpi.readings.interval import spread
from kpi.readings.ledger import Flags, Floats, Ledger

# The deviation of the median of n values over that of their mean.
OF_A_MEDIAN = 1.2533
# Least spread of a rate from day to day.
LEAST = 0.005
# Days without any visit have no rate.
SOME = 20.0


def doubled_tag(scene: Scene) -> Looked:
    """R15: from one day on hardly any visit bounces, and no more orders came."""
    known, ledger = rule("R15_double_tracking"), scene.ledger
    web, needed = rows_of(ledger, ("web", UNKNOWN)), ("sessions", "engaged_sessions")
    told = held(ledger, web, *needed)
    if not told.any():
        return could_not(known.id, *absent(ledger, *needed, among=web))
    rows = _days_alone(ledger, told)
    if not rows.any():
        return could_not(known.id, "date")
    first, last = int(ledger.first_day[rows].min()), int(ledger.first_day[rows].max())
    side, count = int(known.minimums["days_each_side"]), last - first + 1
    if count < 2 * side:
        return too_little(known.id, "weeks", (count / 7, 2 * side / 7), "")

    def by_day(name: str, kept: Flags) -> Floats:
        used = kept & (ledger.first_day >= first) & (ledger.first_day <= last)
        values = ledger.figure(name)[used]
        sums = np.bincount(ledger.first_day[used] - first, weights=values, minlength=count)
        return sums.astype(np.float64)

    sessions = by_day("sessions", rows)
    with np.errstate(divide="ignore", invalid="ignore"):
        bounce = 1 - by_day("engaged_sessions", rows) / sessions
        pages = by_day("page_views", held(ledger, rows, "page_views")) / sessions
    found = _break(known, np.where(sessions >= SOME, bounce, np.nan), side)
    if found is None:
        return Looked(rule=known.id, tested=1)
    return _told(
        known, scope_of(ledger, rows), first, (found, pages, by_day("orders", _orders(ledger)))
    )


def _days_alone(ledger: Ledger, rows: Flags) -> Flags:
    """Those of `rows` that are of one day each."""
    kept: Flags = dated(ledger, rows) & (ledger.first_day == ledger.last_day)
    return kept


def _orders(ledger: Ledger) -> Flags:
    families = ("shop", "crm", "web", UNKNOWN)
    told = (_days_alone(ledger, held(ledger, rows_of(ledger, (f,)), "orders")) for f in families)
    return next((rows for rows in told if rows.any()), np.zeros(ledger.size, dtype=np.bool_))


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A fall of the bounce rate in a day: its place, the medians of `side` days around it, and how
    many deviations lie between.
    """

    day: int
    side: int
    was: float
    now: float
    shift: float


def _break(known: Rule, bounce: Floats, side: int) -> Break | None:
    """The clearest fall to the floor, the one whose own two days lie nearest the two levels."""
    spans = np.lib.stride_tricks.sliding_window_view(bounce, side)
    with warnings.catch_warnings():
        # Fourteen days without any visit have no median.
        warnings.simplefilter("ignore", RuntimeWarning)
        middles, around = np.nanmedian(spans, axis=1), spread(spans, axis=1)
    many = np.isnan(spans).sum(axis=1) <= side / 2
    was, now = middles[:-side], middles[side:]
    noise = np.fmax(np.fmax(around[:-side], around[side:]), LEAST)
    floor = known.floors["bounce_rate"]
    with np.errstate(invalid="ignore"):
        shift = (was - now) / noise
        fell = many[:-side] & many[side:] & (now <= floor) & (was > 2 * floor)
        fell &= shift > known.margins["shift_in_mad"]
    if not fell.any():
        return None
    places = np.arange(len(was)) + side
    steps = np.abs(bounce[places - 1] - was) + np.abs(bounce[places] - now)
    at = int(np.argmin(np.where(fell & np.isfinite(steps), steps, np.inf)))
    return Break(
        day=at + side,
        side=side,
        was=float(was[at]),
        now=float(now[at]),
        shift=float(shift[at]),
    )


def _told(known: Rule, scope: Scope, first: int, seen: tuple[Break, Floats, Floats]) -> Looked:
    from scipy.special import ndtr

    found, pages, orders = seen
    side, floors = found.side, known.floors
    around = slice(found.day - side, found.day), slice(found.day, found.day + side)
    sold = tuple(float(orders[part].sum()) for part in around)
    if sold[0] > 0 and not floors["orders_least"] <= sold[1] / sold[0] <= floors["orders_most"]:
        return Looked(rule=known.id, tested=1)
    chance = float(ndtr(-found.shift * np.sqrt(side / 2) / OF_A_MEDIAN))
    day = first + found.day
    evidence = {
        "bounce_before": found.was,
        "bounce_after": found.now,
        "date": np.datetime64(day, "D").item(),
        "days": side,
        "bounce_limit": floors["bounce_rate"],
        "shift": found.shift,
        "chance": chance,
    }
    before, after = (float(np.median(pages[part])) for part in around)
    if before > 0 and np.isfinite(after):
        evidence["factor"] = after / before
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        evidence=frozen(evidence),
        scope=replace(scope, spans=((day - side, day + side - 1),)),
    )
    return Looked(rule=known.id, claims=(Claim(finding=finding, chance=chance),), tested=1)
