"""A site's own counting: a bounce rate that falls in a day, as a tag set twice makes it."""

from __future__ import annotations

import numpy as np

from kpi.audit.claims import Claim, Looked, could_not, frozen, too_little
from kpi.audit.finding import Finding
from kpi.audit.scene import Scene
from kpi.audit.series import held, rows_of, scope_of
from kpi.catalog import Rule, rule
from kpi.readings.ledger import NO_DAY, Flags, Floats, Ledger

# A median absolute deviation in standard deviations of a normal spread.
MAD = 1.4826
# The deviation of the median of n values over that of their mean.
OF_A_MEDIAN = 1.2533
# Least spread of a rate from day to day.
LEAST = 0.005
# Days without any visit have no rate.
SOME = 20.0


def doubled_tag(scene: Scene) -> Looked:
    """R15: from one day on hardly any visit bounces, and no more orders came."""
    known, ledger = rule("R15_double_tracking"), scene.ledger
    web = rows_of(ledger, ("web",))
    rows = held(ledger, web, "sessions", "engaged_sessions")
    if not rows.any():
        missing = (n for n in ("sessions", "engaged_sessions") if not held(ledger, web, n).any())
        return could_not(known.id, *(tuple(missing) or ("engaged_sessions",)))
    rows &= (ledger.first_day != NO_DAY) & (ledger.first_day == ledger.last_day)
    if not rows.any():
        return could_not(known.id, "date")
    first = int(ledger.first_day[rows].min())
    count = int(ledger.first_day[rows].max()) - first + 1
    side = int(known.minimums["days_each_side"])
    if count < 2 * side:
        return too_little(known.id, "weeks", (count / 7, 2 * side / 7), "visit")

    def by_day(name: str, kept: Flags) -> Floats:
        place = ledger.first_day[kept] - first
        inside = (place >= 0) & (place < count)
        values = ledger.figure(name)[kept][inside]
        return np.bincount(place[inside], weights=values, minlength=count).astype(np.float64)

    sessions, engaged = by_day("sessions", rows), by_day("engaged_sessions", rows)
    with np.errstate(divide="ignore", invalid="ignore"):
        bounce = np.where(sessions >= SOME, 1 - engaged / sessions, np.nan)
    pages = held(ledger, rows, "page_views")
    each = None
    if pages.any():
        with np.errstate(divide="ignore", invalid="ignore"):
            each = by_day("page_views", pages) / by_day("sessions", pages)
    orders = by_day("orders", _orders(ledger))
    found = _break(known, bounce, side)
    if found is None:
        return Looked(rule=known.id, tested=1)
    return _told(known, ledger, rows, (first, side), (found, each, orders))


def _orders(ledger: Ledger) -> Flags:
    for family in ("shop", "crm", "web"):
        rows = held(ledger, rows_of(ledger, (family,)), "orders")
        rows &= (ledger.first_day != NO_DAY) & (ledger.first_day == ledger.last_day)
        if rows.any():
            return rows
    return np.zeros(ledger.size, dtype=np.bool_)


def _break(known: Rule, bounce: Floats, side: int) -> tuple[int, float, float, float] | None:
    """The day of the clearest fall to the floor: its place, the medians around it, and how many
    deviations lie between.
    """
    best = None
    for day in range(side, len(bounce) - side + 1):
        before, after = bounce[day - side : day], bounce[day : day + side]
        if np.isnan(before).sum() > side / 2 or np.isnan(after).sum() > side / 2:
            continue
        was, now = float(np.nanmedian(before)), float(np.nanmedian(after))
        if now > known.floors["bounce_rate"] or was <= 2 * known.floors["bounce_rate"]:
            continue
        spreads = (np.nanmedian(np.abs(part - np.nanmedian(part))) for part in (before, after))
        spread = max(MAD * max(map(float, spreads)), LEAST)
        shift = (was - now) / spread
        # The step itself: the first day of the new level stands beyond, the day before does not.
        steps = abs(float(bounce[day - 1]) - was) + abs(float(bounce[day]) - now)
        if shift > known.margins["shift_in_mad"] and (best is None or steps < best[0]):
            best = (steps, (day, was, now, shift))
    return None if best is None else best[1]


def _told(
    known: Rule,
    ledger: Ledger,
    rows: Flags,
    place: tuple[int, int],
    seen: tuple[tuple[int, float, float, float], Floats | None, Floats],
) -> Looked:
    from scipy.special import ndtr

    (first, side), ((day, was, now, shift), each, orders) = place, seen
    around = slice(day - side, day), slice(day, day + side)
    sold = tuple(float(orders[part].sum()) for part in around)
    floors = known.floors
    if sold[0] > 0 and not floors["orders_least"] <= sold[1] / sold[0] <= floors["orders_most"]:
        return Looked(rule=known.id, tested=1)
    chance = float(ndtr(-shift * np.sqrt(side / 2) / OF_A_MEDIAN))
    evidence = {
        "bounce_before": was,
        "bounce_after": now,
        "date": np.datetime64(first + day, "D").item(),
        "days": side,
        "bounce_limit": floors["bounce_rate"],
        "shift": shift,
        "chance": chance,
    }
    if each is not None:
        evidence["factor"] = float(np.nanmedian(each[around[1]]) / np.nanmedian(each[around[0]]))
    starts = np.array([first + day - side, first + day - 7, first + day, first + day + 7])
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        evidence=frozen(evidence),
        scope=scope_of(ledger, rows, starts),
    )
    return Looked(rule=known.id, claims=(Claim(finding=finding, chance=chance),), tested=1)
