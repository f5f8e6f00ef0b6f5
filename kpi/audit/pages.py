"""Pages of social networks: a community that answers less, interactions that bring no visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kpi.audit.claims import Claim, Looked, Together, could_not, frozen, too_little
from kpi.audit.evidence import WHAT_IS_SEEN
from kpi.audit.finding import Finding
from kpi.audit.scene import Scene
from kpi.audit.series import (
    UNKNOWN,
    Series,
    Two,
    absent,
    by_platform,
    held,
    platform_of,
    rows_of,
    rows_told,
    scope_of,
    series,
    two_periods,
)
from kpi.audit.telling import more_than, move, told_two
from kpi.catalog import Rule, rule
from kpi.readings.ledger import Flags, Floats, Ints, Ledger
from kpi.readings.weeks import weeks

CHANNELS = ("organic_social", "paid_social")
# Files that may hold a page's posts: ads have a reach and engagements of their own.
PAGES = ("social", "web", UNKNOWN)
# A week in which nobody reacted still has a logarithm.
TINY = 1e-6
# Visits are told for so many people reached.
THOUSAND = 1000.0
# The start and the end of a series: a third of its weeks each.
END = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Community:
    """Week by week: the followers, and the share of people reached who react (the middle post's,
    so that one viral post changes nothing).
    """

    starts: Ints
    followers: Floats
    rate: Floats
    rows: Flags


def quieter_community(scene: Scene) -> Looked:
    """R04: followers rise while the share of people who react falls, week after week; each network
    for itself.
    """
    known, ledger = rule("R04_followers_engagement"), scene.ledger
    family = rows_of(ledger, PAGES)
    lacking = absent(ledger, "followers", "engagements", "reach", among=family)
    told = family & (
        held(ledger, family, "followers") | held(ledger, family, "engagements", "reach")
    )
    looks = tuple(_quieter(known, ledger, rows) for rows in by_platform(ledger, told))
    return Together(looks=looks).as_one(known.id, could_not(known.id, *lacking))


def _quieter(known: Rule, ledger: Ledger, family: Flags) -> Looked:
    seen = _community(known, ledger, family)
    if isinstance(seen, Looked):
        return seen
    third = len(seen.rate) // END
    first, last = (float(np.median(one)) for one in (seen.rate[:third], seen.rate[-third:]))
    start, floors = float(seen.followers[0]), known.floors
    growth = float(seen.followers[-1]) / start if start > 0 else 0.0
    grew = growth >= floors["followers"]
    if not grew or first <= 0 or last / first > floors["engagement_rate"]:
        return Looked(rule=known.id, tested=1)
    # A fall that matters: steeper than down to the margin from the middle of the first third to
    # that of the last.
    steps = len(seen.rate) * (END - 1) / END
    margin = known.margins["engagement_rate"] ** (np.arange(len(seen.rate)) / steps)
    chance = falling(np.log(np.maximum(seen.rate, TINY) / margin))
    evidence = {
        "followers_change": growth - 1,
        "engagement_before": first,
        "engagement_after": last,
        "engagement_limit": first * floors["engagement_rate"],
        "weeks": len(seen.rate),
        "chance": chance,
    }
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        entity=frozen(platform_of(ledger, family)),
        evidence=frozen(evidence),
        scope=scope_of(ledger, seen.rows, seen.starts),
    )
    return Looked(rule=known.id, claims=(Claim(finding=finding, chance=chance),), tested=1)


def _community(known: Rule, ledger: Ledger, family: Flags) -> Community | Looked:
    audience, posts = (
        held(ledger, family, "followers"),
        held(ledger, family, "engagements", "reach") & (ledger.figure("reach") > 0),
    )
    if not audience.any() or not posts.any():
        names = ("followers", "engagements", "reach")
        return could_not(known.id, *absent(ledger, *names, among=family))
    followers = _by_week(ledger, audience, ledger.figure("followers"), np.max)
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = ledger.figure("engagements") / ledger.figure("reach")
    rate = _by_week(ledger, posts, rates, np.median)
    if followers is None or rate is None:
        return could_not(known.id, "date")
    starts, mine, theirs = np.intersect1d(followers[0], rate[0], return_indices=True)
    least = known.minimums["weeks"]
    if len(starts) < least:
        return too_little(known.id, "weeks", (float(len(starts)), least), "")
    engagements, enough = (
        float(np.nansum(ledger.figure("engagements")[posts])),
        known.minimums["engagements"],
    )
    if engagements < enough:
        return too_little(known.id, "conversions", (engagements, enough), "interaction")
    return Community(
        starts=starts,
        followers=followers[1][mine],
        rate=rate[1][theirs],
        rows=posts | audience,
    )


def _by_week(
    ledger: Ledger, rows: Flags, values: Floats, middle: Callable[[Floats], float]
) -> tuple[Ints, Floats] | None:
    """The first days of the weeks that have rows, and one value each."""
    span = weeks(ledger, rows)
    places = np.flatnonzero(rows & (span.codes >= 0))
    if not len(places):
        return None
    codes, inverse = np.unique(span.codes[places], return_inverse=True)
    found = [float(middle(values[places[inverse == i]])) for i in range(len(codes))]
    return span.starts[codes], np.array(found)


def falling(values: Floats) -> float:
    """Return the chance that a series without trend falls as steadily (Mann 1945, Kendall 1975),
    its variance inflated for values that last from one week to the next.
    """
    from scipy.special import ndtr

    count = len(values)
    pairs = np.sign(values[None, :] - values[:, None])
    score = float(np.triu(pairs, 1).sum())
    variance = count * (count - 1) * (2 * count + 5) / 18
    # Residuals around the middle slope (Theil 1950, Sen 1968): a trend is no memory.
    rows, columns = np.triu_indices(count, 1)
    slope = float(np.median((values[columns] - values[rows]) / (columns - rows)))
    left = values - slope * np.arange(count)
    left = left - left.mean()
    whole = float((left**2).sum())
    memory = float((left[1:] * left[:-1]).sum() / whole) + 1 / count if whole > 0 else 0.0
    memory = float(np.clip(memory, 0.0, 0.8))
    inflated = variance * (1 + memory) / (1 - memory)
    return float(ndtr((score + 1) / np.sqrt(inflated))) if score < 0 else 1.0


def bought_engagement(scene: Scene) -> Looked:
    """R24: interactions were multiplied and no more visits came, the top post left out."""
    known, ledger = rule("R24_bought_engagement"), scene.ledger
    posts = held(ledger, rows_of(ledger, PAGES), "engagements", "reach")
    visits = rows_told(ledger, "sessions") & (ledger.kept("channel", CHANNELS) | posts)
    if not posts.any() or not visits.any():
        return could_not(known.id, *absent(ledger, "engagements", "reach", "sessions"))
    one = series(ledger, posts & ~_tops(ledger, posts), ("engagements", "reach"), events=True)
    other = series(ledger, visits, ("sessions",), events=bool((visits & posts).any()))
    both: Series | None = one.beside(other) if one is not None and other is not None else None
    needed = ("engagements", "reach", "sessions")
    two = two_periods(known, both, scene.period, needed, known.minimums["weeks_each_side"])
    return two if isinstance(two, Looked) else _bought(known, two)


def _tops(ledger: Ledger, posts: Flags) -> Flags:
    """The post with most interactions of each week of three posts or more."""
    span = weeks(ledger, posts)
    tops = np.zeros(ledger.size, dtype=np.bool_)
    places = np.flatnonzero(posts & (span.codes >= 0))
    order = places[np.lexsort((ledger.figure("engagements")[places], span.codes[places]))]
    codes = span.codes[order]
    last = np.flatnonzero(np.diff(codes, append=-1))
    many = np.bincount(codes, minlength=span.count)[codes[last]] >= END
    tops[order[last[many]]] = True
    return tops


def _bought(known: Rule, two: Two) -> Looked:
    rate = two.contrast("engagements", "reach", "engagements")
    each = two.contrast("sessions", "engagements", "sessions")
    visits = two.contrast("sessions", "reach", "sessions")
    floors, margins = known.floors, known.margins
    level = floors["sessions_least"] <= float(visits.factor[0]) <= floors["sessions_most"]
    if not level or float(rate.factor[0]) < floors["engagement_rate"]:
        return Looked(rule=known.id, tested=1)
    chance = max(
        WHAT_IS_SEEN * float(rate.above(margins["engagement_rate"])[0]),
        float(each.below(margins["sessions_per_engagement"])[0]),
    )
    before, after = (THOUSAND * rate for rate in two.rates("sessions", "reach"))
    reacting = two.rates("engagements", "reach")
    allowed = before * floors["sessions_most"] * two.after("reach") / THOUSAND
    evidence = {
        "factor": float(rate.factor[0]),
        "engagement_before": reacting[0],
        "engagement_after": reacting[1],
        "visits_before": before,
        "visits_after": after,
        "visits_more": more_than(two.after("sessions"), allowed),
        "weeks": two.halves.weeks,
        **move(visits),
        "chance": chance,
    }
    claim = Claim(
        finding=told_two(known, two, evidence),
        chance=chance,
        events=two.least("sessions"),
        noun="visit",
    )
    return Looked(rule=known.id, claims=(claim,), tested=1)
